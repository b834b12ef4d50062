"""Views computed from the registers that are attached to a connection: each once, whatever reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from naerblik.engine.duckdb import Connection, attach_table, query
from naerblik.views import declaration
from naerblik.views.declaration import View


def evaluate(
    connection: Connection, results: Sequence[str], relations: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Result view -> its rows. `relations` are the small tables that views read in place of parameters."""
    for name, frame in relations.items():
        attach_table(connection, name, frame, whole_days=True)
    views = declaration.in_order(results)
    found = {}
    for place, view in enumerate(views):
        if view.name in results:
            found[view.name] = query(connection, view.sql)
        else:
            _create(connection, view)
        _drop_what_is_read(connection, views[: place + 1], views[place + 1 :])
    return found


def _create(connection: Connection, view: View) -> None:
    kind = "TABLE" if view.stored else "VIEW"
    connection.execute(f"CREATE OR REPLACE TEMP {kind} {view.name} AS {view.sql}")


def _drop_what_is_read(connection: Connection, done: list[View], ahead: list[View]) -> None:
    """Frees the rows of stored views that no view ahead reads: persons fill the memory, counts do not."""
    needed = _relations_behind(ahead)
    for view in done:
        if view.stored and view.name not in needed:
            connection.execute(f"DROP TABLE IF EXISTS {view.name}")


def _relations_behind(ahead: list[View]) -> set[str]:
    """What the views read, also through views that are not stored."""
    declared, found, pending = declaration.load(), set[str](), [used for view in ahead for used in view.uses]
    while pending:
        name = pending.pop()
        if name not in found and name in declared and not declared[name].stored:
            pending.extend(declared[name].uses)
        found.add(name)
    return found

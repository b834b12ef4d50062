"""Views computed from the registers that are attached to an engine: each once, whatever reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from naerblik.engine.engine import Engine
from naerblik.parameters import Topic
from naerblik.views import declaration
from naerblik.views.declaration import View


def evaluate(
    engine: Engine, results: Sequence[str], relations: Mapping[str, pd.DataFrame], topics: Collection[Topic]
) -> dict[str, pd.DataFrame]:
    """Result view -> its rows for the topics. `relations`: the small tables that views read in place of parameters.

    A view that is for another topic alone has no rows, and what it is made from is not read.
    """
    for name, frame in relations.items():
        engine.attach_table(name, frame, whole_days=True)
    views = declaration.in_order(results, topics)
    found: dict[str, pd.DataFrame] = {}
    kept = set[str]()
    for place, view in enumerate(views):
        if view.name in results:
            found[view.name] = engine.query(view.sql)
        elif not view.is_for(topics):
            engine.create_view(view.name, view.without_rows)
        else:
            engine.create_view(view.name, view.sql, stored=view.stored)
            kept |= {view.name} if view.stored else set()
        # Persons fill the memory, counts do not: the rows of stored views that no view ahead reads are freed.
        for name in kept - _relations_behind(views[place + 1 :]):
            engine.drop(name)
            kept.remove(name)
    return found


def _relations_behind(ahead: list[View]) -> set[str]:
    """What the views read, also through views that are not stored."""
    declared, found, pending = declaration.load(), set[str](), [used for view in ahead for used in view.uses]
    while pending:
        name = pending.pop()
        if name not in found and name in declared and not declared[name].stored:
            pending.extend(declared[name].uses)
        found.add(name)
    return found

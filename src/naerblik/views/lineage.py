"""Where the numbers of views come from, through all views back to the registers' columns, as their SQL says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from naerblik.items import KINDS
from naerblik.parameters import ItemKind, Topic
from naerblik.registers import contracts
from naerblik.registers.contracts import Contract
from naerblik.views import counting, declaration
from naerblik.views.parsed import ITEMS, Branch, load


@dataclass(frozen=True)
class Behind:
    """What stands behind a view: the views on the way, itself among them, and register -> columns."""

    views: frozenset[str]
    reads: Mapping[str, frozenset[str]]


def told() -> dict[str, Any]:
    """What the manifest of a protected cube says of where its numbers come from, of all topics, as JSON can hold it.

    `registers`: register -> name, source and track, `checked`: the columns that its rules name, by which rows are
    counted in the table of quality, and `read_by`: column -> the views that name it.
    `numbers`: kind of item, or other table of the cube -> the `table`; the `views` on the way; `parts`: the views that
    stand for them in a drawing -> the registers behind each; `reads`: register -> the columns that the views name.
    """
    registers = {
        name: {"name": c.name_da, "source": c.source, "track": c.track, "checked": _named_by_rules(c)}
        | {"read_by": {column: _readers(name, column) for column in c.column_names}}
        for name, c in contracts.load().items()
    }
    kinds = {str(kind): _of_kind(kind, topic) for topic, kinds in KINDS.items() for kind in kinds}
    tables = {table: _of_table(table) for table in counting.TABLES if table != "cells"}
    return {"registers": registers, "numbers": kinds | tables}


def of_kind(kind: ItemKind, topic: Topic) -> Behind:
    """What stands behind a kind of item that a topic publishes."""
    return behind(_cells_of(topic), kind, without=_for_others(topic))


def _for_others(topic: Topic) -> frozenset[str]:
    """The views that are for other topics alone."""
    return frozenset(view.name for view in declaration.load().values() if not view.is_for([topic]))


def _cells_of(topic: Topic) -> str:
    (result,) = set(counting.RESULTS[topic]).intersection(counting.TABLES["cells"])
    return result


def _of_kind(kind: ItemKind, topic: Topic) -> dict[str, Any]:
    result = _cells_of(topic)
    made = makers(kind)
    rest = behind(result, kind, without=_for_others(topic).union(made))
    own = {view: behind(view, without=_for_others(topic)) for view in made}
    parts = {**{view: list(part.reads) for view, part in own.items()}, result: list(rest.reads)}
    return _said("cells", of_kind(kind, topic), parts)


def _of_table(table: str) -> dict[str, Any]:
    found = {view: behind(view) for view in counting.TABLES[table]}
    return _said(table, _together([*found.values()]), {view: list(part.reads) for view, part in found.items()})


def _named_by_rules(contract: Contract) -> list[str]:
    named = set[str]().union(*(contract.named_by(rule) for rule in contract.rules))
    return [name for name in contract.column_names if name in named]


def _readers(register: str, column: str) -> list[str]:
    return [view.name for view in load().values() if column in view.reads.get(register, ())]


def _said(table: str, found: Behind, parts: Mapping[str, list[str]]) -> dict[str, Any]:
    every = contracts.load()
    reads = {name: [c for c in every[name].column_names if c in columns] for name, columns in found.reads.items()}
    return {"table": table, "views": sorted(found.views), "parts": parts, "reads": reads}


@cache
def behind(
    view: str,
    kind: str = "",
    *,
    asked: frozenset[tuple[str, str]] = frozenset(),
    without: frozenset[str] = frozenset(),
) -> Behind:
    """What stands behind a view; with a kind of item, behind its rows of that kind alone.

    `asked`: (column, text) of the rows that are meant, where not all are. `without`: views that are not looked into.
    """
    own: dict[str, set[str]] = {}
    found = []
    for branch in load()[view].branches:
        if _others(branch, kind) or any(branch.fixed.get(column, text) != text for column, text in asked):
            continue
        for register, column in branch.named:
            own.setdefault(register, set()).add(column)
        for used in (branch.tables & load().keys()) - without:
            if _makes(used, kind):
                rows = frozenset((column, text) for name, column, text in branch.asked if name == used)
                found.append(behind(used, kind, asked=rows, without=without))
    reads = {name: frozenset(own[name]) for name in contracts.load() if name in own}
    return _together([Behind(frozenset({view}), reads), *found])


def _together(parts: Sequence[Behind]) -> Behind:
    reads = {
        name: frozenset().union(*(part.reads.get(name, ()) for part in parts))
        for name in contracts.load()
        if any(name in part.reads for part in parts)
    }
    return Behind(frozenset().union(*(part.views for part in parts)), reads)


@cache
def makers(kind: str) -> tuple[str, ...]:
    """The views that a kind of item is made from: those of the SELECT that names it, none where no SELECT does."""
    tables = [b.tables for view in load().values() for b in view.branches if kind in b.kinds]
    return tuple(name for name in load() if any(name in found for found in tables))


def _makes(view: str, kind: str) -> bool:
    """Whether rows of a kind can come from a view: one without kinds has a part in all of them."""
    if not kind or not load()[view].columns.keys() & set(ITEMS):
        return True
    return any(not _others(branch, kind) for branch in load()[view].branches)


def _others(branch: Branch, kind: str) -> bool:
    """Whether all rows of a branch are of other kinds."""
    if not kind:
        return False
    if branch.passed_by:
        return not _makes(branch.passed_by, kind)
    return bool(branch.kinds) and kind not in branch.kinds

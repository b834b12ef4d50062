"""Published cells as dense arrays with dictionaries: what the script of a page looks up.

A block is a full cross of its axes: the parts of the items, years, areas, and the groups of GROUPS. Its counts and
populations are flat lists in that order, the last axis fastest. Nothing is added up; a cell is in one block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from naerblik.parameters import ItemKind
from naerblik.report.explorer.coded import ABSENT, GROUPS, CodedCells, Numbers
from naerblik.report.explorer.measures import split


@dataclass(frozen=True)
class Block:
    """Counts and populations over axes of codes. Populations that do not depend on the item are there once, without
    the axes of its parts; None where nothing is a share of them.
    """

    kind: ItemKind
    axes: tuple[tuple[str, ...], ...]
    counts: Numbers
    populations: Numbers | None

    def content(self) -> dict[str, Any]:
        """The block as JSON holds it."""
        made = {"kind": self.kind, "axes": self.axes, "counts": self.counts.ravel().tolist()}
        return made if self.populations is None else made | {"populations": self.populations.ravel().tolist()}


class _Axis(NamedTuple):
    """Codes of an axis and the place of each cell among them; the codes are in the order of a list, or of the cells."""

    codes: Sequence[str]
    places: Numbers
    listed: bool

    def of(self, cells: Numbers) -> _Axis:
        """The axis of some of the cells, without codes that none of them has."""
        present = self.present(cells) if self.listed else pd.unique(self.places[cells])
        found = np.zeros(len(self.codes), dtype=np.int64)
        found[present] = np.arange(len(present))
        return _Axis([self.codes[place] for place in present], found[self.places[cells]], self.listed)

    def present(self, cells: Numbers) -> Numbers:
        """The places that some of the cells have."""
        return np.flatnonzero(np.bincount(self.places[cells], minlength=len(self.codes)))


def blocks(
    cells: CodedCells, kind: ItemKind, orders: Sequence[Sequence[str]], areas: Sequence[str], *, populations: bool
) -> Iterator[Block]:
    """The cells of a kind in as few blocks as their axes allow.

    `orders` holds the codes of each part of an item in the order of its list, `areas` the codes of the areas: what
    neither names is left out.
    """
    if kind not in cells.rows:
        return
    listed = [*_listed(cells, cells.rows[kind], orders, areas)]
    kept = np.logical_and.reduce([axis.places >= 0 for axis in listed])
    rows = cells.rows[kind][kept]
    axes = [_Axis(axis.codes, axis.places[kept], axis.listed) for axis in listed]
    axes += [_Axis(cells.columns[name].codes, cells.columns[name].places[rows], False) for name in GROUPS]
    for members in _alike(cells, rows, axes, len(orders) + 1):
        yield _block(cells, kind, rows[members], [axis.of(members) for axis in axes], populations)


def _listed(cells: CodedCells, rows: Numbers, orders: Sequence[Sequence[str]], areas: Sequence[str]) -> Iterator[_Axis]:
    """The axes whose order is known: parts of the items, years, areas. A code that no list names has place -1."""
    items, years = cells.columns["item"], cells.columns["year"]
    named = {int(place): split(items.codes[place], len(orders)) for place in pd.unique(items.places[rows])}
    for number, order in enumerate(orders):
        codes = {place: parts[number] for place, parts in named.items()}
        yield _placed(codes, items.places[rows], len(items.codes), order)
    for column, order in ((years, sorted(years.codes)), (cells.columns["area"], areas)):
        yield _placed(dict(enumerate(column.codes)), column.places[rows], len(column.codes), order)


def _placed(codes: Mapping[int, str], places: Numbers, many: int, order: Sequence[str]) -> _Axis:
    known = {code: place for place, code in enumerate(order)}
    found = np.full(many, -1, dtype=np.int64)
    found[list(codes)] = [known.get(code, -1) for code in codes.values()]
    return _Axis(order, found[places], True)


def _alike(cells: CodedCells, rows: Numbers, axes: Sequence[_Axis], place: int) -> list[Numbers]:
    """Rows of one shape (which groups are chosen) and level; levels with the same codes otherwise stand together."""
    shapes, groupings = cells.shapes[rows], cells.groupings[rows]
    found: dict[tuple[object, ...], list[Numbers]] = {}
    for shape in pd.unique(shapes):
        members = np.flatnonzero(shapes == shape)
        others = (axis.present(members).tobytes() for number, axis in enumerate(axes) if number != place)
        found.setdefault((groupings[members[0]], *others), []).append(members)
    return [np.concatenate(members) for members in found.values()]


def _block(cells: CodedCells, kind: ItemKind, rows: Numbers, axes: Sequence[_Axis], populations: bool) -> Block:
    sizes, places = [len(axis.codes) for axis in axes], tuple(axis.places for axis in axes)
    counts, behind = (_dense(cells.numbers[name][rows], sizes, places) for name in ("count", "population"))
    codes = tuple(tuple(axis.codes) for axis in axes)
    return Block(kind, codes, counts, _once(behind, len(axes) - 2 - len(GROUPS)) if populations else None)


def _dense(numbers: Numbers, sizes: Sequence[int], places: tuple[Numbers, ...]) -> Numbers:
    made = np.full(sizes, ABSENT, dtype=np.int64)
    made[places] = numbers
    return made


def _once(populations: Numbers, parts: int) -> Numbers:
    """Without the axes of the item's parts where every item has the same."""
    flat = populations.reshape(-1, *populations.shape[parts:])
    return flat[0] if bool((flat == flat[0]).all()) else populations

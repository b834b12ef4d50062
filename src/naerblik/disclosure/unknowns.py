"""What a reader does not know once some cells are hidden, reduced to what matters.

A column that is alone in a relation is known. The room of an inequality that stands in no other relation is no unknown
of its own: it limits the cell beside it, or it can never bind and falls away. What is left falls into small blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.ties import Ties, ties

ROUNDS = 12


@dataclass(frozen=True)
class Unknowns:
    """The free columns, how far each may move from the true value, and the relations between them (by column)."""

    free: Flags
    lower: Floats
    upper: Floats
    relations: sp.csc_matrix

    @cached_property
    def by_row(self) -> sp.csr_matrix:
        """The relations, stored for taking out relations."""
        return self.relations.tocsr()

    @cached_property
    def ties(self) -> Ties:
        """Which columns can only move together."""
        return ties(self.relations, self.free)

    @cached_property
    def linked(self) -> Flags:
        """The columns that stand in any relation."""
        linked: Flags = np.diff(self.relations.indptr) > 0
        return linked


def unknowns(family: LinkedTables, hidden: Flags, floor: Integers, kept: Integers, most: float = np.inf) -> Unknowns:
    """The unknowns when `hidden` cells are hidden. Rooms in `kept` stay columns, because something is demanded of them.

    With `most`, only alternatives that differ by no more than that in each column are looked at. They are alternatives
    like all others, and the wide rooms of large populations cannot bind them, so that tables fall apart into blocks.
    """
    free = hidden | (family.room_of >= 0)
    _settle(family, free)
    lower = np.where(free, np.maximum((floor - family.values).astype(float), -most), 0.0)
    upper = np.where(free, most, 0.0)
    active = abs(family.relations) @ free.astype(float) >= 2
    relations = family.relations[np.flatnonzero(active)]
    rooms = _limits(family, relations, free, kept)
    known = Unknowns(free, lower, upper, relations.tocsc())
    for _ in range(2):
        known = _absorb(family.values, known, rooms)
    return known


def reach(known: Unknowns) -> tuple[Floats, Floats]:
    """Bounds of each column's move that follow from one relation at a time, repeated; never too narrow."""
    lower, upper = known.lower.copy(), known.upper.copy()
    columns = np.flatnonzero(known.free & (np.diff(known.relations.indptr) > 0))
    entries = known.relations[:, columns].tocoo()
    if entries.nnz == 0:
        return lower, upper
    row, column, positive = entries.row.astype(np.int64), columns[entries.col], entries.data > 0
    starts = np.flatnonzero(np.r_[True, np.diff(entries.col) > 0])
    lines = known.relations.shape[0]
    for _ in range(ROUNDS):
        least, most = _contribution(lower, upper, column, positive)
        others_least = _without(least, row, lines, -np.inf)
        others_most = _without(most, row, lines, np.inf)
        high = np.where(positive, -others_least, others_most)
        low = np.where(positive, -others_most, others_least)
        new_upper = np.minimum(upper[columns], np.minimum.reduceat(high, starts))
        new_lower = np.maximum(lower[columns], np.maximum.reduceat(low, starts))
        if (new_upper == upper[columns]).all() and (new_lower == lower[columns]).all():
            break
        upper[columns], lower[columns] = new_upper, new_lower
    return lower, upper


def _settle(family: LinkedTables, free: Flags) -> None:
    """Takes out, again and again, columns that are alone in a relation."""
    size = abs(family.relations)
    while True:
        alone = size @ free.astype(float) == 1
        if not alone.any():
            return
        free[(size[np.flatnonzero(alone)].T @ np.ones(int(alone.sum()))) > 0] = False


def _limits(family: LinkedTables, relations: sp.csr_matrix, free: Flags, kept: Integers) -> Flags:
    """Free rooms that stand in one relation only and of which nothing is demanded."""
    once = np.asarray(abs(relations).sum(axis=0)).ravel() == 1
    rooms: Flags = free & (family.room_of >= 0) & once
    rooms[kept] = False
    return rooms


def _absorb(values: Integers, made: Unknowns, rooms: Flags) -> Unknowns:
    """Turns relations with such a room into limits of single columns, or drops them where they cannot bind."""
    relations, free, lower, upper = made.relations.tocsr(), made.free.copy(), made.lower.copy(), made.upper.copy()
    entries = relations.tocoo()
    known = ~free[entries.col]
    row, column = entries.row[~known].astype(np.int64), entries.col[~known].astype(np.int64)
    positive = entries.data[~known] > 0
    is_room = rooms[column]
    lines = relations.shape[0]
    room = np.zeros(lines)
    room[row[is_room]] = values[column[is_room]]
    with_room = np.bincount(row[is_room], minlength=lines) == 1
    others = np.bincount(row[~is_room], minlength=lines)
    row, column, positive = row[~is_room], column[~is_room], positive[~is_room]
    single = (with_room & (others == 1))[row]
    up, down = single & ~positive, single & positive
    np.minimum.at(upper, column[up], room[row[up]])
    np.maximum.at(lower, column[down], -room[row[down]])
    least = _sums(row, np.where(positive, lower[column], -upper[column]), lines)
    dropped = with_room & ((others <= 1) | (least >= -room))
    gone = np.zeros(len(free), dtype=bool)
    gone[relations[np.flatnonzero(dropped)].indices] = True
    free[gone & rooms] = False
    return Unknowns(free, lower, upper, relations[np.flatnonzero(~dropped)].tocsc())


def _contribution(lower: Floats, upper: Floats, column: Integers, positive: Flags) -> tuple[Floats, Floats]:
    least = np.where(positive, lower[column], -upper[column])
    most = np.where(positive, upper[column], -lower[column])
    return least, most


def _sums(row: Integers, part: Floats, lines: int) -> Floats:
    return np.bincount(row, part, minlength=lines).astype(np.float64)


def _without(part: Floats, row: Integers, lines: int, unlimited: float) -> Floats:
    """What the others of each relation add; `unlimited` when one of them is without limit."""
    endless = ~np.isfinite(part)
    finite = np.where(endless, 0.0, part)
    others = _sums(row, finite, lines)[row] - finite
    free_others = _sums(row, endless.astype(float), lines)[row] - endless
    return np.where(free_others > 0, unlimited, others)

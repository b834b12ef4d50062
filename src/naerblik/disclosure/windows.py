"""Pieces of a family small enough for one linear program.

A move found within a piece is a move of the whole family, for nothing outside the piece changes. So the cost of
certifying grows with the number of pieces and not with the power of the family. Small connected components are put
together; large ones are halved along the dimension that tears the fewest relations, each time from another place, so
that no cell stays at an edge. Rooms of inequalities go with every piece that touches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.columns import connected, entries
from naerblik.disclosure.linked import Flags, LinkedTables
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns

TOGETHER = 16
"""Pieces whose programs are solved side by side before what they show is recorded."""


@dataclass(frozen=True)
class Search:
    """What every search for moves goes by: the family, what is unknown of it, and the lots that are drawn."""

    family: LinkedTables
    known: Unknowns
    rng: np.random.Generator

    def pieces(self, columns: Integers, size: int, wanted: Integers) -> Iterator[Integers]:
        """Sets of columns, sorted, of about `size`, which together hold all that are wanted; as if all were cut up."""
        marked = np.zeros(len(self.known.free), dtype=bool)
        marked[wanted] = True
        return _Cut(self.family, self.known.relations, size, marked, self.rng).pieces(columns)


@dataclass(frozen=True)
class _Cut:
    """How columns are cut up: into pieces of about `size`, as far as any of the `wanted` (by column) lie in them."""

    family: LinkedTables
    relations: sp.csc_matrix
    size: int
    wanted: Flags
    rng: np.random.Generator

    def pieces(self, columns: Integers) -> Iterator[Integers]:
        waiting: list[Integers] = []
        for component in _groups(columns, connected(self.relations, columns)):
            if not self.wanted[component].any():
                continue
            if len(component) <= 1.5 * self.size:
                waiting.append(component)
            else:
                for part in self._halved(component):
                    yield self._with_rooms(part, component)
            if sum(map(len, waiting)) >= self.size:
                yield np.sort(np.concatenate(waiting))
                waiting = []
        if waiting:
            yield np.sort(np.concatenate(waiting))

    def _halved(self, columns: Integers) -> Iterator[Integers]:
        if not self.wanted[columns].any():
            return
        if len(columns) <= 1.5 * self.size:
            yield columns
            return
        row, place = entries(self.relations, columns)
        best, torn = None, np.inf
        for ranks in self.family.coordinates[columns].T:
            half = _half(ranks, self.rng)
            if half is not None:
                lines = float(np.count_nonzero(np.bincount(row * 2 + half[place])))
                if lines < torn:
                    best, torn = half, lines
        if best is None:
            yield columns
            return
        for part in (columns[best == 0], columns[best == 1]):
            yield from self._halved(part)

    def _with_rooms(self, part: Integers, component: Integers) -> Integers:
        rooms = component[self.family.room_of[component] >= 0]
        if len(rooms) == 0:
            return np.sort(part)
        touched = np.zeros(self.relations.shape[0], dtype=bool)
        touched[entries(self.relations, part)[0]] = True
        row, place = entries(self.relations, rooms)
        return np.union1d(part, rooms[place[touched[row]]])


def _groups(columns: Integers, label: Integers) -> list[Integers]:
    order = np.argsort(label, kind="stable")
    ends = np.flatnonzero(np.diff(label[order])) + 1
    return np.split(columns[order], ends)


def _half(ranks: Integers, rng: np.random.Generator) -> Integers | None:
    """0 or 1 for each column: a run of neighbouring ranks from a random start with about half of the columns."""
    counts = np.bincount(ranks)
    codes = np.flatnonzero(counts)
    if len(codes) < 4:
        return None
    start = rng.integers(len(codes))
    before = np.cumsum(np.roll(counts[codes], -start))
    side = np.zeros(len(counts), dtype=np.int64)
    side[codes] = np.roll(before > before[-1] / 2, start)
    half: Integers = side[ranks]
    return half if 0 < half.sum() < len(half) else None


def in_turns(pieces: Iterable[Integers]) -> Iterator[list[Integers]]:
    """The pieces, some at a time: their programs are asked for, solved side by side, then recorded in this order.

    How many does not depend on the machine, so neither do the moves that are found.
    """
    waiting = iter(pieces)
    while together := list(islice(waiting, TOGETHER)):
        yield together


def around(known: Unknowns, columns: Integers, size: int) -> Integers:
    """Up to `size` columns near the given ones, sorted: step by step over shared relations, the closest first.

    A column that shares several relations with what is there closes more moves than one that shares a single one.
    """
    found = np.unique(columns)
    while len(found) < size:
        touched = np.unique(known.relations[:, found].indices)
        beside = known.by_row[touched].indices
        grown, shared = np.unique(beside, return_counts=True)
        new = ~np.isin(grown, found)
        if not new.any():
            break
        closest = np.argsort(-shared[new], kind="stable")[: size - len(found)]
        found = np.union1d(found, grown[new][closest])
    return found.astype(np.int64)

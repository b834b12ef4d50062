"""Whole alternative tables: moves of hidden cells that leave every published number as it is.

A move is a vector of whole numbers d with relations x d = 0, d = 0 on published cells, and value + d at or above the
floor. The true table plus a move is a table that a reader must allow for, so one move raises the upper bound of every
cell that it raises: many cells are certified at once. Moves come from linear programs (HiGHS); what the
program moves falls into connected pieces, each of which is a move by itself when it is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from naerblik.disclosure.columns import connected
from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.programme import Programme
from naerblik.disclosure.safety import Demands
from naerblik.disclosure.tables import Integers

NEARLY = 1e-6
GAP = 0.5


@dataclass(frozen=True)
class Move:
    """A whole-number change of some columns."""

    columns: Integers
    amounts: Integers


class Evidence:
    """What moves have shown so far: how far each demanded column can rise and fall, and by which move."""

    def __init__(self, columns: int, demanded: Demands) -> None:
        self.demanded = demanded
        self.place = np.full(columns, -1)
        self.place[demanded.column] = np.arange(len(demanded))
        self.up = np.zeros(len(demanded), dtype=np.int64)
        self.down = np.zeros(len(demanded), dtype=np.int64)
        self.up_move = np.full(len(demanded), -1)
        self.down_move = np.full(len(demanded), -1)
        self.waived = np.zeros(len(demanded), dtype=bool)
        self.moves: list[Move] = []
        # The columns of all moves in one array and the move of each, as far as they have been listed.
        self._changed = self._owner = np.zeros(0, dtype=np.int64)
        self._listed = 0

    def copy(self) -> Evidence:
        """Evidence that can go on by itself; moves never change and are shared."""
        other = Evidence(len(self.place), self.demanded)
        other.up, other.down = self.up.copy(), self.down.copy()
        other.up_move, other.down_move = self.up_move.copy(), self.down_move.copy()
        other.waived = self.waived.copy()
        other.moves = self.moves.copy()
        other._changed, other._owner, other._listed = self._changed, self._owner, self._listed
        return other

    def record(self, move: Move) -> None:
        """Keeps a move where it reaches further than the moves before it."""
        place = self.place[move.columns]
        place, amounts = place[place >= 0], move.amounts[place >= 0]
        higher, lower = amounts > self.up[place], -amounts > self.down[place]
        if higher.any() or lower.any():
            self.up[place[higher]] = amounts[higher]
            self.up_move[place[higher]] = len(self.moves)
            self.down[place[lower]] = -amounts[lower]
            self.down_move[place[lower]] = len(self.moves)
            self.moves.append(move)

    def restore(self, earlier: Evidence, places: Integers) -> None:
        """Takes back for these demands what an earlier state of this evidence knew; the moves are still here."""
        self.up[places], self.down[places] = earlier.up[places], earlier.down[places]
        self.up_move[places], self.down_move[places] = earlier.up_move[places], earlier.down_move[places]

    def sources(self, places: Integers) -> Integers:
        """The moves on which these demands rest."""
        numbers = np.concatenate([self.up_move[places], self.down_move[places]])
        return numbers[numbers >= 0]

    def using(self, columns: Integers) -> Flags:
        """The moves that change one of these columns; one flag more than there are moves, which is false."""
        marked = np.zeros(len(self.place), dtype=bool)
        marked[columns] = True
        new = self.moves[self._listed :]
        if new:
            owners = np.repeat(self._listed + np.arange(len(new)), [len(move.columns) for move in new])
            self._changed = np.concatenate([self._changed, *(move.columns for move in new)])
            self._owner = np.concatenate([self._owner, owners])
            self._listed = len(self.moves)
        touched = np.zeros(len(self.moves) + 1, dtype=bool)
        touched[self._owner[marked[self._changed]]] = True
        return touched

    def without(self, broken: Flags) -> Evidence:
        """The evidence that is left when these moves are no longer possible."""
        other = self.copy()
        for reach, source in ((other.up, other.up_move), (other.down, other.down_move)):
            lost = (source >= 0) & broken[source]
            reach[lost] = 0
            source[lost] = -1
        return other

    def met(self) -> Flags:
        """The demands that the moves so far meet, or that are waived because the cell is shown."""
        wanted = self.demanded
        met: Flags = (self.up >= wanted.up) & (self.down >= wanted.down) & (self.up + self.down >= wanted.width)
        return met | self.waived

    def targets(self, places: Integers) -> Integers:
        """For open demands, how far the column must move next: positive up, negative down."""
        wanted = self.demanded
        up, down = self.up[places], self.down[places]
        rest = np.maximum(wanted.width[places] - down, 1)
        towards: Integers = np.where(down < wanted.down[places], -wanted.down[places], rest)
        return np.where(up < wanted.up[places], wanted.up[places], towards)

    def ways(self, place: int) -> tuple[int, ...]:
        """The targets of one demand; where only a width is asked for, it may be found upwards or downwards."""
        target, wanted = int(self.targets(np.array([place]))[0]), self.demanded
        if self.up[place] < wanted.up[place] or self.down[place] < wanted.down[place]:
            return (target,)
        return target, -max(int(wanted.width[place] - self.up[place]), 1)


def minimise(
    cost: Floats, relations: sp.csc_matrix, lower: Floats, upper: Floats, *, whole: bool = True
) -> Floats | None:
    """The cheapest vector with relations x vector = 0 within the bounds; None if the solver found none.

    Corners of these programs are mostly whole; where one is not, a whole vector of nearly the same cost is looked for,
    and the fractional one is returned only if none was found at the root.
    """
    if len(cost) == 0:
        return np.zeros(0)
    found = Programme(relations, lower, upper).minimise(cost)
    if found is None or not whole or whole_numbers(found):
        return found
    used = relations.tocsr()
    used = used[np.flatnonzero(np.diff(used.indptr))]
    none = np.zeros(used.shape[0])
    better = milp(
        cost,
        constraints=LinearConstraint(used, none, none),
        bounds=Bounds(lower, upper),
        integrality=np.ones(len(cost), dtype=np.int64),
        options={"mip_rel_gap": GAP, "node_limit": 1},
    )
    return found if better.x is None else np.rint(better.x)


def whole_numbers(change: Floats) -> bool:
    """Whether every number of a change is whole."""
    return bool(np.abs(change - np.rint(change)).max(initial=0) <= NEARLY)


def whole_moves(relations: sp.csc_matrix, columns: Integers, change: Floats) -> Iterator[Move]:
    """The connected pieces of a change that are whole numbers; each keeps every relation."""
    moving = np.flatnonzero(np.abs(change) > NEARLY)
    if len(moving) == 0:
        return
    whole = np.rint(change[moving])
    piece = connected(relations, moving)
    broken = np.zeros(piece.max() + 1, dtype=bool)
    broken[piece[np.abs(whole - change[moving]) > NEARLY]] = True
    keeps = ~broken[piece]
    if (relations[:, moving[keeps]] @ whole[keeps]).any():
        return
    order = np.argsort(piece, kind="stable")
    ends = np.flatnonzero(np.diff(piece[order])) + 1
    for group in np.split(order, ends):
        if keeps[group[0]]:
            yield Move(columns[moving[group]], whole[group].astype(np.int64))


def apart(relations: sp.csc_matrix, candidates: Integers) -> Integers:
    """Places of candidates, taken in order, of which no two share a relation."""
    starts, rows = relations.indptr, relations.indices
    taken: Flags = np.zeros(relations.shape[0], dtype=bool)
    chosen = []
    for place, candidate in enumerate(candidates):
        own = rows[starts[candidate] : starts[candidate + 1]]
        if not taken[own].any():
            taken[own] = True
            chosen.append(place)
    return np.array(chosen, dtype=np.int64)

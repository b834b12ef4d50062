"""Meets demands each by itself, in whole numbers, when programmes for many of them no longer help.

First by sums of products (boxes.py), which cost next to nothing; where those are dear, by a programme over what lies
around the cell; at last by all that is linked to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from naerblik.disclosure.boxes import NEVER, Boxes
from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.moves import NEARLY, Evidence, Move, whole_moves, whole_numbers
from naerblik.disclosure.priced import cheapest, cheapest_whole
from naerblik.disclosure.programme import each
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns
from naerblik.disclosure.windows import around

FAR, FULL_CARE = 4000, 100
"""Columns around a cell that one program can hold in a tenth of a second. For up to so many demands each is met with
full care; of more, which many cells are hidden for anyway, in less columns and at a higher price.
"""
WIDER = 3
"""How many times as many columns as a solution in fractions moves are searched for one in whole numbers."""
FEW = 1200
"""Columns of which one program in whole numbers takes milliseconds."""
EVERYTHING = (FAR, 4 * FAR, 10**9)
"""Columns around a cell that are searched when nothing was found in its surroundings."""
LOT = 16
"""Demands that are looked at side by side: the same number on every machine, so that each finds the same pattern."""
GOOD = 2.5
"""A move that costs no more than so many times the cheapest cell is not compared with others, under full care."""


@dataclass(frozen=True, order=True)
class _Way:
    """Moves that take a demand where it has to go, and the price of what they hide. Compared by price."""

    price: float
    moves: tuple[Move, ...] = field(compare=False)


class Finish:
    """Meets demands that are left open. `price` (by column) is 0 for what is hidden, NEVER for what must stay shown.

    `near` are the unknowns of moves of limited length, `anywhere` those of all moves.
    """

    def __init__(self, boxes: Boxes, near: Unknowns, anywhere: Unknowns, evidence: Evidence) -> None:
        self.boxes, self.near, self.anywhere, self.evidence = boxes, near, anywhere, evidence
        haste = max(1.0, int((~evidence.met()).sum()) / FULL_CARE)
        self.good = haste * GOOD * float(self.price[self.price > 0].min(initial=NEVER))
        self.far = int(max(FAR / haste, FAR / 4))

    @property
    def price(self) -> Floats:
        """What a move pays for each column now."""
        return self.boxes.price[:-1]

    def for_nothing(self, place: int) -> None:
        """Meets a demand by products of what is hidden already, if that is possible."""
        while not self.evidence.met()[place]:
            found = self._walks(place, 0.0)
            if not found:
                return
            self._take(min(found))

    def meet(self, places: Integers) -> int | None:
        """Meets demands by hiding as little as can be found; the first that cannot be met, if there is one.

        Demands of a lot are looked at side by side, with the prices that hold before it.
        """
        for first in range(0, len(places), LOT):
            lot = places[first : first + LOT]
            waiting = lot[~self.evidence.met()[lot]].tolist()
            targets = [self.evidence.ways(place) for place in waiting]
            for place, target, ways in zip(waiting, targets, self._cheap(waiting), strict=True):
                self.for_nothing(place)  # by what those before it in the lot have hidden
                same = self.evidence.met()[place] or self.evidence.ways(place) == target
                if not self._met(place, ways if same else self._cheap([place])[0]):
                    return int(place)
        return None

    def _met(self, place: int, ways: list[_Way]) -> bool:
        """Meets one demand, first by the cheapest of these ways; False when it cannot be met."""
        while not self.evidence.met()[place]:
            for known in (self.near, self.anywhere):
                for size in EVERYTHING:
                    ways = ways or self._within(known, place, size, size)
            if not ways:
                return False
            self._take(min(ways))
            ways = [] if self.evidence.met()[place] else self._cheap([place])[0]
        return True

    def _cheap(self, places: Sequence[int]) -> list[list[_Way]]:
        """For each demand ways to meet it: products, and where they are dear what programs find around the cell.

        A program looks farther only for a demand that programs have found a cheaper way for, or none has.
        """
        found = [self._walks(place, NEVER) for place in places]
        waiting = list(range(len(places)))
        for size in (self.far // 2, self.far):
            dear = [i for i in waiting if not found[i] or min(found[i]).price > self.good]
            search = partial(self._within, self.near, size=size, most=FEW)
            more = each(search, [places[i] for i in dear])
            waiting = []
            for i, ways in zip(dear, more, strict=True):
                if not found[i] or min([*found[i], *ways]) < min(found[i]):
                    waiting.append(i)
                found[i] += ways
        return found

    def _take(self, way: _Way) -> None:
        for move in way.moves:
            self.evidence.record(move)
            self.price[move.columns] = 0.0

    def _walks(self, place: int, most: float) -> list[_Way]:
        column = int(self.evidence.demanded.column[place])
        walks = (self.boxes.walk(column, target, most) for target in self.evidence.ways(place))
        return [_Way(walk[0], (walk[1],)) for walk in walks if walk is not None]

    def _within(self, known: Unknowns, place: int, size: int, most: int) -> list[_Way]:
        """Moves within so many columns around the cell; of up to `most` columns when whole numbers must be sought."""
        column = int(self.evidence.demanded.column[place])
        piece = around(known, np.array([column]), size)
        found = (self._programme(known, piece, column, target, most) for target in self.evidence.ways(place))
        return [way for way in found if way is not None]

    def _programme(self, known: Unknowns, piece: Integers, column: int, target: int, most: int) -> _Way | None:
        """The cheapest move within a piece, in whole numbers near to the one in fractions where that is needed."""
        change = self._change(known, piece, column, target, whole=False)
        if change is not None and not whole_numbers(change):
            moved = np.union1d(piece[np.abs(change) > NEARLY], [column])
            wider = np.intersect1d(around(known, moved, WIDER * len(moved)), piece)
            for part in (p for p in (moved, wider) if len(p) <= most):
                piece, change = part, self._change(known, part, column, target, whole=True)
                if change is not None and whole_numbers(change):
                    break
        if change is None or not whole_numbers(change):
            return None
        moves = tuple(whole_moves(known.relations[:, piece], piece, change))
        return _Way(float(self.price[piece][np.abs(change) > NEARLY].sum()), moves) if moves else None

    def _change(self, known: Unknowns, piece: Integers, column: int, target: int, *, whole: bool) -> Floats | None:
        """The cheapest change of the columns of a piece that moves one to its target, if there is one."""
        own = int(np.searchsorted(piece, column))
        price = np.where(self.price < NEVER, self.price, 0.0)
        search = cheapest_whole if whole else cheapest
        change = search(known, piece, {own: target}, price)
        return change if change is not None and abs(change[own] - target) < NEARLY else None


def prices(price: Floats, hidden: Flags, may_hide: Flags, rooms: Flags) -> Floats:
    """By column what a move pays for it: nothing for what is hidden and for rooms, NEVER for what must stay shown."""
    paid: Floats = np.where(hidden | rooms, 0.0, np.where(may_hide, price, NEVER))
    return paid

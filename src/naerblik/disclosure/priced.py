"""The cheapest change of a piece of the family that moves some of its columns as far as demanded.

The price falls on the amount moved (an L1 programme); solved again with prices divided by that amount it approaches the
number of cells that move (reweighting, Candès, Wakin and Boyd 2008).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.mend import mended
from naerblik.disclosure.moves import NEARLY, Evidence, apart, minimise
from naerblik.disclosure.programme import Programme
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns
from naerblik.disclosure.windows import Search

HARDLY, DEAREST = 0.1, 5.0
"""The new price of a cell is its price for each person it moves and this much more, at most so many times as much."""
REWARD = 500.0
"""What meeting a demand is worth for each person it moves, in prices of the dearest cell: so much that a demand is
met whole or not at all, for what is hidden to meet a part of it is hidden in vain."""
FARTHER = 10.0
"""The price of a cell that a change does not move yet, when fractions of it are mended: so many times its own."""


Aims = Mapping[int, int]
"""How far the columns at these places of a piece are to move: up above 0, else down."""


def aims_of(search: Search, piece: Integers, wanted: Flags, evidence: Evidence) -> dict[int, int]:
    """The aims of demands of a piece, no two of which share a relation, in an order drawn by lot.

    `wanted`: by column of the family, whether its demand is among those that may be chosen.
    """
    place = search.rng.permutation(np.flatnonzero(wanted[piece]))
    place = place[apart(search.known.relations[:, piece], place)]
    return dict(zip(place.tolist(), evidence.targets(evidence.place[piece[place]]).tolist(), strict=True))


def size(asked: tuple[Integers, Aims]) -> int:
    """How long the program of a piece takes, compared with others."""
    piece, aims = asked
    return len(piece) * len(aims)


def towards(known: Unknowns, piece: Integers, aims: Aims) -> tuple[Integers, Floats, Floats, Floats]:
    """The places of aims, 1 for those that are to rise and -1 for those to fall, and the bounds of the columns of a
    piece, of which none moves beyond its aim.
    """
    place, target = np.fromiter(aims, dtype=np.int64), np.array(list(aims.values()), dtype=float)
    lower, upper = known.lower[piece], known.upper[piece]
    upper[place] = np.where(target > 0, np.minimum(upper[place], target), upper[place])
    lower[place] = np.where(target > 0, lower[place], np.maximum(lower[place], target))
    return place, np.sign(target), lower, upper


def cheapest(known: Unknowns, piece: Integers, demanded: Aims, price: Floats, *, halved: bool = False) -> Floats | None:
    """The change of the columns of a piece that meets demands at the least price; None if the solver found none.

    `demanded` says how far the columns at these places of the piece are to move, `halved` how the program is written
    (_Priced); then fractions are mended. Solved again, the price of a cell is divided by what it moved: then the number
    of cells that move counts more than how far they move; and aims that were not reached are given up, for what would
    be hidden to come nearer to them would be hidden in vain.
    """
    priced = _Priced(known, piece, demanded, price, halved=halved)
    programme = Programme(priced.relations, priced.lower, priced.upper)
    change = priced.change(programme.minimise(priced.cost(priced.price)))
    if change is None:
        return None
    priced.give_up_missed(change)
    share = np.minimum(1 / (np.abs(change) + HARDLY), DEAREST)
    change = priced.change(programme.minimise(priced.cost(priced.price * share)))
    return priced.spread(priced.mended(change) if halved and change is not None else change)


def smallest(known: Unknowns, piece: Integers, demanded: Aims, price: Floats) -> Floats | None:
    """As `cheapest`, where each column has its price and what moves is not to become fewer but to stay near."""
    priced = _Priced(known, piece, demanded, price, halved=True)
    change = priced.change(Programme(priced.relations, priced.lower, priced.upper).minimise(priced.cost(priced.price)))
    return priced.spread(None if change is None else priced.mended(change))


def cheapest_whole(known: Unknowns, piece: Integers, demanded: Aims, price: Floats) -> Floats | None:
    """As `cheapest`, in whole numbers if such a change was found."""
    priced = _Priced(known, piece, demanded, price)
    solved = minimise(priced.cost(priced.price), priced.relations, priced.lower, priced.upper)
    return priced.spread(priced.change(solved))


class _Priced:
    """The columns of a program: every group of columns of a piece, of which the halved ones only rise, then what these
    fall.

    Priced groups are halved. When all are, the solver starts from no change at all, where what is far from every
    demand never moves; that pays for many demands, and costs more than it gains for a single one among many columns.
    """

    def __init__(
        self, known: Unknowns, piece: Integers, demanded: Aims, price: Floats, *, halved: bool = False
    ) -> None:
        self.aims = demanded
        pushed, signs, lower, upper = towards(known, piece, demanded)
        self.grouped = grouped = known.ties.within(piece, lower, upper)
        gain, own = np.zeros(len(piece)), price[piece]
        gain[pushed], own[pushed] = signs * REWARD * price.max(initial=1.0), 0.0
        self.gain, self.price = grouped.gathered(grouped.sign * gain), grouped.gathered(own)
        self.halved = np.arange(len(self.price)) if halved else np.flatnonzero(self.price)
        self.lower, fall = grouped.lower.copy(), np.maximum(-grouped.lower[self.halved], 0.0)
        self.lower[self.halved] = 0.0
        self.lower, self.upper = np.r_[self.lower, np.zeros(len(fall))], np.r_[grouped.upper, fall]
        self.relations = sp.hstack([grouped.relations, -grouped.relations[:, self.halved]]).tocsc()

    def cost(self, price: Floats) -> Floats:
        """What each column of the program costs when the groups have this price."""
        cost: Floats = np.r_[price - self.gain, (price + self.gain)[self.halved]]
        return cost

    def change(self, solved: Floats | None) -> Floats | None:
        """The change of each group: what the halved ones rise less what they fall."""
        if solved is None:
            return None
        change: Floats = solved[: len(self.gain)].copy()
        change[self.halved] -= solved[len(self.gain) :]
        return change

    def spread(self, change: Floats | None) -> Floats | None:
        """The change of each column of the piece."""
        return None if change is None else self.grouped.spread(change)

    def give_up_missed(self, change: Floats) -> None:
        """Aims that a change does not reach are no longer paid for."""
        reached = self.grouped.spread(change)
        missed = [place for place, target in self.aims.items() if abs(reached[place] - target) > NEARLY]
        self.gain[self.grouped.member[missed]] = 0.0

    def mended(self, change: Floats) -> Floats:
        """The change with fewer fractions: what moves already, or for nothing, moves on at a low price."""
        grouped = self.grouped
        each = grouped.gathered(np.ones(len(grouped.member)))
        price = each + np.where(np.abs(change) > NEARLY, 0.0, FARTHER * self.price)
        return mended(grouped.relations, (grouped.lower, grouped.upper), change, price, np.sign(self.gain))

"""Hide further cells so that open demands can be met: one linear program for many demands.

Published cells may move at a price, hidden ones for nothing; some of the open demands, no two of which share a
relation, are paid well for being met. What moves is hidden. The price falls on the amount moved (an L1 programme, as
in Fischetti and Salazar-González's partial suppression); solved again with prices divided by that amount it approaches
the number of cells that move (reweighting, Candès, Wakin and Boyd 2008).
Expensive cells (large totals) take part only when cheap ones do not suffice.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.moves import NEARLY, Evidence, apart, minimise, whole_moves
from naerblik.disclosure.programme import Programme, each
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns
from naerblik.disclosure.windows import Search, in_turns

PIECE = 1800
FEWEST = 4
HARDLY, DEAREST = 0.1, 5.0
"""The new price of a cell is its price for each person it moves and this much more, at most so many times as much."""
REWARD = 500.0
"""What meeting a demand is worth for each person it moves, in prices of the dearest cell: so much that a demand is
met whole or not at all, for what is hidden to meet a part of it is hidden in vain."""


def repair(search: Search, price: Floats, evidence: Evidence, at_once: float) -> Integers:
    """The published cells that must move to meet some of the open demands.

    The unknowns are those when all cells that may move are hidden; `price` is 0 for what is hidden already; `at_once`
    is the share of the demands that one program meets.
    """
    known = search.known
    found = [np.zeros(0, dtype=np.int64)]
    wanted = evidence.demanded.column[~evidence.met()]
    needed = np.zeros(len(known.free), dtype=bool)
    needed[wanted] = True
    for together in in_turns(search.pieces(np.flatnonzero(known.free), PIECE, wanted)):
        asked = [(piece, _aims(search, piece, needed, evidence, at_once)) for piece in together if needed[piece].any()]
        changes = each(lambda a: cheapest(known, a[0], a[1], price, halved=True), asked)
        for (piece, _), change in zip(asked, changes, strict=True):
            if change is not None:
                found.append(hide_and_record(known, piece, change, price, evidence))
    return np.concatenate(found)


def _aims(search: Search, piece: Integers, needed: Flags, evidence: Evidence, at_once: float) -> dict[int, int]:
    """How far columns at these places of a piece are to move: some of the needed ones, no two of one relation."""
    place = search.rng.permutation(np.flatnonzero(needed[piece]))
    place = place[apart(search.known.relations[:, piece], place)]
    place = place[: max(FEWEST, int(at_once * len(place)))]
    target = evidence.targets(evidence.place[piece[place]])
    return dict(zip(place.tolist(), target.tolist(), strict=True))


def cheapest(
    known: Unknowns, piece: Integers, demanded: Mapping[int, int], price: Floats, *, halved: bool = False
) -> Floats | None:
    """The change of the columns of a piece that meets demands at the least price; None if the solver found none.

    `demanded` says how far the columns at these places of the piece are to move, `halved` how the program is written
    (_Priced). Solved again, the price of a cell is divided by what it moved: then the number of cells that move counts
    more than how far they move.
    """
    priced = _Priced(known, piece, demanded, price, halved=halved)
    programme = Programme(priced.relations, priced.lower, priced.upper)
    change = priced.change(programme.minimise(priced.cost(priced.price)))
    if change is None:
        return None
    share = np.minimum(1 / (np.abs(change) + HARDLY), DEAREST)
    return priced.change(programme.minimise(priced.cost(priced.price * share)))


def cheapest_whole(known: Unknowns, piece: Integers, demanded: Mapping[int, int], price: Floats) -> Floats | None:
    """As `cheapest`, in whole numbers if such a change was found."""
    priced = _Priced(known, piece, demanded, price)
    return priced.change(minimise(priced.cost(priced.price), priced.relations, priced.lower, priced.upper))


class _Priced:
    """The columns of a program: every column of a piece, of which the halved ones only rise, then what these fall.

    Priced columns are halved. When all are, the solver starts from no change at all, where what is far from every
    demand never moves; that pays for many demands, and costs more than it gains for a single one among many columns.
    """

    def __init__(
        self, known: Unknowns, piece: Integers, demanded: Mapping[int, int], price: Floats, *, halved: bool = False
    ) -> None:
        pushed = np.fromiter(demanded, dtype=np.int64)
        target = np.array(list(demanded.values()), dtype=float)
        lower, upper, relations = known.lower[piece], known.upper[piece], known.relations[:, piece]
        upper[pushed] = np.where(target > 0, np.minimum(upper[pushed], target), upper[pushed])
        lower[pushed] = np.where(target > 0, lower[pushed], np.maximum(lower[pushed], target))
        self.gain = np.zeros(len(piece))
        self.gain[pushed] = np.sign(target) * REWARD * price.max(initial=1.0)
        self.price = price[piece]
        self.price[pushed] = 0.0
        self.halved = np.arange(len(piece)) if halved else np.flatnonzero(self.price)
        fall, lower[self.halved] = np.maximum(-lower[self.halved], 0.0), 0.0
        self.relations = sp.hstack([relations, -relations[:, self.halved]]).tocsc()
        self.lower, self.upper = np.r_[lower, np.zeros(len(fall))], np.r_[upper, fall]

    def cost(self, price: Floats) -> Floats:
        """What each column of the program costs when the columns of the piece have this price."""
        cost: Floats = np.r_[price - self.gain, (price + self.gain)[self.halved]]
        return cost

    def change(self, solved: Floats | None) -> Floats | None:
        """The change of each column of the piece: what the halved ones rise less what they fall."""
        if solved is None:
            return None
        change: Floats = solved[: len(self.gain)].copy()
        change[self.halved] -= solved[len(self.gain) :]
        return change


def hide_and_record(known: Unknowns, piece: Integers, change: Floats, price: Floats, evidence: Evidence) -> Integers:
    """Records the moves of a change and returns the priced columns that moved: they have to be hidden for it."""
    for move in whole_moves(known.relations[:, piece], piece, change):
        evidence.record(move)
    moved = piece[np.abs(change) > NEARLY]
    return moved[price[moved] > 0]

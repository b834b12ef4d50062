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

PIECE = 3500
FEWEST = 4
AGAIN = 2
"""How many times a programme is solved again with prices that follow from what moved."""
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
        changes = each(lambda a: cheapest(known, a[0], a[1], price, again=AGAIN), asked)
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
    known: Unknowns, piece: Integers, demanded: Mapping[int, int], price: Floats, *, again: int = 0
) -> Floats | None:
    """The change of the columns of a piece that meets demands at the least price; None if the solver found none.

    `demanded` says how far the columns at these places of the piece are to move. So many times `again` the price of a
    cell is divided by what it moved: then the number of cells that move counts more than how far they move.
    """
    priced = _Priced(known, piece, demanded, price)
    programme = Programme(priced.relations, priced.lower, priced.upper)
    change = priced.change(programme.minimise(priced.cost(priced.price)))
    for _ in range(again):
        if change is not None:
            share = np.minimum(1 / (np.abs(change[priced.paid]) + HARDLY), DEAREST)
            change = priced.change(programme.minimise(priced.cost(priced.price * share)))
    return change


def cheapest_whole(known: Unknowns, piece: Integers, demanded: Mapping[int, int], price: Floats) -> Floats | None:
    """As `cheapest`, in whole numbers if such a change was found."""
    priced = _Priced(known, piece, demanded, price)
    return priced.change(minimise(priced.cost(priced.price), priced.relations, priced.lower, priced.upper))


class _Priced:
    """The columns of a program: every column of a piece, of which priced ones only rise, then what these fall."""

    def __init__(self, known: Unknowns, piece: Integers, demanded: Mapping[int, int], price: Floats) -> None:
        pushed = np.fromiter(demanded, dtype=np.int64)
        target = np.array(list(demanded.values()), dtype=float)
        lower, upper, relations = known.lower[piece], known.upper[piece], known.relations[:, piece]
        self.gain = np.zeros(len(piece))
        self.gain[pushed] = np.sign(target) * REWARD * price.max(initial=1.0)
        self.paid = np.setdiff1d(np.flatnonzero(price[piece] > 0), pushed)
        self.price = price[piece][self.paid]
        fall, lower[self.paid] = np.maximum(-lower[self.paid], 0.0), 0.0
        upper[pushed] = np.where(target > 0, np.minimum(upper[pushed], target), upper[pushed])
        lower[pushed] = np.where(target > 0, lower[pushed], np.maximum(lower[pushed], target))
        self.relations = sp.hstack([relations, -relations[:, self.paid]]).tocsc()
        self.lower, self.upper = np.r_[lower, np.zeros(len(fall))], np.r_[upper, fall]

    def cost(self, price: Floats) -> Floats:
        """What each column of the program costs when the priced columns have this price."""
        cost: Floats = np.r_[-self.gain, price]
        cost[self.paid] = price
        return cost

    def change(self, solved: Floats | None) -> Floats | None:
        """The change of each column of the piece: what the priced ones rise less what they fall."""
        if solved is None:
            return None
        change: Floats = solved[: len(self.gain)].copy()
        change[self.paid] -= solved[len(self.gain) :]
        return change


def hide_and_record(known: Unknowns, piece: Integers, change: Floats, price: Floats, evidence: Evidence) -> Integers:
    """Records the moves of a change and returns the priced columns that moved: they have to be hidden for it."""
    for move in whole_moves(known.relations[:, piece], piece, change):
        evidence.record(move)
    moved = piece[np.abs(change) > NEARLY]
    return moved[price[moved] > 0]

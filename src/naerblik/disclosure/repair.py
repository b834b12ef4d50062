"""Hide further cells so that open demands can be met: one linear program for many demands.

Published cells may move at a price, hidden ones for nothing; some of the open demands, no two of which share a
relation, are paid well for being met. What moves is hidden. The price falls on the amount moved (an L1 programme, as
in Fischetti and Salazar-González's partial suppression), so cells that move little are found among many.
Expensive cells (large totals) take part only when cheap ones do not suffice.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Floats
from naerblik.disclosure.moves import NEARLY, Evidence, apart, minimise, whole_moves
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns
from naerblik.disclosure.windows import Search

PIECE = 3500
FEWEST = 4
REWARD = 50.0
"""What meeting a demand is worth for each person it moves, in prices of the dearest cell."""


def repair(search: Search, price: Floats, evidence: Evidence, at_once: float) -> Integers:
    """The published cells that must move to meet some of the open demands.

    The unknowns are those when all cells that may move are hidden; `price` is 0 for what is hidden already; `at_once`
    is the share of the demands that one program meets.
    """
    known = search.known
    found = [np.zeros(0, dtype=np.int64)]
    needed = np.zeros(len(known.free), dtype=bool)
    needed[evidence.demanded.column[~evidence.met()]] = True
    for piece in search.pieces(np.flatnonzero(known.free), PIECE):
        if needed[piece].any():
            place = search.rng.permutation(np.flatnonzero(needed[piece]))
            place = place[apart(known.relations[:, piece], place)]
            place = place[: max(FEWEST, int(at_once * len(place)))]
            target = evidence.targets(evidence.place[piece[place]])
            change = cheapest(known, piece, dict(zip(place.tolist(), target.tolist(), strict=True)), price, whole=False)
            if change is not None:
                found.append(hide_and_record(known, piece, change, price, evidence))
    return np.concatenate(found)


def cheapest(
    known: Unknowns, piece: Integers, demanded: Mapping[int, int], price: Floats, *, whole: bool
) -> Floats | None:
    """The change of the columns of a piece that meets demands at the least price; None if the solver found none.

    `demanded` says how far the columns at these places of the piece are to move. Columns of the program: every column,
    of which priced ones only rise, then the falling part of the priced ones.
    """
    pushed = np.fromiter(demanded, dtype=np.int64)
    target = np.array(list(demanded.values()), dtype=float)
    lower, upper, cost = known.lower[piece], known.upper[piece], price[piece]
    paid = np.flatnonzero(cost > 0)
    fall, lower[paid] = -lower[paid], 0.0
    cost[pushed] = -np.sign(target) * REWARD * price.max(initial=1.0)
    upper[pushed] = np.where(target > 0, np.minimum(upper[pushed], target), upper[pushed])
    lower[pushed] = np.where(target > 0, lower[pushed], np.maximum(lower[pushed], target))
    relations = known.relations[:, piece]
    solved = minimise(
        np.r_[cost, price[piece][paid]],
        sp.hstack([relations, -relations[:, paid]]).tocsc(),
        np.r_[lower, np.zeros(len(paid))],
        np.r_[upper, np.maximum(fall, 0.0)],
        whole=whole,
    )
    if solved is None:
        return None
    change = solved[: len(piece)]
    change[paid] -= solved[len(piece) :]
    return change


def hide_and_record(known: Unknowns, piece: Integers, change: Floats, price: Floats, evidence: Evidence) -> Integers:
    """Records the moves of a change and returns the priced columns that moved: they have to be hidden for it."""
    for move in whole_moves(known.relations[:, piece], piece, change):
        evidence.record(move)
    moved = piece[np.abs(change) > NEARLY]
    return moved[price[moved] > 0]

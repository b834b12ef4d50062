"""Hide further cells so that open demands can be met: one linear program for many demands.

Published cells may move at a price, hidden ones for nothing; some of the open demands, no two of which share a
relation, are paid well for being met. What moves is hidden. The price falls on the amount moved (an L1 programme, as
in Fischetti and Salazar-González's partial suppression); solved again with prices divided by that amount it approaches
the number of cells that move (reweighting, Candès, Wakin and Boyd 2008). Fractions are mended (mend.py).
Expensive cells (large totals) take part only when cheap ones do not suffice.
"""

from __future__ import annotations

from itertools import islice

import numpy as np

from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.moves import NEARLY, Evidence, whole_moves
from naerblik.disclosure.priced import Aims, aims_of, cheapest, size
from naerblik.disclosure.programme import each
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns
from naerblik.disclosure.windows import Search, in_turns

PIECE = 3600
FEWEST = 8


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
        changes = each(lambda a: cheapest(known, a[0], a[1], price, halved=True), asked, size)
        for (piece, _), change in zip(asked, changes, strict=True):
            if change is not None:
                found.append(hide_and_record(known, piece, change, price, evidence))
    return np.concatenate(found)


def _aims(search: Search, piece: Integers, needed: Flags, evidence: Evidence, at_once: float) -> Aims:
    """Some of the needed aims of a piece."""
    every = aims_of(search, piece, needed, evidence)
    return dict(islice(every.items(), max(FEWEST, int(at_once * len(every)))))


def hide_and_record(known: Unknowns, piece: Integers, change: Floats, price: Floats, evidence: Evidence) -> Integers:
    """Records the moves of a change and returns the priced columns that moved: they have to be hidden for it."""
    for move in whole_moves(known.relations[:, piece], piece, change):
        evidence.record(move)
    moved = piece[np.abs(change) > NEARLY]
    return moved[price[moved] > 0]

"""Find moves that meet open demands within what is hidden.

One linear program pushes many demanded cells at once, chosen so that no two share a relation; all cells that the
resulting moves raise far enough are met. (Idea: certify by whole alternative tables instead of two programs a cell.)
Demands that a single relation already rules out are left to the repair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.moves import Evidence, minimise, whole_moves
from naerblik.disclosure.priced import Aims, aims_of, size, smallest, towards
from naerblik.disclosure.programme import each
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, reach
from naerblik.disclosure.windows import Search, in_turns

PIECE = 1200
WORTH_ANOTHER = 0.15
"""A pass that meets a smaller share of the hopeful demands than this is the last one."""
PRICES = (0.8, 1.2)
"""What a change by one costs: not everywhere the same, so that it does not spread over equals by fractions."""


def certify(search: Search, evidence: Evidence) -> None:
    """Passes over the pieces of the free columns until they meet few demands more.

    Each looks for the smallest changes that meet many demands: they stay apart from each other and mostly whole.
    """
    known = search.known
    hopeful = possible(known, evidence)
    columns = np.flatnonzero(known.free)
    price = search.rng.uniform(*PRICES, len(known.free))
    before = int((~evidence.met() & hopeful).sum())
    while before:
        wanted = evidence.demanded.column[~evidence.met() & hopeful]
        pieces = search.pieces(columns, PIECE, wanted)
        _record_all(search, pieces, evidence, hopeful, lambda piece, aims: smallest(known, piece, aims, price))
        after = int((~evidence.met() & hopeful).sum())
        if before - after <= WORTH_ANOTHER * before:
            break
        before = after


def possible(known: Unknowns, evidence: Evidence) -> Flags:
    """The demands that no single relation rules out."""
    wanted = evidence.demanded
    lower, upper = reach(known)
    up, down = upper[wanted.column], -lower[wanted.column]
    fit: Flags = (up >= wanted.up) & (down >= wanted.down) & (up + down >= wanted.width)
    return fit


def push(search: Search, pieces: Iterable[Integers], evidence: Evidence, among: Flags, *, whole: bool = True) -> None:
    """A program over the columns of each piece that pushes as far as it can, and the moves that it shows."""
    _record_all(search, pieces, evidence, among, partial(_farthest, search.known, whole=whole))


def _record_all(
    search: Search,
    pieces: Iterable[Integers],
    evidence: Evidence,
    among: Flags,
    change_of: Callable[[Integers, Aims], Floats | None],
) -> None:
    """The moves that a change of each piece shows, which pushes open demands; pieces without any are left out."""
    wanted = np.zeros(len(search.known.free), dtype=bool)
    for together in in_turns(pieces):
        wanted[evidence.demanded.column] = among & ~evidence.met()
        asked = [(piece, aims) for piece in together if (aims := aims_of(search, piece, wanted, evidence))]
        for (piece, _), change in zip(asked, each(lambda a: change_of(*a), asked, size), strict=True):
            if change is not None:
                for move in whole_moves(search.known.relations[:, piece], piece, change):
                    evidence.record(move)


def _farthest(known: Unknowns, piece: Integers, aims: Aims, *, whole: bool) -> Floats | None:
    """The change that moves the most, all aims taken together."""
    pushed, signs, lower, upper = towards(known, piece, aims)
    grouped = known.ties.within(piece, lower, upper)
    cost = np.zeros(len(piece))
    cost[pushed] = -signs
    change = minimise(
        grouped.gathered(grouped.sign * cost), grouped.relations, grouped.lower, grouped.upper, whole=whole
    )
    return None if change is None else grouped.spread(change)

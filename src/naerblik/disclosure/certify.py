"""Find moves that meet open demands within what is hidden.

One linear program pushes many demanded cells at once, chosen so that no two share a relation; all cells that the
resulting moves raise far enough are met. (Idea: certify by whole alternative tables instead of two programs a cell.)
Demands that a single relation already rules out are left to the repair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.moves import Evidence, apart, minimise, whole_moves
from naerblik.disclosure.programme import each
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, reach
from naerblik.disclosure.windows import Search, in_turns

PIECE = 600
WORTH_ANOTHER = 0.08
"""A pass that meets a smaller share of the hopeful demands than this is the last one of its kind."""


def certify(search: Search, evidence: Evidence, *, whole: bool) -> None:
    """Passes over the pieces of the free columns until they meet few demands more.

    By linear programs alone; with `whole`, whole numbers are then sought where a program ends in fractions.
    """
    hopeful = possible(search.known, evidence)
    columns = np.flatnonzero(search.known.free)
    for seek in (False, True)[: 1 + whole]:
        before = int((~evidence.met() & hopeful).sum())
        while before:
            wanted = evidence.demanded.column[~evidence.met() & hopeful]
            push(search, search.pieces(columns, PIECE, wanted), evidence, hopeful, whole=seek)
            after = int((~evidence.met() & hopeful).sum())
            poor, before = before - after <= WORTH_ANOTHER * before, after
            if poor:
                break


def possible(known: Unknowns, evidence: Evidence) -> Flags:
    """The demands that no single relation rules out."""
    wanted = evidence.demanded
    lower, upper = reach(known)
    up, down = upper[wanted.column], -lower[wanted.column]
    fit: Flags = (up >= wanted.up) & (down >= wanted.down) & (up + down >= wanted.width)
    return fit


def push(search: Search, pieces: Iterable[Integers], evidence: Evidence, among: Flags, *, whole: bool = True) -> None:
    """A program over the columns of each piece, and the moves that it shows."""
    for together in in_turns(pieces):
        asked = [a for piece in together if (a := _asked(search, piece, evidence, among)) is not None]
        changes = each(lambda a: minimise(a.cost, a.relations, a.lower, a.upper, whole=whole), asked)
        for one, change in zip(asked, changes, strict=True):
            if change is not None:
                for move in whole_moves(one.relations, one.piece, change):
                    evidence.record(move)


@dataclass(frozen=True)
class _Asked:
    """A program: the columns of a piece, what they cost and how far they may move."""

    piece: Integers
    relations: sp.csc_matrix
    cost: Floats
    lower: Floats
    upper: Floats


def _asked(search: Search, piece: Integers, evidence: Evidence, among: Flags) -> _Asked | None:
    """The program that pushes open demands of a piece; None where there are none."""
    known = search.known
    places = evidence.place[piece]
    places = places[places >= 0]
    wanted = places[among[places] & ~evidence.met()[places]]
    if len(wanted) == 0:
        return None
    relations = known.relations[:, piece]
    wanted = search.rng.permutation(wanted)
    local = np.searchsorted(piece, evidence.demanded.column[wanted])
    chosen = apart(relations, local)
    pushed, target = local[chosen], evidence.targets(wanted[chosen]).astype(float)
    lower, upper, cost = known.lower[piece], known.upper[piece], np.zeros(len(piece))
    cost[pushed] = -np.sign(target)
    upper[pushed] = np.where(target > 0, np.minimum(upper[pushed], target), upper[pushed])
    lower[pushed] = np.where(target < 0, np.maximum(lower[pushed], target), lower[pushed])
    return _Asked(piece, relations, cost, lower, upper)

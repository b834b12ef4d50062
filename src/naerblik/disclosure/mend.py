"""Whole numbers near a change that has fractions.

What moves together is a move only when all of it is whole, so one fraction spoils all that hangs with it. Rounded, a
change breaks a few relations; the least further change that keeps them again is found at once, since dual simplex
starts from where nothing else is wrong, and mostly it is whole (feasibility pump, Fischetti, Glover and Lodi 2005).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Floats
from naerblik.disclosure.moves import NEARLY, whole_numbers
from naerblik.disclosure.programme import Programme

TRIES = 3
"""How often a change is rounded and mended at most; each time it must have fewer fractions than before."""
KEPT = 500.0
"""The price of taking back what was aimed for: many times that of any cell, unless given prices differ more."""


def mended(
    relations: sp.csc_matrix, bounds: tuple[Floats, Floats], change: Floats, price: Floats, aims: Floats
) -> Floats:
    """A change that keeps the relations and has fewer fractions than this one; this one if none was found.

    `price` is what it costs to move a column by one from where it is rounded to. `aims` are 1 for columns that were to
    rise, -1 for those that were to fall, else 0. The bounds are whole numbers.
    """
    lower, upper = bounds
    both = sp.csc_matrix(sp.hstack([relations, -relations]))
    cost = np.r_[np.where(aims < 0, KEPT, price), np.where(aims > 0, KEPT, price)]
    for _ in range(TRIES):
        if whole_numbers(change):
            break
        rounded = np.rint(change)
        room = np.r_[upper - rounded, rounded - lower]
        found = Programme(both, np.zeros(len(room)), room, -(relations @ rounded)).minimise(cost)
        if found is None:
            break
        rise, fall = np.split(found, 2)
        closer: Floats = rounded + rise - fall
        if _fractions(closer) >= _fractions(change):
            break
        change = closer
    return change


def _fractions(change: Floats) -> int:
    return int((np.abs(change - np.rint(change)) > NEARLY).sum())

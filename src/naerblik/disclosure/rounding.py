"""Rounding to a base of 5, an alternative to hiding numbers: no number is hidden, and none is exact.

It stands in for suppression as a whole (primary rules, complements and zeros alike): 1 and 2 become 0, 3 and 4 become
5, and a reader of a rounded number allows for two below it and two above it. Shares are computed from rounded numbers.

Alone it is not safe where numbers add up. Two groups of 2 are published as 0 and 0, their total as 5, which is at
least 3: now each group is 1 or 2 persons, never none. So a family is refused when a sum or a limit lets a reader
conclude, one relation at a time, that a number lies from 1 to `threshold` - 1. In a family of many small numbers some
relation always does; such numbers must be hidden instead.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Flags, LinkedTables
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, reach

BASE = 5
REACH = BASE // 2


def rounded(values: Integers) -> Integers:
    """Each number as the nearest multiple of 5."""
    nearest: Integers = (values + REACH) // BASE * BASE
    return nearest


def told(family: LinkedTables, threshold: int) -> Flags:
    """By column: small groups that a reader of the rounded numbers knows to be from 1 to `threshold` - 1 citizens."""
    cells, printed = family.room_of < 0, rounded(family.values)
    low = np.where(cells, np.maximum(printed - REACH, 0), 0)
    high = np.where(cells, (printed + REACH).astype(float), np.inf)
    everything = np.ones(len(family.values), dtype=bool)
    moves = Unknowns(everything, low - family.values, high - family.values, sp.csc_matrix(family.relations))
    least, most = (family.values + move for move in reach(moves))
    small: Flags = (least >= 1) & (most < threshold) & (cells | family.complement)
    return small

"""What a reader knows, as whole numbers within bounds and linear relations, and what must stay uncertain to him.

Nothing here knows of tables, labels or topics: variables are columns, relations are rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from naerblik import NaerblikError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Verdicts = NDArray[np.int8]
Matrix = sp.csr_matrix

NEARLY = 1e-6
"""What floating point may add to a whole number in rows of whole weights."""


class ContradictionError(NaerblikError):
    """Published numbers that no table satisfies; `row` is a relation that cannot hold, -1 where no single one is."""

    def __init__(self, row: int = -1, column: int = -1) -> None:
        super().__init__("the published numbers contradict each other: no table of whole numbers agrees with all.")
        self.row, self.column = row, column


class BaseError(NaerblikError):
    """A table given as the true one that does not agree with what is published in `columns` or with relation `row`."""

    def __init__(self, columns: Integers, row: int = -1) -> None:
        super().__init__("the internal table does not agree with the published numbers.")
        self.columns, self.row = columns, row


@dataclass(frozen=True)
class Knowledge:
    """Whole numbers x with lower <= x <= upper and row_lower <= rows @ x <= row_upper.

    A published number has lower = upper; a hidden one has what the reader knows beforehand (0 and infinity). Weights of
    rows may be any numbers. `near` (variables x any) are ranks in which neighbours of a table lie side by side; they
    only steer where the search looks and never what it concludes.
    """

    lower: Floats
    upper: Floats
    rows: Matrix
    row_lower: Floats
    row_upper: Floats
    near: Integers


@dataclass(frozen=True)
class Targets:
    """Numbers that must stay uncertain: forms @ x, one row a target (a hidden cell, or a difference of cells).

    A reader must have to allow for `reach` or more, and for two values that lie at least `width` apart.
    """

    forms: Matrix
    reach: Floats
    width: Floats


class Verdict(IntEnum):
    """What the attack found about a target."""

    OPEN = -1
    SAFE = 0
    RECOMPUTABLE = 1
    BELOW = 2


@dataclass(frozen=True)
class Outcome:
    """`verdicts` by target; how many were certified by whole alternative tables, and how many settled one by one."""

    verdicts: Verdicts
    certified: int
    exact: int

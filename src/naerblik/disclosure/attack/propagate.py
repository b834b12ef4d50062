"""Bounds that follow from one relation at a time, repeated: what a reader finds with pencil and paper.

Every bound is sound, so a number that is fixed here is known to the reader. Bounds that are not found here are left
to programs that look at all relations together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import NEARLY, ContradictionError, Flags, Floats, Integers, Knowledge

ROUNDS = 60


@dataclass(frozen=True)
class _Entries:
    """The entries of the relations on columns that are still open, sorted by column, with what is shared by rounds."""

    row: Integers
    column: Integers
    weight: Floats
    starts: Integers

    @property
    def columns(self) -> Integers:
        return self.column[self.starts]


def propagate(known: Knowledge, *, rounds: int = ROUNDS) -> tuple[Floats, Floats]:
    """Lower and upper bounds of each variable. Raises ContradictionError when a variable has none left."""
    lower, upper = np.ceil(known.lower - NEARLY), np.floor(known.upper + NEARLY)
    _refuse_empty(lower, upper)
    by_column = known.rows.tocsc()
    for _ in range(rounds):
        open_columns = np.flatnonzero(lower < upper)
        if not _tightened(known, by_column, open_columns, lower, upper):
            break
    return lower, upper


def activity(rows: sp.csr_matrix, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """The least and the largest value of each row within the bounds."""
    up, down = rows.maximum(0), rows.minimum(0)
    return _product(up, lower) + _product(down, upper), _product(up, upper) + _product(down, lower)


def added(row: Integers, part: Floats, lines: int) -> Floats:
    """The parts of each row, added up."""
    sums: Floats = np.bincount(row, part, minlength=lines).astype(float)
    return sums


def _product(rows: sp.csr_matrix, bounds: Floats) -> Floats:
    """Rows @ bounds where a bound may be infinite and an absent entry counts for nothing."""
    entries = rows.tocoo()
    return added(entries.row.astype(np.int64), entries.data * bounds[entries.col], rows.shape[0])


def _tightened(
    known: Knowledge, by_column: sp.csc_matrix, open_columns: Integers, lower: Floats, upper: Floats
) -> bool:
    """One round over all open columns; writes into the bounds and says whether any moved."""
    entries = _entries(by_column, open_columns)
    if len(entries.row) == 0:
        return False
    fixed = np.where(lower == upper, lower, 0.0)
    settled = known.rows @ fixed
    low, high = _implied(entries, (known.row_lower - settled, known.row_upper - settled), lower, upper)
    columns = entries.columns
    slack = NEARLY * np.maximum(1.0, np.abs(np.where(np.isfinite(low), low, 0.0)))
    new_lower = np.maximum(lower[columns], np.ceil(low - slack))
    slack = NEARLY * np.maximum(1.0, np.abs(np.where(np.isfinite(high), high, 0.0)))
    new_upper = np.minimum(upper[columns], np.floor(high + slack))
    moved = bool((new_lower > lower[columns]).any() or (new_upper < upper[columns]).any())
    lower[columns], upper[columns] = new_lower, new_upper
    _refuse_empty(lower, upper)
    return moved


def _entries(by_column: sp.csc_matrix, columns: Integers) -> _Entries:
    part = by_column[:, columns].tocoo()
    column = columns[part.col]
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    return _Entries(part.row.astype(np.int64), column, part.data.astype(float), starts)


def _implied(entries: _Entries, limits: tuple[Floats, Floats], lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """For each open column the bounds that its rows imply, given what the other columns of a row can add."""
    row, weight, positive = entries.row, entries.weight, entries.weight > 0
    low, high = lower[entries.column], upper[entries.column]
    least = weight * np.where(positive, low, high)
    most = weight * np.where(positive, high, low)
    lines = len(limits[0])
    room_above = limits[1][row] - _others(least, row, lines, -np.inf)
    room_below = limits[0][row] - _others(most, row, lines, np.inf)
    largest = np.where(positive, room_above, room_below) / weight
    smallest = np.where(positive, room_below, room_above) / weight
    return np.maximum.reduceat(smallest, entries.starts), np.minimum.reduceat(largest, entries.starts)


def _others(part: Floats, row: Integers, lines: int, endless_sum: float) -> Floats:
    """What the other entries of each row add; without end when one of them is."""
    endless: Flags = ~np.isfinite(part)
    finite = np.where(endless, 0.0, part)
    count = np.bincount(row, endless, minlength=lines)[row] - endless
    others = np.bincount(row, finite, minlength=lines)[row] - finite
    return np.where(count > 0, endless_sum, others)


def _refuse_empty(lower: Floats, upper: Floats) -> None:
    if (lower > upper).any():
        raise ContradictionError(column=int((lower > upper).argmax()))

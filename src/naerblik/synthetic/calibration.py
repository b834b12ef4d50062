"""Counts that agree with published margins: iterative proportional fitting, then rounding to whole persons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
GOLDEN = 0.6180339887498949  # multiples of it, modulo 1, lie evenly: a phase for each row without drawing any
FLOAT_DUST = 1e-9  # running sums that should be whole are so within this


@dataclass(frozen=True)
class Margin:
    """Cells with the same number in `groups` add up to the target of that number."""

    groups: Counts
    target: Floats


def fit(start: Floats, margins: Sequence[Margin], *, tolerance: float = 1e-9, rounds: int = 500) -> Floats:
    """The table nearest to `start` whose margins meet their targets (Deming and Stephan 1940).

    Raises ValueError when the targets contradict each other, so that the fit does not settle.
    """
    cells = start.astype(float).ravel()
    for _ in range(rounds):
        furthest = 0.0
        for margin in margins:
            groups = margin.groups.ravel()
            sums = np.bincount(groups, cells, minlength=len(margin.target))
            factors = np.divide(margin.target, sums, out=np.ones_like(sums), where=sums > 0)
            furthest = max(furthest, float(np.abs(factors - 1).max()))
            cells = cells * factors[groups]
        if furthest < tolerance:
            return np.asarray(cells.reshape(start.shape))
    raise ValueError(f"the margins contradict each other: a sum is still {furthest:.2e} of itself from its target")


def largest_remainder(shares: Floats, total: int) -> Counts:
    """Whole numbers in proportion to `shares` that add up to `total`; of equal remainders the first is rounded up."""
    exact = shares / shares.sum() * total
    counts: Counts = np.floor(exact).astype(np.int64)
    order = np.lexsort((np.arange(len(exact)), counts - exact))
    counts[order[: total - counts.sum()]] += 1
    return counts


def systematic(cells: Floats, *, phase: float = 0.5) -> Counts:
    """Whole numbers whose running sums follow those of `cells`: each is the floor or the ceiling of its cell.

    The largest remainder would starve the small cells, which at small sizes are most of them.
    """
    sums = np.floor(np.cumsum(cells.ravel()) + phase + FLOAT_DUST)
    counts = np.diff(sums, prepend=np.floor(phase + FLOAT_DUST)).astype(np.int64)
    return np.asarray(counts.reshape(cells.shape))


def whole_rows(table: Floats, total: int) -> Counts:
    """`table` scaled to `total` and rounded: its rows by largest remainder, the cells of a row systematically.

    Every row keeps its share of the total within one person; each row begins at another phase, so that the roundings
    of a column do not add up.
    """
    flat = table.reshape(len(table), -1)
    rows = largest_remainder(flat.sum(axis=1), total)
    counts = [
        systematic(cells / cells.sum() * count, phase=(number * GOLDEN) % 1)
        for number, (cells, count) in enumerate(zip(flat, rows, strict=True), start=1)
    ]
    return np.stack(counts).reshape(table.shape)


def solve(expected: Callable[[float], float], target: float) -> float:
    """The positive factor at which a rising function meets a target, by bisection."""
    low, high = 1e-9, 1e9
    for _ in range(200):
        middle = float(np.sqrt(low * high))
        low, high = (middle, high) if expected(middle) < target else (low, middle)
    return low

"""Parts of a problem small enough for one program.

A solution of a part, with everything outside held as in the first table, is a solution of the whole. So the cost of
certifying grows with the number of parts and not with the power of the problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import Flags, Floats, Integers
from naerblik.disclosure.attack.propagate import added
from naerblik.disclosure.attack.reduced import Reduced
from naerblik.disclosure.attack.solver import Limits

FAR = 1000.0
"""How far a number without limit may rise in a window: far more than any threshold asks for."""
FEWEST = 4
"""Codes that a dimension must have to be cut."""


@dataclass(frozen=True)
class Window:
    """Variables of one program, sorted; `complete` when they are whole components, so that nothing outside matters."""

    columns: Integers
    complete: bool


def windows(problem: Reduced, members: list[Integers], size: int, rng: np.random.Generator) -> Iterator[Window]:
    """Windows of about `size` that cover the given components: small ones together, large ones cut.

    A part is a run of neighbouring codes, cut at a place that changes every time, so that nothing stays at an edge.
    """
    waiting: list[Integers] = []
    for component in members:
        if len(component) <= 1.5 * size:
            waiting.append(component)
            if sum(map(len, waiting)) >= size:
                yield Window(np.sort(np.concatenate(waiting)), complete=True)
                waiting = []
        else:
            for slab in _slabs(problem, component, size, rng):
                yield Window(slab, complete=False)
    if waiting:
        yield Window(np.sort(np.concatenate(waiting)), complete=True)


def _slabs(problem: Reduced, component: Integers, size: int, rng: np.random.Generator) -> Iterator[Integers]:
    """Halves a component along the dimension that tears the fewest relations until the parts are small.

    A sum over a dimension leaves nothing to vary where only one of its codes is inside, so dimensions of few codes stay
    whole.
    """
    halves = [] if len(component) <= 1.5 * size else list(_halves(problem.near[component], rng))
    if not halves:
        yield np.sort(component)
        return
    entries = problem.limits.rows[:, component].tocoo()
    torn = [len(np.unique(2 * entries.row.astype(np.int64) + half[entries.col])) for half in halves]
    half = halves[int(np.argmin(torn))]
    yield from _slabs(problem, component[half], size, rng)
    yield from _slabs(problem, component[~half], size, rng)


def _halves(near: Integers, rng: np.random.Generator) -> Iterator[Flags]:
    """For each dimension with enough codes, a run of neighbouring ones from a random start that holds about half."""
    for ranks in near.T:
        _, place, counts = np.unique(ranks, return_inverse=True, return_counts=True)
        if len(counts) >= FEWEST:
            start = rng.integers(len(counts))
            before = np.cumsum(np.roll(counts, -start))
            half: Flags = np.roll(before <= before[-1] / 2, start)[place]
            if half.any():
                yield half


def held(problem: Reduced, columns: Integers, table: Floats) -> Limits:
    """The limits on some variables when all others keep the values of `table`."""
    rows, own = touched(problem, columns)
    outside = problem.by_row[rows] @ table - own @ table[columns]
    limits = problem.limits
    upper = np.minimum(limits.upper[columns], table[columns] + FAR)
    lower = np.maximum(limits.lower[columns], table[columns] - FAR)
    return Limits(own, limits.row_lower[rows] - outside, limits.row_upper[rows] - outside, lower, upper)


def loose(problem: Reduced, columns: Integers) -> Limits:
    """The limits on some variables when all others may take any value within their own bounds.

    What is impossible under these limits is impossible.
    """
    rows, own = touched(problem, columns)
    limits = problem.limits
    inside = np.zeros(len(problem.columns), dtype=bool)
    inside[columns] = True
    least, most = _others(problem, rows, inside)
    return Limits(
        own, limits.row_lower[rows] - most, limits.row_upper[rows] - least, limits.lower[columns], limits.upper[columns]
    )


def around(problem: Reduced, columns: Integers, size: int) -> Integers:
    """About `size` variables that share relations with these, those that share the most first; sorted."""
    found = columns
    while len(found) < size:
        rows = np.unique(problem.limits.rows[:, found].indices)
        shared = np.bincount(problem.by_row[rows].indices, minlength=len(problem.columns))
        shared[found] = 0
        new = np.flatnonzero(shared)
        if len(new) == 0:
            break
        closest = np.argsort(-shared[new], kind="stable")[: size - len(found)]
        found = np.union1d(found, new[closest])
    return found


def touched(problem: Reduced, columns: Integers) -> tuple[Integers, sp.csc_matrix]:
    """The relations that some variables stand in, and their weights there."""
    part = problem.limits.rows[:, columns]
    rows = np.unique(part.indices).astype(np.int64)
    return rows, part.tocsr()[rows].tocsc()


def _others(problem: Reduced, rows: Integers, inside: Flags) -> tuple[Floats, Floats]:
    """The least and the most that the variables outside add to each row."""
    entries = problem.by_row[rows].tocoo()
    out = ~inside[entries.col]
    row, column, weight = entries.row[out].astype(np.int64), entries.col[out], entries.data[out]
    low, high = weight * problem.limits.lower[column], weight * problem.limits.upper[column]
    lines = len(rows)
    return added(row, np.minimum(low, high), lines), added(row, np.maximum(low, high), lines)

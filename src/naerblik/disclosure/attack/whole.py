"""Whole numbers near a corner that has fractions.

Corners of programs over tables of three or more dimensions are often fractions, in a few places that are connected with
all the rest. Then only these places and what shares a relation with them are solved again in whole numbers, with
everything else kept as the corner has it: a small program, mostly solved at its root.
"""

from __future__ import annotations

import numpy as np

from naerblik.disclosure.attack.knowledge import NEARLY, Flags, Floats, Matrix
from naerblik.disclosure.attack.solver import Limits, whole_solution

NODES = 1
LARGEST = 2500
"""Variables that are solved again at most: beyond, looking for whole numbers costs more than another corner."""


def whole_near(
    limits: Limits, corner: Floats, gain: Floats, *, steps: int = 1, largest: float = LARGEST
) -> Floats | None:
    """A whole-number solution that keeps the corner's whole numbers but for those within `steps` relations of
    fractions; None if none was found at once, or more than `largest` variables would be solved again.
    """
    by_row = limits.rows.tocsr()
    free = np.abs(corner - np.rint(corner)) > NEARLY
    for _ in range(steps):
        free = _beside(limits, by_row, free)
    table = np.where(free, 0.0, np.rint(corner))
    places = np.flatnonzero(free)
    if len(places) > largest:
        return None
    kept = by_row @ table
    part = limits.rows[:, places]
    rows = np.unique(part.indices)
    inner = Limits(
        rows=part.tocsr()[rows].tocsc(),
        row_lower=limits.row_lower[rows] - kept[rows],
        row_upper=limits.row_upper[rows] - kept[rows],
        lower=limits.lower[places],
        upper=limits.upper[places],
    )
    found, _ = whole_solution(inner, gain[places], nodes=NODES)
    if found is None:
        return None
    table[places] = found
    return table


def _beside(limits: Limits, by_row: Matrix, places: Flags) -> Flags:
    rows = np.unique(limits.rows[:, np.flatnonzero(places)].indices)
    beside = places.copy()
    beside[by_row[rows].indices] = True
    return beside

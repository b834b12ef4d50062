"""A first table of whole numbers that agrees with everything published, when none is given."""

from __future__ import annotations

from functools import partial

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import NEARLY, ContradictionError, Floats, Integers
from naerblik.disclosure.attack.reduced import Reduced, components, groups
from naerblik.disclosure.attack.solver import (
    Afresh,
    Limits,
    Programme,
    fractions,
    is_whole,
    side_by_side,
    whole_solution,
)
from naerblik.disclosure.attack.whole import whole_near
from naerblik.disclosure.attack.windows import loose

TOGETHER = 3000
"""Variables of small components that one program solves at once."""
STEPS = (1, 1, 2, 2)
"""How far from the fractions of a corner whole numbers are looked for, from one corner to the next."""
PRICES = (0.8, 1.2)
"""What a change by one costs: not everywhere the same, so that it does not spread over equals by fractions."""


def first_table(problem: Reduced, rng: np.random.Generator) -> Floats:
    """Whole values of the open variables. Raises ContradictionError when there are none."""
    label = components(problem.limits.rows)
    members = groups(label)
    table = np.zeros(len(problem.columns))
    packs = [np.sort(np.concatenate(pack)) for pack in _packs(members)]
    corners = side_by_side([partial(_corner, loose(problem, columns)) for columns in packs])
    for columns, corner in zip(packs, corners, strict=True):
        if corner is None:
            raise ContradictionError
        table[columns] = corner[0]
    broken = [members[place] for place in np.unique(label[np.abs(table - np.rint(table)) > NEARLY])]
    lots = zip(broken, rng.spawn(len(broken)), strict=True)
    whole = side_by_side([partial(_whole, loose(problem, columns), table[columns], own) for columns, own in lots])
    for columns, numbers in zip(broken, whole, strict=True):
        table[columns] = numbers
    table = np.rint(table)
    if not _agrees(problem.limits, table):
        raise ContradictionError
    return table


def _agrees(limits: Limits, table: Floats) -> bool:
    """Whether a table keeps all limits: whatever is called safe rests on this one."""
    sums = limits.rows @ table
    slack = NEARLY * np.maximum(1.0, abs(limits.rows) @ np.abs(table))
    inside = (table >= limits.lower - NEARLY) & (table <= limits.upper + NEARLY)
    kept = (sums >= limits.row_lower - slack) & (sums <= limits.row_upper + slack)
    return bool(inside.all() and kept.all())


def _corner(limits: Limits) -> tuple[Floats, float] | None:
    return Programme(limits).maximise(np.zeros(limits.rows.shape[1]))


def _packs(members: list[Integers]) -> list[list[Integers]]:
    """Components, small ones put together."""
    sizes = np.array([len(component) for component in members], dtype=np.int64)
    number = (np.cumsum(sizes) - 1) // TOGETHER
    packs: dict[int, list[Integers]] = {}
    for component, own in zip(members, number, strict=True):
        packs.setdefault(int(own), []).append(component)
    return list(packs.values())


def _whole(limits: Limits, corner: Floats, rng: np.random.Generator) -> Floats:
    """A whole solution of one component: a corner rounded and mended, or near it, or near others, and at last by
    branching to the end.
    """
    programme = Programme(limits)
    for steps in STEPS:
        corner = _mended(limits, corner, rng)
        if is_whole(corner):
            return np.rint(corner)
        found = whole_near(limits, corner, np.zeros(len(corner)), steps=steps, largest=np.inf)
        if found is not None:
            return found
        other = programme.maximise(rng.uniform(-1.0, 0.0, len(corner)))
        if other is not None:
            corner = other[0]
    corner = _mended(limits, corner, rng)
    if is_whole(corner):
        return np.rint(corner)
    found, _ = whole_solution(limits, np.zeros(len(corner)))
    if found is None:
        raise ContradictionError
    return found


def _mended(limits: Limits, corner: Floats, rng: np.random.Generator) -> Floats:
    """A corner, rounded, then changed as little as makes it a solution again; repeated while fractions get fewer.

    Few relations break by rounding, so dual simplex mends them at once (feasibility pump, Fischetti, Glover and Lodi
    2005).
    """
    both = sp.csc_matrix(sp.hstack([limits.rows, -limits.rows]))
    nowhere = np.zeros(both.shape[1])
    programme = Afresh(Limits(both, limits.row_lower, limits.row_upper, nowhere, nowhere))
    while not is_whole(corner):
        rounded = np.rint(corner)
        kept = limits.rows @ rounded
        room = np.concatenate([limits.upper - rounded, rounded - limits.lower])
        price = rng.uniform(*PRICES, len(room))
        change = programme.maximise(-price, room, limits.row_lower - kept, limits.row_upper - kept)
        if change is None:
            break
        rise, fall = np.split(change, 2)
        mended = rounded + rise - fall
        if fractions(mended) >= fractions(corner):
            break
        corner = mended
    return corner

"""The search for whole alternative tables that push many open targets at once."""

from __future__ import annotations

import numpy as np

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import Floats, Integers
from naerblik.disclosure.attack.part import Part
from naerblik.disclosure.attack.reduced import components, groups
from naerblik.disclosure.attack.walk import walk
from naerblik.disclosure.attack.windows import Window, windows

SMALLEST = 3000
"""Variables of one program at first; twice as many from one pass over the open targets to the next."""
DOUBLED = 2
"""Passes in which the windows grow; each pass cuts elsewhere."""
FEW = 6
"""Open targets of a window that are pushed one by one at once."""
SINGLES = 30
"""Open targets of a large window that are pushed one by one at most."""
WORTH_ANOTHER, PATIENCE = 0.1, 3
"""After so many programs in a row that certified a smaller share of what is open, pushing all at once stops."""


def search(evidence: Evidence, rng: np.random.Generator, *, enough: float) -> None:
    """Passes over the windows that hold open targets, each time cut in another way, until `enough` are refuted.

    Before, all targets are pushed together, and a walk goes towards those that stay open: where corners are mostly
    fractions it certifies in seconds what the passes would leave to be decided one by one.
    """
    if enough <= 0:
        return
    problem = evidence.problem
    members = groups(components(problem.limits.rows))
    for window in windows(problem, members, SMALLEST, rng):
        _together(Part(evidence, window.columns), rng)
    walk(evidence, members, rng)
    for size in [SMALLEST << turn for turn in range(1 + DOUBLED)]:
        waiting = evidence.open_columns()
        concerned = [component for component in members if waiting[component].any()]
        for window in windows(problem, concerned, size, rng):
            if evidence.refuted.sum() >= enough:
                return
            _push(evidence, window, rng)
        if not evidence.open().any() or all(len(component) <= size for component in concerned):
            return


def _push(evidence: Evidence, window: Window, rng: np.random.Generator) -> None:
    """Programs over one window: first all its open targets together, as long as it pays, then some by themselves."""
    part = Part(evidence, window.columns)
    waiting = _together(part, rng)
    final = window.complete and bool(np.isfinite(evidence.problem.limits.upper[window.columns]).all())
    many = None if final and len(window.columns) <= 1.5 * SMALLEST else SINGLES
    for target in rng.permutation(waiting)[:many]:
        if evidence.open()[target]:
            _push_one(part, int(target), final=final)


def _together(part: Part, rng: np.random.Generator) -> Integers:
    """Pushes all open targets of a part in random proportions, as long as it pays; returns those that stay open."""
    evidence, poor = part.evidence, 0
    waiting = part.targets[evidence.open()[part.targets]]
    while len(waiting) > FEW and poor < PATIENCE:
        weights = rng.uniform(0.5, 1.5, len(waiting)) * _direction(evidence, waiting)
        if part.push(weights @ part.forms[waiting]) is None:
            break
        before, waiting = len(waiting), waiting[evidence.open()[waiting]]
        poor = poor + 1 if before - len(waiting) < WORTH_ANOTHER * before else 0
    return waiting


def _push_one(part: Part, target: int, *, final: bool) -> None:
    """One target by itself; where nothing outside matters, what no fractions reach is refuted."""
    sign = float(_direction(part.evidence, np.array([target]))[0])
    best = part.push(sign * part.forms[[target]].toarray().ravel())
    if final and sign > 0 and best is not None:
        part.evidence.bound(target, best + part.evidence.problem.fixed[target])


def _direction(evidence: Evidence, targets: Integers) -> Floats:
    """Up for targets that do not reach far enough, and for others where there is more room."""
    return np.where(evidence.high[targets] < evidence.reach[targets], 1.0, _towards_room(evidence, targets))


def _towards_room(evidence: Evidence, targets: Integers) -> Floats:
    return np.where(evidence.now[targets] > evidence.reach[targets], -1.0, 1.0)

"""The search for whole alternative tables that push many open targets at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import Floats, Integers
from naerblik.disclosure.attack.part import Part, Pushes, in_step
from naerblik.disclosure.attack.reduced import components, groups
from naerblik.disclosure.attack.walk import PARTS, walk
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
    """A walk towards the targets, then passes over the windows that hold open ones until `enough` are refuted.

    The walk comes first because its changes are small: corners that are pushed as far as they go are mostly fractions
    in tables of many dimensions, and making one whole may take seconds. Each pass cuts the windows in another way.
    """
    if enough <= 0:
        return
    problem = evidence.problem
    members = groups(components(problem.limits.rows))
    walk(evidence, members, rng)
    if evidence.open().sum() <= FEW:
        return  # to be decided one by one, which is faster than passes for a few
    for size in [SMALLEST << turn for turn in range(1 + DOUBLED)]:
        waiting = evidence.open_columns()
        concerned = [component for component in members if waiting[component].any()]
        for some in _in_turns(windows(problem, concerned, size, rng)):
            if evidence.refuted.sum() >= enough:
                return
            parts = [Part(evidence, window.columns) for window in some]
            in_step([(part, _push(part, window, rng)) for part, window in zip(parts, some, strict=True)])
        if not evidence.open().any() or all(len(component) <= size for component in concerned):
            return


def _in_turns(found: Iterator[Window]) -> Iterator[list[Window]]:
    """Windows, some at a time: their programs run side by side."""
    while some := list(islice(found, PARTS)):
        yield some


def _push(part: Part, window: Window, rng: np.random.Generator) -> Pushes:
    """First all open targets of a window together, as long as it pays, then some by themselves."""
    yield from _together(part, rng)
    many = None if window.complete and len(window.columns) <= 1.5 * SMALLEST else SINGLES
    for target in rng.permutation(part.waiting())[:many]:
        if part.evidence.open()[target]:
            yield from _alone(part, int(target), final=window.complete)


def _together(part: Part, rng: np.random.Generator) -> Pushes:
    """All open targets of a part in random proportions, as long as it pays."""
    evidence, poor = part.evidence, 0
    waiting = part.waiting()
    while len(waiting) > FEW and poor < PATIENCE:
        weights = rng.uniform(0.5, 1.5, len(waiting)) * _direction(evidence, waiting)
        if (yield weights @ part.forms[waiting]) is None:
            return
        before, waiting = len(waiting), part.waiting()
        poor = poor + 1 if before - len(waiting) < WORTH_ANOTHER * before else 0


def _alone(part: Part, target: int, *, final: bool) -> Pushes:
    """One target by itself; where nothing outside matters (`final`), what no fractions reach is refuted."""
    sign = float(_direction(part.evidence, np.array([target]))[0])
    answer = yield sign * part.forms[[target]].toarray().ravel()
    if final and sign > 0 and answer is not None and part.whole(target):
        part.evidence.bound(target, answer.best + part.evidence.problem.fixed[target])


def _direction(evidence: Evidence, targets: Integers) -> Floats:
    """Up for targets that do not reach far enough, and for others where there is more room."""
    return np.where(evidence.high[targets] < evidence.reach[targets], 1.0, _towards_room(evidence, targets))


def _towards_room(evidence: Evidence, targets: Integers) -> Floats:
    return np.where(evidence.now[targets] > evidence.reach[targets], -1.0, 1.0)

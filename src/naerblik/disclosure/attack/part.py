"""One part of a problem as a program: pushed in a direction, it yields whole tables."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import Floats, Integers
from naerblik.disclosure.attack.solver import Programme, is_whole, side_by_side
from naerblik.disclosure.attack.whole import whole_near
from naerblik.disclosure.attack.windows import held


@dataclass(frozen=True)
class Answer:
    """A corner, whole numbers `near` it if it has fractions and they were found, and the gain that fractions reach."""

    corner: Floats
    near: Floats | None
    best: float


class Part:
    """The program over some variables, all others held; what it finds goes into the evidence.

    `targets` are those whose forms touch the variables, `forms` (targets x these variables) all forms on them.
    """

    def __init__(self, evidence: Evidence, columns: Integers) -> None:
        self.evidence, self.columns = evidence, columns
        self.forms = evidence.problem.by_variable[:, columns].tocsr()
        self.targets = np.flatnonzero(np.diff(self.forms.indptr) > 0)
        self.limits = held(evidence.problem, columns, evidence.table)
        self.programme = Programme(self.limits)

    def whole(self, target: int) -> bool:
        """Whether all of a target lies on these variables, and none of them is held closer than it is known to be."""
        problem, limits = self.evidence.problem, self.evidence.problem.limits
        inside = np.diff(self.forms.indptr)[target] == np.diff(problem.forms.indptr)[target]
        near = self.limits
        closer = (near.upper < limits.upper[self.columns]) | (near.lower > limits.lower[self.columns])
        return bool(inside) and not closer.any()

    def waiting(self) -> Integers:
        """The targets on these variables on which nothing is proven yet."""
        return self.targets[self.evidence.open()[self.targets]]

    def answer(self, gain: Floats) -> Answer | None:
        """The corner of largest gain, and whole numbers near it; None without a corner. Changes nothing else."""
        corner = self.programme.maximise(gain)
        if corner is None:
            return None
        values, best = corner
        return Answer(values, None if is_whole(values) else whole_near(self.limits, values, gain), best)

    def learn(self, answer: Answer) -> None:
        """What the answer shows about the targets."""
        if answer.near is None or not self.evidence.record(self.columns, answer.near):
            self.evidence.record_change(self.columns, answer.corner - self.evidence.table[self.columns])


Pushes = Generator[Floats, Answer | None, None]
"""Gains that a part is asked for one after the other; each comes back as its answer, which the part has learned."""


def in_step(pushed: Sequence[tuple[Part, Pushes]]) -> None:
    """Asks parts for their gains, each for one at a time, all side by side; they learn in the order given."""
    asked = [(part, pushes, gain) for part, pushes in pushed if (gain := next(pushes, None)) is not None]
    while asked:
        found = side_by_side([partial(part.answer, gain) for part, _, gain in asked])
        for (part, _, _), answer in zip(asked, found, strict=True):
            if answer is not None:
                part.learn(answer)
        asked = [
            (part, pushes, gain)
            for (part, pushes, _), answer in zip(asked, found, strict=True)
            if (gain := _next(pushes, answer)) is not None
        ]


def _next(pushes: Pushes, answer: Answer | None) -> Floats | None:
    try:
        return pushes.send(answer)
    except StopIteration:
        return None

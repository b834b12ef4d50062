"""Targets that the search left open, decided one by one in whole numbers.

A proof is looked for near the target first: a table that differs only nearby shows that the target is safe, and limits
that are broken although everything far away may vary freely show that it is not. Only what is still open is solved over
its whole component.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import NEARLY, Floats, Integers, Verdict
from naerblik.disclosure.attack.solver import Limits, Programme, is_whole, whole_solution
from naerblik.disclosure.attack.whole import whole_near
from naerblik.disclosure.attack.windows import around, held, loose

SIZES = (80, 400, 2000)
"""Variables around a target within which a proof is looked for."""
NODES, BRANCH_UP_TO = 200, 500
"""How many branches are tried nearby, and up to how many variables; beyond, only what a root finds."""


def decide(evidence: Evidence, target: int) -> Verdict:
    """Whether a target is safe, with a proof either way; the evidence keeps the tables that were found."""
    if not _reaches(evidence, target):
        return Verdict.BELOW
    while not evidence.met()[target]:
        if not _can(_Wanted(evidence, target, 1.0, evidence.high[target] + 1.0)) and not _can(
            _Wanted(evidence, target, -1.0, 1.0 - evidence.low[target])
        ):
            return Verdict.RECOMPUTABLE
    return Verdict.SAFE


def _reaches(evidence: Evidence, target: int) -> bool:
    reach = float(evidence.reach[target])
    return bool(evidence.high[target] >= reach - NEARLY) or _can(_Wanted(evidence, target, 1.0, reach))


@dataclass(frozen=True)
class _Wanted:
    """A table in which `sign` x target is `least` or more."""

    evidence: Evidence
    target: int
    sign: float
    least: float

    @property
    def own(self) -> Integers:
        return np.unique(self.evidence.problem.forms[[self.target]].indices).astype(np.int64)

    def gain(self, columns: Integers) -> Floats:
        gain: Floats = self.sign * self.evidence.problem.forms[[self.target]][:, columns].toarray().ravel()
        return gain

    @property
    def rest(self) -> float:
        """What the target's variables must add up to, its fixed part taken off."""
        return self.least - self.sign * float(self.evidence.problem.fixed[self.target])

    def found(self) -> bool:
        evidence, target = self.evidence, self.target
        reached = evidence.high[target] if self.sign > 0 else -evidence.low[target]
        return bool(reached >= self.least - NEARLY)


def _can(wanted: _Wanted) -> bool:
    """Whether there is such a table; if so, the evidence holds one."""
    problem, last = wanted.evidence.problem, -1
    for size in SIZES:
        columns = around(problem, wanted.own, size)
        if len(columns) == last:
            break
        last = len(columns)
        answer = _nearby(wanted, columns)
        if answer is not None:
            return answer
    everything = around(problem, wanted.own, len(problem.columns))
    found, _ = _solved(wanted, everything, loose(problem, everything), -1)
    return found


def _nearby(wanted: _Wanted, columns: Integers) -> bool | None:
    """An answer from the neighbourhood, if it gives one: fractions first, then whole numbers."""
    problem, gain = wanted.evidence.problem, wanted.gain(columns)
    outer, inner = loose(problem, columns), held(problem, columns, wanted.evidence.table)
    bound = Programme(outer).maximise(gain)
    if bound is not None and np.floor(bound[1] + NEARLY) < wanted.rest - NEARLY:
        return False
    nodes = NODES if len(columns) <= BRANCH_UP_TO else 1
    if _pushed(wanted, columns, inner, gain) or _solved(wanted, columns, inner, nodes)[0]:
        return True
    _, impossible = _solved(wanted, columns, outer, nodes, learn=False)
    return False if impossible else None


def _pushed(wanted: _Wanted, columns: Integers, inner: Limits, gain: Floats) -> bool:
    """Whether the corner of largest gain, or whole numbers near it, is such a table."""
    corner = Programme(inner).maximise(gain)
    if corner is None:
        return False
    wanted.evidence.record_change(columns, corner[0] - wanted.evidence.table[columns])
    if not wanted.found() and not is_whole(corner[0]) and corner[1] >= wanted.rest - NEARLY:
        table = whole_near(inner, corner[0], gain)
        if table is not None:
            wanted.evidence.record(columns, table)
    return wanted.found()


def _solved(wanted: _Wanted, columns: Integers, limits: Limits, nodes: int, *, learn: bool = True) -> tuple[bool, bool]:
    """Whether branching found such a table, and whether it proved that there is none under these limits."""
    gain = wanted.gain(columns)
    table, final = whole_solution(limits.with_row(gain, wanted.rest, np.inf), gain, nodes=nodes)
    if table is None:
        return False, final
    return learn and wanted.evidence.record(columns, table) and wanted.found(), False

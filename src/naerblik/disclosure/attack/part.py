"""One part of a problem as a program: pushed in a direction, it yields whole tables."""

from __future__ import annotations

import numpy as np

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import Floats, Integers
from naerblik.disclosure.attack.solver import Programme, is_whole
from naerblik.disclosure.attack.whole import whole_near
from naerblik.disclosure.attack.windows import held


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

    def push(self, gain: Floats) -> float | None:
        """Learns from the corner of largest gain; returns the gain that fractions reach, None without a corner."""
        corner = self.programme.maximise(gain)
        if corner is None:
            return None
        values, best = corner
        if is_whole(values) or not self._learn_whole(values, gain):
            self.evidence.record_change(self.columns, values - self.evidence.table[self.columns])
        return best

    def _learn_whole(self, corner: Floats, gain: Floats) -> bool:
        found = whole_near(self.limits, corner, gain)
        return found is not None and self.evidence.record(self.columns, found)

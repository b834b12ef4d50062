"""The smallest change of a table that moves some targets as far as they must reach.

A corner that is pushed as far as it goes moves everything on its way, mostly by fractions. A change in which each rise
and each fall has its price stays small, mostly in whole numbers, and falls into pieces that have nothing to do with
each other. It is also found fast: no change at all is where dual simplex starts, and what is far away never moves.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import Flags, Floats, Integers
from naerblik.disclosure.attack.solver import Afresh, Limits
from naerblik.disclosure.attack.windows import FAR, touched

REWARD = 4000.0
"""For a target that is moved as far as it must: more than any change that is worth looking at costs."""
SCARCE = 10.0
"""How much more a step costs where it is the last one possible."""


class Moves:
    """Changes of some variables, all others held. The table of the evidence moves along with what is found."""

    def __init__(self, evidence: Evidence, columns: Integers) -> None:
        self.evidence, self.columns = evidence, columns
        self.rows, self.own = touched(evidence.problem, columns)
        self.forms = evidence.problem.by_variable[:, columns].tocsr()
        self.targets = np.flatnonzero(np.diff(self.forms.indptr) > 0)
        least, most = self._slack()
        both = sp.csc_matrix(sp.hstack([self.own, -self.own]))
        room = self._room()
        self.programme = Afresh(Limits(both, least, most, np.zeros(len(room)), room))

    def waiting(self) -> Integers:
        """The open targets on these variables."""
        return self.targets[self.evidence.open()[self.targets]]

    def push(self, targets: Integers, rng: np.random.Generator) -> None:
        """Learns from the cheapest change that moves these targets; prices differ each time, so trying again pays."""
        room = self._room()
        gain = -rng.uniform(0.8, 1.2, len(room)) * (1.0 + SCARCE / (1.0 + room))
        for target, step in zip(targets, self.evidence.step(targets), strict=True):
            self._ask(int(target), float(step), gain, room)
        found = self.programme.maximise(gain, room, *self._slack())
        if found is not None:
            rise, fall = np.split(found, 2)
            self.evidence.record_change(self.columns, rise - fall, follow=True)

    def apart(self, targets: Integers) -> Integers:
        """Those, the first ones first, of which no two share a relation: they hardly get in each other's way."""
        taken: Flags = np.zeros(len(self.rows), dtype=bool)
        chosen = []
        touches = (abs(self.forms[targets]) @ abs(self.own).T).tocsr()
        for place in range(len(targets)):
            rows = touches.indices[touches.indptr[place] : touches.indptr[place + 1]]
            if not taken[rows].any():
                taken[rows] = True
                chosen.append(place)
        return targets[chosen]

    def _ask(self, target: int, step: float, gain: Floats, room: Floats) -> None:
        """Rewards a step of a target, up to its size, and charges as much for the opposite."""
        entries = slice(self.forms.indptr[target], self.forms.indptr[target + 1])
        places, weights = self.forms.indices[entries], self.forms.data[entries]
        half, reward = len(self.columns), REWARD / abs(step)
        upwards = weights * step > 0
        wanted, unwanted = np.where(upwards, places, places + half), np.where(upwards, places + half, places)
        gain[wanted] += reward * np.abs(weights)
        gain[unwanted] -= reward * np.abs(weights)
        room[wanted] = np.minimum(room[wanted], np.ceil(abs(step) / np.abs(weights)))

    def _room(self) -> Floats:
        """How far each variable may rise, then how far each may fall."""
        limits, table = self.evidence.problem.limits, self.evidence.table[self.columns]
        room = np.concatenate([limits.upper[self.columns] - table, table - limits.lower[self.columns]])
        near: Floats = np.minimum(room, FAR)
        return near

    def _slack(self) -> tuple[Floats, Floats]:
        limits, values = self.evidence.problem.limits, self.evidence.row_values[self.rows]
        return limits.row_lower[self.rows] - values, limits.row_upper[self.rows] - values

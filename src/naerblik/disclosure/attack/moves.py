"""The smallest change of a table that moves some targets as far as they must reach.

A corner that is pushed as far as it goes moves everything on its way, mostly by fractions. A change in which each rise
and each fall has its price stays small, mostly in whole numbers, and falls into pieces that have nothing to do with
each other. It is also found fast: no change at all is where dual simplex starts, and what is far away never moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import NEARLY, Flags, Floats, Integers, Knowledge
from naerblik.disclosure.attack.propagate import activity, propagate
from naerblik.disclosure.attack.solver import Afresh, Limits, fractions, is_whole, side_by_side
from naerblik.disclosure.attack.windows import FAR, touched

REWARD = 4000.0
"""For a target that is moved as far as it must: more than any change that is worth looking at costs."""
MENDED = 3
"""How often a change with fractions is rounded and mended at most."""
ROUNDS = 4
"""How often bounds are drawn in when targets that cannot move are told from others: to be cheap, not complete."""
SCARCE = 10.0
"""How much more a step costs where it is the last one possible."""


@dataclass(frozen=True)
class Question:
    """A change of `moves` that is asked for, by a program that no other question uses meanwhile."""

    moves: Moves
    programme: Afresh
    gain: Floats
    room: Floats
    least: Floats
    most: Floats

    def answer(self) -> Floats | None:
        """The change, if there is one, with as few fractions as are left when it is rounded and mended."""
        change = self._change(self.gain, np.zeros(len(self.moves.columns)))
        for _ in range(MENDED):
            if change is None or is_whole(change):
                break
            closer = self._change(-np.abs(self.gain), np.rint(change))
            if closer is None or fractions(closer) >= fractions(change):
                break
            change = closer
        return change

    def _change(self, gain: Floats, start: Floats) -> Floats | None:
        """The change of largest gain, where each rise and each fall from `start` has its own."""
        kept = self.moves.own @ start
        room = self.room - np.concatenate([start, -start])
        found = self.programme.maximise(gain, room, self.least - kept, self.most - kept)
        if found is None:
            return None
        rise, fall = np.split(found, 2)
        change: Floats = start + rise - fall
        return change


def learn(questions: Sequence[Question]) -> None:
    """Answers the questions side by side, then learns from the changes in their order, as far as they fit together."""
    answers = side_by_side([question.answer for question in questions])
    for question, found in zip(questions, answers, strict=True):
        if found is not None:
            question.moves.evidence.record_change(question.moves.columns, found, follow=True)


class Moves:
    """Changes of some variables, all others held. The table of the evidence moves along with what is found.

    So many as there are `programmes` can be asked for at once.
    """

    def __init__(self, evidence: Evidence, columns: Integers, *, programmes: int = 1) -> None:
        self.evidence, self.columns = evidence, columns
        self.rows, self.own = touched(evidence.problem, columns)
        self.forms = evidence.problem.by_variable[:, columns].tocsr()
        self.targets = np.flatnonzero(np.diff(self.forms.indptr) > 0)
        least, most = self._slack()
        both = sp.csc_matrix(sp.hstack([self.own, -self.own]))
        room = self._room()
        limits = Limits(both, least, most, np.zeros(len(room)), room)
        self.programmes = [Afresh(limits) for _ in range(programmes)]

    def waiting(self) -> Integers:
        """The open targets on these variables."""
        return self.targets[self.evidence.open()[self.targets]]

    def hopeful(self) -> Integers:
        """The open targets that bounds, drawn in relation by relation, do not keep from the step asked of them.

        Where many variables are held, many a target cannot; asking for it moves others halfway, and in vain. It steers
        what is asked and nothing else: a target that is left out stays open.
        """
        targets, (rise, fall), (least, most) = self.waiting(), np.split(self._room(), 2), self._slack()
        nowhere = np.zeros((len(rise), 0), dtype=np.int64)
        # no change at all is always possible, also where a sum has lost its last digits
        rows = self.own.tocsr(), np.minimum(least, 0.0), np.maximum(most, 0.0)
        low, high = activity(self.forms[targets], *propagate(Knowledge(-fall, rise, *rows, nowhere), rounds=ROUNDS))
        step = self.evidence.step(targets)
        hopeful: Integers = targets[np.where(step > 0, high >= step - NEARLY, low <= step + NEARLY)]
        return hopeful

    def question(self, targets: Integers, rng: np.random.Generator, *, programme: int = 0) -> Question:
        """Asks for the cheapest change that moves these targets; prices differ each time, so trying again pays."""
        room = self._room()
        gain = -rng.uniform(0.8, 1.2, len(room)) * (1.0 + SCARCE / (1.0 + room))
        self._ask(targets, gain, room)
        return Question(self, self.programmes[programme], gain, room, *self._slack())

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

    def _ask(self, targets: Integers, gain: Floats, room: Floats) -> None:
        """Rewards a step of each target, up to its size, and charges as much for the opposite."""
        asked = self.forms[targets].tocoo()
        step, places, half = self.evidence.step(targets)[asked.row], asked.col, len(self.columns)
        reward = REWARD / np.abs(step) * np.abs(asked.data)
        upwards = asked.data * step > 0
        wanted, unwanted = np.where(upwards, places, places + half), np.where(upwards, places + half, places)
        np.add.at(gain, wanted, reward)
        np.subtract.at(gain, unwanted, reward)
        np.minimum.at(room, wanted, np.ceil(np.abs(step) / np.abs(asked.data)))

    def _room(self) -> Floats:
        """How far each variable may rise, then how far each may fall."""
        limits, table = self.evidence.problem.limits, self.evidence.table[self.columns]
        room = np.concatenate([limits.upper[self.columns] - table, table - limits.lower[self.columns]])
        near: Floats = np.minimum(room, FAR)
        return near

    def _slack(self) -> tuple[Floats, Floats]:
        limits, values = self.evidence.problem.limits, self.evidence.row_values[self.rows]
        return limits.row_lower[self.rows] - values, limits.row_upper[self.rows] - values

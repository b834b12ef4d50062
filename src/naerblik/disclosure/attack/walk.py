"""A walk from table to table by small changes, each towards targets that are still open.

What takes many steps from one table is near from another, so the walk does not return: it goes on from every table that
it finds. First many targets at once in small parts, as long as that pays, then one at a time among everything that has
to do with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import Integers
from naerblik.disclosure.attack.moves import Moves, Question, learn
from naerblik.disclosure.attack.windows import windows

SMALL, MIDDLE, LARGE = 1700, 3000, 6000
"""Variables of a part: for many targets at once, for those that are moved from farther away, and for one at a time."""
PARTS, AT_ONCE = 16, 4
"""Programs that are asked side by side: the same number on every machine, so that each finds the same."""
AGAIN = 2
"""Changes of a small part before it is cut in another way."""
WORTH_TOGETHER, WORTH_ALONE = 0.04, 0.1
"""The share of the open targets that a pass has to certify to be worth its time."""
POOR_TOGETHER, POOR_ALONE = 1, 3
"""After so many passes in a row that were not worth it there are no more. For the very last targets it is more of them,
since deciding one of these takes longer than many passes.
"""
PATIENCE = 20
"""After so many targets in turns that gained nothing a part is left: where much can be recomputed a walk is in vain."""


def walk(evidence: Evidence, members: list[Integers], rng: np.random.Generator) -> None:
    """Passes over the open targets of these components, together and then alone, until they certify too few."""
    many = _Kind(_together, PARTS, WORTH_TOGETHER, POOR_TOGETHER)
    single = _Kind(_alone, AT_ONCE, WORTH_ALONE, POOR_ALONE)
    for size, kind in ((SMALL, many), (MIDDLE, many), (LARGE, single)):
        poor, waiting = 0, int(evidence.open().sum())
        while waiting and poor < kind.poor:
            _pass(evidence, members, size, kind, rng)
            before, waiting = waiting, int(evidence.open().sum())
            poor = poor + 1 if waiting > (1 - kind.worth) * before else 0


@dataclass(frozen=True)
class _Kind:
    """What a pass does with some parts at a time, how many these are, and when it is the last one."""

    step: Callable[[Evidence, Sequence[Integers], np.random.Generator], None]
    parts: int
    worth: float
    poor: int


def _pass(evidence: Evidence, members: list[Integers], size: int, kind: _Kind, rng: np.random.Generator) -> None:
    """All parts that hold open targets, cut in a new way."""
    flags = evidence.open_columns()
    concerned = [component for component in members if flags[component].any()]
    found = (window.columns for window in windows(evidence.problem, concerned, size, rng))
    wanted = (columns for columns in found if flags[columns].any())
    while columns := list(islice(wanted, kind.parts)):
        kind.step(evidence, columns, rng)


def _together(evidence: Evidence, parts: Sequence[Integers], rng: np.random.Generator) -> None:
    many = [Moves(evidence, columns) for columns in parts]
    for _ in range(AGAIN):
        asked = [(moves, hopeful) for moves in many if len(hopeful := moves.hopeful())]
        asked.sort(key=lambda pair: -len(pair[1]))  # what takes long begins, so that nothing is waited for
        learn([moves.question(moves.apart(rng.permutation(hopeful)), rng) for moves, hopeful in asked])


def _alone(evidence: Evidence, parts: Sequence[Integers], rng: np.random.Generator) -> None:
    going = [_Turns(evidence, columns, AT_ONCE // len(parts), rng) for columns in parts]
    while going := [part for part in going if part.goes_on()]:
        learn([question for part in going for question in part.questions(rng)])


class _Turns:
    """A part whose open targets take their turns, some at a time, each by itself."""

    def __init__(self, evidence: Evidence, columns: Integers, at_once: int, rng: np.random.Generator) -> None:
        self.evidence, self.at_once = evidence, at_once
        self.moves = Moves(evidence, columns, programmes=at_once)
        self.targets = rng.permutation(self.moves.waiting())
        self.asked, self.in_vain, self.before = 0, 0, len(self.targets)

    def goes_on(self) -> bool:
        """Whether open targets have not had their turn, and the last ones have gained something."""
        left = len(self.moves.waiting())
        self.in_vain = self.in_vain + self.asked if left == self.before else 0
        self.before = left
        self.targets = self.targets[self.evidence.open()[self.targets]]
        return len(self.targets) > 0 and self.in_vain < PATIENCE

    def questions(self, rng: np.random.Generator) -> Iterator[Question]:
        """One for each of the next targets."""
        now, self.targets = np.split(self.targets, [self.at_once])
        self.asked = len(now)
        for programme, target in enumerate(now):
            yield self.moves.question(np.array([target]), rng, programme=programme)

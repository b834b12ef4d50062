"""A walk from table to table by small changes, each towards targets that are still open.

What takes many steps from one table is near from another, so the walk does not return: it goes on from every table that
it finds. First many targets at once in small parts, as long as that pays, then one at a time among everything that has
to do with it.
"""

from __future__ import annotations

import numpy as np

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.knowledge import Integers
from naerblik.disclosure.attack.moves import Moves
from naerblik.disclosure.attack.windows import windows

SMALL, LARGE = 600, 6000
"""Variables of a part: for many targets at once, and for one at a time."""
AGAIN = 3
"""Changes of a small part before it is cut in another way."""
WORTH_TOGETHER, WORTH_ALONE = 0.03, 0.1
"""The share of the open targets that a pass has to certify for another one to follow."""
PATIENCE = 20
"""Targets in a row that gain nothing, after which a part is left: where much can be recomputed a walk leads nowhere."""


def walk(evidence: Evidence, members: list[Integers], rng: np.random.Generator) -> None:
    """Passes over the open targets of these components, together and then alone, until one certifies too few."""
    for size, worth, step in ((SMALL, WORTH_TOGETHER, _together), (LARGE, WORTH_ALONE, _alone)):
        before = np.inf
        while (waiting := int(evidence.open().sum())) and waiting <= (1 - worth) * before:
            before, flags = waiting, evidence.open_columns()
            concerned = [component for component in members if flags[component].any()]
            for window in windows(evidence.problem, concerned, size, rng):
                if flags[window.columns].any():
                    step(Moves(evidence, window.columns), rng)


def _together(moves: Moves, rng: np.random.Generator) -> None:
    for _ in range(AGAIN):
        waiting = moves.waiting()
        if len(waiting):
            moves.push(moves.apart(rng.permutation(waiting)), rng)


def _alone(moves: Moves, rng: np.random.Generator) -> None:
    in_vain = 0
    for target in rng.permutation(moves.waiting()):
        if in_vain >= PATIENCE:
            return
        if moves.evidence.open()[target]:
            before = len(moves.waiting())
            moves.push(np.array([target]), rng)
            in_vain = in_vain + 1 if len(moves.waiting()) == before else 0

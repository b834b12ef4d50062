"""Relations in blocks, and their assembly into one system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import Floats, Integers, Knowledge, Matrix


@dataclass(frozen=True)
class Rows:
    """In each line: least <= sum of `plus` - `scale` x sum of `minus` <= most.

    `plus` and `minus` hold arrays of variables, lines x places, -1 where a line has fewer. 0 to 0 is an equality, 0 to
    infinity says that `minus` is at most `plus`. `name` says in messages which rule of reading this is. With
    `complement`, what is left between both sides is a group of persons, which must stay as uncertain as a count. With
    `group`, the larger side is a group of citizens of whom all of a small one must not be told apart.
    """

    name: str
    plus: tuple[Integers, ...]
    minus: tuple[Integers, ...]
    least: float = 0.0
    most: float = 0.0
    scale: Floats | float = 1.0
    complement: bool = False
    group: bool = False

    @property
    def lines(self) -> int:
        return len(self.plus[0])


def matrix(blocks: Sequence[Rows], width: int) -> Matrix:
    """The rows of all blocks, in order, over `width` variables."""
    rows, columns, weights, before = [], [], [], 0
    for block in blocks:
        scale = np.broadcast_to(block.scale, block.lines)
        for side, weight in ((block.plus, np.ones(block.lines)), (block.minus, -scale)):
            for places in side:
                given = places >= 0
                line = np.repeat(np.arange(block.lines), given.sum(axis=1))
                rows.append(before + line)
                columns.append(places[given])
                weights.append(weight[line])
        before += block.lines
    if not rows:
        return sp.csr_matrix((0, width))
    found = sp.csr_matrix((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), (before, width))
    found.eliminate_zeros()  # a rate printed as 0: bounds are drawn in by dividing by weights
    return found


def system(blocks: Sequence[Rows], lower: Floats, upper: Floats, near: Integers) -> Knowledge:
    """What a reader knows from these relations and bounds."""
    return Knowledge(
        lower=lower,
        upper=upper,
        rows=matrix(blocks, len(lower)),
        row_lower=_limits([block.least for block in blocks], blocks),
        row_upper=_limits([block.most for block in blocks], blocks),
        near=near,
    )


def _limits(values: Sequence[float], blocks: Sequence[Rows]) -> Floats:
    return np.repeat(np.array(values, dtype=float), np.array([block.lines for block in blocks], dtype=np.int64))

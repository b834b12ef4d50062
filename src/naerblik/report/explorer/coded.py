"""The cells table with each column as places in the list of its codes: what blocks are cut from, made once a cube."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from naerblik.disclosure.cube import ProtectedCube
from naerblik.report.cells import ALL

HIDDEN, ABSENT = -1, -2
"""What stands for a number that is hidden, and for a cell that is not published."""

GROUPS = ("sex", "age", "nursing_home", "disease", "reporters")
"""The columns of the cells table that groups of citizens and of municipalities are chosen by."""

Numbers = npt.NDArray[np.int64]


class Column(NamedTuple):
    """A column of codes: each once, and for every cell the place of its own among them."""

    codes: tuple[str, ...]
    places: Numbers


class CodedCells:
    """The cells of a protected cube in the order of its table, `rows` of each kind of item.

    `groupings` has a number for each cell: cells have the same one where the same groups are chosen; `shapes` likewise,
    where they are at the same level too.
    """

    def __init__(self, cells: pd.DataFrame) -> None:
        names = ("items", "item", "year", "area", "level", *GROUPS)
        self.columns = {name: Column(*_coded(cells[name])) for name in names}
        self.numbers = {name: _numbers(cells[name]) for name in ("count", "population")}
        kinds = self.columns["items"]
        self.rows = {kind: np.flatnonzero(kinds.places == place) for place, kind in enumerate(kinds.codes)}
        chosen = [self.columns[name] for name in GROUPS[:-1]]
        whole = [np.array([code == ALL for code in column.codes])[column.places] for column in chosen]
        self.groupings = _together([*whole, self.columns["reporters"].places])
        self.shapes = _together([self.groupings, self.columns["level"].places])

    @classmethod
    @lru_cache(maxsize=1)
    def of(cls, cube: ProtectedCube) -> Self:
        """The coded cells of a cube; they are coded once for all explorers."""
        return cls(cube.tables["cells"])


def _coded(column: pd.Series) -> tuple[tuple[str, ...], Numbers]:
    places, codes = pd.factorize(column)
    return tuple(map(str, codes)), places.astype(np.int64)


def _numbers(column: pd.Series) -> Numbers:
    return np.asarray(column.astype("Int64").fillna(HIDDEN), dtype=np.int64)


def _together(parts: list[npt.NDArray[np.generic]]) -> Numbers:
    """A number for each combination of the parts."""
    made = np.zeros(len(parts[0]), dtype=np.int64)
    for part in map(np.asarray, parts):
        made = made * (int(part.max(initial=0)) + 1) + part.astype(np.int64)
    return made

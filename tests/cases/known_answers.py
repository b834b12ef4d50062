"""The known answers of the literature, as families that the suppression can take."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cases.plain_reader import Cell, Rule, sums
from naerblik.disclosure.hierarchy import Hierarchy, hierarchy
from naerblik.disclosure.linked import Flags, Floats, LinkedTables, link
from naerblik.disclosure.tables import Integers, table

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(file.stem for file in FOLDER.glob("*.json")))


@dataclass(frozen=True)
class KnownAnswer:
    """A table, what must be protected how, and the answer found elsewhere."""

    family: LinkedTables
    cells: tuple[Cell, ...]
    rules: tuple[Rule, ...]
    primary: Integers
    width: int
    zeros_hidden: bool
    price: Floats
    answer_cells: frozenset[Cell]
    answer_cost: float
    answer_intervals: dict[Cell, tuple[int, int]]

    @property
    def counts(self) -> dict[Cell, int]:
        return dict(zip(self.cells, self.family.values.tolist(), strict=True))

    def names(self, flags: Flags) -> set[Cell]:
        """The cells behind flags or places."""
        return {self.cells[place] for place in np.flatnonzero(flags)}


def read(name: str) -> KnownAnswer:
    """One of NAMES."""
    case = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    dimensions = [_hierarchy(name, stated) for name, stated in case["dimensions"].items()]
    columns = [d.name for d in dimensions]
    made = table("t", dimensions, pd.DataFrame(case["cells"], columns=[*columns, "value"]))
    family = link([made])
    cells = tuple(("t", *(d.codes[p] for d, p in zip(dimensions, row, strict=True))) for row in made.codes)
    stated = {d.name: {s.whole: [s.parts] for s in d.sums} for d in dimensions}
    answer = case["answer"]
    return KnownAnswer(
        family=family,
        cells=cells,
        rules=tuple(sums("t", stated, cells)),
        primary=np.array([cells.index(("t", *codes)) for codes in case["primary"]]),
        width=case["demand"]["width"],
        zeros_hidden=case["demand"]["zeros_hidden"],
        price=np.ones(len(cells)) if case["price"] == "cells" else family.values.astype(float),
        answer_cells=frozenset(("t", *codes) for codes in answer["secondary"]),
        answer_cost=len(answer["secondary"]) if case["price"] == "cells" else answer["cost"],
        answer_intervals={("t", *cell.split("/")): (low, high) for cell, (low, high) in answer["intervals"].items()},
    )


def _hierarchy(name: str, stated: dict[str, list[str]]) -> Hierarchy:
    codes = dict.fromkeys(code for whole, parts in stated.items() for code in (whole, *parts))
    return hierarchy(name, codes, list(stated.items()))

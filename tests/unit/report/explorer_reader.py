"""A plain reader of the data of an explorer: every cell by its key, and what the cube says of the same key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

from naerblik.report.explorer.coded import ABSENT, GROUPS, HIDDEN


class Cell(NamedTuple):
    """Count and population; None where hidden. The population is missing where nothing is a share of it."""

    count: int | None
    population: int | str | None


def cells_of(block: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Cell]]:
    """Key (kind, parts of the item, year, area, groups) and numbers of each cell of a block as JSON holds it."""
    sizes = [len(axis) for axis in block["axes"]]
    behind = block.get("populations")
    parts = len(sizes) - 2 - len(GROUPS)
    for number, codes in enumerate(product(*block["axes"])):
        count = block["counts"][number]
        if count == ABSENT:
            continue
        population: int | str | None = "none"
        if behind is not None:
            whole = len(behind) == len(block["counts"])
            rest = 1
            for size in sizes[parts:]:
                rest *= size
            population = _number(behind[number if whole else number % rest])
        yield (block["kind"], *codes), Cell(_number(count), population)


def _number(value: int) -> int | None:
    assert value >= HIDDEN
    return None if value == HIDDEN else value


def cells_of_cube(cells: pd.DataFrame, kind: str, parts: int) -> dict[tuple[str, ...], Cell]:
    """The same of a cells table, a row at a time."""
    found = {}
    for row in cells[cells["items"] == kind].to_dict("records"):
        named = [row["item"]] if parts == 1 else row["item"].split(".") if parts else []
        named += [""] * (parts - len(named))
        key = (kind, *named, str(row["year"]), row["area"], *(row[name] for name in GROUPS))
        found[key] = Cell(*(None if pd.isna(row[name]) else int(row[name]) for name in ("count", "population")))
    return found

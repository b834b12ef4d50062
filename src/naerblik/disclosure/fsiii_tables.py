"""The frames of FSIII as tables of a family: one block for each year and each set of reporting municipalities.

In a block the groups of citizens are one table, and each kind of item is another, in which items do not add up: a
citizen can have several. A number that is nought because nobody delivered is no cell, for every reader knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from naerblik.disclosure.areas import CHAIN, areas, counted
from naerblik.disclosure.hierarchy import Hierarchy, flat, hierarchy
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.tables import Integers, Table, TableError, table
from naerblik.views.plan import DIMENSIONS, TOTAL

OVERLAPPING = "disease"
"""The dimension of which a citizen can have several values; the others are one value each and add up."""
LONGEST_YEAR = 366


@dataclass(frozen=True)
class Number:
    """Where a number of a frame stands: row `rows[i]` is the cell `places[i]` of a table."""

    frame: str
    name: str
    rows: Integers
    table: str
    places: Integers


@dataclass(frozen=True)
class Block:
    """The tables of one year and one set of reporters: groups of citizens, and the citizens with items by kind.

    `delivers` says which of the 98 municipalities are counted.
    """

    year: int
    reporters: str
    delivers: Flags
    population: Table
    items: Mapping[str, Table]
    numbers: tuple[Number, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables of the block."""
        return (self.population, *self.items.values())


def blocks(cells: pd.DataFrame, delivers: Mapping[int, Flags]) -> list[Block]:
    """The blocks of the cells; `delivers` says for each year which municipalities delivered on its reference day.

    Raises TableError where a group has two populations, a level is left out, or somebody is counted where nobody
    delivered.
    """
    every_year = np.logical_and.reduce(list(delivers.values()))
    found = []
    for year, rows in _by_value(cells["year"]):
        for reporters, own in _by_value(cells["reporters"].iloc[rows]):
            inside = every_year if reporters == "every_year" else delivers[int(year)]
            found.append(_block(cells, rows[own], (int(year), reporters), inside))
    return found


def _by_value(column: pd.Series[Any]) -> list[tuple[str, Integers]]:
    """Each value of a column as text, in order, and the places of the rows that have it."""
    values = column.astype(str).to_numpy(dtype=object)
    return [(str(value), np.flatnonzero(values == value)) for value in np.unique(values)]


def _block(cells: pd.DataFrame, rows: Integers, title: tuple[int, str], delivers: Flags) -> Block:
    year, reporters = title
    rows = _where_counted("cells", cells, rows, ("count", "population"), delivers)
    inside = cells.iloc[rows]
    _refuse_level_left_out(inside)
    groups = [areas(), *(_dimension(name, inside[name]) for name in DIMENSIONS)]
    population, group_of = _groups(f"population {year} {reporters}", groups, inside)
    numbers = [Number("cells", "population", rows, population.name, group_of)]
    items = {}
    for kind, own in _by_value(inside["items"]):
        named = hierarchy("item", inside["item"].iloc[own].unique())
        varying = [d for d in groups if d.name == "area" or (inside[d.name].iloc[own] != TOTAL).any()]
        counts = inside.iloc[own].rename(columns={"count": "value"})
        made = table(f"{kind} {year} {reporters}", [named, *varying], counts, gaps="uncovered")
        items[kind] = made
        numbers.append(Number("cells", "count", rows[own], made.name, np.arange(len(own))))
    return Block(year, reporters, delivers, population, items, tuple(numbers))


def _where_counted(
    name: str, frame: pd.DataFrame, rows: Integers, numbers: tuple[str, ...], delivers: Flags
) -> Integers:
    """The rows of areas in which anybody can be counted; the others must be nought."""
    codes = dict(zip(areas().codes, counted(delivers), strict=True))
    inside = frame["area"].iloc[rows].map(codes)
    if inside.isna().any():
        raise TableError(f"{name}: '{frame['area'].iloc[rows][inside.isna()].iloc[0]}' is no area of either map.")
    outside = rows[~inside.to_numpy(dtype=bool)]
    if frame[list(numbers)].iloc[outside].to_numpy().any():
        raise TableError(f"{name}: somebody is counted in an area of which no municipality delivered.")
    within: Integers = rows[inside.to_numpy(dtype=bool)]
    return within


def _dimension(name: str, values: pd.Series[str]) -> Hierarchy:
    parts = sorted(set(values) - {TOTAL})
    return flat(name, TOTAL, parts) if parts and name != OVERLAPPING else hierarchy(name, [TOTAL, *parts])


def _groups(name: str, dimensions: list[Hierarchy], cells: pd.DataFrame) -> tuple[Table, Integers]:
    """The table of groups of citizens, each once, and the group of each row."""
    shape = tuple(len(d.codes) for d in dimensions)
    codes = [cells[d.name].map(dict(d.position)).to_numpy(dtype=np.int64) for d in dimensions]
    _, first, group_of = np.unique(np.ravel_multi_index(codes, shape), return_index=True, return_inverse=True)
    made = table(name, dimensions, cells.iloc[first].rename(columns={"population": "value"}), gaps="uncovered")
    other = made.values[group_of] != cells["population"].to_numpy()
    if other.any():
        raise TableError(f"{made.label(int(group_of[other.argmax()]))} has two populations; items must agree on it.")
    return made, group_of.astype(np.int64)


def _refuse_level_left_out(cells: pd.DataFrame) -> None:
    """The sums of a level are stated over the one below it, so none in between may be left out."""
    key = ["items", *DIMENSIONS]
    for combination, levels in cells.drop_duplicates([*key, "level"]).groupby(key)["level"]:
        published = [level in set(levels) for level in CHAIN]
        if not all(published[published.index(True) if True in published else 0 :]):
            absent = [level for level, is_there in zip(CHAIN, published, strict=True) if not is_there]
            raise TableError(
                f"cells of {dict(zip(key, combination, strict=True))} are published without the level {absent[-1]}, "
                "though with one below it; add the level to the publication plan."
            )


def residents(coverage: pd.DataFrame) -> tuple[Table, Number]:
    """All residents by year and area, whether or not their municipality delivered."""
    dimensions = [_years(coverage), areas()]
    made = table("residents", dimensions, coverage.rename(columns={"population": "value"}), gaps="uncovered")
    return made, Number("coverage", "population", np.arange(len(coverage)), made.name, np.arange(len(coverage)))


def reported(coverage: pd.DataFrame, by_year: Mapping[int, Block]) -> list[Number]:
    """The residents that are counted: the same cells as the populations of the blocks, by year."""
    found = []
    for year, block in by_year.items():
        all_rows = np.flatnonzero(coverage["year"] == year)
        rows = _where_counted("coverage", coverage, all_rows, ("reported_population",), block.delivers)
        own = coverage["area"].iloc[rows].map(dict(areas().position)).to_numpy(dtype=np.int64)
        places = block.population.places[own, *np.zeros((len(DIMENSIONS), 1), dtype=np.int64)]
        same = places >= 0
        same[same] = block.population.values[places[same]] == coverage["reported_population"].to_numpy()[rows[same]]
        if not same.all():
            area = coverage["area"].iloc[rows[int(same.argmin())]]
            raise TableError(f"coverage: the residents of {area} in {year} that are counted differ from the cells.")
        found.append(Number("coverage", "reported_population", rows, block.population.name, places))
    return found


def yearly(frame: pd.DataFrame, delivers: Mapping[int, Flags]) -> tuple[Table, Table, list[Number]]:
    """Citizens with an intervention in a year, and the days lived, by year and area.

    How many persons lived the days is not known, only that each lived a year at most: the persons behind a cell are the
    fewest that can have lived them.
    """
    numbers = ("count", "person_days")
    by_year = [_where_counted("yearly", frame, own, numbers, delivers[int(y)]) for y, own in _by_value(frame["year"])]
    rows = np.sort(np.concatenate(by_year))
    inside, dimensions = frame.iloc[rows], [_years(frame), areas()]
    fewest = -(-inside["person_days"] // LONGEST_YEAR)
    clients = table("clients", dimensions, inside.rename(columns={"count": "value"}), gaps="uncovered")
    lived = inside.rename(columns={"person_days": "value"}).assign(persons=fewest)
    days = table("days", dimensions, lived, persons=True, gaps="uncovered")
    standing = zip(numbers, (clients, days), strict=True)
    return clients, days, [Number("yearly", name, rows, made.name, np.arange(len(rows))) for name, made in standing]


def _years(frame: pd.DataFrame) -> Hierarchy:
    return hierarchy("year", [str(year) for year in sorted(frame["year"].unique())])

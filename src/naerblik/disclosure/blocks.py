"""The published cells as tables of a family: one block for each year and each choice of who is counted.

In a block the groups of citizens are one table, and each kind of item is another, in which items do not add up: a
citizen can have several. A number that is nought because nobody delivered is no cell, for every reader knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from naerblik import geography
from naerblik.disclosure.areas import CHAIN, areas, counted
from naerblik.disclosure.hierarchy import Hierarchy, flat, hierarchy
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.tables import Integers, Table, TableError, table
from naerblik.items import EVERYONE, USERS_OF
from naerblik.parameters import ItemKind
from naerblik.views.plan import DIMENSIONS, TOTAL

OVERLAPPING = "disease"
"""The dimension of which a citizen can have several values; the others are one value each and add up."""


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
    found = []
    for year, rows in by_value(cells["year"]):
        for reporters, own in by_value(cells["reporters"].iloc[rows]):
            found.append(_block(cells, rows[own], (int(year), reporters), _inside(int(year), reporters, delivers)))
    return found


def _inside(year: int, reporters: str, delivers: Mapping[int, Flags]) -> Flags:
    """The municipalities whose citizens are counted."""
    if reporters == EVERYONE:
        return np.ones(len(geography.municipalities()), dtype=bool)
    every_year: Flags = np.logical_and.reduce(list(delivers.values()))
    return every_year if reporters == "every_year" else delivers[year]


def by_value(column: pd.Series[Any]) -> list[tuple[str, Integers]]:
    """Each value of a column as text, in order, and the places of the rows that have it."""
    values = column.astype(str).to_numpy(dtype=object)
    return [(str(value), np.flatnonzero(values == value)) for value in np.unique(values)]


def _block(cells: pd.DataFrame, rows: Integers, title: tuple[int, str], delivers: Flags) -> Block:
    year, reporters = title
    rows = where_counted("cells", cells, rows, ("count", "population"), delivers)
    inside = cells.iloc[rows]
    _refuse_level_left_out(inside)
    groups = [areas(), *(_dimension(name, inside[name]) for name in DIMENSIONS)]
    population, group_of = _groups(f"population {year} {reporters}", groups, inside)
    numbers = [Number("cells", "population", rows, population.name, group_of)]
    items = {}
    for kind, own in by_value(inside["items"]):
        named = hierarchy("item", inside["item"].iloc[own].unique())
        varying = [d for d in groups if d.name == "area" or (inside[d.name].iloc[own] != TOTAL).any()]
        counts = inside.iloc[own].rename(columns={"count": "value"})
        behind = USERS_OF.get(cast(ItemKind, kind))
        if behind is not None:
            counts = counts.assign(persons=_persons(inside, counts, behind))
        name = f"{kind} {year} {reporters}"
        made = table(name, [named, *varying], counts, persons=behind is not None, gaps="uncovered")
        items[kind] = made
        numbers.append(Number("cells", "count", rows[own], made.name, np.arange(len(own))))
    return Block(year, reporters, delivers, population, items, tuple(numbers))


def _persons(cells: pd.DataFrame, volumes: pd.DataFrame, behind: ItemKind) -> Integers:
    """The citizens behind each volume: the count of the cell beside it. Raises TableError where there is none.

    A citizen is counted once, a tumour where it was found: one that no citizen stands beside has one of its own.
    """
    key = ["item", "area", *DIMENSIONS]
    counts = cells.loc[cells["items"] == behind, [*key, "count"]]
    found = volumes[key].merge(counts, how="left", on=key)["count"]
    if found.isna().any():
        kind, item = volumes["items"].iloc[0], volumes["item"].to_numpy()[found.isna().to_numpy().argmax()]
        raise TableError(f"cells: {kind} '{item}' is published where {behind} is not; publish both alike.")
    persons, values = found.to_numpy(dtype=np.int64), volumes["value"].to_numpy(dtype=np.int64)
    return np.where(persons == 0, values, persons)


def where_counted(
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

"""What FSIII publishes beside its cells: residents, those of the municipalities that deliver, and a year's days.

A number that is nought because nobody delivered is no cell, for every reader knows it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from naerblik.disclosure.areas import areas
from naerblik.disclosure.blocks import Block, Number, by_value, where_counted
from naerblik.disclosure.hierarchy import Hierarchy, hierarchy
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.tables import Table, TableError, table
from naerblik.views.plan import DIMENSIONS

LONGEST_YEAR = 366


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
        rows = where_counted("coverage", coverage, all_rows, ("reported_population",), block.delivers)
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
    by_year = [where_counted("yearly", frame, own, numbers, delivers[int(y)]) for y, own in by_value(frame["year"])]
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

"""The published cells as a user would compute them in pandas: read Parquet, merge, group by area; then held against
what the views counted.

python benchmarks/pandas_cubes.py at_once|apart PERSONS [GB]    prints a JSON line

NAERBLIK_DATA holds the registers and counted.pickle. `at_once`: every area of a level in one group-by; `apart`: the
areas of each region in a loop, and the country. With GB the process may take so much memory and no more.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pandas as pd

from measure import COUNTED, parameters_for
from measured import peak_mb, tell
from naerblik import geography, project
from naerblik.engine.engine import as_text
from naerblik.geography import Area
from naerblik.items import EVERYONE, KINDS
from naerblik.run.topics import plans_of
from naerblik.synthetic import generate
from naerblik.views import counting, inputs
from naerblik.views import plan as plans
from naerblik.views.period import Period
from named import named
from pandas_country import FSIII, Registers
from pandas_year import NEW_CASES, Year

COMPUTED = (*FSIII, *KINDS["almen_praksis"], *NEW_CASES, "survivors")
"""The kinds of item that are computed: all but the contacts of cancer patients by sector and by month."""
LOOK_AT_MEMORY = 0.1
"""Seconds between two looks at the memory that the process holds."""
GROUP = ["year", "level", "area", *plans.DIMENSIONS, "reporters"]


def cells(persons: int, apart: bool) -> pd.DataFrame:
    """Every published cell of the kinds with count and population, as naerblik.views.counting.Counted has them."""
    snapshot, parameters = generate.make(persons), parameters_for(persons)
    plan = plans_of(parameters)
    observed = (snapshot.observation_start, snapshot.observation_end)
    years = counting.years_of(parameters, plan, observed)
    period = Period({year: parameters.reference_date(year) for year in years.trend}, observed)
    published = as_text(plans.together([plans.published(p, years) for p in plan.values()]))
    codes = inputs.relations(plan["fsiii"], published, period)
    registers = Registers(snapshot, codes | named(codes), period)
    parts: list[pd.DataFrame] = []
    populations: list[pd.DataFrame] = []
    computed = published[published["items"].isin(COMPUTED)]
    members = registers.codes["area_member"].astype({"municipality_code": "int16"})
    for areas in _passes() if apart else [[*geography.areas()]]:
        codes = [area.code for area in areas]
        for number in years.trend:
            year = Year(registers, number, members[members["area"].isin(codes)])
            asked = computed[(computed["year"] == number) & computed["area"].isin(codes)]
            for kind, of_kind in asked.groupby("items", sort=False):
                parts += _counts(year, str(kind), of_kind)
            populations += _populations(year, asked)
    counts, residents = (_together(found) for found in (parts, populations))
    table = computed[plans.KEY].merge(counts, how="left", on=plans.KEY).merge(residents, how="left", on=GROUP)
    return table.fillna({"count": 0, "population": 0}).astype({"count": "int64", "population": "int64"})


def _passes() -> Iterator[list[Area]]:
    """The areas that lie in each region, with it; then the country, and what lies outside."""
    left = [*geography.areas()]
    for region in [area for area in left if area.level == "region"]:
        yield [area for area in left if set(area.municipalities) <= set(region.municipalities)]
        left = [area for area in left if not set(area.municipalities) <= set(region.municipalities)]
    yield from ([area] for area in left)


def _counts(year: Year, kind: str, published: pd.DataFrame) -> Iterator[pd.DataFrame]:
    facts = year.facts(kind)
    for labels, combinations in _blocks(published):
        rows = _in_areas(facts, year, **labels)
        for by in combinations:
            yield _labelled(_grouped(rows, ["item", *by], year)["amount"].sum(), "count", year, items=kind, **labels)


def _populations(year: Year, published: pd.DataFrame) -> Iterator[pd.DataFrame]:
    everyone = year.residents.assign(day=year.day)
    for labels, combinations in _blocks(published):
        rows = _in_areas(everyone, year, **labels)
        for by in combinations:
            yield _labelled(_grouped(rows, by, year).size(), "population", year, **labels)


def _blocks(published: pd.DataFrame) -> Iterator[tuple[dict[str, str], list[list[str]]]]:
    """Level and reporters, and the columns that are grouped by there."""
    shown = {name: published[name] != plans.TOTAL for name in plans.DIMENSIONS}
    sets = published.assign(**shown)[["level", "reporters", *plans.DIMENSIONS]].drop_duplicates()
    for (level, reporters), block in sets.groupby(["level", "reporters"]):
        by = block[list(plans.DIMENSIONS)].to_dict("records")
        yield (
            {"level": str(level), "reporters": str(reporters)},
            [["area", *(str(name) for name, shows in row.items() if shows)] for row in by],
        )


def _in_areas(rows: pd.DataFrame, year: Year, level: str, reporters: str) -> pd.DataFrame:
    """The rows of those who are counted, once for each area of the level that they belong to."""
    members = year.members[year.members["level"] == level][["municipality_code", "area"]]
    if reporters != EVERYONE:
        who = year.registers.reports_every_year if reporters == "every_year" else year.reporting
        rows = rows[rows["municipality_code"].isin(who)]
    return rows.merge(members.astype({"area": "category"}), on="municipality_code")


def _grouped(rows: pd.DataFrame, by: list[str], year: Year) -> Any:
    if "disease" in by:
        rows = rows.merge(year.registers.onsets, on="person_key")
        rows = rows[rows["first_date"] <= rows["day"]]
    return rows.groupby(by, observed=True)


def _labelled(series: pd.Series, name: str, year: Year, **labels: str) -> pd.DataFrame:
    """The groups with all columns of a key; what they are not grouped by is 'all'."""
    whole = {dimension: plans.TOTAL for dimension in plans.DIMENSIONS if dimension not in series.index.names}
    return series.rename(name).reset_index().astype({"area": object}).assign(year=year.number, **labels, **whole)


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    found = pd.concat([part.astype(dict.fromkeys(part.select_dtypes("category"), object)) for part in parts])
    return found.astype(dict.fromkeys(found.columns.difference(["year", "count", "population"]), "str"))


def require_equal(found: pd.DataFrame, counted: pd.DataFrame) -> None:
    """Raises AssertionError when a cell differs from what the views counted."""
    theirs = counted[counted["items"].isin(COMPUTED)].set_index(plans.KEY)
    own = found.set_index(plans.KEY).reindex(theirs.index)
    assert len(found) == len(theirs)
    different = (own != theirs[own.columns]).any(axis=1)
    assert not different.any(), f"{different.sum()} cells differ, first {different.idxmax()}"


def _end_above(gigabytes: int) -> None:
    """Ends the process once it holds more. RLIMIT_AS would do so earlier: it counts addresses that hold nothing."""
    while peak_mb() <= gigabytes * 1000:
        time.sleep(LOOK_AT_MEMORY)
    print(f"holds more than {gigabytes} GB", file=sys.stderr, flush=True)
    os._exit(1)


def main(way: str, persons: int, gigabytes: int | None) -> None:
    if gigabytes:
        threading.Thread(target=_end_above, args=(gigabytes,), daemon=True).start()
    made: list[pd.DataFrame] = []

    def work() -> dict[str, int]:
        made.append(cells(persons, way == "apart"))
        return {"cells": len(made[0])}

    tell(work)
    require_equal(made[0], pickle.loads((project.data_store() / COUNTED).read_bytes()).cells)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None)

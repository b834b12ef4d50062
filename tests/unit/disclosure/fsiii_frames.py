"""A small country counted plainly: the frames of naerblik.views.fsiii for a short publication plan.

Each citizen is drawn once, with all codes; every cell is a count of distinct citizens, so that all relations between
the numbers hold by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd

from naerblik import codelists, geography
from naerblik.engine.engine import as_text
from naerblik.items import ANY, UNKNOWN_CODE, items_of
from naerblik.parameters import PublicationPlan
from naerblik.views import plan as plans

YEARS = (2023, 2024)
PLAN = PublicationPlan.model_validate(
    {
        "age_bands": [0, 65],
        "trend_years": 2,
        "sets": [
            {
                "name": "totals",
                "items": ["conditions", "areas", "any_condition"],
                "levels": ["municipality", "cluster", "council", "region", "country", "unknown"],
                "years": "trend",
                "dimensions": [],
            },
            {
                "name": "groups",
                "items": ["any_condition"],
                "levels": ["council", "region", "country", "unknown"],
                "years": "report",
                "dimensions": ["sex", "age", "disease"],
            },
        ],
    }
)
NEVER, LATE = 147, 751
"""Municipalities that never deliver, and that begin to deliver in 2024."""
COPD, ASTHMA = "kol", "astma"


def frames(*, citizens: int = 6000, seed: int = 1) -> dict[str, pd.DataFrame]:
    """A fresh copy of the five frames."""
    return {name: frame.copy() for name, frame in _frames(citizens, seed).items()}


@cache
def _frames(citizens: int, seed: int) -> Mapping[str, pd.DataFrame]:
    residents = _residents(np.random.default_rng(seed), citizens)
    published = as_text(plans.together([plans.published(PLAN, plans.Years(2024, YEARS))]))
    cells = pd.concat([_cells(residents, year, reporters) for year in YEARS for reporters in ("month", "every_year")])
    found = published.merge(cells, how="left", on=plans.KEY, validate="one_to_one")
    found = found.astype({"year": "int64"}).fillna({"count": 0, "population": 0})
    numbers = {"count": "int64", "population": "int64"}
    return {
        "cells": found.astype(numbers),
        "coverage": _coverage(residents),
        "reporting": _reporting(),
        "yearly": _yearly(residents),
        "quality": _quality(),
    }


def delivers(year: int) -> set[int]:
    """The municipalities that deliver in a year; 0 stands for citizens outside the 98."""
    everyone = {0, *(m.code for m in geography.municipalities())}
    return everyone - {NEVER} - ({LATE} if year < 2024 else set())


def _residents(random: np.random.Generator, citizens: int) -> pd.DataFrame:
    """One row a citizen: municipality, sex, age, diseases and codes (as a tuple), the same in both years."""
    places = geography.municipalities()
    weights = np.array([m.population for m in places], dtype=float)
    codes = [item for item in items_of("conditions") if item != UNKNOWN_CODE]
    municipality = random.choice([m.code for m in places], citizens, p=weights / weights.sum())
    municipality[: citizens // 100] = 0
    some = random.random(citizens) < 0.3
    drawn = [tuple(random.choice(codes, random.integers(1, 4), replace=False)) if s else () for s in some]
    drawn[::50] = [(*d, UNKNOWN_CODE) for d in drawn[::50]]
    return pd.DataFrame(
        {
            "municipality": municipality,
            "sex": random.choice(["K", "M"], citizens),
            "age": random.choice(list(PLAN.age_labels()), citizens, p=[0.8, 0.2]),
            COPD: random.random(citizens) < 0.1,
            ASTHMA: random.random(citizens) < 0.1,
            "codes": drawn,
        }
    )


def _cells(residents: pd.DataFrame, year: int, reporters: str) -> pd.DataFrame:
    """Counts beside the population of the same group; a group without citizens has no row."""
    inside = delivers(year) if reporters == "month" else delivers(YEARS[0]) & delivers(YEARS[1])
    counted = residents[residents["municipality"].isin(inside)]
    population = _by_group(counted.assign(items="", item="")).drop(columns=["items", "item"])
    named = pd.concat([population.assign(items=i, item=j) for i, j in _all_items()])
    group = ["items", "item", *_GROUP]
    counts = _by_group(_with_items(counted))
    both = named.merge(counts, how="left", on=group, suffixes=("_of_all", "")).fillna({"number": 0})
    both = both.rename(columns={"number": "count", "number_of_all": "population"})
    return both.assign(year=year, reporters=reporters, nursing_home="all")


def _all_items() -> Iterator[tuple[str, str]]:
    for kind in ("conditions", "areas", "any_condition"):
        yield from ((kind, item) for item in items_of(kind))


def _with_items(residents: pd.DataFrame) -> pd.DataFrame:
    """A row for each citizen and item: the codes, their areas, and any of them, each once."""
    area_of = {c.code: c.area_code for c in codelists.conditions()} | {UNKNOWN_CODE: UNKNOWN_CODE}
    codes = residents.explode("codes").dropna(subset="codes").rename(columns={"codes": "item"})
    areas = codes.assign(item=codes["item"].map(area_of))
    parts = {"conditions": codes, "areas": areas, "any_condition": codes.assign(item=ANY)}
    rows = pd.concat([part.assign(items=items) for items, part in parts.items()])
    return rows.reset_index(names="citizen").drop_duplicates(["citizen", "items", "item"])


_GROUP = ["level", "area", "sex", "age", "disease"]


def _by_group(rows: pd.DataFrame) -> pd.DataFrame:
    """Citizens by item, level, area, sex, age and disease, each with its total; a citizen can have several diseases."""
    diseases = {"all": rows, **{disease: rows[rows[disease]] for disease in (COPD, ASTHMA)}}
    parts = []
    for disease, own in diseases.items():
        for shown in [s for size in range(3) for s in combinations(("sex", "age"), size)]:
            wanted = own if disease == "all" and not shown else own[own["items"].isin(["", "any_condition"])]
            groups = wanted.assign(disease=disease, **{d: "all" for d in ("sex", "age") if d not in shown})
            parts.append(groups.groupby(["items", "item", "municipality", "sex", "age", "disease"]).size())
    local = pd.concat(parts).rename("number").reset_index()
    return local.merge(_areas(), on="municipality").groupby(["items", "item", *_GROUP], as_index=False)["number"].sum()


@cache
def _areas() -> pd.DataFrame:
    rows = [(m, a.level, a.code) for a in geography.areas() for m in a.municipalities]
    return pd.DataFrame(rows, columns=["municipality", "level", "area"])


def _per_area(numbers: pd.Series, name: str) -> pd.DataFrame:
    """Numbers by municipality added up for every area of both maps, 0 where there is none."""
    beside = _areas().assign(**{name: _areas()["municipality"].map(numbers).fillna(0).astype("int64")})
    return beside.groupby(["level", "area"], as_index=False)[name].sum()


def _coverage(residents: pd.DataFrame) -> pd.DataFrame:
    by_place = residents.groupby("municipality").size()
    ones = pd.Series(1, index=[m.code for m in geography.municipalities()])
    parts = []
    for year in YEARS:
        inside = sorted(delivers(year))
        numbers = {
            "municipalities": ones,
            "reporting": ones[ones.index.isin(inside)],
            "population": by_place,
            "reported_population": by_place[by_place.index.isin(inside)],
        }
        columns = [_per_area(values, name).set_index(["level", "area"]) for name, values in numbers.items()]
        parts.append(pd.concat(columns, axis=1).reset_index().assign(year=year))
    return pd.concat(parts, ignore_index=True)


def _reporting() -> pd.DataFrame:
    rows = [
        (m.code, pd.Timestamp(year, month, 1), m.code in delivers(year))
        for m in geography.municipalities()
        for year in YEARS
        for month in range(1, 13)
    ]
    return pd.DataFrame(rows, columns=["municipality_code", "month", "delivered"])


def _yearly(residents: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for year in YEARS:
        inside = residents[residents["municipality"].isin(delivers(year))]
        count = inside[inside["codes"].map(len) > 2].groupby("municipality").size()
        days = inside.groupby("municipality").size() * 360
        frame = _per_area(count, "count").merge(_per_area(days, "person_days"), on=["level", "area"])
        parts.append(frame.assign(year=year))
    return pd.concat(parts, ignore_index=True)


def _quality() -> pd.DataFrame:
    rows = [("population", "missing_value", 0, 0), ("population", "unknown_sex", 9, 4), ("fsiii_condition", "x", 9, 5)]
    frame = pd.DataFrame(rows, columns=["register", "rule", "rows", "persons"])
    return frame.assign(treatment="left_out", year=pd.array([pd.NA] * len(rows), dtype="Int64"))

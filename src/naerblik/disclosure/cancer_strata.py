"""Tumours and residents by region, sex and age: what rates of cancer are computed from, and the groups that have rates.

Rates are of citizens who live in a region: a tumour without a known region has no residents to be set against.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naerblik import codelists, geography
from naerblik.disclosure.tables import Integers
from naerblik.items import age_strata, items_of
from naerblik.views.plan import TOTAL

Floats = NDArray[np.float64]
OWN_SEXES = ("K", "M")
SEXES = (TOTAL, *OWN_SEXES)
SHAPE = ("time", "region", "sex", "age")
"""The axes of a table of strata. `time`: the year of the report, then the years of the trend before it as one."""


@dataclass(frozen=True)
class Strata:
    """`tumours` by item, and `residents` (added up over the years), both with the axes of SHAPE.

    `by_year`: the residents as they were given. `year` is that of the report, `years` are those of the trend; a single
    year is the only time.
    """

    year: int
    years: tuple[int, ...]
    tumours: dict[str, Integers]
    residents: Integers
    by_year: pd.DataFrame

    @property
    def periods(self) -> tuple[str, ...]:
        """The year of the report, and the years of the trend together: '2022-2024'."""
        return (str(self.year), f"{self.years[0]}-{self.years[-1]}")[: len(self.residents)]


def strata(tumours: pd.DataFrame, residents: pd.DataFrame) -> Strata | None:
    """From the frames of naerblik.views.counting; None where nobody is counted by strata."""
    if residents.empty:
        return None
    years = tuple(sorted(int(year) for year in residents["year"].unique()))
    times = np.array([[year == years[-1], year != years[-1]][: len(years)] for year in years], dtype=np.int64)
    counts = {item: _table(tumours[tumours["item"] == item], "tumours", years, times) for item in items_of("tumours")}
    return Strata(years[-1], years, counts, _table(residents, "residents", years, times), residents)


def _table(frame: pd.DataFrame, number: str, years: tuple[int, ...], times: Integers) -> Integers:
    """The numbers of a frame by year, region, sex and age, added up to times."""
    found = _counted(frame, number, years, tuple(area.code for area in regions()))
    summed: Integers = np.einsum("yrsa,yt->trsa", found, times)
    return summed


def _counted(frame: pd.DataFrame, number: str, years: tuple[int, ...], codes: tuple[str, ...]) -> Integers:
    """The numbers of a frame by year, area, sex and age."""
    strata = tuple(s.label for s in age_strata())
    axes: dict[str, tuple[object, ...]] = {"year": years, "area": codes, "sex": OWN_SEXES, "stratum": strata}
    own = frame[frame["area"].isin(codes)]
    places = [own[name].map({value: i for i, value in enumerate(values)}) for name, values in axes.items()]
    found = np.zeros([len(values) for values in axes.values()], dtype=np.int64)
    np.add.at(found, tuple(p.to_numpy(dtype=np.int64) for p in places), own[number].to_numpy(dtype=np.int64))
    return found


@cache
def regions() -> tuple[geography.Area, ...]:
    """The five regions that everything else is made of."""
    return geography.areas_of("region", 2026)


@cache
def areas() -> tuple[geography.Area, ...]:
    """Areas that have rates, the country last: all regions of both maps."""
    merged = tuple(area for area in geography.areas_of("region", 2027) if area not in regions())
    return (*regions(), *merged, geography.area(geography.COUNTRY))


@cache
def in_areas() -> Integers:
    """Areas x regions: 1 where the region lies in the area."""
    inside = [[set(r.municipalities) <= set(a.municipalities) for r in regions()] for a in areas()]
    return np.array(inside, dtype=np.int64)


def in_sexes() -> Integers:
    """Sexes x own sexes."""
    return np.array([[sex in (TOTAL, own) for own in OWN_SEXES] for sex in SEXES], dtype=np.int64)


def in_periods(times: int) -> Integers:
    """Periods x times: the year of the report by itself, and all times together."""
    return np.array([[1, 0], [1, 1]], dtype=np.int64)[:times, :times]


@cache
def in_standard_groups() -> Integers:
    """Age strata x age groups of the standard populations."""
    groups = codelists.standard_age_groups()
    return np.array([[s.standard == group for group in groups] for s in age_strata()], dtype=np.int64)


def summed(table: Integers | Floats) -> Integers | Floats:
    """A table (its last axes those of SHAPE) as period x area x sex x standard age group."""
    times = table.shape[-4]
    found: Integers | Floats = np.einsum(
        "...trqa,pt,Ar,sq,ag->...pAsg", table, in_periods(times), in_areas(), in_sexes(), in_standard_groups(),
        optimize=True,
    )  # fmt: skip
    return found


def sexes_of(item: str) -> tuple[str, ...]:
    """The sexes that an item has rates for: both together only where both can have it."""
    own = next((site.sexes for site in codelists.cancer_sites() if site.key == item), OWN_SEXES)
    return SEXES if len(own) > 1 else own

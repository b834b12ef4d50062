"""The areas of both maps as one hierarchy, and which municipalities stand behind the numbers of each.

Municipality < cluster < council < region < country: each level is the sum of the one below it, whatever map it stands
on, for councils are unions of clusters and the regions of both years are unions of councils. Two sums cross the maps:
Østdanmark is the two regions that it is made of, and the country is the regions of either map. "Unknown" is no part of
any other area.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from naerblik import geography
from naerblik.disclosure.hierarchy import Hierarchy, hierarchy
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.tables import Integers, TableError
from naerblik.geography import Area, Level

CHAIN: tuple[Level, ...] = ("municipality", "cluster", "council", "region", "country")


@cache
def areas() -> Hierarchy:
    """The dimension "area" with all sums, its codes in the order of `geography.areas`."""
    return hierarchy("area", [a.code for a in geography.areas()], _sums())


def _sums() -> Iterator[tuple[str, list[str]]]:
    for whole in geography.areas():
        if whole.level == "country":
            for year in whole.maps:
                yield whole.code, [a.code for a in geography.areas_of("region", year)]
        elif whole.level in CHAIN[1:]:
            yield whole.code, _inside(whole, CHAIN[CHAIN.index(whole.level) - 1])
            if merged := [code for code in _inside(whole, whole.level) if code != whole.code]:
                yield whole.code, merged


def _inside(whole: Area, level: Level) -> list[str]:
    within = set(whole.municipalities)
    return [a.code for a in geography.areas() if a.level == level and within.issuperset(a.municipalities)]


@cache
def _members() -> Flags:
    """Areas x municipalities, both in the order of `geography`."""
    codes = [m.code for m in geography.municipalities()]
    return np.array([np.isin(codes, a.municipalities) for a in geography.areas()])


@cache
def _with_unknown() -> Flags:
    """The areas that hold residents outside the 98 municipalities, who always count."""
    return np.array([geography.UNKNOWN_MUNICIPALITY in a.municipalities for a in geography.areas()])


def members_among(delivers: Flags) -> Integers:
    """Area -> number of its municipalities that deliver; `delivers` has a flag for each of the 98 in their order."""
    number: Integers = _members().astype(np.int64) @ delivers.astype(np.int64)
    return number


def counted(delivers: Flags) -> Flags:
    """The areas in which anybody can be counted; numbers of the others are nought, and every reader knows why."""
    return np.logical_or(members_among(delivers) > 0, _with_unknown())


def delivering_on_the_day(coverage: pd.DataFrame) -> dict[int, Flags]:
    """Year -> the municipalities that delivered in the month of its reference date, from the coverage frame."""
    is_there = (coverage["level"] == "municipality") & (coverage["reporting"] > 0)
    return {int(y): _flags(coverage["area"][is_there & (coverage["year"] == y)]) for y in coverage["year"].unique()}


def delivering_in_the_year(reporting: pd.DataFrame) -> dict[int, Flags]:
    """Year -> the municipalities that delivered in any of its months, from the reporting frame."""
    years = pd.to_datetime(reporting["month"]).dt.year
    codes = reporting["municipality_code"].astype(str)
    return {int(year): _flags(codes[(years == year) & reporting["delivered"]]) for year in years.unique()}


def _flags(codes: pd.Series[str]) -> Flags:
    known = [str(m.code) for m in geography.municipalities()]
    if not set(codes) <= set(known):
        raise TableError(f"'{sorted(set(codes) - set(known))[0]}' delivers, but is none of the 98 municipalities.")
    return np.isin(known, codes.to_numpy())

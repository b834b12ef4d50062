"""The published population, and the standard populations that rates are standardised to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from naerblik.codelists.reading import rows
from naerblik.project import CODELISTS, PUBLISHED

Standard = Literal["nordic2000", "esp2013", "world_segi", "dk2000", "esp1976", "who2000_2025"]
NORDIC: Standard = "nordic2000"  # unless another is named: the one in which NORDCAN compares the Nordic countries


@dataclass(frozen=True)
class StandardPopulation:
    """Weights of the 18 age groups 0-4, 5-9, ... 85+, and the Danish name that reports give the standard."""

    key: str
    label: str
    weights: tuple[int, ...]


@cache
def standard_populations() -> dict[str, StandardPopulation]:
    """The six standards by key (a `Standard`), the default first; the sum of the weights differs between them."""
    groups = tuple(rows(PUBLISHED / "standard_populations.csv"))
    return {
        r["key"]: StandardPopulation(r["key"], r["label"], tuple(int(group[r["key"]]) for group in groups))
        for r in rows(CODELISTS / "standard_populations.csv")
    }


@cache
def standard_age_groups() -> tuple[str, ...]:
    """The names of the 18 age groups in the order of the weights: 0-4, 5-9, ... 85+."""
    return tuple(r["age_group"] for r in rows(PUBLISHED / "standard_populations.csv"))


@cache
def population_by_age_sex() -> tuple[tuple[int, str, int, int], ...]:
    """(year, sex, first age of the five-year group, persons) on 1 January, 2010-2025; the last group is 85+."""
    return tuple(
        (int(r["year"]), r["sex"], int(r["age_from"]), int(r["population"]))
        for r in rows(PUBLISHED / "population_by_age_sex.csv")
    )

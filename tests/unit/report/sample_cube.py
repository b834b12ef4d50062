"""A made-up protected cube of the whole country in the layout that the views and the disclosure room agree on.

Numbers are drawn from a seed, added up over municipalities as the views add them, and hidden by the threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pandas as pd

from naerblik import codelists, geography
from naerblik import parameters as params
from naerblik.disclosure.cube import ProtectedCube
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.scope import Scope
from naerblik.views import lineage

ScopeOf = Callable[..., Scope]
ReportOf = Callable[..., FsiiiReport]

YEARS = (2022, 2023, 2024)
NEVER, LATE = (360, 779), (173, 621)
"""Municipalities that never deliver, and that begin in the middle of 2023."""
AGE_SHARES = {"0-17": 0.19, "18-64": 0.60, "65-74": 0.11, "75-84": 0.08, "85+": 0.02}
AGE_RATES = {"0-17": 0.02, "18-64": 0.3, "65-74": 1.5, "75-84": 4.0, "85+": 11.0}
EVERYONE = {"sex": "all", "age": "all", "nursing_home": "all", "disease": "all"}
NURSING_HOME_SHARE, NURSING_HOME_RATE = 0.007, 20.0


def sample_cube(
    *,
    scale: float = 1.0,
    seed: int = 1,
    origin: str = "synthetic",
    years: tuple[int, ...] = YEARS,
    spread: float = 0.18,
) -> ProtectedCube:
    """The cube of the last of the years; `scale` shrinks the country, `origin` names the delivery.

    `spread` is how much municipalities differ: the standard deviation of the logarithm of their level.
    """
    reporting = _reporting()
    cells = _hidden(_cells(np.random.default_rng(seed), scale, reporting, years, spread))
    tables = {
        "cells": cells,
        "coverage": _coverage(scale, reporting, years),
        "reporting": reporting,
        "yearly": _yearly(cells),
        "quality": _quality(),
    }
    return ProtectedCube(tables=tables, manifest=_manifest(origin))


def _manifest(origin: str) -> dict[str, object]:
    name = "syntetisk-6000000-1" if origin == "synthetic" else "leverance-2025-02"
    return {
        "topics": ["fsiii"],
        "snapshot": {
            "name": name,
            "origin": origin,
            "fingerprint": "0123456789abcdef",
            "observation_start": "2022-01-01",
            "observation_end": "2024-12-31",
            "facts": {},
        },
        "begins": {"cancer_tumour": "1978-01-01"},
        "parameters": {"year": 2024, "reference_day": "07-01"},
        "rules": params.disclosure_rules().model_dump(mode="json"),
        "plan": {"fsiii": params.publication_plan("fsiii").model_dump(mode="json")},
        "protection": "family",
        "protection_summary": {"citizens": 0.004},
        "code_version": "0.1.0+sample",
        "lineage": lineage.told(),
    }


def _reporting() -> pd.DataFrame:
    months = pd.date_range("2022-01-01", "2024-12-01", freq="MS")
    rows = []
    for number, m in enumerate(geography.municipalities()):
        for index, month in enumerate(months):
            late = m.code in LATE and month < pd.Timestamp("2023-07-01")
            gap = (number * 7 + index) % 41 == 0
            rows.append((m.code, month.date(), not (m.code in NEVER or late or gap)))
    return pd.DataFrame(rows, columns=["municipality_code", "month", "delivered"])


def _delivers(reporting: pd.DataFrame, year: int) -> set[int]:
    july = pd.to_datetime(reporting["month"]).eq(pd.Timestamp(year, 7, 1))
    return set(reporting.loc[july & reporting["delivered"], "municipality_code"])


def _items() -> Iterator[tuple[str, str, float]]:
    conditions = [c for c in codelists.conditions() if c.law == codelists.HOME_NURSING]
    for number, code in enumerate(conditions):
        yield "conditions", code.code, 0.0004 * (1 + number * 37 % 23)
    for number, area in enumerate(dict.fromkeys(c.area_code for c in conditions)):
        yield "areas", area, 0.003 * (1 + number * 5 % 7)
    for number, code in enumerate(c for c in codelists.interventions() if c.law.startswith(codelists.HOME_NURSING)):
        yield "interventions", code.code, 0.0003 * (1 + number * 41 % 29)
    yield "conditions", "uoplyst", 0.0002
    yield "any_condition", "*", 0.034
    yield "any_intervention", "*", 0.038


def _cells(
    random: np.random.Generator, scale: float, reporting: pd.DataFrame, years: tuple[int, ...], spread: float
) -> pd.DataFrame:
    every_year = set.intersection(*(_delivers(reporting, year) for year in years))
    base = _base(scale)
    always = base["code"].isin(every_year).to_numpy()
    tilt = np.exp(random.normal(0, spread, len(base)))
    parts = []
    for year in years:
        inside = base["code"].isin(_delivers(reporting, year)).to_numpy()
        for items, item, rate in _items():
            for group, share, factor in _groups(items, is_last=year == years[-1]):
                population = np.where(inside, np.rint(base["population"] * share), 0).astype(int)
                chance = np.clip(rate * factor * tilt * (1 + 0.02 * (year - 2022)), 0, 0.95)
                count = random.binomial(population, chance)
                row = {"items": items, "item": item, "year": year, **EVERYONE, **group}
                parts.append(_rolled_up(count, population, base["code"], {**row, "reporters": "month"}))
                if not group and items in ("areas", "any_condition", "any_intervention"):
                    kept = {**row, "reporters": "every_year"}
                    parts.append(_rolled_up(count * always, population * always, base["code"], kept))
    return pd.concat(parts, ignore_index=True)


def _base(scale: float) -> pd.DataFrame:
    rows = [(m.code, max(int(m.population * scale), 1)) for m in geography.municipalities()]
    return pd.DataFrame(
        [*rows, (geography.UNKNOWN_MUNICIPALITY, max(int(900 * scale), 1))], columns=["code", "population"]
    )


def _groups(items: str, *, is_last: bool) -> Iterator[tuple[dict[str, str], float, float]]:
    yield {}, 1.0, 1.0
    if not is_last or items not in ("any_condition", "any_intervention"):
        return
    for age, share in AGE_SHARES.items():
        yield {"age": age}, share, AGE_RATES[age]
        for sex, factor in (("K", 1.15), ("M", 0.85)):
            yield {"age": age, "sex": sex}, share / 2, factor * AGE_RATES[age]
    for sex, factor in (("K", 1.15), ("M", 0.85)):
        yield {"sex": sex}, 0.5, factor
    for number, disease in enumerate(["all", *(d.key for d in codelists.chronic_diseases())]):
        share, factor = (1.0, 1.0) if disease == "all" else (0.06 / (1 + number % 4), 2 + number % 5)
        if disease != "all":
            yield {"disease": disease}, share, factor
        yield {"disease": disease, "nursing_home": "yes"}, share * NURSING_HOME_SHARE, NURSING_HOME_RATE
        yield {"disease": disease, "nursing_home": "no"}, share * (1 - NURSING_HOME_SHARE), 0.85 * factor


@cache
def _members() -> np.ndarray:
    """Area by municipality: 1 where the municipality lies in the area."""
    codes = [*(m.code for m in geography.municipalities()), geography.UNKNOWN_MUNICIPALITY]
    return np.array([[code in area.municipalities for code in codes] for area in geography.areas()], dtype=int)


def _rolled_up(count: np.ndarray, population: np.ndarray, codes: pd.Series, row: dict[str, object]) -> pd.DataFrame:
    assert codes.iloc[-1] == geography.UNKNOWN_MUNICIPALITY
    levels, areas = zip(*((area.level, area.code) for area in geography.areas()), strict=True)
    numbers = {"count": _members() @ count, "population": _members() @ population}
    return pd.DataFrame({"level": levels, "area": areas, **numbers, **row})


def _hidden(cells: pd.DataFrame) -> pd.DataFrame:
    threshold = params.disclosure_rules().threshold.value
    small = cells["count"].between(1, threshold - 1) | (cells["population"] - cells["count"]).between(1, threshold - 1)
    few = cells["population"].between(1, threshold - 1)
    protected = cells.assign(hidden=small | few)
    protected["count"] = cells["count"].astype("Int64").mask(small | few)
    protected["population"] = cells["population"].astype("Int64").mask(few)
    return protected


def _coverage(scale: float, reporting: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    population = dict(_base(scale).itertuples(index=False))
    rows = []
    for year in years:
        inside = _delivers(reporting, year) | {geography.UNKNOWN_MUNICIPALITY}
        for area in geography.areas():
            known = [c for c in area.municipalities if c != geography.UNKNOWN_MUNICIPALITY]
            total = sum(population[c] for c in area.municipalities)
            reported = sum(population[c] for c in area.municipalities if c in inside)
            rows.append((year, area.level, area.code, len(known), len(inside & set(known)), total, reported, False))
    names = ["year", "level", "area", "municipalities", "reporting", "population", "reported_population", "hidden"]
    return pd.DataFrame(rows, columns=names)


def _yearly(cells: pd.DataFrame) -> pd.DataFrame:
    own = cells[(cells["items"] == "any_intervention") & (cells["reporters"] == "month")]
    own = own[(own[["sex", "age", "nursing_home", "disease"]] == "all").all(axis=1)]
    yearly = own[["year", "level", "area", "count", "population", "hidden"]].copy()
    yearly["count"] = (yearly["count"] * 17 // 10).astype("Int64")
    yearly["person_days"] = (yearly.pop("population") * 350).astype("Int64")
    return yearly[["year", "level", "area", "count", "person_days", "hidden"]]


def _quality() -> pd.DataFrame:
    rows = [
        ("population", "unknown_municipality", "unknown", None, 912, 900, False),
        ("nursing_home", "end_before_start", "left_out", None, 41, 40, False),
        ("chronic_disease", "person_not_in_population", "left_out", None, 12, 12, False),
        ("fsiii_condition", "unknown_code", "unknown", None, 5310, 5022, False),
        ("fsiii_intervention", "date_in_future", "left_out", None, None, None, True),
        ("fsiii_condition", "flyttet", "left_out", 2024, 1822, 990, False),
        ("fsiii_intervention", "anden_kommune", "counted_at_home", 2024, 733, 512, False),
    ]
    frame = pd.DataFrame(rows, columns=["register", "rule", "treatment", "year", "rows", "persons", "hidden"])
    return frame.astype(dict.fromkeys(("year", "rows", "persons"), "Int64"))

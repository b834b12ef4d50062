"""A made-up protected cube of cancer: every cell of the publication plan, drawn by municipality and added up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from naerblik import codelists, geography
from naerblik import parameters as params
from naerblik.disclosure.cube import ProtectedCube
from naerblik.engine.engine import as_text
from naerblik.report.cancer import CancerReport
from naerblik.views import plan as plans
from report.sample_cube import AGE_RATES, AGE_SHARES, NURSING_HOME_SHARE, _base, _manifest, _members, _quality

CancerOf = Callable[..., CancerReport]
Known = dict[tuple[object, ...], np.ndarray]
YEARS = (2022, 2023, 2024)
DIMENSIONS = ["sex", "age", "nursing_home", "disease"]
SEXES = {site.key: site.sexes for site in codelists.cancer_sites()}
SHARES = {"total": 0.0075, "rest": 0.003, "": 0.0003}
DURATIONS = {"": 1.0, "0": 0.1, "1": 0.3, "5": 0.25, "10": 0.35}


def cancer_cube(
    *, scale: float = 1.0, seed: int = 2, years: tuple[int, ...] = YEARS, spread: float = 0.0
) -> ProtectedCube:
    """The cube of the last of the years; `scale` shrinks the country.

    `spread` is how much municipalities differ: the standard deviation of the logarithm of their level.
    """
    plan = params.publication_plan("kraeft")
    published = as_text(plans.together([plans.published(plan, plans.Years(years[-1], years, years, years))]))
    drawn = _drawn(published, np.random.default_rng(seed), scale, spread)
    cells = published.merge(drawn, on=plans.KEY[:3] + plans.KEY[4:9])
    tables = {"cells": _hidden(cells), "coverage": _coverage(), "quality": _with_cancer(_quality())}
    manifest = _manifest("synthetic") | {"topics": ["kraeft"], "plan": {"kraeft": plan.model_dump(mode="json")}}
    return ProtectedCube(tables=tables, manifest=manifest)


def _drawn(published: pd.DataFrame, random: np.random.Generator, scale: float, spread: float) -> pd.DataFrame:
    """Count and population of every area for each item, year and group that is published anywhere."""
    people = _base(scale)["population"].to_numpy()
    level = np.exp(random.normal(0, spread, len(people))) if spread else np.float64(1)
    wanted = published[["items", "item", "year", *DIMENSIONS]].drop_duplicates()
    members, codes = _members().T, [area.code for area in geography.areas()]
    known: Known = {}
    frames = []
    for row in sorted(wanted.to_dict("records"), key=lambda row: ORDER.index(row["items"])):
        population = np.rint(people * _share(row)).astype(int)
        count = _count(row, population, level, known, random)
        known[tuple(row.values())] = count
        frames.append(
            pd.DataFrame({"area": codes, "count": count @ members, "population": population @ members, **row})
        )
    return pd.concat(frames, ignore_index=True)


ORDER = ["tumours", "cancer_patients", "survivors", "survivor_users", "survivor_contacts"]
ORDER += ["observed", "observed_days", "course_users", "course_contacts"]
"""Kinds in the order in which they are drawn: what is counted among others comes after them."""


def _share(row: dict[str, object]) -> float:
    share = {"all": 1.0, "K": 0.5, "M": 0.5}[str(row["sex"])] * AGE_SHARES.get(str(row["age"]), 1.0)
    share *= {"all": 1.0, "yes": NURSING_HOME_SHARE, "no": 1 - NURSING_HOME_SHARE}[str(row["nursing_home"])]
    return share * (1.0 if row["disease"] == "all" else 0.03)


def _count(
    row: dict[str, object],
    population: np.ndarray,
    level: np.ndarray | np.float64,
    known: dict[tuple[object, ...], np.ndarray],
    random: np.random.Generator,
) -> np.ndarray:
    kind, item = str(row["items"]), str(row["item"])
    site, *parts = item.split(".")
    of = {**row}
    if kind in ("tumours", "survivors", "observed"):
        rate = SHARES.get(site, SHARES[""]) * AGE_RATES.get(str(row["age"]), 1.0)
        rate *= {"tumours": 1.0, "survivors": 8.0, "observed": 3.0}[kind]
        rate *= DURATIONS[parts[0] if parts else ""] if kind == "survivors" else 1.0
        if row["sex"] != "all" and row["sex"] not in SEXES.get(site, ("K", "M")):
            rate = 0.0
        return random.binomial(population, np.minimum(rate * level, 0.9))
    whole = {"cancer_patients": ("tumours", item), "survivor_users": ("survivors", site)}
    whole |= {"survivor_contacts": ("survivor_users", item), "course_contacts": ("course_users", item)}
    whole |= {"observed_days": ("observed", item), "course_users": ("observed", f"{site}.{parts[-1] if parts else ''}")}
    of["items"], of["item"] = whole[kind]
    base = known[tuple(of.values())]
    if kind in ("survivor_contacts", "course_contacts"):
        return 3 * base
    return 30 * base if kind == "observed_days" else random.binomial(base, 0.97 if kind == "cancer_patients" else 0.4)


def _hidden(cells: pd.DataFrame) -> pd.DataFrame:
    threshold = params.disclosure_rules().threshold.value
    small = cells["count"].between(1, threshold - 1)
    numbers = {"count": cells["count"].astype("Int64").mask(small), "population": cells["population"].astype("Int64")}
    return cells.assign(hidden=small, **numbers)


def _coverage() -> pd.DataFrame:
    names = ["year", "level", "area", "municipalities", "reporting", "population", "reported_population", "hidden"]
    return pd.DataFrame(columns=names)


def _with_cancer(quality: pd.DataFrame) -> pd.DataFrame:
    rows = list(_cancer_rules())
    own = pd.DataFrame(rows, columns=list(quality.columns)).astype(quality.dtypes.to_dict())
    return pd.concat([quality, own], ignore_index=True)


def _cancer_rules() -> Iterator[tuple[object, ...]]:
    for number, rule in enumerate(("leading_d", "unknown_code", "same_tumour_twice", "diagnosis_before_birth")):
        yield ("cancer_tumour", rule, "left_out", None, 40 + number, 30 + number, False)

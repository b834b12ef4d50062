"""A made-up protected cube of general practice in the layout that the views and the disclosure room agree on.

Every number is drawn once for each municipality, sex, age group and nursing home and added up, as the views do: parts
of a whole are parts everywhere. What is published is what the plan says; small numbers are hidden by the threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from naerblik import codelists, geography, items
from naerblik import parameters as params
from naerblik.disclosure.cube import ProtectedCube
from naerblik.engine.engine import as_text
from naerblik.report.general_practice import GeneralPracticeReport
from naerblik.views import lineage
from naerblik.views import plan as plans

Counts = npt.NDArray[np.int64]
PracticeOf = Callable[..., GeneralPracticeReport]

YEARS = (2022, 2023, 2024)
AGE_SHARES, AGE_RATES = (0.19, 0.60, 0.11, 0.08, 0.02), (0.05, 0.5, 2.2, 3.0, 2.6)
HOME_SHARES = ((0.0, 0.0005, 0.01, 0.05, 0.2), 3.0)
RATES = {"T89": 0.006, "T90": 0.05, "R95": 0.035, "R96": 0.07, "K77": 0.015, "K78": 0.03, "K86": 0.17}
OTHER_RATE = 0.012
RUKS_SHARE, IN_PRACTICE = 0.02, 0.7


def practice_cube(
    *,
    scale: float = 1.0,
    seed: int = 1,
    origin: str = "synthetic",
    whole: tuple[int, ...] = YEARS[1:],
    spread: float = 0.12,
) -> ProtectedCube:
    """The cube of 2024; `scale` shrinks the country, `whole` are the years of which twelve months are observed.

    `spread` is how much municipalities differ: the standard deviation of the logarithm of their level.
    """
    plan = params.publication_plan("almen_praksis")
    drawn = {year: _Year(np.random.default_rng(seed + year), scale, spread) for year in YEARS}
    keys = as_text(plans.together([plans.published(plan, plans.Years(YEARS[-1], YEARS, whole))]))
    numbers = [drawn[key.year].cell(key) for key in keys.itertuples(index=False)]
    cells = keys.assign(count=[n[0] for n in numbers], population=[n[1] for n in numbers])
    tables = {"cells": hidden(cells), "quality": _quality(), **_without_fsiii()}
    return ProtectedCube(tables=tables, manifest=_manifest(origin))


def _manifest(origin: str) -> dict[str, object]:
    name = "syntetisk-6000000-1" if origin == "synthetic" else "leverance-2025-02"
    return {
        "topics": ["almen_praksis"],
        "snapshot": {
            "name": name,
            "origin": origin,
            "fingerprint": "0123456789abcdef",
            "observation_start": "2022-01-01",
            "observation_end": "2024-12-31",
            "facts": {},
        },
        "parameters": {"year": 2024, "reference_day": "07-01"},
        "rules": params.disclosure_rules().model_dump(mode="json"),
        "plan": {"almen_praksis": params.publication_plan("almen_praksis").model_dump(mode="json")},
        "protection": "family",
        "protection_summary": {"citizens": 0.004},
        "code_version": "0.1.0+sample",
        "lineage": lineage.told(),
    }


class _Year:
    """One year: arrays of municipalities x sexes x age groups x nursing homes by kind and item."""

    def __init__(self, random: np.random.Generator, scale: float, spread: float) -> None:
        self.random = random
        self.codes = [*(m.code for m in geography.municipalities()), geography.UNKNOWN_MUNICIPALITY]
        self.residents = self._residents(scale)
        self.counts: dict[tuple[str, str], Counts] = {}
        self.ruks = {d.key: self._some(self.residents, RUKS_SHARE) for d in codelists.chronic_diseases()}
        self._diagnoses(spread)
        self._care()
        self.both = {
            (item, disease): np.minimum(
                self._some(self.counts["diagnoses", item], IN_PRACTICE), self._some(residents, IN_PRACTICE)
            )
            for item in items.items_of("diagnoses")
            for disease, residents in self.ruks.items()
        }

    def _residents(self, scale: float) -> Counts:
        sizes = [max(round(m.population * scale), 1) for m in geography.municipalities()]
        sizes.append(max(round(900 * scale), 1))
        shares = np.array(AGE_SHARES)[None, :, None] * np.array([0.505, 0.495])[:, None, None]
        home = np.array(HOME_SHARES[0])
        shares = shares * np.stack([home, 1 - home], axis=1)[None]
        return np.rint(np.array(sizes)[:, None, None, None] * shares[None]).astype(np.int64)

    def _some(self, among: Counts, share: float | npt.NDArray[np.float64]) -> Counts:
        return self.random.binomial(among, np.clip(share, 0, 0.97)).astype(np.int64)

    def _diagnoses(self, spread: float) -> None:
        tilt = np.exp(self.random.normal(0, spread, len(self.codes)))[:, None, None, None]
        steep = np.array(AGE_RATES)[None, None, :, None] * np.array([HOME_SHARES[1], 1.0])[None, None, None, :]
        for item in items.items_of("diagnoses")[1:]:
            self.counts["diagnoses", item] = self._some(self.residents, RATES.get(item, OTHER_RATE) * tilt * steep)
        first, second = (self.counts["diagnoses", item] for item in ("T89", "T90"))
        self.counts["diagnoses", "diabetes"] = np.minimum(first + second, self.residents)
        for item in items.items_of("diagnoses"):
            patients = self.counts["diagnoses", item]
            self.counts["new_diagnoses", item] = self._some(patients, 0.08)
            self.counts["acute_admissions", item] = self._some(patients, 0.2)

    def _care(self) -> None:
        contacts = items.contacts()[1:]
        for number, item in enumerate(items.items_of("users")[1:]):
            users = self._some(self.residents, 0.6 / (1 + number % 4))
            self.counts["users", item] = users
            self.counts["services", item] = users + self.random.poisson(1.5 * users)
        self._together("users", "services", [(items.CONTACTS, contacts)], self.residents)
        for diagnosis in items.items_of("diagnoses"):
            patients = self.counts["diagnoses", diagnosis]
            parts = [f"{diagnosis}{items.SEPARATOR}{contact}" for contact in contacts]
            for number, item in enumerate(parts):
                users = self._some(patients, 0.7 / (1 + number % 4))
                self.counts["diagnosis_users", item] = users
                self.counts["diagnosis_services", item] = users + self.random.poisson(2.5 * users)
            whole = f"{diagnosis}{items.SEPARATOR}{items.CONTACTS}"
            self._together("diagnosis_users", "diagnosis_services", [(whole, parts)], patients)
        for item in items.items_of("examinations"):
            patients = self.counts["diagnoses", item.split(items.SEPARATOR)[0]]
            self.counts["examinations", item] = self._some(patients, 0.65)

    def _together(self, users: str, services: str, wholes: list[tuple[str, Any]], most: Counts) -> None:
        for whole, parts in wholes:
            own = np.array([self.counts[users, part] for part in parts])
            self.counts[users, whole] = np.minimum(own.max(axis=0) + own.min(axis=0), most)
            self.counts[services, whole] = sum(self.counts[services, part] for part in parts)

    def cell(self, key: Any) -> tuple[int, int]:
        if key.disease != "all":
            return self._sum(self.both[key.item, key.disease], key), self._sum(self.ruks[key.disease], key)
        return self._sum(self.counts[key.items, key.item], key), self._sum(self.residents, key)

    def _sum(self, numbers: Counts, key: Any) -> int:
        members = geography.area(key.area).municipalities
        own = [number for number, code in enumerate(self.codes) if code in members]
        sexes = [0, 1] if key.sex == "all" else ["KM".index(key.sex)]
        ages = list(range(5)) if key.age == "all" else [_AGES.index(key.age)]
        homes = [0, 1] if key.nursing_home == "all" else [("yes", "no").index(key.nursing_home)]
        return int(numbers[np.ix_(own, sexes, ages, homes)].sum())


_AGES = params.publication_plan("almen_praksis").age_labels()


def hidden(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with small numbers of citizens, and of their complements, hidden."""
    threshold = params.disclosure_rules().threshold.value
    persons = ~cells["items"].isin(list(items.USERS_OF))
    small = cells["count"].between(1, threshold - 1)
    small |= persons & (cells["population"] - cells["count"]).between(1, threshold - 1)
    few = cells["population"].between(1, threshold - 1)
    protected = cells.assign(hidden=small | few)
    protected["count"] = cells["count"].astype("Int64").mask(small | few)
    protected["population"] = cells["population"].astype("Int64").mask(few)
    return protected


def _without_fsiii() -> dict[str, pd.DataFrame]:
    columns = {
        "coverage": ["year", "level", "area", "municipalities", "reporting", "population", "reported_population"],
        "reporting": ["municipality_code", "month", "delivered"],
        "yearly": ["year", "level", "area", "count", "person_days"],
    }
    return {name: pd.DataFrame({c: pd.Series(dtype="object") for c in own}) for name, own in columns.items()}


def _quality() -> pd.DataFrame:
    return pd.DataFrame(list(_rules())).astype(dict.fromkeys(("year", "rows", "persons"), "Int64"))


def _rules() -> Iterator[dict[str, object]]:
    rows = [
        ("population", "unknown_municipality", "unknown", 912, 900),
        ("practice_diagnosis", "diagnosis_not_used", "left_out", 1210, 1150),
        ("health_service", "service_not_used", "unknown", 5310, 5022),
        ("health_service", "no_services", "left_out", None, None),
        ("hospital_contact", "other_reporting_system", "left_out", 41, 40),
        ("fsiii_condition", "unknown_code", "unknown", 70, 60),
    ]
    for register, rule, treatment, count, persons in rows:
        yield {
            "register": register,
            "rule": rule,
            "treatment": treatment,
            "year": None,
            "rows": count,
            "persons": persons,
            "hidden": count is None,
        }

"""The small country of fsiii_frames with all three topics: the same citizens also see doctors and have cancer.

Each citizen is drawn once, with all diagnoses, services and tumours; every cell is added up from those, so that all
relations between the numbers hold by themselves. Tumours are now and then found where the citizen does not live any
more, as happens to movers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from disclosure import fsiii_frames
from disclosure.fsiii_frames import ASTHMA, COPD, YEARS
from naerblik import codelists, geography
from naerblik.engine.engine import as_text
from naerblik.parameters import PublicationPlan
from naerblik.views import plan as plans

NEAR = ["municipality", "cluster", "council", "region", "country", "unknown"]
WIDE = ["region", "country", "unknown"]


def _plan(*sets: Mapping[str, Any]) -> PublicationPlan:
    named = [{"name": f"set {n}", "years": "report", "dimensions": [], "levels": WIDE, **s} for n, s in enumerate(sets)]
    return PublicationPlan.model_validate({"age_bands": [0, 65], "trend_years": 2, "sets": named})


PLANS = {
    "almen_praksis": _plan(
        {
            "items": ["diagnoses"],
            "only": ["diabetes", "T89", "T90", "R95", "diabetes.*", "T89.*", "T90.*", "R95.*"],
            "levels": NEAR,
            "years": "trend",
        },
        {
            "items": ["new_diagnoses", "acute_admissions"],
            "only": ["diabetes", "T89", "T90", "R95", "diabetes.*", "T89.*", "T90.*", "R95.*"],
        },
        {"items": ["users", "services", "examinations"]},
        {
            "items": ["diagnosis_users", "diagnosis_services"],
            "only": ["diabetes", "T89", "T90", "diabetes.*", "T89.*", "T90.*"],
        },
        {"items": ["diagnoses"], "only": ["R95", "R95.*"], "dimensions": ["sex", "age", "disease"]},
    ),
    "kraeft": _plan(
        {"items": ["tumours", "cancer_patients"], "years": "trend"},
        {"items": ["tumours", "cancer_patients"], "only": ["total", "total.*"], "levels": NEAR},
        {"items": ["survivors", "survivor_users", "survivor_contacts"]},
        {"items": ["observed", "observed_days", "course_users", "course_contacts"], "only": ["breast", "breast.*"]},
        {"items": ["survivors"], "only": ["total", "total.*"], "dimensions": ["sex", "age"]},
    ),
}
GROUPS = [*(s.key for s in codelists.cancer_sites() if s.activity == s.key), "rest"]
REST = [s.key for s in codelists.cancer_sites() if s.activity == "rest"]
CONTACTS = ["konsultation", "ekonsultation", "telefon", "video", "hjemmebesoeg"]
SECTORS = ["almen", "special", "ambulant", "indlagt"]
CLASSES = [0, 1, 5, 10]
Amount = pd.Series


def frames(*, citizens: int = 6000, seed: int = 1) -> dict[str, pd.DataFrame]:
    """A fresh copy of the five frames."""
    return {name: frame.copy() for name, frame in _frames(citizens, seed).items()}


@cache
def _frames(citizens: int, seed: int) -> Mapping[str, pd.DataFrame]:
    residents = fsiii_frames._residents(np.random.default_rng(seed), citizens)
    facts = pd.concat(_facts(residents, np.random.default_rng(seed + 1)), ignore_index=True)
    years = plans.Years(YEARS[-1], YEARS, YEARS, YEARS)
    published = as_text(plans.together([plans.published(p, years) for p in PLANS.values()]))
    group = ["level", "area", "sex", "age", "disease"]
    everyone = residents.assign(items="", item="", amount=1)
    counts = _by_group(facts).rename(columns={"amount": "count"})
    population = _by_group(everyone).rename(columns={"amount": "population"})[[*group, "population"]]
    cells = published.merge(counts, how="left", on=["items", "item", *group]).merge(population, how="left", on=group)
    cells = cells.astype({"year": "int64"}).fillna({"count": 0, "population": 0})
    cells = cells.astype({"count": "int64", "population": "int64"})
    fsiii = fsiii_frames.frames(citizens=citizens, seed=seed)
    return fsiii | {"cells": pd.concat([fsiii["cells"], cells], ignore_index=True)}


def _facts(residents: pd.DataFrame, random: np.random.Generator) -> Iterator[pd.DataFrame]:
    """A row for each citizen (or tumour) and item that counts, with how much."""
    yield from _practice(residents, random)
    yield from _cancer(residents, random)


def _fact(who: pd.DataFrame, items: str, item: str, amount: np.ndarray) -> pd.DataFrame:
    own = who[amount > 0]
    return own.assign(items=items, item=item, amount=amount[amount > 0].astype("int64"))


def _practice(residents: pd.DataFrame, random: np.random.Generator) -> Iterator[pd.DataFrame]:
    size = len(residents)
    has = {code: random.random(size) < share for code, share in {"T89": 0.02, "T90": 0.05, "R95": 0.06}.items()}
    new = {code: own & (random.random(size) < 0.2) for code, own in has.items()}
    had = {c: random.poisson(mean, size) for c, mean in zip(CONTACTS, (2, 1, 1, 0.02, 0.01), strict=True)}
    had |= {c: random.poisson(0.1, size) for c in ("aarskontrol", "blodproeve", "lungefunktion", "ekg", "hba1c")}
    had["kontakt"] = sum(had[c] for c in CONTACTS)
    both = has["T89"] | has["T90"]
    new["diabetes"] = both & (new["T89"] | ~has["T89"]) & (new["T90"] | ~has["T90"])
    has["diabetes"] = both
    admitted = random.random(size) < 0.05
    for item, own in has.items():
        yield _fact(residents, "diagnoses", item, own * 1)
        yield _fact(residents, "new_diagnoses", item, new[item] * 1)
        yield _fact(residents, "acute_admissions", item, own & admitted)
        for contact in ("kontakt", *CONTACTS):
            yield _fact(residents, "diagnosis_users", f"{item}.{contact}", own & (had[contact] > 0))
            yield _fact(residents, "diagnosis_services", f"{item}.{contact}", own * had[contact])
    for service, number in had.items():
        yield _fact(residents, "users", service, number > 0)
        yield _fact(residents, "services", service, number)
    for expected in codelists.expected_examinations():
        if expected.diagnosis in has:
            item = f"{expected.diagnosis}.{expected.examination}"
            yield _fact(residents, "examinations", item, has[expected.diagnosis] & (had[expected.examination] > 0))


def items_of(site: str) -> list[str]:
    """What a tumour of a site counts for."""
    if site == "other_skin":
        return [site]
    return [site, "total"] if site in GROUPS else [site, "rest", "total"]


def _cancer(residents: pd.DataFrame, random: np.random.Generator) -> Iterator[pd.DataFrame]:
    sites = [*GROUPS[:-1], *REST, "other_skin"]
    weights = np.array([8.0] * len(GROUPS[:-1]) + [1.0] * len(REST) + [5.0])
    places = [m.code for m in geography.municipalities()]
    draw: Callable[[int], np.ndarray] = lambda n: random.choice(sites, n, p=weights / weights.sum())  # noqa: E731
    ill = np.sort(random.integers(0, len(residents), len(residents) // 10))
    found = residents.iloc[ill].assign(site=draw(len(ill))).rename_axis("citizen").reset_index()
    moved = random.random(len(found)) < 0.1
    found.loc[moved, "municipality"] = random.choice(places, int(moved.sum()))
    by_item = found.assign(item=found["site"].map(items_of)).explode("item")
    yield by_item.assign(items="tumours", amount=1)
    yield by_item.drop_duplicates(["citizen", "item"]).assign(items="cancer_patients", amount=1)
    yield from _courses(found[found["site"] == "breast"].drop_duplicates("citizen"), random)
    lived = np.sort(random.integers(0, len(residents), len(residents) // 5))
    earlier = residents.iloc[lived].assign(site=draw(len(lived)), years=random.integers(0, 20, len(lived)))
    earlier = earlier.rename_axis("citizen").reset_index()
    by_item = earlier.assign(item=earlier["site"].map(items_of)).explode("item").sort_values("years", ascending=False)
    yield from _survivors(by_item.drop_duplicates(["citizen", "item"]), random)


def _survivors(by_item: pd.DataFrame, random: np.random.Generator) -> Iterator[pd.DataFrame]:
    """Each survivor once an item, in one class of years, with contacts that are the same under each item."""
    yield by_item.assign(items="survivors", amount=1)
    classes = pd.cut(by_item["years"], [*CLASSES, 99], right=False, labels=[str(c) for c in CLASSES]).astype(str)
    yield by_item.assign(items="survivors", amount=1, item=by_item["item"] + "." + classes)
    who = by_item[by_item["item"].isin(["total", *GROUPS])]
    citizens = who["citizen"].unique()
    for sector in (*SECTORS, "sygepleje"):
        had = pd.Series(random.poisson(0.4, len(citizens)), index=citizens)
        named = who.assign(item=who["item"] + "." + sector)
        number = named["citizen"].map(had).to_numpy()
        yield named.assign(items="survivor_users", amount=1)[number > 0]
        yield named.assign(items="survivor_contacts", amount=number)[number > 0]


def _courses(patients: pd.DataFrame, random: np.random.Generator) -> Iterator[pd.DataFrame]:
    for month in range(-12, 24):
        days = np.where(random.random(len(patients)) < 0.8, random.integers(1, 32, len(patients)), 0)
        yield _fact(patients, "observed", f"breast.{month}", (days > 0) * 1)
        yield _fact(patients, "observed_days", f"breast.{month}", days)
        for sector in (*SECTORS, "sygepleje"):
            had = random.poisson(0.5, len(patients)) * (days > 0)
            yield _fact(patients, "course_users", f"breast.{sector}.{month}", (had > 0) * 1)
            yield _fact(patients, "course_contacts", f"breast.{sector}.{month}", had)


def _by_group(rows: pd.DataFrame) -> pd.DataFrame:
    """Amounts by item, level, area, sex, age and disease, each with its total; a citizen can have several diseases."""
    parts = []
    for disease, own in {"all": rows, **{name: rows[rows[name]] for name in (COPD, ASTHMA)}}.items():
        for shown in [s for size in range(3) for s in combinations(("sex", "age"), size)]:
            groups = own.assign(disease=disease, **{d: "all" for d in ("sex", "age") if d not in shown})
            by = ["items", "item", "municipality", "sex", "age", "disease"]
            parts.append(groups.groupby(by, as_index=False)["amount"].sum())
    local = pd.concat(parts).merge(fsiii_frames._areas(), on="municipality")
    return local.groupby(["items", "item", "level", "area", "sex", "age", "disease"], as_index=False)["amount"].sum()

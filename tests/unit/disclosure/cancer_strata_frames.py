"""Made-up strata of cancer in regions of the usual size, and the counts that are published beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from naerblik.disclosure import cancer_strata
from naerblik.disclosure.cancer_strata import Strata
from naerblik.items import age_strata, items_of

YEARS = (2022, 2023, 2024)
BANDS = {"0-17": (0, 17), "18-64": (18, 64), "65-74": (65, 74), "75-84": (75, 84), "85+": (85, 200)}
RISING = np.array([1, 1, 1, 1, 1, 2, 3, 5, 8, 12, 20, 35, 55, 90, 140, 200, 260, 300, 330]) / 1e5
"""Tumours per citizen and year by age stratum."""


def frames(scale: float = 1.0, items: tuple[str, ...] = ("lung",), seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tumours and residents by year, region, sex and age as the views count them."""
    random = np.random.default_rng(seed)
    sizes = {area.code: 20_000 + 8_000 * place for place, area in enumerate(cancer_strata.regions())}
    counted, residents = [], []
    for year in YEARS:
        for code, size in sizes.items():
            for sex in ("K", "M"):
                for place, stratum in enumerate(age_strata()):
                    people = int(size * (1 - 0.02 * place)) + year % 7
                    residents.append((year, "region", code, sex, stratum.label, people))
                    for item in items:
                        tumours = int(random.poisson(people * RISING[place] * scale))
                        if tumours:
                            counted.append((year, "region", code, sex, stratum.label, item, tumours))
    keys = ["year", "level", "area", "sex", "stratum"]
    return (
        pd.DataFrame(counted, columns=[*keys, "item", "tumours"]),
        pd.DataFrame(residents, columns=[*keys, "residents"]),
    )


def strata(scale: float = 1.0, items: tuple[str, ...] = ("lung",), seed: int = 3) -> Strata:
    """The same as arrays."""
    found = cancer_strata.strata(*frames(scale, items, seed))
    assert found is not None
    return found


def cells(tumours: pd.DataFrame, residents: pd.DataFrame, *, threshold: int = 5) -> pd.DataFrame:
    """The published counts of tumours of lung: by area and year, in the last year also by sex and age.

    Counts of 1 to `threshold` - 1 are hidden, and nothing besides.
    """
    rows = []
    first = {stratum.label: stratum.first for stratum in age_strata()}
    everything = (tumours[tumours["item"] == "lung"], "tumours"), (residents, "residents")
    for area in cancer_strata.areas():
        inside = [r.code for r in cancer_strata.regions() if set(r.municipalities) <= set(area.municipalities)]
        for year in YEARS:
            groups = (
                [(s, a) for s in ("all", "K", "M") for a in ("all", *BANDS)] if year == YEARS[-1] else [("all",) * 2]
            )
            for sex, age in groups:
                low, high = BANDS.get(age, (0, 200))
                numbers = []
                for frame, number in everything:
                    own = frame[(frame["year"] == year) & frame["area"].isin(inside)]
                    own = own[own["stratum"].map(first).between(low, high) & ((own["sex"] == sex) | (sex == "all"))]
                    numbers.append(int(own[number].sum()))
                rows.append(("tumours", "lung", year, area.level, area.code, sex, age, *numbers))
    columns = ["items", "item", "year", "level", "area", "sex", "age", "count", "population"]
    found = pd.DataFrame(rows, columns=columns).assign(nursing_home="all", disease="all", reporters="all")
    few = found["count"].between(1, threshold - 1)
    hidden = {"count": found["count"].astype("Int64").mask(few), "population": found["population"].astype("Int64")}
    assert set(items_of("tumours")) >= {"lung"}
    return found.assign(**hidden, hidden=few)

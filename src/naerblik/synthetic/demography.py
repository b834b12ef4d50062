"""Who lives where: municipality x sex x age class on the day after the window; who died, left and came within it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from naerblik import codelists, geography
from naerblik.synthetic import mortality
from naerblik.synthetic.assumptions import OLDEST_AGE, Assumptions, steps
from naerblik.synthetic.calibration import Counts, Floats, Margin, fit, systematic, whole_rows

SEXES = ("K", "M")
AGES = np.arange(OLDEST_AGE + 1)
OLDEST_GROUP = 17
GROUP_OF_AGE = np.minimum(AGES // 5, OLDEST_GROUP)
"""The 18 published groups: five years each, the last one 85 and over."""
FIRST_AGES = np.array([0, 5, 10, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85])
"""The 19 classes: the published groups, 15-19 cut at 18 where the municipal share of children ends."""
CLASS_OF_AGE = np.searchsorted(FIRST_AGES, AGES, side="right") - 1
BROAD_OF_CLASS = np.where(FIRST_AGES < 18, 0, np.where(FIRST_AGES < 65, 1, 2))
SLOTS = 256  # steps of the inverse distribution of ages within a class
STAYS, LEAVES = 0, 1  # fate of a person; the dying have their year of death


@dataclass(frozen=True)
class Demography:
    """Persons of the whole country as fractions: by municipality x sex x age class, departures by year before that."""

    codes: tuple[int, ...]
    residents: Floats
    deaths: Floats
    emigrants: Floats
    immigrants: Floats
    """Immigrants by year of the window."""
    share_of_class: Floats
    """Sex x single age: share of the persons of its class."""

    def by_age(self, cells: Floats) -> Floats:
        """Sex x single age of cells whose last dimensions are sex x class."""
        totals = cells.reshape(-1, *cells.shape[-2:]).sum(axis=0)
        return np.asarray(totals[:, CLASS_OF_AGE] * self.share_of_class)


@cache
def pyramid(year: int) -> Floats:
    """Sex x the 18 published age groups on 1 January."""
    found = [(sex, age, persons) for y, sex, age, persons in codelists.population_by_age_sex() if y == year]
    by_sex = [sorted((age, persons) for s, age, persons in found if s == sex) for sex in SEXES]
    return np.array([[persons for _, persons in ages] for ages in by_sex], dtype=float)


def single_ages(groups: Floats, assumptions: Assumptions) -> Floats:
    """Sex x single age from sex x the 18 groups; the slope within a group follows its neighbours.

    In 85+ the share still there falls as params/synthetic.yaml says.
    """
    inner = np.arange(OLDEST_GROUP)
    rise = np.log(groups[:, np.minimum(inner + 1, OLDEST_GROUP - 1)] / groups[:, np.maximum(inner - 1, 0)]) / 10
    younger = np.exp(rise[:, :, None] * np.arange(5)).reshape(2, -1)
    oldest = assumptions.mortality.oldest
    past = np.arange(len(AGES) - younger.shape[1] + 1)
    still = np.exp(-(oldest.linear * past + oldest.square * past**2))
    weights = np.concatenate([younger, np.tile(still[:-1] - still[1:], (2, 1))], axis=1)
    of_group = np.stack([np.bincount(GROUP_OF_AGE, row)[GROUP_OF_AGE] for row in weights])
    return np.asarray(weights / of_group * groups[:, GROUP_OF_AGE])


def _classes(by_age: Floats) -> Floats:
    return np.stack([np.bincount(CLASS_OF_AGE, row) for row in by_age])


def build(assumptions: Assumptions) -> Demography:
    """The population that the published figures and the assumptions ask for."""
    by_age = single_ages(pyramid(assumptions.observation_end.year + 1), assumptions)
    national = _classes(by_age)
    codes, residents = _residents(assumptions, national)
    deaths, emigrants = _departures(assumptions, residents / residents.sum(axis=0))
    share_of_class = by_age / national[:, CLASS_OF_AGE]
    gone = ((deaths + emigrants).sum(axis=1)[:, :, CLASS_OF_AGE] * share_of_class).sum(axis=1)
    return Demography(
        codes=codes,
        residents=residents,
        deaths=deaths,
        emigrants=emigrants,
        immigrants=_immigrants(assumptions, by_age, gone),
        share_of_class=share_of_class,
    )


def _residents(assumptions: Assumptions, national: Floats) -> tuple[tuple[int, ...], Floats]:
    """Municipality x sex x class fitted to the municipal totals, their shares of children and old, and the pyramid."""
    totals, broad = _municipal_targets(assumptions, national)
    place, sex, age = np.indices((len(totals), *national.shape), dtype=np.int64)
    margins = [
        Margin(place * broad.shape[1] + BROAD_OF_CLASS[age], broad.ravel()),
        Margin(np.asarray(sex * national.shape[1] + age), national.ravel()),
    ]
    return tuple(totals), fit(np.ones(place.shape), margins)


def _municipal_targets(assumptions: Assumptions, national: Floats) -> tuple[dict[int, float], Floats]:
    """Persons by municipality, and municipality x (0-17, 18-64, 65+), both agreeing with the national pyramid."""
    known = {m.code: m for m in geography.municipalities()}
    outside = assumptions.residence.outside
    scale = (national.sum() - sum(outside.values())) / sum(m.population for m in known.values())
    totals = {code: m.population * scale for code, m in known.items()} | {c: float(n) for c, n in outside.items()}
    broad = np.asarray(np.bincount(BROAD_OF_CLASS, national.sum(axis=0)), dtype=float)
    shares = []
    for code in totals:
        place = known.get(assumptions.residence.stand_in_shares.get(code, code))
        if place is None or place.percent_under_18 is None or place.percent_65_and_over is None:
            shares.append(broad / broad.sum())
        else:
            young, old = place.percent_under_18 / 100, place.percent_65_and_over / 100
            shares.append(np.array([young, 1 - young - old, old]))
    persons = np.array(list(totals.values()))
    place_of, broad_of = np.indices((len(persons), len(broad)))
    # The municipal shares are of 2024, the pyramid of 2025: they meet here.
    return totals, fit(persons[:, None] * np.array(shares), [Margin(broad_of, broad), Margin(place_of, persons)])


def _departures(assumptions: Assumptions, spread: Floats) -> tuple[Floats, Floats]:
    """Deaths and emigrants: year x municipality x sex x class, spread over the municipalities as the residents are."""
    rates = mortality.rates(assumptions)
    profile = steps(assumptions.residence.emigrant_profile, AGES)
    deaths, emigrants = [], []
    for year in assumptions.years:
        persons = single_ages((pyramid(year) + pyramid(year + 1)) / 2, assumptions)
        leaving = persons * profile / (persons * profile).sum() * persons.sum() * assumptions.residence.emigrants_a_year
        deaths.append(spread * _classes(persons * rates))
        emigrants.append(spread * _classes(leaving))
    return np.stack(deaths), np.stack(emigrants)


def births(by_age: Floats, gone: Floats) -> Floats:
    """Births by year of the window: those who live here after it, and those who died or left within it.

    `by_age`: sex x single age after the window. `gone`: year x single age at the departure. Both the departure and
    the birthday lie anywhere in their year, so that half of those gone at an age were born a year earlier.
    """
    born: Floats = by_age.sum(axis=0)[: len(gone)][::-1].copy()
    for year, by_single_age in enumerate(gone):
        for age in range(year + 1):
            born[year - age] += by_single_age[age] / 2
            if year > age:
                born[year - age - 1] += by_single_age[age] / 2
    return born


def _immigrants(assumptions: Assumptions, by_age: Floats, gone: Floats) -> Floats:
    """Immigrants by year: what the published totals of 1 January ask for beside births, deaths and emigrants."""
    totals = [pyramid(year).sum() for year in (*assumptions.years, assumptions.years[-1] + 1)]
    return np.asarray(np.diff(totals) - births(by_age, gone) + gone.sum(axis=1))


def cells(demography: Demography, assumptions: Assumptions, persons: int) -> pd.DataFrame:
    """A row for each cell with persons: cell, fate, year (of the departure), municipality_code, sex, age_group,
    first (number of its first person) and persons.
    """
    scale = persons / demography.residents.sum()
    parts = [_cells(demography, whole_rows(demography.residents, persons), STAYS, 0)]
    for n, year in enumerate(assumptions.years):
        for fate, table in ((year, demography.deaths), (LEAVES, demography.emigrants)):
            # Rounded with the municipalities innermost: the ages come out right, each municipality nearly so.
            counts = np.moveaxis(systematic(np.moveaxis(table[n] * scale, 0, -1)), -1, 0)
            parts.append(_cells(demography, counts, fate, year))
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[frame["persons"] > 0].reset_index(drop=True)
    return frame.assign(cell=range(len(frame)), first=frame["persons"].cumsum() - frame["persons"])


def _cells(demography: Demography, counts: Counts, fate: int, year: int) -> pd.DataFrame:
    place, sex, age_class = (index.ravel() for index in np.indices(counts.shape))
    return pd.DataFrame(
        {
            "fate": fate,
            "year": year,
            "municipality_code": np.array(demography.codes)[place],
            "sex": np.array(SEXES)[sex],
            "age_group": sex * len(FIRST_AGES) + age_class,
            "persons": counts.ravel(),
        }
    )


def age_slots(demography: Demography) -> pd.DataFrame:
    """Slot -> age: the inverse distribution of single ages in each age_group of `cells`, SLOTS steps each."""
    middle = (np.arange(SLOTS) + 0.5) / SLOTS
    ages = []
    for shares in demography.share_of_class:
        for age_class in range(len(FIRST_AGES)):
            members = AGES[age_class == CLASS_OF_AGE]
            limits = np.cumsum(shares[members])
            ages.append(members[np.minimum(np.searchsorted(limits, middle), len(members) - 1)])
    return pd.DataFrame({"slot": np.arange(SLOTS * len(ages)), "age": np.concatenate(ages)})

"""Death rates by sex and age, from how many of each cohort the published pyramids find again five years later."""

from __future__ import annotations

import numpy as np

from naerblik import codelists
from naerblik.synthetic.assumptions import OLDEST_AGE, Assumptions
from naerblik.synthetic.calibration import Floats

SPAN = 5  # years between two pyramids, and the width of their age groups
OLDEST_GROUP = 85


def cohort_rates(sex: str, first_year: int, oldest: float) -> tuple[Floats, Floats]:
    """Ages and death rates a year: -log(share of a group found again) / 5, at the age halfway.

    `oldest`: the mean age, halfway through the five years, of those who were 80 and over; their rate comes last.
    """
    table = {(year, s, age): persons for year, s, age, persons in codelists.population_by_age_sex()}
    starts = range(0, OLDEST_GROUP - SPAN, SPAN)
    before = [table[first_year, sex, age] for age in starts]
    after = [table[first_year + SPAN, sex, age + SPAN] for age in starts]
    before.append(table[first_year, sex, OLDEST_GROUP - SPAN] + table[first_year, sex, OLDEST_GROUP])
    after.append(table[first_year + SPAN, sex, OLDEST_GROUP])
    ages = [float(age + SPAN) for age in starts]
    return np.array([*ages, oldest]), -np.log(np.array(after) / np.array(before)) / SPAN


def rates(assumptions: Assumptions) -> Floats:
    """Sex (K, M) x single age 0-109: death rate a year.

    Gompertz: a straight line through the logarithm of the cohorts' rates from `fitted_from_age`, where migration no
    longer hides the deaths; carried on to the younger ages, never under `lowest_rate` nor over `highest_rate`.
    """
    facts = assumptions.mortality
    after = assumptions.observation_end.year + 1
    lines = []
    for sex in ("K", "M"):
        cohorts = [cohort_rates(sex, after - spans * SPAN, facts.mean_age_of_oldest) for spans in (2, 1)]
        ages, found = np.concatenate(cohorts, axis=1)
        used = (ages >= facts.fitted_from_age) & (found > 0)
        slope, level = np.polyfit(ages[used], np.log(found[used]), 1)
        lines.append(np.exp(level + slope * (np.arange(OLDEST_AGE + 1) + 0.5)))
    return np.asarray(np.clip(np.array(lines), facts.lowest_rate, facts.highest_rate))

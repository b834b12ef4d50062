"""Nursing homes and chronic diseases: chances by sex and age that meet the published numbers of persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from naerblik import codelists
from naerblik.synthetic.assumptions import Assumptions, steps
from naerblik.synthetic.calibration import Floats, solve
from naerblik.synthetic.demography import AGES, STAYS, Demography

HIGHEST = 0.9  # no chance comes nearer to certainty
LONGEST_YEARS_ILL = 25.0
PROFILE_AGES = np.arange(0, 101, 10)


@dataclass(frozen=True)
class ByHome:
    """Chances by sex x single age, outside and inside nursing homes."""

    outside: Floats
    inside: Floats


Chances = Mapping[str, Mapping[int, ByHome]]
"""Disease -> fate -> chances."""


@dataclass(frozen=True)
class Stock:
    """Persons with a disease: newly ill and dying by year of the window, and those who have it after the window."""

    new: Floats
    dying: Floats
    after: float

    @property
    def years_ill(self) -> float:
        """Mean years from the first date to death, as the stock and its outflow imply."""
        return min(self.after / float(self.dying.mean()), LONGEST_YEARS_ILL)


def immigrant_share(demography: Demography, assumptions: Assumptions) -> Floats:
    """Single age -> share of the residents after the window who came within it; nobody born within it did."""
    profile = steps(assumptions.residence.immigrant_profile, AGES) * (len(assumptions.years) <= AGES)
    persons = demography.by_age(demography.residents).sum(axis=0)
    return np.asarray(profile * demography.immigrants.sum() / (profile * persons).sum())


def nursing_home(demography: Demography, assumptions: Assumptions) -> tuple[Floats, Floats]:
    """Chance to live in a nursing home by sex x single age: of the residents after the window, and of the dying.

    A stay lasts `years` in the mean and ends by death, so that residents / years die in nursing homes a year.
    """
    facts = assumptions.nursing_home
    odds = np.exp(facts.logit_per_year * AGES + facts.logit_women * np.array([[1.0], [0.0]])) * (facts.from_age <= AGES)
    odds /= odds.max()
    found = []
    for persons, target in (
        (demography.by_age(demography.residents), float(facts.residents)),
        (demography.by_age(demography.deaths), facts.residents / facts.years * len(assumptions.years)),
    ):

        def chance(factor: float) -> Floats:
            return np.asarray(odds * factor / (1 + odds * factor))

        def expected(factor: float, persons: Floats = persons) -> float:
            return float((persons * chance(factor)).sum())

        found.append(chance(solve(expected, target)))
    return found[0], found[1]


def stock(disease: str, demography: Demography, assumptions: Assumptions) -> Stock:
    """What RUKS says of a disease, its prevalence taken as that of 1 July; who leaves it dies with it.

    RUKS lets some diseases end without death (astma). There fewer fall ill than RUKS says, so that prevalence agrees.
    """
    figures = codelists.ruks_national()
    years = assumptions.years
    july = np.array([figures[disease, "prevalence", year] for year in range(years[0] - 1, years[-1] + 2)], dtype=float)
    new_year = (july[1:] + july[:-1]) / 2
    new = np.array([figures[disease, "incidence", year] for year in years], dtype=float)
    most = assumptions.diseases.profiles[disease].of_deaths_at_most * demography.deaths.sum(axis=(1, 2, 3))
    dying = np.clip(new - np.diff(new_year), 0, most)
    return Stock(new=dying + np.diff(new_year), dying=dying, after=float(new_year[-1]))


def newly_ill_and_dying(level: Stock) -> Floats:
    """Year of the window -> those who fall ill in it and die within the window, the time to death being exponential."""
    mean = level.years_ill
    within = 1 - np.exp(-1 / mean)
    new = np.zeros(len(level.dying))
    for ill in range(len(new)):
        for death in range(ill, len(new)):
            apart = death - ill
            share = mean * within**2 * np.exp(-(apart - 1) / mean) if apart else 1 - mean * within
            new[ill] += share * level.dying[death]
    return new


def profile(disease: str, assumptions: Assumptions) -> Floats:
    """Sex x single age: relative prevalence."""
    facts = assumptions.diseases.profiles[disease]
    by_age = np.interp(AGES, PROFILE_AGES, facts.at_ages) * (facts.first_age <= AGES)
    return np.asarray(by_age * np.array([[1.0], [facts.men]]))


def _inside(chance: Floats, odds: float) -> Floats:
    return np.asarray(chance * odds / (1 - chance + chance * odds))


def calibrated(relative: Floats, persons: Floats, home: Floats, odds: float, target: float) -> ByHome:
    """Chances in proportion to `relative`, inside nursing homes higher by `odds`, with `target` persons expected."""

    def expected(factor: float) -> float:
        chance = np.minimum(relative * factor, HIGHEST)
        return float((persons * (chance * (1 - home) + _inside(chance, odds) * home)).sum())

    chance = np.minimum(relative * solve(expected, target), HIGHEST)
    return ByHome(chance, _inside(chance, odds))


def disease_chances(demography: Demography, assumptions: Assumptions) -> Chances:
    """Chances of each disease for those who live here after the window and for the dying of each year.

    Immigrants and emigrants of the window have none: RUKS builds on contacts in Denmark over years.
    """
    home, home_dying = nursing_home(demography, assumptions)
    living = demography.by_age(demography.residents) * (1 - immigrant_share(demography, assumptions))
    chances: dict[str, dict[int, ByHome]] = {}
    for disease, facts in assumptions.diseases.profiles.items():
        relative, odds = profile(disease, assumptions), facts.nursing_home_odds
        level = stock(disease, demography, assumptions)
        chances[disease] = {STAYS: calibrated(relative, living, home, odds, level.after)}
        for n, year in enumerate(assumptions.years):
            dying = demography.by_age(demography.deaths[n])
            chances[disease][year] = calibrated(relative, dying, home_dying, odds, float(level.dying[n]))
    return chances


def disease_table(demography: Demography, assumptions: Assumptions) -> pd.DataFrame:
    """disease, bit, years_ill, first_age and new_by_<year>: share of those ill after the window who fell ill in it,
    added up to the end of each year.
    """
    rows = []
    for bit, (disease, facts) in enumerate(assumptions.diseases.profiles.items()):
        level = stock(disease, demography, assumptions)
        new = np.maximum(level.new - newly_ill_and_dying(level), 0) / level.after
        rows.append((disease, bit, level.years_ill, facts.first_age, *np.cumsum(new)))
    new_by = [f"new_by_{year}" for year in assumptions.years]
    return pd.DataFrame(rows, columns=["disease", "bit", "years_ill", "first_age", *new_by])

"""Tumours: how many a person has had, of what site and when, from published incidence and assumed survival.

The model. A tumour of a site comes at the published rate r(age). A patient dies at the mortality m of everybody plus an
excess e(d) that depends on the time d since the diagnosis; S(d) = exp(-integral of e) is the relative survival. Persons
and their fates stand already, so tumours are drawn backwards from a person's last day in the registers:

- of a person who lives on, or who leaves the country, at that day a tumour was diagnosed d earlier with the
  intensity r(age - d) S(d): those with a tumour are fewer by those who died of it;
- of a person who dies on that day with the intensity r(age - d) (S(d) + f(d) / m(age)), f = -dS/dd: death lies nearer
  to a recent and dangerous tumour.

Over all fates these add up to r again, whatever S is: the incidence of the window is the published one, and the dying
have recent tumours as much more often as the survival of each site asks for. m is the mortality by which the generator
lets persons die. At ages at which few die the excess is cut, so that cancer is no more than an assumed share of the
deaths: young patients survive better. Before the window r was lower, year by year, as assumed. A site is drawn once at
most for a person, so that a second tumour is of another site. Who immigrated within the window has no tumour from
before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from naerblik import codelists
from naerblik.synthetic.assumptions import Assumptions
from naerblik.synthetic.calibration import Floats
from naerblik.synthetic.cancer_assumptions import CancerSite
from naerblik.synthetic.demography import AGES, CLASS_OF_AGE, FIRST_AGES, SEXES, Demography, pyramid, single_ages

HIGHEST = 0.9  # no chance comes nearer to certainty
DAYS_A_YEAR = 365.25
LIVING, DYING = 0, 1  # kinds of fate: what happens on the last day
LUNG = "lung"


@dataclass(frozen=True)
class Tumours:
    """`expected`: tumours by kind of fate x site x sex x single age on the last day x bin of time since the diagnosis.

    `edges`: the bins in days, one more than there are bins.
    """

    sites: tuple[str, ...]
    edges: Floats
    expected: Floats

    @property
    def chances(self) -> Floats:
        """Kind x site x sex x age: chance that a person has had a tumour of the site."""
        return np.asarray(np.minimum(self.expected.sum(axis=-1), HIGHEST))


def bins(assumptions: Assumptions) -> Floats:
    """Days since the diagnosis that part the bins: months, quarters, years, and the length of the window among them."""
    window = (assumptions.observation_end - assumptions.observation_start).days + 1
    longest = (assumptions.observation_end - assumptions.cancer.first_diagnosis).days + 1
    months = [*range(13), *range(15, 37, 3), *range(48, 121, 12), *range(144, 1200, 24)]
    days = np.round(np.array(months) * DAYS_A_YEAR / 12)
    return np.unique([*days[days < longest], float(window), float(longest)])


def relative_survival(site: CancerSite, years: Floats, after_ten_years: float) -> Floats:
    """The share of patients that lives so many years after the diagnosis, relative to everybody of their age.

    Between 0, 1, 5 and 10 years the excess mortality is constant, after that a part of the last one.
    """
    known = np.concatenate([[0.0], np.log(site.survival)])
    last = after_ten_years * (known[3] - known[2]) / 5
    return np.asarray(np.exp(np.interp(years, [0, 1, 5, 10], known) + last * np.maximum(years - 10, 0)))


def lived(assumptions: Assumptions) -> Floats:
    """Year of the window x sex x single age: person-years, from the published pyramids around the year."""
    return np.stack([single_ages((pyramid(y) + pyramid(y + 1)) / 2, assumptions) for y in assumptions.years])


def person_years(assumptions: Assumptions) -> Floats:
    """Sex x single age: person-years of the whole window."""
    return np.asarray(lived(assumptions).sum(axis=0))


def mortality(people: Demography, assumptions: Assumptions) -> Floats:
    """Sex x single age: the rate at which the generator's persons die, the same within each class of ages."""
    by_class = np.stack([np.bincount(CLASS_OF_AGE, row, len(FIRST_AGES)) for row in person_years(assumptions)])
    return np.asarray((people.deaths.sum(axis=(0, 1)) / by_class)[:, CLASS_OF_AGE])


def published_rates(site: str) -> Floats:
    """Sex x single age: new cases per person-year of 2013-2017, the last group from 85 on."""
    groups = np.minimum(AGES // 5 * 5, 85)
    figures = codelists.cancer_incidence()
    return np.array([[figures[site, sex, age][0] / figures[site, sex, age][1] for age in groups] for sex in SEXES])


def level(site: str, assumptions: Assumptions) -> Floats:
    """Sex x year of the window: the level relative to 2013-2017: one, but for lung that of NORDCAN in that year.

    Of the other sites no newer figures by age are at hand.
    """
    if site != LUNG:
        return np.ones((len(SEXES), len(assumptions.years)))
    found = [[codelists.lung_cancer()[sex, year][0] for year in assumptions.years] for sex in SEXES]
    return np.asarray(np.array(found) / (published_rates(site) * lived(assumptions)).sum(axis=-1).T)


def incidence(site: str, assumptions: Assumptions) -> Floats:
    """Sex x single age: new cases per person-year in the mean year of the window."""
    return np.asarray(published_rates(site) * level(site, assumptions).mean(axis=1)[:, None])


def _by_time(level_of_year: Floats, since: Floats) -> Floats:
    """Kind x sex x 1 x bin: the level so many years before the last day, relative to the mean of the window.

    The living have their last day at the end of the window, the dying anywhere in it.
    """
    window = level_of_year.shape[1]
    days = {LIVING: np.array([float(window)]), DYING: (np.arange(60) + 0.5) / 60 * window}
    relative = level_of_year / level_of_year.mean(axis=1, keepdims=True)
    found = []
    for kind in (LIVING, DYING):
        year = np.clip(days[kind][:, None] - since, 0, window - 1e-9).astype(int)
        found.append(relative[:, year].mean(axis=1)[:, None, :])
    return np.stack(found)


def _at_diagnosis(rates: Floats, years: Floats) -> Floats:
    """Sex x age x bin: the mean rate of those of an age, so many years earlier."""
    before = np.concatenate([np.zeros((len(rates), 1)), rates.cumsum(axis=1)], axis=1)
    grid = np.arange(before.shape[1])
    then = AGES[:, None] - years
    return np.stack([np.interp(then + 1, grid, row) - np.interp(then, grid, row) for row in before])


def excess(people: Demography, assumptions: Assumptions) -> Floats:
    """Sex x single age: the part of the excess mortality that leaves the deaths from cancer within their share."""
    facts, years = assumptions.cancer, bins(assumptions) / DAYS_A_YEAR
    middle = (years[1:] + years[:-1]) / 2
    deaths = np.zeros((len(SEXES), len(AGES)))
    for name, site in facts.sites.items():
        lost = -np.diff(relative_survival(site, years, facts.after_ten_years))
        deaths += (_at_diagnosis(incidence(name, assumptions), middle) * lost).sum(axis=-1)
    most = facts.of_deaths_at_most * mortality(people, assumptions)
    return np.asarray(most / np.maximum(deaths, most))


def tumours(people: Demography, assumptions: Assumptions) -> Tumours:
    """The tumours that the model of this module expects, for every kind of person."""
    facts, edges = assumptions.cancer, bins(assumptions)
    years = edges / DAYS_A_YEAR
    middle = (years[1:] + years[:-1]) / 2
    window = len(assumptions.years)
    # The dying go halfway through the window in the mean, so that it reaches back half as far from their last day.
    before_window = np.maximum(middle - np.array([[window], [window / 2]]), 0)
    rate_of_death, cut = (of(people, assumptions)[:, :, None] for of in (mortality, excess))
    expected = []
    for name, site in facts.sites.items():
        rates = _at_diagnosis(incidence(name, assumptions), middle)
        alive = relative_survival(site, years, facts.after_ten_years) ** cut
        survived = (alive[..., 1:] + alive[..., :-1]) / 2 * np.diff(years)
        of_kind = np.stack([survived, survived - np.diff(alive) / rate_of_death])
        then = site.earlier ** before_window[:, None, None, :] * _by_time(level(name, assumptions), middle)
        expected.append(rates * of_kind * then)
    return Tumours(tuple(facts.sites), edges, np.stack(expected, axis=1))


def basal_share() -> dict[str, float]:
    """Sex -> share of basal cell carcinoma among other skin cancers: CI5 counts them, the published cases do not."""
    found = {}
    for sex in SEXES:
        figures = codelists.cancer_incidence().items()
        counted = sum(cases for (site, s, _), (cases, _) in figures if (site, s) == ("other_skin", sex))
        found[sex] = 1 - codelists.cancer_totals()["new cases", sex, 2020] / (counted / 5)
    return found

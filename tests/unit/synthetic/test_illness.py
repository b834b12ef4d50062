"""Chances of diseases and nursing homes expect the published numbers of persons."""

import numpy as np
import pytest

from naerblik import codelists
from naerblik.synthetic import assumptions, demography, illness
from naerblik.synthetic.demography import AGES, STAYS
from naerblik.synthetic.illness import Stock

FACTS = assumptions.load()
PEOPLE = demography.build(FACTS)
CHANCES = illness.disease_chances(PEOPLE, FACTS)
HOME, HOME_DYING = illness.nursing_home(PEOPLE, FACTS)
DISEASES = list(FACTS.diseases.profiles)


def test_nursing_homes_hold_the_published_number_of_residents_and_lose_their_share_by_death():
    assert (PEOPLE.by_age(PEOPLE.residents) * HOME).sum() == pytest.approx(FACTS.nursing_home.residents)
    died = (PEOPLE.by_age(PEOPLE.deaths) * HOME_DYING).sum() / len(FACTS.years)
    assert died == pytest.approx(FACTS.nursing_home.residents / FACTS.nursing_home.years)


def test_nobody_under_65_lives_in_a_nursing_home_and_the_share_rises_with_age():
    assert (HOME[:, AGES < 65] == 0).all()
    assert (np.diff(HOME[:, 65:], axis=1) > 0).all()


@pytest.mark.parametrize("disease", DISEASES)
def test_those_ill_after_the_window_lie_between_the_published_prevalences_around_it(disease):
    residents = PEOPLE.by_age(PEOPLE.residents) * (1 - illness.immigrant_share(PEOPLE, FACTS))
    chance = CHANCES[disease][STAYS]
    expected = (residents * (chance.outside * (1 - HOME) + chance.inside * HOME)).sum()
    published = [codelists.ruks_national()[disease, "prevalence", year] for year in (2024, 2025)]
    assert expected == pytest.approx(np.mean(published))


@pytest.mark.parametrize("disease", DISEASES)
def test_the_stock_of_a_disease_follows_from_the_new_and_the_dying(disease):
    level = illness.stock(disease, PEOPLE, FACTS)
    published = codelists.ruks_national()
    july = [published[disease, "prevalence", year] for year in (2021, 2022, 2023, 2024, 2025)]
    assert level.new - level.dying == pytest.approx(np.diff((np.array(july[1:]) + july[:-1]) / 2))
    if FACTS.diseases.profiles[disease].of_deaths_at_most == 1:
        assert list(level.new) == [published[disease, "incidence", year] for year in FACTS.years]
    for year, dying in zip(FACTS.years, level.dying, strict=True):
        chance = CHANCES[disease][year]
        died = PEOPLE.by_age(PEOPLE.deaths[year - FACTS.years[0]])
        expected = (died * (chance.outside * (1 - HOME_DYING) + chance.inside * HOME_DYING)).sum()
        assert expected == pytest.approx(dying)


def test_dementia_is_several_times_as_frequent_in_nursing_homes():
    chance = CHANCES["demens"][STAYS]
    assert (chance.inside[:, 80] > 4 * chance.outside[:, 80]).all()


def test_no_chance_leaves_zero_to_one_and_none_comes_before_the_first_age():
    for disease, by_fate in CHANCES.items():
        first = FACTS.diseases.profiles[disease].first_age
        for chance in by_fate.values():
            for values in (chance.outside, chance.inside):
                assert values.min() >= 0
                assert values.max() < 1
                assert (values[:, first > AGES] == 0).all()


def test_the_newly_ill_who_die_within_the_window_are_those_of_a_slow_count():
    level = Stock(new=np.zeros(3), dying=np.array([1000.0, 2000.0, 3000.0]), after=8000.0)
    assert level.years_ill == 4
    steps = np.arange(0.5, 2000) / 2000
    slow = np.zeros(3)
    for year, dying in enumerate(level.dying):
        for death in year + steps:
            # Exponential time backwards from each death, cut into the years of the window.
            alive_before = [np.exp(-max(death - start, 0) / 4) for start in range(4)]
            slow += dying / len(steps) * np.diff(alive_before) * [death > start for start in range(3)]
    assert illness.newly_ill_and_dying(level) == pytest.approx(slow, rel=1e-3)


def test_the_shares_who_fell_ill_in_the_window_are_shares_and_add_up():
    table = illness.disease_table(PEOPLE, FACTS)
    new = table[[f"new_by_{year}" for year in FACTS.years]].to_numpy()
    assert (np.diff(new, axis=1) >= 0).all()
    assert ((new > 0) & (new < 1)).all()
    assert list(table["bit"]) == list(range(len(DISEASES)))


def test_those_who_came_within_the_window_are_as_many_as_the_immigrants():
    persons = PEOPLE.by_age(PEOPLE.residents).sum(axis=0)
    share = illness.immigrant_share(PEOPLE, FACTS)
    assert (share * persons).sum() == pytest.approx(PEOPLE.immigrants.sum())
    assert (share[:3] == 0).all()

"""The population that is built agrees with the published one before a single person is drawn."""

import numpy as np
import pytest

from naerblik import geography
from naerblik.synthetic import assumptions, demography, mortality
from naerblik.synthetic.demography import AGES, CLASS_OF_AGE, FIRST_AGES, LEAVES, SEXES, STAYS, pyramid

FACTS = assumptions.load()
PEOPLE = demography.build(FACTS)
BY_PLACE = dict(zip(PEOPLE.codes, PEOPLE.residents, strict=True))


def test_residents_meet_the_published_pyramid_in_every_group_and_sex():
    found = PEOPLE.by_age(PEOPLE.residents)
    groups = np.stack([np.bincount(np.minimum(AGES // 5, 17), row) for row in found])
    assert groups == pytest.approx(pyramid(2025), rel=1e-6)


def test_municipalities_have_their_published_size():
    for place in geography.municipalities():
        assert BY_PLACE[place.code].sum() == pytest.approx(place.population, rel=0.001)


def test_municipalities_have_their_published_shares_of_children_and_old():
    for place in geography.municipalities():
        if place.percent_65_and_over is None:
            continue
        cells = BY_PLACE[place.code].sum(axis=0)
        # The shares are of 2024 and meet a pyramid of 2025, in which the old are more.
        assert 100 * cells[FIRST_AGES >= 65].sum() / cells.sum() == pytest.approx(place.percent_65_and_over, abs=0.6)
        assert 100 * cells[FIRST_AGES < 18].sum() / cells.sum() == pytest.approx(place.percent_under_18, abs=0.6)


def test_residents_outside_the_municipalities_are_there():
    for code, persons in FACTS.residence.outside.items():
        assert BY_PLACE[code].sum() == pytest.approx(persons)


def test_laesoe_whose_shares_are_not_published_is_as_old_as_samsoe():
    laesoe, samsoe = (BY_PLACE[code].sum(axis=0) for code in (825, 741))
    assert laesoe / laesoe.sum() == pytest.approx(samsoe / samsoe.sum(), rel=0.01)


def test_single_ages_add_up_to_their_group_and_fall_among_the_oldest():
    found = demography.single_ages(pyramid(2025), FACTS)
    groups = np.stack([np.bincount(np.minimum(AGES // 5, 17), row) for row in found])
    assert groups == pytest.approx(pyramid(2025))
    assert (np.diff(found[:, 85:]) < 0).all()
    assert found[:, 100:].sum() < 0.05 * found[:, 85:].sum()


def test_as_many_die_a_year_as_denmark_knows():
    # About 57,000 to 60,000 a year, known without a source: the order of size that the cohorts must give.
    yearly = PEOPLE.deaths.sum(axis=(1, 2, 3))
    assert ((yearly > 54_000) & (yearly < 64_000)).all()


def test_death_rates_rise_with_age_and_are_higher_for_men():
    rates = mortality.rates(FACTS)
    assert (np.diff(rates, axis=1) >= 0).all()
    assert (rates[1, 50:90] > rates[0, 50:90]).all()


def test_a_cohort_rate_is_the_loss_over_five_years():
    ages, rates = mortality.cohort_rates("K", 2020, 87.5)
    women = {(y, a): n for y, s, a, n in demography.codelists.population_by_age_sex() if s == "K"}
    at = list(ages).index(75.0)
    assert np.exp(-5 * rates[at]) * women[2020, 70] == pytest.approx(women[2025, 75])
    assert ages[-1] == 87.5


def test_the_published_totals_follow_from_births_deaths_and_migration():
    gone = np.stack([PEOPLE.by_age(d + e).sum(axis=0) for d, e in zip(PEOPLE.deaths, PEOPLE.emigrants, strict=True)])
    born = demography.births(PEOPLE.by_age(PEOPLE.residents), gone)
    change = born - PEOPLE.deaths.sum(axis=(1, 2, 3)) - PEOPLE.emigrants.sum(axis=(1, 2, 3)) + PEOPLE.immigrants
    totals = [pyramid(year).sum() for year in (2022, 2023, 2024, 2025)]
    assert change == pytest.approx(np.diff(totals))
    assert (PEOPLE.immigrants > 0).all()


def test_births_are_those_of_a_slow_count():
    residents, gone = np.array([[50.0, 40, 30, 7], [5.0, 4, 3, 7]]), np.array([[8.0, 80, 9], [12, 16, 90], [4, 20, 28]])
    slow = [33.0, 44.0, 55.0]
    steps = (np.arange(400) + 0.5) / 400
    for year, by_age in enumerate(gone):
        for age, persons in enumerate(by_age):
            # Day of the departure against time since the last birthday: when each of them was born.
            born = np.floor(year + steps[:, None] - age - steps[None, :] + 1e-9)
            for of_window in range(3):
                slow[of_window] += persons * np.mean(born == of_window)
    assert demography.births(residents, gone) == pytest.approx(slow, rel=0.01)


@pytest.mark.parametrize("persons", [1_000, 60_000, 5_992_734])
def test_cells_hold_exactly_the_residents_asked_for(persons):
    cells = demography.cells(PEOPLE, FACTS, persons)
    assert cells.loc[cells["fate"] == STAYS, "persons"].sum() == persons
    assert (cells["persons"] > 0).all()
    assert list(cells["first"]) == [0, *np.cumsum(cells["persons"])[:-1]]
    dead = cells.loc[cells["fate"] > LEAVES, "persons"].sum()
    assert dead == pytest.approx(PEOPLE.deaths.sum() * persons / PEOPLE.residents.sum(), abs=3)
    assert set(cells["fate"]) == {STAYS, LEAVES, 2022, 2023, 2024}


def test_a_small_country_has_residents_of_each_kind_outside_the_municipalities():
    cells = demography.cells(PEOPLE, FACTS, 60_000)
    assert set(FACTS.residence.outside) <= set(cells["municipality_code"])


def test_slots_give_every_age_its_share_of_its_class():
    slots = demography.age_slots(PEOPLE)
    for group in range(len(SEXES) * len(FIRST_AGES)):
        ages = slots.loc[slots["slot"] // demography.SLOTS == group, "age"].to_numpy()
        sex, age_class = divmod(group, len(FIRST_AGES))
        assert set(CLASS_OF_AGE[ages]) == {age_class}
        shares = np.bincount(ages, minlength=len(AGES)) / demography.SLOTS
        wanted = np.where(age_class == CLASS_OF_AGE, PEOPLE.share_of_class[sex], 0)
        assert shares == pytest.approx(wanted, abs=1.5 / demography.SLOTS)

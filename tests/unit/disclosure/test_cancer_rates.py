"""Rates of cancer that leave the store: they are what the indicators say, and tell nothing that is hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from disclosure import cancer_strata_frames as made
from naerblik.codelists import standard_populations
from naerblik.disclosure import cancer_figures, cancer_rates, cancer_strata, cube
from naerblik.disclosure.cancer_alternatives import Search, bands, moves, unpublished
from naerblik.disclosure.cancer_figures import MEASURES, NONE
from naerblik.disclosure.cancer_forms import forms, limits
from naerblik.indicators import ratios, standardised
from naerblik.indicators.rates import count_limits
from naerblik.items import age_strata

FIRST_AGES = [0, 18, 65, 75, 85]
WOMEN, NORDIC, YEAR, PERIOD, COUNTRY = 1, 0, 0, 1, -1


@pytest.fixture(scope="module")
def strata() -> cancer_strata.Strata:
    return made.strata()


@pytest.fixture(scope="module")
def figures(strata):
    return cancer_figures.figures(strata.tumours["lung"], strata.residents)


@pytest.fixture(scope="module")
def published():
    tumours, residents = made.frames()
    return cancer_rates.published(cancer_strata.strata(tumours, residents), made.cells(tumours, residents), 5)


def joined(by_stratum: np.ndarray) -> np.ndarray:
    """The 18 groups of the standard populations, 15-17 and 18-19 put together, one by one."""
    return np.concatenate(
        [by_stratum[..., :3], by_stratum[..., 3:5].sum(axis=-1, keepdims=True), by_stratum[..., 5:]], -1
    )


def test_a_standardised_rate_is_that_of_the_indicators(strata, figures):
    events, people = (joined(table[YEAR, 2, 0]) for table in (strata.tumours["lung"], strata.residents))
    rate = standardised.by_age(events, people).per(100_000)
    assert figures[:3, YEAR, 2, WOMEN].tolist() == [round(10 * float(rate.rate)), round(rate.lower), round(rate.upper)]


def test_the_limits_of_a_ratio_follow_from_what_is_printed_beside_them(strata, figures):
    events = strata.tumours["lung"].sum(axis=(0, 2, 3))
    low, high = count_limits(events)
    ratio, lower, upper = figures[-3:, PERIOD, : len(events), 0]
    assert (abs(lower - ratio * low / events) <= 0.5 + 1e-9).all()
    assert (abs(upper - ratio * high / events) <= 0.5 + 1e-9).all()
    awaited = cancer_figures.expected(strata.tumours["lung"], strata.residents)[PERIOD, : len(events), 0]
    exact = ratios.observed_to_expected(events, awaited)
    assert lower == pytest.approx(100 * exact.lower, abs=1.01)
    assert upper == pytest.approx(100 * exact.upper, abs=1.01)


def test_a_ratio_without_events_has_no_limits():
    none = np.zeros((2, 5, 2, 19), dtype=np.int64)
    none[0, 0, 0, 12] = 40
    found = cancer_figures.figures(none, made.strata().residents)
    assert found[-3:, YEAR, 1, WOMEN].tolist() == [0, NONE, NONE]


def test_both_sexes_together_are_standardised_by_age_alone(strata, figures):
    events, people = (joined(table.sum(axis=(0, 1, 2))) for table in (strata.tumours["lung"], strata.residents))
    weights = standard_populations()["world_segi"].weights
    place = next(i for i, m in enumerate(MEASURES) if m.standard == "world_segi" and m.number == "value")
    by_hand = 100_000 * sum(w * d / n for w, d, n in zip(weights, events, people, strict=True)) / sum(weights)
    assert figures[place, PERIOD, COUNTRY, 0] == round(10 * by_hand)


def test_expected_numbers_of_the_regions_add_up_to_the_tumours_of_the_country(strata):
    awaited = cancer_figures.expected(strata.tumours["lung"], strata.residents)
    tumours = strata.tumours["lung"]
    assert awaited[YEAR, :5].sum(axis=0) == pytest.approx([tumours[0].sum(), *tumours[0].sum(axis=(0, 2))])
    assert awaited[PERIOD, :5, 0].sum() == pytest.approx(tumours.sum())


def test_a_rate_of_fewer_than_ten_events_is_withheld():
    few = np.zeros((2, 5, 2, 19), dtype=np.int64)
    few[0, 0, 0, 12], few[0, 1, 0, 12] = 9, 10
    found = cancer_figures.figures(few, made.strata().residents)
    assert found[NORDIC, YEAR, 0, WOMEN] == NONE
    assert found[NORDIC, YEAR, 1, WOMEN] != NONE


def test_strata_nest_in_the_age_bands_and_others_are_refused_by_name():
    assert np.bincount(bands(FIRST_AGES)).tolist() == [4, 10, 2, 2, 1]
    with pytest.raises(ValueError, match="begins at 17"):
        bands([0, 17])


def test_the_tables_name_every_figure_once_and_hide_what_is_withheld(published):
    rates, residents = published
    assert list(rates.columns) == list(cube.OPTIONAL["rates"])
    assert not rates.duplicated(list(cube.OPTIONAL["rates"][:8])).any()
    assert (rates["value"].isna() == rates["hidden"]).all()
    assert 0 < rates["hidden"].mean() < 1
    assert len(residents) == 3 * 5 * 2 * len(age_strata())


def test_the_same_input_gives_the_same_figures(published):
    tumours, residents = made.frames()
    again = cancer_rates.published(cancer_strata.strata(tumours, residents), made.cells(tumours, residents), 5)
    pd.testing.assert_frame_equal(published[0], again[0])


def test_a_hidden_number_of_an_age_band_withholds_the_rates_of_its_group_and_year(published):
    cells = made.cells(*made.frames())
    hidden = cells[cells["count"].isna() & (cells["year"] == 2024)]
    rates = published[0]
    own = rates[(rates["period"] == "2024") & (rates["measure"] == "asr")]
    assert len(hidden)
    for area, sex in set(hidden[["area", "sex"]].itertuples(index=False, name=None)):
        assert own.loc[(own["area"] == area) & (own["sex"] == sex), "hidden"].all()


def test_nothing_is_printed_where_the_residents_of_a_region_are_hidden():
    tumours, residents = made.frames()
    cells = made.cells(tumours, residents)
    cells.loc[(cells["area"] == "1081") & (cells["age"] == "85+"), "population"] = pd.NA
    rates, people = cancer_rates.published(cancer_strata.strata(tumours, residents), cells, 5)
    assert rates.empty
    assert people.empty


def test_without_strata_both_tables_have_their_columns_and_no_rows():
    for name, table in zip(cube.OPTIONAL, cancer_rates.published(None, pd.DataFrame(), 5), strict=True):
        assert list(table.columns) == list(cube.OPTIONAL[name])
        assert table.empty


def searched(strata, printed):
    tumours, shape = strata.tumours["lung"], strata.residents.shape
    groups = unpublished(shape, bands(FIRST_AGES))
    return Search(
        tumours, groups, forms(strata.residents), limits(tumours, printed), moves(shape, bands(FIRST_AGES)), 4
    )


def test_a_table_that_clears_a_group_prints_the_same_and_keeps_the_counts(strata, figures, monkeypatch):
    printed = np.where(np.arange(len(MEASURES))[:, None, None, None] == NORDIC, figures, NONE)
    tables = []
    search, true = searched(strata, printed), strata.tumours["lung"]
    emptier = search._emptier
    monkeypatch.setattr(search, "_emptier", lambda *given: tables.append(emptier(*given)) or tables[-1])
    random = np.random.default_rng(0)
    for group in range(len(search.groups)):
        search.clears(group, random)
    found = [table.reshape(true.shape) for table in tables if table is not None]
    assert found
    for table in found:
        again = cancer_figures.figures(table, strata.residents)
        assert (again[printed != NONE] == printed[printed != NONE]).all()
        assert (table >= 0).all()
        for band in range(5):
            inside = bands(FIRST_AGES) == band
            assert (table[0][..., inside].sum(axis=-1) == true[0][..., inside].sum(axis=-1)).all()
        assert (table.sum(axis=-1) == true.sum(axis=-1)).all()

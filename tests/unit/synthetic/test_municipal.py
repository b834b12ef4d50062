"""The municipalities report as the sources say: some never, some late, with gaps, at their own level."""

import numpy as np
import pandas as pd
import pytest

from naerblik.synthetic import assumptions, municipal

FACTS = assumptions.load()
SEEDS = range(1, 6)
LARGEST = (101, 751, 461, 851)
MONTHS = municipal.months(FACTS)


@pytest.fixture(params=SEEDS)
def place(request) -> pd.DataFrame:
    return municipal.places(FACTS, request.param)


def delivered(place):
    return np.stack(place["delivered"])


def test_as_many_municipalities_report_as_the_source_says(place):
    months = delivered(place)
    assert months.shape == (98, 36)
    assert months.any(axis=1).sum() == FACTS.reporting.ever
    assert months.sum(axis=0).mean() == pytest.approx(FACTS.reporting.in_a_month, abs=0.2)


def test_the_largest_municipalities_report_in_most_months_of_each_year(place):
    months = delivered(place[place["municipality_code"].isin(LARGEST)])
    assert (months.reshape(len(LARGEST), 3, 12).sum(axis=2).sum(axis=0) >= 0.6 * 12 * len(LARGEST)).all()


def test_only_small_municipalities_never_report_and_only_others_than_the_largest_begin_late(place):
    never = ~delivered(place).any(axis=1)
    assert (place.loc[never, "population"] <= FACTS.reporting.never_above_population).all()
    late = ~delivered(place)[:, 0] & ~never
    assert late.sum() == FACTS.reporting.late_starters
    assert (place.loc[late, "population"] <= FACTS.reporting.late_above_population).all()


def test_levels_differ_and_their_mean_over_citizens_is_one(place):
    reports = delivered(place).any(axis=1)
    level, weights = place.loc[reports, "level"], place.loc[reports, "population"]
    assert np.average(level, weights=weights) == pytest.approx(1)
    assert 0.12 < np.log(level).std() < 0.22


def test_a_change_of_vendor_shifts_the_level_on_one_side_only(place):
    changed = place["vendor_change"].notna()
    assert changed.sum() == FACTS.reporting.vendor_changes
    one_side = (place["keep_before"] < 1) ^ (place["keep_after"] < 1)
    assert (one_side == changed).all()
    assert (place.loc[~changed, "uuid_before"] == place.loc[~changed, "uuid_after"]).all()
    assert set(place.loc[changed, "vendor_change"]) <= set(MONTHS)


def test_every_municipality_leaves_the_old_codes_in_a_month_of_2024(place):
    assert set(place["simplified_from"]) <= set(MONTHS[24:])


def test_the_bits_of_the_delivered_months_are_those_of_the_table(place):
    for bits, row in zip(municipal.delivered_bits(place), place["delivered"], strict=True):
        assert [bool(bits >> month & 1) for month in range(36)] == list(row)


def test_the_reporting_table_holds_every_municipality_and_month_once(place):
    table = municipal.reporting_table(place, FACTS)
    assert len(table) == len(table.drop_duplicates(["municipality_code", "month"])) == 98 * 36
    assert table["delivered"].sum() == delivered(place).sum()


def test_the_same_seed_gives_the_same_municipalities_and_another_others():
    pd.testing.assert_frame_equal(municipal.places(FACTS, 1), municipal.places(FACTS, 1))
    assert not municipal.places(FACTS, 1).equals(municipal.places(FACTS, 2))


def test_origins_are_drawn_in_proportion_to_population_within_the_region():
    place = municipal.places(FACTS, 1)
    slots = municipal.origins(place, 4096)
    sizes = place.set_index("municipality_code")
    for region, group in slots.groupby("region"):
        found = group["origin"].value_counts(normalize=True)
        members = sizes if region == municipal.WHOLE_COUNTRY else sizes[sizes["region"] == region]
        wanted = members["population"] / members["population"].sum()
        assert set(found.index) <= set(wanted.index)
        assert found.reindex(wanted.index).fillna(0).to_numpy() == pytest.approx(wanted.to_numpy(), abs=1 / 4096)


def test_no_level_of_a_code_passes_the_highest():
    levels = municipal.code_levels(municipal.places(FACTS, 1), 43, FACTS, municipal.draws(1, 2))
    assert levels["factor"].between(0.1, FACTS.reporting.highest_code_level).all()
    assert len(levels) == 98 * 43

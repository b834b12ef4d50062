"""Indirectly standardised ratios against published figures and plain reckoning."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik.indicators.rates import byar, crude, exact
from naerblik.indicators.ratios import expected_events, indirect, observed_to_expected

PUBLISHED = json.loads((Path(__file__).parent / "rates.json").read_text(encoding="utf-8"))["indirect"]
"""The worksheet behind the indirectly standardised ratios of PHEindicatormethods: 19 age groups."""
EVENTS, POPULATION, REFERENCE_EVENTS, REFERENCE_POPULATION = (
    np.array([row[column] for row in PUBLISHED["rows"]]) for column in range(4)
)


def test_rates_and_expected_events_of_every_age_group_are_the_published_ones_to_the_printed_digits():
    rates = crude(REFERENCE_EVENTS, REFERENCE_POPULATION, per=1)
    for place, (*_, printed_rate, printed_expected) in enumerate(PUBLISHED["rows"]):
        expected = float(expected_events(POPULATION[place : place + 1], rates[place : place + 1]))
        for found, printed in ((float(rates[place]), printed_rate), (expected, printed_expected)):
            assert f"{found:.{len(printed.partition('.')[2])}f}" == printed


def test_the_ratio_of_the_published_worksheet_is_observed_over_the_sum_of_its_printed_expected_events():
    found = indirect(EVENTS, POPULATION, crude(REFERENCE_EVENTS, REFERENCE_POPULATION, per=1))
    expected = sum(float(row[5]) for row in PUBLISHED["rows"])
    assert found.observed == 895
    assert math.isclose(float(found.expected), expected, abs_tol=1e-6)
    assert math.isclose(float(found.ratio), 895 / expected, rel_tol=1e-9)
    assert math.isclose(float(found.upper), float(byar(895)[1]) / expected, rel_tol=1e-9)


def test_four_observed_where_3_3_are_expected_have_the_ratio_of_openepi():
    """OpenEpi, Standardized Mortality Ratio, prints 1.212; below ten events the limits are the exact ones of four."""
    found = observed_to_expected(4, 3.3)
    assert f"{found.ratio:.3f}" == "1.212"
    assert (found.lower, found.upper) == tuple(bound / 3.3 for bound in exact(4))


def test_limits_of_a_ratio_are_exact_below_ten_events_and_byars_from_there_on():
    found = observed_to_expected([9, 10], [8, 8])
    assert [found.lower[0], found.upper[0]] == [float(bound[0]) / 8 for bound in exact([9])]
    assert [found.lower[1], found.upper[1]] == [float(bound[0]) / 8 for bound in byar([10])]


strata = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5000), st.floats(1e-5, 0.1)), min_size=1, max_size=8)


@given(strata)
def test_a_ratio_is_the_plain_quotient_of_sums(rows):
    events, time, rates = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    expected = sum(n * rate for _, n, rate in rows)
    found = indirect(events, time, rates)
    assert math.isclose(float(found.expected), expected, rel_tol=1e-12)
    assert math.isclose(float(found.ratio), sum(d for d, _, _ in rows) / expected, rel_tol=1e-12)
    assert found.lower <= found.ratio <= found.upper


@given(strata)
def test_the_reference_itself_has_a_ratio_of_one(rows):
    events, time, _ = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found = indirect(events, time, crude(events, time, per=1))
    assert np.isnan(found.ratio) if events.sum() == 0 else math.isclose(float(found.ratio), 1, rel_tol=1e-12)


def test_units_get_their_ratios_side_by_side_and_a_hidden_stratum_hides_its_unit_only():
    together = indirect([[3, 20], [np.nan, 5]], [[900, 500], [800, 700]], [0.01, 0.02])
    alone = indirect([3, 20], [900, 500], [0.01, 0.02])
    assert (together.ratio[0], together.lower[0], together.upper[0]) == (alone.ratio, alone.lower, alone.upper)
    assert np.isnan([together.ratio[1], together.lower[1], together.upper[1]]).all()


def test_a_stratum_without_reference_rate_is_no_matter_where_nobody_lives_in_it():
    assert expected_events([100, 0], [0.5, np.nan]) == 50


def test_a_unit_of_which_nothing_is_expected_has_no_ratio():
    found = observed_to_expected([0], [0])
    assert np.isnan([found.ratio[0], found.lower[0], found.upper[0]]).all()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: observed_to_expected([1], [0]), "no person-time"),
        (lambda: observed_to_expected([-1], [2]), "negative"),
        (lambda: observed_to_expected([1, 2], [2]), "shape"),
        (lambda: observed_to_expected([1], [2], 95), "between 0 and 1"),
        (lambda: expected_events([10, 20], [0.1]), "one per stratum"),
        (lambda: expected_events([10, -20], [0.1, 0.1]), "negative"),
        (lambda: expected_events([10, 20], [0.1, -0.1]), "negative"),
        (lambda: expected_events([10, 20], [0.1, np.nan]), "no reference rate"),
        (lambda: indirect([1, 2], [10, 0], [0.1, 0.1]), "no person-time"),
    ],
)
def test_what_has_no_ratio_is_refused_by_name(call, said):
    with pytest.raises(ValueError, match=said):
        call()

"""Limits of counts and rates, and standardised rates, against published figures and plain reckoning."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma, poisson

from naerblik.indicators.rates import byar, count_limits, crude, crude_limits, exact
from naerblik.indicators.standardised import direct

KNOWN = json.loads((Path(__file__).parent / "rates.json").read_text(encoding="utf-8"))
"""Figures that others printed, each with its source."""
RATES = [row for row in KNOWN["limits"] if row["what"] in {"count limits", "rate"} and row["upper"]]
METHODS = {"DSR, Dobson with Byar": "dobson", "DSR, Fay-Feuer gamma": "fay_feuer"}
STANDARDISED = [(case, answer) for case in KNOWN["standardised_rates"] for answer in case["expected"]]


def level(row: dict) -> float:
    return float(row["level"].rstrip("%")) / 100


def agrees(found: float, printed: str) -> bool:
    """To the digits that are printed; the longest were printed by another program and differ in the last bits."""
    decimals = len(printed.partition(".")[2])
    return math.isclose(found, float(printed), rel_tol=1e-13, abs_tol=0.5 * 10.0**-decimals if decimals < 9 else 0.0)


@pytest.mark.parametrize(
    "row", [row for row in RATES if row["lower"] or row["upper"]], ids=lambda r: f"{r['x']} {r['level']}"
)
def test_limits_of_counts_and_rates_are_the_published_ones(row):
    limits = {"Byars": byar, "Exact": exact}[row["method"]]
    scale = float(row["multiplier"]) / float(row["n"]) if row["n"] else 1.0
    lower, upper = (scale * float(bound) for bound in limits(float(row["x"]), level(row)))
    assert agrees(upper, row["upper"])
    assert agrees(lower, row["lower"]) if row["lower"] else math.isnan(lower)


def test_a_rate_without_person_time_or_with_a_hidden_count_is_unknown():
    assert np.isnan(crude([3, np.nan], [0, 100])).all()
    assert all(np.isnan(bound).all() for bound in crude_limits([3, np.nan], [0, 100]))


def test_a_crude_rate_has_the_limits_of_its_count():
    assert crude([20], [50_000])[0] == 40
    lower, upper = crude_limits([20], [50_000])
    low, high = count_limits([20])
    assert np.allclose([lower[0], upper[0]], [2 * low[0], 2 * high[0]], rtol=1e-15)


def test_limits_are_exact_below_ten_and_byars_from_there_on():
    assert [bound[0] for bound in count_limits([9])] == [bound[0] for bound in exact([9])]
    assert [bound[0] for bound in count_limits([10])] == [bound[0] for bound in byar([10])]


def test_no_event_has_a_lower_limit_of_nought():
    lower, upper = exact([0])
    assert (lower[0], round(upper[0], 4)) == (0.0, 3.6889)


@given(st.integers(1, 500), st.sampled_from((0.9, 0.95, 0.998)))
def test_exact_limits_are_the_means_that_leave_half_the_rest_on_each_side(events, confidence):
    """The definition, by the Poisson distribution itself."""
    lower, upper = (float(bound) for bound in exact(events, confidence))
    tail = (1 - confidence) / 2
    assert math.isclose(poisson.sf(events - 1, lower), tail, rel_tol=1e-8)
    assert math.isclose(poisson.cdf(events, upper), tail, rel_tol=1e-8)


@pytest.mark.parametrize(("case", "answer"), STANDARDISED, ids=lambda d: d.get("name") or d["method"] + d["level"])
def test_standardised_rates_are_the_published_ones(case, answer):
    _, events, time, weights = (np.array(column, dtype=object) for column in zip(*case["rows"], strict=True))
    method = METHODS.get(answer["method"], "dobson")
    confidence = level(answer) if answer["level"] else 0.95
    found = direct(*(a.astype(float) for a in (events, time, weights)), method=method, confidence=confidence)
    found = found.per(float(answer["multiplier"]))
    for number, printed in ((found.rate, "value"), (found.lower, "lower"), (found.upper, "upper")):
        assert agrees(float(number), answer[printed]) if answer[printed] else True


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(50, 5000), st.integers(1, 9)), min_size=1, max_size=6))
def test_a_standardised_rate_is_the_plain_weighted_mean_and_its_gamma_limits_those_of_the_formula(strata):
    events, time, weights = (np.array(column, dtype=float) for column in zip(*strata, strict=True))
    found = direct(events, time, weights, method="fay_feuer")
    if events.sum() < 10:
        assert np.isnan([found.rate, found.lower, found.upper]).all()
        return
    y = sum(w * d / n for d, n, w in strata) / weights.sum()
    v = sum((w / n) ** 2 * d for d, n, w in strata) / weights.sum() ** 2
    most = max(w / n for _, n, w in strata) / weights.sum()
    lower = gamma.ppf(0.025, y**2 / v, scale=v / y)
    upper = gamma.ppf(0.975, (y + most) ** 2 / (v + most**2), scale=(v + most**2) / (y + most))
    assert np.allclose([found.rate, found.lower, found.upper], [y, lower, upper], rtol=1e-9)


def test_units_are_standardised_side_by_side():
    events, time = np.array([[10, 20], [30, 5]]), np.array([[1000, 500], [900, 800]])
    together = direct(events, time, [2, 1])
    for place in (0, 1):
        alone = direct(events[place], time[place], [2, 1])
        assert (together.rate[place], together.upper[place]) == (alone.rate, alone.upper)


def test_fewer_than_ten_events_give_no_standardised_rate():
    found = direct([4, 5], [100, 100], [1, 1])
    assert np.isnan([found.rate, found.lower, found.upper]).all()
    assert found.events == 9


@pytest.mark.parametrize(
    ("events", "time", "weights", "said"),
    [
        ([1, 2], [10, 10], [1, 1, 1], "one weight for each stratum"),
        ([1, 2], [10, 10], [0, 0], "all nought"),
        ([1, 2], [10, 10], [-1, 2], "negative"),
        ([1, 2], [10, 0], [1, 1], "no person-time"),
        ([-1, 2], [10, 10], [1, 1], "negative"),
        ([1, 2], [10], [1, 1], "one population per count"),
    ],
)
def test_what_cannot_be_standardised_is_refused(events, time, weights, said):
    with pytest.raises(ValueError, match=said):
        direct(events, time, weights)

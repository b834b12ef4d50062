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

from naerblik.codelists import standard_populations
from naerblik.indicators.rates import byar, count_limits, crude, crude_limits, exact
from naerblik.indicators.standardised import by_age, direct

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
    assert np.isnan(crude([0, np.nan], [0, 100])).all()
    assert all(np.isnan(bound).all() for bound in crude_limits([0, np.nan], [0, 100]))


@pytest.mark.parametrize(
    ("events", "time", "said"),
    [
        ([3], [0], "no person-time"),
        ([-3], [10], "negative"),
        ([3], [-10], "negative"),
        ([3, 4], [10], "shape"),
    ],
)
def test_a_rate_of_wrong_numbers_is_refused_by_name(events, time, said):
    with pytest.raises(ValueError, match=said):
        crude(events, time)
    with pytest.raises(ValueError, match=said):
        crude_limits(events, time)


def test_a_crude_rate_has_the_limits_of_its_count():
    assert crude([20], [50_000])[0] == 40
    lower, upper = crude_limits([20], [50_000])
    low, high = count_limits([20])
    assert np.allclose([lower[0], upper[0]], [2 * low[0], 2 * high[0]], rtol=1e-15)


def test_limits_are_exact_below_ten_and_byars_from_there_on():
    assert [bound[0] for bound in count_limits([9])] == [bound[0] for bound in exact([9])]
    assert [bound[0] for bound in count_limits([10])] == [bound[0] for bound in byar([10])]


def test_byars_limits_lie_within_one_per_cent_of_the_exact_ones_from_ten_events_on():
    events = np.arange(10, 2000)
    for found, wanted in zip(byar(events), exact(events), strict=True):
        assert np.abs(found / wanted - 1).max() < 0.01


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


LUNG_MEN = (
    [0, 0, 0, 0, 5, 5, 10, 15, 51, 163, 418, 835, 1450, 2276, 2581, 1989, 1352, 707],
    [
        *(773774, 847521, 854548, 906893, 960611, 883961, 820221, 898376, 977591),
        *(1041555, 996379, 892057, 837288, 852106, 659567, 426913, 258735, 192114),
    ],
)
"""Lung cancer (C33-C34) among men in Denmark 2013-2017 by age: cases and person-years (IARC, CI5 XII through Rcan)."""
LUNG_RATES = {"world_segi": "39.23", "nordic2000": "80.91", "esp2013": "96.29"}
"""Per 100,000, reckoned from CI5 apart from this code; NORDCAN's means of the five years are 39.0, 80.1 and 95.3."""


@pytest.mark.parametrize("standard", LUNG_RATES)
def test_lung_cancer_among_danish_men_has_the_rate_of_each_standard(standard):
    assert f"{by_age(*LUNG_MEN, standard=standard).per(100_000).rate:.2f}" == LUNG_RATES[standard]


def test_the_standard_is_nordic_2000_unless_another_is_named():
    found = by_age(*LUNG_MEN, method="fay_feuer").per(100_000)
    assert [f"{number:.3f}" for number in (found.rate, found.lower, found.upper)] == ["80.905", "79.415", "82.420"]
    weights = standard_populations()["nordic2000"].weights
    plain = sum(w * d / n for d, n, w in zip(*LUNG_MEN, weights, strict=True)) / 100_000
    assert math.isclose(float(by_age(*LUNG_MEN).rate), plain, rel_tol=1e-12)


def test_a_standard_or_age_groups_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="nordic2000, esp2013"):
        by_age(*LUNG_MEN, standard="nordic")
    with pytest.raises(ValueError, match="one weight for each stratum"):
        by_age([10, 20], [100, 100])

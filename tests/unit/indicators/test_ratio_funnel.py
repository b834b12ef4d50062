"""The funnel of observed against expected events: published limits, plain references and false findings."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_spread import plain_spread
from scipy.stats import poisson

from naerblik import geography
from naerblik.indicators import ratio_funnel
from naerblik.indicators.rates import exact

PUBLISHED = json.loads((Path(__file__).parent / "rates.json").read_text(encoding="utf-8"))["ratio_funnel"]
POPULATIONS = np.array([m.population for m in geography.municipalities()], dtype=float)
TEN_UNITS = ([8, 21, 33, 35, 62, 55, 80, 70, 98, 130], [12, 18, 30, 45, 50, 60, 70, 85, 92, 110])


def spread(observed, expected, target, tau2):
    """The plain spread on the square-root scale."""
    return plain_spread(
        [
            (math.sqrt(o / e) - math.sqrt(target)) / math.sqrt(1 / (4 * e) + tau2)
            for o, e in zip(observed, expected, strict=True)
        ]
    )


@pytest.mark.parametrize(("side", "confidence", "column"), [(0, 0.95, 1), (1, 0.95, 2), (0, 0.998, 3), (1, 0.998, 4)])
def test_chance_limits_pass_through_the_published_points(side, confidence, column):
    """PHEindicatormethods prints the expected count at which each observed count lies on the line, to 6 digits."""
    for row in PUBLISHED["rows"]:
        at = float(row[column])
        assert at * float(ratio_funnel.chance_limits(at, confidence)[side]) == pytest.approx(row[0], rel=1e-5)
        assert float(exact(row[0], confidence)[1 - side]) == pytest.approx(at, rel=5e-7, abs=1e-6)


@given(st.integers(0, 400), st.floats(0.01, 300), st.sampled_from((0.95, 0.998)), st.sampled_from((0.5, 1.0, 1.7)))
def test_a_ratio_lies_outside_the_chance_limits_exactly_where_counting_out_says_so(observed, expected, level, target):
    lower, upper = ratio_funnel.chance_limits(expected, level, target)
    tail, mean = (1 - level) / 2, target * expected
    few, many = poisson.cdf(observed, mean), poisson.sf(observed - 1, mean)
    if abs(few / tail - 1) > 1e-9 and abs(many / tail - 1) > 1e-9:
        assert (observed / expected < lower) == (few < tail)
        assert (observed / expected > upper) == (many < tail)


units = st.floats(0.5, 5_000).flatmap(lambda e: st.tuples(st.integers(0, int(2 * e) + 1), st.just(e)))


@given(st.lists(units, min_size=3, max_size=40).filter(lambda pairs: any(o for o, _ in pairs)))
@settings(max_examples=60)
def test_phi_and_tau2_agree_with_a_plain_loop(pairs):
    observed, expected = zip(*pairs, strict=True)
    fitted, k = ratio_funnel.fit(observed, expected), len(pairs)
    assert fitted.k == k
    assert fitted.target == pytest.approx(sum(observed) / sum(expected))
    assert fitted.phi == pytest.approx(spread(observed, expected, fitted.target, 0), rel=1e-3, abs=1e-9)
    if fitted.overdispersed:
        assert spread(observed, expected, fitted.target, fitted.tau2) == pytest.approx((k - 1) / k, rel=1e-3)
    else:
        assert fitted.phi <= (k - 1) / k * 1.001


@pytest.mark.parametrize("model", ["additive", "multiplicative", "none"])
def test_limits_of_ten_units_are_those_of_the_formula(model):
    """The formulas of Spiegelhalter 2005 for a unit with 40 expected events, one number at a time."""
    fitted = ratio_funnel.fit(*TEN_UNITS, model=model)
    assert (fitted.target, fitted.k) == (592 / 572, 10)
    variance = {
        "additive": 1 / 160 + fitted.tau2,
        "multiplicative": max(fitted.phi, 1) / 160,
        "none": 1 / 160,
    }[model]
    half = 3.0902323 * math.sqrt(variance)
    exact_lower, exact_upper = ratio_funnel.chance_limits(40, 0.998, fitted.target)
    lower, upper = fitted.limits(40, 0.998)
    assert lower == pytest.approx(min(float(exact_lower), (math.sqrt(592 / 572) - half) ** 2), rel=1e-7)
    assert upper == pytest.approx(max(float(exact_upper), (math.sqrt(592 / 572) + half) ** 2), rel=1e-7)


def test_limits_are_never_narrower_than_chance_and_grow_narrower_with_size():
    fitted = ratio_funnel.RatioFunnel(target=1.0, tau2=0.0, phi=0.4, k=50)
    sizes = np.geomspace(0.05, 1e5, 60)
    lower, upper = fitted.limits(sizes, 0.95)
    exact_lower, exact_upper = ratio_funnel.chance_limits(sizes, 0.95)
    assert (lower <= exact_lower).all()
    assert (upper >= exact_upper).all()
    assert (np.diff(upper) < 0).all()
    assert (np.diff(lower) >= 0).all()
    assert np.isnan(fitted.limits([0, np.nan], 0.95)).all()


def test_an_additive_funnel_stays_open_for_large_units_and_a_multiplicative_one_closes():
    for model, width in (("additive", 2 * 3.0902 * 0.05 * 2), ("multiplicative", 0.0)):
        fitted = ratio_funnel.RatioFunnel(target=1.0, tau2=0.0025, phi=4.0, k=50, model=model)
        lower, upper = fitted.limits(1e10, 0.998)
        assert upper - lower == pytest.approx(width, abs=1e-3)


@pytest.mark.parametrize("tau", [0.0, 0.05])
@pytest.mark.parametrize("per_person", [1e-5, 1e-4, 1e-2])
def test_where_there_are_no_differences_few_ratios_lie_outside(tau, per_person):
    """99.8 % limits promise 0.2 %: of 98 municipalities in 200 countries at most 0.6 % lie outside, if rarely met."""
    rng = np.random.default_rng(1185)
    outside = 0
    for _ in range(200):
        expected = POPULATIONS * per_person
        observed = rng.poisson(expected * np.maximum(1 + rng.normal(0, 2 * tau, len(expected)), 0))
        lower, upper = ratio_funnel.fit(observed, expected).limits(expected, 0.998)
        outside += int(np.sum((observed / expected < lower) | (observed / expected > upper)))
    assert outside / (200 * len(POPULATIONS)) < 0.006


def test_a_crude_rate_is_compared_by_way_of_its_expected_count():
    events, years = np.array([30, 55, 160]), np.array([40_000, 50_000, 110_000])
    national = events.sum() / years.sum()
    fitted = ratio_funnel.fit(events, years * national)
    assert fitted.target == pytest.approx(1)
    lower, upper = fitted.limits(years * national, 0.95)
    assert (lower * national < events / years).all()
    assert (events / years < upper * national).all()


def test_units_of_which_nothing_is_expected_are_left_out():
    assert ratio_funnel.fit([10, 0, 20], [12, 0, 15]) == ratio_funnel.fit([10, 20], [12, 15])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: ratio_funnel.fit([np.nan, 2], [10, 10]), "hidden units"),
        (lambda: ratio_funnel.fit([2, 2], [10, np.nan]), "hidden units"),
        (lambda: ratio_funnel.fit([0, 0], [3, 4]), "no unit has an event"),
        (lambda: ratio_funnel.fit([1, 0], [0, 4]), "no person-time"),
        (lambda: ratio_funnel.fit([1, 0], [4]), "shape"),
        (lambda: ratio_funnel.chance_limits([-1], 0.95), "negative"),
        (lambda: ratio_funnel.chance_limits([1], 95), "between 0 and 1"),
        (lambda: ratio_funnel.chance_limits([1], 0.95, target=0), "above 0"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(call, said):
    with pytest.raises(ValueError, match=said):
        call()

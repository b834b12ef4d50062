"""The funnel with overdispersion, and a group of units against the rest of the country."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_spread import plain_spread

from naerblik import geography
from naerblik.indicators import funnel

WORKED = {
    "phi": 1.42760568,
    "tau2": 0.000327700024,
    "lower": [0.0286038571, 0.0660880336],
    "upper": [0.228669103, 0.157827098],
}
TEN_UNITS = ([8, 21, 33, 35, 62, 55, 80, 70, 98, 130], [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
POPULATIONS = np.array([m.population for m in geography.municipalities()])
CODES = [m.code for m in geography.municipalities()]
REGIONS = [np.isin(CODES, region.municipalities) for region in geography.areas_of("region", 2026)]


def spread(count, population, target, tau2):
    """The plain spread on the arcsine-square-root scale."""
    return plain_spread(
        [
            (math.asin(math.sqrt(x / n)) - math.asin(math.sqrt(target))) / math.sqrt(1 / (4 * n) + tau2)
            for x, n in zip(count, population, strict=True)
        ]
    )


units = st.integers(20, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n // 3), st.just(n)))


@given(st.lists(units, min_size=3, max_size=40))
@settings(max_examples=60)
def test_phi_and_tau2_agree_with_a_plain_loop(pairs):
    count, population = zip(*pairs, strict=True)
    fitted = funnel.fit(count, population)
    k = len(pairs)
    assert fitted.k == k
    assert fitted.target == pytest.approx(sum(count) / sum(population))
    assert fitted.phi == pytest.approx(spread(count, population, fitted.target, 0), rel=1e-3, abs=1e-9)
    if fitted.tau2 > 0:
        assert spread(count, population, fitted.target, fitted.tau2) == pytest.approx((k - 1) / k, rel=1e-3)
    else:
        assert fitted.phi <= (k - 1) / k * 1.001


def test_a_worked_example_of_ten_units():
    """Computed apart from this code with the formulas of the docstring, one number at a time."""
    fitted = funnel.fit(*TEN_UNITS)
    assert (fitted.target, fitted.k) == (592 / 5500, 10)
    assert fitted.phi == pytest.approx(WORKED["phi"], rel=1e-6)
    assert fitted.tau2 == pytest.approx(WORKED["tau2"], rel=1e-6)
    lower, upper = fitted.limits([100, 1000], 0.998)
    assert lower == pytest.approx(WORKED["lower"], rel=1e-6)
    assert upper == pytest.approx(WORKED["upper"], rel=1e-6)


def test_the_multiplicative_model_widens_every_limit_by_the_root_of_phi():
    """Spiegelhalter 2005: phi s^2 in place of s^2 + tau^2; by hand for a unit of 400."""
    fitted = funnel.fit(*TEN_UNITS, model="multiplicative")
    assert fitted.overdispersed
    assert (fitted.phi, fitted.tau2) == (funnel.fit(*TEN_UNITS).phi, funnel.fit(*TEN_UNITS).tau2)
    lower, upper = fitted.limits([400], 0.998)
    centre, half = math.asin(math.sqrt(592 / 5500)), 3.090232 * math.sqrt(1.42760568 / 1600)
    assert lower[0] == pytest.approx(math.sin(centre - half) ** 2, rel=1e-6)
    assert upper[0] == pytest.approx(math.sin(centre + half) ** 2, rel=1e-6)


def test_the_fitted_funnel_says_whether_its_limits_are_wider_than_chance():
    even = ([10, 20, 31, 39], [100, 200, 300, 400])
    assert [funnel.fit(*TEN_UNITS, model).overdispersed for model in ("additive", "multiplicative", "none")] == [
        *(True, True, False)
    ]
    assert not any(funnel.fit(*even, model).overdispersed for model in ("additive", "multiplicative", "none"))
    chance = [funnel.fit(*even, model).limits([50, 900], 0.95) for model in ("additive", "multiplicative", "none")]
    for limits in chance[1:]:
        assert np.array_equal(limits, chance[0])


def test_without_overdispersion_the_limits_are_those_of_chance_alone():
    even = funnel.fit([10, 20, 31, 39], [100, 200, 300, 400])
    assert even.tau2 == 0
    lower, upper = even.limits([400], 0.95)
    z, centre = NormalDist().inv_cdf(0.975), math.asin(math.sqrt(0.1))
    assert lower[0] == pytest.approx(math.sin(centre - z / 40) ** 2)
    assert upper[0] == pytest.approx(math.sin(centre + z / 40) ** 2)


def test_limits_narrow_with_size_stay_within_0_and_1_and_never_become_narrower_than_tau():
    wide = funnel.Funnel(target=0.02, tau2=0.0025, phi=9.0, k=50)
    lower, upper = wide.limits([1, 100, 10_000, 10**9, 0], 0.998)
    assert lower[0] == 0
    assert list(upper[:4]) == sorted(upper[:4], reverse=True)
    assert upper[3] == pytest.approx(math.sin(math.asin(math.sqrt(0.02)) + 3.0902 * 0.05) ** 2, rel=1e-3)
    assert np.isnan(upper[4])


def test_an_outlier_does_not_widen_the_limits_that_would_hide_it():
    rng = np.random.default_rng(5)
    population = np.full(60, 2_000)
    count = rng.binomial(population, 0.1)
    count[0] = 600
    fitted = funnel.fit(count, population)
    assert fitted.limits([2_000], 0.998)[1][0] < 0.3
    assert funnel.against_rest(count, population, np.arange(60) == 0).verdict == "higher"


def test_units_without_population_carry_no_information():
    assert funnel.fit([10, 0, 20], [100, 0, 250]) == funnel.fit([10, 20], [100, 250])
    with_empty = funnel.against_rest([10, 0, 20], [100, 0, 250], [True, True, False])
    assert with_empty == funnel.against_rest([10, 20], [100, 250], [True, False])


def drawn(rng, tau, shift=0.0, inside=None, size=1.0):
    """Counts of 98 municipalities that differ by chance, by tau, and by `shift` inside a region."""
    population = np.maximum((POPULATIONS * size).astype(int), 1)
    level = math.asin(math.sqrt(0.08)) + rng.normal(0, tau, len(population))
    if inside is not None:
        level = level + shift * inside
    return rng.binomial(population, np.sin(np.clip(level, 0, math.pi / 2)) ** 2), population


@pytest.mark.parametrize("tau", [0.0, 0.005, 0.03])
@pytest.mark.parametrize("size", [0.01, 1.0])
def test_where_there_are_no_differences_few_findings_are_made_by_chance(tau, size):
    """99.8 % limits promise 0.2 %: of 200 countries of 98 municipalities and 5 regions at most 0.6 % are findings."""
    rng = np.random.default_rng(2024)
    outside = findings = 0
    for _ in range(200):
        count, population = drawn(rng, tau, size=size)
        lower, upper = funnel.fit(count, population).limits(population, 0.998)
        outside += int(np.sum((count / population < lower) | (count / population > upper)))
        findings += sum(funnel.against_rest(count, population, region).verdict != "none" for region in REGIONS)
    assert outside / (200 * 98) < 0.006
    assert findings / (200 * 5) < 0.006


def test_a_region_that_differs_by_much_more_than_chance_is_found():
    rng = np.random.default_rng(7)
    found = []
    for _ in range(20):
        for region in REGIONS:
            count, population = drawn(rng, 0.02, shift=0.05, inside=region)
            found.append(funnel.against_rest(count, population, region).verdict)
    assert found.count("higher") > 90
    assert "lower" not in found


def test_the_comparison_names_both_shares_and_the_limits_between_which_chance_would_leave_the_group():
    comparison = funnel.against_rest([10, 12, 90, 85], [100, 110, 400, 390], [True, True, False, False])
    assert comparison.share == 22 / 210
    assert comparison.rest == 175 / 790
    assert comparison.lower < comparison.rest < comparison.upper
    assert comparison.verdict == ("lower" if comparison.share < comparison.lower else "none")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: funnel.fit([np.nan, 2], [10, 10]), "hidden units"),
        (lambda: funnel.fit([0], [0]), "no unit"),
        (lambda: funnel.fit([11], [10]), "exceeds its population"),
        (lambda: funnel.against_rest([1, 2], [10, 10], [True, True]), "inside and outside"),
        (lambda: funnel.against_rest([1, 2], [10, 10], [True]), "one mark per unit"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""Rates of units and the comparison of a group with the rest."""

from __future__ import annotations

import numpy as np
import pytest

from naerblik.indicators import rate_funnel


def test_without_spread_the_limits_are_those_of_chance_round_the_common_rate() -> None:
    funnel = rate_funnel.fit([10, 20, 30], [1000, 2000, 3000])
    assert funnel.target == pytest.approx(0.01)
    lower, upper = funnel.limits([1000.0, 100_000.0], 0.998)
    assert lower[0] < 0.01 < upper[0]
    assert upper[1] - lower[1] < upper[0] - lower[0]


def test_a_group_with_three_times_the_rate_is_higher_and_the_other_side_lower() -> None:
    events, time = np.array([300, 310, 100, 105, 98]), np.full(5, 10_000.0)
    inside = np.array([True, True, False, False, False])
    assert rate_funnel.against_rest(events, time, inside).verdict == "higher"
    assert rate_funnel.against_rest(events, time, ~inside).verdict == "lower"


def test_the_units_own_spread_widens_the_limits() -> None:
    inside, time = np.array([True, True, False, False]), np.full(4, 10_000.0)
    calm = rate_funnel.against_rest([100, 100, 100, 100], time, inside)
    rough = rate_funnel.against_rest([50, 150, 40, 160], time, inside)
    assert rough.upper - rough.lower > 2 * (calm.upper - calm.lower)


def test_few_events_are_no_finding_where_exact_chance_allows_them() -> None:
    found = rate_funnel.against_rest([0, 300], [1000, 100_000], [True, False])
    assert found.verdict == "none"


def test_chance_alone_seldom_makes_a_finding() -> None:
    random = np.random.default_rng(4)
    time = np.full(20, 5_000.0)
    inside = np.arange(20) < 5
    found = [rate_funnel.against_rest(random.poisson(0.004 * time), time, inside).verdict for _ in range(400)]
    assert sum(verdict != "none" for verdict in found) <= 6


@pytest.mark.parametrize(
    ("events", "time", "inside", "message"),
    [
        ([1, 2], [10, 10], [True, True], "both inside and outside"),
        ([1, np.nan], [10, 10], [True, False], "leave hidden units out"),
        ([1, 2], [10, 10], [True], "one mark per unit"),
        ([1, 2], [10, 0], [True, False], "no person-time"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    events: list[float], time: list[float], inside: list[bool], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rate_funnel.against_rest(events, time, inside)

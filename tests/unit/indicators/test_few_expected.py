"""The exact binomial guard against counting it out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik.indicators.few_expected import beyond_binomial_chance, binomial_at_most


def counted_out(count: int, population: int, share: float) -> float:
    return sum(
        math.comb(population, k) * share**k * (1 - share) ** (population - k) for k in range(min(count, population) + 1)
    )


@given(st.integers(1, 60), st.integers(-1, 60), st.floats(0.001, 0.999))
def test_the_binomial_probability_is_that_of_counting_it_out(population: int, count: int, share: float) -> None:
    found = binomial_at_most(min(count, population), population, share)
    assert found == pytest.approx(counted_out(count, population, share), abs=1e-9)


def test_the_binomial_probability_stands_at_its_ends() -> None:
    assert binomial_at_most(0, 10, 0.0) == 1.0
    assert binomial_at_most(9, 10, 1.0) == 0.0
    assert binomial_at_most(10, 10, 1.0) == 1.0
    assert binomial_at_most(-1, 10, 0.5) == 0.0


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_a_count_is_beyond_chance_where_so_few_or_so_many_are_rarer_than_the_confidence_leaves(
    population: int, count: int, share: float
) -> None:
    count = min(count, population)
    few, many = counted_out(count, population, share), 1 - counted_out(count - 1, population, share)
    if min(abs(few - 0.001), abs(many - 0.001)) > 1e-9:
        assert beyond_binomial_chance(count, population, share, 0.998) == (min(few, many) < 0.001)


def test_nobody_among_177_is_no_finding_where_three_are_expected() -> None:
    assert not beyond_binomial_chance(0, 177, 3 / 177, 0.998)
    assert beyond_binomial_chance(0, 177, 8 / 177, 0.998)


def test_a_confidence_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        beyond_binomial_chance(1, 10, 0.1, 99.8)

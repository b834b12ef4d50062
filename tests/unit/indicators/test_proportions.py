"""Wilson's limits and the share per 1,000."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik.indicators.proportions import per_1000, wilson

# PHEindicatormethods (UK Health Security Agency), testdata_Byars_Wilson.xlsx: proportion limits of 65 in 100.
PUBLISHED = [
    (0.95, 0.5525444329688797, 0.7363575175690247),
    (0.998, 0.4954946574070431, 0.7783540614089697),
]


@pytest.mark.parametrize(("confidence", "lower", "upper"), PUBLISHED)
def test_wilson_gives_the_published_limits_to_the_printed_digits(confidence, lower, upper):
    found = wilson([65], [100], confidence)
    assert math.isclose(found[0][0], lower, rel_tol=1e-14)
    assert math.isclose(found[1][0], upper, rel_tol=1e-14)


def test_nobody_and_everybody_have_limits_at_the_ends():
    lower, upper = wilson([0, 12], [12, 12])
    assert lower[0] == 0
    assert upper[1] == 1
    assert 0 < upper[0] < 0.3
    assert 0.7 < lower[1] < 1


def test_a_population_of_zero_and_a_hidden_count_have_no_limits():
    lower, upper = wilson([0, np.nan], [0, 20])
    assert np.isnan(lower).all()
    assert np.isnan(upper).all()
    assert np.isnan(per_1000([0], [0])).all()


def test_the_share_is_given_per_1000():
    assert per_1000([3, 0], [1500, 20]).tolist() == [2.0, 0.0]


counts = st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(counts, min_size=1, max_size=20), st.sampled_from([0.9, 0.95, 0.998]))
def test_the_vectorised_limits_are_the_plain_solution_of_the_score_equation(pairs, confidence):
    count, population = zip(*pairs, strict=True)
    lower, upper = wilson(count, population, confidence)
    z = NormalDist().inv_cdf(1 - (1 - confidence) / 2)
    for x, n, low, high in zip(count, population, lower, upper, strict=True):
        share = x / n
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        assert math.isclose(low, max(0.0, centre - half), rel_tol=1e-6, abs_tol=1e-12)
        assert math.isclose(high, min(1.0, centre + half), rel_tol=1e-6, abs_tol=1e-12)
        assert 0 <= low <= share <= high <= 1


@pytest.mark.parametrize(
    ("count", "population", "confidence", "message"),
    [
        ([5], [4], 0.95, "exceeds its population"),
        ([-1], [4], 0.95, "negative"),
        ([1, 2], [4], 0.95, "shape"),
        ([1], [4], 95, "between 0 and 1"),
    ],
)
def test_wrong_numbers_are_refused_by_name(count, population, confidence, message):
    with pytest.raises(ValueError, match=message):
        wilson(count, population, confidence)

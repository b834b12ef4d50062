"""Prevalence by duration against plain counting, and the published prevalence of RUKS."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_dates import birthday

from naerblik.indicators.prevalence import alive_by_duration, duration_class, proportion
from naerblik.indicators.proportions import wilson

days = st.dates(date(1995, 1, 1), date(2026, 12, 31))
citizens = st.lists(st.tuples(days, st.one_of(st.none(), days)).filter(lambda c: c[1] is None or c[0] <= c[1]))

RUKS_2024 = {
    "astma": (415_310, 6_955),
    "demens": (43_105, 720),
    "hjertesvigt": (69_110, 1_155),
    "KOL": (159_325, 2_670),
    "leddegigt": (45_130, 755),
    "osteoporose": (210_280, 3_520),
    "skizofreni": (29_135, 490),
    "type 1-diabetes": (32_325, 540),
    "type 2-diabetes": (280_920, 4_705),
}
"""Sundhedsdatastyrelsen, RUKS of 28 November 2025, prevalence 2024: citizens and citizens per 100,000, rounded to 5."""
JULY_2024 = 5_972_420
"""The population on 1 July 2024 (Statistics Denmark)."""


@pytest.mark.parametrize("disease", RUKS_2024)
def test_the_published_prevalence_of_ruks_is_found_from_its_count_within_its_rounding(disease):
    count, printed = RUKS_2024[disease]
    found = proportion(count, JULY_2024)
    assert 5 * round(float(found.rate) / 5) == printed
    assert found.lower < found.rate < found.upper


def test_the_limits_of_a_prevalence_are_wilsons():
    found, (lower, upper) = proportion([12, 0], [5_000, 0]), wilson([12, 0], [5_000, 0])
    assert (found.rate[0], found.lower[0], found.upper[0]) == (240, 100_000 * lower[0], 100_000 * upper[0])
    assert np.isnan([found.rate[1], found.lower[1], found.upper[1]]).all()


def test_ten_citizens_written_out():
    """On 31 December 2024, by hand: two in their first year, one with 1-4, two with 5-9, one with 10 or more."""
    diagnosed_and_died = [
        ("2024-12-31", "NaT"),  # on the day itself: 0 years
        ("2024-01-01", "NaT"),  # 0 years: the first is completed tomorrow
        ("2023-12-31", "NaT"),  # 1 year completed today
        ("2019-12-31", "2025-01-01"),  # 5 years completed today, alive today
        ("2015-01-01", "NaT"),  # 9 years
        ("2014-12-31", "NaT"),  # 10 years completed today
        ("2025-01-01", "NaT"),  # not yet diagnosed
        ("2000-05-05", "2024-12-31"),  # the day of death is no day alive
        ("2000-05-05", "2010-01-01"),  # dead
        ("2024-06-01", "2024-06-01"),  # diagnosed at death
    ]
    diagnosed, died = zip(*diagnosed_and_died, strict=True)
    assert alive_by_duration(diagnosed, died, "2024-12-31").tolist() == [2, 1, 2, 1]


@given(citizens, days)
def test_citizens_by_duration_are_those_of_counting_one_by_one(rows, on):
    counts = [0, 0, 0, 0]
    for diagnosed, died in rows:
        if diagnosed <= on and (died is None or died > on):
            years = sum(birthday(diagnosed, year) <= on for year in range(diagnosed.year + 1, on.year + 1))
            counts[0 if years < 1 else 1 if years < 5 else 2 if years < 10 else 3] += 1
    diagnosed, died = [row[0] for row in rows], [row[1] or "NaT" for row in rows]
    found = alive_by_duration(np.array(diagnosed, dtype="datetime64[D]"), np.array(died, dtype="datetime64[D]"), on)
    assert found.tolist() == counts


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: alive_by_duration(["2020-01-01"], [], "2021-01-01"), "one of each per citizen"),
        (lambda: alive_by_duration(["NaT"], ["NaT"], "2021-01-01"), "diagnosed has no date"),
        (lambda: alive_by_duration(["2020-01-02"], ["2020-01-01"], "2021-01-01"), "died lies before diagnosed"),
        (lambda: alive_by_duration(["2020-01-02"], ["NaT"], ["2021-01-01"]), "one reference date"),
        (lambda: alive_by_duration(["2020-01-02"], ["NaT"], "NaT"), "on has no date"),
        (lambda: duration_class(["2022-01-02"], "2021-01-01"), "on lies before since"),
        (lambda: proportion([11], [10]), "exceeds its population"),
        (lambda: proportion([1], [0]), "no person-time or population"),
        (lambda: proportion([-1], [10]), "negative"),
        (lambda: proportion([1, 2], [10]), "shape"),
    ],
)
def test_what_has_no_prevalence_is_refused_by_name(call, said):
    with pytest.raises(ValueError, match=said):
        call()

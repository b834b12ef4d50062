"""Completed years against counting birthdays one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik.indicators.dates import completed_years

dates = st.one_of(
    st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    st.sampled_from([date(1904, 2, 29), date(2000, 2, 29), date(2024, 2, 29), date(2023, 2, 28), date(2023, 3, 1)]),
)


def birthday(born: date, year: int) -> date:
    """Who is born on 29 February has it on 1 March where there is no 29 February."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@given(st.lists(st.tuples(dates, dates).map(sorted), min_size=1, max_size=10))
def test_completed_years_are_the_anniversaries_that_have_passed(pairs):
    since, on = zip(*pairs, strict=True)
    counted = [
        sum(birthday(begun, year) <= day for year in range(begun.year + 1, day.year + 1)) for begun, day in pairs
    ]
    assert completed_years(since, on).tolist() == counted


def test_who_is_born_on_29_february_completes_a_year_on_1_march_or_on_29_february():
    on = ["2001-02-28", "2001-03-01", "2004-02-28", "2004-02-29"]
    assert completed_years("2000-02-29", on).tolist() == [0, 1, 3, 4]


@pytest.mark.parametrize(
    ("since", "on", "said"),
    [
        (["2020-01-01", "NaT"], "2021-01-01", "since has no date.*position 1"),
        (["2020-01-01"], "NaT", "on has no date"),
        (["2022-01-01"], "2021-01-01", "on lies before since.*position 0"),
        (["yesterday"], "2021-01-01", "since holds something that is no date"),
    ],
)
def test_dates_that_give_no_years_are_refused_by_name(since, on, said):
    with pytest.raises(ValueError, match=said):
        completed_years(since, on)


def test_one_date_may_stand_against_many():
    assert completed_years(np.array(["2000-06-30", "2010-07-01"]), "2020-06-30").tolist() == [20, 9]

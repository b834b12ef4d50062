"""The Lexis split against walking through every day, and a cohort written out by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_dates import birthday

from naerblik.indicators.person_time import Window, lexis, person_days, person_years

COHORT = {
    "birth": ["1952-07-14", "1954-04-01", "1987-06-10"],
    "entry": ["1965-08-04", "1972-09-08", "1991-12-23"],
    "exit": ["1997-06-27", "1995-05-23", "1998-07-24"],
}
"""The three persons A, B and C of the examples of the R package Epi (B. Carstensen et al., splitLexis)."""
CENTURY = Window(date(1900, 1, 1), date(1999, 12, 31))
ONE = Window(date(2020, 1, 1), date(2020, 12, 31))
FIVE_YEARS = (*range(0, 85, 5), 85)

BY_HAND = [
    (1991, 0, 9),  # 23-31 December, aged 4
    (1992, 0, 161),  # 1 January - 9 June: 31 + 29 + 31 + 30 + 31 + 9
    (1992, 5, 205),  # from the fifth birthday, 10 June: 366 - 161
    *((year, 5, 365) for year in (1993, 1994, 1995)),
    (1996, 5, 366),
    (1997, 5, 160),  # 1 January - 9 June: 31 + 28 + 31 + 30 + 31 + 9
    (1997, 10, 205),  # from the tenth birthday: 365 - 160
    (1998, 10, 205),  # 1 January - 24 July: 181 + 24
]
"""Person C, from 23 December 1991 to 24 July 1998, both days included: year, age group, days."""


def rows(pieces):
    return [tuple(row) for row in pieces[["year", "age_from", "person_days"]].itertuples(index=False)]


def test_a_person_of_the_epi_cohort_written_out_by_hand():
    pieces = lexis(**COHORT, window=CENTURY, age_starts=FIVE_YEARS)
    assert rows(pieces[pieces["spell"] == 2]) == BY_HAND
    assert sum(days for *_, days in BY_HAND) == (date(1998, 7, 24) - date(1991, 12, 23)).days + 1 == 2406


def test_the_epi_cohort_has_its_whole_time_under_observation():
    found = person_days(COHORT["entry"], COHORT["exit"], CENTURY)
    assert found.tolist() == [11_651, 8_293, 2_406]
    assert person_years(found) == pytest.approx([31.8987, 22.7050, 6.5873], abs=5e-5)


def test_a_person_born_on_29_february_turns_a_year_older_on_1_march_or_on_29_february():
    pieces = lexis(
        ["2023-01-01"], ["2024-12-31"], ["2020-02-29"], Window(date(2023, 1, 1), date(2024, 12, 31)), range(9)
    )
    assert rows(pieces) == [(2023, 2, 59), (2023, 3, 306), (2024, 3, 59), (2024, 4, 307)]


def test_ends_are_inclusive_and_an_open_spell_runs_to_the_end_of_the_window():
    window = Window(date(2024, 1, 1), date(2024, 12, 31))
    entry = ["2024-05-05", "2020-01-01", "2024-12-31", "2020-01-01", "2025-01-01", "2023-12-31"]
    exit = ["2024-05-05", "NaT", "NaT", "2023-12-31", "NaT", "2024-01-01"]
    assert person_days(entry, exit, window).tolist() == [1, 366, 1, 0, 0, 1]


def test_who_is_younger_than_the_first_age_group_is_in_none():
    pieces = lexis(
        ["2020-01-01"], ["2020-12-31"], ["2002-07-01"], Window(date(2020, 1, 1), date(2020, 12, 31)), [18, 65]
    )
    assert rows(pieces) == [(2020, 18, 184)]


some_day = st.dates(date(2015, 1, 1), date(2024, 12, 31))
leap_days = st.sampled_from([date(1960, 2, 29), date(2012, 2, 29)])
births = st.one_of(st.dates(date(1930, 1, 1), date(2014, 12, 31)), leap_days)
spell = st.tuples(births, some_day, st.one_of(st.none(), some_day)).filter(lambda s: s[2] is None or s[1] <= s[2])
ages = st.sets(st.integers(0, 90), min_size=1, max_size=6).map(sorted)


@given(st.lists(spell), st.tuples(some_day, some_day).map(sorted), ages)
@settings(max_examples=40, deadline=None)
def test_the_split_is_that_of_walking_through_every_day(spells, ends, age_starts):
    counted: Counter[tuple[int, int, int]] = Counter()
    for place, (birth, entry, exit) in enumerate(spells):
        day, until = max(entry, ends[0]), min(exit or ends[1], ends[1])
        while day <= until:
            age = day.year - birth.year - (day < birthday(birth, day.year))
            groups = [start for start in age_starts if start <= age]
            if groups:
                counted[place, day.year, groups[-1]] += 1
            day += timedelta(days=1)
    birth, entry, exit = (np.array([s[i] or "NaT" for s in spells], dtype="datetime64[D]") for i in range(3))
    window = Window(*ends)
    pieces = lexis(entry, exit, birth, window, age_starts)
    found = [tuple(row) for row in pieces.itertuples(index=False)]
    assert found == [(*key, days) for key, days in sorted(counted.items())]
    if age_starts[0] == 0:
        assert pieces["person_days"].sum() == person_days(entry, exit, window).sum()


def test_a_hundred_thousand_spells_are_split_at_once():
    rng = np.random.default_rng(3)
    birth = np.datetime64("1930-01-01") + rng.integers(0, 30_000, 100_000)
    entry = np.maximum(birth, np.datetime64("2015-01-01"))
    window = Window(date(2015, 1, 1), date(2024, 12, 31))
    pieces = lexis(entry, np.full(len(entry), "NaT"), birth, window, FIVE_YEARS)
    assert pieces["person_days"].sum() == person_days(entry, np.full(len(entry), "NaT"), window).sum()
    assert pieces.groupby(["spell", "year"])["person_days"].sum().max() == 366


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: person_days(["2020-01-02"], ["2020-01-01"], ONE), "exit lies before entry"),
        (lambda: person_days(["NaT"], ["2020-01-01"], ONE), "entry has no date"),
        (lambda: person_days(["2020-01-02"], [], ONE), "one of each per spell"),
        (lambda: lexis(["2020-01-02"], ["NaT"], ["NaT"], ONE, [0]), "birth has no date"),
        (lambda: lexis(["2020-01-02"], ["NaT"], ["2020-01-03"], ONE, [0]), "entry lies before birth"),
        (lambda: lexis(["2020-01-02"], ["NaT"], [], ONE, [0]), "one birth per spell"),
        (lambda: lexis(["2020-01-02"], ["NaT"], ["2000-01-01"], ONE, [5, 5]), "ascend"),
        (lambda: lexis(["2020-01-02"], ["NaT"], ["2000-01-01"], ONE, []), "ascend"),
        (lambda: Window(date(2020, 1, 2), date(2020, 1, 1)), "before it begins"),
        (lambda: person_years([-1]), "negative"),
    ],
)
def test_spells_that_have_no_time_are_refused_by_name(call, said):
    with pytest.raises(ValueError, match=said):
        call()

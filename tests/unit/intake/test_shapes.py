"""Rows of another shape than the contract's become its rows: statuses become stays, months become stays."""

from collections import defaultdict
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naerblik.engine.duckdb import attach_table, connect, query
from naerblik.intake import shapes
from naerblik.registers import contracts

ONE_DAY = timedelta(days=1)
STATUS_DAYS = [date(2022, 12, 31), date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30)]


def shaped(shape: str, register: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    found = shapes.load(shape, contracts.load()[register])
    frame = pd.DataFrame(rows, columns=list(found.inputs))
    typed = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in found.inputs.items())
    with connect() as connection:
        attach_table(connection, "given", frame)
        connection.execute(f"CREATE VIEW delivered AS SELECT {typed} FROM given")
        return query(connection, found.sql)


@pytest.mark.parametrize(("shape", "register"), [("yearly_residence", "population"), ("monthly_stay", "nursing_home")])
def test_a_shape_gives_the_columns_of_its_register(shape, register):
    assert set(shaped(shape, register, []).columns) == {*contracts.load()[register].column_names, "set_aside"}


def statuses(rows: list[tuple[int, date, int | None]]) -> pd.DataFrame:
    born = {"sex": "K", "birth_date": date(1950, 1, 1)}
    given = [{"person_key": p, "status_date": day, "municipality_code": m, **born} for p, day, m in rows]
    return shaped("yearly_residence", "population", given)


def stays_of(frame: pd.DataFrame) -> set[tuple[int, int | None, date, date]]:
    sound = frame[frame["set_aside"].isna()]
    return {
        (row.person_key, place, row.residence_start.date(), row.residence_end.date())
        for row, place in zip(sound.itertuples(), _places(sound), strict=True)
    }


def _places(frame: pd.DataFrame) -> list[int | None]:
    return [None if pd.isna(code) else int(code) for code in frame["municipality_code"]]


D1, D2, D3, D4 = STATUS_DAYS


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        ([(1, D1, 751)], {(1, 751, D1, D1)}),
        ([(1, D1, 751), (2, D2, 101)], {(1, 751, D1, D1), (2, 101, D2, D2)}),
        ([(1, D1, 751), (1, D2, 751)], {(1, 751, D1, D2)}),
        ([(1, D1, 751), (1, D2, 101)], {(1, 751, D1, D2 - ONE_DAY), (1, 101, D2, D2)}),
        # Away on a status day: only the days of status on either side are known.
        ([(1, D1, 751), (1, D3, 751), (2, D2, 101)], {(1, 751, D1, D1), (1, 751, D3, D3), (2, 101, D2, D2)}),
        ([(1, D1, None), (1, D2, None)], {(1, None, D1, D2)}),
    ],
)
def test_between_two_statuses_a_person_lives_where_the_first_says(rows, stays):
    assert stays_of(statuses(rows)) == stays


def test_a_second_status_of_the_same_day_is_set_aside_and_one_without_a_day_too():
    frame = statuses([(1, D1, 751), (1, D1, 101), (1, None, 101)])
    assert sorted(frame["set_aside"].dropna()) == ["incomplete_row", "same_status_twice"]
    assert stays_of(frame) == {(1, 101, D1, D1)}


def plain_residence(rows: list[tuple[int, date, int]]) -> dict[tuple[int, date], int]:
    """(person, day) -> where the person lives, day by day from the statuses."""
    days = sorted({day for _, day, _ in rows})
    lives = {(person, day): place for person, day, place in rows}
    found = dict(lives)
    for (person, day), place in lives.items():
        later = [other for other in days if other > day]
        if later and (person, later[0]) in lives:
            for number in range((later[0] - day).days):
                found[person, day + timedelta(days=number)] = place
    return found


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(st.tuples(st.integers(1, 3), st.sampled_from(STATUS_DAYS)), st.sampled_from([101, 751]), min_size=1)
)
def test_stays_hold_exactly_the_days_that_the_statuses_tell(lives):
    rows = [(person, day, place) for (person, day), place in lives.items()]
    found = {}
    for person, place, first, last in stays_of(statuses(rows)):
        for number in range((last - first).days + 1):
            assert (person, first + timedelta(days=number)) not in found
            found[person, first + timedelta(days=number)] = place
    assert found == plain_residence(rows)


def months(rows: list[tuple[int, date]]) -> set[tuple[int, date, date]]:
    frame = shaped("monthly_stay", "nursing_home", [{"person_key": p, "month": m} for p, m in rows])
    sound = frame[frame["set_aside"].isna()]
    return {(r.person_key, r.start_date.date(), r.end_date.date()) for r in sound.itertuples()}


def test_months_that_follow_each_other_are_one_stay_to_the_last_day_of_the_last():
    rows = [(1, date(2023, 12, 1)), (1, date(2024, 1, 1)), (1, date(2024, 2, 1)), (1, date(2024, 4, 1))]
    assert months(rows) == {(1, date(2023, 12, 1), date(2024, 2, 29)), (1, date(2024, 4, 1), date(2024, 4, 30))}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(2022, 2023), st.integers(1, 12)), max_size=30))
def test_stays_hold_exactly_the_months_that_were_delivered(rows):
    found = defaultdict(set)
    for person, first, last in months([(person, date(year, month, 1)) for person, year, month in rows]):
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            found[person].add((day.year, day.month))
    assert {(p, *month) for p, own in found.items() for month in own} == set(rows)


def test_stays_of_a_person_do_not_touch_each_other():
    stays = sorted(months([(1, date(2023, m, 1)) for m in (1, 2, 4, 5, 5, 7)]))
    assert [(first.month, last.month) for _, first, last in stays] == [(1, 2), (4, 5), (7, 7)]

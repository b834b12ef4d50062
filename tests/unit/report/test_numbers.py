from __future__ import annotations

from datetime import date

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from naerblik.report import numbers


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (numbers.count(0), "0"),
        (numbers.count(999), "999"),
        (numbers.count(1234567), "1.234.567"),
        (numbers.decimal(12.34), "12,3"),
        (numbers.decimal(1234.5, 2), "1.234,50"),
        (numbers.decimal(2.0, 0), "2"),
        (numbers.decimal(-0.04), "0,0"),
        (numbers.per_1000(0.0361), "36,1"),
        (numbers.per_1000(0.00004, 2), "0,04"),
        (numbers.percent(0.9124), "91,2 pct."),
        (numbers.interval(35.75, 36.5), "35,8–36,5"),
        (numbers.interval_per_1000(0.0358, 0.0365), "35,8–36,5"),
        (numbers.day(date(2024, 7, 1)), "1. juli 2024"),
        (numbers.day(date(2026, 11, 22)), "22. november 2026"),
        (numbers.month(date(2023, 3, 1)), "marts 2023"),
        (numbers.counted(1, "kommune", "kommuner"), "1 kommune"),
        (numbers.counted(1200, "borger", "borgere"), "1.200 borgere"),
    ],
)
def test_numbers_and_dates_are_written_as_danes_write_them(found: str, expected: str) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c"], "a, b og c")],
)
def test_a_list_ends_in_og(words: list[str], expected: str) -> None:
    assert numbers.listing(words) == expected


@given(st.integers(min_value=0, max_value=10**9))
def test_a_count_reads_back_as_the_number_it_was(value: int) -> None:
    assert int(numbers.count(value).replace(".", "")) == value


@given(st.floats(min_value=-1e6, max_value=1e6), st.integers(min_value=1, max_value=3))
def test_a_decimal_reads_back_within_its_rounding(value: float, digits: int) -> None:
    text = numbers.decimal(value, digits)
    read = float(text.replace(".", "").replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    assert abs(read - value) <= 0.5 * 10**-digits * 1.001
    assert len(text.rpartition(",")[2]) == digits


@given(st.integers(-(10**12), 10**12), st.floats(min_value=-1e9, max_value=1e9), st.integers(min_value=0, max_value=3))
def test_numbers_are_written_as_the_locale_data_of_danish_say(whole: int, value: float, digits: int) -> None:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    assert numbers.count(whole) == format_decimal(whole, format="#,##0", locale=numbers.LOCALE)
    assert numbers.decimal(value, digits) == format_decimal(
        round(value, digits) + 0.0, format=pattern, locale=numbers.LOCALE
    )

"""The trend of a card: gaps where nothing is shown, breaks where the topic has them, every number in words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from naerblik.report.cells import NOT_REPORTED, Share
from naerblik.report.series_breaks import SeriesBreak
from naerblik.report.small_trend import SmallTrend
from naerblik.report.unit import CITIZENS

DATES = tuple(date(year, 7, 1) for year in (2021, 2022, 2023, 2024))
HIDDEN = Share(None, 1000)
SHARES = (Share(35, 1000), Share(30, 1000), HIDDEN, Share(40, 1000))
TREND = SmallTrend("proeve", "Borgere med noget", "Region Fyn", CITIZENS, DATES, SHARES)
LATER = SeriesBreak(date(2024, 1, 1), date(2026, 12, 31), "FSIII forenkles", "")
AT_ONCE = SeriesBreak(date(2023, 7, 1), None, "Ældreloven", "")


def lines(trend: SmallTrend) -> list[list[tuple[float, float]]]:
    """The points of each drawn line."""
    paths = re.findall(r'<path d="M([\d. L]+)" fill="none"', trend._repr_html_())
    return [[tuple(map(float, point.split())) for point in path.split("L")] for path in paths]


def test_the_words_hold_the_first_the_last_and_every_year() -> None:
    words = TREND.words
    assert words.title == "Borgere med noget pr. 1.000 borgere, Region Fyn, 2021–2024"
    assert words.description == (
        "Fra 35,0 i 2021 til 40,0 i 2024. 2021: 35,0; 2022: 30,0; 2023: vises ikke; 2024: 40,0."
    )


def test_a_line_never_crosses_a_year_that_is_not_shown() -> None:
    first, last = lines(TREND)
    assert (len(first), len(last)) == (2, 1)
    assert first[1][0] < last[0][0]


def test_heights_are_in_proportion_from_zero() -> None:
    (before, lower), (after,) = lines(TREND)
    assert (64 - before[1]) / (64 - after[1]) == pytest.approx(35 / 40, abs=0.01)
    assert (64 - lower[1]) / (64 - after[1]) == pytest.approx(30 / 40, abs=0.01)


def test_only_the_first_and_the_last_number_are_labelled() -> None:
    texts = re.findall(r">([^<>]+)</text>", TREND._repr_html_())
    assert texts == ["35,0", "40,0", "2021", "2024"]


@pytest.mark.parametrize("shares", [(HIDDEN, HIDDEN, HIDDEN, Share(1, 10)), (NOT_REPORTED,) * 4])
def test_a_single_number_is_no_trend(shares: tuple[Share, ...]) -> None:
    assert replace(TREND, shares=shares)._repr_html_() == '<p class="reading">Udviklingen kan ikke vises.</p>'


def test_zero_in_every_year_is_a_line_at_zero() -> None:
    (line,) = lines(replace(TREND, shares=(Share(0, 1000),) * 4))
    assert {y for _, y in line} == {64.0}


def test_a_break_is_marked_where_it_begins_and_named() -> None:
    marked = replace(TREND, breaks=(AT_ONCE, LATER))
    assert "Markeret databrud: Ældreloven fra 1. juli 2023." in marked.words.description
    assert "Markeret databrud: FSIII forenkles fra 1. januar 2024." in marked.words.description
    fields = re.findall(r'<rect x="([\d.]+)" y="0" width="([\d.]+)"', marked._repr_html_())
    (at, width), (begins, wide) = [tuple(map(float, found)) for found in fields]
    assert (at, width) == (pytest.approx(28 + 224 * 2 / 3, abs=0.2), 0)
    assert begins + wide == 280
    assert at < begins < lines(TREND)[1][0][0]


def test_nothing_is_drawn_in_a_colour_of_its_own() -> None:
    assert not re.findall(r'(?:fill|stroke)="(?!none)', replace(TREND, breaks=(LATER,))._repr_html_())

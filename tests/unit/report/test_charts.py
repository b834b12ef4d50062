from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from naerblik.indicators import funnel
from naerblik.report import age_chart, calendar_chart, dot_chart, funnel_chart, trend_chart
from naerblik.report.calendar_chart import Row
from naerblik.report.dot_chart import Dot, Line
from naerblik.report.funnel_chart import Point
from naerblik.report.series_breaks import series_breaks
from naerblik.report.svg import Words
from naerblik.report.trend_chart import Panel, Series

WORDS = Words("figur", "Titel", "Beskrivelse")
DOTS = (Dot(0.03, (0.028, 0.032)), Dot(None, None), Dot(0.04, (0.039, 0.041)))
LONG = "Hjælp til hjemmemonitorering relateret til diabetes"
MONTHS = tuple(date(year, month, 1) for year in (2023, 2024) for month in range(1, 13))
JULY = (date(2023, 7, 1), date(2024, 7, 1))


def _dots() -> str:
    lines = [Line("Søvn og hvile", (DOTS[0], DOTS[2]), "▲"), Line(LONG, (DOTS[1], DOTS[2]))]
    return dot_chart.draw(lines, ["Region Fyn", "Resten af landet"], WORDS, axis="Borgere pr. 1.000")


def _funnel() -> str:
    points = [Point(f"Kommune {i}", 2_000 * (i + 1), 0.03 + 0.001 * (i % 7), i < 5, "none") for i in range(40)]
    points.append(Point("Langtbortistan", 30_000, 0.09, True, "higher"))
    fitted = funnel.fit([round(p.share * p.population) for p in points], [p.population for p in points])
    return funnel_chart.draw(points, fitted, WORDS)


def _trend() -> str:
    dates = (date(2022, 7, 1), *JULY)
    panel = Panel("Indsatser", (Series("alle", DOTS), Series("samme", DOTS)))
    return trend_chart.draw([panel, panel], dates, series_breaks()[:1], WORDS)


def _calendar() -> str:
    rows = [
        Row("Region Fyn", ()),
        Row("Assens", (True,) * 24),
        Row("Nyborg", (False,) * 12 + (True,) * 12, emphasis=True),
    ]
    return calendar_chart.draw(rows, MONTHS, JULY, WORDS)


def _ages() -> str:
    return age_chart.draw(["0–17 år", "18–64 år", "65 år og derover"], {"Kvinder": DOTS, "Mænd": DOTS[::-1]}, WORDS)


CHARTS: dict[str, Callable[[], str]] = {
    "dots": _dots,
    "funnel": _funnel,
    "trend": _trend,
    "calendar": _calendar,
    "ages": _ages,
}
each_chart = pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("}text")]


@each_chart
def test_a_chart_is_small_and_the_same_each_time(draw: Callable[[], str]) -> None:
    svg = draw()
    assert len(svg.encode()) < 60_000
    assert svg == draw()


@each_chart
def test_numbers_on_axes_are_danish(draw: Callable[[], str]) -> None:
    assert not [text for text in texts(draw()) if re.search(r"\d\.\d(?!\d\d)|\d,\d{3}", text)]


@each_chart
def test_every_text_lies_inside_the_figure(draw: Callable[[], str]) -> None:
    root = ET.fromstring(draw())
    _, _, width, height = map(float, root.get("viewBox", "").split())
    for element in root.iter():
        if element.tag.endswith("}text"):
            reach = 5.6 * len(element.text or "") * float(element.get("font-size", 12)) / 12
            x, y = float(element.get("x", -1)), float(element.get("y", -1))
            left = {"end": x - reach, "middle": x - reach / 2}.get(element.get("text-anchor", ""), x)
            assert left >= -2, element.text
            assert left + reach <= width + 4, element.text
            assert 0 <= y <= height, element.text


def test_long_labels_are_broken_into_lines() -> None:
    assert LONG not in texts(_dots())
    assert "Hjælp til hjemmemonitorering" in texts(_dots())


def test_a_hidden_number_leaves_no_dot() -> None:
    def dots(share: Dot) -> int:
        svg = dot_chart.draw([Line("A", (share,)), Line("B", (DOTS[0],))], ["x"], WORDS, axis="y")
        return svg.count("<use ") + svg.count("<ns0:use ")

    assert dots(DOTS[0]) == dots(DOTS[1]) + 1


def test_the_funnel_names_what_stands_out_and_nothing_else() -> None:
    named = [text for text in texts(_funnel()) if text.startswith(("Kommune", "Langt"))]
    assert named == ["Langtbortistan"]


def test_the_calendar_counts_the_delivered_months_of_each_municipality() -> None:
    found = texts(_calendar())
    assert {"24/24", "12/24", "2023", "2024", "juli"} <= set(found)
    assert "0/24" not in found, "a heading has no months"


def test_breaks_in_the_series_are_marked() -> None:
    assert texts(_trend()).count("FSIII forenkles") == 2

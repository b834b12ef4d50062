"""Indberetningspraksis: who reports, since when, and how much of the population stands behind the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from naerblik import geography
from naerblik.geography import Area, Level
from naerblik.report import calendar_chart, numbers
from naerblik.report.calendar_chart import Row as CalendarRow
from naerblik.report.figure import Figure
from naerblik.report.places import by_name, called, title
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding


def finding(scope: Scope) -> Finding:
    """Who reported in the month of the reference date."""
    covered, month = scope.coverage(), numbers.month(scope.day)
    if scope.recipient.level == "municipality":
        delivered = scope.delivered(scope.recipient)
        verb = "indberettede" if covered.reporting else "indberettede ikke"
        months = f"{sum(delivered)} af {len(delivered)} måneder"
        return Finding(f"{title(scope.recipient)} {verb} for {month} og har leveret data i {months}")
    inside = "i landet" if scope.is_country else f"i {called(scope.recipient)}"
    if covered.reporting == covered.municipalities:
        return Finding(f"Alle {covered.municipalities} kommuner {inside} indberettede for {month}")
    citizens = "" if covered.share is None else f"; de rummer {numbers.percent(covered.share)} af borgerne"
    return Finding(
        f"{covered.reporting} af {covered.municipalities} kommuner {inside} indberettede for {month}{citizens}"
    )


def calendar(scope: Scope) -> Figure:
    """Municipality by month: delivered or not."""
    months = scope.reporting.months
    reference = [scope.parameters.reference_date(year) for year in scope.years]
    heading = f"Kommunernes indberetning måned for måned, {numbers.month(months[0])} til {numbers.month(months[-1])}"
    words = Words("indberetning", heading, f"{finding(scope).text}. {_gaps(scope)}")
    return Figure(
        key=words.key,
        title=words.title,
        finding=words.description,
        draw=partial(calendar_chart.draw, list(_calendar_rows(scope)), months, reference, words),
        table=_calendar_table(scope, months),
        reading="Et felt er en leveret måned, en streg en måned uden levering. Tallet til højre er leverede måneder.",
    )


def _gaps(scope: Scope) -> str:
    delivered = [scope.delivered(area) for area in scope.shown]
    always, never = sum(map(all, delivered)), sum(not any(months) for months in delivered)
    return f"Af de viste {len(delivered)} kommuner har {always} leveret i alle måneder og {never} slet ikke i perioden."


def _calendar_rows(scope: Scope) -> Iterator[CalendarRow]:
    """The shown municipalities by name; under the names of their regions when the recipient is the country."""
    groups = [("", scope.shown)]
    if scope.is_country:
        regions = geography.areas_of("region", scope.parameters.geography)
        groups = [(r.name, geography.parts_of(r, "municipality", scope.parameters.geography)) for r in regions]
    for name, areas in groups:
        if name:
            yield CalendarRow(name, ())
        for area in by_name(areas):
            yield CalendarRow(area.name, scope.delivered(area), emphasis=area == scope.recipient)


def _calendar_table(scope: Scope, months: Sequence[date]) -> Table:
    columns = (
        Column("Kommune"),
        Column("Første leverede måned", "month"),
        Column("Seneste leverede måned", "month"),
        Column(f"Leverede måneder af {len(months)}", "count"),
        Column(f"Leveret {numbers.month(scope.day)}"),
        Column("Borgere", "count"),
    )
    rows = tuple(Row(_calendar_values(scope, a), emphasis=a == scope.recipient) for a in by_name(scope.shown))
    behind = scope.provenance(scope.around)
    return Table("indberetning", "Kommunernes indberetning i perioden", columns, rows, behind)


def _calendar_values(scope: Scope, area: Area) -> tuple[Value, ...]:
    months = [month for month, got in zip(scope.reporting.months, scope.delivered(area), strict=True) if got]
    ends: tuple[Value, Value] = (months[0], months[-1]) if months else (Mark.MISSING, Mark.MISSING)
    answer = "ja" if scope.reports(area) else "nej"
    return area.name, *ends, len(months), answer, _shown(scope.coverage(area).population)


def coverage_table(scope: Scope) -> Table:
    """Municipalities that reported and the population behind the numbers, for the areas around and inside."""
    columns = (
        Column("Område"),
        Column("Kommuner", "count"),
        *(
            Column(f"Indberettede {numbers.month(scope.parameters.reference_date(year))}", "count")
            for year in scope.years
        ),
        Column(f"Borgere {numbers.day(scope.day)}", "count"),
        Column("Borgere bag tallene", "count"),
        Column("Dækning", "percent"),
    )
    rows = tuple(Row(_coverage_values(scope, a), emphasis=a == scope.recipient) for a in _related(scope))
    caption = f"Kommuner, der indberettede, og borgerne bag tallene {numbers.day(scope.day)}"
    return Table("daekning", caption, columns, rows, scope.provenance())


def _coverage_values(scope: Scope, area: Area) -> tuple[Value, ...]:
    now = scope.coverage(area)
    reporting = (scope.coverage(area, year).reporting for year in scope.years)
    return (
        title(area),
        now.municipalities,
        *reporting,
        *map(_shown, (now.population, now.reported_population, now.share)),
    )


def _shown(number: float | None) -> Value:
    return Mark.HIDDEN if number is None else number


def _related(scope: Scope) -> list[Area]:
    """The recipient, what lies inside it above the municipality, and what it lies inside; small to large."""
    levels: tuple[Level, ...] = ("municipality", "cluster", "council", "region", "unknown", "country")
    areas = (area for level in levels for area in geography.areas_of(level, scope.parameters.geography))
    return [area for area in areas if _is_related(scope, area)]


def _is_related(scope: Scope, area: Area) -> bool:
    """The country is divided into regions, and shows who lies outside them; a region into clusters or councils."""
    own, members = set(scope.recipient.municipalities), set(area.municipalities)
    if area.level == "unknown":
        return scope.is_country
    parts = ("region",) if scope.is_country else ("cluster", "council")
    return area == scope.recipient or own < members or (members < own and area.level in parts)

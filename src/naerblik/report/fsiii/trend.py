"""Udvikling: the trend by year with the breaks in the series, also for municipalities that deliver in every year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from naerblik.geography import Area
from naerblik.parameters import ItemKind
from naerblik.report import numbers, trend_chart
from naerblik.report.cells import Share
from naerblik.report.compare import rest_of_country
from naerblik.report.dot_chart import Dot
from naerblik.report.figure import Figure
from naerblik.report.fsiii.items import condition_area_names
from naerblik.report.fsiii.wording import MEASURES, PLURALS
from naerblik.report.places import called
from naerblik.report.provenance import Provenance
from naerblik.report.scope import Scope, behind
from naerblik.report.sentences import first_upper
from naerblik.report.series_breaks import SeriesBreak, between
from naerblik.report.small_trend import SmallTrend
from naerblik.report.svg import Words
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.trend_chart import Panel, Series
from naerblik.report.unit import CITIZENS

DAYS_PER_YEAR = 365.25
EVERY_YEAR = "every_year"


def steady(scope: Scope) -> list[Area]:
    """The recipient's municipalities that reported in the month of the reference date in every year."""
    return [area for area in scope.own if all(scope.reports(area, year) for year in scope.years)]


def _steady_shares(scope: Scope, items: ItemKind, area: Area | None = None, item: str = "*") -> list[Share]:
    return [scope.share(items, item, area=area, year=year, reporters=EVERY_YEAR) for year in scope.years]


def finding(scope: Scope, items: ItemKind) -> Finding:
    """First and last year in the municipalities that reported in all of them: numbers, no claim of a cause."""
    shares = _steady_shares(scope, items)
    if len(shares) < 2:
        return Finding(f"Udviklingen kan ikke vises: data dækker kun {scope.year}")
    first, last = shares[0], shares[-1]
    if not (first.is_known and last.is_known):
        return Finding(f"Udviklingen kan ikke vises for {called(scope.recipient)}")
    return Finding(_said(scope, items, first, last, lambda share: ""))


def key_finding(scope: Scope, items: ItemKind) -> str:
    """The same with limits of chance, where both numbers are shown."""
    shares = _steady_shares(scope, items)
    if len(shares) < 2 or not (shares[0].is_known and shares[-1].is_known):
        return finding(scope, items).text
    said = _said(scope, items, shares[0], shares[-1], lambda share: f" ({CITIZENS.interval(share.limits)})")
    return f"{said}; i parentes 95 pct. sikkerhedsgrænser"


def _said(scope: Scope, items: ItemKind, first: Share, last: Share, limits: Callable[[Share], str]) -> str:
    begin, end = f"{CITIZENS.alone(first.rate)}{limits(first)}", f"{CITIZENS.bare(last.rate)}{limits(last)}"
    return f"{first_upper(PLURALS[items])}: {begin} i {scope.years[0]} og {end} i {scope.years[-1]}, {_who(scope)}"


def _who(scope: Scope) -> str:
    if scope.recipient.level == "municipality":
        return f"opgjort {numbers.day(scope.day).rsplit(' ', 1)[0]}"
    return f"i {numbers.counted(len(steady(scope)), 'kommune', 'kommuner')}, der indberettede alle årene"


def small(scope: Scope, items: ItemKind) -> SmallTrend:
    """The trend of the first page: in the municipalities that reported in all years, as the finding says it."""
    what = f"Borgere med {MEASURES[items]}"
    dates = tuple(map(scope.parameters.reference_date, scope.years))
    shares = tuple(_steady_shares(scope, items))
    return SmallTrend("noegletal-fsiii", what, _who(scope), CITIZENS, dates, shares, breaks(scope))


def breaks(scope: Scope) -> tuple[SeriesBreak, ...]:
    """The breaks in the period of the trend."""
    return between(*(scope.parameters.reference_date(year) for year in (scope.years[0], scope.years[-1])))


def breaks_text(scope: Scope) -> Text:
    """What each break in the period means, and how the lines are to be read."""
    known = [piece.text for piece in breaks(scope)] or ["Der er ingen kendte databrud i perioden."]
    care = (
        "Kommuner skifter også leverandør af omsorgsjournal; det kan flytte niveauet fra én måned til den næste. Et "
        "spring i kurven er derfor ikke i sig selv en ændring i plejen."
    )
    return Text((*known, care))


def figure(scope: Scope) -> Figure | Text:
    """Any intervention and any condition by year; a single year is no trend."""
    if len(scope.years) < 2:
        return Text((f"En udvikling kræver mindst to år, og data dækker kun {scope.year}.",))
    panels = [Panel(first_upper(PLURALS[items]), tuple(_series(scope, items))) for items in MEASURES]
    dates = [scope.parameters.reference_date(year) for year in scope.years]
    heading = f"Borgere med mindst én aktiv indsats og tilstand pr. 1.000, {called(scope.recipient)}, {_period(scope)}"
    description = " ".join(f"{finding(scope, items).text}." for items in MEASURES)
    marked = numbers.listing([f"{piece.label} fra {numbers.day(piece.begins)}" for piece in breaks(scope)])
    words = Words("udvikling", heading, f"{description} Markeret databrud: {marked or 'intet'}.")
    drawing = partial(trend_chart.draw, panels, dates, breaks(scope), words)
    field = "Det farvede felt er et databrud. " if breaks(scope) else ""
    return Figure(words.key, words.title, words.description, drawing, table(scope), f"{field}{_READING}")


_READING = "Stregerne ved punkterne er 95 pct. sikkerhedsgrænser."


def _period(scope: Scope) -> str:
    return f"{scope.years[0]}–{scope.years[-1]}"


def _series(scope: Scope, items: ItemKind) -> list[Series]:
    monthly = [scope.share(items, year=year) for year in scope.years]
    own = _steady_shares(scope, items)
    if scope.recipient.level == "municipality":
        lines = [Series(called(scope.recipient), tuple(map(Dot.of, monthly)))]
    else:
        lines = [
            Series("indberettede det pågældende år", tuple(map(Dot.of, monthly))),
            Series("indberettede alle år", tuple(map(Dot.of, own))),
        ]
    if scope.is_country:
        return lines
    country = _steady_shares(scope, items, scope.country)
    rest = [rest_of_country(mine, whole) for mine, whole in zip(own, country, strict=True)]
    return [*lines, Series("resten af landet, alle år", tuple(map(Dot.of, rest)))]


def table(scope: Scope) -> Table:
    """Both measures by year, for the municipalities of the year and for those of all years."""
    columns = (
        Column("År", "year"),
        Column("Kommuner, der indberettede", "count"),
        Column("Borgere bag tallene", "count"),
        Column("Med mindst én", "count"),
        Column("Pr. 1.000", "per_1000"),
        Column(f"I de {len(steady(scope))} kommuner med alle år", "count"),
        Column("Pr. 1.000, alle år", "per_1000"),
    )
    rows = [
        Row(_values(scope, items, year), group=first_upper(PLURALS[items]))
        for items in MEASURES
        for year in scope.years
    ]
    caption = f"Borgere med indsatser og tilstande efter år, {called(scope.recipient)}"
    return Table("udvikling", caption, columns, tuple(rows), scope.provenance(), group_title="Mål")


def _values(scope: Scope, items: ItemKind, year: int) -> tuple[Value, ...]:
    share = scope.share(items, year=year)
    own = scope.share(items, year=year, reporters=EVERY_YEAR)
    reporting = scope.coverage(year=year).reporting
    shown = (share.population_value(), share.count_value(), share.rate_value())
    return year, reporting, *shown, own.count_value(), own.rate_value()


def areas_table(scope: Scope) -> Table:
    """The areas of conditions by year, in the municipalities that reported in all years."""
    columns = (Column("Område"), *(Column(f"{year}, pr. 1.000", "per_1000") for year in scope.years))
    rows = []
    for code, name in condition_area_names().items():
        shares = _steady_shares(scope, "areas", item=code)
        rows.append(Row((name, *(share.rate_value() for share in shares))))
    caption = f"Borgere med mindst én tilstand i området pr. 1.000, {_who(scope)}, {called(scope.recipient)}"
    return Table("udvikling-omraader", caption, columns, tuple(rows), _behind_steady(scope))


def _behind_steady(scope: Scope) -> Provenance:
    """The line under numbers of the municipalities that reported in all years: their citizens in the report year."""
    people = scope.share("any_condition", reporters=EVERY_YEAR).population
    who, own = called(scope.recipient), len(scope.own)
    covered = f"{who}, indberettet alle årene i {len(steady(scope))} af {own} kommuner"
    if scope.recipient.level == "municipality":
        covered = f"{who} har {'' if steady(scope) else 'ikke '}indberettet alle årene"
    return replace(scope.source(), population=behind(people), coverage=covered)


def yearly_table(scope: Scope) -> Table:
    """Citizens with an intervention on any day of the year, against the time lived in delivered months."""
    columns = (
        Column("År", "year"),
        Column("Borgere med mindst én indsats i løbet af året", "count"),
        Column("Personår i leverede måneder", "count"),
        Column("Pr. 1.000 personår", "per_1000"),
    )
    table = scope.cube.tables["yearly"]
    lines = table[table["area"] == scope.recipient.code].sort_values("year").to_dict("records")
    rows = tuple(Row((int(line["year"]), *_yearly(line["count"], line["person_days"]))) for line in lines)
    caption = f"Borgere med mindst én indsats i løbet af året, {called(scope.recipient)}"
    covered = f"{called(scope.recipient)}, de måneder, kommunerne har leveret"
    if scope.recipient.level == "municipality":
        covered = f"{called(scope.recipient)}, de måneder, kommunen har leveret"
    behind_it = replace(scope.source(), population="personårene i tabellen", coverage=covered)
    return Table("udvikling-aar", caption, columns, rows, behind_it)


def _yearly(count: Any, days: Any) -> tuple[Value, ...]:
    years = Mark.HIDDEN if pd.isna(days) else int(days) / DAYS_PER_YEAR
    if years == 0:
        return Mark.MISSING, Mark.MISSING, Mark.MISSING
    time = years if isinstance(years, Mark) else round(years)
    if pd.isna(count) or isinstance(years, Mark):
        return Mark.HIDDEN if pd.isna(count) else int(count), time, Mark.HIDDEN
    return int(count), time, int(count) / years

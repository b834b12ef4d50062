"""Udvikling: new tumours by calendar year, all cancers and the common ones, beside the rest of the country."""

from __future__ import annotations

from functools import partial

from naerblik.items import TOTAL_SITE
from naerblik.report import panel_chart, sentences
from naerblik.report.cancer.counts import country, new_cases, years
from naerblik.report.cancer.municipalities import LOCAL
from naerblik.report.cancer.wording import CRUDE, NEW, SITES, behind, period
from naerblik.report.dot_chart import Dot
from naerblik.report.figure import Figure
from naerblik.report.panel_chart import Across
from naerblik.report.places import called, title
from naerblik.report.scope import Scope
from naerblik.report.small_trend import SmallTrend
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Finding, Text
from naerblik.report.trend_chart import Panel, Series
from naerblik.report.wording import LIMITS

SHOWN = (TOTAL_SITE, *LOCAL)


def finding(scope: Scope) -> Finding:
    """First and last year: numbers, no claim of a cause."""
    known = years(scope)
    if len(known) < 2:
        return Finding(f"Udviklingen kan ikke vises: data dækker kun {scope.year}")
    first, last = (new_cases(scope, TOTAL_SITE, year=year) for year in (known[0], known[-1]))
    if not (first.is_known and last.is_known):
        return Finding(f"Udviklingen {period(known)} kan ikke vises for {called(scope.recipient)}")
    begin = sentences.rate_with_limits(first, unit=NEW).replace("95 pct. sikkerhedsgrænser ", "")
    end = f"{NEW.bare(last.rate)} ({NEW.interval(last.limits)}) i {known[-1]}"
    return Finding(f"Nye kræfttilfælde: {begin} i {known[0]} og {end}; i parentes 95 pct. sikkerhedsgrænser")


def small(scope: Scope) -> SmallTrend:
    """The trend of the first page: all cancers by year."""
    known = years(scope)
    dates = tuple(map(scope.parameters.reference_date, known))
    shares = tuple(new_cases(scope, TOTAL_SITE, year=year) for year in known)
    return SmallTrend("noegletal-kraeft", "Nye kræfttilfælde", called(scope.recipient), NEW, dates, shares, note=CRUDE)


def figure(scope: Scope) -> Figure | Text | Table:
    """A panel for each cancer: the recipient and the rest of the country; a single year is no trend."""
    known = years(scope)
    if len(known) < 2:
        return Text((f"En udvikling kræver mindst to år, og data dækker kun {scope.year}.",))
    panels = [Panel(SITES[site], tuple(_series(scope, site, known))) for site in SHOWN]
    if not any(dot.share is not None for panel in panels for dot in panel.series[0].dots):
        return table(scope)
    across = Across(tuple(map(float, known)), tuple((float(year), str(year)) for year in known))
    heading = f"Nye kræfttilfælde pr. 100.000 borgere, {called(scope.recipient)}, {period(known)}"
    words = Words("kraeft-udvikling", heading, f"{finding(scope).text}.")
    drawing = partial(panel_chart.draw, panels, across, words, unit=NEW, one_scale=False)
    reading = f"Felterne har hver sin skala. Stregerne er 95 pct. sikkerhedsgrænser. {CRUDE}"
    return Figure(words.key, words.title, words.description, drawing, table(scope), reading)


def _series(scope: Scope, site: str, known: tuple[int, ...]) -> list[Series]:
    own = [new_cases(scope, site, year=year) for year in known]
    lines = [Series(title(scope.recipient), tuple(map(Dot.of, own)))]
    if scope.is_country:
        return lines
    rest = [Dot.of(country(scope, site, year=year).less(mine)) for year, mine in zip(known, own, strict=True)]
    return [*lines, Series("Resten af landet", tuple(rest))]


def table(scope: Scope) -> Table:
    """The same cancers by year, with tumours and citizens."""
    compared = not scope.is_country
    columns = (
        Column("År", "year"),
        Column("Borgere", "count"),
        Column("Nye tilfælde", "count"),
        Column("Personer", "count"),
        Column("Pr. 100.000", "per_100000"),
        Column(LIMITS, "interval_per_100000"),
        *([Column("Resten af landet, pr. 100.000", "per_100000")] if compared else []),
    )
    rows = [_row(scope, site, year, compared) for site in SHOWN for year in years(scope)]
    caption = f"Nye kræfttilfælde efter år, {called(scope.recipient)}"
    return Table("kraeft-udvikling", caption, columns, tuple(rows), behind(scope), (CRUDE,), group_title="Kræftform")


def _row(scope: Scope, site: str, year: int, compared: bool) -> Row:
    own = new_cases(scope, site, year=year)
    rest = country(scope, site, year=year).less(own)
    patients = scope.share("cancer_patients", site, year=year)
    values = (
        own.population_value(),
        own.count_value(),
        patients.count_value(),
        own.rate_value(),
        own.limits_value(),
        *((rest.rate_value(),) if compared else ()),
    )
    return Row((year, *values), group=SITES[site])

"""Udvikling: the main diagnoses by year, and the new ones of the twelve months up to each reference date."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from naerblik.parameters import ItemKind
from naerblik.report import numbers, trend_chart
from naerblik.report.cells import Share
from naerblik.report.compare import rest_of_country
from naerblik.report.dot_chart import Dot
from naerblik.report.figure import Figure
from naerblik.report.general_practice.wording import main_diagnoses, provenance, running
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.small_trend import SmallTrend
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.trend_chart import Panel, Series
from naerblik.report.unit import CITIZENS

KINDS: dict[ItemKind, str] = {"diagnoses": "Har diagnosen", "new_diagnoses": "Nye på 12 måneder"}
_READING = (
    "Stregerne ved punkterne er 95 pct. sikkerhedsgrænser. De to felter har hver sin skala. Nye vises kun for år, hvor "
    "registrene dækker alle 12 måneder."
)
_CARE = (
    "En diagnose gælder fra den dag, den første gang er registreret, og bliver stående. Et stigende antal kan derfor "
    "komme af, at registret er blevet ældre og flere praksis koder deres diagnoser, lige så vel som af flere syge."
)


def finding(scope: Scope) -> Finding:
    """First and last year of the most common main diagnosis: numbers, no claim of a cause."""
    if len(scope.years) < 2:
        return Finding(f"Udviklingen kan ikke vises: data dækker kun {scope.year}")
    found = main_diagnoses()[0]
    first, last = (scope.share("diagnoses", found.item, year=year) for year in (scope.years[0], scope.years[-1]))
    if not (first.is_known and last.is_known):
        return Finding(f"Udviklingen kan ikke vises for {called(scope.recipient)}")
    return Finding(
        f"{found.name}: {numbers.per_1000(first.rate)} pr. 1.000 borgere i {scope.years[0]} og "
        f"{numbers.per_1000(last.rate)} i {scope.years[-1]}"
    )


def small(scope: Scope) -> SmallTrend:
    """The trend of the first page: the most common main diagnosis by year."""
    found = main_diagnoses()[0]
    what = f"Borgere med {running(found.name)}"
    dates = tuple(map(scope.parameters.reference_date, scope.years))
    shares = tuple(scope.share("diagnoses", found.item, year=year) for year in scope.years)
    return SmallTrend("noegletal-praksis", what, called(scope.recipient), CITIZENS, dates, shares)


def figure(scope: Scope) -> Figure | Text:
    """The main diagnoses by year beside the new ones; a single year is no trend."""
    if len(scope.years) < 2:
        return Text((f"En udvikling kræver mindst to år, og data dækker kun {scope.year}.",))
    panels = [Panel(heading, tuple(_series(scope, kind))) for kind, heading in KINDS.items()]
    dates = [scope.parameters.reference_date(year) for year in scope.years]
    heading = f"De fem forløbssygdomme pr. 1.000 borgere, {called(scope.recipient)}, {scope.years[0]}–{scope.years[-1]}"
    words = Words("praksis-udvikling", heading, f"{finding(scope).text}. {_new(scope)}")
    drawing = partial(trend_chart.draw, panels, dates, (), words, one_scale=False)
    return Figure(words.key, heading, words.description, drawing, _table(scope), _READING)


def _series(scope: Scope, kind: ItemKind) -> Iterator[Series]:
    for found in main_diagnoses():
        shares = [scope.share(kind, found.item, year=year) for year in scope.years]
        yield Series(found.name.split(",", maxsplit=1)[0], tuple(map(Dot.of, shares)))


def _new(scope: Scope) -> str:
    shares = [(found.name, scope.share("new_diagnoses", found.item)) for found in main_diagnoses()]
    known = [f"{name} ({numbers.per_1000(share.rate)})" for name, share in shares if share.is_known]
    return f"Nye pr. 1.000 borgere i {scope.year}: {numbers.listing(known)}." if known else "Nye kan ikke vises."


def _table(scope: Scope) -> Table:
    compare = not scope.is_country
    columns = (
        Column("År", "year"),
        Column("Borgere", "count"),
        Column("Med diagnosen", "count"),
        Column("Pr. 1.000", "per_1000"),
        *([Column("Resten af landet, pr. 1.000", "per_1000")] if compare else []),
        Column("Nye på 12 måneder", "count"),
        Column("Nye pr. 1.000", "per_1000", 2),
        *([Column("Resten af landet, nye pr. 1.000", "per_1000", 2)] if compare else []),
    )
    rows = tuple(
        Row(_values(scope, found.item, year), group=found.name) for found in main_diagnoses() for year in scope.years
    )
    caption = f"De fem forløbssygdomme efter år, {called(scope.recipient)}"
    return Table("praksis-udvikling", caption, columns, rows, provenance(scope), group_title="Diagnose")


def _values(scope: Scope, item: str, year: int) -> tuple[Value, ...]:
    own, new = (scope.share(kind, item, year=year) for kind in KINDS)
    return (
        year,
        own.population_value(),
        own.count_value(),
        own.rate_value(),
        *_rest(scope, own, "diagnoses", item, year),
        new.count_value(),
        new.rate_value(),
        *_rest(scope, new, "new_diagnoses", item, year),
    )


def _rest(scope: Scope, own: Share, kind: ItemKind, item: str, year: int) -> tuple[Value, ...]:
    if scope.is_country:
        return ()
    whole = scope.share(kind, item, year=year, area=scope.country)
    return (rest_of_country(own, whole).rate_value(),)


def note() -> Text:
    """How the lines are to be read."""
    return Text((_CARE,))

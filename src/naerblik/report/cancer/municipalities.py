"""Region mod landet og kommuner: new tumours of each municipality against the rest of the country, and the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from naerblik.items import TOTAL_SITE
from naerblik.report import by_municipality, funnel_chart, sentences, tilemap
from naerblik.report.by_municipality import ShareOf
from naerblik.report.cancer.counts import against_rest, fit, new_cases
from naerblik.report.cancer.wording import NEW, SITES, VERDICT_NOTE, behind
from naerblik.report.compare import Against
from naerblik.report.figure import Figure
from naerblik.report.places import by_name, called
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table, Value
from naerblik.report.text import Finding, Text

LOCAL = ("breast", "prostate", "lung", "colon", "melanoma")
"""Cancers beside the total that are published for municipalities."""
SHORT = {"lung": "Lunge", "melanoma": "Modermærke"}
"""What is shorter in the head of a table."""


def compared(scope: Scope) -> list[Against]:
    """The municipalities that are shown, each against the rest of the country, by name."""
    return [against_rest(scope, TOTAL_SITE, area) for area in by_name(scope.shown)]


def _share_of(scope: Scope) -> ShareOf:
    return lambda area: new_cases(scope, TOTAL_SITE, area=area)


def finding(scope: Scope, found: Sequence[Against]) -> Finding:
    """Which municipalities lie outside the limits; for one municipality, how it lies."""
    if scope.recipient.level == "municipality":
        own = next(against for against in found if against.area == scope.recipient)
        return Finding(f"{called(own.area)}: {_one(scope, own)}")
    whole = "landets" if scope.is_country else "områdets"
    text = sentences.municipalities_differ("nye kræfttilfælde", found, whole, verb="registreres")
    return Finding(f"{text} ({scope.year})")


def _one(scope: Scope, own: Against) -> str:
    if not own.share.is_known:
        return f"{sentences.rate(own.share, unit=NEW)} (nye kræfttilfælde, {scope.year})"
    said = f"{NEW.bare(own.share.rate)} nye kræfttilfælde pr. 100.000 borgere i {scope.year}"
    return f"{said}. {sentences.comparison(own, claim='De registreres', unit=NEW)}".strip(" .")


def funnel(scope: Scope, found: Sequence[Against]) -> Figure | Text:
    """All municipalities by size and rate with the limits of chance; the recipient's stand out."""
    fitted = fit(scope, TOTAL_SITE)
    if fitted is None:
        return by_municipality.TOO_FEW
    heading = f"Kommunerne og grænserne for tilfældig variation: nye kræfttilfælde pr. 100.000 borgere, {scope.year}"
    words = Words("kraeft-tragt", heading, _read_out(scope, found))
    reading = f"{by_municipality.funnel_reading(scope)} Raterne er rå: kommuner med mange ældre har flere nye tilfælde."
    points = by_municipality.points(scope, _share_of(scope), found)
    drawing = partial(funnel_chart.draw, points, fitted, words, unit=NEW)
    everyone = behind(scope, scope.country)
    return Figure(words.key, words.title, words.description, drawing, table(scope, found), reading, everyone)


def _read_out(scope: Scope, found: Sequence[Against]) -> str:
    rates = list(by_municipality.known(scope, _share_of(scope)).values())
    span = f"{NEW.bare(min(rates))} til {NEW.number(max(rates))}"
    return f"{finding(scope, found).text}. Landets {len(rates)} kommuner med tal ligger fra {span}."


def table(scope: Scope, found: Sequence[Against]) -> Table:
    """The shown municipalities with number, limits and comparison."""
    columns = by_municipality.columns("Borgere", "Nye tilfælde", ("Pr. 100.000", "per_100000"), "interval_per_100000")
    rows = tuple(by_municipality.row(scope, against, sentences.VERDICTS[against.verdict]) for against in found)
    caption = f"Nye kræfttilfælde efter kommune, {scope.year}"
    return Table("kraeft-kommuner", caption, columns, rows, behind(scope, scope.around), (VERDICT_NOTE,))


def by_cancer(scope: Scope) -> Table:
    """The shown municipalities by the cancers that are published for them: new tumours and rate."""
    columns = [Column("Kommune")]
    for site in LOCAL:
        columns += [Column(f"{SHORT.get(site, SITES[site])}, antal", "count"), Column("Pr. 100.000", "per_100000")]
    rows = []
    for area in by_name(scope.shown):
        rates = [new_cases(scope, site, area=area) for site in LOCAL]
        values: list[Value] = [v for rate in rates for v in (rate.count_value(), rate.rate_value())]
        rows.append(Row((area.name, *values), emphasis=area == scope.recipient))
    caption = f"Nye tilfælde af de hyppigste kræftformer efter kommune, {scope.year}"
    notes = ("For kommuner offentliggøres kun disse kræftformer og alle kræftformer under ét.",)
    whose = behind(scope, scope.around)
    return Table("kraeft-kommuner-kraeftformer", caption, tuple(columns), tuple(rows), whose, notes)


def map_figure(scope: Scope) -> Figure:
    """The tile map of the 98 municipalities; the recipient's are outlined."""
    values = by_municipality.tiles(scope, _share_of(scope))
    words = Words(
        "kraeft-kort", f"Nye kræfttilfælde pr. 100.000 borgere i hver kommune, {scope.year}", _map_text(scope)
    )
    scale = replace(NEW, digits=0)
    drawing = partial(tilemap.draw, values, words, unit=NEW.name, sign=scope.source().sign, scale=scale)
    reading = by_municipality.map_reading(scope, "Raterne er rå.")
    return Figure(words.key, words.title, words.description, drawing, _map_table(scope), reading)


def _map_text(scope: Scope) -> str:
    known = by_municipality.known(scope, _share_of(scope))
    left = by_municipality.left_out(scope, known)
    return f"{by_municipality.span(known, NEW.bare)} {left}" if known else left


def _map_table(scope: Scope) -> Table:
    columns = (
        Column("Kommune"),
        Column("Borgere", "count"),
        Column("Nye tilfælde", "count"),
        Column("Personer", "count"),
        Column("Pr. 100.000", "per_100000"),
    )
    rows = by_municipality.map_rows(
        scope, _share_of(scope), lambda area: (scope.share("cancer_patients", TOTAL_SITE, area=area).count_value(),)
    )
    caption = f"Nye kræfttilfælde i alle kommuner, {scope.year}"
    return Table("kraeft-kort", caption, columns, rows, behind(scope, scope.country))

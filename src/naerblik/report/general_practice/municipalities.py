"""Sammenligning af kommuner og kort: each municipality against the rest of the country in one measure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from naerblik.report import by_municipality, funnel_chart, sentences, tilemap
from naerblik.report.by_municipality import ShareOf
from naerblik.report.compare import Against, Verdict, each_against_rest, fit_shares
from naerblik.report.figure import Figure
from naerblik.report.general_practice.comparison import kinds, titles
from naerblik.report.general_practice.measures import Measure, diagnosis
from naerblik.report.general_practice.wording import NOBODY, VERDICT_NOTE, citizens, day, main_diagnoses, provenance
from naerblik.report.places import by_name, called
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.unit import CITIZENS

_SHORT: dict[Verdict, str | Mark] = {"higher": "▲", "lower": "▼", "none": "=", "unknown": Mark.EMPTY}
_SHORT_NOTE = "=: ingen statistisk sikker forskel fra resten af landet."


def _share_of(scope: Scope, measure: Measure) -> ShareOf:
    return lambda area: measure.share(scope, area)


def compared(scope: Scope, measure: Measure) -> list[Against]:
    """The municipalities that are shown, each against the rest of the country, by name."""
    return each_against_rest(scope, _share_of(scope, measure), by_name(scope.shown))


def finding(scope: Scope, measure: Measure, found: Sequence[Against]) -> Finding:
    """Which municipalities lie outside the limits; for one municipality, how it lies."""
    if scope.recipient.level == "municipality":
        own = next(against for against in found if against.area == scope.recipient)
        return Finding(f"{called(own.area)}, {measure.what}: {_one(own, measure)}")
    whole = "landets" if scope.is_country else "områdets"
    return Finding(sentences.municipalities_differ(measure.name, found, whole, verb=measure.verb))


def _one(own: Against, measure: Measure) -> str:
    rate = sentences.rate(own.share, unit=measure.unit, nobody=NOBODY)
    if own.verdict == "unknown":
        return rate
    said = sentences.comparison(own, claim=measure.claim, unit=measure.unit)
    return f"{sentences.ended(rate)} {said}".removesuffix(".")


def funnel(scope: Scope, measure: Measure, found: Sequence[Against]) -> Figure | Text:
    """All municipalities by size and share with the limits of chance; the recipient's stand out."""
    fitted = fit_shares(scope, _share_of(scope, measure))
    if fitted is None:
        return by_municipality.TOO_FEW
    behind = table(scope, measure, found)
    scale = measure.unit.name[0].lower() + measure.unit.name[1:]
    heading = f"{measure.name}: kommunerne og grænserne for tilfældig variation, {scale}"
    words = Words(behind.key, heading, _read_out(scope, measure, found))
    points = by_municipality.points(scope, _share_of(scope, measure), found)
    drawing = partial(funnel_chart.draw, points, fitted, words, unit=measure.unit, sizes=measure.sizes)
    reading, everyone = by_municipality.funnel_reading(scope), provenance(scope, scope.country)
    return Figure(words.key, heading, words.description, drawing, behind, reading, everyone)


def _read_out(scope: Scope, measure: Measure, found: Sequence[Against]) -> str:
    rates, unit = list(by_municipality.known(scope, _share_of(scope, measure)).values()), measure.unit
    span = f"fra {unit.bare(min(rates))} til {unit.number(max(rates))}"
    said = sentences.ended(finding(scope, measure, found).text)
    return sentences.ended(f"{said} Landets {len(rates)} kommuner med tal ligger {span}")


def table(scope: Scope, measure: Measure, found: Sequence[Against]) -> Table:
    """The shown municipalities with number, limits and comparison."""
    rate, interval = kinds(measure.unit)
    columns = by_municipality.columns(measure.whole, measure.part, (titles(measure.unit)[0], rate), interval)
    rows = tuple(by_municipality.row(scope, against, sentences.VERDICTS[against.verdict]) for against in found)
    caption = f"{measure.name} efter kommune, {measure.when(scope)}"
    whose = provenance(scope, scope.around)
    return Table(f"praksis-kommuner-{measure.key}", caption, columns, rows, whose, (VERDICT_NOTE,))


def overview(scope: Scope) -> Table:
    """The shown municipalities in one table: the main diagnoses with their comparison."""
    measures = [diagnosis(found.item) for found in main_diagnoses()]
    found = [compared(scope, measure) for measure in measures]
    columns = [Column("Kommune"), Column("Borgere", "count")]
    for measure in measures:
        columns += [Column(f"{measure.name}, pr. 1.000", "per_1000"), Column("Mod resten", "label")]
    rows = []
    for number, area in enumerate(by_name(scope.shown)):
        values: list[Value] = [
            v for own in found for v in (own[number].share.rate_value(), _SHORT[own[number].verdict])
        ]
        known = citizens(scope, area)
        rows.append(
            Row((area.name, Mark.HIDDEN if known is None else known, *values), emphasis=area == scope.recipient)
        )
    caption = f"De fem forløbssygdomme i kommunerne sammenlignet med resten af landet, {day(scope)}"
    notes = (VERDICT_NOTE, _SHORT_NOTE)
    whose = provenance(scope, scope.around)
    return Table("praksis-kommuner", caption, tuple(columns), tuple(rows), whose, notes)


def map_figure(scope: Scope, measure: Measure) -> Figure:
    """The tile map of the 98 municipalities; the recipient's are outlined."""
    heading = f"{measure.what[0].upper()}{measure.what[1:]} pr. 1.000 i hver kommune, {day(scope)}"
    behind = _map_table(scope, measure)
    words = Words(behind.key, heading, _map_read_out(scope, measure))
    values = by_municipality.tiles(scope, _share_of(scope, measure))
    drawing = partial(tilemap.draw, values, words, unit=CITIZENS.name, sign=scope.source().sign)
    return Figure(words.key, heading, words.description, drawing, behind, by_municipality.map_reading(scope))


def _map_read_out(scope: Scope, measure: Measure) -> str:
    known = by_municipality.known(scope, _share_of(scope, measure))
    left = by_municipality.left_out(scope, known)
    return f"{by_municipality.span(known, measure.unit.bare)} {left}" if known else left


def _map_table(scope: Scope, measure: Measure) -> Table:
    columns = (
        Column("Kommune"),
        Column(measure.whole, "count"),
        Column(measure.part, "count"),
        Column("Pr. 1.000", "per_1000"),
    )
    rows = by_municipality.map_rows(scope, _share_of(scope, measure))
    caption = f"{measure.what[0].upper()}{measure.what[1:]} i alle kommuner, {day(scope)}"
    behind = provenance(scope, scope.country)
    return Table(f"praksis-kort-{measure.key}", caption, columns, rows, behind)

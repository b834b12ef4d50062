"""Sammenligning af kommuner og kort: each municipality against the rest of the country."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from naerblik.parameters import ItemKind
from naerblik.report import by_municipality, funnel_chart, numbers, sentences, tilemap
from naerblik.report.compare import Against, each_against_rest, fit, shares_of
from naerblik.report.figure import Figure
from naerblik.report.fsiii.wording import MEASURES, PLURALS, VERDICT_NOTE
from naerblik.report.places import by_name, called
from naerblik.report.scope import Scope
from naerblik.report.sentences import first_upper
from naerblik.report.svg import Words
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.wording import PER_1000, VERDICT


def compared(scope: Scope, items: ItemKind) -> list[Against]:
    """The municipalities that are shown, each against the rest of the country, by name."""
    return each_against_rest(scope, shares_of(scope, items), by_name(scope.shown))


def finding(scope: Scope, items: ItemKind, found: Sequence[Against]) -> Finding:
    """Which municipalities lie outside the limits; for one municipality, how it lies."""
    if scope.recipient.level == "municipality":
        own = next(against for against in found if against.area == scope.recipient)
        return Finding(f"{called(own.area)}: {_one(own, items)}")
    whole = "landets" if scope.is_country else "områdets"
    return Finding(sentences.municipalities_differ(PLURALS[items], found, whole))


def _one(own: Against, items: ItemKind) -> str:
    rate = sentences.rate(own.share)
    if not own.share.is_known:
        return rate
    return f"{rate} med {MEASURES[items]}. {sentences.comparison(own)}".strip(" .")


def funnel(scope: Scope, items: ItemKind, found: Sequence[Against]) -> Figure | Text:
    """All municipalities by size and share with the limits of chance; the recipient's stand out."""
    fitted = fit(scope, items)
    if fitted is None:
        return by_municipality.TOO_FEW
    heading = f"Kommunerne og grænserne for tilfældig variation: borgere med {MEASURES[items]} pr. 1.000"
    words = Words(f"tragt-{PLURALS[items]}", heading, _read_out(scope, items, found))
    drawing = partial(funnel_chart.draw, by_municipality.points(scope, shares_of(scope, items), found), fitted, words)
    reading, behind = by_municipality.funnel_reading(scope), scope.provenance(scope.country)
    return Figure(words.key, words.title, words.description, drawing, table(scope, items, found), reading, behind)


def _read_out(scope: Scope, items: ItemKind, found: Sequence[Against]) -> str:
    rates = list(by_municipality.known(scope, shares_of(scope, items)).values())
    return (
        f"{finding(scope, items, found).text}. Landets {len(rates)} kommuner med tal ligger fra "
        f"{numbers.per_1000(min(rates))} til {numbers.per_1000(max(rates))} pr. 1.000."
    )


def table(scope: Scope, items: ItemKind, found: Sequence[Against]) -> Table:
    """The shown municipalities with number, limits and comparison."""
    columns = by_municipality.columns(
        "Borgere", f"Med {PLURALS[items]}", ("Pr. 1.000", "per_1000"), "interval_per_1000"
    )
    rows = tuple(by_municipality.row(scope, against, _verdict(against)) for against in found)
    caption = f"Borgere med {MEASURES[items]} efter kommune, {numbers.day(scope.day)}"
    behind = scope.provenance(scope.around)
    return Table(f"kommuner-{PLURALS[items]}", caption, columns, rows, behind, (VERDICT_NOTE,))


def overview(scope: Scope, interventions: Sequence[Against], conditions: Sequence[Against]) -> Table:
    """The shown municipalities in one table: both measures with their comparison."""
    columns = (
        Column("Kommune"),
        Column("Borgere", "count"),
        Column("Indsatser, pr. 1.000", "per_1000"),
        Column(f"Indsatser {VERDICT.lower()}", "label"),
        Column("Tilstande, pr. 1.000", "per_1000"),
        Column(f"Tilstande {VERDICT.lower()}", "label"),
    )
    rows = tuple(_overview_row(scope, *pair) for pair in zip(interventions, conditions, strict=True))
    caption = f"Kommunerne sammenlignet med resten af landet, {numbers.day(scope.day)}"
    return Table("kommuner", caption, columns, rows, scope.provenance(scope.around), (VERDICT_NOTE,))


def _overview_row(scope: Scope, intervention: Against, condition: Against) -> Row:
    parts = [(against.share.rate_value(), _verdict(against)) for against in (intervention, condition)]
    population = scope.coverage(intervention.area).population
    citizens: Value = Mark.HIDDEN if population is None else population
    values = (intervention.area.name, citizens, *parts[0], *parts[1])
    return Row(values, emphasis=intervention.area == scope.recipient)


def _verdict(against: Against) -> str:
    return sentences.VERDICTS[against.verdict] if against.share.is_reported else "indberetter ikke"


def map_figure(scope: Scope, items: ItemKind) -> Figure:
    """The tile map of the 98 municipalities; the recipient's are outlined."""
    covered = scope.coverage(scope.country)
    heading = f"Borgere med {MEASURES[items]} pr. 1.000 i hver kommune, {numbers.day(scope.day)}, {covered.title()}"
    words = Words("kort", heading, _map_read_out(scope, items))
    values = by_municipality.tiles(scope, shares_of(scope, items))
    drawing = partial(tilemap.draw, values, words, unit=PER_1000, sign=scope.source().sign)
    reading = by_municipality.map_reading(scope)
    return Figure(words.key, words.title, words.description, drawing, _map_table(scope, items), reading)


def map_finding(scope: Scope, items: ItemKind) -> Finding | Text:
    """From which number to which the municipalities lie; nothing where none is shown."""
    known = by_municipality.known(scope, shares_of(scope, items))
    if not known:
        return Text(())
    span = by_municipality.span(known, numbers.per_1000).rstrip(".")
    return Finding(f"{first_upper(PLURALS[items])} pr. 1.000 borgere: {span[0].lower()}{span[1:]}")


def _map_read_out(scope: Scope, items: ItemKind) -> str:
    shares = {area: scope.share(items, area=area) for area in scope.municipalities}
    known = {area: share.rate for area, share in shares.items() if share.is_known}
    silent = sum(not share.is_reported for share in shares.values())
    hidden = len(shares) - len(known) - silent
    text = f"{silent} af 98 kommuner har ikke indberettet"
    text += f", og {hidden} vises ikke af hensyn til anonymitet." if hidden else "."
    if not known:
        return text
    return f"{by_municipality.span(known, numbers.per_1000)} {text}"


def _map_table(scope: Scope, items: ItemKind) -> Table:
    columns = (
        Column("Kommune"),
        Column("Borgere", "count"),
        Column(f"Med {PLURALS[items]}", "count"),
        Column("Pr. 1.000", "per_1000"),
    )
    rows = by_municipality.map_rows(scope, shares_of(scope, items))
    caption = f"Borgere med {MEASURES[items]} i alle kommuner, {numbers.day(scope.day)}"
    return Table("kort", caption, columns, rows, scope.provenance(scope.country))

"""Sammenligning af kommuner og kort: each municipality against the rest of the country in one measure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from naerblik.geography import Area
from naerblik.report import funnel_chart, sentences, tilemap
from naerblik.report.compare import Against, Verdict, fit_shares, shares_against_rest
from naerblik.report.figure import Figure
from naerblik.report.funnel_chart import Point
from naerblik.report.general_practice.comparison import kinds, titles
from naerblik.report.general_practice.measures import Measure, diagnosis
from naerblik.report.general_practice.wording import NOBODY, VERDICT_NOTE, citizens, day, main_diagnoses, provenance
from naerblik.report.places import by_name, called
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.tilemap import TileValue
from naerblik.report.unit import CITIZENS
from naerblik.report.wording import LIMITS, VERDICT

_SHORT: dict[Verdict, str | Mark] = {"higher": "▲", "lower": "▼", "none": "=", "unknown": Mark.EMPTY}
_SHORT_NOTE = "=: ingen statistisk sikker forskel fra resten af landet."


def compared(scope: Scope, measure: Measure) -> list[Against]:
    """The municipalities that are shown, each against the rest of the country, by name."""
    return [shares_against_rest(scope, lambda own: measure.share(scope, own), area) for area in by_name(scope.shown)]


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
    claim = f"Det {measure.verb}"
    said = sentences.comparison(own, claim=claim, unit=measure.unit)
    return f"{sentences.ended(rate)} {said}".removesuffix(".")


def funnel(scope: Scope, measure: Measure, found: Sequence[Against]) -> Figure | Text:
    """All municipalities by size and share with the limits of chance; the recipient's stand out."""
    fitted = fit_shares(scope, lambda own: measure.share(scope, own))
    if fitted is None:
        return Text(("Figuren kræver tal fra mindst tre kommuner; så mange kan ikke vises.",))
    behind = table(scope, measure, found)
    scale = measure.unit.name[0].lower() + measure.unit.name[1:]
    heading = f"{measure.name}: kommunerne og grænserne for tilfældig variation, {scale}"
    words = Words(behind.key, heading, _read_out(scope, measure, found))
    whose = "" if scope.is_country else "modtagerens "
    reading = (
        "Feltet er 99,8 pct.-grænserne omkring landets niveau: jo mindre kommune, jo mere kan tilfældet flytte tallet. "
        f"Trekanter er {whose}kommuner, hvis forskel fra resten af landet tilfældet alene ikke kan forklare."
    )
    points = _points(scope, measure, found)
    drawing = partial(funnel_chart.draw, points, fitted, words, unit=measure.unit, sizes=measure.sizes)
    return Figure(words.key, heading, words.description, drawing, behind, reading)


def _points(scope: Scope, measure: Measure, found: Sequence[Against]) -> list[Point]:
    verdicts = {against.area: against.verdict for against in found}
    own = set(scope.own)
    points = []
    for area in scope.municipalities:
        share = measure.share(scope, area)
        if share.is_known and share.population:
            verdict = verdicts.get(area, "none") if area in own else "none"
            points.append(Point(area.name, share.population, share.rate, area in own, verdict))
    return points


def _known(scope: Scope, measure: Measure) -> dict[Area, float]:
    shares = {area: measure.share(scope, area) for area in scope.municipalities}
    return {area: share.rate for area, share in shares.items() if share.is_known}


def _read_out(scope: Scope, measure: Measure, found: Sequence[Against]) -> str:
    rates, unit = list(_known(scope, measure).values()), measure.unit
    span = f"fra {unit.bare(min(rates))} til {unit.number(max(rates))}"
    said = sentences.ended(finding(scope, measure, found).text)
    return sentences.ended(f"{said} Landets {len(rates)} kommuner med tal ligger {span}")


def table(scope: Scope, measure: Measure, found: Sequence[Against]) -> Table:
    """The shown municipalities with number, limits and comparison."""
    rate, interval = kinds(measure.unit)
    columns = (
        Column("Kommune"),
        Column(measure.whole, "count"),
        Column(measure.part, "count"),
        Column(titles(measure.unit)[0], rate),
        Column(LIMITS, interval),
        Column("99,8 pct.-grænser omkring resten af landet", interval),
        Column(VERDICT, "label"),
    )
    rows = tuple(_row(scope, against) for against in found)
    caption = f"{measure.name} efter kommune, {day(scope)}"
    return Table(f"praksis-kommuner-{measure.key}", caption, columns, rows, provenance(scope), (VERDICT_NOTE,))


def _row(scope: Scope, against: Against) -> Row:
    share = against.share
    values = (
        against.area.name,
        share.population_value(),
        share.count_value(),
        share.rate_value(),
        share.limits_value(),
        against.limits or (Mark.HIDDEN if share.is_reported else Mark.MISSING),
        sentences.VERDICTS[against.verdict],
    )
    return Row(values, emphasis=against.area == scope.recipient)


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
    return Table("praksis-kommuner", caption, tuple(columns), tuple(rows), provenance(scope), notes)


def map_figure(scope: Scope, measure: Measure) -> Figure:
    """The tile map of the 98 municipalities; the recipient's are outlined."""
    own = set() if scope.is_country else set(scope.own)
    values = {
        a.municipalities[0]: TileValue(called(a), _shown(scope, measure, a), a in own) for a in scope.municipalities
    }
    heading = f"{measure.what[0].upper()}{measure.what[1:]} pr. 1.000 i hver kommune, {day(scope)}"
    behind = _map_table(scope, measure)
    words = Words(behind.key, heading, _map_read_out(scope, measure))
    drawing = partial(tilemap.draw, values, words, unit=CITIZENS.name, sign=scope.source().sign)
    reading = "Hver kommune er en lige stor firkant, lagt så landets form kan kendes. " + (
        "" if scope.is_country else f"{called(scope.recipient)} er optegnet."
    )
    return Figure(words.key, heading, words.description, drawing, behind, reading.strip())


def _shown(scope: Scope, measure: Measure, area: Area) -> float | Mark:
    value = measure.share(scope, area).rate_value()
    assert isinstance(value, float | Mark)
    return value


def _map_read_out(scope: Scope, measure: Measure) -> str:
    known, unit = _known(scope, measure), measure.unit
    left = len(scope.municipalities) - len(known)
    said = f"{left} af 98 kommuner vises ikke af hensyn til anonymitet." if left else "Alle 98 kommuner vises."
    if not known:
        return said
    low, high = min(known, key=lambda a: known[a]), max(known, key=lambda a: known[a])
    span = f"fra {unit.bare(known[low])} i {called(low)} til {unit.bare(known[high])} i {called(high)}"
    return f"Tallene går {span}. {said}"


def _map_table(scope: Scope, measure: Measure) -> Table:
    columns = (
        Column("Kommune"),
        Column(measure.whole, "count"),
        Column(measure.part, "count"),
        Column("Pr. 1.000", "per_1000"),
    )
    own = set() if scope.is_country else set(scope.own)
    rows = []
    for area in by_name(scope.municipalities):
        share = measure.share(scope, area)
        values = (area.name, share.population_value(), share.count_value(), share.rate_value())
        rows.append(Row(values, emphasis=area in own))
    caption = f"{measure.what[0].upper()}{measure.what[1:]} i alle kommuner, {day(scope)}"
    behind = provenance(scope, scope.country)
    return Table(f"praksis-kort-{measure.key}", caption, columns, tuple(rows), behind)

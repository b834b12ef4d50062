"""Region mod landet og kommuner: new tumours of each municipality against the rest of the country, and the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from naerblik.geography import Area
from naerblik.items import TOTAL_SITE
from naerblik.report import funnel_chart, sentences, tilemap
from naerblik.report.cancer.counts import against_rest, fit, new_cases
from naerblik.report.cancer.wording import NEW, SITES, VERDICT_NOTE, behind, behind_country
from naerblik.report.compare import Against
from naerblik.report.figure import Figure
from naerblik.report.funnel_chart import Point
from naerblik.report.places import by_name, called
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.tilemap import TileValue
from naerblik.report.wording import LIMITS, VERDICT

LOCAL = ("breast", "prostate", "lung", "colon", "melanoma")
"""Cancers beside the total that are published for municipalities."""
SHORT = {"lung": "Lunge", "melanoma": "Modermærke"}
"""What is shorter in the head of a table."""


def compared(scope: Scope) -> list[Against]:
    """The municipalities that are shown, each against the rest of the country, by name."""
    return [against_rest(scope, TOTAL_SITE, area) for area in by_name(scope.shown)]


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
        return Text(("Figuren kræver tal fra mindst tre kommuner; så mange kan ikke vises.",))
    heading = f"Kommunerne og grænserne for tilfældig variation: nye kræfttilfælde pr. 100.000 borgere, {scope.year}"
    words = Words("kraeft-tragt", heading, _read_out(scope, found))
    whose = "" if scope.is_country else "modtagerens "
    reading = (
        "Feltet er 99,8 pct.-grænserne omkring landets niveau: jo mindre kommune, jo mere kan tilfældet flytte tallet. "
        f"Trekanter er {whose}kommuner, hvis forskel fra resten af landet tilfældet alene ikke kan forklare. Raterne "
        "er rå: kommuner med mange ældre har flere nye tilfælde."
    )
    drawing = partial(funnel_chart.draw, _points(scope, found), fitted, words, unit=NEW)
    return Figure(words.key, words.title, words.description, drawing, table(scope, found), reading)


def _points(scope: Scope, found: Sequence[Against]) -> list[Point]:
    verdicts, own = {against.area: against.verdict for against in found}, set(scope.own)
    points = []
    for area in scope.municipalities:
        rate = new_cases(scope, TOTAL_SITE, area=area)
        if rate.is_known and rate.population:
            verdict = verdicts.get(area, "none") if area in own else "none"
            points.append(Point(area.name, rate.population, rate.rate, area in own, verdict))
    return points


def _read_out(scope: Scope, found: Sequence[Against]) -> str:
    known = [new_cases(scope, TOTAL_SITE, area=area) for area in scope.municipalities]
    rates = [rate.rate for rate in known if rate.is_known]
    span = f"{NEW.bare(min(rates))} til {NEW.number(max(rates))}"
    return f"{finding(scope, found).text}. Landets {len(rates)} kommuner med tal ligger fra {span}."


def table(scope: Scope, found: Sequence[Against]) -> Table:
    """The shown municipalities with number, limits and comparison."""
    columns = (
        Column("Kommune"),
        Column("Borgere", "count"),
        Column("Nye tilfælde", "count"),
        Column("Pr. 100.000", "per_100000"),
        Column(LIMITS, "interval_per_100000"),
        Column("99,8 pct.-grænser omkring resten af landet", "interval_per_100000"),
        Column(VERDICT, "label"),
    )
    rows = tuple(_row(scope, against) for against in found)
    caption = f"Nye kræfttilfælde efter kommune, {scope.year}"
    return Table("kraeft-kommuner", caption, columns, rows, behind(scope), (VERDICT_NOTE,))


def _row(scope: Scope, against: Against) -> Row:
    share = against.share
    values = (
        against.area.name,
        share.population_value(),
        share.count_value(),
        share.rate_value(),
        share.limits_value(),
        against.limits or Mark.HIDDEN,
        sentences.VERDICTS[against.verdict],
    )
    return Row(values, emphasis=against.area == scope.recipient)


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
    return Table("kraeft-kommuner-kraeftformer", caption, tuple(columns), tuple(rows), behind(scope), notes)


def map_figure(scope: Scope) -> Figure:
    """The tile map of the 98 municipalities; the recipient's are outlined."""
    own = set() if scope.is_country else set(scope.own)
    values = {a.municipalities[0]: TileValue(called(a), _shown(scope, a), a in own) for a in scope.municipalities}
    words = Words(
        "kraeft-kort", f"Nye kræfttilfælde pr. 100.000 borgere i hver kommune, {scope.year}", _map_text(scope)
    )
    scale = replace(NEW, digits=0)
    drawing = partial(tilemap.draw, values, words, unit=NEW.name, sign=scope.source().sign, scale=scale)
    reading = "Hver kommune er en lige stor firkant, lagt så landets form kan kendes. Raterne er rå." + (
        "" if scope.is_country else f" {called(scope.recipient)} er optegnet."
    )
    return Figure(words.key, words.title, words.description, drawing, _map_table(scope), reading)


def _shown(scope: Scope, area: Area) -> float | Mark:
    value = new_cases(scope, TOTAL_SITE, area=area).rate_value()
    assert isinstance(value, float | Mark)
    return value


def _map_text(scope: Scope) -> str:
    rates = {area: new_cases(scope, TOTAL_SITE, area=area) for area in scope.municipalities}
    known = {area: rate.rate for area, rate in rates.items() if rate.is_known}
    hidden = f"{len(rates) - len(known)} af 98 kommuner vises ikke af hensyn til anonymitet."
    if not known:
        return hidden
    low, high = min(known, key=lambda a: known[a]), max(known, key=lambda a: known[a])
    return (
        f"Tallene går fra {NEW.bare(known[low])} i {called(low)} til {NEW.bare(known[high])} i {called(high)}. {hidden}"
    )


def _map_table(scope: Scope) -> Table:
    columns = (
        Column("Kommune"),
        Column("Borgere", "count"),
        Column("Nye tilfælde", "count"),
        Column("Personer", "count"),
        Column("Pr. 100.000", "per_100000"),
    )
    own = set() if scope.is_country else set(scope.own)
    rows = []
    for area in by_name(scope.municipalities):
        rate, patients = new_cases(scope, TOTAL_SITE, area=area), scope.share("cancer_patients", TOTAL_SITE, area=area)
        shown = (rate.population_value(), rate.count_value(), patients.count_value(), rate.rate_value())
        rows.append(Row((area.name, *shown), emphasis=area in own))
    caption = f"Nye kræfttilfælde i alle kommuner, {scope.year}"
    return Table("kraeft-kort", caption, columns, tuple(rows), behind_country(scope))

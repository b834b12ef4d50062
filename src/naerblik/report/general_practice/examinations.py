"""Forventede undersøgelser: who of those with COPD, asthma or diabetes had what guidelines expect within a year."""

from __future__ import annotations

from collections.abc import Sequence

from naerblik import codelists
from naerblik.geography import Area
from naerblik.items import items_of
from naerblik.report import sentences
from naerblik.report.compare import Against, shares_against_rest
from naerblik.report.figure import Figure
from naerblik.report.general_practice import comparison, measures
from naerblik.report.general_practice.comparison import Compared, Layout
from naerblik.report.general_practice.wording import NOBODY, certainty, provenance, within
from naerblik.report.places import by_name
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Finding, Text
from naerblik.report.unit import PERCENT

COMPARED = "diabetes.aarskontrol"
"""The examination whose municipalities are drawn: most citizens, and a code that was found in a source."""
CAUTION = (
    "Hvad vejledningerne forventer, er taget fra almen viden og ikke slået op; en undersøgelse tæller kun med, når den "
    "er afregnet med den viste kode, og kan også være givet på sygehus. Tallene siger derfor noget om registreret "
    "praksis, ikke om kvalitet."
)


def compared(scope: Scope) -> list[Compared]:
    """Each expected examination among those with the diagnosis, against the rest of the country."""
    found = zip(codelists.expected_examinations(), items_of("examinations"), strict=True)
    codes = {s.item: s.confidence for s in codelists.practice_items("service")}
    return [_compared(scope, item, certainty(codes[expected.examination])) for expected, item in found]


def _compared(scope: Scope, item: str, certain: str) -> Compared:
    measure = measures.examination(item)
    return Compared(measure.name, _against(scope, measure, scope.recipient), words=(certain,))


def _against(scope: Scope, measure: measures.Measure, area: Area) -> Against:
    return shares_against_rest(scope, lambda own: measure.share(scope, own), area)


def finding(scope: Scope, found: Sequence[Compared]) -> Finding:
    """The annual review among those with diabetes."""
    measure = measures.examination(COMPARED)
    share = next(thing.against.share for thing in found if thing.name == measure.name)
    if not share.is_known:
        return Finding(f"{measure.name}: {sentences.rate(share, unit=PERCENT, nobody=NOBODY)}")
    return Finding(f"{PERCENT.number(share.rate)} af borgere med diabetes har fået en årskontrol inden for 12 måneder")


def figure(scope: Scope, found: Sequence[Compared]) -> Figure | Table:
    """The expected examinations as dots in percent."""
    heading = f"Borgere med diagnosen, der har fået den forventede undersøgelse, {within(scope)}"
    return comparison.figure(scope, found, _table(scope, found), heading, PERCENT)


def _table(scope: Scope, found: Sequence[Compared]) -> Table:
    layout = Layout(
        key="praksis-undersoegelser",
        caption=f"Forventede undersøgelser blandt borgere med diagnosen, {within(scope)}",
        first="Undersøgelse",
        part="Fik undersøgelsen",
        unit=PERCENT,
        whole="Borgere med diagnosen",
        words=("Kode",),
        notes=("Usikker: ydelsens kode er ikke fundet i en kilde og skal efterprøves, før tallet bruges.",),
    )
    return comparison.table(scope, found, layout)


def municipalities_table(scope: Scope) -> Table:
    """Every expected examination in percent for the municipalities that are listed."""
    listed = [measures.examination(item) for item in items_of("examinations")]
    columns = (Column("Kommune"), *(Column(measure.name, "percent") for measure in listed))
    rows = tuple(
        Row(
            (area.name, *(measure.share(scope, area).rate_value() for measure in listed)),
            emphasis=area == scope.recipient,
        )
        for area in by_name(scope.shown)
    )
    caption = f"Andel, der har fået den forventede undersøgelse, efter bopælskommune, 12 måneder til {_day(scope)}"
    whose = provenance(scope, scope.around)
    return Table("praksis-undersoegelser-kommuner", caption, columns, rows, whose)


def _day(scope: Scope) -> str:
    return within(scope).rsplit(" til ", 1)[1]


def expectations(scope: Scope) -> Table:
    """What is expected, by which guideline, and how sure the code is."""
    columns = (
        Column("Undersøgelse"),
        Column("Vejledning eller database"),
        Column("Ydelse", "label"),
        Column("Kode"),
    )
    services = {s.item: s for s in codelists.practice_items("service")}
    rows = tuple(
        Row(
            (
                expected.name,
                expected.source,
                " ".join(code.partition(":")[2] for code in services[expected.examination].codes),
                certainty(services[expected.examination].confidence),
            )
        )
        for expected in codelists.expected_examinations()
    )
    return Table("praksis-forventninger", "Hvad der forventes, og hvorfra", columns, rows, scope.source())


def caution() -> Text:
    """How the numbers are to be read."""
    return Text((CAUTION,))

"""A list of things, each compared with the rest of the country: the table, the dots, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from naerblik.report import dot_chart, numbers, sentences
from naerblik.report.compare import Against, Verdict
from naerblik.report.dot_chart import Dot, Line
from naerblik.report.figure import Figure
from naerblik.report.general_practice.wording import VERDICT_NOTE, provenance, running
from naerblik.report.places import title
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Kind, Row, Table, Value
from naerblik.report.text import Text
from naerblik.report.unit import CITIZENS, Unit
from naerblik.report.wording import LIMITS, VERDICT

NOT_DRAWN = "Uden prik: tallet vises ikke af hensyn til borgernes anonymitet."
SIGNS: dict[Verdict, str] = {"higher": "▲", "lower": "▼", "none": "", "unknown": ""}


@dataclass(frozen=True)
class Compared:
    """A thing with its share and that of the rest of the country; `words` fill the columns after its name."""

    name: str
    against: Against
    group: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a list is headed: `whole` is left out where all rows share the population of the line below."""

    key: str
    caption: str
    first: str
    part: str
    unit: Unit = CITIZENS
    whole: str = ""
    words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    digits: int = 1
    group_title: str = "Gruppe"


def table(scope: Scope, found: Sequence[Compared], layout: Layout) -> Table:
    """Each thing with its number, limits and comparison."""
    compared = not scope.is_country
    rate, interval = kinds(layout.unit)
    titled, rest = titles(layout.unit)
    columns = (
        Column(layout.first),
        *(Column(word, "label") for word in layout.words),
        *([Column(layout.whole, "count")] if layout.whole else []),
        Column(layout.part, "count"),
        Column(titled, rate, layout.digits),
        Column(LIMITS, interval, layout.digits),
        *([Column(rest, rate, layout.digits), Column(VERDICT, "label")] if compared else []),
    )
    rows = tuple(Row(_values(thing, layout, compared), group=thing.group) for thing in found)
    notes = (*layout.notes, VERDICT_NOTE) if compared else layout.notes
    return Table(layout.key, layout.caption, columns, rows, provenance(scope), notes, layout.group_title)


def kinds(unit: Unit) -> tuple[Kind, Kind]:
    """The kinds of columns for a share and its limits."""
    return ("per_1000", "interval_per_1000") if unit is CITIZENS else ("percent", "interval_percent")


def titles(unit: Unit) -> tuple[str, str]:
    """The titles of columns for a share and for that of the rest of the country."""
    if unit is CITIZENS:
        return "Pr. 1.000", "Resten af landet, pr. 1.000"
    return "Andel", "Resten af landet"


def _values(thing: Compared, layout: Layout, compared: bool) -> tuple[Value, ...]:
    share, against = thing.against.share, thing.against
    whole = (share.population_value(),) if layout.whole else ()
    rest = (against.rest.rate_value(), sentences.VERDICTS[against.verdict]) if compared else ()
    return thing.name, *thing.words, *whole, share.count_value(), share.rate_value(), share.limits_value(), *rest


def figure(scope: Scope, found: Sequence[Compared], behind: Table, heading: str, unit: Unit) -> Figure | Table:
    """The things as dots with limits, beside the rest of the country; the table when there is nothing to draw."""
    if not any(thing.against.share.is_some for thing in found):
        return behind
    series = [title(scope.recipient)]
    series += ["Resten af landet"] if any(thing.against.rest.is_known for thing in found) else []
    lines = [Line(thing.name, _dots(thing.against, len(series)), SIGNS[thing.against.verdict]) for thing in found]
    words = Words(behind.key, heading, read_out(scope, found, unit))
    drawing = partial(dot_chart.draw, lines, series, words, axis=unit.name, scale=unit.scale)
    return Figure(words.key, words.title, words.description, drawing, behind, _reading(found, len(series)))


def _reading(found: Sequence[Compared], series: int) -> str:
    said = "Prikken er tallet for modtageren, stregen 95 pct. sikkerhedsgrænser."
    if series > 1:
        said += " Ruden er resten af landet. ▲ og ▼: hyppigere eller sjældnere end i resten."
    return said if all(thing.against.share.is_known for thing in found) else f"{said} {NOT_DRAWN}"


def _dots(against: Against, series: int) -> tuple[Dot, ...]:
    return tuple(Dot.of(share) for share in (against.share, against.rest)[:series])


def read_out(scope: Scope, found: Sequence[Compared], unit: Unit) -> str:
    """The numbers that are drawn, then what differs from the rest of the country."""
    known = [f"{thing.name} ({unit.bare(thing.against.share.rate)})" for thing in found if thing.against.share.is_known]
    said = f"{unit.name}: {numbers.listing(known)}." if known else "Ingen tal kan vises."
    if scope.is_country:
        return said
    return f"{said} {names_that_differ(found) or f'Der er {sentences.NO_DIFFERENCE} fra resten af landet.'}"


def names_that_differ(found: Sequence[Compared]) -> str:
    """'Hyppigere end i resten af landet: KOL og astma.'; empty where nothing differs."""
    parts = []
    for verdict, word in (("higher", "Hyppigere"), ("lower", "Sjældnere")):
        names = [_inside(thing.name) for thing in found if thing.against.verdict == verdict]
        parts += [f"{word} end i resten af landet: {numbers.listing(names)}."] if names else []
    return " ".join(parts)


def _inside(name: str) -> str:
    return name if ":" in name else running(name)


def differences(scope: Scope, found: Sequence[Compared], many: str, verb: str) -> Text:
    """How many things differ from the rest of the country, and which; the country itself has no rest."""
    if scope.is_country:
        return Text(("Forskelle mellem kommunerne står i afsnittet »Sammenligning af kommuner«.",))
    verdicts = [thing.against.verdict for thing in found]
    counted = f"{sentences.items_differ(verdicts, many, verb=verb)}."
    return Text((f"{counted} {names_that_differ(found)}".strip(),))

"""Tilstande og indsatser: the areas of conditions, and every code, against the rest of the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from naerblik import codelists
from naerblik.codelists import HOME_NURSING
from naerblik.geography import UNKNOWN
from naerblik.parameters import ItemKind
from naerblik.report import dot_chart, numbers, sentences
from naerblik.report.compare import Against, against_rest
from naerblik.report.dot_chart import Dot, Line
from naerblik.report.figure import Figure
from naerblik.report.fsiii.wording import VERDICT_NOTE, legacy_code, where
from naerblik.report.places import called, title
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.wording import LIMITS, PER_1000, VERDICT

SHOWN_INTERVENTIONS = 15
"""Bars of the interventions' figure; its table behind holds them all."""

UNKNOWN_GROUP = "Uoplyst"

_OLD_AND_NEW = (
    "Kode: nøglen i den ældre kodeliste; »ny« er koder, der kun findes i den forenklede liste. Begge lister er i brug "
    "i overgangen, så den samme borger kan have både en gammel og en ny kode."
)
_NOT_A_SUM = "En borger kan have flere koder; tallene kan derfor ikke lægges sammen."


@dataclass(frozen=True)
class Item:
    """A code or an area of codes, compared with the rest of the country."""

    name: str
    code: str
    group: str
    against: Against


def condition_areas(scope: Scope) -> list[Item]:
    """The areas of conditions, in the order of the code list."""
    return [Item(name, code, "", against_rest(scope, "areas", code)) for code, name in condition_area_names().items()]


def condition_area_names() -> dict[str, str]:
    """Code -> name of the areas of conditions, in the order of the code list."""
    return {c.area_code: c.area for c in codelists.conditions() if c.law == HOME_NURSING}


def conditions(scope: Scope) -> list[Item]:
    """Every condition under its area, in the order of the code list; unknown codes last."""
    listed = [c for c in codelists.conditions() if c.law == HOME_NURSING]
    items = [
        Item(c.name, legacy_code(c), c.area, against_rest(scope, "conditions", c.code))
        for c in sorted(listed, key=lambda c: int(c.area_code[1:]))
    ]
    return [*items, *_unknown(scope, "conditions")]


def interventions(scope: Scope) -> list[Item]:
    """Every intervention, most citizens first; those without a number last, by name; unknown codes at the end."""
    listed = [c for c in codelists.interventions() if c.law == HOME_NURSING]
    items = [Item(c.name, legacy_code(c), "", against_rest(scope, "interventions", c.code)) for c in listed]
    return [*_most_first(items), *_unknown(scope, "interventions")]


def _unknown(scope: Scope, kind: ItemKind) -> list[Item]:
    """Citizens whose code is not in the code list, where the cube holds any."""
    if UNKNOWN not in scope.cells.items(kind):
        return []
    return [Item("Kode, der ikke findes i kodelisten", "–", UNKNOWN_GROUP, against_rest(scope, kind, UNKNOWN))]


def _most_first(items: Sequence[Item]) -> list[Item]:
    def order(item: Item) -> tuple[float, str]:
        share = item.against.share
        return (-share.rate if share.is_known else 1.0, item.name)

    return sorted(items, key=order)


def finding(scope: Scope, items: Sequence[Item], one: str, many: str, *, limits: bool = False) -> Finding:
    """Which item most citizens have: 'Respiration og cirkulation er det område, flest borgere er indberettet med'.

    Where numbers are hidden, the finding is of those that are shown: a hidden one could be larger. A key finding has
    its limits of chance too.
    """
    known = [item for item in items if item.against.share.is_known]
    top = max(known, key=lambda item: item.against.share.rate, default=None)
    if top is None or not top.against.share.is_some:
        return Finding(f"Ingen {many} med borgere kan vises for {called(scope.recipient)}")
    rate = sentences.rate_with_limits(top.against.share) if limits else sentences.rate(top.against.share)
    if len(known) < len(items):
        return Finding(f"Af de {many}, der kan vises, er {top.name} {one} med flest borgere: {rate}")
    return Finding(f"{top.name} er {one}, flest borgere er indberettet med: {rate}")


def differences(scope: Scope, items: Sequence[Item], many: str) -> Text:
    """How many items differ from the rest of the country; the country itself has no rest."""
    if scope.is_country:
        return Text(("Forskelle mellem kommunerne står i afsnittet »Sammenligning af kommuner«.",))
    verdicts = [item.against.verdict for item in items if item.group != UNKNOWN_GROUP]
    return Text((f"{sentences.items_differ(verdicts, many)}.",))


def areas_figure(scope: Scope, items: Sequence[Item]) -> Figure | Table:
    """The areas as dots with limits, beside the rest of the country; a table when there is nothing to draw."""
    if not any(item.against.share.is_some for item in items):
        return areas_table(scope, items)
    heading = f"Borgere med mindst én aktiv tilstand i området pr. 1.000, {where(scope)}"
    words = Words("omraader", heading, _read_out(scope, items))
    return _figure(scope, items, words, areas_table(scope, items))


def interventions_figure(scope: Scope, items: Sequence[Item]) -> Figure | Table:
    """The most common interventions as dots, beside the rest of the country; a table when there is nothing to draw."""
    common = [item for item in items if item.against.share.is_some and item.group != UNKNOWN_GROUP]
    shown = common[:SHOWN_INTERVENTIONS]
    if not shown:
        return interventions_table(scope, items)
    heading = f"De {len(shown)} hyppigst indberettede indsatser, borgere pr. 1.000, {where(scope)}"
    words = Words("indsatser", heading, _read_out(scope, shown))
    return _figure(scope, shown, words, interventions_table(scope, items))


def _figure(scope: Scope, items: Sequence[Item], words: Words, table: Table) -> Figure:
    series = [title(scope.recipient)] + ([] if scope.is_country else ["Resten af landet"])
    lines = [Line(item.name, _dots(item.against, len(series)), _SIGNS[item.against.verdict]) for item in items]
    reading = (
        "Prikken er tallet for modtageren, stregen 95 pct. sikkerhedsgrænser. "
        + (
            ""
            if scope.is_country
            else "Ruden er resten af landet. ▲ og ▼: indberettes hyppigere eller sjældnere end i resten."
        )
    ).strip()
    drawing = partial(dot_chart.draw, lines, series, words, axis=PER_1000)
    return Figure(words.key, words.title, words.description, drawing, table, reading)


_SIGNS = {"higher": "▲", "lower": "▼", "none": "", "unknown": ""}


def _dots(against: Against, series: int) -> tuple[Dot, ...]:
    return tuple(Dot.of(share) for share in (against.share, against.rest)[:series])


def _read_out(scope: Scope, items: Sequence[Item]) -> str:
    """The three most common items with their numbers, then what differs from the rest of the country."""
    known = _most_first([item for item in items if item.against.share.is_known])[:3]
    most = numbers.listing([f"{item.name} ({numbers.per_1000(item.against.share.rate)})" for item in known])
    text = f"Flest borgere pr. 1.000 vises for {most}." if known else "Ingen tal kan vises."
    parts = []
    for verdict, word in (("higher", "Hyppigere"), ("lower", "Sjældnere")):
        names = [item.name for item in items if item.against.verdict == verdict]
        parts += [f"{word} end i resten af landet indberettes {numbers.listing(names)}."] if names else []
    if not scope.is_country and not parts:
        parts = [f"Der er {sentences.NO_DIFFERENCE} fra resten af landet for det, der vises."]
    return " ".join([text, *parts])


@dataclass(frozen=True)
class _Layout:
    """How a table of items is headed: key, caption, title of the first column; codes have a column of their own."""

    key: str
    caption: str
    first: str
    notes: tuple[str, ...]
    with_codes: bool
    digits: int


def areas_table(scope: Scope, items: Sequence[Item]) -> Table:
    """Each area of conditions with its number, limits and comparison."""
    caption = f"Borgere med mindst én aktiv tilstand efter område, {where(scope)}"
    return _table(scope, items, _Layout("tilstandsomraader", caption, "Område", (_NOT_A_SUM,), False, 1))


def conditions_table(scope: Scope, items: Sequence[Item]) -> Table:
    """Each condition under its area."""
    caption = f"Borgere med hver tilstand, {where(scope)}"
    return _table(scope, items, _Layout("tilstande", caption, "Tilstand", (_NOT_A_SUM, _OLD_AND_NEW), True, 2))


def interventions_table(scope: Scope, items: Sequence[Item]) -> Table:
    """Each intervention."""
    caption = f"Borgere med hver indsats, {where(scope)}"
    return _table(scope, items, _Layout("indsatser", caption, "Indsats", (_NOT_A_SUM, _OLD_AND_NEW), True, 2))


def _table(scope: Scope, items: Sequence[Item], layout: _Layout) -> Table:
    compared = not scope.is_country
    columns = (
        Column(layout.first),
        *([Column("Kode", "label")] if layout.with_codes else []),
        Column("Borgere", "count"),
        Column("Pr. 1.000", "per_1000", layout.digits),
        Column(LIMITS, "interval_per_1000", layout.digits),
        *(
            [Column("Resten af landet, pr. 1.000", "per_1000", layout.digits), Column(VERDICT, "label")]
            if compared
            else []
        ),
    )
    rows = tuple(Row(_values(item, layout.with_codes, compared), group=item.group) for item in items)
    notes = (*layout.notes, VERDICT_NOTE) if compared else layout.notes
    return Table(layout.key, layout.caption, columns, rows, scope.provenance(), notes, group_title="Område")


def _values(item: Item, with_codes: bool, compared: bool) -> tuple[Value, ...]:
    share, against = item.against.share, item.against
    code = (item.code,) if with_codes else ()
    comparison = (against.rest.rate_value(), sentences.VERDICTS[against.verdict]) if compared else ()
    return item.name, *code, share.count_value(), share.rate_value(), share.limits_value(), *comparison

"""Leverancerapport: what became of a delivery, for its supplier, by track. Internal: it is no report of citizens.

Rows are counted, never persons, and no value that was delivered is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from naerblik.project import PAGE
from naerblik.report import markup, numbers
from naerblik.report.provenance import Provenance
from naerblik.report.table import Column, Row, Table
from naerblik.report.variables import TRACKS

MARK = "INTERN"
MARK_SAYS = "Rapporten er til leverandøren og modtageren af data. Den må ikke offentliggøres."
TREATMENTS = {"left_out": "udelades, men gemmes", "unknown": "beholdes som uoplyst"}
FRAME = """<!DOCTYPE html>
<html lang="da">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>{title}</title>
<style>
{style}
</style>
</head>
<body class="plain">
<a class="skip" href="#indhold">Gå til indholdet</a>
<header class="page-header">
<div class="banners"><p class="banner"><strong>{mark}</strong> {mark_says}</p></div>
<div class="masthead">
<h1>Leverancerapport <span class="recipient">{track}</span></h1>
<p class="lead">{lead}</p>
<dl class="facts">
{facts}
</dl>
</div>
</header>
<div class="columns">
<main id="indhold" tabindex="-1">
{body}
</main>
</div>
</body>
</html>
"""


@dataclass(frozen=True)
class RuleCount:
    """The rows of a register that broke a rule. `expected`: such rows are part of every delivery."""

    rule: str
    meaning_da: str
    treatment: str
    expected: bool
    rows: int


@dataclass(frozen=True)
class Question:
    """Something hard to believe: a municipality, a month or the whole register, what was found, and what to ask."""

    rule: str
    place: str
    found: str
    meaning_da: str


@dataclass(frozen=True)
class RegisterReport:
    """A register of a delivery, in numbers of rows.

    `delivered`: rows of the supplier's table; `rows`: what became of them; `used`: those that take part. `matched`: the
    share of rows whose person, or contact (`matched_with`), is known, in percent; None where it refers to none.
    `gaps`: column that is not delivered -> why. `unchecked`: rules that could not be checked for that reason. `years`:
    year -> rows.
    """

    name: str
    name_da: str
    track: str
    delivered: int
    rows: int
    used: int
    rules: tuple[RuleCount, ...]
    matched: float | None
    matched_with: str
    replacement_numbers: int
    gaps: Mapping[str, str]
    unchecked: tuple[str, ...]
    questions: tuple[Question, ...]
    years: Mapping[str, int]


@dataclass(frozen=True)
class DeliveryReport:
    """A delivery. `before`: the snapshot it was compared with, '' for none. `cannot`: what is counted -> why it is not.

    `missing`: register that is not delivered -> why.
    """

    name: str
    sources: tuple[str, ...]
    first_day: date
    last_day: date
    taken_in: date
    before: str
    registers: tuple[RegisterReport, ...]
    missing: Mapping[str, str]
    can: tuple[str, ...]
    cannot: Mapping[str, str]

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks that something was delivered of, in their order."""
        return tuple(track for track in TRACKS if any(register.track == track for register in self.registers))

    @property
    def findings(self) -> int:
        """Rules that rows broke which should not have, and questions."""
        faults = (r for one in self.registers for r in one.rules if r.treatment == "left_out" and not r.expected)
        return sum(fault.rows > 0 for fault in faults) + sum(len(one.questions) for one in self.registers)


def content(report: DeliveryReport, track: str) -> dict[str, Any]:
    """The report of a track as JSON holds it."""
    told = asdict(report)
    told["registers"] = [one for one in told["registers"] if one["track"] == track]
    days = {name: getattr(report, name).isoformat() for name in ("first_day", "last_day", "taken_in")}
    return {"track": track, "internal": True, **told, **days}


def page(report: DeliveryReport, track: str) -> str:
    """The report of a track as one HTML page that needs nothing else."""
    own = [one for one in report.registers if one.track == track]
    facts = {
        "Leverance": report.name,
        "Leverandør": ", ".join(report.sources),
        "Periode": f"{numbers.day(report.first_day)} til {numbers.day(report.last_day)}",
        "Modtaget": numbers.day(report.taken_in),
        "Sammenlignet med": report.before or "ingen tidligere leverance",
    }
    return FRAME.format(
        title=markup.text(f"Leverancerapport: {TRACKS[track]}, {report.name}"),
        style=(PAGE / "style.css").read_text(encoding="utf-8"),
        mark=MARK,
        mark_says=MARK_SAYS,
        track=markup.text(TRACKS[track]),
        lead=markup.text(_lead(own)),
        facts="\n".join(f"<div><dt>{k}</dt><dd>{markup.text(v)}</dd></div>" for k, v in facts.items()),
        body="\n".join(_body(report, own)),
    )


def _lead(own: Iterable[RegisterReport]) -> str:
    delivered = sum(one.delivered for one in own)
    aside = sum(rule.rows for one in own for rule in one.rules if rule.treatment == "left_out")
    if not aside:
        return f"Alle {numbers.count(delivered)} leverede rækker indgår i opgørelserne."
    return (
        f"Af {numbers.counted(delivered, 'leveret række', 'leverede rækker')} indgår "
        f"{numbers.counted(aside, 'række', 'rækker')} ikke i opgørelserne. Ingen er gået tabt: de er gemt og kan "
        "læses igen."
    )


def _body(report: DeliveryReport, own: Iterable[RegisterReport]) -> Iterator[str]:
    for one in own:
        yield f'<section id="{one.name}">\n<h2>{markup.text(one.name_da)}</h2>\n<p>{markup.text(_said(one))}</p>'
        yield from (table._repr_html_() for table in _tables(report, one))
        yield "</section>"
    yield "<section>\n<h2>Hvad leverancen rækker til</h2>"
    yield _reach(report)._repr_html_()
    yield "</section>"


def _said(one: RegisterReport) -> str:
    became = f" De blev til {numbers.counted(one.rows, 'række', 'rækker')}." if one.rows != one.delivered else ""
    matched = (
        ""
        if one.matched is None
        else f" {numbers.decimal(one.matched, 2)} pct. af rækkerne hører til {one.matched_with}, der er kendt."
    )
    replaced = (
        f" {numbers.counted(one.replacement_numbers, 'række har', 'rækker har')} et erstatningsnummer."
        if one.replacement_numbers
        else ""
    )
    return (
        f"{numbers.counted(one.delivered, 'række', 'rækker')} er leveret.{became} "
        f"{numbers.counted(one.used, 'række indgår', 'rækker indgår')} i opgørelserne.{matched}{replaced}"
    )


def _tables(report: DeliveryReport, one: RegisterReport) -> Iterator[Table]:
    behind, who = Provenance(report.name, synthetic=False, sign=""), one.name_da
    columns = (Column("Regel"), Column("Kontrol"), Column("Behandling"), Column("Rækker", "count"))
    rows = [Row((_rule(rule), rule.rule, TREATMENTS[rule.treatment], rule.rows)) for rule in one.rules if rule.rows]
    if rows:
        yield Table(f"{one.name}-regler", f"{who}: rækker, der brød en regel", columns, tuple(rows), behind)
    if one.questions:
        asked = [(q.place, q.found, q.meaning_da) for q in one.questions]
        titles = (Column("Hvor"), Column("Fundet"), Column("Spørgsmål"))
        yield Table(
            f"{one.name}-spoergsmaal", f"{who}: det, der er svært at tro", titles, tuple(map(Row, asked)), behind
        )
    if one.gaps:
        notes = (f"Derfor er disse kontroller ikke udført: {', '.join(one.unchecked)}.",) if one.unchecked else ()
        missing = (Column("Variabel"), Column("Hvorfor"))
        rows = [Row((column, why)) for column, why in one.gaps.items()]
        yield Table(f"{one.name}-mangler", f"{who}: variable, der ikke er leveret", missing, tuple(rows), behind, notes)
    if one.years:
        by_year = (Column("År"), Column("Rækker", "count"))
        rows = [Row((year, number)) for year, number in one.years.items()]
        yield Table(f"{one.name}-aar", f"{who}: rækker, der indgår, efter år", by_year, tuple(rows), behind)


def _rule(rule: RuleCount) -> str:
    return f"{rule.meaning_da}{' (valgt fra, ingen fejl)' if rule.expected else ''}"


def _reach(report: DeliveryReport) -> Table:
    rows = [Row((what, "kan opgøres", "")) for what in report.can]
    rows += [Row((what, "kan ikke opgøres", why)) for what, why in report.cannot.items()]
    columns = (Column("Tal"), Column("Kan det opgøres?"), Column("Det mangler"))
    notes = ("Det, der ikke kan opgøres, vises aldrig som nul.",)
    behind = Provenance(report.name, synthetic=False, sign="")
    return Table("raekkevidde", "Tal i rapporterne", columns, tuple(rows), behind, notes)

"""Fra inddata til uddata: the way from the delivery through registers and views to each table of a report.

What stands behind which numbers is told by the protected cube, which has it from the SQL of the views; which numbers a
table shows, by the report of its topic.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from naerblik.parameters import Topic
from naerblik.report import flow_chart, numbers
from naerblik.report.figure import Figure
from naerblik.report.flow_chart import Stage
from naerblik.report.quality import REGISTERS, REGISTERS_OF
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table

CHECKING = "kontrol"
"""Stands among the views for the check of a delivery, which counts the rows that break a rule."""

VIEWS: Mapping[str, str] = {
    "fsiii_practice": "Indberetning pr. måned",
    "fsiii_coverage": "Kommuner i tallene",
    "fsiii_cells": "Borgere i FSIII-data",
    "fsiii_yearly": "Borgere i løbet af året",
    "fsiii_rules": "Talt efter særlig regel",
    "cancer_case": "Nye svulster",
    "cancer_patient": "Borgere med ny svulst",
    "cancer_survivor": "Levende med kræft",
    "cancer_survivor_use": "Kontakter, levende",
    "cancer_course": "Forløb fra diagnosen",
    "cancer_course_time": "Forløbenes dage",
    "cancer_course_use": "Forløbenes kontakter",
    "cancer_stratum": "Nye svulster efter alder",
    "cancer_population": "Borgere efter alder",
    "gp_patient": "Borgere med diagnose",
    "gp_use": "Ydelser i 12 måneder",
    "gp_admitted": "Akut indlagte",
    "resident": "Borgere på dagen",
    "resident_cells": "Alle borgere i grupper",
    CHECKING: "Kontrol af leverancen",
}
"""View that is drawn -> its name, in the order of the drawing."""

NUMBERS: Mapping[str, str] = {
    "reporting": "Indberetning",
    "coverage": "Dækning",
    "areas": "Tilstandsområder",
    "conditions": "Tilstande",
    "any_condition": "Mindst én tilstand",
    "interventions": "Indsatser",
    "any_intervention": "Mindst én indsats",
    "yearly": "I løbet af året",
    "tumours": "Nye tilfælde",
    "cancer_patients": "Personer med tilfælde",
    "rates": "Standardiserede rater",
    "age_population": "Borgere efter alder",
    "survivors": "Levende med kræft",
    "survivor_users": "Brugere, levende",
    "survivor_contacts": "Kontakter, levende",
    "observed": "Forløb",
    "observed_days": "Dage i forløb",
    "course_users": "Brugere i forløb",
    "course_contacts": "Kontakter i forløb",
    "diagnoses": "Diagnoser",
    "new_diagnoses": "Nye diagnoser",
    "users": "Brugere",
    "services": "Ydelser",
    "diagnosis_users": "Brugere med diagnose",
    "diagnosis_services": "Ydelser med diagnose",
    "examinations": "Undersøgelser",
    "acute_admissions": "Akutte indlæggelser",
    "quality": "Datakvalitet",
}
"""Kind of item or table of the cube -> the name of its numbers, in the order of the drawing."""

HEADINGS = ("Leverance", "Registre", "Visninger", "Beskyttede tal", "Tabeller")
LEFTS = (0.0, 118.0, 264.0, 416.0, 556.0)
_READING = (
    "Læs fra venstre: hvad der er leveret, hvilke registre det er, hvilke visninger der tæller i dem, hvilke tal der "
    "er beskyttet, og hvilke tabeller der viser dem. Stregerne er læst af visningernes SQL. Et register er også med, "
    "hvor det kun afgør, hvem der tælles eller slås op."
)


@dataclass(frozen=True)
class Origin:
    """Where numbers come from: `numbers` themselves, all `views` on the way, and register -> its columns.

    `parts`: the views that are drawn -> the registers behind each, for each of the numbers.
    """

    numbers: tuple[str, ...]
    views: tuple[str, ...]
    reads: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, Mapping[str, tuple[str, ...]]]


Origins = Mapping[Topic, Mapping[str, Origin]]
"""Where the numbers of tables come from, by topic and file stem."""


def origin(scope: Scope, topic: Topic, numbers: Collection[str]) -> Origin:
    """Where numbers of a topic come from, in the order of NUMBERS, as the manifest of the cube tells it."""
    named = tuple(name for name in NUMBERS if name in numbers)
    found = [_told(scope, topic, name) for name in named]
    return Origin(
        named,
        tuple(sorted({view for own in found for view in own["views"]})),
        _merged(own["reads"] for own in found),
        {name: {view: tuple(rs) for view, rs in own["parts"].items()} for name, own in zip(named, found, strict=True)},
    )


def _told(scope: Scope, topic: Topic, name: str) -> Mapping[str, Any]:
    """What the manifest tells of one kind of numbers; broken rules are counted in the registers of the topic."""
    told = scope.manifest["lineage"]
    own: Mapping[str, Any] = told["numbers"][name]
    if name != "quality":
        return own
    checked = {register: told["registers"][register]["checked"] for register in REGISTERS_OF[topic]}
    ruled = own if topic == "fsiii" else {"views": [], "reads": {}, "parts": {}}
    reads, parts = _merged([checked, ruled["reads"]]), {CHECKING: list(checked), **ruled["parts"]}
    return {"views": ruled["views"], "reads": reads, "parts": parts}


def _merged(reads: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for own in reads:
        for register, columns in own.items():
            found.setdefault(register, {}).update(dict.fromkeys(columns))
    return {register: tuple(columns) for register, columns in found.items()}


def together(origins: Sequence[Origin]) -> Origin:
    """Where numbers of several topics come from."""
    return Origin(
        tuple(dict.fromkeys(name for own in origins for name in own.numbers)),
        tuple(sorted({view for own in origins for view in own.views})),
        _merged(own.reads for own in origins),
        {name: parts for own in origins for name, parts in own.parts.items()},
    )


Shown = Mapping[str, tuple[Table, Sequence[str]]]
"""File stem -> a table of the report and the numbers that it shows."""


def figure(scope: Scope, topic: Topic, prefix: str, shown: Shown) -> Figure:
    """The way to all tables of a report that show numbers; the table behind names variables, views and files."""
    shown = {stem: entry for stem, entry in shown.items() if entry[1]}
    way = _Way(origin(scope, topic, {name for _, names in shown.values() for name in names}), shown, prefix)
    key, title = f"{prefix}oprindelse", "Fra leverance til tabel"
    table = Table(key, "Vejen fra leverance til tabel, led for led", _COLUMNS, tuple(way.rows(scope)), scope.source())
    finding = way.finding(scope.source().data)
    draw = partial(way.draw, scope.manifest["snapshot"]["name"], Words(f"{key}-tegning", title, finding))
    return Figure(key, title, finding, draw, table, _READING)


_COLUMNS = (Column("Led"), Column("Kommer fra"), Column("Går til"))


@dataclass(frozen=True)
class _Way:
    """All that is drawn: where the numbers of a report come from, and its tables."""

    origin: Origin
    tables: Shown
    prefix: str

    @property
    def registers(self) -> tuple[str, ...]:
        return tuple(name for name in REGISTERS if name in self.origin.reads)

    @property
    def views(self) -> tuple[str, ...]:
        return tuple(view for view in VIEWS if any(view in parts for parts in self.origin.parts.values()))

    @property
    def read(self) -> set[tuple[str, str]]:
        """(register, view that is drawn)."""
        return {
            (r, view) for parts in self.origin.parts.values() for view, registers in parts.items() for r in registers
        }

    @property
    def counted(self) -> set[tuple[str, str]]:
        """(view that is drawn, numbers)."""
        return {(view, name) for name, parts in self.origin.parts.items() for view in parts}

    @property
    def printed(self) -> set[tuple[str, str]]:
        """(numbers, file stem)."""
        return {(name, stem) for stem, (_, names) in self.tables.items() for name in names}

    def finding(self, data: str) -> str:
        """'Rapportens 22 tabeller med tal viser ni slags beskyttede tal ...'."""
        tables = numbers.counted(len(self.tables), "tabel", "tabeller")
        return (
            f"Rapportens {tables} med tal viser {len(self.origin.numbers)} slags beskyttede tal, som "
            f"{len(self.origin.views)} visninger tæller i {len(self.registers)} registre af én leverance: {data}."
        )

    def draw(self, delivery: str, words: Words) -> str:
        """The drawing; a table is named as its file is."""
        names = (
            {delivery: delivery},
            {register: REGISTERS[register] for register in self.registers},
            {view: VIEWS[view] for view in self.views},
            {name: NUMBERS[name] for name in self.origin.numbers},
            {stem: stem.removeprefix(self.prefix) for stem in self.tables},
        )
        stages = [Stage(*stage) for stage in zip(HEADINGS, LEFTS, names, strict=True)]
        delivered = {(delivery, register) for register in self.registers}
        return flow_chart.draw(stages, (delivered, self.read, self.counted, self.printed), words)

    def rows(self, scope: Scope) -> Iterable[Row]:
        """What each part of the way comes from and goes to."""
        told = scope.manifest["lineage"]["registers"]
        for register in self.registers:
            to = [view for name, view in sorted(self.read, key=self._order) if name == register]
            variables = ", ".join(self.origin.reads[register])
            said = f"{told[register]['source']}. Variable: {variables}"
            yield Row((REGISTERS[register], said, _listed(to, VIEWS)), "Registre")
        for view in self.views:
            of = [register for register in self.registers if (register, view) in self.read]
            to = [name for name in self.origin.numbers if (view, name) in self.counted]
            code = "" if view == CHECKING else f" ({view})"
            yield Row((f"{VIEWS[view]}{code}", _listed(of, REGISTERS), _listed(to, NUMBERS)), "Visninger")
        for name, parts in self.origin.parts.items():
            to = [stem.removeprefix(self.prefix) for stem in self.tables if (name, stem) in self.printed]
            yield Row((NUMBERS[name], _listed(parts, VIEWS), ", ".join(to)), "Beskyttede tal")
        for stem, (table, names) in self.tables.items():
            yield Row((table.caption, _listed(names, NUMBERS), f"tables/{stem}.csv"), "Tabeller")

    def _order(self, pair: tuple[str, str]) -> int:
        return self.views.index(pair[1])


def _listed(keys: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names[key] for key in keys)

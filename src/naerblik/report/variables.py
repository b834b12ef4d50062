"""Variabellisten: every variable of every register, what it means, where it comes from and what it is used for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from naerblik.parameters import Topic
from naerblik.report import markup, numbers
from naerblik.report.header import Header
from naerblik.report.provenance import Provenance
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Text

TITLE = "Variabelliste"
LEAD = (
    "Alle variable i de registre, som rapporterne kan bygge på: hvad de betyder, hvor de kommer fra, og hvad de bruges "
    "til. Listen rummer ingen tal om borgere."
)
UNUSED = "bruges ikke endnu"
UNKNOWN_YEAR = "ikke oplyst"

TRACKS: Mapping[str, str] = {
    "befolkning": "Befolkning og grupper af borgere",
    "kommuner": "Kommuner",
    "almen_praksis": "Almen praksis og speciallæger",
    "sygehuse": "Sygehuse",
    "cancer": "Kræft",
}
"""Track -> what it is called, in the order of the list."""

REPORTS: Mapping[Topic, str] = {"fsiii": "FSIII", "kraeft": "Kræft", "almen_praksis": "Almen praksis"}
"""Topic -> the short name of its report."""

TYPES: Mapping[str, str] = {
    "BIGINT": "heltal",
    "INTEGER": "heltal",
    "VARCHAR": "tekst",
    "DATE": "dato",
    "TIMESTAMP": "dato og klokkeslæt",
    "BOOLEAN": "sand eller falsk",
}

ALL_TABLES = (
    "Tabellerne er dem, som hele landets rapporter har; rapporter til mindre områder kan mangle nogle af dem. Hver "
    "modtager har sin egen liste i sin mappe."
)
"""What the list at the root of a release says of the tables that it names."""

_INTRODUCTION = (
    "Listen er lavet af de datakontrakter, som leverancer kontrolleres efter. Hvad en variabel bruges til, er læst af "
    "visningernes SQL: en variabel bruges i en tabel, når en visning på vejen til tabellens tal nævner den, også hvor "
    "den kun afgør, hvem der tælles. I »datakvalitet« tælles desuden rækker, der bryder en regel om variablen.",
    f"»Fra« er det første år med indhold efter registrets dokumentation; »{UNKNOWN_YEAR}«, hvor ingen kilde er fundet. "
    "»Ja« under »Identificerer« betyder, at variablen kan pege på en person eller en kontakt; den forlader aldrig den "
    "lukkede del, og personnumre erstattes af pseudonymer, når en leverance modtages.",
)


@dataclass(frozen=True)
class Variable:
    """A variable. `codes` says in words which codes it holds, '' where it has none.

    `views` name it in their SQL; `uses`: title of a report -> the tables in which it is used, in words; `notebooks`
    make these reports.
    """

    name: str
    meaning: str
    type: str
    codes: str
    source: str
    first_year: int | None
    identifying: bool
    views: tuple[str, ...]
    uses: Mapping[str, str]
    notebooks: tuple[str, ...]

    @property
    def year(self) -> str:
        """The first year with content."""
        return str(self.first_year) if self.first_year else UNKNOWN_YEAR

    @property
    def identifies(self) -> str:
        """Whether it can point to a person."""
        return "Ja" if self.identifying else "Nej"

    @property
    def used(self) -> str:
        """What it is used for, report by report."""
        return "; ".join(f"{title}: {tables}" for title, tables in self.uses.items()) or UNUSED


@dataclass(frozen=True)
class Register:
    """A register of a track with its variables."""

    name: str
    title: str
    track: str
    meaning: str
    source: str
    variables: tuple[Variable, ...]


def header(topic: Header) -> Header:
    """The head of the page from that of a topic: same recipient, facts and banners."""
    return replace(topic, title=TITLE, lead=LEAD)


def body(registers: Sequence[Register], workbook: str, tables: str = "") -> str:
    """The content as HTML: an index, then a table a register, track by track; `workbook` is the list as XLSX, `tables`
    says which tables it names where they are not those beside it.
    """
    every = sum(len(register.variables) for register in registers)
    counted = f"{numbers.counted(every, 'variabel', 'variable')} i {len(registers)} registre"
    said = Text((*_INTRODUCTION, *([tables] if tables else []), f"Der er {counted}."))
    book = f'<p><a href="{workbook}">Variabellisten som regneark</a> (XLSX)</p>'
    index = "\n".join(_entry(track, own) for track, own in _by_track(registers))
    parts = [
        f"<section>\n<h2>Om listen</h2>\n{said._repr_html_()}\n{book}\n</section>",
        f'<section>\n<h2>Registre</h2>\n<ul class="registers">\n{index}\n</ul>\n</section>',
        *(_section(track, own) for track, own in _by_track(registers)),
    ]
    return "\n".join(parts)


def _by_track(registers: Sequence[Register]) -> Iterator[tuple[str, list[Register]]]:
    order = list(TRACKS)
    own = sorted(registers, key=lambda register: order.index(register.track))
    yield from ((track, list(found)) for track, found in groupby(own, key=lambda register: register.track))


def _entry(track: str, registers: Sequence[Register]) -> str:
    links = ", ".join(f'<a href="#{_place(r)}">{markup.text(r.title)}</a> ({len(r.variables)})' for r in registers)
    return f"<li>{markup.text(TRACKS[track])}: {links}</li>"


def _place(register: Register) -> str:
    return f"register-{register.name}"


def _section(track: str, registers: Sequence[Register]) -> str:
    parts = "\n".join(
        f'<h3 id="{_place(r)}">{markup.text(r.title)}</h3>\n<p>{markup.text(f"{r.meaning}. Kilde: {r.source}.")}</p>\n'
        f"{_table(r)._repr_html_()}"
        for r in registers
    )
    return f"<section>\n<h2>{markup.text(TRACKS[track])}</h2>\n{parts}\n</section>"


def _table(register: Register) -> Table:
    """A register on the page: what belongs together shares a column, so that the table fits its measure."""
    titles = ("Betydning og kilde", "Type og koder", "Fra", "Identificerer", "Bruges i")
    columns = (Column("Variabel", "label"), *map(Column, titles))
    rows = tuple(
        Row(
            (
                v.name,
                f"{v.meaning}. Kilde: {v.source}.",
                f"{v.type}: {v.codes}" if v.codes else v.type,
                v.year,
                v.identifies,
                _uses(v),
            )
        )
        for v in register.variables
    )
    source = Provenance(f"datakontrakten for {register.name}", synthetic=False, sign="")
    return Table(f"variable-{register.name}", f"{register.title} ({register.name})", columns, rows, source)


def _uses(v: Variable) -> str:
    parts = {"Notebooks": v.notebooks, "Visninger": v.views}
    return " ".join([f"{v.used}.", *(f"{title}: {', '.join(names)}." for title, names in parts.items() if names)])


def sheets(registers: Sequence[Register], source: Provenance) -> dict[str, Table]:
    """Sheet -> its table: a track each, a column for everything that is said of a variable."""
    said = ("Variabel", "Betydning", "Type", "Koder", "Kilde", "Fra år", "Identificerer")
    columns = tuple(map(Column, (*said, "Visninger", "Notebooks", "Bruges i")))
    return {
        TRACKS[track].split(" og ")[0]: Table(
            f"variable-{track}",
            f"{TITLE}: {TRACKS[track]}",
            columns,
            tuple(Row(_values(v), group=f"{r.title} ({r.name})") for r in own for v in r.variables),
            replace(source, snapshot=f"{source.snapshot}; listen selv rummer ingen tal om borgere"),
            group_title="Register",
        )
        for track, own in _by_track(registers)
    }


def _values(v: Variable) -> tuple[str, ...]:
    views, notebooks = ", ".join(v.views), ", ".join(v.notebooks)
    return (v.name, v.meaning, v.type, v.codes, v.source, v.year, v.identifies, views, notebooks, v.used)

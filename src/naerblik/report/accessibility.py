"""Tilgængelighed: what the pages were tested for and how, as the ground of the publisher's own statement.

It claims no conformance. What is said of a criterion stands in data/codelists/wcag.csv, and tests hold it against what
is tested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from naerblik import codelists
from naerblik.codelists import Criterion, How
from naerblik.report import markup, numbers
from naerblik.report.header import Header
from naerblik.report.provenance import Provenance
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Text

TITLE = "Tilgængelighed: grundlag for udgiverens erklæring"
LEAD = "Hvad rapporterne er afprøvet for, hvordan, og hvad der ikke er afprøvet. Siden er ikke selv en erklæring."
AXE = "4.12.1"
"""The version of axe-core whose rules the tests run."""
SEEN = date(2026, 11, 28)
"""The day the pages were last gone through by eye."""

_HOW: dict[How, str] = {
    "machine": "maskine",
    "machine eyes": "maskine og øjesyn",
    "eyes": "øjesyn",
    "untested": "ikke afprøvet",
    "absent": "findes ikke på siderne",
}
_MISSING = (
    "Siderne er ikke prøvet med skærmlæser, forstørrelsesprogram eller talestyring, og ikke af brugere med handicap.",
    "De er prøvet i Chromium. Andre browsere og telefoner er ikke prøvet; bredden af en telefon er.",
    "Sider, der er lavet med programmet Quarto, er ikke prøvet; de har samme indhold og skabelon som de prøvede.",
    "Tabelfilerne, og de PDF-filer, som en browser kan udskrive til, er ikke gennemgået.",
    "Tekst inde i figurer brydes ikke om; på smalle skærme rulles figuren for sig.",
    "Uden script mangler »Udforsk tallene«; de andre tabeller og figurer er der.",
)


def header(topic: Header) -> Header:
    """The head of the page from that of a topic: same recipient, facts and banners."""
    return replace(topic, title=TITLE, lead=LEAD)


def body(publisher: str, contact: str) -> str:
    """The content as HTML."""
    criteria = codelists.criteria()
    missing = "\n".join(f"<li>{markup.text(sentence)}</li>" for sentence in _MISSING)
    parts = {
        "Hvad der gælder": _law(publisher, contact)._repr_html_(),
        "Sådan er siderne afprøvet": _methods(criteria)._repr_html_(),
        "Kendte mangler": f"<ul>\n{missing}\n</ul>",
        "Krav for krav": _table(criteria)._repr_html_(),
    }
    return "\n".join(f"<section>\n<h2>{title}</h2>\n{content}\n</section>" for title, content in parts.items())


def _law(publisher: str, contact: str) -> Text:
    return Text(
        (
            "Offentlige organers websteder skal følge lov om tilgængelighed af offentlige organers websteder og "
            "mobilapplikationer. Målestokken er standarden EN 301 549, som henviser til WCAG 2.1 på niveau A og AA. "
            "Rapporterne sigter også mod WCAG 2.2 på niveau A og AA.",
            "Om rapporterne overholder kravene, siges ikke her. Den lovpligtige tilgængelighedserklæring afgives af "
            "den, der udgiver rapporterne, for det websted, de lægges på; denne side er et grundlag for den.",
            f"Udgiver: {publisher}. {contact}.",
        )
    )


def _methods(criteria: Sequence[Criterion]) -> Text:
    times = Counter(criterion.how for criterion in criteria)
    counted = ", ".join(f"{_HOW[how]}: {times[how]}" for how in _HOW)
    return Text(
        (
            f"Maskine: reglerne i axe-core {AXE} for WCAG 2.0, 2.1 og 2.2, niveau A og AA, og for god praksis, samt "
            "projektets egne prøver i en browser. De kører ved hver ændring af programmet på prøvesider om alle "
            "emner: lyst og mørkt, 320 punkter bredt, 200 pct. forstørrelse, papir, med tabeller åbne og lukkede, og "
            "med valg af hver slags i »Udforsk tallene«. En maskine finder kun en del af de mulige fejl.",
            f"Øjesyn: siderne er set igennem på skærmbilleder under udviklingen, senest den {numbers.day(SEEN)}.",
            f"De {len(criteria)} krav fordeler sig sådan: {counted}.",
        )
    )


def _table(criteria: Sequence[Criterion]) -> Table:
    columns = (
        Column("Krav"),
        Column("Niveau", "label"),
        Column("Fra", "label"),
        Column("Afprøvet"),
        Column("Bemærkning"),
    )
    rows = tuple(Row((f"{c.number} {c.name}", c.level, f"WCAG {c.since}", _HOW[c.how], c.remark)) for c in criteria)
    source = Provenance("W3C, WCAG 2.2 (2024); egne korte danske navne", synthetic=False, sign="")
    return Table("tilgaengelighed", "Succeskriterier på niveau A og AA", columns, rows, source)

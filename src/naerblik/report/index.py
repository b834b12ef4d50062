"""The first page of a recipient: its topics as cards with one key figure, the tables as files, the earlier release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from naerblik.report import markup, numbers
from naerblik.report.earlier import Earlier
from naerblik.report.header import ACCESSIBILITY, ORIGIN, VARIABLES, Header
from naerblik.report.key_figure import KeyFigure

TITLE = "Nærblik"
LEAD = (
    "Rapporter om det nære sundhedsvæsen. Hver rapport er én fil, der kan læses, udskrives og sendes videre uden net."
)
_FILES = (
    "Hvert emne har et regneark med alle sine tabeller, definitioner og tegnforklaring. Hver tabel findes også som "
    "CSV-fil: semikolon mellem felterne, decimalkomma og dansk tegnsæt; første kolonne siger, hvilke data rækken "
    "bygger på."
)


@dataclass(frozen=True)
class Topic:
    """A topic: its page, its name, its key figure, its workbook, and the captions of its tables by their address from
    the index.
    """

    page: str
    title: str
    figure: KeyFigure
    workbook: str
    tables: Mapping[str, str]


def header(topic: Header) -> Header:
    """The head of the index from that of a topic: same recipient, facts and banners."""
    return replace(topic, title=TITLE, lead=LEAD)


def body(topics: Sequence[Topic], earlier: Earlier | None = None) -> str:
    """The content as HTML."""
    cards, files = ("\n".join(map(part, topics)) for part in (_card, _files))
    return (
        f'<section>\n<h2>Rapporter</h2>\n<ul class="topics">\n{cards}\n</ul>\n</section>\n'
        f"{_earlier(earlier) if earlier else ''}<section>\n<h2>Tabeller</h2>\n<p>{_FILES}</p>\n{files}\n</section>\n"
        "<section>\n<h2>Variable og oprindelse</h2>\n"
        f'<p><a href="{VARIABLES}">Variabelliste: hvad hver variabel betyder og bruges til</a></p>\n'
        f'<p><a href="{ORIGIN}">Oprindelse: hver tabels vej tilbage til registrene</a> (JSON)</p>\n</section>\n'
        "<section>\n<h2>Tilgængelighed</h2>\n"
        f'<p><a href="{ACCESSIBILITY}">Hvad siderne er afprøvet for: grundlag for udgiverens erklæring</a></p>\n'
        "</section>"
    )


def _card(topic: Topic) -> str:
    link = f'<a href="{markup.text(topic.page)}">{markup.text(topic.title)}</a>'
    return f"<li><h3>{link}</h3>\n{topic.figure._repr_html_()}</li>"


def _files(topic: Topic) -> str:
    lines = [_file(address, caption, "CSV") for address, caption in topic.tables.items()]
    book = _file(topic.workbook, f"Alle {len(lines)} tabeller i ét regneark, med definitioner", "XLSX")
    listed = "\n".join(f"<li>{line}</li>" for line in lines)
    return f'<h3>{markup.text(topic.title)}</h3>\n<p class="workbook">{book}</p>\n<ul class="files">\n{listed}\n</ul>'


def _file(address: str, said: str, kind: str) -> str:
    return f'<a href="{markup.text(address)}">{markup.text(said)}</a> ({kind})'


def _earlier(earlier: Earlier) -> str:
    name = markup.text(f"Rapporterne for {earlier.year}")
    named = f'<a href="{markup.text(earlier.address)}">{name}</a>' if earlier.address else name
    where = (
        "Linket virker, hvor de to udgivelsers mapper ligger ved siden af hinanden."
        if earlier.address
        else "Den ligger ikke sammen med denne udgivelse."
    )
    facts = markup.text(f", frigivet {numbers.day(earlier.released)}. Datagrundlag: {earlier.data}. {where}")
    replaced = (
        f'<p class="finding">Denne udgivelse erstatter den tidligere, som er trukket tilbage: '
        f"{markup.text(earlier.withdrawn.rstrip('.'))}.</p>\n"
        if earlier.withdrawn
        else ""
    )
    return f"<section>\n<h2>Tidligere udgivelse</h2>\n{replaced}<p>{named}{facts}</p>\n</section>\n"

"""The first page of a recipient: its topics as cards with one key figure, and the tables as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from naerblik.report import markup
from naerblik.report.header import ACCESSIBILITY, Header
from naerblik.report.table import Table

TITLE = "Nærblik"
LEAD = (
    "Rapporter om det nære sundhedsvæsen. Hver rapport er én fil, der kan læses, udskrives og sendes videre uden net."
)


@dataclass(frozen=True)
class Card:
    """A topic: its page, its name, and one sentence with a number."""

    page: str
    title: str
    sentence: str


def header(topic: Header) -> Header:
    """The head of the index from that of a topic: same recipient, facts and banners."""
    return replace(topic, title=TITLE, lead=LEAD)


def body(cards: Sequence[Card], tables: Mapping[str, Table]) -> str:
    """The content as HTML; `tables` by their address relative to the index."""
    topics = "\n".join(_card(card) for card in cards)
    files = "\n".join(
        f'<li><a href="{markup.text(address)}">{markup.text(table.caption)}</a> (CSV)</li>'
        for address, table in tables.items()
    )
    return (
        f'<section>\n<h2>Rapporter</h2>\n<ul class="topics">\n{topics}\n</ul>\n</section>\n'
        "<section>\n<h2>Tabeller</h2>\n"
        "<p>Hver tabel i rapporterne som fil til regneark: semikolon mellem felterne, decimalkomma og dansk tegnsæt. "
        "Første kolonne siger, hvilke data rækken bygger på.</p>\n"
        f'<ul class="files">\n{files}\n</ul>\n</section>\n'
        "<section>\n<h2>Tilgængelighed</h2>\n"
        f'<p><a href="{ACCESSIBILITY}">Hvad siderne er afprøvet for: grundlag for udgiverens erklæring</a></p>\n'
        "</section>"
    )


def _card(card: Card) -> str:
    link = f'<a href="{markup.text(card.page)}">{markup.text(card.title)}</a>'
    return f"<li><h3>{link}</h3>\n<p>{markup.text(card.sentence)}</p></li>"

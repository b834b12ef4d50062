"""What a reader sees in the tables of a page, and whether it is a plain number to the digits that are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import html

from naerblik import parameters as params

HIDDEN = params.disclosure_rules().sign
THRESHOLD = params.disclosure_rules().threshold.value
MISSING, EMPTY = "–", ""
VERDICTS = {"▲ hyppigere", "▼ sjældnere", "ingen sikker forskel", "ikke sammenlignet", "▲", "▼", "=", ""}


@dataclass(frozen=True)
class Number:
    """A plain number, the decimals that it is printed with, and what follows it."""

    value: float
    digits: int = 1
    after: str = ""

    def __str__(self) -> str:
        return danish(self.value, self.digits) + self.after

    def is_printed(self, text: str) -> bool:
        """Rounded up or down where it lies in the middle."""
        shape = r"\d{1,3}(\.\d{3})*" + (rf",\d{{{self.digits}}}" if self.digits else "")
        if not re.fullmatch(shape + re.escape(self.after), text):
            return False
        found = float(text.removesuffix(self.after).replace(".", "").replace(",", "."))
        return abs(found - self.value) <= 0.5 * 10.0**-self.digits * (1 + 1e-9)


@dataclass(frozen=True)
class Interval:
    """Two limits."""

    lower: Number
    upper: Number

    def __str__(self) -> str:
        return f"{self.lower}–{self.upper}"

    def is_printed(self, text: str) -> bool:
        ends = text.split("–")
        return len(ends) == 2 and self.lower.is_printed(ends[0]) and self.upper.is_printed(ends[1])


@dataclass(frozen=True)
class Elsewhere:
    """What is held against plain reckoning elsewhere: verdicts, and limits with overdispersion."""

    reason: str

    def is_printed(self, text: str) -> bool:
        return text in VERDICTS or re.fullmatch(r"[\d.,]+–[\d.,]+|[·–]", text) is not None


OVERDISPERSED = Elsewhere("limits and verdicts of whole sets of units: tests/unit/indicators, tests/unit/report")
Shown = int | str | Number | Interval | Elsewhere


@dataclass(frozen=True)
class PlainTable:
    """A table as plain counts give it: caption, titles, and the values of each row by group and label."""

    caption: str
    titles: Sequence[str]
    rows: Mapping[tuple[str, str], Sequence[Shown]]


def danish(number: float, digits: int = 0) -> str:
    """'1.234,5'."""
    return f"{number:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def plain_text(element: html.HtmlElement) -> str:
    """The text of an element with spaces that break."""
    return str(element.text_content()).replace("\N{NO-BREAK SPACE}", " ").strip()


def tables(page: html.HtmlElement) -> dict[str, html.HtmlElement]:
    """The tables of a page by the key in the id of their block."""
    blocks = page.xpath("descendant-or-self::div[@class='table-block']")
    found = {block.get("id").removeprefix("tabel-"): block.find(".//table") for block in blocks}
    assert len(found) == len(list(page.iter("table")))
    return found


def titles(table: html.HtmlElement) -> list[str]:
    """The head of a table."""
    return [plain_text(title) for title in table.find("thead").iter("th")]


def rows(table: html.HtmlElement) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Group and label of each row, and its other texts."""
    for body in table.iter("tbody"):
        group = ""
        for row in body.iter("tr"):
            texts = [plain_text(cell) for cell in row]
            if row.get("class") == "group":
                group = texts[0]
            else:
                yield (group, texts[0]), texts[1:]


def is_small(plain: Shown) -> bool:
    return isinstance(plain, int) and 1 <= plain < THRESHOLD


def is_printed(text: str, plain: Shown) -> bool:
    """Whether a text is what a plain count gives."""
    if isinstance(plain, int | str):
        return text == (danish(plain) if isinstance(plain, int) else plain)
    return plain.is_printed(text)


def differences(table: html.HtmlElement, plain: PlainTable) -> list[str]:
    """Where a printed table is not the plain one; no row or column may be left out on either side."""
    found = list(rows(table))
    said = [f"{name} is {a}, not {b}" for name, a, b in _heads(table, plain) if a != b]
    labels = [label for label, _ in found]
    if set(labels) != set(plain.rows) or len(labels) != len(plain.rows):
        return [*said, f"rows {labels} are not {list(plain.rows)}"]
    for label, texts in found:
        for title, text, value in zip(plain.titles[1:], texts, plain.rows[label], strict=True):
            if not is_printed(text, value):
                said.append(f"{' '.join(label)}, {title}: '{text}' is not {value}")
    return said


def _heads(table: html.HtmlElement, plain: PlainTable) -> list[tuple[str, object, object]]:
    caption = plain_text(table.find("caption"))
    return [("caption", caption, plain.caption), ("head", titles(table), list(plain.titles))]


def revealed(table: html.HtmlElement, plain: PlainTable) -> tuple[list[str], int]:
    """What a protected table says that it must not, or says wrongly; and how many numbers it shows.

    The rest of the country is not looked at, nor a row that the plain table has and the printed one has not.
    """
    said, shown = [], 0
    assert titles(table) == list(plain.titles)
    for label, texts in rows(table):
        for title, text, value in zip(plain.titles[1:], texts, plain.rows[label], strict=True):
            if text == HIDDEN or "esten af landet" in title:
                continue
            shown += isinstance(value, int)
            if is_small(value) or not is_printed(text, value):
                said.append(f"{' '.join(label)}, {title}: '{text}' is not {value}")
    return said, shown


def numbers(table: PlainTable) -> int:
    """How many plain numbers above nought a table holds."""
    return sum(_above_nought(value) for values in table.rows.values() for value in values)


def _above_nought(value: Shown) -> bool:
    if isinstance(value, Interval):
        return value.upper.value > 0
    return value.value > 0 if isinstance(value, Number) else isinstance(value, int) and value > 0

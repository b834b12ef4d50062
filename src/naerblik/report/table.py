"""A table as a reader sees it: HTML in the page, plain text in a notebook's log, CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import groupby
from typing import Any, Literal

from naerblik.report import markup, numbers
from naerblik.report.provenance import Provenance

Kind = Literal[
    "text",
    "label",
    "count",
    "ratio",
    "per_1000",
    "per_100000",
    "percent",
    "interval_per_1000",
    "interval_per_100000",
    "interval_percent",
    "interval_ratio",
    "date",
    "month",
    "year",
]
_INTERVALS: tuple[Kind, ...] = ("interval_per_1000", "interval_per_100000", "interval_percent", "interval_ratio")
_NUMBERS: tuple[Kind, ...] = ("count", "ratio", "per_1000", "per_100000", "percent", *_INTERVALS)


class Mark(Enum):
    """What stands in a cell that has no number."""

    HIDDEN = "hidden"
    """The number is withheld: one neutral sign, whatever the reason."""
    MISSING = "missing"
    """There is no number: nobody reported, or nothing to compute from."""
    EMPTY = "empty"
    """The column does not apply to the row."""


MISSING_SIGN = "–"
Value = str | int | float | date | tuple[float, float] | Mark

_PRINTED: dict[Kind, Callable[[Any, int], str]] = {
    "text": lambda value, _: str(value),
    "label": lambda value, _: str(value),
    "count": lambda value, _: numbers.count(value),
    "ratio": numbers.decimal,
    "per_1000": numbers.per_1000,
    "per_100000": lambda value, digits: numbers.decimal(100_000 * value, digits),
    "percent": numbers.percent,
    "interval_per_1000": lambda limits, digits: numbers.interval_per_1000(limits[0], limits[1], digits),
    "interval_per_100000": lambda limits, digits: numbers.interval(100_000 * limits[0], 100_000 * limits[1], digits),
    "interval_percent": lambda limits, digits: numbers.interval(100 * limits[0], 100 * limits[1], digits),
    "interval_ratio": lambda limits, digits: numbers.interval(limits[0], limits[1], digits),
    "date": lambda value, _: numbers.day(value),
    "month": lambda value, _: numbers.month(value),
    "year": lambda value, _: str(value),
}


@dataclass(frozen=True)
class Column:
    """A column: Danish title, kind of its values, decimals where the kind has any. A label is text that never wraps.

    Values of the kinds per_1000, per_100000 and percent, and their intervals, are shares of 1; the table prints
    what the kind says. A ratio is printed as it is, and so is its interval: services per citizen.
    """

    title: str
    kind: Kind = "text"
    digits: int = 1

    @property
    def is_number(self) -> bool:
        """Whether the column is aligned to the right."""
        return self.kind in _NUMBERS

    def text(self, value: Value, sign: str) -> str:
        """The value as printed; `sign` stands for a hidden one."""
        if isinstance(value, Mark):
            return {Mark.HIDDEN: sign, Mark.MISSING: MISSING_SIGN, Mark.EMPTY: ""}[value]
        return _PRINTED[self.kind](value, self.digits)


@dataclass(frozen=True)
class Row:
    """The values of a row, one per column; rows with the same `group` stand together under its name."""

    values: tuple[Value, ...]
    group: str = ""
    emphasis: bool = False


@dataclass(frozen=True)
class Table:
    """A table with caption, notes and the line that says where its numbers come from.

    `key` names it in the page (id) and beside it (file stem). `group_title` heads the column that the groups of rows
    become in a file. Raises ValueError when a row does not have one value per column.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    provenance: Provenance
    notes: tuple[str, ...] = ()
    group_title: str = "Gruppe"

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.values) != len(self.columns):
                raise ValueError(
                    f"table '{self.key}': a row has {len(row.values)} values for {len(self.columns)} columns"
                )

    @cached_property
    def texts(self) -> list[list[str]]:
        """The rows as printed."""
        sign = self.provenance.sign
        return [[c.text(v, sign) for c, v in zip(self.columns, row.values, strict=True)] for row in self.rows]

    def footnotes(self) -> tuple[str, ...]:
        """The notes, and what the signs in the table mean."""
        found = {value for row in self.rows for value in row.values if isinstance(value, Mark)}
        signs = sign_notes(self.provenance.sign)
        return (*self.notes, *(note for mark, note in signs.items() if mark in found))

    def _repr_html_(self) -> str:
        """Caption and table in a region that scrolls by itself and can be reached by keyboard, then the notes."""
        caption = f'<span class="caption-text" id="tabel-{self.key}-navn">{markup.text(self.caption)}</span>'
        return (
            f'<div class="table-block" id="tabel-{self.key}">\n'
            f'<div class="scroll" role="region" tabindex="0" aria-labelledby="tabel-{self.key}-navn">\n<table>\n'
            f"<caption>{caption}</caption>\n"
            f"{_head(self.columns)}\n{_bodies(self)}\n</table>\n</div>\n{_foot(self)}\n</div>"
        )

    def __repr__(self) -> str:
        titles = [column.title for column in self.columns]
        widths = [max(map(len, texts)) for texts in zip(titles, *self.texts, strict=True)]
        lines = [self.caption, self._line(titles, widths)]
        for row, texts in zip(self.rows, self.texts, strict=True):
            lines.append(self._line(texts, widths) + (f"  [{row.group}]" if row.group else ""))
        return "\n".join([*lines, *self.footnotes(), self.provenance.line()])

    def _line(self, texts: Sequence[str], widths: Sequence[int]) -> str:
        cells = zip(self.columns, texts, widths, strict=True)
        return "  ".join(t.rjust(w) if column.is_number else t.ljust(w) for column, t, w in cells).rstrip()


def sign_notes(sign: str) -> dict[Mark, str]:
    """What the signs in tables mean; `sign` stands for a hidden number."""
    return {
        Mark.HIDDEN: f"{sign} = tallet vises ikke af hensyn til borgernes anonymitet; tegnet er det samme, uanset "
        "hvorfor.",
        Mark.MISSING: f"{MISSING_SIGN} = der er ikke indberettet, eller der er ikke noget tal at beregne.",
    }


def _class(column: Column) -> str:
    name = "number" if column.is_number else "label" if column.kind == "label" else ""
    return f' class="{name}"' if name else ""


def _head(columns: Sequence[Column]) -> str:
    cells = "".join(f'<th scope="col"{_class(column)}>{markup.text(column.title)}</th>' for column in columns)
    return f"<thead><tr>{cells}</tr></thead>"


def _bodies(table: Table) -> str:
    """One tbody per group of rows that stand together; the first cell of each row is its header."""
    lines = zip(table.rows, table.texts, strict=True)
    bodies = []
    for name, members in groupby(lines, key=lambda line: line[0].group):
        rows = "".join(_row(table.columns, row, texts) for row, texts in members)
        bodies.append(f"<tbody>{_group(name, len(table.columns))}{rows}</tbody>")
    return "\n".join(bodies)


def _group(name: str, columns: int) -> str:
    return f'<tr class="group"><th scope="rowgroup" colspan="{columns}">{markup.text(name)}</th></tr>\n' if name else ""


def _row(columns: Sequence[Column], row: Row, texts: Sequence[str]) -> str:
    cells = [f'<th scope="row">{markup.text(texts[0])}</th>'] + [
        f"<td{_class(column)}>{markup.text(text)}</td>" for column, text in zip(columns[1:], texts[1:], strict=True)
    ]
    opening = '<tr class="emphasis">' if row.emphasis else "<tr>"
    return f"{opening}{''.join(cells)}</tr>\n"


def _foot(table: Table) -> str:
    notes = "".join(f'<p class="note">{markup.text(note)}</p>\n' for note in table.footnotes())
    return f'{notes}<p class="provenance">{markup.text(table.provenance.line())}</p>'

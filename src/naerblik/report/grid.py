"""A table as the lines and fields of a file: groups become a column, limits two, and numbers keep the page's decimals.

Every kind of file is written from this, so that none holds more of a number than the page prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

from naerblik.report.table import MISSING_SIGN, Column, Kind, Mark, Row, Table, Value

Field = str | int | date | Decimal
"""A Decimal has the decimals of the page; the sign of a hidden number is text, and so is an empty field."""

_SCALES: dict[Kind, int] = {"ratio": 1, "per_1000": 1000, "per_100000": 100_000, "percent": 100}
_INTERVAL, _ENDS = "interval_", (", nedre", ", øvre")


@dataclass(frozen=True)
class Grid:
    """One column per field, of a kind without intervals, and one row of fields per row of the table."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Field, ...], ...]
    grouped: bool
    """Whether the first column is the groups of the rows."""


def of(table: Table) -> Grid:
    """The grid of a table."""
    grouped = any(row.group for row in table.rows)
    columns = [Column(table.group_title)] if grouped else []
    parts = [_parts(column) for column in table.columns]
    columns += [part for own in parts for part in own]
    rows = (((row.group,) if grouped else ()) + tuple(_fields(parts, row, table.provenance.sign)) for row in table.rows)
    return Grid(tuple(columns), tuple(rows), grouped)


def _parts(column: Column) -> list[Column]:
    if not column.kind.startswith(_INTERVAL):
        return [column]
    kind = cast(Kind, column.kind.removeprefix(_INTERVAL))
    return [replace(column, title=column.title + end, kind=kind) for end in _ENDS]


def _fields(parts: Sequence[Sequence[Column]], row: Row, sign: str) -> Iterator[Field]:
    for columns, value in zip(parts, row.values, strict=True):
        values = value if isinstance(value, tuple) else (value,) * len(columns)
        for column, own in zip(columns, values, strict=True):
            yield _field(column, own, sign)


def _field(column: Column, value: Value, sign: str) -> Field:
    if isinstance(value, Mark):
        return {Mark.HIDDEN: sign, Mark.MISSING: MISSING_SIGN, Mark.EMPTY: ""}[value]
    if isinstance(value, int | float) and column.kind in _SCALES:
        return Decimal(f"{round(value * _SCALES[column.kind], column.digits):.{column.digits}f}")
    return value if isinstance(value, date | int) and column.kind not in ("text", "label") else str(value)

"""A table as a CSV file that opens right in a Danish spreadsheet: semicolons, decimal commas, UTF-8 with a mark.

The first column says where each row comes from, so that 'SYNTETISKE DATA' survives sorting, filtering and copying
of rows; the header is the first line. Shares have the decimals of the page, no thousands separator.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from naerblik.report.table import MISSING_SIGN, Column, Mark, Row, Table, Value

SOURCE_TITLE = "Datagrundlag"
_SCALES = {
    "ratio": 1,
    "interval_ratio": 1,
    "per_1000": 1000,
    "interval_per_1000": 1000,
    "per_100000": 100_000,
    "interval_per_100000": 100_000,
    "percent": 100,
    "interval_percent": 100,
}
_INTERVALS = ("interval_per_1000", "interval_per_100000", "interval_percent", "interval_ratio")


def csv_text(table: Table) -> str:
    """The file's text without byte order mark."""
    has_groups = any(row.group for row in table.rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([SOURCE_TITLE, *([table.group_title] if has_groups else []), *_titles(table)])
    for row in table.rows:
        writer.writerow([table.provenance.data, *([row.group] if has_groups else []), *_fields(table, row)])
    return out.getvalue()


def write_csv(table: Table, folder: Path) -> Path:
    """Writes <key>.csv into an existing folder and returns its path."""
    file = folder / f"{table.key}.csv"
    file.write_bytes(csv_text(table).encode("utf-8-sig"))
    return file


def _titles(table: Table) -> list[str]:
    titles: list[str] = []
    for column in table.columns:
        ends = (", nedre", ", øvre") if column.kind in _INTERVALS else ("",)
        titles += [column.title + end for end in ends]
    return titles


def _fields(table: Table, row: Row) -> list[str]:
    fields: list[str] = []
    for column, value in zip(table.columns, row.values, strict=True):
        ends = 2 if column.kind in _INTERVALS else 1
        parts = value if isinstance(value, tuple) else (value,) * ends
        fields += [_field(column, part, table.provenance.sign) for part in parts]
    return fields


def _field(column: Column, value: Value, sign: str) -> str:
    if isinstance(value, Mark):
        return {Mark.HIDDEN: sign, Mark.MISSING: MISSING_SIGN, Mark.EMPTY: ""}[value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and column.kind in _SCALES:
        return f"{round(value * _SCALES[column.kind], column.digits):.{column.digits}f}".replace(".", ",")
    return str(value)

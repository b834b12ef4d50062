"""A table as a CSV file that opens right in a Danish spreadsheet: semicolons, decimal commas, UTF-8 with a mark.

The first column says where each row comes from, so that 'SYNTETISKE DATA' survives sorting, filtering and copying
of rows; the header is the first line. Shares have the decimals of the page, no thousands separator.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

from naerblik.report import grid
from naerblik.report.grid import Field
from naerblik.report.table import Table

SOURCE_TITLE = "Datagrundlag"


def csv_text(table: Table) -> str:
    """The file's text without byte order mark."""
    content, out = grid.of(table), io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([SOURCE_TITLE, *(column.title for column in content.columns)])
    writer.writerows([table.provenance.data, *map(_text, row)] for row in content.rows)
    return out.getvalue()


def write_csv(table: Table, folder: Path) -> Path:
    """Writes <key>.csv into an existing folder and returns its path."""
    file = folder / f"{table.key}.csv"
    file.write_bytes(csv_text(table).encode("utf-8-sig"))
    return file


def _text(field: Field) -> str:
    if isinstance(field, Decimal):
        return str(field).replace(".", ",")
    return field.isoformat() if isinstance(field, date) else str(field)

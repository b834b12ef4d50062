"""The tables of a topic as one XLSX workbook: what it is, the definitions, then a sheet for each table.

Cells hold the numbers of the CSV files, rounded as the page prints them, with formats that a spreadsheet shows in its
reader's own language. Each sheet says above its table where the numbers come from and whose report they belong to;
a draft is marked there (naerblik.run.drafts). The rows therefore need no column of their own for it, as in CSV.
The same input gives the same bytes: nothing in the file tells when it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, partial
from math import ceil
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from naerblik.report import grid
from naerblik.report.grid import Field, Grid
from naerblik.report.header import Header
from naerblik.report.report import Report
from naerblik.report.table import Column, Table, sign_notes

ABOUT, DEFINITIONS = "Om", "Definitioner"
CONTENTS = ("Ark", "Tabel", "CSV-fil")
"""Heads the list of sheets on the first one."""
OWNER = "Rapport: "
"""How the line begins that says on every sheet whose report it belongs to."""
HEAD = 4
"""Lines above a table: its name, where the numbers come from, whose report it is, and an empty one."""

_LIKE_THE_PAGE = "Tallene er de samme som på siden og i CSV-filerne, med de samme decimaler."
_WRITTEN = datetime(2000, 1, 1)
_NARROW, _NUMBER, _WIDE, _ABOUT_WIDTHS = 9, 13, 60, (34, 90, 34)
_DATES = {"date": "d/m/yyyy", "month": "mmmm yyyy"}
_LINE_HEIGHT = 15.0

Look = Callable[..., Format]


def write(report: Report, tables: Mapping[str, Table], file: Path) -> Path:
    """Writes the tables of a report, by file stem as Report.tables gives them, and returns the path.

    A sheet is named as the CSV file is, without the topic's prefix.
    """
    definitions = report.definitions()
    others = {_sheet_name(key, report.prefix): table for key, table in tables.items() if key != definitions.key}
    notes = {name: table.footnotes() for name, table in others.items()}
    notes[DEFINITIONS] = tuple(sign_notes(definitions.provenance.sign).values())
    return _saved(file, report.header(), {DEFINITIONS: definitions, **others}, notes, (("Tal", _LIKE_THE_PAGE),))


def write_alone(file: Path, header: Header, sheets: Mapping[str, Table]) -> Path:
    """Writes tables that have no CSV files, by name of sheet, and returns the path."""
    return _saved(file, header, sheets, {name: table.footnotes() for name, table in sheets.items()}, ())


def _saved(
    file: Path,
    header: Header,
    sheets: Mapping[str, Table],
    notes: Mapping[str, tuple[str, ...]],
    said: tuple[tuple[str, str], ...],
) -> Path:
    """`said` stands on the first sheet of a workbook whose tables are files too, and only there."""
    data = next(iter(sheets.values())).provenance.data
    with Workbook(str(file), {"in_memory": True}) as book:
        facts = dict(header.facts)
        told = {"title": f"{header.title}: {header.recipient}", "author": facts["Udgiver"], "created": _WRITTEN}
        book.set_properties(told | {"comments": data})
        look = cache(partial(_format, book))
        _about(book.add_worksheet(ABOUT), header, sheets, said, look)
        for name, table in sheets.items():
            _table(book.add_worksheet(name), header, table, notes[name], look)
    return file


def _sheet_name(key: str, prefix: str) -> str:
    return key.removeprefix(prefix).capitalize()


def _format(book: Workbook, **properties: object) -> Format:
    return book.add_format({"valign": "top", **properties})


def _head(sheet: Worksheet, header: Header, lines: tuple[str, str], look: Look) -> None:
    """The first lines of a sheet, and how it is printed."""
    sheet.write_string(0, 0, lines[0], look(bold=True, font_size=13))
    sheet.write_string(1, 0, lines[1], look(font_color="#55626A"))
    sheet.write_string(2, 0, f"{OWNER}{header.title}, {header.recipient}", look(bold=True))
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _about(
    sheet: Worksheet, header: Header, sheets: Mapping[str, Table], said: tuple[tuple[str, str], ...], look: Look
) -> None:
    _head(sheet, header, (header.title, next(iter(sheets.values())).provenance.line()), look)
    for number, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(number, number, width)
    bold, plain = look(bold=True, text_wrap=True), look(text_wrap=True, align="left")
    whose = ("Modtager" if header.code else "Udgivelse", header.recipient)
    facts = [*header.banners, whose, *header.facts, ("Indhold", header.lead), *said]
    for row, (label, value) in enumerate(facts, HEAD):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, value, plain)
    first = HEAD + len(facts) + 1
    _titles(sheet, first, CONTENTS if said else CONTENTS[:-1], look)
    for row, (name, table) in enumerate(sheets.items(), first + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, table.caption, plain)
        if said:
            sheet.write_string(row, 2, f"{table.key}.csv", plain)


def _table(sheet: Worksheet, header: Header, table: Table, notes: Sequence[str], look: Look) -> None:
    content = grid.of(table)
    _head(sheet, header, (table.caption, table.provenance.line()), look)
    _titles(sheet, HEAD, [column.title for column in content.columns], look, content.columns)
    sheet.freeze_panes(HEAD + 1, 1 + content.grouped)
    sheet.repeat_rows(0, HEAD)
    widths = [_width(content, number) for number in range(len(content.columns))]
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    shapes = [_shape(column) for column in content.columns]
    for number, (row, fields) in enumerate(zip(table.rows, content.rows, strict=True), HEAD + 1):
        for place, (shape, field) in enumerate(zip(shapes, fields, strict=True)):
            _write(sheet, (number, place), field, look(bold=row.emphasis, **shape))
    _notes(sheet, HEAD + 2 + len(content.rows), notes, widths, look)


def _titles(
    sheet: Worksheet, row: int, titles: Sequence[str], look: Look, columns: Sequence[Column] | None = None
) -> None:
    for place, title in enumerate(titles):
        number = columns is not None and columns[place].is_number
        shape = look(bold=True, text_wrap=True, bottom=1, valign="bottom", align="right" if number else "left")
        sheet.write_string(row, place, title, shape)


def _shape(column: Column) -> dict[str, object]:
    """How the cells of a column look; the formats are shown with the signs of the reader's language."""
    if column.kind in _DATES:
        return {"num_format": _DATES[column.kind], "align": "left"}
    if not column.is_number:
        return {"align": "left", "text_wrap": True}
    decimals = "." + "0" * column.digits if column.digits and column.kind != "count" else ""
    unit = '" pct."' if column.kind == "percent" else ""
    return {"num_format": f"#,##0{decimals}{unit}", "align": "right"}


def _write(sheet: Worksheet, place: tuple[int, int], field: Field, shape: Format) -> None:
    if isinstance(field, date):
        sheet.write_datetime(*place, datetime.combine(field, time()), shape)
    elif isinstance(field, str):
        sheet.write_string(*place, field, shape) if field else sheet.write_blank(*place, None, shape)
    else:
        sheet.write_number(*place, float(field) if isinstance(field, Decimal) else field, shape)


def _width(content: Grid, number: int) -> int:
    """A column's width in letters."""
    column = content.columns[number]
    if column.is_number:
        return _NUMBER
    longest = max((len(str(row[number])) for row in content.rows), default=0)
    return min(max(longest + 2, _NARROW, max(map(len, column.title.split()), default=0) + 2), _WIDE)


def _notes(sheet: Worksheet, first: int, notes: Sequence[str], widths: Sequence[int], look: Look) -> None:
    """Below the table, over its whole width: a spreadsheet does not find the height of merged cells by itself."""
    shape = look(text_wrap=True, font_color="#55626A")
    for row, note in enumerate(notes, first):
        sheet.merge_range(row, 0, row, len(widths) - 1, "", shape)
        sheet.write_string(row, 0, note, shape)  # as text: a note may begin with an equals sign
        sheet.set_row(row, _LINE_HEIGHT * ceil(1.1 * len(note) / sum(widths)))

"""The workbooks of a recipient held against the CSV files beside them, so that the attack on these covers both.

A workbook says on its first sheet which sheet holds which file. Each cell must be the field of the file, nothing may
stand beside a table, and below it notes alone; every sheet has a file and every file a sheet.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

import python_calamine
from python_calamine import CalamineError

from naerblik.report.workbook import ABOUT, CONTENTS, HEAD

Sheet = Sequence[Sequence[object]]
"""The cells of a sheet from its first one, row by row; an empty one is ''."""

_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|metadata)\.xml|"
    r"xl/theme/theme1\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/sheet\d+\.xml"
)
"""What a workbook is made of: no comments, drawings, macros or copies of other files, which nobody would compare."""


def texts(book: Path) -> dict[str, str]:
    """Sheet -> what it says, a line a row; nothing of a workbook that cannot be read, which is a fault of its own."""
    return {name: "\n".join(";".join(map(_text, row)) for row in sheet) for name, sheet in (_read(book) or {}).items()}


def faults(folder: Path) -> Iterator[tuple[str, str]]:
    """(file, what is wrong and where) for the workbooks of a folder with tables; numbers are not repeated."""
    told: Counter[str] = Counter()
    for book in sorted(folder.glob("*.xlsx")):
        sheets = _read(book)
        if sheets is None:
            yield book.name, "the workbook cannot be read: run again"
            continue
        files = _contents(sheets.get(ABOUT, []))
        told.update(files.values())
        found = [*_strange_parts(book), *_numbers_of(ABOUT, sheets.get(ABOUT, []), 1)]
        yield from ((book.name, said) for said in [*found, *_sheet_faults(folder, sheets, files)])
    for file in sorted(folder.glob("*.csv")):
        if told[file.name] != 1:
            yield file.name, f"the table stands on {told[file.name]} sheets of the workbooks instead of one: run again"


def _read(book: Path) -> dict[str, Sheet] | None:
    """The sheets of a workbook by name, hidden ones too; None where the file is none."""
    try:
        content = python_calamine.load_workbook(str(book))
    except CalamineError:
        return None
    return {name: content.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in content.sheet_names}


def _contents(about: Sheet) -> dict[str, str]:
    """Sheet -> CSV file, from the list on the first sheet."""
    rows = [[str(cell) for cell in row[: len(CONTENTS)]] for row in about]
    first = rows.index(list(CONTENTS)) + 1 if list(CONTENTS) in rows else len(rows)
    return {row[0]: row[2] for row in rows[first:]}


def _strange_parts(book: Path) -> Iterator[str]:
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            if not _PART.fullmatch(name):
                yield f"the part {name} is nothing that a run writes: run again"


def _sheet_faults(folder: Path, sheets: Mapping[str, Sheet], files: Mapping[str, str]) -> Iterator[str]:
    for name in [n for n in sheets if n != ABOUT and n not in files] + [n for n in files if n not in sheets]:
        yield f"sheet {name} stands in the workbook or in its list of sheets, but not in both: run again"
    for name in [n for n in files if n in sheets]:
        if not (folder / files[name]).is_file():
            yield f"sheet {name} has no file {files[name]} beside the workbook: run again"
        else:
            wanted = (folder / files[name]).read_text(encoding="utf-8-sig").splitlines()
            yield from _cell_faults(name, sheets[name], [line[1:] for line in csv.reader(wanted, delimiter=";")])


def _cell_faults(name: str, sheet: Sheet, wanted: Sequence[Sequence[str]]) -> Iterator[str]:
    """One fault for each cell of the table that is not the file's field, and for each number outside the table."""
    table, below = sheet[HEAD : HEAD + len(wanted)], sheet[HEAD + len(wanted) :]
    for row, (cells, fields) in enumerate(zip_longest(table, wanted, fillvalue=()), HEAD + 1):
        for column, (cell, field) in enumerate(zip_longest(cells, fields, fillvalue="")):
            if not _same(cell, str(field)):
                yield f"sheet {name}, cell {_address(row, column)} is not the value of the CSV file: run again"
    yield from _beside(name, sheet[:HEAD], 1)
    yield from _beside(name, below, HEAD + len(wanted) + 1)


def _beside(name: str, rows: Sheet, first: int) -> Iterator[str]:
    """Above and below a table stands text in the first column and nothing else."""
    yield from _numbers_of(name, rows, first)
    for row, cells in enumerate(rows, first):
        for column, cell in enumerate(cells):
            if column and isinstance(cell, str) and cell:
                yield f"sheet {name}, cell {_address(row, column)} stands outside the table: run again"


def _numbers_of(name: str, rows: Sheet, first: int) -> Iterator[str]:
    for row, cells in enumerate(rows, first):
        for column, cell in enumerate(cells):
            if not isinstance(cell, str):
                yield f"sheet {name}, cell {_address(row, column)} is no text outside a table: run again"


def _same(cell: object, field: str) -> bool:
    """Whether a cell is what a field says: a number to its last decimal, a date, or the same text."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float):
        return re.fullmatch(r"-?\d+(,\d+)?", field) is not None and float(field.replace(",", ".")) == cell
    return _text(cell) == field


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _address(row: int, column: int) -> str:
    """'B7', 'AA12'."""
    letters = ""
    number = column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"

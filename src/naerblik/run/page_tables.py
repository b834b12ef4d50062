"""The tables of pages held against the CSV files beside them, so that the attack on these covers both.

In a row, every number that a page shows must be a field of the row in the file: a number that the file hides stands in
no page. How it is printed does not matter: points between thousands, an interval as two fields, a unit behind it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

_TABLE = re.compile(r'<div class="table-block" id="tabel-([\w-]+)">.*?<tbody(.*?)</table>', re.DOTALL)
_ROW = re.compile(r"<tr\b(?![^>]*\bgroup\b)[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r'<td\b[^>]*class="[^"]*\bnumber\b[^"]*"[^>]*>(.*?)</td>', re.DOTALL)
_NUMBER = re.compile(r"[−-]?\d[\d.]*(?:,\d+)?")
_DATE = re.compile(r"\d+\. [a-zæøå]+ \d{4}|\b[a-zæøå]+ \d{4}")


def faults(page: Path, tables: Path) -> Iterator[str]:
    """What is wrong and where, for each table of a page; numbers are not repeated."""
    for key, rows in _TABLE.findall(page.read_text(encoding="utf-8")):
        file = tables / f"{key}.csv"
        if not _CELL.search(rows):
            continue  # words alone
        if not file.is_file():
            yield f"table {key} has no file {file.name} in {tables.name}/: run again"
            continue
        lines = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))[1:]
        for number, (row, line) in enumerate(zip_longest(_ROW.findall(rows), lines), 1):
            if row is None or line is None:
                yield f"table {key} has another number of rows than {file.name}: run again"
                break
            if not _shown(row) <= {_plain(field) for field in line[1:]}:
                yield f"table {key}, row {number} shows a number that {file.name} does not: run again"


def _shown(row: str) -> set[str]:
    """The numbers in a row of a page, without points between thousands; a date is none."""
    return {_plain(found) for cell in _CELL.findall(row) for found in _NUMBER.findall(_DATE.sub("", cell))}


def _plain(number: str) -> str:
    return number.replace(".", "").replace("−", "-")

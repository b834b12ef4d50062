"""Registers and expected cells as readable text: columns apart by two spaces or more, '-' for a missing value.

    population
    person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
    1           K    1950-03-01  101                1950-03-01       -              -

A register that is not written is empty; without fsiii_reporting every municipality delivers in every month.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date, datetime

import pandas as pd

from naerblik import geography
from naerblik.codelists import HOME_NURSING
from naerblik.registers import contracts

Rows = list[dict[str, object]]
Registers = dict[str, Rows]

FIRST_YEAR, LAST_YEAR = 2022, 2024
TWO = """
    population
    person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
    1           K    1950-03-01  101                1950-03-01       -              -
    2           K    1950-03-01  101                1950-03-01       -              -
"""
"""Two citizens of one municipality, alike in everything."""
MONTHS = [date(year, month, 1) for year in range(FIRST_YEAR, LAST_YEAR + 1) for month in range(1, 13)]


def rows(text: str, words: Container[str] = ()) -> Rows:
    """The rows of one table: its first line names the columns. What stands in a column of `words` stays text: 0101."""
    header, *lines = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]
    found = [dict(zip(header, line, strict=True)) for line in lines]
    return [{name: _value(text, name in words) for name, text in row.items()} for row in found]


def registers(text: str) -> Registers:
    """Every register of the contracts, from blocks that begin with its name."""
    blocks = re.split(r"\n\s*\n", text.strip())
    named = {block.split(None, 1)[0]: block.split("\n", 1)[1] for block in blocks}
    written = {name: rows(block, _words(name)) for name, block in named.items()}
    for name in ("fsiii_condition", "fsiii_intervention"):
        written[name] = [{"law": HOME_NURSING, **row} for row in written.get(name, [])]
    written.setdefault("fsiii_reporting", everyone_delivers())
    return {name: written.pop(name, []) for name in contracts.load()} | written


def _words(register: str) -> set[str]:
    """The columns of a register that hold text, also where it looks like a number."""
    return {column.name for column in contracts.load()[register].columns if column.type == "VARCHAR"}


def everyone_delivers() -> Rows:
    """All municipalities in all months."""
    return [
        {"municipality_code": m.code, "month": month, "delivered": True}
        for m in geography.municipalities()
        for month in MONTHS
    ]


def frame(name: str, content: Rows) -> pd.DataFrame:
    """A register as a data frame with the columns of its contract, in their order."""
    return pd.DataFrame(content, columns=list(contracts.load()[name].column_names))


def _value(text: str, is_word: bool) -> object:
    if text == "-":
        return None
    if is_word:
        return text
    if re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", text):
        return datetime.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text)
    if text in ("yes!", "no!"):
        return text == "yes!"
    return int(text) if re.fullmatch(r"\d+", text) else text

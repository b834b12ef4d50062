"""GLOSSARY.md names what the code calls things, and every term of the product is in it."""

from __future__ import annotations

import csv
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml
from sqlglot.dialects import DuckDB
from test_rooms import ROOMS

from naerblik import cli, geography, project
from naerblik.items import KINDS
from naerblik.registers import contracts
from naerblik.views import counting
from naerblik.views.plan import DIMENSIONS

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"[A-Za-z0-9_]+")


def rows(text: str) -> list[list[str]]:
    """The cells of each row of a term."""
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "
    ]
    return [row for row in cells if row[1] != "in code"]


def names(text: str) -> list[str]:
    """What stands in backticks in the middle column."""
    return [name for row in rows(text) for name in re.findall(r"`([^`]+)`", row[1])]


@cache
def spoken() -> frozenset[str]:
    """Every word that the product itself says: names and texts of Python, SQL, YAML and the heads and cells of data."""
    found: set[str] = set()
    for file in sorted((ROOT / "src").rglob("*.py")):
        found |= {*file.relative_to(ROOT / "src").with_suffix("").parts, *_python(file.read_text(encoding="utf-8"))}
    for file in sorted((ROOT / "src").rglob("*.sql")):
        found |= {file.stem, *(token.text for token in DuckDB().tokenize(file.read_text(encoding="utf-8")))}
    for file in [*sorted((ROOT / "src").rglob("*.yaml")), *sorted(project.PARAMS.glob("*.yaml"))]:
        found |= set(_yaml(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)))
    for file in sorted((ROOT / "data" / "codelists").glob("*.csv")):
        found |= {file.stem, *(cell for row in csv.reader(file.open(encoding="utf-8-sig")) for cell in row)}
    return frozenset(word for text in found for word in (text, *WORD.findall(text)))


def _python(text: str) -> Iterator[str]:
    """Names, and texts that hold one word: neither comments nor docstrings."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            yield token.string
        elif token.type == tokenize.STRING and re.fullmatch(r"""[rf]*["'][^"']*["']""", token.string):
            yield token.string.strip("rf").strip("\"'")


def _yaml(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from _yaml(value)
    elif isinstance(content, list):
        for value in content:
            yield from _yaml(value)
    else:
        yield str(content)


def unknown(text: str) -> list[str]:
    """The names of a glossary that the code does not have: each of their words must be one, `x_*` begin one."""
    return [name for name in names(text) if not all(_is_known(word) for word in re.findall(r"[\w]+\*?", name))]


def _is_known(word: str) -> bool:
    if word.endswith("*"):
        return any(own.startswith(word[:-1]) for own in spoken())
    return word in spoken()


def terms() -> dict[str, set[str]]:
    """What the product calls things, by what they are."""
    every = contracts.load()
    return {
        "register": set(every),
        "column": {column for contract in every.values() for column in contract.column_names},
        "kind of item": {kind for kinds in KINDS.values() for kind in kinds},
        "result view": set(counting.results_of(counting.RESULTS)),
        "topic": set(KINDS),
        "level": set(get_args(geography.Level)),
        "dimension": set(DIMENSIONS),
        "track": set(get_args(contracts.Track)),
        "command": {f"naerblik {c.name or c.callback.__name__}" for c in cli.app.registered_commands if c.callback},
        "room": set(ROOMS),
    }


def missing(text: str) -> list[str]:
    """The terms of the product that a glossary does not name, in the middle column or, of a track, in the meaning."""
    said = set(names(text)) | {name for row in rows(text) for name in re.findall(r"`([^`]+)`", row[-1])}
    return [f"{what} {name}" for what, own in terms().items() for name in sorted(own) if name not in said]


GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")


def test_every_name_in_the_glossary_is_one_of_the_code() -> None:
    assert unknown(GLOSSARY) == []


def test_every_term_of_the_product_is_in_the_glossary() -> None:
    assert missing(GLOSSARY) == []


def test_every_row_has_a_danish_term_a_name_and_a_meaning() -> None:
    assert [row for row in rows(GLOSSARY) if len(row) != 3 or not all(row)] == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| skostørrelse | `shoe_size` | what nobody counts |", ["shoe_size"]),
        ("| rate | `report.rate.Shoe` | a rate |", ["report.rate.Shoe"]),
        ("| sko | shoes, `shoe_*` | many |", ["shoe_*"]),
        ("| borger | citizen, `person_key` | a person |", []),
        ("| register | `fsiii_*` | some |", []),
    ],
)
def test_a_name_that_the_code_does_not_have_is_seen(row: str, said: list[str]) -> None:
    assert unknown(row) == said


@pytest.mark.parametrize("term", ["treatment_date", "diagnosis_users", "fsiii_yearly", "naerblik withdraw", "council"])
def test_a_term_that_is_taken_out_of_the_glossary_is_missed(term: str) -> None:
    (found,) = missing(GLOSSARY.replace(f"`{term}`", "`x`"))
    assert found.endswith(f" {term}")

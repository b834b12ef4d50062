"""The rooms of the package: each imports only rooms above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import naerblik

PACKAGE = Path(naerblik.__file__).parent
ROOMS = [
    "project",
    "parameters",
    "geography",
    "codelists",
    "engine",
    "registers",
    "synthetic",
    "views",
    "disclosure",
    "indicators",
    "report",
    "run",
    "cli",
]
TOGETHER = {("parameters", "geography")}
"""parameters.py checks recipients against the map, and geography.py reads nothing but code lists."""
CLOSED = {"report": {"registers", "engine", "views", "synthetic"}}
"""Rooms above that a room must not import all the same: a report sees protected numbers only."""


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    """The rooms of the package that a module imports, wherever in its text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("naerblik."))


def wrong(room: str, source: str) -> set[str]:
    """The rooms that a module of a room imports and should not."""
    above = set(ROOMS[: ROOMS.index(room) + 1]) - CLOSED.get(room, set())
    allowed = above | {other for one, other in TOGETHER if one == room}
    return set(imported(source)) - allowed


MODULES = sorted(file for file in PACKAGE.rglob("*.py") if file.parent != PACKAGE or file.name != "__init__.py")


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_imports_only_rooms_above_its_own(file):
    assert wrong(room_of(file), file.read_text(encoding="utf-8")) == set()


def test_every_room_has_its_place_in_the_order():
    rooms = {room_of(file) for file in MODULES}
    assert rooms == set(ROOMS)


def test_an_import_from_a_room_below_or_a_closed_one_is_found():
    assert wrong("views", "from naerblik.disclosure import cube") == {"disclosure"}
    assert wrong("engine", "def late():\n    import naerblik.views.fsiii") == {"views"}
    assert wrong("report", "from naerblik.registers import contracts") == {"registers"}
    assert wrong("report", "from naerblik.disclosure.cube import ProtectedCube") == set()
    assert wrong("parameters", "from naerblik import geography, codelists") == {"codelists"}

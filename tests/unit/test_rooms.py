"""A room imports only rooms above it, so that the folder listing is the architecture."""

import ast
from pathlib import Path

import pytest

import naerblik

PACKAGE = Path(naerblik.__file__).parent
ROOMS = [
    "project",
    "workplace",
    "geography",
    "parameters",
    "codelists",
    "items",
    "engine",
    "registers",
    "intake",
    "synthetic",
    "views",
    "indicators",
    "disclosure",
    "report",
    "run",
    "cli",
]
FORBIDDEN = {"report": {"engine", "registers", "intake", "synthetic", "views"}}
MODULES = sorted(file for file in PACKAGE.rglob("*.py") if file != PACKAGE / "__init__.py")


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "naerblik":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("naerblik."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("naerblik.")}
    return found & set(ROOMS)


def too_low(room: str, source: str) -> set[str]:
    above = set(ROOMS[: ROOMS.index(room) + 1]) - FORBIDDEN.get(room, set())
    return imported_rooms(source) - above


def test_every_room_is_listed():
    assert {room_of(file) for file in MODULES} == set(ROOMS)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_imports_only_rooms_above_its_own(file):
    assert too_low(room_of(file), file.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "line", ["from naerblik.engine import duckdb", "from naerblik import views", "import naerblik.run.check"]
)
def test_an_import_from_below_or_from_the_store_is_seen(line):
    assert too_low("report", line)


def test_no_module_is_called_after_nothing():
    assert not {file.stem for file in MODULES} & {"utils", "helpers", "common", "misc", "core", "manager"}

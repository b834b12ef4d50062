"""The attack shares neither code nor relations with what it attacks."""

import ast
from pathlib import Path

import pytest

from naerblik.disclosure import attack

FOLDER = Path(attack.__file__).parent
OWN = "naerblik.disclosure.attack"


def borrowed(source):
    """Modules of the project that a source imports from disclosure, other than the attack's own."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names] if node.module else ["relative"]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return [name for name in found if name.startswith("naerblik.disclosure") and not name.startswith(OWN)]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.name)
def test_a_module_of_the_attack_borrows_nothing_from_the_suppression(file):
    assert borrowed(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("line", ["from naerblik.disclosure import linked", "import naerblik.disclosure.tables"])
def test_borrowing_is_seen(line):
    assert borrowed(line)

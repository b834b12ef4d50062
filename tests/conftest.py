"""What several kinds of test share: a store of a small synthetic country, made once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

SMALL_COUNTRY = 60_000
"""As many persons as the committed notebooks: their defaults name this size."""


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data store of its own for the tests that need real registers: never the one in data/."""
    store = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(store))
        yield store


@pytest.fixture
def reports_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a test's releases are written."""
    monkeypatch.setenv("NAERBLIK_REPORTS", str(tmp_path / "reports"))
    return tmp_path / "reports"


def text_of_outputs(notebook: Path) -> str:
    """Everything that the cells of a notebook show, as text."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]
    return "\n".join("".join(part) for output in outputs for part in output.get("data", {}).values())

"""What several kinds of test share: a store of small registers, and a whole country, counted and protected once."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from naerblik import parameters as params
from naerblik.project import PARAMS
from naerblik.run import prepare

COUNTRY = 6_000_000
"""Persons of the country that runs and notebooks are tested on, as the committed notebooks name it.

One of some ten thousands is quicker to generate but mostly small numbers, and takes far longer to protect.
"""

LONGEST = (
    "spec/test_spark.py",
    "notebooks/test_notebooks.py",
    "run/test_publish.py",
    "unit/disclosure/test_protection_random.py",
    "pages/test_explorer.py",
    "pages/test_accessibility.py",
    "run/test_interruptions.py",
    "run/test_run.py",
    "run/test_variables.py",
)
"""The files that take a minute or more, the longest first: a parallel session hands out whole files in this order."""

settings.register_profile("the same each time", derandomize=True)
if "EXAMPLES" not in os.environ:  # with it a session searches for examples that were never tried
    settings.load_profile("the same each time")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that the processes of a session end together; the others as they were found."""
    place = {Path(__file__).parent / name: number for number, name in enumerate(LONGEST)}
    assert all(file.is_file() for file in place), "a file of LONGEST has another name now"
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))


@contextmanager
def alone(folder: Path, work: str) -> Iterator[None]:
    """Lets one process of a parallel test session at a time do a work in a folder that they share."""
    with (folder / f".{work}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed, however the process ends
        yield


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data store of its own for the tests that need real registers: never the one in data/."""
    store = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(store))
        yield store


@pytest.fixture(scope="session")
def country_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data store with the registers and the protected cube of a whole country, one for all processes of a session."""
    own = tmp_path_factory.getbasetemp()
    store = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "country"
    store.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch, alone(store, "country"):
        patch.setenv("NAERBLIK_DATA", str(store))
        standard = params.load_run(PARAMS / "standard.yaml", persons=COUNTRY)
        prepare.cube_for(standard, prepare.snapshot_for(standard))
    return store


@pytest.fixture(scope="module")
def whole_country(country_store: Path) -> Iterator[Path]:
    """That store, in use for the tests of a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(country_store))
        yield country_store


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

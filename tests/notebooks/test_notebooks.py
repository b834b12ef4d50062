"""The committed notebooks: thin, of synthetic data only, and a fresh run shows the same numbers (nbval)."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import COUNTRY, text_of_outputs
from naerblik.project import NOTEBOOKS, ROOT

COMMITTED = sorted(NOTEBOOKS.glob("*.ipynb"))
SANITIZE = Path(__file__).with_name("sanitize.cfg")


def nbval(notebook: Path) -> subprocess.CompletedProcess[str]:
    """Runs the notebook afresh and compares every output with the stored one."""
    options = ["-q", "-p", "no:cacheprovider", "--nbval", "--nbval-sanitize-with", SANITIZE]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", notebook.parent, "-c", "/dev/null", notebook],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def code_cells(notebook: Path) -> list[dict]:
    return [c for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]


def numbers_shown(notebook: Path) -> list[str]:
    text = re.sub(r"(?s)<svg.*?</svg>", "", text_of_outputs(notebook))
    return re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"<[^>]*>", " ", text))


@pytest.fixture(params=COMMITTED, ids=lambda notebook: notebook.stem)
def notebook(request) -> Path:
    return request.param


def test_there_are_notebooks_to_test():
    assert [n.name for n in COMMITTED] == ["01_fsiii.ipynb", "02_kraeft.ipynb", "03_almen_praksis.ipynb"]


def test_a_fresh_run_over_a_store_of_its_own_shows_the_stored_numbers(notebook, whole_country):
    finished = nbval(notebook)
    assert finished.returncode == 0, finished.stdout[-4000:]


def test_a_changed_number_is_seen(notebook, whole_country, tmp_path):
    changed = tmp_path / notebook.name
    text = notebook.read_text(encoding="utf-8")
    number = re.search(r"(?<=>)\d\d,\d(?=<)", text)
    changed.write_text(text[: number.start()] + "99,9" + text[number.end() :], encoding="utf-8")
    assert nbval(changed).returncode == 1


def test_each_notebook_shows_at_least_twenty_numbers_that_are_compared(notebook):
    assert len(set(numbers_shown(notebook))) >= 20


def test_stored_outputs_are_of_the_synthetic_country_of_the_tests(notebook):
    text = text_of_outputs(notebook)
    assert "SYNTETISKE DATA" in text
    assert set(re.findall(r"syntetisk-\d+-\d+", text)) == {f"syntetisk-{COUNTRY}-1"}


def test_stored_outputs_name_no_path_and_no_error(notebook):
    text = text_of_outputs(notebook)
    assert not re.search(r"/(?:home|root|work|tmp|Users)/", text)
    assert all(o["output_type"] != "error" for c in code_cells(notebook) for o in c["outputs"])
    assert all(o.get("name") != "stderr" for c in code_cells(notebook) for o in c["outputs"])


def test_a_notebook_is_thin(notebook):
    sources = ["".join(cell["source"]) for cell in code_cells(notebook)]
    assert len(sources) <= 15
    assert sum(source.count("\n") + 1 for source in sources) <= 60
    assert not any(re.search(r"^\s*(def|class|for|while) ", source, re.MULTILINE) for source in sources)


def test_the_parameters_cell_is_tagged_and_typed(notebook):
    (cell,) = [c for c in code_cells(notebook) if "parameters" in c["metadata"].get("tags", [])]
    assignments = [line for line in "".join(cell["source"]).splitlines() if "=" in line]
    assert all(re.match(r"\w+: [\w| ]+ = ", line) for line in assignments)

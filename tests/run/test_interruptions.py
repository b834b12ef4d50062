"""What becomes of a run when something is taken from it: nothing half made stands, nothing runs on, it can go on."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from conftest import COUNTRY
from naerblik import parameters as params
from naerblik.project import PARAMS
from naerblik.run import check, reports
from naerblik.run.job import Reporter

NAERBLIK = str(Path(sys.executable).with_name("naerblik"))
ASKED = ["run", "--persons", str(COUNTRY), "--recipient", "1081", "--recipient", "1082"]
SMALL_FILES = 200_000
"""Bytes of a file at most, instead of a full disk: some of what a run writes is larger."""


@pytest.fixture
def places(whole_country, tmp_path, monkeypatch) -> dict[str, str]:
    """A store of the test's own with the registers and the cube of the country, and a folder for its reports."""
    for name in ("registers", "protected"):
        shutil.copytree(whole_country / name, tmp_path / "data" / name, copy_function=os.link)
    folders = {"NAERBLIK_DATA": str(tmp_path / "data"), "NAERBLIK_REPORTS": str(tmp_path / "reports")}
    for name, value in folders.items():
        monkeypatch.setenv(name, value)
    return os.environ | folders | {"COLUMNS": "500"}


def called(places: dict[str, str], *arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([NAERBLIK, *arguments], env=places, capture_output=True, text=True, check=False, **how)


def is_whole(folder: Path) -> bool:
    """Whether everything that stands in the folder of a draft is whole: recipients pass the check, notebooks open."""
    assert [file for file in folder.iterdir() if file.name.startswith(".")] == []
    assert [fault for own in check.recipient_folders(folder) for fault in check.check(own)] == []
    for notebook in folder.glob("notebooks/*"):
        nbformat.read(notebook, 4)
    listed = {"variabelliste.html", "variabelliste.xlsx", "variabelliste.json"}
    known = {own.name for own in check.recipient_folders(folder)} | {"notebooks"} | listed
    return {file.name for file in folder.iterdir()} <= known


def goes_on(places: dict[str, str]) -> None:
    """The rest of the run is made without being described anew."""
    resumed = called(places, "run", "--resume")
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert "Going on with the run of 2024, map 2026, recipients 1081, 1082." in resumed.stdout
    (folder,) = Path(places["NAERBLIK_REPORTS"]).iterdir()
    assert [own.name for own in check.recipient_folders(folder)] == [
        "1081-region-nordjylland",
        "1082-region-midtjylland",
    ]
    assert is_whole(folder)


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_FILES, SMALL_FILES))


def test_where_files_cannot_be_written_nothing_half_written_stands_and_the_run_goes_on(places):
    stopped = called(places, *ASKED, preexec_fn=limited)
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    told = " ".join(stopped.stdout.split())
    assert "File too large" in told
    assert "failed" in told
    folders = list(Path(places["NAERBLIK_REPORTS"]).iterdir())
    assert all(is_whole(folder) for folder in folders)
    assert all(check.recipient_folders(folder) == [] for folder in folders)
    goes_on(places)


def test_a_register_that_disappears_in_the_middle_fails_by_name_and_the_run_goes_on(places):
    (register,) = Path(places["NAERBLIK_DATA"]).glob(f"registers/syntetisk-{COUNTRY}-*/population.parquet")
    away = register.with_suffix(".away")

    def take_away(stage: str, _: int) -> None:
        if stage.startswith("Executing notebooks"):
            register.rename(away)

    asked = params.load_run(PARAMS / "standard.yaml", recipients=["1081"], persons=COUNTRY)
    finished = reports.run(asked, Reporter(lambda text: None, take_away, lambda: None))
    (outcome,) = finished.failed
    assert {stop.topic for stop in outcome.stopped} == set(asked.topics)
    for stop in outcome.stopped:
        assert "RegisterError" in stop.error
        assert "population" in stop.error
        assert "RegisterError" in json.dumps(nbformat.read(stop.notebook, 4))
    assert is_whole(finished.folder)
    away.rename(register)
    again = reports.run(asked, Reporter(lambda text: None, lambda text, total: None, lambda: None))
    assert [one.state for one in again.outcomes] == ["made"]


def heeding() -> None:
    """Ctrl-C reaches the run also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_in_the_middle_goes_on(places, number):
    run = subprocess.Popen(
        [NAERBLIK, *ASKED],
        env=places,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=heeding,  # noqa: PLW1509 - no thread runs yet
    )
    making = Path(places["NAERBLIK_REPORTS"])
    for _ in range(600):
        if list(making.glob("*/.making-*/notebooks/*/*/*.ipynb")):
            break
        time.sleep(0.05)
    else:
        pytest.fail("no notebook was executed")
    os.killpg(run.pid, number) if number == signal.SIGINT else run.kill()
    run.wait(timeout=30)
    assert run.returncode != 0
    goes_on(places)


def test_what_another_run_is_making_is_left_alone(places):
    asked = params.load_run(PARAMS / "standard.yaml", recipients=["1081"], persons=COUNTRY)
    seen: list[list[Path]] = []

    def look(stage: str, _: int) -> None:
        """In the middle of a run another one is made whole."""
        if stage == "Checking" and not seen:
            seen.append(list(Path(places["NAERBLIK_REPORTS"]).glob("*/.making-*")))
            assert called(places, "run", "--persons", str(COUNTRY), "--recipient", "1082").returncode == 0

    finished = reports.run(asked, Reporter(lambda text: None, look, lambda: None))
    assert len(seen[0]) == 2  # that of the recipients and that of the list of variables
    assert [one.state for one in finished.outcomes] == ["made"]
    assert is_whole(finished.folder)


def test_resuming_is_refused_where_nothing_was_begun_or_something_else_is_asked_for(tmp_path, monkeypatch):
    places = os.environ | {"NAERBLIK_DATA": str(tmp_path)}
    nothing = called(places, "run", "--resume")
    assert (nothing.returncode, "no run was begun here" in nothing.stderr) == (2, True)
    for more in (["--recipient", "1081"], ["--release"], ["--set", "year=2023"]):
        refused = called(places, "run", "--resume", *more)
        assert (refused.returncode, "leave out what else" in refused.stderr) == (2, True)

"""A run from end to end over a whole country: pages, tables and manifest of each recipient, made once."""

import json
import re
import time
import warnings
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from conftest import COUNTRY
from naerblik import parameters as params
from naerblik.items import topic_of
from naerblik.project import PARAMS
from naerblik.report import cell_file
from naerblik.report.cancer import CancerReport
from naerblik.report.report import Report
from naerblik.report.table import Table
from naerblik.run import ahead, check, plan, prepare, reports
from naerblik.run.job import Reporter

STANDARD = PARAMS / "standard.yaml"
CHANGES = {"persons": COUNTRY, "topics": ["fsiii", "kraeft", "almen_praksis"]}
"""What a run gives to notebooks."""
SILENT = Reporter(step=lambda text: None, expect=lambda text, total: None, advance=lambda: None)


def asked(*recipients: str, **changes: object) -> params.RunParameters:
    return params.load_run(STANDARD, recipients=list(recipients), persons=COUNTRY, **changes)


@pytest.fixture(scope="module")
def finished(whole_country, tmp_path_factory) -> reports.Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_REPORTS", str(tmp_path_factory.mktemp("reports")))
        yield reports.run(asked("1082", "dk"), SILENT)


def test_every_recipient_gets_an_index_a_page_tables_and_a_manifest(finished):
    assert [outcome.state for outcome in finished.outcomes] == ["made", "made"]
    for outcome in finished.outcomes:
        names = {str(f.relative_to(outcome.folder)) for f in outcome.folder.rglob("*") if f.is_file()}
        assert {
            "index.html",
            "fsiii.html",
            "kraeft.html",
            "almen-praksis.html",
            "manifest.json",
            "tilgaengelighed.html",
            "variabelliste.html",
            "oprindelse.json",
        } <= names
        assert len([n for n in names if n.startswith("tables/") and n.endswith(".csv")]) >= 5
        books = {f"tables/{topic}.xlsx" for topic in ("fsiii", "kraeft", "almen-praksis")}
        assert {n for n in names if n.endswith(".xlsx")} == books | {"variabelliste.xlsx"}
        assert {n for n in names if n.startswith("data/")} == {
            f"data/{stem}.csv" for stem in cell_file.files_of(asked().topics)
        }


def test_the_release_passes_the_check(finished):
    assert check.check(finished.folder) == []


def test_the_manifest_names_data_parameters_rules_code_and_files(finished):
    manifest = json.loads((finished.outcomes[0].folder / "manifest.json").read_text())
    assert manifest["recipient"] == {"code": "1082", "name": "Region Midtjylland", "level": "region"}
    assert manifest["snapshot"]["origin"] == "synthetic"
    assert manifest["mark"] == "SYNTETISKE DATA"
    assert len(manifest["snapshot"]["fingerprint"]) == 64
    assert manifest["parameters"]["year"] == 2024
    assert manifest["rules"]["threshold"]["value"] == 5
    assert manifest["protection"] == "family"
    assert manifest["renderer"] in {"pandoc", "quarto"}
    assert set(manifest["files"]) >= {"index.html", "fsiii.html"}


def test_the_plan_of_a_run_says_what_stands_and_why_the_rest_is_made(finished, monkeypatch):
    monkeypatch.setenv("NAERBLIK_REPORTS", str(finished.folder.parent))
    planned = plan.plan(asked("1082", "dk", "1081"), released=False)
    assert (planned.registers_stand, planned.cube_stands, planned.folder) == (True, True, finished.folder)
    assert [(p.recipient.code, p.why) for p in planned.reports] == [
        ("1082", ()),
        ("dk", ()),
        ("1081", ("not made yet",)),
    ]
    assert (planned.notebooks, planned.pages, planned.variable_list) == (3, 6, ())
    assert dict(published_cells()) == dict(planned.cells)
    changed = plan.plan(asked("1082", contact="En anden"), released=False)
    assert [p.why for p in changed.reports] == [("parameters",)]
    assert changed.variable_list == ("parameters",)
    limited = plan.plan(asked("1082", changes=["memory_limit=1GB"]), released=False)
    assert (limited.cube_stands, [p.why for p in limited.reports], limited.variable_list) == (True, [()], ())


def published_cells() -> Counter[str]:
    """Topic -> the cells that were published."""
    parameters = asked("1082")
    cube = prepare.read_cube(prepare.standing_cube(parameters, prepare.standing_snapshot(parameters)))
    return Counter(topic_of(kind) for kind in cube.tables["cells"]["items"])


def test_registers_that_do_not_stand_are_planned_with_everything(monkeypatch, tmp_path):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    planned = plan.plan(asked("1082"), released=True)
    assert (planned.registers_stand, planned.cube_stands) == (False, False)
    assert [p.why for p in planned.reports] == [("numbers",)]
    assert list(tmp_path.iterdir()) == []


def test_an_unchanged_run_makes_nothing_again(finished, monkeypatch):
    monkeypatch.setenv("NAERBLIK_REPORTS", str(finished.folder.parent))
    before = {f: f.stat().st_mtime_ns for f in finished.folder.rglob("*") if f.is_file()}
    again = reports.run(asked("1082", "dk"), SILENT)
    assert [outcome.state for outcome in again.outcomes] == ["current", "current"]
    assert before == {f: f.stat().st_mtime_ns for f in finished.folder.rglob("*") if f.is_file()}


def test_a_removed_page_is_made_again_and_the_other_recipient_is_left(finished, monkeypatch):
    monkeypatch.setenv("NAERBLIK_REPORTS", str(finished.folder.parent))
    (finished.outcomes[0].folder / "fsiii.html").unlink()
    again = reports.run(asked("1082", "dk"), SILENT)
    assert [outcome.state for outcome in again.outcomes] == ["made", "current"]
    assert (finished.outcomes[0].folder / "fsiii.html").is_file()


@pytest.mark.parametrize("name", ["variabelliste.html", "variabelliste.xlsx", "variabelliste.json"])
def test_a_list_of_variables_that_is_gone_is_made_again_as_it_was_and_nothing_else(finished, monkeypatch, name):
    monkeypatch.setenv("NAERBLIK_REPORTS", str(finished.folder.parent))
    files = [f for f in finished.folder.rglob("*") if f.is_file() and f.parent != finished.folder]
    times, before = {f: f.stat().st_mtime_ns for f in files}, (finished.folder / name).read_bytes()
    (finished.folder / name).unlink()
    again = reports.run(asked("1082", "dk"), SILENT)
    assert {outcome.state for outcome in again.outcomes} == {"current"}
    assert name.endswith(".json") or (finished.folder / name).read_bytes() == before
    assert check.check(finished.folder) == []
    assert times == {f: f.stat().st_mtime_ns for f in files}


def test_nothing_half_made_stands_in_the_release(finished):
    assert [f.name for f in finished.folder.iterdir() if f.name.startswith(".")] == []


@pytest.mark.parametrize("engine", ["naerblik", "nbclient"])
def test_two_runs_with_the_same_inputs_give_the_same_files_byte_for_byte_whichever_kernels(
    finished, reports_folder, engine
):
    """A copied kernel finds tables that its run has made; one that is started anew makes all of them itself."""
    again = reports.run(asked("1082", notebook_engine=engine), SILENT)

    def made(run: reports.Run) -> dict[str, bytes]:
        own = run.outcomes[0].folder
        files = [*own.rglob("*"), *(run.folder / "notebooks").glob("1082*"), *run.folder.glob("variabelliste.*")]
        return {str(f.relative_to(run.folder)): f.read_bytes() for f in files if f.is_file() and f.suffix != ".json"}

    assert made(again) == made(finished)
    assert Counter(Path(name).suffix for name in made(again))[".html"] == 7


def opened() -> Report:
    """The report on cancer of a region, as a run opens it."""
    given = prepare.of_notebook("1082", CHANGES)
    return prepare.report("kraeft", prepare.cube_for(given, prepare.snapshot_for(given)), given)


def test_a_notebook_is_given_the_report_that_its_run_has_made_once_and_a_new_one_for_other_parameters(whole_country):
    report = ahead.made(opened)
    for topic, code, more in (("fsiii", "1082", {}), ("kraeft", "1081", {}), ("kraeft", "1082", {"geography": 2027})):
        other = prepare.open_report(topic, code, **CHANGES | more)
        assert (other.topic, other.recipient.code) == (topic, code)
        assert other.parameters.geography == more.get("geography", 2026)
    assert prepare.open_report("kraeft", "1082", **CHANGES) is report
    assert prepare.open_report("kraeft", "1082", **CHANGES) is not report, "by hand, code may have changed since"


def _warning() -> None:
    warnings.warn("a mean of nothing", RuntimeWarning, stacklevel=1)


def _failing() -> None:
    raise KeyError("a")


@pytest.mark.parametrize("does", [_warning, _failing, partial(print, "a"), partial(time.sleep, 60)])
def test_what_a_notebook_would_show_is_left_to_it(whole_country, monkeypatch, capfd, does):
    def tables(_: Report) -> dict[str, Table]:
        does()
        return {}

    monkeypatch.setattr(CancerReport, "tables", tables)
    monkeypatch.setattr(ahead, "CELL_TIMEOUT_SECONDS", 0.2)
    assert ahead.made(opened) is None
    assert capfd.readouterr() == ("", "")
    monkeypatch.undo()
    first = prepare.open_report("kraeft", "1082", **CHANGES)
    assert "made by" not in " ".join(vars(first)), "it has made nothing yet"


def test_a_council_and_a_municipality_are_reported_to_on_the_map_of_2027(whole_country, reports_folder):
    made = reports.run(asked("vendsyssel", "825", changes=["geography=2027"]), SILENT)
    assert [outcome.state for outcome in made.outcomes] == ["made", "made"]
    page = (made.outcomes[0].folder / "fsiii.html").read_text()
    assert "Sundhedsråd Vendsyssel" in page
    assert "Region Hovedstaden" not in re.sub(r"(?s)<svg.*?</svg>", "", page)


def test_a_year_that_the_snapshot_does_not_observe_is_refused_with_those_it_does(whole_country, reports_folder):
    with pytest.raises(params.ParameterError, match=r"year is 2019.*choose year=2024 \(or one of 2022, 2023\)"):
        reports.run(asked("1082", changes=["year=2019"]), SILENT)

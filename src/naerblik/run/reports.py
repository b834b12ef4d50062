"""A run: for each recipient the notebook is executed, its page rendered, its tables written, all put in place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from naerblik import parameters as params
from naerblik import project
from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import Area
from naerblik.parameters import RunParameters
from naerblik.registers.snapshot import Snapshot
from naerblik.report import index, table_file
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.provenance import SYNTHETIC
from naerblik.report.table import Table
from naerblik.run import prepare, release, render
from naerblik.run.check import Fault, check_recipient
from naerblik.run.execute import Execution, Failure, execute_all
from naerblik.run.render import Page

TOPIC = "fsiii"
NOTEBOOK = "01_fsiii.ipynb"
TABLES = "tables"

State = Literal["made", "current", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one report. A failed one says why: the notebook stopped, or the check found faults."""

    recipient: Area
    topic: str
    folder: Path
    state: State
    failure: Failure | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Run:
    """A finished run: its release folder, the renderer it used (None when nothing was rendered), its outcomes."""

    folder: Path
    renderer: str | None
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The reports that were not made."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == "failed")


@dataclass(frozen=True)
class Reporter:
    """How a run tells what it does: `step` names a stage, `expect` and `advance` move a bar."""

    step: Callable[[str], None]
    expect: Callable[[str, int], None]
    advance: Callable[[], None]


@dataclass(frozen=True)
class _Job:
    """What all recipients of a run share."""

    parameters: RunParameters
    cube: ProtectedCube
    snapshot: Snapshot
    folder: Path
    renderer: str
    reporter: Reporter

    def place(self, area: Area) -> Path:
        return self.folder / release.recipient_folder(area)

    def inputs(self, area: Area) -> str:
        """Digest of all that the pages of a recipient depend on."""
        files = [project.NOTEBOOKS / NOTEBOOK, *sorted(f for f in project.PAGE.rglob("*") if f.is_file())]
        parts = [json.dumps(dict(self.cube.manifest), sort_keys=True), area.code, self.renderer]
        parts += [self.parameters.model_dump_json(exclude={"recipients", "topics"}), prepare.code_version()]
        return release.digest("\n".join([*parts, *(release.digest(f.read_bytes()) for f in files)]).encode())


def run(parameters: RunParameters, reporter: Reporter) -> Run:
    """Makes every report that is missing or outdated; the others are left as they stand.

    Raises ParameterError, RegisterError or RenderError when nothing can be made at all; a report that fails by
    itself is an outcome.
    """
    recipients = params.recipients(parameters)
    snapshot = prepare.snapshot_for(parameters, reporter.step)
    cube = prepare.cube_for(parameters, snapshot, reporter.step)
    folder = release.release_folder(parameters, snapshot)
    job = _Job(parameters, cube, snapshot, folder, render.choose(parameters.renderer), reporter)
    outdated = [area for area in recipients if not release.is_current(job.place(area), job.inputs(area))]
    made = _make(job, outdated) if outdated else {}
    outcomes = (made.get(area.code, Outcome(area, TOPIC, job.place(area), "current")) for area in recipients)
    return Run(folder, job.renderer if outdated else None, tuple(outcomes))


def _make(job: _Job, areas: Sequence[Area]) -> dict[str, Outcome]:
    """Executes, renders, checks and puts in place; one report that fails leaves the others whole."""
    with release.workplace(job.folder) as work:
        executions = {area.code: _execution(area, job.parameters, work) for area in areas}
        failures = _executed(job, executions)
        whole = [area for area in areas if area.code not in failures]
        _render(job, whole, executions, work)
        outcomes = {area.code: _checked_and_placed(job, area, work) for area in whole}
    failed = [area for area in areas if area.code in failures]
    return outcomes | {a.code: Outcome(a, TOPIC, job.place(a), "failed", failures[a.code]) for a in failed}


def _execution(area: Area, parameters: RunParameters, work: Path) -> Execution:
    values = {
        "recipient": area.code,
        "year": parameters.year,
        "geography": parameters.geography,
        "reference_day": parameters.reference_day,
        "publisher": parameters.publisher,
        "contact": parameters.contact,
        "snapshot": parameters.snapshot,
        "persons": parameters.persons,
    }
    name = f"{release.recipient_folder(area)}-{TOPIC}.ipynb"
    return Execution(project.NOTEBOOKS / NOTEBOOK, work / "notebooks" / name, values)


def _executed(job: _Job, executions: Mapping[str, Execution]) -> dict[str, Failure]:
    """Recipient -> failure. Executed notebooks are kept beside the release, the failed ones too: they show where."""
    job.reporter.expect("Executing notebooks", len(executions))
    failures = {f.execution.output: f for f in execute_all(executions.values(), lambda _: job.reporter.advance())}
    kept = job.folder / "notebooks"
    kept.mkdir(exist_ok=True)
    for execution in executions.values():
        if execution.output.is_file():
            shutil.copy2(execution.output, kept / execution.output.name)
    return {code: failures[e.output] for code, e in executions.items() if e.output in failures}


def _render(job: _Job, areas: Sequence[Area], executions: Mapping[str, Execution], work: Path) -> None:
    """Writes tables and pages of all recipients, the pages in one call of the renderer."""
    pages: list[Page] = []
    for area in areas:
        folder = work / release.recipient_folder(area)
        report = FsiiiReport(job.cube, area, job.parameters)
        addresses = _write_tables(report, folder)
        body = render.notebook_body(executions[area.code].output)
        pages.append(Page(folder / f"{TOPIC}.html", report.header().metadata(), body))
        front = render.raw_html(index.body([_card(report)], addresses))
        pages.append(Page(folder / "index.html", index.header(report.header()).metadata(), front, contents=False))
    job.reporter.expect("Rendering pages", 1)
    render.render(pages, job.parameters.renderer)
    job.reporter.advance()


def _card(report: FsiiiReport) -> index.Card:
    return index.Card(f"{TOPIC}.html", report.header().title, report.headline())


def _write_tables(report: FsiiiReport, folder: Path) -> dict[str, Table]:
    (folder / TABLES).mkdir(parents=True)
    tables = report.tables().values()
    return {f"{TABLES}/{table_file.write_csv(table, folder / TABLES).name}": table for table in tables}


def _checked_and_placed(job: _Job, area: Area, work: Path) -> Outcome:
    """A report with faults is not put in place: the earlier one, if any, goes on standing."""
    made = work / release.recipient_folder(area)
    release.write_manifest(made, _manifest(job, area))
    faults = tuple(check_recipient(made))
    if not faults:
        release.put_in_place(made, job.place(area))
    return Outcome(area, TOPIC, job.place(area), "failed" if faults else "made", faults=faults)


def _manifest(job: _Job, area: Area) -> dict[str, object]:
    cube = job.cube.manifest
    return {
        "recipient": {"code": area.code, "name": area.name, "level": area.level},
        "topics": [TOPIC],
        "mark": SYNTHETIC if job.snapshot.origin == "synthetic" else "",
        "snapshot": cube["snapshot"],
        "parameters": job.parameters.model_dump(mode="json", exclude={"recipients", "topics"}),
        "rules": cube["rules"],
        "plan": cube["plan"],
        "protection": cube["protection"],
        "code_version": prepare.code_version(),
        "renderer": job.renderer,
        "inputs": job.inputs(area),
    }

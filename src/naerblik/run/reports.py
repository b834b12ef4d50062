"""A run: for each recipient the notebook is executed, its page rendered, its tables and data written, all put in place.

What it makes is a draft. A run of synthetic data can be released in the same step, once it has passed the attack.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from naerblik import parameters as params
from naerblik import project
from naerblik.geography import Area
from naerblik.parameters import RunParameters, Topic
from naerblik.report import accessibility, cell_file, index, table_file, workbook
from naerblik.report.header import ACCESSIBILITY
from naerblik.report.report import Report
from naerblik.report.scope import Scope
from naerblik.run import drafts, history, prepare, release, render
from naerblik.run.check import Fault, check_recipient, recipient_folders
from naerblik.run.execute import Execution, Failure, execute_all
from naerblik.run.job import Job, Reporter
from naerblik.run.published import DATA
from naerblik.run.render import Page
from naerblik.run.topics import TOPICS

State = Literal["made", "current", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one report. A failed one says why: the notebook stopped, or the check found faults."""

    recipient: Area
    topics: tuple[Topic, ...]
    folder: Path
    state: State
    failure: Failure | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, the renderer it used (None when nothing was rendered), its outcomes, its state."""

    folder: Path
    renderer: str | None
    outcomes: tuple[Outcome, ...]
    released: bool

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The reports that were not made."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == "failed")


def run(parameters: RunParameters, reporter: Reporter, *, released: bool = False) -> Run:
    """Makes every report that is missing or outdated; the others are left as they stand.

    With `released`, reports of synthetic data are attacked and released before they are put in place; real data become
    a draft all the same. Raises ParameterError, RegisterError or RenderError when nothing can be made at all, and
    GateError when the attack stops the release; a report that fails by itself is an outcome.
    """
    recipients = params.recipients(parameters)
    snapshot = prepare.snapshot_for(parameters, reporter.step)
    cube = prepare.cube_for(parameters, snapshot, reporter.step)
    released = released and snapshot.origin == "synthetic"
    folder = release.release_folder(parameters, snapshot.name, draft=not released)
    before = history.earlier_releases(parameters, snapshot)
    job = Job(parameters, cube, snapshot, folder, render.choose(parameters.renderer), reporter, released, before)
    outdated = [area for area in recipients if release.outdated(job.place(area), job.inputs(area))]
    made = _make(job, outdated) if outdated else {}
    outcomes = (made.get(area.code, Outcome(area, job.topics, job.place(area), "current")) for area in recipients)
    return Run(folder, job.renderer if outdated else None, tuple(outcomes), released)


def _make(job: Job, areas: Sequence[Area]) -> dict[str, Outcome]:
    """Executes, renders, checks and puts in place; one report that fails leaves the others whole."""
    with release.workplace(job.folder) as work:
        executions = {area.code: [_execution(area, topic, job, work) for topic in job.topics] for area in areas}
        failures = _executed(job, executions)
        whole = [area for area in areas if area.code not in failures]
        _render(job, whole, executions, work)
        outcomes = {area.code: _checked(job, area, work) for area in whole}
        sound = [area for area in whole if outcomes[area.code].state == "made"]
        if job.released and sound:
            _pass_the_gate(job, [work / release.recipient_folder(area) for area in sound])
        for area in sound:
            release.put_in_place(work / release.recipient_folder(area), job.place(area))
            for execution in executions[area.code]:
                _keep(job, execution)
    failed = [area for area in areas if area.code in failures]
    return outcomes | {a.code: Outcome(a, job.topics, job.place(a), "failed", failures[a.code]) for a in failed}


def _pass_the_gate(job: Job, made: Sequence[Path]) -> None:
    """Attacks what was made together with what stands of the same cube; what passes says so."""
    from naerblik.run import gate  # noqa: PLC0415 - a draft does not wait for the attack to be loaded

    job.reporter.step("Attacking the release")
    names, cube = {folder.name for folder in made}, release.cube_digest(job.cube.manifest)
    others = [f for f in recipient_folders(job.folder) if f.name not in names]
    standing = [f for f in others if release.read_manifest(f).get("cube") == cube]
    attack = gate.attacked([*made, *standing])
    for folder in made:
        release.write_manifest(folder, release.released(release.read_manifest(folder), attack))


def _execution(area: Area, topic: Topic, job: Job, work: Path) -> Execution:
    parameters = job.parameters
    values = {
        "recipient": area.code,
        "topics": list(job.topics),
        "year": parameters.year,
        "geography": parameters.geography,
        "reference_day": parameters.reference_day,
        "publisher": parameters.publisher,
        "contact": parameters.contact,
        "snapshot": parameters.snapshot,
        "persons": parameters.persons,
        "ledger": parameters.ledger,
    }
    name = f"{release.recipient_folder(area)}-{topic}.ipynb"
    return Execution(
        project.NOTEBOOKS / TOPICS[topic].notebook, work / "notebooks" / name, values, parameters.notebook_engine
    )


def _executed(job: Job, executions: Mapping[str, Sequence[Execution]]) -> dict[str, Failure]:
    """Recipient -> its first failure. The notebook of a failed one is kept at once: it shows where."""
    every = [execution for own in executions.values() for execution in own]
    job.reporter.expect("Executing notebooks", len(every))
    failures = {f.execution.output: f for f in execute_all(every, lambda _: job.reporter.advance())}
    for failure in failures.values():
        _keep(job, failure.execution)
    failed = {code: [failures[e.output] for e in own if e.output in failures] for code, own in executions.items()}
    return {code: own[0] for code, own in failed.items() if own}


def _keep(job: Job, execution: Execution) -> None:
    """Executed notebooks are kept beside the reports, for the analyst."""
    kept = job.folder / "notebooks"
    kept.mkdir(exist_ok=True)
    if execution.output.is_file():
        shutil.copy2(execution.output, kept / execution.output.name)


def _render(job: Job, areas: Sequence[Area], executions: Mapping[str, Sequence[Execution]], work: Path) -> None:
    """Writes tables and pages of all recipients, the pages in one call of the renderer."""
    pages: list[Page] = []
    for area in areas:
        folder = work / release.recipient_folder(area)
        reports = [TOPICS[topic].report(job.cube, area, job.parameters) for topic in job.topics]
        _write_data(Scope(job.cube, area, job.parameters), folder)
        for topic, report, execution in zip(job.topics, reports, executions[area.code], strict=True):
            body = render.notebook_body(execution.output)
            pages.append(Page(folder / TOPICS[topic].page, report.header().metadata(), body))
        topics = [
            write_tables(report, TOPICS[topic].page, folder) for topic, report in zip(job.topics, reports, strict=True)
        ]
        front = render.raw_html(index.body(topics, job.given_before(area)))
        head = index.header(reports[0].header()).metadata()
        pages.append(Page(folder / "index.html", head, front, contents=False))
        ground = render.raw_html(accessibility.body(job.parameters.publisher, job.parameters.contact))
        head = accessibility.header(reports[0].header()).metadata()
        pages.append(Page(folder / ACCESSIBILITY, head, ground, contents=False))
    job.reporter.expect("Rendering pages", 1)
    render.render(pages, job.parameters.renderer)
    if not job.released:
        for area in areas:
            drafts.mark(work / release.recipient_folder(area))
    job.reporter.advance()


def write_tables(report: Report, page: str, folder: Path) -> index.Topic:
    """Writes the tables of a report as CSV and as a workbook named after its page; returns its part of the index."""
    place = folder / release.TABLES
    place.mkdir(parents=True, exist_ok=True)
    tables = report.tables()
    addresses = {f"{release.TABLES}/{table_file.write_csv(table, place).name}": table for table in tables.values()}
    book = workbook.write(report, tables, (place / page).with_suffix(".xlsx"))
    return index.Topic(page, report.header().title, report.key_figure(), f"{release.TABLES}/{book.name}", addresses)


def _write_data(scope: Scope, folder: Path) -> None:
    (folder / DATA).mkdir(parents=True)
    cell_file.write(scope, folder / DATA)


def _checked(job: Job, area: Area, work: Path) -> Outcome:
    """A report with faults is not put in place: the earlier one, if any, goes on standing."""
    made = work / release.recipient_folder(area)
    release.write_manifest(made, job.manifest(area))
    faults = tuple(check_recipient(made))
    return Outcome(area, job.topics, job.place(area), "failed" if faults else "made", faults=faults)

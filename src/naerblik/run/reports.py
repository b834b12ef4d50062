"""A run: notebooks are executed, pages rendered, tables and data written and checked, and each recipient put in place.

What a run makes is a draft. One of synthetic data can be released in the same step, once it has passed the attack.
Recipients are made some at a time: what is finished stands, whatever happens to the rest.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from naerblik import parameters as params
from naerblik import project
from naerblik.geography import Area
from naerblik.parameters import RunParameters, Topic
from naerblik.run import prepare, publish, recipients, release, render
from naerblik.run.check import Fault
from naerblik.run.execute import Executed, Execution, execute_all
from naerblik.run.job import Job, Reporter
from naerblik.run.recipients import Making
from naerblik.run.topics import TOPICS
from naerblik.run.workers import each

State = Literal["made", "current", "failed"]
NOTEBOOKS = "notebooks"
"""The folder of executed notebooks in that of a draft or a release."""
TOGETHER = 12
"""So many recipients are made at a time: few starts of the renderer, little in memory, little lost on the way."""


@dataclass(frozen=True)
class Outcome:
    """What became of one recipient's reports. Failed ones say why: a notebook stopped, the check found faults, or
    something else.
    """

    recipient: Area
    topics: tuple[Topic, ...]
    folder: Path
    state: State
    executed: Executed | None = None
    faults: tuple[Fault, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, the renderer it used (None when nothing was rendered), its outcomes, its state."""

    folder: Path
    renderer: str | None
    outcomes: tuple[Outcome, ...]
    released: bool

    def notebook(self, executed: Executed) -> Path:
        """Where an executed notebook is kept."""
        return self.folder / NOTEBOOKS / executed.execution.output.name

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The reports that were not made."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == "failed")


def run(parameters: RunParameters, reporter: Reporter, *, released: bool = False) -> Run:
    """Makes every report that is missing or outdated; the others are left as they stand.

    With `released`, reports of synthetic data are attacked and released at the end; real data become a draft all the
    same. Raises ParameterError, RegisterError or RenderError when nothing can be made at all, and GateError when the
    attack stops the release; a report that fails by itself is an outcome.
    """
    areas = params.recipients(parameters)
    snapshot = prepare.snapshot_for(parameters, reporter.step)
    job = Job.of(parameters, snapshot, prepare.cube_folder(parameters, snapshot, reporter.step))
    released = released and snapshot.origin == "synthetic"
    folder = release.release_folder(parameters, snapshot.name, draft=not released)
    outdated = [area for area in areas if _is_outdated(job, area, folder)]
    undrafted = [area for area in outdated if _is_outdated(job, area, job.folder)] if released else outdated
    made = {area.code: _outcome(job, area, "made") for area in outdated} | _drafts(job, undrafted, reporter)
    if released:
        _release(job, [area for area in outdated if made[area.code].state == "made"], folder, reporter)
    found = (made.get(area.code) or _outcome(job, area, "current") for area in areas)
    outcomes = (replace(outcome, folder=folder / outcome.folder.name) for outcome in found)
    return Run(folder, job.renderer if outdated else None, tuple(outcomes), released)


def _is_outdated(job: Job, area: Area, folder: Path) -> bool:
    return bool(release.outdated(folder / release.recipient_folder(area), job.inputs(area)))


def _release(job: Job, areas: Sequence[Area], folder: Path, reporter: Reporter) -> None:
    """Synthetic drafts become their release and stand no longer as drafts; nobody has to approve them."""
    if not areas:
        return
    reporter.step("Attacking the release")
    places = [job.place(area) for area in areas]
    publish.release_synthetic(places, folder)
    for place, area in zip(places, areas, strict=True):
        shutil.rmtree(place)
        for topic in job.topics:
            _move(job.folder / NOTEBOOKS / _notebook(area, topic), folder / NOTEBOOKS)
    for left in (job.folder / NOTEBOOKS, job.folder):
        with suppress(OSError):
            left.rmdir()


def _drafts(job: Job, areas: Sequence[Area], reporter: Reporter) -> dict[str, Outcome]:
    """Recipient -> what became of it."""
    outcomes: dict[str, Outcome] = {}
    for first in range(0, len(areas), TOGETHER):
        with release.workplace(job.folder) as work:
            makings = [_making(job, area, work) for area in areas[first : first + TOGETHER]]
            for stage in (_executed, _rendered, _checked):
                stopped = stage(job, makings, reporter)
                outcomes |= stopped
                makings = [making for making in makings if making.recipient.code not in stopped]
            for making in makings:
                _put_in_place(job, making)
                outcomes[making.recipient.code] = _outcome(job, making.recipient, "made")
    return outcomes


def _making(job: Job, area: Area, work: Path) -> Making:
    notebooks = {topic: work / NOTEBOOKS / _notebook(area, topic) for topic in job.topics}
    return Making(job, area, work / release.recipient_folder(area), notebooks)


def _notebook(area: Area, topic: Topic) -> str:
    return f"{release.recipient_folder(area)}-{topic}.ipynb"


def _outcome(job: Job, area: Area, state: State, **why: Any) -> Outcome:
    return Outcome(area, job.topics, job.place(area), state, **why)


def _executed(job: Job, makings: Sequence[Making], reporter: Reporter) -> dict[str, Outcome]:
    """The recipients of which a notebook stopped. It is kept at once: it shows where."""
    every = [_execution(making, topic) for making in makings for topic in job.topics]
    reporter.expect("Executing notebooks", len(every))
    done = {executed.execution.output: executed for executed in execute_all(every, reporter.advance, job.cube)}
    outcomes: dict[str, Outcome] = {}
    for making in makings:
        stopped = [done[file] for file in making.notebooks.values() if done[file].failure]
        for executed in stopped:
            _keep(job, executed.execution.output)
        if stopped:
            outcomes[making.recipient.code] = _outcome(job, making.recipient, "failed", executed=stopped[0])
    return outcomes


def _execution(making: Making, topic: Topic) -> Execution:
    parameters = making.job.parameters
    values = {
        "recipient": making.recipient.code,
        "topics": list(making.job.topics),
        "year": parameters.year,
        "geography": parameters.geography,
        "reference_day": parameters.reference_day,
        "publisher": parameters.publisher,
        "contact": parameters.contact,
        "snapshot": parameters.snapshot,
        "persons": parameters.persons,
        "ledger": parameters.ledger,
    }
    notebook = project.NOTEBOOKS / TOPICS[topic].notebook
    return Execution(notebook, making.notebooks[topic], values, parameters.notebook_engine)


def _rendered(job: Job, makings: Sequence[Making], reporter: Reporter) -> dict[str, Outcome]:
    """The recipients of which tables or pages could not be written. All pages of the others: one call of a renderer."""
    reporter.expect("Writing tables", len(makings))
    pages: list[render.Page] = []
    outcomes: dict[str, Outcome] = {}
    for written in each(recipients.write, makings, job.cube):
        reporter.advance()
        pages += written.pages
        if written.error:
            outcomes[written.recipient.code] = _outcome(job, written.recipient, "failed", error=written.error)
    reporter.step("Rendering pages")
    render.render(pages, job.parameters.renderer)
    return outcomes


def _checked(job: Job, makings: Sequence[Making], reporter: Reporter) -> dict[str, Outcome]:
    """The recipients with faults. They are not put in place: earlier reports, if any, go on standing."""
    reporter.expect("Checking", len(makings))
    outcomes: dict[str, Outcome] = {}
    for checked in each(recipients.finish, makings, job.cube):
        reporter.advance()
        if checked.error or checked.faults:
            why = {"faults": checked.faults, "error": checked.error}
            outcomes[checked.recipient.code] = _outcome(job, checked.recipient, "failed", **why)
    return outcomes


def _put_in_place(job: Job, making: Making) -> None:
    for file in making.notebooks.values():
        _keep(job, file)
    release.put_in_place(making.folder, job.place(making.recipient))


def _keep(job: Job, notebook: Path) -> None:
    """Executed notebooks are kept beside the reports, for the analyst."""
    if notebook.is_file():
        _move(notebook, job.folder / NOTEBOOKS)


def _move(file: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    file.replace(folder / file.name)

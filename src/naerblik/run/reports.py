"""A run: every report that is missing or outdated is made, the others are left as they stand.

What a run makes is a draft. One of synthetic data can be released in the same step, once it has passed the attack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from naerblik import parameters as params
from naerblik.geography import Area
from naerblik.parameters import RunParameters
from naerblik.run import prepare, release, workers
from naerblik.run.job import Job, Reporter
from naerblik.run.outcome import Outcome


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
    listing = bool(job.list_outdated(folder))
    made = _make(job, outdated, folder, reporter, released=released) if outdated or listing else {}
    found = (made.get(area.code) or job.outcome(area, "current") for area in areas)
    outcomes = (replace(outcome, folder=folder / outcome.folder.name) for outcome in found)
    return Run(folder, job.renderer if outdated else None, tuple(outcomes), released)


def _make(job: Job, areas: Sequence[Area], folder: Path, reporter: Reporter, *, released: bool) -> dict[str, Outcome]:
    """Makes the drafts that are not made yet, and releases what was asked for. Recipient -> what became of it."""
    workers.tell(job.cube)  # it is read beside what is imported here
    from naerblik.run import making  # noqa: PLC0415 - a run that makes nothing does not wait for it

    undrafted = [area for area in areas if _is_outdated(job, area, job.folder)] if released else areas
    with making.listed(job, folder) as list_variables:
        made = {area.code: job.outcome(area, "made") for area in areas} | making.drafts(job, undrafted, reporter)
        sound = [area for area in areas if made[area.code].state == "made"]
        if released and sound:
            making.release_drafts(job, sound, folder, reporter)
        list_variables(reporter)
    return made


def _is_outdated(job: Job, area: Area, folder: Path) -> bool:
    return bool(release.outdated(folder / release.recipient_folder(area), job.inputs(area)))

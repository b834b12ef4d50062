"""What a run would do, before it does anything: what stands, what is made, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from naerblik import parameters as params
from naerblik.geography import Area
from naerblik.parameters import RunParameters, Topic
from naerblik.run import cubes, prepare, release
from naerblik.run.job import Job
from naerblik.synthetic import assumptions, generate

BESIDE_TOPICS = 3
"""Pages of a recipient beside those of its topics: the index, the list of variables, the one about accessibility."""
NEW_NUMBERS = ("numbers",)


@dataclass(frozen=True)
class Planned:
    """A recipient's reports, and why they are made: what is missing or has changed; nothing when they stand."""

    recipient: Area
    why: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What a run would do.

    `snapshot` is the name of the registers; `registers_stand` and `cube_stands` say whether they, and the protected
    numbers, are there. `cells`: topic -> cells that its publication plan names. `folder`: that of the reports.
    `variable_list`: why the list of variables at its root is made.
    """

    snapshot: str
    registers_stand: bool
    cube_stands: bool
    cells: Mapping[Topic, int]
    folder: Path
    reports: tuple[Planned, ...]
    variable_list: tuple[str, ...]

    @property
    def made(self) -> tuple[Planned, ...]:
        """The recipients whose reports would be made."""
        return tuple(planned for planned in self.reports if planned.why)

    @property
    def notebooks(self) -> int:
        """How many notebooks would be executed."""
        return len(self.made) * len(self.cells)

    @property
    def pages(self) -> int:
        """How many pages would be rendered."""
        return len(self.made) * (len(self.cells) + BESIDE_TOPICS) + bool(self.variable_list)


def plan(parameters: RunParameters, *, released: bool) -> Plan:
    """The plan of a run; nothing is made, counted or written.

    Raises ParameterError, RegisterError, LedgerError or RenderError as the run itself would before it begins.
    """
    recipients = params.recipients(parameters)
    snapshot = prepare.standing_snapshot(parameters)
    if snapshot is None:
        facts = assumptions.load()
        name = generate.name_of(parameters.persons, facts.seed)
        observed = (facts.observation_start, facts.observation_end)
    else:
        name, observed = snapshot.name, (snapshot.observation_start, snapshot.observation_end)
    synthetic = snapshot is None or snapshot.origin == generate.ORIGIN
    draft = not (released and synthetic)
    cells = cubes.cells(parameters, observed)
    folder = release.release_folder(parameters, name, draft=draft)
    cube = prepare.standing_cube(parameters, snapshot) if snapshot else None
    if snapshot is None or cube is None:
        reports = tuple(Planned(area, NEW_NUMBERS) for area in recipients)
        return Plan(name, snapshot is not None, False, cells, folder, reports, NEW_NUMBERS)
    job = Job.of(parameters, snapshot, cube)
    reports = tuple(
        Planned(area, release.outdated(folder / release.recipient_folder(area), job.inputs(area)))
        for area in recipients
    )
    return Plan(name, True, True, cells, folder, reports, job.list_outdated(folder))

"""What all recipients of a run share, what their pages are made from, and how the run tells what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from naerblik import geography, project
from naerblik.disclosure.cube import read_manifest
from naerblik.disclosure.ledger import Entry
from naerblik.geography import Area
from naerblik.parameters import RunParameters, Topic
from naerblik.registers.snapshot import Snapshot
from naerblik.report.earlier import Earlier
from naerblik.report.provenance import SYNTHETIC
from naerblik.run import history, prepare, release, renderer
from naerblik.run.outcome import Outcome, State, Stopped
from naerblik.run.topics import TOPICS, in_order

if TYPE_CHECKING:
    from naerblik.run.check import Fault

COUNTS = {"engine", "spark_address", "spark_registers", "memory_limit"}
"""The parameters that say who counts, and with what memory: whoever does, the numbers are the same."""


@dataclass(frozen=True)
class Reporter:
    """How a run tells what it does: `step` names a stage, `expect` and `advance` move a bar."""

    step: Callable[[str], None]
    expect: Callable[[str, int], None]
    advance: Callable[[], None]


@dataclass(frozen=True)
class Job:
    """What all recipients of a run share, light enough to be handed to each process.

    `cube` is the folder of the protected cube and `numbers` its manifest; `folder` that of the drafts; `before` are the
    entries of the ledger, `withdrawn` says why those that were withdrawn were (entry -> reason).
    """

    parameters: RunParameters
    cube: Path
    numbers: Mapping[str, Any]
    snapshot: Snapshot
    folder: Path
    renderer: str
    before: tuple[Entry, ...]
    withdrawn: Mapping[str, str]

    @classmethod
    def of(cls, parameters: RunParameters, snapshot: Snapshot, cube: Path) -> Job:
        """The job of a run over a protected cube that stands."""
        before = history.earlier_releases(parameters, snapshot)
        return cls(
            parameters,
            cube,
            read_manifest(cube),
            snapshot,
            release.release_folder(parameters, snapshot.name, draft=True),
            renderer.choose(parameters.renderer),
            tuple(earlier.entry for earlier in before),
            history.withdrawn(parameters, snapshot),
        )

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics of the run in the order of the reports."""
        return in_order(self.parameters.topics)

    def place(self, area: Area) -> Path:
        """The folder of a recipient."""
        return self.folder / release.recipient_folder(area)

    def given_before(self, area: Area) -> Earlier | None:
        """The release that a recipient was given before this one."""
        return history.given_before(area, self.parameters, self.snapshot, self.before, self.withdrawn)

    def outcome(
        self,
        area: Area,
        state: State,
        stopped: tuple[Stopped, ...] = (),
        faults: tuple[Fault, ...] = (),
        error: str = "",
    ) -> Outcome:
        """What became of a recipient."""
        return Outcome(area, self.topics, self.place(area), state, stopped, faults, error)

    def inputs(self, area: Area) -> dict[str, str]:
        """What the pages of a recipient depend on -> its digest; for its notebook, a topic's file name."""
        notebooks = {name: project.NOTEBOOKS / name for name in (TOPICS[topic].notebook for topic in self.topics)}
        page = sorted(file for file in project.PAGE.rglob("*") if file.is_file())
        return {
            "numbers": release.cube_digest(self.numbers),
            "recipient": area.code,
            "parameters": release.content_digest(_told(self.parameters)),
            "earlier release": release.content_digest(repr(self.given_before(area))),
            "program": prepare.code_version(),
            "renderer": self.renderer,
            "form of the pages": release.content_digest([release.digest(file.read_bytes()) for file in page]),
            **{name: release.digest(file.read_bytes()) for name, file in notebooks.items()},
        }

    @property
    def list_inputs(self) -> dict[str, str]:
        """What the list of variables at the root of the reports depends on -> its digest: nothing of a recipient."""
        given = self.inputs(geography.area(geography.COUNTRY))
        return {name: given[name] for name in ("numbers", "parameters", "program", "renderer", "form of the pages")}

    def list_outdated(self, folder: Path) -> tuple[str, ...]:
        """Why the list of variables at the root of a draft or a release has to be made."""
        return release.outdated(folder, self.list_inputs, release.LIST_MANIFEST)

    def manifest(self, area: Area) -> dict[str, object]:
        """What manifest.json says beside a recipient's pages: how they came about, and that they are a draft."""
        cube = self.numbers
        return {
            "state": "draft",
            "deliverable": False,
            "recipient": {"code": area.code, "name": area.name, "level": area.level},
            "topics": list(self.topics),
            "mark": SYNTHETIC if self.snapshot.origin == "synthetic" else "",
            "snapshot": cube["snapshot"],
            "parameters": _told(self.parameters),
            "rules": cube["rules"],
            "plan": cube["plan"],
            "protection": cube["protection"],
            "protection_summary": cube.get("protection_summary"),
            "cube": release.cube_digest(cube),
            "code_version": prepare.code_version(),
            "renderer": self.renderer,
            "inputs": self.inputs(area),
        }


def _told(parameters: RunParameters) -> dict[str, object]:
    """The parameters that a report depends on; where the ledger lies, who executes and who counts is not among them."""
    return parameters.model_dump(mode="json", exclude={"recipients", "topics", "ledger", "notebook_engine", *COUNTS})

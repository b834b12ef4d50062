"""A run: for each recipient the notebook is executed, its page rendered, its tables written, all put in place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from naerblik import parameters as params
from naerblik import project
from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import Area
from naerblik.parameters import RunParameters
from naerblik.report.fsiii import FsiiiReport
from naerblik.run import prepare, release, render
from naerblik.run.execute import Execution, Failure, execute_all

NOTEBOOK_OF = {"fsiii": "01_fsiii.ipynb"}
TITLE_OF = {"fsiii": "FSIII"}


@dataclass(frozen=True)
class Outcome:
    """What became of one report."""

    recipient: Area
    topic: str
    folder: Path
    state: str  # "made", "current" or "failed"
    failure: Failure | None = None


@dataclass(frozen=True)
class Run:
    """A finished run: its release folder, the renderer it used (None when nothing was rendered), its outcomes."""

    folder: Path
    renderer: str | None
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.state == "failed")


@dataclass(frozen=True)
class Reporter:
    """How a run tells what it does: `step` names a stage, `expect` and `advance` move a bar."""

    step: Callable[[str], None]
    expect: Callable[[str, int], None]
    advance: Callable[[], None]


def run(parameters: RunParameters, reporter: Reporter) -> Run:
    """Makes every report that is missing or outdated; the others are left as they stand."""
    recipients = params.recipients(parameters)
    snapshot = prepare.snapshot_for(parameters, reporter.step)
    cube = prepare.cube_for(parameters, reporter.step)
    folder = release.release_folder(parameters, snapshot)
    inputs = {area.code: _inputs(cube, area, parameters) for area in recipients}
    current = [a for a in recipients if release.is_current(folder / release.recipient_folder(a), inputs[a.code])]
    outdated = [a for a in recipients if a not in current]
    renderer, failures = _make(outdated, cube, parameters, folder, inputs, reporter) if outdated else (None, {})
    return Run(folder, renderer, tuple(_outcome(a, a in current, failures.get(a.code), folder) for a in recipients))


def _outcome(area: Area, current: bool, failure: Failure | None, folder: Path) -> Outcome:
    state = "failed" if failure else "current" if current else "made"
    return Outcome(area, "fsiii", folder / release.recipient_folder(area), state, failure)


def _inputs(cube: ProtectedCube, area: Area, parameters: RunParameters) -> str:
    """Digest of all that the pages of a recipient depend on."""
    files = [project.NOTEBOOKS / NOTEBOOK_OF["fsiii"], *sorted(f for f in project.PAGE.rglob("*") if f.is_file())]
    parts = [json.dumps(dict(cube.manifest), sort_keys=True), area.code, parameters.model_dump_json()]
    parts += [
        prepare.code_version(),
        render.choose(parameters.renderer),
        *(release.digest(f.read_bytes()) for f in files),
    ]
    return release.digest("\n".join(parts).encode())


def _make(
    areas: Sequence[Area],
    cube: ProtectedCube,
    parameters: RunParameters,
    folder: Path,
    inputs: dict[str, str],
    reporter: Reporter,
) -> tuple[str | None, dict[str, Failure]]:
    """Executes, renders and puts in place the reports of some recipients; returns the failures by recipient."""
    with release.workplace(folder) as work:
        executions = {area.code: _execution(area, parameters, work) for area in areas}
        reporter.expect("Notebooks", len(areas))
        failed = {f.execution.output: f for f in execute_all(executions.values(), lambda _: reporter.advance())}
        failures = {code: failed[e.output] for code, e in executions.items() if e.output in failed}
        _keep_notebooks(executions.values(), folder / "notebooks")
        whole = [area for area in areas if area.code not in failures]
        reporter.expect("Pages", len(whole))
        reports = {area.code: FsiiiReport(cube, area, parameters) for area in whole}
        renderer = _render(whole, reports, executions, parameters, work) if whole else None
        for area in whole:
            made = work / release.recipient_folder(area)
            release.write_manifest(made, _manifest(cube, area, parameters, inputs[area.code], renderer))
            release.put_in_place(made, folder / made.name)
            reporter.advance()
    return renderer, failures


def _execution(area: Area, parameters: RunParameters, work: Path) -> Execution:
    name = f"{release.recipient_folder(area)}-fsiii.ipynb"
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
    return Execution(project.NOTEBOOKS / NOTEBOOK_OF["fsiii"], work / "notebooks" / name, values)


def _keep_notebooks(executions: Sequence[Execution] | object, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for execution in executions:  # type: ignore[attr-defined]
        if execution.output.is_file():
            shutil.copy2(execution.output, folder / execution.output.name)

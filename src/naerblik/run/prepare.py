"""What a notebook and a run need before they begin: the snapshot and the protected cube, each made once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from naerblik import parameters as params
from naerblik import project
from naerblik.disclosure import cube
from naerblik.disclosure.ledger import Release
from naerblik.parameters import ParameterError, RunParameters, Topic
from naerblik.registers import contracts
from naerblik.registers import snapshot as snapshots
from naerblik.registers.snapshot import Snapshot
from naerblik.run import history
from naerblik.run.topics import in_order, plans_of
from naerblik.synthetic import assumptions, generate

Step = Callable[[str], None]


def _quiet(_: str) -> None:
    pass


CUBE_ROOMS = ("codelists", "geography.py", "items.py", "registers", "views", "indicators", "disclosure")
"""The parts of the package that a protected cube depends on."""


@cache
def code_version(rooms: tuple[str, ...] = ("",)) -> str:
    """Version of the package and a digest of the source in some of its rooms (all by default)."""
    package = Path(__file__).parents[1]
    files = {file for room in rooms for file in [package / room, *(package / room).rglob("*")] if file.is_file()}
    digest = hashlib.sha256()
    for file in sorted(files):
        if file.suffix in {".py", ".sql", ".yaml"}:
            digest.update(file.read_bytes())
    return f"{version('naerblik')}+{digest.hexdigest()[:12]}"


def snapshot_for(parameters: RunParameters, step: Step = _quiet) -> Snapshot:
    """The snapshot that a run names. Synthetic registers are made only where no source is configured.

    Raises RegisterError when a named snapshot is missing or does not satisfy the contracts.
    """
    if parameters.snapshot is not None:
        return opened(parameters.snapshot)
    seed = assumptions.load().seed
    if generate.stands(parameters.persons, seed):
        return opened(generate.name_of(parameters.persons, seed))
    return generate.make(parameters.persons, step=step, memory_limit=parameters.memory_limit)


def opened(name: str) -> Snapshot:
    """The snapshot of a name, verified once as long as its files are those that were. Raises as `snapshots.open`."""
    if name == snapshots.LATEST:
        name = next(reversed(snapshots.names()), name)
    return _opened(name, tuple(_states(project.registers_store() / name)))


def _states(folder: Path) -> Iterator[tuple[Path, int, int, int]]:
    for file in sorted(folder.glob("*")):
        with suppress(OSError):  # what is gone or cannot be read is told when the snapshot is opened
            found = file.stat()
            yield file, found.st_ino, found.st_size, found.st_mtime_ns


@lru_cache(maxsize=4)
def _opened(name: str, _: tuple[tuple[Path, int, int, int], ...]) -> Snapshot:
    return snapshots.open(name)


def standing_snapshot(parameters: RunParameters) -> Snapshot | None:
    """The snapshot that a run names, None where synthetic registers would have to be made. Raises as `snapshot_for`."""
    seed = assumptions.load().seed
    if parameters.snapshot is None and not generate.stands(parameters.persons, seed):
        return None
    return snapshot_for(parameters)


def standing_cube(parameters: RunParameters, snapshot: Snapshot) -> Path | None:
    """The folder of the protected cube of a run, None where it would have to be made. Raises as `cube_folder` does."""
    folder, _ = _made_from(parameters, snapshot, history.earlier_releases(parameters, snapshot))
    return folder if cube.stands(folder) else None


def cube_for(parameters: RunParameters, snapshot: Snapshot) -> cube.ProtectedCube:
    """The protected cube of a year and its topics, made when it does not stand. Raises as `cube_folder` does."""
    return read_cube(cube_folder(parameters, snapshot))


def read_cube(folder: Path) -> cube.ProtectedCube:
    """The cube in a folder, read once as long as nobody writes another one there. Raises CubeError."""
    return _read_cube(folder, cube.written(folder))


@lru_cache(maxsize=1)
def _read_cube(folder: Path, _: int) -> cube.ProtectedCube:
    return cube.read(folder)


def cube_folder(parameters: RunParameters, snapshot: Snapshot, step: Step = _quiet) -> Path:
    """Where the protected cube of a year and its topics stands, computed from the registers and protected if need be.

    Raises ParameterError when the snapshot does not observe the reference date of the year, LedgerError for a ledger
    that cannot be agreed with, ProtectionError when the numbers cannot be protected.
    """
    before = history.earlier_releases(parameters, snapshot)
    folder, manifest = _made_from(parameters, snapshot, before)
    if not cube.stands(folder):
        from naerblik.run import cubes  # noqa: PLC0415 - a run over a cube that stands does not wait for it

        step(f"Counting and protecting {', '.join(manifest['topics'])}")
        cubes.write(folder, parameters, snapshot, manifest, before)
    return folder


def _made_from(
    parameters: RunParameters, snapshot: Snapshot, before: tuple[Release, ...]
) -> tuple[Path, dict[str, Any]]:
    """Where a cube stands, and what it is made from: its name is the digest of that."""
    _require_observed(parameters, snapshot)
    _require_delivered(parameters, snapshot)
    manifest = _cube_manifest(parameters, snapshot) | {"earlier": history.digest(before)}
    key = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]
    return project.protected_store() / f"{parameters.year}-{key}", manifest


def open_report(topic: Topic, recipient: str, **changes: Any) -> Any:
    """What a notebook works with: the report of one recipient, from the standard parameters and `changes`.

    `changes` are parameters of params/standard.yaml by name; `topics` are those that are protected together with this
    one. Raises ParameterError for an unknown name or value.
    """
    parameters = of_notebook(recipient, changes)
    if topic not in parameters.topics:
        raise ParameterError(f"topics are {', '.join(parameters.topics)}, but the notebook shows '{topic}': add it.")
    numbers = cube_for(parameters, snapshot_for(parameters))
    return _handed_on.pop((topic, numbers, parameters), None) or report(topic, numbers, parameters)


_handed_on: dict[tuple[Topic, cube.ProtectedCube, RunParameters], Any] = {}
"""The report that a run has begun, until its notebook opens it. Who opens a report by hand always gets a new one."""


def hand_on(report: Any) -> None:
    """Gives a report to the next call of open_report with its topic, numbers and parameters."""
    _handed_on[report.topic, report.cube, report.parameters] = report


def of_notebook(recipient: str, changes: Mapping[str, Any]) -> RunParameters:
    """The parameters of a notebook: the standard ones and `changes`, for one recipient. Raises ParameterError."""
    return params.load_run(project.PARAMS / "standard.yaml", recipients=[recipient], **changes)


def report(topic: Topic, numbers: cube.ProtectedCube, parameters: RunParameters) -> Any:
    """The report of the one recipient that parameters name."""
    from naerblik.run.topic_reports import REPORTS  # noqa: PLC0415 - a run that makes nothing does not wait for it

    (area,) = params.recipients(parameters)
    return REPORTS[topic](numbers, area, parameters)


def _require_observed(parameters: RunParameters, snapshot: Snapshot) -> None:
    day = parameters.reference_date(parameters.year)
    if not snapshot.observation_start <= day <= snapshot.observation_end:
        first, last = snapshot.observation_start, snapshot.observation_end
        years = [y for y in range(first.year, last.year + 1) if first <= parameters.reference_date(y) <= last]
        raise ParameterError(
            f"year is {parameters.year}, but snapshot '{snapshot.name}' observes {first} to {last}: "
            f"choose year={years[-1]}" + (f" (or one of {', '.join(map(str, years[:-1]))})." if years[:-1] else ".")
        )


def _require_delivered(parameters: RunParameters, snapshot: Snapshot) -> None:
    from naerblik.views import computable, counting  # noqa: PLC0415 - see cube_folder

    found = {topic: computable.lacks(counting.RESULTS[topic], snapshot.gaps, [topic]) for topic in parameters.topics}
    faults = "\n".join(
        f"topic {topic} cannot be computed from snapshot '{snapshot.name}': it lacks {computable.told(lacking)}."
        for topic, lacking in found.items()
        if lacking
    )
    if faults:
        possible = [topic for topic, lacking in found.items() if not lacking]
        answer = f"Run with topics={possible}" if possible else "Take in a delivery that holds them"
        raise ParameterError(f"{faults}\n{answer}; what cannot be computed is never shown as zero.")


def _cube_manifest(parameters: RunParameters, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "topics": list(in_order(parameters.topics)),
        "snapshot": {
            "name": snapshot.name,
            "origin": snapshot.origin,
            "fingerprint": snapshot.fingerprint,
            "observation_start": snapshot.observation_start.isoformat(),
            "observation_end": snapshot.observation_end.isoformat(),
            "facts": dict(snapshot.facts),
        },
        "begins": {name: c.begins.isoformat() for name, c in contracts.load().items() if c.begins},
        "parameters": {"year": parameters.year, "reference_day": parameters.reference_day},
        "rules": params.disclosure_rules().model_dump(mode="json"),
        "plan": {topic: plan.model_dump(mode="json") for topic, plan in plans_of(parameters).items()},
        "protection": "family",
        "code_version": code_version(CUBE_ROOMS),
    }

"""What was last asked for, so that a run that was cut off goes on without being described anew."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from naerblik import project
from naerblik.parameters import ParameterError, RunParameters
from naerblik.workplace import workplace

NAME = "last-run.json"


class LastRun(BaseModel):
    """The parameters of a run, and whether it was to release what it made."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    parameters: RunParameters
    released: bool


def remember(parameters: RunParameters, *, released: bool) -> None:
    """Writes down what a run was asked for, before it begins."""
    file = _file()
    with workplace(file.parent) as work:
        made = work / NAME
        made.write_text(LastRun(parameters=parameters, released=released).model_dump_json(indent=2), encoding="utf-8")
        made.replace(file)


def last_run() -> LastRun:
    """What the last run was asked for. Raises ParameterError where there was none."""
    file = _file()
    if not file.is_file():
        raise ParameterError("--resume: no run was begun here; call `naerblik run` with what is to be made.")
    try:
        return LastRun.model_validate_json(file.read_bytes())
    except ValidationError:
        raise ParameterError(
            f"{file}: the last run was described by another version; call `naerblik run` with what is to be made."
        ) from None


def _file() -> Path:
    return project.data_store() / NAME

"""What became of the reports of one recipient in a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from naerblik.geography import Area
from naerblik.parameters import Topic

if TYPE_CHECKING:  # a run that makes nothing does not wait for what checks
    from naerblik.run.check import Fault

State = Literal["made", "current", "failed"]


@dataclass(frozen=True)
class Stopped:
    """A notebook that stopped: its topic, the cell (0: none of them), the error in one line, and the file to open.

    None where no executed notebook could be written.
    """

    topic: Topic
    cell: int
    error: str
    notebook: Path | None


@dataclass(frozen=True)
class Outcome:
    """What became of one recipient's reports.

    Failed ones say why: notebooks stopped, the check found faults, or another error in one line.
    """

    recipient: Area
    topics: tuple[Topic, ...]
    folder: Path
    state: State
    stopped: tuple[Stopped, ...] = ()
    faults: tuple[Fault, ...] = ()
    error: str = ""

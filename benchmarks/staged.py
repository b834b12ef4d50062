"""A run (stages.py) with seconds and memory of its stages."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from measured import HERE, MeasureError, environment
from watching import watched

STAGES = {
    "Counting and protecting": "counting and protection",
    "Executing notebooks": "notebooks and tables",
    "Rendering pages": "pages",
    "Checking": "check",
    "Attacking": "attack and release",
    "Writing the list": "list of variables",
    "opening": "opening what stands",
}
"""How a stage begins to tell of itself -> its name here; what tells otherwise is the registers."""
REGISTERS, START = "registers", "start of the program"


@dataclass(frozen=True)
class Staged:
    """A run: seconds from the call to its end, the most MB that all its processes held, and both for each stage."""

    seconds: float
    peak_mb: float
    stages: dict[str, tuple[float, float]]
    recipients: int
    renderer: str


def staged(store: str, persons: int, *recipients: str) -> Staged:
    """Runs the reports of all recipients, or drafts of some, over a store. Raises MeasureError when the run fails."""
    with tempfile.TemporaryDirectory() as reports, watched(reports) as seen:
        began = time.monotonic()
        finished = subprocess.run(
            [sys.executable, str(HERE / "stages.py"), str(persons), *recipients],
            env=environment(store) | {"NAERBLIK_REPORTS": reports},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - began
    if finished.returncode:
        raise MeasureError((finished.stderr or finished.stdout).strip().splitlines()[-1])
    told = json.loads(finished.stdout.splitlines()[-1])
    stages: dict[str, tuple[float, float]] = {}
    for name, start, end in _intervals(began, told["stages"]):
        before, peak = stages.get(name, (0.0, 0.0))
        stages[name] = (before + end - start, max(peak, seen.peak(start, end)))
    print(f"run of {persons:,} persons: {seconds:.1f} s, {seen.peak():,.0f} MB", flush=True)
    return Staged(seconds, seen.peak(), stages, told["recipients"], told["renderer"])


def _intervals(began: float, told: list[tuple[str, float]]) -> Iterator[tuple[str, float, float]]:
    yield START, began, told[0][1]
    for (said, start), (_, end) in pairwise(told):
        yield next((name for begins, name in STAGES.items() if said.startswith(begins)), REGISTERS), start, end

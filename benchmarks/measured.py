"""A measurement in processes of its own: how it is started, what it tells, and how its figures are written."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REPEATS = 3


class MeasureError(Exception):
    """A measurement that did not finish; the text is the last of what it said."""


@dataclass(frozen=True)
class Measured:
    """Several runs of one measurement: seconds of each, the most memory of any in MB, and what the last one told."""

    seconds: tuple[float, ...]
    peak_mb: float
    found: Mapping[str, Any]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> str:
        return f"{min(self.seconds):.2f}-{max(self.seconds):.2f}"


def measure(store: str, script: str, *arguments: object, repeats: int = 1, patience: float | None = None) -> Measured:
    """Runs a script that calls `tell` in fresh processes over one store.

    Raises MeasureError when one fails or takes longer than `patience` seconds.
    """
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    told = []
    for _ in range(repeats):
        try:
            finished = subprocess.run(
                command, env=environment(store), capture_output=True, text=True, check=False, timeout=patience
            )
        except subprocess.TimeoutExpired:
            raise MeasureError(f"not finished in {patience:.0f} s") from None
        if finished.returncode:
            raise MeasureError((finished.stderr.strip() or f"ended by signal {-finished.returncode}").splitlines()[-1])
        told.append(json.loads(finished.stdout.splitlines()[-1]))
        print(
            f"{' '.join([script, *command[2:]])}: {told[-1]['seconds']:.2f} s, {told[-1]['peak_mb']:,.0f} MB",
            flush=True,
        )
    return Measured(tuple(t["seconds"] for t in told), max(t["peak_mb"] for t in told), told[-1])


def environment(store: str) -> dict[str, str]:
    """The environment of a process that works over a store."""
    return os.environ | {"NAERBLIK_DATA": store}


def tell(work: Callable[[], Mapping[str, Any] | None]) -> None:
    """Does the work and prints a JSON line of seconds, peak memory in MB and what the work gave."""
    began = time.perf_counter()
    found = work() or {}
    print(json.dumps({"seconds": time.perf_counter() - began, "peak_mb": peak_mb(), **found}))


def peak_mb() -> float:
    """The most memory that this process has held in MB; unlike ru_maxrss, nothing of the process that started it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1000


def table(head: str, *rows: str) -> str:
    """A Markdown table; columns whose title ends with ':' are aligned right."""
    titles = [title.strip() for title in head.split("|")]
    line = "|".join("---:" if title.endswith(":") else "---" for title in titles)
    return "\n".join(["| " + " | ".join(title.rstrip(":") for title in titles) + " |", f"|{line}|", *rows])


def row(*values: object) -> str:
    """A line of a Markdown table: seconds with one decimal (two below ten), whole numbers with separators."""
    return "| " + " | ".join(map(_written, values)) + " |"


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 10 else f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)

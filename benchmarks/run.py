"""Measures the parts of a run and writes benchmarks/RESULTS.md: medians, spread, peak memory and ratios of one run.

make bench                  600,000 persons
make bench SIZE=6000000     the whole country

Protection has sizes of its own (generate_tables.py).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import protection_table
import run_table

HERE = Path(__file__).parent
REPEATS = 3
PACKAGES = ("duckdb", "pandas", "numpy", "papermill", "matplotlib")


@dataclass(frozen=True)
class Measured:
    """Several runs of one measurement."""

    name: str
    what: str
    seconds: tuple[float, ...]
    peak_mb: float
    detail: str

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def row(self, floor: float) -> str:
        spread = f"{min(self.seconds):.2f}-{max(self.seconds):.2f}"
        ratio = self.median / floor
        return f"| {self.what} | {self.median:.2f} | {spread} | {ratio:.1f} | {self.peak_mb:,.0f} | {self.detail} |"


def measure(name: str, what: str, persons: int, store: str, repeats: int) -> Measured:
    """Runs a measurement of measure.py in fresh processes over one store."""
    found = []
    for _ in range(repeats):
        command = [sys.executable, str(HERE / "measure.py"), name, str(persons)]
        environment = os.environ | {"NAERBLIK_DATA": store}
        finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found.append(json.loads(finished.stdout.splitlines()[-1]))
        print(f"{what}: {found[-1]['seconds']:.2f} s", flush=True)
    seconds = tuple(f["seconds"] for f in found)
    return Measured(name, what, seconds, max(f["peak_mb"] for f in found), found[0]["detail"])


def report(persons: int, results: list[Measured]) -> str:
    """The results as Markdown."""
    floor = next(m.median for m in results if m.name == "scan")
    once, apart = (next(m.median for m in results if m.name == name) for name in ("views", "views_by_region"))
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = [
        "# Measured",
        "",
        f"{date.today().isoformat()}, {persons:,} persons, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, {versions}. Written by `make bench`; every ratio is of this one run. "
        "Whole processes without start-up; the machine may have been shared.",
        "",
        "| what | median s | spread s | times the scan | peak MB | detail |",
        "|---|---:|---:|---:|---:|---|",
        *(m.row(floor) for m in results),
        "",
        f"One pass over the country takes {once / apart:.2f} of the time of computing each region apart.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=600_000)
    persons = parser.parse_args().persons
    with tempfile.TemporaryDirectory() as store:
        results = [
            measure("registers", "Synthetic registers, made and checked", persons, store, 1),
            measure("scan", "Scan of the columns (floor)", persons, store, REPEATS),
            measure("views", "All FSIII counts of three years, one national pass", persons, store, REPEATS),
            measure("views_by_region", "The same, each region apart", persons, store, REPEATS),
        ]
        run = run_table.measured(persons, store)
    text = report(persons, results) + run + protection_table.measured()
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

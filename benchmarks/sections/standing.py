"""Measures a run from stored registers to pages, what forked kernels save, and the explorer of the pages it made."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import explorer

HERE = Path(__file__).parent
RECIPIENTS = ("dk", "1082", "1081")
ENGINES = ("naerblik", "nbclient")
REPEATS = 3
TARGET_MS = 100


def measured(persons: int, store: str) -> str:
    """Makes the reports of three recipients over a store that holds their registers; Markdown."""
    with tempfile.TemporaryDirectory() as reports:
        environment = os.environ | {"NAERBLIK_DATA": store, "NAERBLIK_REPORTS": reports}
        first, again = (_run(persons, environment) for _ in range(2))
        notebooks = {engine: [] for engine in ENGINES}
        for _ in range(REPEATS):
            for engine, taken in notebooks.items():
                taken.append(_notebooks(engine, persons, environment))
        command = [sys.executable, str(HERE / "loop.py"), str(persons)]
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        compared = told.stdout.splitlines()
        pages = [f for f in sorted(Path(reports).glob("*/*/*.html")) if 'id="udforsk-data"' in f.read_text()]
        explored = explorer.table(pages)
    forked, started = (statistics.median(notebooks[engine]) for engine in ENGINES)
    number = 3 * len(RECIPIENTS)
    return "\n".join(
        [
            "",
            "## The run",
            "",
            f"`naerblik run` for {number} reports from stored registers to a draft: {first:.0f} s, counting and "
            f"protecting included; again, unchanged: {again:.1f} s. Their {number} notebooks from the stored cube: "
            f"{forked:.1f} s with forked kernels, {started:.1f} s with kernels started anew "
            f"({started / forked:.1f} times as long).",
            "",
            *compared,
            f"Explorer in Chromium, from a choice to the next frame; the aim is below {TARGET_MS} ms.",
            "",
            *explored,
            "",
        ]
    )


def _run(persons: int, environment: dict[str, str]) -> float:
    asked = [part for code in RECIPIENTS for part in ("--recipient", code)]
    command = [str(Path(sys.executable).with_name("naerblik")), "run", "--persons", str(persons), *asked]
    begun = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def _notebooks(engine: str, persons: int, environment: dict[str, str]) -> float:
    command = [sys.executable, str(HERE / "notebooks.py"), engine, str(persons), *RECIPIENTS]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    seconds = float(finished.stdout.splitlines()[-1])
    print(f"{engine}: {seconds:.1f} s", flush=True)
    return seconds

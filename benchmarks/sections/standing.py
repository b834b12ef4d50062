"""A run from stored registers to pages, what forked kernels save, loops and floors, and the explorer of its pages."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import explorer
from measured import HERE, REPEATS, environment, measure

TITLE = "Notebooks, pages and explorer"
RECIPIENTS = ("dk", "1082", "1081")
ENGINES = ("naerblik", "nbclient")
TARGET_MS = 100


def measured(persons: int, store: str) -> str:
    """Makes the reports of three recipients over a store that holds their registers; Markdown."""
    with tempfile.TemporaryDirectory() as reports:
        here = environment(store) | {"NAERBLIK_REPORTS": reports}
        first, again = (_run(persons, here) for _ in range(2))
        forked, started = (
            measure(store, "notebooks.py", engine, persons, *RECIPIENTS, repeats=REPEATS).median for engine in ENGINES
        )
        command = [sys.executable, str(HERE / "loop.py"), str(persons)]
        told = subprocess.run(command, env=here, capture_output=True, text=True, check=True)
        pages = [f for f in sorted(Path(reports).glob("*/*/*.html")) if 'id="udforsk-data"' in f.read_text()]
        explored = explorer.table(pages)
    number = 3 * len(RECIPIENTS)
    return "\n".join(
        [
            f"`naerblik run` for {number} reports from stored registers to a draft: {first:.0f} s, counting and "
            f"protecting included; again, unchanged: {again:.1f} s. Their {number} notebooks from the stored cube: "
            f"{forked:.1f} s with forked kernels, {started:.1f} s with kernels started anew "
            f"({started / forked:.1f} times as long).",
            "",
            *told.stdout.splitlines(),
            f"Explorer in Chromium, from a choice to the next frame; the aim is below {TARGET_MS} ms.",
            "",
            *explored,
        ]
    )


def _run(persons: int, environment: dict[str, str]) -> float:
    asked = [part for code in RECIPIENTS for part in ("--recipient", code)]
    command = [str(Path(sys.executable).with_name("naerblik")), "run", "--persons", str(persons), *asked]
    begun = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun

"""A run as `naerblik run --release` makes it, with the moment at which each stage began.

python benchmarks/stages.py PERSONS    prints a JSON line; NAERBLIK_DATA and NAERBLIK_REPORTS name its stores
"""

from __future__ import annotations

import sys
import time
from typing import Any

from measured import tell
from naerblik import parameters as params
from naerblik import project
from naerblik.run import reports
from naerblik.run.job import Reporter


def run(persons: int) -> dict[str, Any]:
    """`stages`: (what began, time.monotonic), and the end last."""
    stages: list[tuple[str, float]] = []

    def begin(what: str, _: int = 0) -> None:
        stages.append((what, time.monotonic()))

    begin("opening what stands")
    reporter = Reporter(begin, begin, lambda: None)
    parameters = params.load_run(project.PARAMS / "standard.yaml", persons=persons)
    finished = reports.run(parameters, reporter, released=True)
    if finished.failed:
        sys.exit(f"{len(finished.failed)} reports failed: {finished.failed[0]}")
    begin("end")
    return {"stages": stages, "recipients": len(finished.outcomes), "renderer": finished.renderer}


if __name__ == "__main__":
    tell(lambda: run(int(sys.argv[1])))

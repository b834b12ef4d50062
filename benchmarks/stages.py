"""A run as `naerblik run` makes it, with the moment at which each stage began.

python benchmarks/stages.py PERSONS [RECIPIENT ...]    prints a JSON line; NAERBLIK_DATA and NAERBLIK_REPORTS name its
stores. With recipients it makes their drafts, without any it makes and releases the reports of params/standard.yaml.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Any

from measured import tell
from naerblik import parameters as params
from naerblik import project
from naerblik.run import workers


def run(persons: int, recipients: Sequence[str]) -> dict[str, Any]:
    """`stages`: (what began, time.monotonic), and the end last."""
    stages: list[tuple[str, float]] = []

    def begin(what: str, _: int = 0) -> None:
        stages.append((what, time.monotonic()))

    workers.begin()
    begin("opening what stands")
    from naerblik.run import reports  # noqa: PLC0415 - as the program does, beside what begins
    from naerblik.run.job import Reporter  # noqa: PLC0415

    reporter = Reporter(begin, begin, lambda: None)
    parameters = params.load_run(project.PARAMS / "standard.yaml", persons=persons, recipients=recipients)
    finished = reports.run(parameters, reporter, released=not recipients)
    if finished.failed:
        sys.exit(f"{len(finished.failed)} reports failed: {finished.failed[0]}")
    begin("end")
    return {"stages": stages, "recipients": len(finished.outcomes), "renderer": finished.renderer}


if __name__ == "__main__":
    tell(lambda: run(int(sys.argv[1]), sys.argv[2:]))

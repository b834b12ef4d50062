"""Executes every notebook for some recipients with one engine and prints the seconds that it took.

.venv/bin/python benchmarks/notebooks.py ENGINE PERSONS RECIPIENT [RECIPIENT ...]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from naerblik import project
from naerblik.run.execute import Execution, execute_all
from naerblik.run.topics import TOPICS


def main() -> None:
    engine, persons, *recipients = sys.argv[1:]
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        executions = [
            Execution(
                project.NOTEBOOKS / pages.notebook,
                Path(folder) / f"{recipient}-{topic}.ipynb",
                {"recipient": recipient, "persons": int(persons), "topics": list(TOPICS)},
                engine,
            )
            for recipient in recipients
            for topic, pages in TOPICS.items()
        ]
        failures = execute_all(executions, lambda _: None)
    if failures:
        sys.exit(str(failures))
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main()

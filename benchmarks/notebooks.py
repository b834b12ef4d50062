"""Executes every notebook for some recipients with one engine.

python benchmarks/notebooks.py ENGINE PERSONS RECIPIENT [RECIPIENT ...]    prints a JSON line
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measured import tell
from naerblik import project
from naerblik.run.execute import Execution, execute
from naerblik.run.topics import TOPICS
from naerblik.run.workers import each


def main() -> None:
    engine, persons, *recipients = sys.argv[1:]
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
        failures = [done.failure for done in each(execute, executions) if done.failure]
    if failures:
        sys.exit(str(failures))


if __name__ == "__main__":
    tell(main)

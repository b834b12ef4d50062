"""How every list of data/ is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by the names of its first line."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)

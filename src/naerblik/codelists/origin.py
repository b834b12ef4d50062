"""Where the files of data/ come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from naerblik.codelists.reading import rows
from naerblik.project import SOURCES


@dataclass(frozen=True)
class Source:
    """Where a file of data/ comes from."""

    file: str
    source: str
    year: str
    confidence: str
    terms: str


@cache
def sources() -> tuple[Source, ...]:
    """The origin of every file in data/codelists and data/published."""
    return tuple(Source(**r) for r in rows(SOURCES))

"""The success criteria of WCAG at levels A and AA, and how the pages were tested for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from naerblik.codelists.reading import rows
from naerblik.project import CODELISTS

How = Literal["machine", "machine eyes", "eyes", "untested", "absent"]


@dataclass(frozen=True)
class Criterion:
    """A success criterion; `since` is the version of WCAG that it came with, `name` a short Danish one of our own.

    `how` the pages were tested: by machine, by keyboard and eyes while they were developed, not at all, or not to the
    point since they hold nothing of the kind. `tests`: 'axe' for the rules of axe-core, and names of tests.
    """

    number: str
    level: str
    since: str
    name: str
    how: How
    tests: tuple[str, ...]
    remark: str


@cache
def criteria() -> tuple[Criterion, ...]:
    """The criteria of WCAG 2.0, 2.1 and 2.2 in their order."""
    return tuple(
        Criterion(
            r["criterion"],
            r["level"],
            r["since"],
            r["name"],
            cast(How, r["how"]),
            tuple(r["tests"].split()),
            r["remark"],
        )
        for r in rows(CODELISTS / "wcag.csv")
    )

"""All cancers among residents of nursing homes and citizens with a chronic disease: one table for any measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from naerblik import codelists
from naerblik.report.cancer.wording import behind
from naerblik.report.cells import Share
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Text
from naerblik.report.wording import LIMITS

NOTE = "Grupperne har forskellig alder; det forklarer en stor del af forskellene."


@dataclass(frozen=True)
class GroupHead:
    """How a table of groups is headed: key, caption, title of the counts, and what they are shown per."""

    key: str
    caption: str
    counted: str
    per: Literal["percent", "per_100000"]

    @property
    def columns(self) -> tuple[Column, ...]:
        percent = self.per == "percent"
        rate = Column("Andel", "percent") if percent else Column("Pr. 100.000", "per_100000")
        interval = Column(f"{LIMITS}, pct.", "interval_percent") if percent else Column(LIMITS, "interval_per_100000")
        return Column("Gruppe"), Column("Borgere i gruppen", "count"), Column(self.counted, "count"), rate, interval


def group_table(scope: Scope, share_of: Callable[..., Share], head: GroupHead) -> Table | Text:
    """A row a group; a sentence where none of them is published for the area."""
    names: Sequence[tuple[str, dict[str, Any]]] = [
        ("Alle borgere", {}),
        ("Bor på plejehjem", {"nursing_home": "yes"}),
        ("Bor ikke på plejehjem", {"nursing_home": "no"}),
        *((disease.label, {"disease": disease.key}) for disease in codelists.chronic_diseases()),
    ]
    found = [(name, share_of(**group)) for name, group in names]
    if not any(share.is_reported for _, share in found[1:]):
        text = "Kræft blandt plejehjemsbeboere og borgere med en kronisk sygdom offentliggøres ikke for mindre områder."
        return Text((text,))
    rows = tuple(
        Row((name, s.population_value(), s.count_value(), s.rate_value(), s.limits_value())) for name, s in found
    )
    return Table(head.key, head.caption, head.columns, rows, behind(scope), (NOTE,))

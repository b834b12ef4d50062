"""A table by age for everyone, women and men, of new tumours or of citizens who live with a cancer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from naerblik import codelists
from naerblik.report.cancer.wording import SITES, behind
from naerblik.report.cells import ALL, Share
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.wording import SEXES, age

ShareOf = Callable[[str, str, str], Share]
"""Cancer, sex and age group -> what is published."""
_SEXES_OF_SITE = {site.key: site.sexes for site in codelists.cancer_sites()}


@dataclass(frozen=True)
class Head:
    """How a table is headed: key, caption, what its counts are, and its notes."""

    key: str
    caption: str
    counted: str
    notes: tuple[str, ...] = ()


def age_table(scope: Scope, sites: Sequence[str], share_of: ShareOf, head: Head) -> Table:
    """The rows of each cancer together; a sex that cannot have it stays empty, and so does what is not published."""
    columns = [Column("Alder")]
    for name in ("Alle", *SEXES.values()):
        columns += [Column(f"{name}: {head.counted}", "count"), Column("Pr. 100.000", "per_100000")]
    rows = [
        Row(_values(share_of, site, label), group=SITES[site], emphasis=label == ALL)
        for site in sites
        for label in (*scope.ages, ALL)
    ]
    return Table(
        head.key, head.caption, tuple(columns), tuple(rows), behind(scope), head.notes, group_title="Kræftform"
    )


def _values(share_of: ShareOf, site: str, label: str) -> tuple[Value, ...]:
    values: list[Value] = ["Alle aldre" if label == ALL else age(label)]
    for sex in (ALL, *SEXES):
        if sex != ALL and sex not in _SEXES_OF_SITE.get(site, tuple(SEXES)):
            values += [Mark.EMPTY, Mark.EMPTY]
            continue
        share = share_of(site, sex, label)
        values += [share.count_value(), share.rate_value()] if share.is_reported else [Mark.EMPTY, Mark.EMPTY]
    return tuple(values)

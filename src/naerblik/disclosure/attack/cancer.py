"""What a reader of cancer knows between published cells, rebuilt from labels and code lists alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from naerblik import codelists
from naerblik.disclosure.attack.fsiii import ANY, POPULATION, part
from naerblik.disclosure.attack.knowledge import Flags, Integers
from naerblik.disclosure.attack.rows import Rows
from naerblik.disclosure.attack.sums import Labels

OF_THE_DAY = ("survivors", "survivor_users")
VOLUMES = {
    "tumours": "cancer_patients",
    "survivor_contacts": "survivor_users",
    "observed_days": "observed",
    "course_contacts": "course_users",
}
"""What counts tumours, contacts or days -> what counts the citizens."""
TOTAL, REST = "total", "rest"


def limits(known: Labels) -> Iterator[Rows]:
    """N of N; sites within the rest and the total; time since diagnosis; citizens among others and their contacts."""
    for kind in OF_THE_DAY:
        cells = known.where(items=kind)
        yield replace(part("n of N", cells, known.beside(cells, items=POPULATION, item=ANY)), group=True)
    for volume, citizens in VOLUMES.items():
        cells = known.where(items=citizens)
        yield part("a citizen has one at least", cells, known.beside(cells, items=volume), complement=False)
    yield from _sites(known)
    yield from _sectors(known)
    yield from _among(known)


def _wholes() -> Mapping[str, Sequence[str]]:
    """What takes several sites together -> its parts, by the code list."""
    listed = [site for site in codelists.cancer_sites() if site.counted == "total"]
    own = [site.key for site in listed if site.activity == site.key]
    return {TOTAL: [*own, REST], REST: [site.key for site in listed if site.activity == REST]}


def _sites(known: Labels) -> Iterator[Rows]:
    """Tumours add up over sites, citizens do not; each survivor stands in one class of years.

    The first tumour of all is the first of its site, so both lie in one class; who is in the last class by a site is so
    by all, and nobody else need be.
    """
    published = [label for label in known.places["item"] if len(known.where(items="survivors", item=label))]
    classes = sorted({label.split(".")[1] for label in published if "." in label}, key=int)
    for whole, parts in _wholes().items():
        for kind in ("cancer_patients", "survivors"):
            yield from _union(known, kind, whole, parts)
        yield from _sum(known, "tumours", whole, parts)
        for first in classes:
            own = [f"{item}.{first}" for item in parts]
            yield from _union(known, "survivors", f"{whole}.{first}", own, inside=first == classes[-1])
    for site in (label for label in published if "." not in label):
        yield from _sum(known, "survivors", site, [label for label in published if label.startswith(f"{site}.")])


def _sectors(known: Labels) -> Iterator[Rows]:
    groups = _wholes()[TOTAL]
    for kind in ("survivor_users", "survivor_contacts"):
        sectors = {label.split(".")[1] for label in known.places["item"] if label.startswith(f"{TOTAL}.")}
        for sector in sorted(sectors):
            yield from _union(known, kind, f"{TOTAL}.{sector}", [f"{group}.{sector}" for group in groups])


def _among(known: Labels) -> Iterator[Rows]:
    """Citizens with contact are some of the survivors, or of those under observation in the month."""
    for label in known.places["item"]:
        first, *others = label.split(".")
        cells = known.where(items="survivor_users", item=label)
        yield part("with contact among survivors", cells, known.beside(cells, items="survivors", item=first))
        if len(others) == 2:
            cells = known.where(items="course_users", item=label)
            above = known.beside(cells, items="observed", item=f"{first}.{others[1]}")
            yield part("with contact among the observed", cells, above)


def _union(known: Labels, kind: str, whole: str, parts: Sequence[str], *, inside: bool = True) -> Iterator[Rows]:
    """Everyone in the whole is in a part, and where parts lie `inside` nobody else."""
    for item in parts if inside else ():
        cells = known.where(items=kind, item=item)
        yield part("part of a wider item", cells, known.beside(cells, item=whole), complement=kind not in VOLUMES)
    wholes, found, complete = _beside(known, kind, whole, parts)
    yield Rows("at most the sum of items", (found[complete],), (wholes[complete, None],), 0.0, np.inf)


def _sum(known: Labels, kind: str, whole: str, parts: Sequence[str]) -> Iterator[Rows]:
    if parts:
        wholes, found, complete = _beside(known, kind, whole, parts)
        yield Rows("sum of items", (wholes[complete, None],), (found[complete],))


def _beside(known: Labels, kind: str, whole: str, parts: Sequence[str]) -> tuple[Integers, Integers, Flags]:
    """The cells of the whole, those of its parts beside them, and where all of them are published."""
    wholes = known.where(items=kind, item=whole)
    found = np.column_stack([known.beside(wholes, item=item) for item in parts])
    return wholes, found, np.asarray((found >= 0).all(axis=1))

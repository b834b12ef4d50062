"""What a reader of general practice knows between published cells, rebuilt from labels and code lists alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from naerblik import codelists
from naerblik.disclosure.attack.fsiii import ANY, POPULATION, equal, part
from naerblik.disclosure.attack.rows import Rows
from naerblik.disclosure.attack.sums import Labels

EVERYONE = "all"
COUNTS = ("diagnoses", "new_diagnoses", "examinations", "acute_admissions", "users", "diagnosis_users")
VOLUMES = {"services": "users", "diagnosis_services": "diagnosis_users"}
"""What counts services -> what counts their users."""
AMONG_PATIENTS = ("new_diagnoses", "acute_admissions", "examinations", "diagnosis_users")
OF_A_SERVICE = {"examinations": "users", "diagnosis_users": "users", "diagnosis_services": "services"}
ALL_CONTACTS, CONTACTS = "kontakt", "Kontakter"


def limits(known: Labels) -> Iterator[Rows]:
    """N of N; patients among citizens, of a service among its users; unions and sums; users and their services."""
    for kind in COUNTS:
        cells = known.where(items=kind)
        yield replace(part("n of N", cells, known.beside(cells, items=POPULATION, item=ANY)), group=True)
    items = [label for label in known.places["item"] if label != ANY]
    for kind in AMONG_PATIENTS:
        for item in items:
            cells = known.where(items=kind, item=item)
            yield part(
                "among those with the diagnosis", cells, known.beside(cells, items="diagnoses", item=_first(item))
            )
    for kind, wider in OF_A_SERVICE.items():
        for item in items:
            cells = known.where(items=kind, item=item)
            above = known.beside(cells, items=wider, item=_last(item))
            yield part("among all with the service", cells, above, complement=kind not in VOLUMES)
    for volume, users in VOLUMES.items():
        cells = known.where(items=users)
        yield part("a user has a service", cells, known.beside(cells, items=volume), complement=False)
    yield from _together(known)


def _first(item: str) -> str:
    return item.split(".", maxsplit=1)[0]


def _last(item: str) -> str:
    return item.rsplit(".", maxsplit=1)[-1]


def _together(known: Labels) -> Iterator[Rows]:
    """Diagnoses that hold others, and all contacts together: each part within the whole, the whole within the sum."""
    contacts = [s.item for s in codelists.practice_items("service") if s.group == CONTACTS and s.item != ALL_CONTACTS]
    diagnoses = codelists.practice_items("diagnosis")
    for wide in diagnoses:
        own = [d.item for d in diagnoses if d.item != wide.item and set(d.codes) < set(wide.codes)]
        if own:
            for kind in ("diagnoses", "acute_admissions"):
                yield from _whole(known, kind, wide.item, own, inside=True)
            yield from _whole(known, "new_diagnoses", wide.item, own, inside=False)
            for contact in (*contacts, ALL_CONTACTS):
                for kind in ("diagnosis_users", "diagnosis_services"):
                    yield from _whole(
                        known, kind, f"{wide.item}.{contact}", [f"{d}.{contact}" for d in own], inside=True
                    )
    yield from _whole(known, "users", ALL_CONTACTS, contacts, inside=True)
    yield from _sum(known, "services", ALL_CONTACTS, contacts)
    for diagnosis in diagnoses:
        whole, parts = f"{diagnosis.item}.{ALL_CONTACTS}", [f"{diagnosis.item}.{contact}" for contact in contacts]
        yield from _whole(known, "diagnosis_users", whole, parts, inside=True)
        yield from _sum(known, "diagnosis_services", whole, parts)


def _whole(known: Labels, kind: str, whole: str, parts: Sequence[str], *, inside: bool) -> Iterator[Rows]:
    """Some part is true of everyone in the whole; `inside`: nobody outside the whole is in a part."""
    if inside:
        for item in parts:
            cells = known.where(items=kind, item=item)
            yield part("part of a wider item", cells, known.beside(cells, item=whole), complement=kind not in VOLUMES)
    wholes = known.where(items=kind, item=whole)
    found = np.column_stack([known.beside(wholes, item=item) for item in parts])
    complete = (found >= 0).all(axis=1)
    yield Rows("at most the sum of items", (found[complete],), (wholes[complete, None],), 0.0, np.inf)


def _sum(known: Labels, kind: str, whole: str, parts: Sequence[str]) -> Iterator[Rows]:
    """Services are counted under exactly one part."""
    wholes = known.where(items=kind, item=whole)
    found = np.column_stack([known.beside(wholes, item=item) for item in parts])
    complete = (found >= 0).all(axis=1)
    yield Rows("sum of items", (wholes[complete, None],), (found[complete],))


def everyone(known: Labels, same: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Rows]:
    """The citizens of municipalities that deliver are some of all, or all of them in `same`: (year, areas)."""
    cells = known.where(items=POPULATION, reporters="month")
    above = known.beside(cells, reporters=EVERYONE)
    alike = np.zeros(len(cells), dtype=bool)
    for year, areas in same:
        own = [known.places["area"][a] for a in areas if a in known.places["area"]]
        alike |= np.isin(known.codes["area"][cells], own) & (
            known.codes["year"][cells] == known.places["year"].get(year, -1)
        )
    yield equal("all municipalities delivered", cells, above, alike)
    yield part("counted among everyone", cells, above, alike)
    residents = known.where(items="residents")
    yield equal("the residents", residents, known.beside(residents, items=POPULATION, reporters=EVERYONE))

"""Items of general practice: what is counted among citizens with a diagnosis, and what takes several items together."""

from __future__ import annotations

from collections.abc import Iterator

from naerblik import codelists
from naerblik.disclosure.block_relations import Part, Parts, Relations, of_kinds
from naerblik.disclosure.blocks import Block
from naerblik.items import CONTACTS, SEPARATOR, contacts, items_of


def of_items(block: Block) -> Relations:
    """Parts and wholes, unions and sums."""
    return of_kinds(block, parts=_parts(), unions=_unions(), sums=_sums())


def _parts() -> Iterator[Part]:
    """Kind, wider kind, and which item is a part of which: the same diagnosis, or the same service."""
    same = {item: item for item in items_of("diagnoses")}
    yield "new_diagnoses", "diagnoses", same
    yield "acute_admissions", "diagnoses", same
    for kind in ("examinations", "diagnosis_users"):
        both = {item: item.split(SEPARATOR) for item in items_of(kind)}
        yield kind, "diagnoses", {item: diagnosis for item, (diagnosis, _) in both.items()}
        yield kind, "users", {item: service for item, (_, service) in both.items()}
    yield "diagnosis_services", "services", {i: i.split(SEPARATOR)[1] for i in items_of("diagnosis_services")}
    for wide, parts in wider_diagnoses().items():
        yield "diagnoses", "diagnoses", dict.fromkeys(parts, wide)
        yield "acute_admissions", "acute_admissions", dict.fromkeys(parts, wide)
        among = {f"{p}{SEPARATOR}{c}": f"{wide}{SEPARATOR}{c}" for p in parts for c in contacts()}
        yield "diagnosis_users", "diagnosis_users", among
        yield "diagnosis_services", "diagnosis_services", among
    yield "users", "users", dict.fromkeys(_own_contacts(), CONTACTS)
    together = {
        f"{d}{SEPARATOR}{c}": f"{d}{SEPARATOR}{CONTACTS}" for d in items_of("diagnoses") for c in _own_contacts()
    }
    yield "diagnosis_users", "diagnosis_users", together


def _unions() -> Iterator[Parts]:
    """Kind, an item, and the items one of which everyone in it has: it is at most their sum."""
    for wide, parts in wider_diagnoses().items():
        for kind in ("diagnoses", "new_diagnoses", "acute_admissions"):
            yield kind, wide, list(parts)
        for service in contacts():
            among = [f"{part}{SEPARATOR}{service}" for part in parts]
            yield "diagnosis_users", f"{wide}{SEPARATOR}{service}", among
            yield "diagnosis_services", f"{wide}{SEPARATOR}{service}", among
    yield "users", CONTACTS, _own_contacts()
    for diagnosis in items_of("diagnoses"):
        yield "diagnosis_users", *_together(diagnosis)


def _sums() -> Iterator[Parts]:
    """Services add up over the kinds of contact."""
    yield "services", CONTACTS, _own_contacts()
    for diagnosis in items_of("diagnoses"):
        yield "diagnosis_services", *_together(diagnosis)


def _own_contacts() -> list[str]:
    return [contact for contact in contacts() if contact != CONTACTS]


def _together(diagnosis: str) -> tuple[str, list[str]]:
    return f"{diagnosis}{SEPARATOR}{CONTACTS}", [f"{diagnosis}{SEPARATOR}{c}" for c in _own_contacts()]


def wider_diagnoses() -> dict[str, tuple[str, ...]]:
    """Diagnosis of several codes -> the diagnoses that are counted by one of them each."""
    listed = codelists.practice_items("diagnosis")
    alone = {d.codes[0]: d.item for d in listed if len(d.codes) == 1}
    return {d.item: tuple(alone[code] for code in d.codes) for d in listed if len(d.codes) > 1}

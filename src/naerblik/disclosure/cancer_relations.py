"""Items of cancer: sites and what takes several of them together, time since diagnosis, contacts beside citizens."""

from __future__ import annotations

from collections.abc import Iterator

from naerblik import codelists
from naerblik.disclosure.block_relations import Part, Parts, Relations, of_kinds
from naerblik.disclosure.blocks import Block
from naerblik.items import (
    DURATIONS,
    REST,
    SECTORS,
    SEPARATOR,
    TOTAL_SITE,
    WITH_CONTACTS,
    cancer_groups,
    items_of,
)
from naerblik.parameters import ItemKind

BY_SECTOR: tuple[tuple[ItemKind, tuple[str, ...]], ...] = (
    ("survivor_users", SECTORS),
    ("survivor_contacts", WITH_CONTACTS),
)


def of_items(block: Block) -> Relations:
    """Parts and wholes, unions and sums."""
    return of_kinds(block, parts=_parts(), unions=_unions(), sums=_sums())


def wholes() -> dict[str, tuple[str, ...]]:
    """The total and the rest -> the sites or groups that they are made of."""
    rest = tuple(site.key for site in codelists.cancer_sites() if site.activity == REST)
    return {TOTAL_SITE: cancer_groups(), REST: rest}


def _parts() -> Iterator[Part]:
    """Whose first tumour of a site is longest ago had the first of any as long ago; the other classes say nothing."""
    for whole, parts in wholes().items():
        yield "cancer_patients", "cancer_patients", dict.fromkeys(parts, whole)
        yield "survivors", "survivors", dict.fromkeys(parts, whole)
        yield "survivors", "survivors", {_years(part, DURATIONS[-1]): _years(whole, DURATIONS[-1]) for part in parts}
    for kind, sectors in BY_SECTOR:
        yield kind, kind, {_sector(g, s): _sector(TOTAL_SITE, s) for g in cancer_groups() for s in sectors}
    yield "survivor_users", "survivors", {i: i.split(SEPARATOR)[0] for i in items_of("survivor_users")}
    yield "course_users", "observed", {i: _month(i) for i in items_of("course_users")}


def _unions() -> Iterator[Parts]:
    """The first tumour of any site is the first of its own: both lie in one class of years."""
    for whole, parts in wholes().items():
        yield "cancer_patients", whole, list(parts)
        yield "survivors", whole, list(parts)
        for first in DURATIONS:
            yield "survivors", _years(whole, first), [_years(part, first) for part in parts]
    for kind, sectors in BY_SECTOR:
        for sector in sectors:
            yield kind, _sector(TOTAL_SITE, sector), [_sector(group, sector) for group in cancer_groups()]


def _sums() -> Iterator[Parts]:
    """Every tumour lies under one site, and every survivor of a site in one class of years since diagnosis."""
    for whole, parts in wholes().items():
        yield "tumours", whole, list(parts)
    for site in items_of("cancer_patients"):
        yield "survivors", site, [_years(site, first) for first in DURATIONS]


def _years(site: str, first: int) -> str:
    return f"{site}{SEPARATOR}{first}"


def _sector(site: str, sector: str) -> str:
    return f"{site}{SEPARATOR}{sector}"


def _month(item: str) -> str:
    """The course and month of an item of a course, month and sector."""
    site, _, month = item.split(SEPARATOR)
    return f"{site}{SEPARATOR}{month}"

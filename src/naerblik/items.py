"""What is counted, by kind: the items of each kind, the topic that a kind belongs to, and what kinds have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

from naerblik import codelists
from naerblik.parameters import CancerItems, FsiiiItems, GeneralPracticeItems, ItemKind, Topic

ANY = "*"
UNKNOWN_CODE = "uoplyst"
SEPARATOR = "."
"""Between the two parts of an item that is two things at once: a diagnosis and an examination."""

KINDS: Mapping[Topic, tuple[ItemKind, ...]] = {
    "fsiii": get_args(FsiiiItems),
    "kraeft": get_args(CancerItems),
    "almen_praksis": get_args(GeneralPracticeItems),
}

LOOKING_BACK: tuple[ItemKind, ...] = (
    "new_diagnoses",
    "examinations",
    "acute_admissions",
    "users",
    "services",
    "diagnosis_users",
    "diagnosis_services",
    "survivor_users",
    "survivor_contacts",
)
"""What is counted over the twelve months up to the reference date; it needs registers that observe all of them."""

IN_THE_YEAR: tuple[ItemKind, ...] = ("tumours", "cancer_patients")
"""What is counted over a calendar year; it needs a register that observes all of it."""

USERS_OF: Mapping[ItemKind, ItemKind] = {
    "services": "users",
    "diagnosis_services": "diagnosis_users",
    "tumours": "cancer_patients",
    "survivor_contacts": "survivor_users",
    "observed_days": "observed",
    "course_contacts": "course_users",
}
"""Kinds that count services, contacts, tumours or days -> the kind that counts the citizens behind them, by item."""

ON_THE_DAY: tuple[ItemKind, ...] = (
    *get_args(FsiiiItems),
    "diagnoses",
    "new_diagnoses",
    "examinations",
    "acute_admissions",
    "users",
    "diagnosis_users",
    "survivors",
    "survivor_users",
)
"""Kinds whose citizens are residents of the reference date, and so some of the population beside them."""

TOTAL_SITE, REST, OTHER_SKIN = "total", "rest", "other_skin"
"""All cancers but other skin; all but the chosen ones; other skin, which the total leaves out."""

DURATIONS = (0, 1, 5, 10)
"""First completed year since diagnosis of each class: 0-1, 1-5, 5-10, 10 and over."""


@dataclass(frozen=True)
class AgeStratum:
    """Ages that rates are computed from: completed years `first` to `last` (None: any older), and the age group of the
    standard populations that they lie in.
    """

    label: str
    first: int
    last: int | None
    standard: str


@cache
def age_strata() -> tuple[AgeStratum, ...]:
    """The 18 groups of the standard populations, 15-19 cut where childhood ends.

    So cut they nest in age bands that begin at 0, 18, 65, 75 and 85, and numbers by band are sums of strata.
    """
    found = []
    for group in codelists.standard_age_groups():
        first, _, last = group.rstrip("+").partition("-")
        if group == "15-19":
            found += [AgeStratum("15-17", 15, 17, group), AgeStratum("18-19", 18, 19, group)]
        else:
            found.append(AgeStratum(group, int(first), int(last) if last else None, group))
    return tuple(found)


MONTHS = range(-12, 24)
"""Months from diagnosis: -12 begins twelve months before it, 0 with it, 23 ends twenty-four months after."""

SECTORS = ("almen", "special", "ambulant", "indlagt", "sygepleje")
"""General practice, practising specialists, hospital without admission, admissions, municipal nursing (FSIII)."""

WITH_CONTACTS = ("almen", "special", "ambulant", "indlagt")
"""Sectors whose contacts are counted; of municipal nursing the register says only from when to when it was granted."""

CONTACTS = "kontakt"
"""The service item that holds all items of the group of contacts."""


EVERYONE = "all"
"""The reporters of topics that do not depend on what municipalities report."""


@cache
def reporters_of(kind: ItemKind) -> str:
    """Whose citizens a kind counts unless something else is asked for: of all, or of those who report in the month."""
    return "month" if topic_of(kind) == "fsiii" else EVERYONE


@cache
def topic_of(kind: ItemKind) -> Topic:
    """The topic that a kind of item belongs to."""
    return next(topic for topic, kinds in KINDS.items() if kind in kinds)


@cache
def items_of(kind: ItemKind) -> tuple[str, ...]:
    """The items of a kind in the order of their code lists; '*' stands for any of them."""
    return (_FSIII | _CANCER | _GENERAL_PRACTICE)[kind]()


def _conditions() -> tuple[str, ...]:
    return (*(c.code for c in codelists.conditions() if c.law == codelists.HOME_NURSING), UNKNOWN_CODE)


def _areas() -> tuple[str, ...]:
    own = (c.area_code for c in codelists.conditions() if c.law == codelists.HOME_NURSING)
    return (*dict.fromkeys(own), UNKNOWN_CODE)


def _interventions() -> tuple[str, ...]:
    return (*(c.code for c in codelists.interventions() if c.law == codelists.HOME_NURSING), UNKNOWN_CODE)


def _any() -> tuple[str, ...]:
    return (ANY,)


def _diagnoses() -> tuple[str, ...]:
    return tuple(d.item for d in codelists.practice_items("diagnosis"))


def _services() -> tuple[str, ...]:
    return tuple(s.item for s in codelists.practice_items("service"))


def _examinations() -> tuple[str, ...]:
    return tuple(f"{e.diagnosis}{SEPARATOR}{e.examination}" for e in codelists.expected_examinations())


def contacts() -> tuple[str, ...]:
    """The service items that are contacts, all of them together first."""
    return tuple(s.item for s in codelists.practice_items("service") if s.group == "Kontakter")


def _diagnosis_services() -> tuple[str, ...]:
    return tuple(f"{diagnosis}{SEPARATOR}{service}" for diagnosis in _diagnoses() for service in contacts())


def _sites() -> tuple[str, ...]:
    return (TOTAL_SITE, *cancer_groups(), *(s.key for s in codelists.cancer_sites() if s.activity == REST), OTHER_SKIN)


def cancer_groups() -> tuple[str, ...]:
    """The cancers that activity is shown for, the rest as one group last; together they are the total."""
    chosen = (s.key for s in codelists.cancer_sites() if s.activity == s.key)
    return (*chosen, REST)


def _survivors() -> tuple[str, ...]:
    classes = ("", *(f"{SEPARATOR}{first}" for first in DURATIONS))
    return tuple(f"{site}{duration}" for site in _sites() for duration in classes)


def _survivor_users() -> tuple[str, ...]:
    return _survivor_sectors(SECTORS)


def _survivor_contacts() -> tuple[str, ...]:
    return _survivor_sectors(WITH_CONTACTS)


def _survivor_sectors(sectors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{site}{SEPARATOR}{sector}" for site in (TOTAL_SITE, *cancer_groups()) for sector in sectors)


def _months() -> tuple[str, ...]:
    return tuple(f"{site}{SEPARATOR}{month}" for site in cancer_groups() for month in MONTHS)


def _course_users() -> tuple[str, ...]:
    return _sector_months(SECTORS)


def _course_contacts() -> tuple[str, ...]:
    return _sector_months(WITH_CONTACTS)


def _sector_months(sectors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"{site}{SEPARATOR}{sector}{SEPARATOR}{month}"
        for site in cancer_groups()
        for sector in sectors
        for month in MONTHS
    )


_FSIII = {
    "conditions": _conditions,
    "areas": _areas,
    "interventions": _interventions,
    "any_condition": _any,
    "any_intervention": _any,
}
_CANCER = {
    "tumours": _sites,
    "cancer_patients": _sites,
    "survivors": _survivors,
    "survivor_users": _survivor_users,
    "survivor_contacts": _survivor_contacts,
    "observed": _months,
    "observed_days": _months,
    "course_users": _course_users,
    "course_contacts": _course_contacts,
}
_GENERAL_PRACTICE = {
    "diagnoses": _diagnoses,
    "new_diagnoses": _diagnoses,
    "examinations": _examinations,
    "acute_admissions": _diagnoses,
    "users": _services,
    "services": _services,
    "diagnosis_users": _diagnosis_services,
    "diagnosis_services": _diagnosis_services,
}

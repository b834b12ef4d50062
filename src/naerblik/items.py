"""What is counted, by kind: the items of each kind, the topic that a kind belongs to, and what kinds have in common."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import get_args

from naerblik import codelists
from naerblik.parameters import FsiiiItems, GeneralPracticeItems, ItemKind, Topic

ANY = "*"
UNKNOWN_CODE = "uoplyst"
SEPARATOR = "."
"""Between the two parts of an item that is two things at once: a diagnosis and an examination."""

KINDS: Mapping[Topic, tuple[ItemKind, ...]] = {
    "fsiii": get_args(FsiiiItems),
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
)
"""What is counted over the twelve months up to the reference date; it needs registers that observe all of them."""

USERS_OF: Mapping[ItemKind, ItemKind] = {"services": "users", "diagnosis_services": "diagnosis_users"}
"""Kinds that count services -> the kind that counts the citizens behind them, item by item."""

CONTACTS = "kontakt"
"""The service item that holds all items of the group of contacts."""


EVERYONE = "all"
"""The reporters of topics that do not depend on what municipalities report."""


def reporters_of(kind: ItemKind) -> str:
    """Whose citizens a kind counts unless something else is asked for: of all, or of those who report in the month."""
    return "month" if topic_of(kind) == "fsiii" else EVERYONE


def topic_of(kind: ItemKind) -> Topic:
    """The topic that a kind of item belongs to."""
    return next(topic for topic, kinds in KINDS.items() if kind in kinds)


@cache
def items_of(kind: ItemKind) -> tuple[str, ...]:
    """The items of a kind in the order of their code lists; '*' stands for any of them."""
    return _FSIII[kind]() if kind in KINDS["fsiii"] else _GENERAL_PRACTICE[kind]()


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


_FSIII = {
    "conditions": _conditions,
    "areas": _areas,
    "interventions": _interventions,
    "any_condition": _any,
    "any_intervention": _any,
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

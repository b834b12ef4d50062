"""What areas are compared in: citizens with a diagnosis, and what happened to those who have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from naerblik import codelists
from naerblik.geography import Area
from naerblik.items import SEPARATOR
from naerblik.parameters import ItemKind
from naerblik.report.cells import NOT_REPORTED, Share
from naerblik.report.funnel_chart import SIZES
from naerblik.report.general_practice.wording import day, diagnoses, running
from naerblik.report.scope import Scope
from naerblik.report.unit import CITIZENS, PERCENT, Unit


@dataclass(frozen=True)
class Measure:
    """A share that every municipality has. `key` names its tables and figures, `name` heads them.

    `whole` and `part` title the columns of the two numbers, `what` is the share in a sentence ('borgere med KOL'),
    `claim` begins one that compares it, and `when` says the day or the period that is counted.
    """

    key: str
    name: str
    what: str
    share: Callable[[Scope, Area], Share]
    unit: Unit
    whole: str
    part: str
    verb: str
    claim: str
    sizes: str
    when: Callable[[Scope], str]


def among_patients(scope: Scope, items: ItemKind, item: str, **rest: Any) -> Share:
    """Of the citizens with the diagnosis of an item those who are counted by another kind of item."""
    part = scope.share(items, item, **rest)
    if not part.is_reported:
        return NOT_REPORTED
    return Share(part.count, scope.share("diagnoses", item.split(SEPARATOR, maxsplit=1)[0], **rest).count)


def diagnosis(item: str) -> Measure:
    """How many citizens have a diagnosis."""
    name = next(d.name for d in diagnoses() if d.item == item)
    return Measure(
        key=_plain(name),
        name=name,
        what=f"borgere med {running(name)}",
        share=lambda scope, area: scope.share("diagnoses", item, area=area),
        unit=CITIZENS,
        whole="Borgere",
        part="Med diagnosen",
        verb="registreres",
        claim="Diagnosen registreres",
        sizes=SIZES,
        when=day,
    )


def examination(item: str) -> Measure:
    """How many of those with a diagnosis had an examination that guidelines expect."""
    disease, wanted = item.split(SEPARATOR)
    found = next(e for e in codelists.expected_examinations() if (e.diagnosis, e.examination) == (disease, wanted))
    patients = running(next(d.name for d in diagnoses() if d.item == disease))
    return Measure(
        key=f"{_plain(found.name.split(':', maxsplit=1)[0])}-{wanted}",
        name=found.name,
        what=f"borgere med {patients}, der fik {running(found.name.split(': ')[1])}",
        share=lambda scope, area: among_patients(scope, "examinations", item, area=area),
        unit=PERCENT,
        whole="Borgere med diagnosen",
        part="Fik undersøgelsen",
        verb="gives",
        claim="Undersøgelsen gives",
        sizes="Borgere med diagnosen i kommunen (logaritmisk skala)",
        when=lambda scope: f"12 måneder til {day(scope)}",
    )


def _plain(name: str) -> str:
    """The first word in the letters of a file name."""
    word = name.split(",", maxsplit=1)[0].split(" ", maxsplit=1)[0].lower()
    return word.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")

"""Udforsk tallene: what can be chosen of general practice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from naerblik import codelists
from naerblik.codelists import PracticeItem
from naerblik.items import contacts, items_of
from naerblik.report.explorer import Explorer, Measure, Option, Part, Whole
from naerblik.report.general_practice.diagnoses import NOT_A_SUM
from naerblik.report.general_practice.wording import diagnoses
from naerblik.report.scope import Scope
from naerblik.report.unit import CITIZENS, PERCENT, Unit

_WITH_DIAGNOSIS = "Borgere med diagnosen"
_PATIENTS = Whole("diagnoses", (0,))
_SEVERAL = "En borgers kontakter følges ad; der er derfor ingen sikkerhedsgrænser."


def explorer(scope: Scope) -> Explorer:
    """Diagnoses, what happens to those who have them, and the use of general practice."""
    return Explorer(scope, (*_diagnoses(), *_among_patients(), *_services(), *_contacts_of_patients()))


def _diagnoses() -> tuple[Measure, ...]:
    few, parts = replace(CITIZENS, digits=2), (_listed("diagnose", "Diagnose", diagnoses()),)
    return (
        Measure("diagnoser", "diagnoses", "Borgere med en diagnose", "Med diagnosen", parts=parts, note=NOT_A_SUM),
        Measure("nye", "new_diagnoses", "Nye diagnoser på 12 måneder", "Nye", unit=few, parts=parts, note=NOT_A_SUM),
    )


def _among_patients() -> tuple[Measure, ...]:
    expected = zip(items_of("examinations"), codelists.expected_examinations(), strict=True)
    examinations = Part("undersoegelse", "Undersøgelse", tuple(Option(item, found.name) for item, found in expected))
    return (
        Measure(
            key="undersoegelser",
            kind="examinations",
            name="Forventede undersøgelser blandt borgere med en diagnose",
            counted="Fik undersøgelsen",
            population=_WITH_DIAGNOSIS,
            unit=PERCENT,
            parts=(examinations,),
            whole=_PATIENTS,
        ),
        Measure(
            key="indlaeggelser",
            kind="acute_admissions",
            name="Akutte indlæggelser blandt borgere med en diagnose",
            counted="Akut indlagt",
            population=_WITH_DIAGNOSIS,
            unit=PERCENT,
            parts=(_listed("diagnose", "Diagnose", diagnoses()),),
            whole=_PATIENTS,
        ),
    )


def _services() -> tuple[Measure, ...]:
    parts = (_listed("ydelse", "Ydelse", codelists.practice_items("service")),)
    amount = Unit("Ydelser pr. 1.000 borgere", 1000, "pr. 1.000", " borgere")
    return (
        Measure("brugere", "users", "Borgere med en ydelse på 12 måneder", "Med ydelsen", unit=PERCENT, parts=parts),
        Measure(
            *("ydelser", "services", "Ydelser på 12 måneder", "Ydelser"),
            unit=amount,
            limits="",
            parts=parts,
            note=_SEVERAL,
        ),
    )


def _contacts_of_patients() -> tuple[Measure, ...]:
    chosen = {s.item: s for s in codelists.practice_items("service")}
    kinds = _listed("kontakt", "Kontakt", [chosen[item] for item in contacts()])
    parts = (_listed("diagnose", "Diagnose", diagnoses()), kinds)
    return (
        Measure(
            key="brugere-med-diagnose",
            kind="diagnosis_users",
            name="Borgere med en diagnose: andel med kontakt på 12 måneder",
            counted="Med kontakt",
            population=_WITH_DIAGNOSIS,
            unit=PERCENT,
            parts=parts,
            whole=_PATIENTS,
        ),
        Measure(
            key="kontakter-med-diagnose",
            kind="diagnosis_services",
            name="Borgere med en diagnose: kontakter på 12 måneder",
            counted="Kontakter",
            population=_WITH_DIAGNOSIS,
            unit=Unit("Kontakter pr. borger", 1, "pr. borger", "", digits=2),
            limits="",
            parts=parts,
            whole=_PATIENTS,
            note=_SEVERAL,
        ),
    )


def _listed(key: str, label: str, found: Iterable[PracticeItem]) -> Part:
    return Part(key, label, tuple(Option(item.item, item.name, item.group) for item in found))

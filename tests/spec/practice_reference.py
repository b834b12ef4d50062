"""General practice as plain loops: what a resident counts for on a reference date, and for how much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hospital_reference import stays
from reference import Registers

from naerblik import codelists

Fact = tuple[str, str, int]
"""Kind, item, and 1 or a number of services."""


def twelve_months(moment: date, day: date) -> bool:
    """After the same day of the year before, up to and including the day."""
    return day.replace(year=day.year - 1) < moment <= day


def diagnoses() -> dict[str, tuple[str, ...]]:
    return {d.item: d.codes for d in codelists.practice_items("diagnosis")}


def services() -> dict[str, tuple[str, ...]]:
    return {s.item: s.codes for s in codelists.practice_items("service")}


def contacts() -> list[str]:
    return [s.item for s in codelists.practice_items("service") if s.group == "Kontakter"]


def item_names(kind: str) -> list[str]:
    """All items of a kind."""
    if kind in ("diagnoses", "new_diagnoses", "acute_admissions"):
        return list(diagnoses())
    if kind in ("users", "services"):
        return list(services())
    if kind == "examinations":
        return [f"{e.diagnosis}.{e.examination}" for e in codelists.expected_examinations()]
    return [f"{diagnosis}.{contact}" for diagnosis in diagnoses() for contact in contacts()]


def facts(registers: Registers, person_key: int, day: date) -> Iterator[Fact]:
    """Everything that a resident of the day counts for."""
    had = _had(registers, person_key, day)
    for service, number in had.items():
        yield "users", service, 1
        yield "services", service, number
    acute = [s for s in stays(registers, person_key) if s.is_admission and s.is_acute]
    is_admitted = any(twelve_months(stay.start.date(), day) for stay in acute)
    for diagnosis, codes in diagnoses().items():
        dates = [
            row["diagnosis_date"]
            for row in registers["practice_diagnosis"]
            if row["person_key"] == person_key and row["code"] in codes and row["diagnosis_date"] <= day
        ]
        if dates:
            yield "diagnoses", diagnosis, 1
            yield from _of_patient(diagnosis, had)
            if all(twelve_months(moment, day) for moment in dates):
                yield "new_diagnoses", diagnosis, 1
            if is_admitted:
                yield "acute_admissions", diagnosis, 1


def _of_patient(diagnosis: str, had: dict[str, int]) -> Iterator[Fact]:
    for expected in codelists.expected_examinations():
        if expected.diagnosis == diagnosis and expected.examination in had:
            yield "examinations", f"{diagnosis}.{expected.examination}", 1
    for contact in contacts():
        if contact in had:
            yield "diagnosis_users", f"{diagnosis}.{contact}", 1
            yield "diagnosis_services", f"{diagnosis}.{contact}", had[contact]


def _had(registers: Registers, person_key: int, day: date) -> dict[str, int]:
    """Service -> how many the person had in twelve months; only those had at all."""
    found: dict[str, int] = {}
    for row in registers["health_service"]:
        if row["person_key"] == person_key and twelve_months(row["treatment_date"], day):
            for service, codes in services().items():
                if f"{row['specialty']}:{row['service_code']}" in codes:
                    found[service] = found.get(service, 0) + row["services"]
    return found

"""Diagnoses, specialties and services of general practice, and what is counted of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from naerblik.codelists.reading import rows
from naerblik.project import CODELISTS


@dataclass(frozen=True)
class PracticeDiagnosis:
    """An ICPC-2 code that the reports use. `disease`: the disease of RUKS of the same name, or empty.

    `topic` is 'first' for the five diseases with which the register of general practice began.
    """

    code: str
    name: str
    disease: str
    topic: str
    confidence: str


@dataclass(frozen=True)
class Specialty:
    """A specialty of the health service register that the reports use."""

    code: str
    name: str
    kind: str
    confidence: str


@dataclass(frozen=True)
class Service:
    """A service under a specialty. `confidence` is 'unsure' where the code was not found in a source."""

    specialty: str
    code: str
    name: str
    group: str
    confidence: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True)
class PracticeItem:
    """A diagnosis or a service of general practice as it is counted: one or several codes under one name.

    `codes`: ICPC-2 codes, or specialty:service code. `confidence`: how sure the codes are (found, known, unsure).
    """

    item: str
    name: str
    group: str
    codes: tuple[str, ...]
    confidence: str


@dataclass(frozen=True)
class ExpectedExamination:
    """What guidelines expect of general practice at least once in twelve months for citizens with a diagnosis."""

    diagnosis: str
    examination: str
    name: str
    source: str
    confidence: str


@cache
def practice_diagnoses() -> tuple[PracticeDiagnosis, ...]:
    """The ICPC-2 codes in use, those of the five first diseases first."""
    return tuple(PracticeDiagnosis(**r) for r in rows(CODELISTS / "practice_diagnoses.csv"))


@cache
def specialties() -> tuple[Specialty, ...]:
    """General practice and the practising specialists in use."""
    return tuple(Specialty(**r) for r in rows(CODELISTS / "specialties.csv"))


@cache
def practice_services() -> tuple[Service, ...]:
    """The services in use, by specialty."""
    return tuple(Service(**r) for r in rows(CODELISTS / "practice_services.csv"))


@cache
def practice_items(kind: Literal["diagnosis", "service"]) -> tuple[PracticeItem, ...]:
    """What is counted in general practice, in the order of the reports."""
    return tuple(
        PracticeItem(r["item"], r["name"], r["group"], tuple(r["codes"].split()), r["confidence"])
        for r in rows(CODELISTS / "practice_items.csv")
        if r["kind"] == kind
    )


@cache
def expected_examinations() -> tuple[ExpectedExamination, ...]:
    """The examinations that guidelines expect, by diagnosis."""
    return tuple(
        ExpectedExamination(r["diagnosis"], r["examination"], r["name"], r["source"], r["confidence"])
        for r in rows(CODELISTS / "practice_expected_examinations.csv")
    )

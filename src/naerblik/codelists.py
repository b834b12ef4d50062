"""Typed access to data/codelists and data/published: each function reads one file as it stands."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from naerblik.project import CODELISTS, PUBLISHED, SOURCES

Standard = Literal["nordic2000", "esp2013", "world_segi", "dk2000", "esp1976", "who2000_2025"]
NORDIC: Standard = "nordic2000"  # unless another is named: the one in which NORDCAN compares the Nordic countries
Generation = Literal["old", "simplified", "both", "current", "outgoing"]
HOME_NURSING = "SUL §138"  # the law whose data reach the national level (BEK 1384 of 3 October 2022)


@dataclass(frozen=True)
class Code:
    """A condition or an intervention of FSIII. A delivery may carry the legacy key or the `uuid`.

    `code` is the legacy key, or the uuid of a code that never had one.
    """

    code: str
    uuid: str
    name: str
    law: str
    area: str
    area_code: str
    generation: str


@dataclass(frozen=True)
class ChronicDisease:
    """One of the nine diseases of RUKS; the codes are candidates, not the official algorithm."""

    key: str
    label: str
    ruks_name: str
    definition_confidence: str


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


@dataclass(frozen=True)
class Hospital:
    """A health institution; `clusters` are those whose acute hospital it is. `code_confidence`: whose code it is."""

    code: str
    name: str
    region: str
    kind: str
    clusters: tuple[str, ...]
    code_confidence: str
    confidence: str


@dataclass(frozen=True)
class HospitalDiagnosis:
    """An SKS code that synthetic contacts carry. `disease`: the disease of RUKS that it stands for, or empty."""

    code: str
    name: str
    group: str
    disease: str
    confidence: str


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


@dataclass(frozen=True)
class StandardPopulation:
    """Weights of the 18 age groups 0-4, 5-9, ... 85+, and the Danish name that reports give the standard."""

    key: str
    label: str
    weights: tuple[int, ...]


@dataclass(frozen=True)
class Source:
    """Where a file of data/ comes from."""

    file: str
    source: str
    year: str
    confidence: str
    terms: str


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _law(paragraph: str) -> str:
    """The law of a paragraph as the list writes it: services without visits (0-ydelser) belong to their law."""
    return paragraph.removesuffix(" (0-ydelse)")


@cache
def conditions() -> tuple[Code, ...]:
    """The 168 conditions (tilstande) of FSIII, all laws."""
    return tuple(
        Code(r["code"] or r["uuid"], r["uuid"], r["condition"], r["law"], r["area"], r["area_code"], r["generation"])
        for r in _rows(CODELISTS / "fsiii_conditions.csv")
    )


@cache
def interventions() -> tuple[Code, ...]:
    """The 127 interventions (indsatser) of FSIII, all laws."""
    return tuple(
        Code(r["code"] or r["uuid"], r["uuid"], r["name"], _law(r["paragraph"]), r["group"], "", r["status"])
        for r in _rows(CODELISTS / "fsiii_interventions.csv")
    )


@cache
def chronic_diseases() -> tuple[ChronicDisease, ...]:
    """The nine diseases of RUKS in the order of the published workbook."""
    return tuple(
        ChronicDisease(r["key"], r["label"], r["ruks_name"], r["definition_confidence"])
        for r in _rows(CODELISTS / "chronic_diseases.csv")
    )


@cache
def practice_items(kind: Literal["diagnosis", "service"]) -> tuple[PracticeItem, ...]:
    """What is counted in general practice, in the order of the reports."""
    return tuple(
        PracticeItem(r["item"], r["name"], r["group"], tuple(r["codes"].split()), r["confidence"])
        for r in _rows(CODELISTS / "practice_items.csv")
        if r["kind"] == kind
    )


@cache
def expected_examinations() -> tuple[ExpectedExamination, ...]:
    """The examinations that guidelines expect, by diagnosis."""
    return tuple(
        ExpectedExamination(r["diagnosis"], r["examination"], r["name"], r["source"], r["confidence"])
        for r in _rows(CODELISTS / "practice_expected_examinations.csv")
    )


@cache
def sources() -> tuple[Source, ...]:
    """The origin of every file in data/codelists and data/published."""
    return tuple(Source(**r) for r in _rows(SOURCES))


@cache
def population_by_age_sex() -> tuple[tuple[int, str, int, int], ...]:
    """(year, sex, first age of the five-year group, persons) on 1 January, 2010-2025; the last group is 85+."""
    return tuple(
        (int(r["year"]), r["sex"], int(r["age_from"]), int(r["population"]))
        for r in _rows(PUBLISHED / "population_by_age_sex.csv")
    )


@cache
def ruks_national() -> dict[tuple[str, str, int], int]:
    """(disease key, 'prevalence' or 'incidence', year) -> persons, rounded to 5 by the publisher."""
    keys = {disease.ruks_name: disease.key for disease in chronic_diseases()}
    return {
        (keys[r["disease"]], r["measure"], int(r["year"])): int(r["value"])
        for r in _rows(PUBLISHED / "ruks_national.csv")
        if r["value_kind"] == "count"
    }


@cache
def practice_diagnoses() -> tuple[PracticeDiagnosis, ...]:
    """The ICPC-2 codes in use, those of the five first diseases first."""
    return tuple(PracticeDiagnosis(**r) for r in _rows(CODELISTS / "practice_diagnoses.csv"))


@cache
def specialties() -> tuple[Specialty, ...]:
    """General practice and the practising specialists in use."""
    return tuple(Specialty(**r) for r in _rows(CODELISTS / "specialties.csv"))


@cache
def practice_services() -> tuple[Service, ...]:
    """The services in use, by specialty."""
    return tuple(Service(**r) for r in _rows(CODELISTS / "practice_services.csv"))


@cache
def hospitals() -> tuple[Hospital, ...]:
    """The health institutions of the regions, and private hospitals as one."""
    return tuple(
        Hospital(
            r["code"],
            r["name"],
            r["region_code"],
            r["kind"],
            tuple(filter(None, r["clusters"].split(";"))),
            r["code_confidence"],
            r["confidence"],
        )
        for r in _rows(CODELISTS / "hospitals.csv")
    )


@cache
def hospital_diagnoses() -> tuple[HospitalDiagnosis, ...]:
    """The diagnoses of synthetic hospital contacts."""
    return tuple(HospitalDiagnosis(**r) for r in _rows(CODELISTS / "hospital_diagnoses.csv"))


@cache
def standard_populations() -> dict[str, StandardPopulation]:
    """The six standards by key (a `Standard`), the default first; the sum of the weights differs between them."""
    groups = tuple(_rows(PUBLISHED / "standard_populations.csv"))
    return {
        r["key"]: StandardPopulation(r["key"], r["label"], tuple(int(group[r["key"]]) for group in groups))
        for r in _rows(CODELISTS / "standard_populations.csv")
    }


@cache
def standard_age_groups() -> tuple[str, ...]:
    """The names of the 18 age groups in the order of the weights: 0-4, 5-9, ... 85+."""
    return tuple(r["age_group"] for r in _rows(PUBLISHED / "standard_populations.csv"))


@cache
def hospital_stays() -> dict[tuple[str, int], int]:
    """('admission' or 'short', year) -> stays in the country: 12 hours and more, and shorter ones."""
    return {(r["kind"], int(r["year"])): int(r["stays"]) for r in _rows(PUBLISHED / "hospital_stays.csv")}

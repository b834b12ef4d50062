"""Hospitals, the diagnoses of their contacts, and the published stays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from naerblik.codelists.reading import rows
from naerblik.project import CODELISTS, PUBLISHED


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
        for r in rows(CODELISTS / "hospitals.csv")
    )


@cache
def hospital_diagnoses() -> tuple[HospitalDiagnosis, ...]:
    """The diagnoses of synthetic hospital contacts."""
    return tuple(HospitalDiagnosis(**r) for r in rows(CODELISTS / "hospital_diagnoses.csv"))


@cache
def hospital_stays() -> dict[tuple[str, int], int]:
    """('admission' or 'short', year) -> stays in the country: 12 hours and more, and shorter ones."""
    return {(r["kind"], int(r["year"])): int(r["stays"]) for r in rows(PUBLISHED / "hospital_stays.csv")}

"""The nine chronic diseases of RUKS and what is published of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from naerblik.codelists.reading import rows
from naerblik.project import CODELISTS, PUBLISHED


@dataclass(frozen=True)
class ChronicDisease:
    """One of the nine diseases of RUKS; the codes are candidates, not the official algorithm."""

    key: str
    label: str
    ruks_name: str
    definition_confidence: str


@cache
def chronic_diseases() -> tuple[ChronicDisease, ...]:
    """The nine diseases of RUKS in the order of the published workbook."""
    return tuple(
        ChronicDisease(r["key"], r["label"], r["ruks_name"], r["definition_confidence"])
        for r in rows(CODELISTS / "chronic_diseases.csv")
    )


@cache
def ruks_national() -> dict[tuple[str, str, int], int]:
    """(disease key, 'prevalence' or 'incidence', year) -> persons, rounded to 5 by the publisher."""
    keys = {disease.ruks_name: disease.key for disease in chronic_diseases()}
    return {
        (keys[r["disease"]], r["measure"], int(r["year"])): int(r["value"])
        for r in rows(PUBLISHED / "ruks_national.csv")
        if r["value_kind"] == "count"
    }

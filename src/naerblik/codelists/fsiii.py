"""Conditions and interventions of Fælles Sprog III."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from naerblik.codelists.reading import rows
from naerblik.project import CODELISTS

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


@cache
def conditions() -> tuple[Code, ...]:
    """The 168 conditions (tilstande) of FSIII, all laws."""
    return tuple(
        Code(r["code"] or r["uuid"], r["uuid"], r["condition"], r["law"], r["area"], r["area_code"], r["generation"])
        for r in rows(CODELISTS / "fsiii_conditions.csv")
    )


@cache
def interventions() -> tuple[Code, ...]:
    """The 127 interventions (indsatser) of FSIII, all laws."""
    return tuple(
        Code(r["code"] or r["uuid"], r["uuid"], r["name"], law_of(r["paragraph"]), r["group"], "", r["status"])
        for r in rows(CODELISTS / "fsiii_interventions.csv")
    )


def law_of(paragraph: str) -> str:
    """The law of a paragraph as the list writes it: services without visits (0-ydelser) belong to their law."""
    return paragraph.removesuffix(" (0-ydelse)")

"""Municipality, cluster, council, region, country: the map of 2026 and the map of 2027.

Councils are unions of clusters. On 1 January 2027 Region Hovedstaden and Region Sjælland become Region Østdanmark
(L 213) and 17 councils replace the 22 clusters (L 214). Both maps are computed and protected together, so every
function here covers both unless a `geography` is asked for.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import Literal

from naerblik.project import CODELISTS

Level = Literal["municipality", "cluster", "council", "region", "country", "unknown"]
MapYear = Literal[2026, 2027]

COUNTRY = "dk"
UNKNOWN = "uoplyst"
UNKNOWN_MUNICIPALITY = 0
"""Municipality number of residents outside the 98 municipalities: Christiansø (411), abroad, unknown.

They are an area of their own beside the country. Within it, their few would make every total of the country a way to
a number that must be hidden, and cost each table a region or the country itself.
"""

OESTDANMARK = "oestdanmark"
"""Region Østdanmark: its official code was not found, so none is invented."""

LEVEL_NAMES: dict[Level, str] = {
    "municipality": "kommune",
    "cluster": "sundhedsklynge",
    "council": "sundhedsråd",
    "region": "region",
    "country": "hele landet",
    "unknown": "uoplyst eller uden for region",
}


@dataclass(frozen=True)
class Area:
    """A named set of municipalities; `maps` says on which of the two maps it stands."""

    level: Level
    code: str
    name: str
    municipalities: tuple[int, ...]
    maps: tuple[MapYear, ...]


@dataclass(frozen=True)
class Municipality:
    """A municipality with the figures that the synthetic registers and the tile map need."""

    code: int
    name: str
    region: str
    cluster: str
    council: str
    population: int
    percent_65_and_over: float | None
    percent_under_18: float | None
    latitude: float
    longitude: float


def _rows(name: str) -> list[dict[str, str]]:
    with (CODELISTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def municipalities() -> tuple[Municipality, ...]:
    """The 98 municipalities by code."""
    return tuple(
        Municipality(
            code=int(r["code"]),
            name=r["name"],
            region=r["region_code"],
            cluster=r["cluster_id_local"],
            council=r["council_id_local"],
            population=int(r["population"]),
            percent_65_and_over=_number(r["pct_65plus_2024"]),
            percent_under_18=_number(r["pct_0_17_2024"]),
            latitude=float(r["lat"]),
            longitude=float(r["lon"]),
        )
        for r in sorted(_rows("municipalities.csv"), key=lambda r: int(r["code"]))
    )


def _members(**wanted: str) -> tuple[int, ...]:
    return tuple(m.code for m in municipalities() if all(getattr(m, k) == v for k, v in wanted.items()))


def _regions() -> list[Area]:
    merged: list[int] = []
    areas = []
    for row in _rows("regions.csv"):
        if row["predecessors"]:
            continue
        codes = _members(region=row["code"])
        if row["valid_to"]:
            merged += codes
        maps: tuple[MapYear, ...] = (2026,) if row["valid_to"] else (2026, 2027)
        areas.append(Area("region", row["code"], row["name"], codes, maps))
    name = next(row["name"] for row in _rows("regions.csv") if row["predecessors"])
    return [*areas, Area("region", OESTDANMARK, name, tuple(sorted(merged)), (2027,))]


@cache
def areas() -> tuple[Area, ...]:
    """Every area of both maps: 98 municipalities, 22 clusters, 17 councils, 5 + 1 regions, the country, unknown.

    The country is its regions; "unknown" stands beside it.
    """
    both: tuple[MapYear, ...] = (2026, 2027)
    everyone = tuple(m.code for m in municipalities())
    return (
        *(Area("municipality", str(m.code), m.name, (m.code,), both) for m in municipalities()),
        *(
            Area("cluster", r["cluster_id_local"], r["name"], _members(cluster=r["cluster_id_local"]), (2026,))
            for r in _rows("health_clusters.csv")
        ),
        *(
            Area("council", r["council_id_local"], r["name"], _members(council=r["council_id_local"]), (2027,))
            for r in _rows("health_councils.csv")
        ),
        *_regions(),
        Area("country", COUNTRY, "Hele landet", everyone, both),
        Area("unknown", UNKNOWN, "Uoplyst eller uden for region", (UNKNOWN_MUNICIPALITY,), both),
    )


def area(code: str) -> Area:
    """The area with this code on either map. Raises KeyError with the code."""
    for candidate in areas():
        if candidate.code == code:
            return candidate
    raise KeyError(f"no area has the code '{code}'")


def areas_of(level: Level, geography: MapYear) -> tuple[Area, ...]:
    """The areas of a level on one map."""
    return tuple(a for a in areas() if a.level == level and geography in a.maps)


def parts_of(whole: Area, level: Level, geography: MapYear) -> tuple[Area, ...]:
    """The areas of a level on one map that lie wholly inside another area."""
    inside = set(whole.municipalities)
    return tuple(a for a in areas_of(level, geography) if inside.issuperset(a.municipalities))

"""The areas that an explorer offers, by level, and where it turns to when a number is not published for an area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from naerblik import geography
from naerblik.geography import Area, Level, MapYear
from naerblik.report import cell_file
from naerblik.report.places import by_name, title
from naerblik.report.scope import Scope

_LEVELS: dict[Level, tuple[str, str]] = {
    "municipality": ("kommuner", "Kommuner"),
    "cluster": ("klynger", "Sundhedsklynger"),
    "council": ("raad", "Sundhedsråd"),
    "region": ("regioner", "Regioner"),
    "country": ("land", "Hele landet"),
    "unknown": ("uoplyst", "Uden for kommunerne"),
}
"""Level -> what an address and a list call its areas."""
_WHEN: dict[MapYear, str] = {2026: "til og med 2026", 2027: "fra 2027"}


def offered(scope: Scope) -> list[Area]:
    """The areas whose cells the recipient is given, finest level first and by name; the country has unknown ones."""
    given = cell_file.areas(scope)
    found = by_name(area for area in geography.areas() if area.code in given)
    order = list(_LEVELS)
    kept = [area for area in found if area.level != "unknown" or scope.is_country]
    return sorted(kept, key=lambda area: order.index(area.level))


def levels(scope: Scope, areas: list[Area]) -> list[dict[str, Any]]:
    """The lists that areas stand in: key, title and codes. What only the other map has stands in a list of its own."""
    return list(_levels(areas, scope.parameters.geography))


def _levels(areas: list[Area], on_map: MapYear) -> Iterator[dict[str, Any]]:
    for level, (key, name) in _LEVELS.items():
        own = [area for area in areas if area.level == level]
        here = [area for area in own if on_map in area.maps]
        elsewhere = [area for area in own if on_map not in area.maps]
        if here:
            yield {"key": key, "name": name, "areas": [area.code for area in here]}
        if elsewhere:
            (year,) = elsewhere[0].maps
            yield {
                "key": key if not here else f"{key}-{year}",
                "name": f"{name} ({_WHEN[year]})",
                "areas": [area.code for area in elsewhere],
            }


def home(scope: Scope, areas: list[Area]) -> list[str]:
    """The recipient, the areas that it lies in from the smallest, and the country."""
    own = set(scope.recipient.municipalities)
    around = [area for area in areas if own <= set(area.municipalities) and scope.parameters.geography in area.maps]
    return [
        scope.recipient.code,
        *(a.code for a in around if a.code not in (scope.recipient.code, geography.COUNTRY)),
        geography.COUNTRY,
    ]


def names(areas: list[Area]) -> dict[str, str]:
    """Code -> how the area is called in a list."""
    return {area.code: title(area) for area in areas}

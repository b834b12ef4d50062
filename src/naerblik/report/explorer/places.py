"""The areas that an explorer offers, by level, and where it turns to when a number is not published for an area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from naerblik import geography
from naerblik.geography import Area, Level, MapYear
from naerblik.report import cell_file
from naerblik.report.places import by_name, title
from naerblik.report.scope import Scope

_LEVELS: dict[Level, tuple[str, str, str]] = {
    "municipality": ("kommuner", "Kommuner", "kommune"),
    "cluster": ("klynger", "Sundhedsklynger", "sundhedsklynge"),
    "council": ("raad", "Sundhedsråd", "sundhedsråd"),
    "region": ("regioner", "Regioner", "region"),
    "country": ("land", "Hele landet", "hele landet"),
    "unknown": ("uoplyst", "Uden for kommunerne", "borgere uden for kommunerne"),
}
"""Level -> what an address, a list and a sentence call its areas; the last in the singular."""
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
    for level, (key, name, one) in _LEVELS.items():
        own = [area for area in areas if area.level == level]
        here = [area for area in own if on_map in area.maps]
        elsewhere = [area for area in own if on_map not in area.maps]
        words = {"one": one, "many": name.lower()}
        if here:
            yield {"key": key, "name": name, **words, "areas": [area.code for area in here]}
        if elsewhere:
            (year,) = elsewhere[0].maps
            title, other = f"{name} ({_WHEN[year]})", f"{key}-{year}" if here else key
            yield {"key": other, "name": title, **words, "areas": [area.code for area in elsewhere]}


def home(scope: Scope, areas: list[Area]) -> list[str]:
    """The recipient, the areas that it lies in from the smallest, and the country; each once."""
    own, on_map = set(scope.recipient.municipalities), scope.parameters.geography
    around = [area.code for area in areas if own <= set(area.municipalities) and on_map in area.maps]
    return list(dict.fromkeys((scope.recipient.code, *around, geography.COUNTRY)))


def names(areas: list[Area]) -> dict[str, tuple[str, str]]:
    """Code -> what the area is called in a list of its level, and alone."""
    return {area.code: (area.name, title(area)) for area in areas}

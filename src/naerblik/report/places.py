"""How areas are named in running Danish text."""

from __future__ import annotations

from collections.abc import Iterable

from naerblik.geography import Area

_MUNICIPALITY_NAMES = {"101": "Københavns Kommune", "400": "Bornholms Regionskommune"}
"""The two that do not take the plain form '<name> Kommune'."""


def called(area: Area) -> str:
    """'Aarhus Kommune', 'Region Midtjylland', 'Sundhedsråd Fyn', 'hele landet'."""
    if area.level == "municipality":
        return _MUNICIPALITY_NAMES.get(area.code, f"{area.name} Kommune")
    return "hele landet" if area.level == "country" else area.name


def title(area: Area) -> str:
    """The name at the beginning of a line."""
    name = called(area)
    return name[0].upper() + name[1:]


_AFTER_Z = {"æ": "{", "ø": "|", "å": "}", "aa": "}"}
"""Æ, ø, å and aa stand after z in Danish order; these characters follow z in Unicode."""


def danish_order(name: str) -> str:
    """Key for sorting names as Danish readers expect: 'Ærø' and 'Aarhus' after 'Viborg'."""
    key = name.lower()
    for letter, stand_in in _AFTER_Z.items():
        key = key.replace(letter, stand_in)
    return key


def by_name(areas: Iterable[Area]) -> list[Area]:
    """Areas in Danish alphabetical order."""
    return sorted(areas, key=lambda area: danish_order(area.name))

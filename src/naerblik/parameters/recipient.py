"""Whom a run reports to, by the names and groups of params/recipients.yaml."""

from __future__ import annotations

from pathlib import Path

from naerblik import geography
from naerblik.geography import Area, Level
from naerblik.parameters.reading import ParameterError, Strict, nearest, read_yaml, validated
from naerblik.parameters.run import RunParameters
from naerblik.project import PARAMS


class RecipientGroup(Strict):
    """A named group of recipients: every area of a level."""

    level: Level


class Recipients(Strict):
    """params/recipients.yaml."""

    groups: dict[str, RecipientGroup]


def recipients(parameters: RunParameters) -> tuple[Area, ...]:
    """The areas that a run reports to, groups resolved on the chosen map, each once."""
    path = PARAMS / "recipients.yaml"
    groups = validated(Recipients, read_yaml(path), path).groups
    on_map = {a.code: a for a in geography.areas() if parameters.geography in a.maps and a.level != "unknown"}
    chosen: dict[str, Area] = {}
    for name in parameters.recipients:
        if name in groups:
            for area in geography.areas_of(groups[name].level, parameters.geography):
                chosen[area.code] = area
        elif name in on_map:
            chosen[name] = on_map[name]
        else:
            raise ParameterError(_unknown_recipient(name, parameters, [*groups, *on_map], path))
    return tuple(chosen.values())


def _unknown_recipient(name: str, parameters: RunParameters, valid: list[str], path: Path) -> str:
    elsewhere = [a.name for a in geography.areas() if a.code == name]
    if elsewhere:
        other = 2027 if parameters.geography == 2026 else 2026
        return (
            f"recipient '{name}' ({elsewhere[0]}) is not on the map of {parameters.geography}; set geography={other}."
        )
    by_name = [a.code for a in geography.areas() if a.name.lower() == name.lower()]
    if by_name:
        return f"recipient '{name}' is named by its code: '{by_name[0]}'."
    return f"recipient '{name}' is unknown; {nearest(name, valid)} (groups stand in {path})."

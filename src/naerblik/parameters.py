"""Pydantic models of params/: an unknown or mistyped name, value or recipient stops with the nearest valid one.

Every function raises ParameterError, whose text names the file, the parameter, what was found and what is valid.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from naerblik import NaerblikError, geography
from naerblik.geography import Area, Level, MapYear
from naerblik.project import PARAMS

Topic = Literal["fsiii", "kraeft", "almen_praksis"]
Renderer = Literal["auto", "quarto", "pandoc"]
Dimension = Literal["sex", "age", "nursing_home", "disease"]
Model = TypeVar("Model", bound=BaseModel)
FsiiiItems = Literal["conditions", "areas", "any_condition", "interventions", "any_intervention"]
GeneralPracticeItems = Literal[
    "diagnoses",
    "new_diagnoses",
    "examinations",
    "acute_admissions",
    "users",
    "services",
    "diagnosis_users",
    "diagnosis_services",
]
CancerItems = Literal[
    "tumours",
    "cancer_patients",
    "survivors",
    "survivor_users",
    "survivor_contacts",
    "observed",
    "observed_days",
    "course_users",
    "course_contacts",
]
ItemKind = FsiiiItems | CancerItems | GeneralPracticeItems


class ParameterError(NaerblikError):
    """A parameter that cannot be used; the text says where it stands and what to write instead."""


class Strict(BaseModel):
    """Unknown names are errors; a model never changes after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RunParameters(Strict):
    """One kind of run: params/standard.yaml and its like."""

    topics: tuple[Topic, ...] = Field(min_length=1)
    recipients: tuple[str, ...] = Field(min_length=1)
    year: int = Field(ge=2000, le=2100)
    geography: MapYear
    reference_day: str = "07-01"
    publisher: str
    contact: str
    snapshot: str | None = None
    persons: int = Field(default=6_000_000, ge=1_000, le=20_000_000)
    renderer: Renderer = "auto"
    ledger: str | None = None

    @field_validator("topics", "recipients", mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, value: object) -> object:
        return [value] if isinstance(value, str | int) else value

    @field_validator("recipients", mode="before")
    @classmethod
    def _codes_are_text(cls, value: object) -> object:
        return [str(v) for v in value] if isinstance(value, list | tuple) else value

    @field_validator("reference_day")
    @classmethod
    def _day_exists_each_year(cls, value: str) -> str:
        date.fromisoformat(f"2023-{value}")
        return value

    def reference_date(self, year: int) -> date:
        """The day of a year on which prevalence is counted."""
        return date.fromisoformat(f"{year}-{self.reference_day}")


class Rule(Strict):
    """A number of the disclosure rules with its source and the day it was taken over."""

    value: int = Field(ge=1)
    source: str
    date: date


class Ratio(Strict):
    """A disclosure rule that is a share of a number."""

    value: float = Field(ge=0, le=10)
    source: str
    date: date


class Rounding(Strict):
    """The base that numbers are rounded to instead of hiding any, or none."""

    value: Literal["none", 5]
    source: str
    date: date


class Switch(Strict):
    """A disclosure rule that is on or off."""

    value: bool
    source: str
    date: date


class DisclosureRules(Strict):
    """params/disclosure.yaml."""

    threshold: Rule
    hide_complements: Switch
    attribute_group_below: Rule
    zeros_hidden: Switch
    minimum_width: Rule
    relative_width: Ratio
    rounding: Rounding
    sign: str


class PublicationSet(Strict):
    """A set of cells that is published: items x levels x years x dimensions (each with its total).

    `only`: these items of the kinds; all of them where it is empty, and 'total.*' for all that begin with 'total.'.
    """

    name: str
    items: tuple[ItemKind, ...]
    only: tuple[str, ...] = ()
    levels: tuple[Level, ...]
    years: Literal["trend", "report"]
    dimensions: tuple[Dimension, ...]


class PublicationPlan(Strict):
    """params/publication_<topic>.yaml."""

    age_bands: tuple[int, ...]
    trend_years: int = Field(ge=1)
    sets: tuple[PublicationSet, ...]

    @field_validator("age_bands")
    @classmethod
    def _bands_rise_from_zero(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or value[0] != 0 or list(value) != sorted(set(value)):
            raise ValueError("age_bands must begin at 0 and rise")
        return value

    def age_labels(self) -> tuple[str, ...]:
        """'0-17', '18-64', ... '85+' in order."""
        ends = [str(upper - 1) for upper in self.age_bands[1:]]
        return (*(f"{a}-{b}" for a, b in zip(self.age_bands, ends, strict=False)), f"{self.age_bands[-1]}+")


class RecipientGroup(Strict):
    """A named group of recipients: every area of a level."""

    level: Level


class Recipients(Strict):
    """params/recipients.yaml."""

    groups: dict[str, RecipientGroup]


def nearest(word: str, valid: Iterable[str]) -> str:
    """'Did you mean ...?' for a mistyped word, or the list of what is valid."""
    names = [str(v) for v in valid]
    by_lower = {name.lower(): name for name in names}
    hits = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.5)
    if hits:
        return f"the nearest valid one is '{by_lower[hits[0]]}'"
    return "valid are " + ", ".join(f"'{name}'" for name in names[:12]) + (" ..." if len(names) > 12 else "")


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        siblings = [str(sibling) for sibling in path.parent.glob("*.yaml")]
        hint = f"; {nearest(str(path), siblings)}" if siblings else ""
        raise ParameterError(f"{path}: there is no such file{hint}.") from None
    except yaml.YAMLError as error:
        raise ParameterError(f"{path}: this is not valid YAML: {error}") from None
    if not isinstance(content, dict):
        raise ParameterError(f"{path}: expected names with values, found {type(content).__name__}.")
    return content


def _validated(model: type[Model], content: Mapping[str, Any], file: Path | str) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ParameterError(_explained(error, model, file)) from None


def _explained(error: ValidationError, model: type[BaseModel], file: Path | str) -> str:
    lines = []
    for fault in error.errors():
        where = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            lines.append(f"{file}: '{where}' is not a parameter; {nearest(where, model.model_fields)}.")
        elif fault["type"] == "literal_error":
            valid = [part.strip(" '") for part in fault["ctx"]["expected"].replace(" or ", ",").split(",")]
            lines.append(f"{file}: {where} is '{fault['input']}'; {nearest(str(fault['input']), valid)}.")
        elif fault["type"] == "missing":
            lines.append(f"{file}: '{where}' is missing.")
        else:
            lines.append(f"{file}: {where} is {fault['input']!r}: {fault['msg']}.")
    return "\n".join(lines)


def load_run(path: Path, *, changes: Sequence[str] = (), **replaced: object) -> RunParameters:
    """The parameters of a run: the file, then `--set name=value` changes, then named replacements.

    A value in `changes` is read as YAML, so year=2024 is a number and recipients=[1081,1082] a list.
    """
    content = read_yaml(path)
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise ParameterError(f"--set {change}: write it as name=value, for instance --set year=2024.")
        if name not in RunParameters.model_fields:
            hint = nearest(name, RunParameters.model_fields)
            raise ParameterError(f"--set {change}: '{name}' is not a parameter; {hint}.")
        content[name] = yaml.safe_load(value)
    content |= {name: value for name, value in replaced.items() if value}
    return _validated(RunParameters, content, path)


def disclosure_rules() -> DisclosureRules:
    """The rules of params/disclosure.yaml."""
    path = PARAMS / "disclosure.yaml"
    return _validated(DisclosureRules, read_yaml(path), path)


def publication_plan(topic: str) -> PublicationPlan:
    """The publication plan of a topic."""
    path = PARAMS / f"publication_{topic}.yaml"
    return _validated(PublicationPlan, read_yaml(path), path)


def recipients(parameters: RunParameters) -> tuple[Area, ...]:
    """The areas that a run reports to, groups resolved on the chosen map, each once."""
    path = PARAMS / "recipients.yaml"
    groups = _validated(Recipients, read_yaml(path), path).groups
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

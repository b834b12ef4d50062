"""The publication plans: which cells leave the store, params/publication_<topic>.yaml."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from naerblik.geography import Level
from naerblik.parameters.reading import Strict, read_yaml, validated
from naerblik.project import PARAMS

Dimension = Literal["sex", "age", "nursing_home", "disease"]
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


def publication_plan(topic: str) -> PublicationPlan:
    """The publication plan of a topic."""
    path = PARAMS / f"publication_{topic}.yaml"
    return validated(PublicationPlan, read_yaml(path), path)

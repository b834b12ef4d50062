"""The sections `practice`, `services` and `hospital` of params/synthetic.yaml as models."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from naerblik import codelists
from naerblik.parameters import Strict, nearest

Share = Annotated[float, Field(ge=0, le=1)]
ByAge = dict[int, float]
Burden = tuple[float, float, float, float]


class Profile(Strict):
    at_ages: tuple[float, ...] = Field(min_length=11, max_length=11)
    men: float
    first_age: int
    years: float


class Yearly(Strict):
    code: str
    diagnoses: tuple[str, ...]
    chance: Share


class Practice(Strict):
    source: str
    registered: Share
    highest_registered: Share
    without_ruks: Share
    level_spread: float
    lag_days: tuple[int, int]
    first_registered: date
    taken_over_within: int
    registered_again: Share
    years_without_ruks: float
    profiles: dict[str, Profile]
    yearly: dict[str, Yearly]
    yearly_spread: float
    yearly_highest: Share
    unregistered_factor: Share

    @model_validator(mode="after")
    def _codes_are_in_use(self) -> Practice:
        diagnoses = [d.code for d in codelists.practice_diagnoses()]
        services = [s.code for s in codelists.practice_services() if s.specialty == "80"]
        known("practice.profiles", self.profiles, [d.code for d in codelists.practice_diagnoses() if not d.disease])
        for name, facts in self.yearly.items():
            known(f"practice.yearly.{name}.code", [facts.code], services)
            known(f"practice.yearly.{name}.diagnoses", facts.diagnoses, diagnoses)
        return self


class Factors(Strict):
    women: ByAge
    burden: Burden
    nursing_home: float


class ServiceRate(Strict):
    by_age: ByAge
    women: float = 1.0
    nursing_home: float = 1.0
    two_of_a_row: Share = 0.0


class Services(Strict):
    source: str
    contacts_a_year: float
    factors: Factors
    rates: dict[str, ServiceRate]

    @model_validator(mode="after")
    def _codes_are_in_use(self) -> Services:
        known("services.rates", self.rates, [f"{s.specialty}-{s.code}" for s in codelists.practice_services()])
        return self


class StayKind(Strict):
    by_age: ByAge
    factors: Factors


class Weight(Strict):
    short: float
    admission: float
    by_age: ByAge
    women: float = 1.0
    men: float = 1.0


class Hospital(Strict):
    source: str
    short: StayKind
    admission: StayKind
    joined_by_chance: dict[str, float]
    physical: Share
    virtual: Share
    acute_short: Share
    acute_admission: Share
    admission_hours: float
    in_two_parts: Share
    in_three_parts: Share
    without_gap: Share
    edge_cases: Share
    own_hospital: float
    elsewhere_in_region: Share
    highly_specialised: float
    private: Share
    about_disease: Share
    secondary: Share
    add_on: Share
    disproved: Share
    disproved_missing: Share
    diagnoses: dict[str, Weight]

    @model_validator(mode="after")
    def _codes_are_in_the_list(self) -> Hospital:
        listed = [d.code for d in codelists.hospital_diagnoses() if not d.disease and d.group != "tillægskode"]
        known("hospital.diagnoses", self.diagnoses, listed)
        return self


def known(where: str, names: Iterable[str], valid: list[str]) -> None:
    """Raises ValueError with the nearest valid name for the first one that is not valid."""
    for name in names:
        if name not in valid:
            raise ValueError(f"{where}: '{name}' is unknown; {nearest(name, valid)}")

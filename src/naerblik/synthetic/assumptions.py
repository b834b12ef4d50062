"""params/synthetic.yaml as models: every number behind the synthetic registers that is not a published figure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Annotated

import numpy as np
from pydantic import Field, ValidationError, model_validator

from naerblik import codelists
from naerblik.parameters import ParameterError, Strict, nearest, read_yaml
from naerblik.project import PARAMS
from naerblik.synthetic.calibration import Counts, Floats
from naerblik.synthetic.cancer_assumptions import Cancer
from naerblik.synthetic.health_assumptions import Hospital, Practice, Services

FILE = PARAMS / "synthetic.yaml"
OLDEST_AGE = 109
Share = Annotated[float, Field(ge=0, le=1)]
ByAge = dict[int, float]


def steps(values: ByAge, ages: Counts) -> Floats:
    """The value that holds at each age, where `values` names the youngest age of each class."""
    starts = sorted(values)
    return np.array([values[starts[bisect_right(starts, age) - 1]] for age in ages])


class Section(Strict):
    """A part of the assumptions with where it comes from: a source, or the word assumption."""

    source: str


class Residence(Section):
    outside: dict[int, int]
    stand_in_shares: dict[int, int]
    moves_a_year: ByAge
    moves_within_region: Share
    emigrants_a_year: Share
    emigrant_profile: ByAge
    immigrant_profile: ByAge
    years_in_municipality: float


class Oldest(Strict):
    linear: float
    square: float


class Mortality(Section):
    fitted_from_age: int
    mean_age_of_oldest: float
    lowest_rate: float
    highest_rate: float
    oldest: Oldest


class NursingHome(Section):
    residents: int
    from_age: int
    logit_per_year: float
    logit_women: float
    years: float
    left_alive: Share
    days_left_alive: float


class DiseaseProfile(Strict):
    at_ages: tuple[float, ...] = Field(min_length=11, max_length=11)
    men: float
    nursing_home_odds: float
    first_age: int
    of_deaths_at_most: Share = 1.0


class Diseases(Section):
    profiles: dict[str, DiseaseProfile]


class Reporting(Section):
    ever: int
    in_a_month: int
    never_above_population: int
    late_starters: int
    late_above_population: int
    late_by_months: tuple[int, int]
    gap_months: tuple[int, int]
    vendor_changes: int
    level_shift: tuple[float, float]
    uuid_share: Share
    uuid_after_change: Share
    simplified_in: int
    level_spread: float
    code_spread: float
    highest_code_level: float


class ShortKind(Strict):
    share: Share
    days: float


class Care(Section):
    long_term: ByAge
    in_nursing_home: Share
    highest_long_term: Share
    at_death: ByAge
    long_term_years: float
    ended_alive: ByAge
    short_a_year: ByAge
    disease_factors: dict[str, float]
    first_registered: date
    other_municipality: Share
    runs_on_after_move: Share
    runs_on_after_death: Share
    resolved_early: Share
    begun_later: Share
    other_laws: dict[str, float]
    granted_within: int
    grant_spread: int
    other_law_renewed_after: int
    new_codes_from: date
    short_kinds: dict[str, ShortKind]


class Rates(Section):
    rates: Mapping[str, tuple[float, ...]]
    with_disease: dict[str, dict[str, float]]


class Conditions(Rates):
    rates: dict[str, tuple[float, float, float, float, float]]
    simplified: dict[str, str]


class Interventions(Rates):
    rates: dict[str, tuple[float, float, float, float, float, int]]


class Dirty(Section):
    share: Share
    at_least: int
    rows_a_resident: dict[str, float]


class Assumptions(Strict):
    """params/synthetic.yaml."""

    persons: int = Field(ge=1000, le=10_000_000)
    seed: int = Field(ge=0)
    observation_start: date
    observation_end: date
    residence: Residence
    mortality: Mortality
    nursing_home: NursingHome
    diseases: Diseases
    reporting: Reporting
    care: Care
    conditions: Conditions
    interventions: Interventions
    practice: Practice
    services: Services
    hospital: Hospital
    dirty: Dirty
    cancer: Cancer

    @model_validator(mode="after")
    def _names_stand_in_the_code_lists(self) -> Assumptions:
        diseases = [d.key for d in codelists.chronic_diseases()]
        conditions = [c.code for c in codelists.conditions() if c.law == codelists.HOME_NURSING]
        interventions = [c.code for c in codelists.interventions() if c.law == codelists.HOME_NURSING]
        _known("diseases.profiles", self.diseases.profiles, diseases)
        _known("care.disease_factors", self.care.disease_factors, diseases)
        for part, section, codes in (
            ("conditions", self.conditions, conditions),
            ("interventions", self.interventions, interventions),
        ):
            _known(f"{part}.rates", section.rates, codes)
            _known(f"{part}.with_disease", section.with_disease, diseases)
            for disease, factors in section.with_disease.items():
                _known(f"{part}.with_disease.{disease}", factors, codes)
        _known("cancer.activity.nursing", self.cancer.activity.nursing, list(self.care.short_kinds))
        _known("conditions.simplified", (*self.conditions.simplified, *self.conditions.simplified.values()), conditions)
        return self

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the observation window."""
        return tuple(range(self.observation_start.year, self.observation_end.year + 1))


def _known(where: str, names: Iterable[str], valid: list[str]) -> None:
    for name in names:
        if name not in valid:
            raise ValueError(f"{where}: '{name}' is unknown; {nearest(name, valid)}")


@cache
def load() -> Assumptions:
    """The assumptions. Raises ParameterError with the file and every fault."""
    try:
        return Assumptions.model_validate(read_yaml(FILE))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors())
        raise ParameterError(f"{FILE}: {faults}.") from None

"""The section `cancer` of params/synthetic.yaml: survival, codes and activity around a diagnosis."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from naerblik import codelists
from naerblik.parameters import Strict, nearest

Share = Annotated[float, Field(ge=0, le=1)]
Weights = dict[str, float]
Rates = tuple[float, ...]


class CancerSite(Strict):
    """What is assumed of a site: relative survival after 1, 5 and 10 years; `earlier`, how incidence (and survival with
    it) was lower for each year back from the window; codes and morphologies with their weights.
    """

    survival: tuple[Share, Share, Share]
    earlier: Share
    codes: Weights
    morphology: Weights
    staged: bool = True

    @model_validator(mode="after")
    def _falls(self) -> CancerSite:
        if list(self.survival) != sorted(self.survival, reverse=True) or min(self.survival) == 0:
            raise ValueError("survival after 1, 5 and 10 years falls and is never 0")
        return self


class Stages(Strict):
    first_year: int
    t: Weights
    n: Weights
    m: Weights


class Service(Strict):
    """A service of practice: `by_month` holds services a month in each phase, `sites` how much more or less by site."""

    specialty: str
    code: str
    by_month: Rates
    sites: Weights = Field(default_factory=dict)


class Contact(Strict):
    """A kind of hospital contact; its length is `hours` and an exponential time of `more_hours` in the mean."""

    contact_type: str
    acute: Share
    hours: float
    more_hours: float
    by_month: Rates
    sites: Weights = Field(default_factory=dict)


class Nursing(Strict):
    """A kind of short episode of home nursing (§138): `by_month` holds episodes that begin a month in each phase."""

    by_month: Rates
    sites: Weights = Field(default_factory=dict)


class Activity(Strict):
    """Contacts, services and home nursing beside those of everybody; `phases`: first month of each from the diagnosis.

    `highest_level`: how much more often than in the mean a citizen comes at most.
    """

    source: str
    phases: tuple[int, ...]
    last_month: int
    highest_level: float
    services: dict[str, Service]
    contacts: dict[str, Contact]
    nursing: dict[str, Nursing]

    @model_validator(mode="after")
    def _agrees(self) -> Activity:
        if list(self.phases) != sorted({*self.phases}) or self.phases[-1] >= self.last_month:
            raise ValueError("phases follow each other and end before last_month")
        kinds: dict[str, Service | Contact | Nursing] = {**self.services, **self.contacts, **self.nursing}
        for name, kind in kinds.items():
            if len(kind.by_month) != len(self.phases):
                raise ValueError(f"'{name}': by_month has a rate for each of the {len(self.phases)} phases")
            for group in kind.sites:
                _known(f"'{name}'", group, [site.activity for site in codelists.cancer_sites()])
        return self


class Cancer(Strict):
    source: str
    first_diagnosis: date
    after_ten_years: Share
    of_deaths_at_most: Share
    place_spread: float
    lived_elsewhere: Share
    rows_a_resident: float
    sites: dict[str, CancerSite]
    stages: Stages
    activity: Activity

    @model_validator(mode="after")
    def _sites_and_codes_stand_in_the_code_list(self) -> Cancer:
        valid = [site.key for site in codelists.cancer_sites() if site.counted != "outside"]
        for name, site in self.sites.items():
            _known("sites", name, valid)
            for code in site.codes:
                if codelists.cancer_codes().get(code) != name:
                    raise ValueError(f"sites.{name}: '{code}' is not a code of this site")
        missing = [name for name in valid if name not in self.sites]
        if missing:
            raise ValueError(f"sites: {', '.join(missing)} is missing")
        return self


def _known(where: str, name: str, valid: list[str]) -> None:
    if name not in valid:
        raise ValueError(f"{where}: '{name}' is unknown; {nearest(name, valid)}")

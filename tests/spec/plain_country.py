"""A country held as rows of plain Python: who lives where, and what everybody counts for, one person at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

import everyone_reference as everyone
import reference
from plain_rates import Part

from naerblik import geography
from naerblik import parameters as params
from naerblik.engine.duckdb import Connection
from naerblik.geography import Area
from naerblik.items import age_strata
from naerblik.parameters import PublicationPlan
from naerblik.registers import contracts

YEAR, YEARS = 2024, (2022, 2023, 2024)
DAYS = {year: date(year, 7, 1) for year in YEARS}
OBSERVED = (date(2022, 1, 1), date(2024, 12, 31))
READ = ("population", "nursing_home", "chronic_disease", "practice_diagnosis", "health_service", "hospital_contact")
READ += ("cancer_tumour", "fsiii_intervention")
EVERYBODY = "SELECT person_key FROM population"
AGES = params.publication_plan("kraeft").age_labels()

Person = dict[str, list[dict[str, Any]]]


def persons(connection: Connection, registers: Iterable[str] = READ, among: str = EVERYBODY) -> list[Person]:
    """The rows of each person among some, by register; those that are not read are empty."""
    found: dict[int, Person] = {}
    for register in registers:
        rows = connection.execute(f"SELECT * FROM {register} WHERE person_key IN ({among})")
        names = [column[0] for column in rows.description]
        for values in rows.fetchall():
            row = dict(zip(names, values, strict=True))
            found.setdefault(row["person_key"], {name: [] for name in contracts.load()})[register].append(row)
    return list(found.values())


def by_strata() -> PublicationPlan:
    """The plan with the ages that rates are standardised from; those of the pages are some of them together."""
    plan = params.publication_plan("kraeft")
    return plan.model_copy(update={"age_bands": tuple(stratum.first for stratum in age_strata())})


@cache
def strata_of(label: str) -> frozenset[str]:
    """The ages of a band of the pages, or of a group of the standard populations."""
    first, _, last = label.rstrip("+").partition("-")
    oldest = int(last) if last else 999
    return frozenset(s.label for s in age_strata() if int(first) <= s.first <= oldest)


@dataclass(frozen=True, eq=False)
class Country:
    """Everybody of some registers, counted person by person in each of the years."""

    everybody: list[Person]
    years: tuple[int, ...] = YEARS

    @cached_property
    def residents(self) -> dict[int, list[dict[str, Any]]]:
        """Year -> the residents of its reference date."""
        plan = by_strata()
        return {y: [r for own in self.everybody for r in reference.residents(own, plan, DAYS[y])] for y in self.years}

    @cached_property
    def facts(self) -> dict[tuple[str, str, int], list[dict[str, Any]]]:
        """Kind, item and year -> all that counts for them; courses, which have no year of their own, in the last."""
        plan, found = by_strata(), defaultdict(list)
        for own in self.everybody:
            for year in self.years:
                kinds = everyone.COURSES if year == YEAR else ()
                for fact in everyone.facts(own, plan, DAYS, year, OBSERVED, kinds):
                    found[fact["kind"], fact["item"], year].append(fact)
        return found

    @cache  # noqa: B019 - a country lives as long as the tests of a module
    def people(self, homes: frozenset[int], year: int = YEAR, **group: str) -> int:
        """Residents of a group."""
        return sum(1 for _ in inside(self.residents[year], homes, group))

    def count(self, kind: str, item: str, homes: frozenset[int], year: int = YEAR, **group: str) -> int:
        """What a group counts for."""
        return sum(fact["amount"] for fact in inside(self.facts.get((kind, item, year), []), homes, group))


def inside(found: Iterable[dict[str, Any]], homes: frozenset[int], group: dict[str, str]) -> Iterable[dict[str, Any]]:
    """Who of some lives in one of the homes and is in a group."""
    others = {name: value for name, value in group.items() if name != "age"}
    ages = strata_of(group["age"]) if group.get("age", "all") != "all" else None
    for one in found:
        if one["home"] in homes and reference.belongs(one, others) and (ages is None or one["age"] in ages):
            yield one


@dataclass(frozen=True)
class Place:
    """An area of a country, and the rest of it."""

    country: Country
    area: Area

    @property
    def is_country(self) -> bool:
        return self.area.level == "country"

    @property
    def name(self) -> str:
        return "hele landet" if self.is_country else self.area.name

    @property
    def homes(self) -> frozenset[int]:
        return frozenset(self.area.municipalities)

    @property
    def others(self) -> frozenset[int]:
        return frozenset(geography.area(geography.COUNTRY).municipalities) - self.homes

    def own(self, kind: str, item: str, **group: Any) -> Part:
        """How many count for an item, among the residents of the group."""
        return Part(self.country.count(kind, item, self.homes, **group), self.country.people(self.homes, **group))

    def rest(self, kind: str, item: str, **group: Any) -> Part:
        """The same in the rest of the country."""
        return Part(self.country.count(kind, item, self.others, **group), self.country.people(self.others, **group))

    def count(self, kind: str, item: str, **group: Any) -> int:
        return self.country.count(kind, item, self.homes, **group)

    def count_of_rest(self, kind: str, item: str, **group: Any) -> int:
        return self.country.count(kind, item, self.others, **group)

    def municipalities(self) -> list[Place]:
        """Those that lie in the area."""
        found = geography.parts_of(self.area, "municipality", 2026)
        return [Place(self.country, municipality) for municipality in found]


def every_municipality(country: Country) -> list[Place]:
    """All 98."""
    return Place(country, geography.area(geography.COUNTRY)).municipalities()

"""The cells of topics that count every citizen, whatever municipalities report, as plain loops over persons."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

import cancer_reference as cancer
import practice_reference as practice
from reference import Key, Registers, Row, areas, attributes, belongs, groups, home, residents

from naerblik.parameters import PublicationPlan, PublicationSet

NEW_CASES = ("tumours", "cancer_patients")
COURSES = ("observed", "observed_days", "course_users", "course_contacts")
LOOKING_BACK = (
    *("new_diagnoses", "examinations", "acute_admissions", "users", "services"),
    *("diagnosis_users", "diagnosis_services", "survivor_users", "survivor_contacts"),
)
PRACTICE = (
    *("diagnoses", "new_diagnoses", "examinations", "acute_admissions"),
    *("users", "services", "diagnosis_users", "diagnosis_services"),
)


def cells(
    registers: Registers, plan: PublicationPlan, days: Mapping[int, date], observed: tuple[date, date]
) -> dict[Key, tuple[int, int]]:
    """Key of a published cell -> (count, population). `days`: the reference date of each year of the trend."""
    present = {year: residents(registers, plan, day) for year, day in days.items()}
    kinds = {year: {k for s in plan.sets if _in_year(s, year, days) for k in s.items} for year in days}
    counted = {year: list(facts(registers, plan, days, year, observed, kinds[year])) for year in days}
    found: dict[Key, tuple[int, int]] = {}
    for published in plan.sets:
        for kind, year in product(published.items, days):
            if _in_year(published, year, days) and _is_known(kind, days[year], observed):
                own = [fact for fact in counted[year] if fact["kind"] == kind]
                for level, group in product(published.levels, list(groups(published.dimensions, plan))):
                    of_group = [fact for fact in own if belongs(fact, group)]
                    beside = [resident for resident in present[year] if belongs(resident, group)]
                    for area, item in product(areas(level), _items(kind, published.only)):
                        inside = [f for f in of_group if f["item"] == item and f["home"] in area.municipalities]
                        key = (kind, item, year, level, area.code, *group.values(), "all")
                        found[key] = (
                            sum(fact["amount"] for fact in inside),
                            sum(resident["home"] in area.municipalities for resident in beside),
                        )
    return found


def _in_year(published: PublicationSet, year: int, days: Mapping[int, date]) -> bool:
    return published.years == "trend" or year == max(days)


def _items(kind: str, only: tuple[str, ...]) -> list[str]:
    """The items of a kind; where a set names some, those and what begins with them."""
    every = practice.item_names(kind) if kind in PRACTICE else cancer.item_names(kind)
    return [item for item in every if not only or item in only or item.split(".")[0] in only]


def _is_known(kind: str, day: date, observed: tuple[date, date]) -> bool:
    """Whether the registers observe everything that a kind looks at."""
    if kind in LOOKING_BACK:
        return observed[0] <= day.replace(year=day.year - 1) + timedelta(days=1)
    if kind in NEW_CASES:
        return _is_whole(day.year, observed)
    return True


def _is_whole(year: int, observed: tuple[date, date]) -> bool:
    return observed[0] <= date(year, 1, 1) and date(year, 12, 31) <= observed[1]


def facts(
    registers: Registers,
    plan: PublicationPlan,
    days: Mapping[int, date],
    year: int,
    observed: tuple[date, date],
    kinds: Container[str],
) -> Iterator[dict[str, Any]]:
    """What anybody counts for in a year: what the person is and where, kind, item and amount; only of these kinds."""
    day = days[year]
    for key in sorted({row["person_key"] for row in registers["population"]}):
        if (spell := home(registers, key, day)) is not None:
            resident = attributes(registers, spell, plan, day)
            for kind, item, amount in (*practice.facts(registers, key, day), *cancer.survivor(registers, key, day)):
                yield {**resident, "kind": kind, "item": item, "amount": amount}
        found = list(cancer.new_cases(registers, key, date(year, 1, 1), date(year, 12, 31)))
        if any(kind in kinds for kind in COURSES):
            calendar = [y for y in days if _is_whole(y, observed)]
            found += cancer.courses(registers, key, calendar, observed)
        for tumour, (kind, item, amount) in found:
            patient = _at_diagnosis(registers, plan, key, tumour)
            yield {**patient, "kind": kind, "item": item, "amount": amount}


def _at_diagnosis(registers: Registers, plan: PublicationPlan, key: int, tumour: Row) -> dict[str, Any]:
    """What a citizen was on the day of diagnosis, living where the Cancer Register says."""
    own = next(row for row in registers["population"] if row["person_key"] == key)
    spell = {**own, "municipality_code": tumour["municipality_code"]}
    return attributes(registers, spell, plan, tumour["diagnosis_date"])

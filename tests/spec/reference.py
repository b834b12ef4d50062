"""The definitions as plain loops over persons, written from their text and slow on purpose.

Nothing is shared with the views but the code lists, the geography and the models of params/: no SQL, no grouping, no
reduction. A register is a list of rows, a row is a dict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

from naerblik import codelists, geography
from naerblik.geography import Area
from naerblik.parameters import PublicationPlan

Row = Mapping[str, Any]
Registers = Mapping[str, list[dict[str, Any]]]
Key = tuple[Any, ...]


def holds(start: date, end: date | None, day: date) -> bool:
    """Intervals include their first and their last day; without an end they are still open."""
    return start <= day and (end is None or day <= end)


def completed_years(born: date, day: date) -> int:
    """Age: the number of birthdays. Who is born on 29 February has it on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def alive(person: Row, day: date) -> bool:
    """From the day of birth to the day before the day of death."""
    return person["birth_date"] <= day and (person["death_date"] is None or person["death_date"] > day)


def home(registers: Registers, person_key: int, day: date) -> Row | None:
    """Where a person lives on a day; nowhere when dead."""
    for spell in registers["population"]:
        lives_there = holds(spell["residence_start"], spell["residence_end"], day)
        if spell["person_key"] == person_key and lives_there and alive(spell, day):
            return spell
    return None


def delivers(registers: Registers, municipality: int, day: date) -> bool:
    """Whether a municipality delivered in the month of a day. Residents outside the 98 always count as covered."""
    if municipality == geography.UNKNOWN_MUNICIPALITY:
        return True
    for row in registers["fsiii_reporting"]:
        if row["municipality_code"] == municipality and row["month"] == day.replace(day=1) and row["delivered"]:
            return True
    return False


def moved_away(registers: Registers, person_key: int, municipality: int, day: date) -> bool:
    """Lived there, ended before the day, and does not live there on the day."""
    spells = [
        spell
        for spell in registers["population"]
        if spell["person_key"] == person_key and spell["municipality_code"] == municipality
    ]
    ended = any(spell["residence_end"] is not None and spell["residence_end"] < day for spell in spells)
    lives_there = any(holds(spell["residence_start"], spell["residence_end"], day) for spell in spells)
    return ended and not lives_there


def rule(registers: Registers, record: Row, day: date) -> str | None:
    """The named rule that a record falls under on a day; None when it does not hold or concerns no resident."""
    if record["law"] != codelists.HOME_NURSING or not holds(record["start_date"], record["end_date"], day):
        return None
    spell = home(registers, record["person_key"], day)
    if spell is None:
        return None
    if not all(delivers(registers, row["municipality_code"], day) for row in (spell, record)):
        return "rapporteret"
    if record["municipality_code"] == spell["municipality_code"]:
        return "bopael"
    if moved_away(registers, record["person_key"], record["municipality_code"], day):
        return "flyttet"
    return "anden_kommune"


def counts(registers: Registers, record: Row, day: date) -> bool:
    """Whether a record makes its citizen count on a day."""
    return rule(registers, record, day) in ("bopael", "anden_kommune")


def items(registers: Registers, person_key: int, day: date) -> set[tuple[str, str]]:
    """(kind of item, item) that a person counts for on a day."""
    found = set()
    for record in registers["fsiii_condition"]:
        if record["person_key"] == person_key and counts(registers, record, day):
            code, area = condition(record["code"])
            found |= {("conditions", code), ("areas", area), ("any_condition", "*")}
    for record in registers["fsiii_intervention"]:
        if record["person_key"] == person_key and counts(registers, record, day):
            found |= {("interventions", intervention(record["code"])), ("any_intervention", "*")}
    return found


def condition(delivered: str) -> tuple[str, str]:
    """Code and area of a condition under SUL §138, delivered as legacy code or UUID."""
    for code in codelists.conditions():
        if code.law == codelists.HOME_NURSING and delivered in (code.code, code.uuid):
            return code.code, code.area_code
    return "uoplyst", "uoplyst"


def intervention(delivered: str) -> str:
    """Code of an intervention under SUL §138, delivered as legacy code or UUID."""
    for code in codelists.interventions():
        if code.law == codelists.HOME_NURSING and delivered in (code.code, code.uuid):
            return code.code
    return "uoplyst"


def attributes(registers: Registers, spell: Row, plan: PublicationPlan, day: date) -> dict[str, Any]:
    """What a resident is on the reference date; several diseases, one of everything else."""
    key = spell["person_key"]
    years = completed_years(spell["birth_date"], day)
    band = max(index for index, youngest in enumerate(plan.age_bands) if youngest <= years)
    stays = [stay for stay in registers["nursing_home"] if stay["person_key"] == key]
    return {
        "sex": spell["sex"],
        "age": plan.age_labels()[band],
        "nursing_home": "yes" if any(holds(s["start_date"], s["end_date"], day) for s in stays) else "no",
        "disease": {
            row["disease"]
            for row in registers["chronic_disease"]
            if row["person_key"] == key and row["first_date"] <= day
        },
        "home": spell["municipality_code"],
        "items": items(registers, key, day),
    }


def residents(registers: Registers, plan: PublicationPlan, day: date) -> list[dict[str, Any]]:
    """Everyone who is counted on a day."""
    keys = sorted({row["person_key"] for row in registers["population"]})
    spells = [home(registers, key, day) for key in keys]
    return [attributes(registers, spell, plan, day) for spell in spells if spell is not None]


def item_names(kind: str) -> list[str]:
    """All items of a kind."""
    conditions = [code for code in codelists.conditions() if code.law == codelists.HOME_NURSING]
    interventions = [code for code in codelists.interventions() if code.law == codelists.HOME_NURSING]
    if kind == "conditions":
        return [*(code.code for code in conditions), "uoplyst"]
    if kind == "areas":
        return [*sorted({code.area_code for code in conditions}), "uoplyst"]
    if kind == "interventions":
        return [*(code.code for code in interventions), "uoplyst"]
    return ["*"]


def values(dimension: str, plan: PublicationPlan) -> list[str]:
    """The values of a dimension beside its total."""
    return {
        "sex": ["K", "M"],
        "age": list(plan.age_labels()),
        "nursing_home": ["yes", "no"],
        "disease": [disease.key for disease in codelists.chronic_diseases()],
    }[dimension]


def groups(dimensions: tuple[str, ...], plan: PublicationPlan) -> Iterator[dict[str, str]]:
    """Every choice of values for the dimensions of a set, 'all' among them."""
    nothing = dict.fromkeys(("sex", "age", "nursing_home", "disease"), "all")
    for size in range(len(dimensions) + 1):
        for shown in combinations(dimensions, size):
            for chosen in product(*(values(dimension, plan) for dimension in shown)):
                yield {**nothing, **dict(zip(shown, chosen, strict=True))}


def belongs(resident: Row, group: Mapping[str, str]) -> bool:
    """Whether a resident is in a group."""
    for dimension, value in group.items():
        if value == "all":
            continue
        if dimension == "disease" and value not in resident["disease"]:
            return False
        if dimension != "disease" and resident[dimension] != value:
            return False
    return True


def cells(registers: Registers, plan: PublicationPlan, days: Mapping[int, date]) -> dict[Key, tuple[int, int]]:
    """Key of a published cell -> (count, population). `days`: the reference date of each year of the trend."""
    present = {year: residents(registers, plan, day) for year, day in days.items()}
    found: dict[Key, tuple[int, int]] = {}
    for published in plan.sets:
        years = list(days) if published.years == "trend" else [max(days)]
        for kind, level, group in product(published.items, published.levels, list(groups(published.dimensions, plan))):
            everywhere = set(group.values()) == {"all"}
            trend = published.years == "trend" and kind in ("areas", "any_condition", "any_intervention") and everywhere
            for year, area, reporters in product(years, areas(level), ["month", "every_year"] if trend else ["month"]):
                asked = [
                    resident
                    for resident in present[year]
                    if resident["home"] in area.municipalities
                    and belongs(resident, group)
                    and reported(registers, resident["home"], days, year, reporters)
                ]
                for item in item_names(kind):
                    key = (kind, item, year, level, area.code, *group.values(), reporters)
                    found[key] = (sum((kind, item) in resident["items"] for resident in asked), len(asked))
    return found


def reported(registers: Registers, municipality: int, days: Mapping[int, date], year: int, reporters: str) -> bool:
    """Whether a municipality is among the reporters that a cell asks for."""
    asked = [days[year]] if reporters == "month" else list(days.values())
    return all(delivers(registers, municipality, day) for day in asked)


def areas(level: str) -> list[Area]:
    """The areas of a level on both maps."""
    return [area for area in geography.areas() if area.level == level]


def coverage(registers: Registers, plan: PublicationPlan, days: Mapping[int, date]) -> dict[Key, tuple[int, ...]]:
    """(year, level, area) -> municipalities, reporting ones, residents, residents of reporting ones."""
    found = {}
    for year, day in days.items():
        homes = [resident["home"] for resident in residents(registers, plan, day)]
        for area in geography.areas():
            known = [code for code in area.municipalities if code != geography.UNKNOWN_MUNICIPALITY]
            inside = [code for code in homes if code in area.municipalities]
            found[year, area.level, area.code] = (
                len(known),
                sum(delivers(registers, code, day) for code in known),
                len(inside),
                sum(delivers(registers, code, day) for code in inside),
            )
    return found


def yearly(registers: Registers, years: list[int], observed: tuple[date, date]) -> dict[Key, tuple[int, int]]:
    """(year, level, area) -> citizens with an intervention, person-days, by looking at every day of every person.

    A citizen counts who would count if one of the days of the year were the reference date, and counts where the home
    was on the last such day. Person-days are the days of residents in months that their municipality delivered.
    """
    found = {}
    for year in years:
        citizens: dict[int, int] = defaultdict(int)
        person_days: dict[int, int] = defaultdict(int)
        for key in {row["person_key"] for row in registers["population"]}:
            records = [r for r in registers["fsiii_intervention"] if r["person_key"] == key]
            last_home = None
            day = max(date(year, 1, 1), observed[0])
            while day <= min(date(year, 12, 31), observed[1]):
                spell = home(registers, key, day)
                if spell is not None and delivers(registers, spell["municipality_code"], day):
                    person_days[spell["municipality_code"]] += 1
                    if any(counts(registers, record, day) for record in records):
                        last_home = spell["municipality_code"]
                day += timedelta(days=1)
            if last_home is not None:
                citizens[last_home] += 1
        for area in geography.areas():
            inside = area.municipalities
            found[year, area.level, area.code] = (
                sum(citizens[code] for code in inside),
                sum(person_days[code] for code in inside),
            )
    return found


def named_rules(registers: Registers, days: Mapping[int, date]) -> dict[Key, tuple[int, int]]:
    """(register, rule, year) -> records and persons, for care that another municipality than the home reports."""
    met: dict[Key, list[int]] = defaultdict(list)
    for register in ("fsiii_condition", "fsiii_intervention"):
        for year, day in days.items():
            for record in registers[register]:
                name = rule(registers, record, day)
                if name in ("flyttet", "anden_kommune"):
                    met[register, name, year].append(record["person_key"])
    return {key: (len(persons), len(set(persons))) for key, persons in met.items()}

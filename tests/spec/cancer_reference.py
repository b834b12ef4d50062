"""Cancer as plain loops over tumours, days and months: who counts, where, as what, and for how much."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from hospital_reference import stays
from practice_reference import services, twelve_months
from reference import Registers, Row, completed_years, holds, home

from naerblik import codelists
from naerblik.codelists import HOME_NURSING

Fact = tuple[str, str, int]
MONTHS = range(-12, 24)
CLASSES = {"0": (0, 0), "1": (1, 4), "5": (5, 9), "10": (10, 999)}
"""Class of time since diagnosis -> first and last completed year."""
SECTORS = ["almen", "special", "ambulant", "indlagt", "sygepleje"]
BASAL_CELL = [str(number) for number in range(8090, 8099)]
OF_BLADDER = ["8010", "8120", "8130"]


def groups() -> list[str]:
    """The cancers that activity is shown for, and the rest of the total."""
    return [*(site.key for site in codelists.cancer_sites() if site.activity == site.key), "rest"]


def sites() -> list[str]:
    """The items of tumours: the total, the groups, each site of the rest, and other skin."""
    rest = [site.key for site in codelists.cancer_sites() if site.activity == "rest"]
    return ["total", *groups(), *rest, "other_skin"]


def item_names(kind: str) -> list[str]:
    """All items of a kind."""
    sectors = [sector for sector in SECTORS if sector != "sygepleje" or kind.endswith("users")]
    if kind in ("tumours", "cancer_patients"):
        return sites()
    if kind == "survivors":
        return [item for site in sites() for item in (site, *(f"{site}.{first}" for first in CLASSES))]
    if kind in ("survivor_users", "survivor_contacts"):
        return [f"{group}.{sector}" for group in ("total", *groups()) for sector in sectors]
    if kind in ("observed", "observed_days"):
        return [f"{group}.{month}" for group in groups() for month in MONTHS]
    return [f"{group}.{sector}.{month}" for group in groups() for sector in sectors for month in MONTHS]


def site_of(tumour: Row) -> str | None:
    """The site that a tumour counts under; None where it counts nowhere."""
    site = codelists.cancer_codes().get(tumour["icd10"])
    histology = (tumour["morphology"] or "")[:4]
    if site is None or next(s for s in codelists.cancer_sites() if s.key == site).counted == "outside":
        return None
    if site == "other_skin" and histology in BASAL_CELL:
        return None
    if site == "bladder" and tumour["icd10"].startswith("D") and histology not in OF_BLADDER:
        return None
    return site


def items_of_site(site: str) -> list[str]:
    """What a tumour of a site counts for: other skin stands outside the total."""
    if site == "other_skin":
        return [site]
    return [site, "total"] if site in groups() else [site, "rest", "total"]


def tumours(registers: Registers, person_key: int) -> list[Row]:
    """The tumours of a person that count, in the order of their diagnosis and number."""
    own = [t for t in registers["cancer_tumour"] if t["person_key"] == person_key and site_of(t) is not None]
    return sorted(own, key=lambda tumour: (tumour["diagnosis_date"], tumour["tumour_no"]))


def new_cases(registers: Registers, person_key: int, first: date, last: date) -> Iterator[tuple[Row, Fact]]:
    """The tumours of a calendar year, and the citizen once an item, at the first of them."""
    met = set()
    for tumour in tumours(registers, person_key):
        if first <= tumour["diagnosis_date"] <= last:
            for item in items_of_site(str(site_of(tumour))):
                yield tumour, ("tumours", item, 1)
                if item not in met:
                    met.add(item)
                    yield tumour, ("cancer_patients", item, 1)


def survivor(registers: Registers, person_key: int, day: date) -> Iterator[Fact]:
    """What a resident of the day counts for who had a tumour by then."""
    firsts: dict[str, date] = {}
    for tumour in tumours(registers, person_key):
        if tumour["diagnosis_date"] <= day:
            for item in items_of_site(str(site_of(tumour))):
                firsts.setdefault(item, tumour["diagnosis_date"])
    if not firsts:
        return
    in_sector = _contacts(registers, person_key)
    number = {s: sum(1 for sector, moment in in_sector if sector == s and twelve_months(moment, day)) for s in SECTORS}
    last_year = [day - timedelta(days=back) for back in range(367) if twelve_months(day - timedelta(days=back), day)]
    nursed = any(_is_nursed(registers, person_key, moment) for moment in last_year)
    for item, first in firsts.items():
        years = completed_years(first, day)
        yield "survivors", item, 1
        yield from (("survivors", f"{item}.{name}", 1) for name, (low, high) in CLASSES.items() if low <= years <= high)
        if item in ("total", *groups()):
            for sector in (s for s in SECTORS if number[s]):
                yield "survivor_users", f"{item}.{sector}", 1
                yield "survivor_contacts", f"{item}.{sector}", number[sector]
            if nursed:
                yield "survivor_users", f"{item}.sygepleje", 1


def courses(
    registers: Registers, person_key: int, years: list[int], observed: tuple[date, date]
) -> Iterator[tuple[Row, Fact]]:
    """The course of each group, from its first tumour in the calendar years, month by month and day by day."""
    in_sector = Counter(_contacts(registers, person_key))
    begun = set()
    for tumour in tumours(registers, person_key):
        group = next(item for item in (*items_of_site(str(site_of(tumour))), "") if item in (*groups(), ""))
        if group and group not in begun and tumour["diagnosis_date"].year in years:
            begun.add(group)
            for month in MONTHS:
                days = _days_under_observation(registers, person_key, tumour["diagnosis_date"], month, observed)
                for fact in _of_month(registers, person_key, f"{group}", month, days, in_sector):
                    yield tumour, fact


def _of_month(
    registers: Registers,
    person_key: int,
    group: str,
    month: int,
    days: list[date],
    in_sector: Mapping[tuple[str, date], int],
) -> Iterator[Fact]:
    if not days:
        return
    yield "observed", f"{group}.{month}", 1
    yield "observed_days", f"{group}.{month}", len(days)
    for sector in SECTORS:
        if number := sum(in_sector.get((sector, day), 0) for day in days):
            yield "course_users", f"{group}.{sector}.{month}", 1
            yield "course_contacts", f"{group}.{sector}.{month}", number
    if any(_is_nursed(registers, person_key, day) for day in days):
        yield "course_users", f"{group}.sygepleje.{month}", 1


def months_later(day: date, months: int) -> date:
    """The same day so many calendar months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _days_under_observation(
    registers: Registers, person_key: int, diagnosis: date, month: int, observed: tuple[date, date]
) -> list[date]:
    """The days of a month from diagnosis on which the person lives in the country and the registers observe."""
    first, following = months_later(diagnosis, month), months_later(diagnosis, month + 1)
    every = [first + timedelta(days=n) for n in range((following - first).days)]
    return [d for d in every if observed[0] <= d <= observed[1] and home(registers, person_key, d) is not None]


def _contacts(registers: Registers, person_key: int) -> list[tuple[str, date]]:
    """Sector and day of each contact: a stay counts on its first day, a row of services as often as it says."""
    found = []
    for row in registers["health_service"]:
        if row["person_key"] == person_key:
            is_contact = f"{row['specialty']}:{row['service_code']}" in services()["kontakt"]
            if row["specialty"] != "80" or is_contact:
                sector = "almen" if row["specialty"] == "80" else "special"
                found += [(sector, row["treatment_date"])] * row["services"]
    for stay in stays(registers, person_key):
        found.append(("indlagt" if stay.is_admission else "ambulant", stay.start.date()))
    return found


def _is_nursed(registers: Registers, person_key: int, day: date) -> bool:
    """Whether a municipality has granted an intervention under SUL §138 on the day."""
    return any(
        record["person_key"] == person_key
        and record["law"] == HOME_NURSING
        and holds(record["start_date"], record["end_date"], day)
        for record in registers["fsiii_intervention"]
    )

"""The small relations of cancer that its views read in place of parameters."""

from __future__ import annotations

from datetime import date

import pandas as pd

from naerblik import codelists
from naerblik.items import (
    DURATIONS,
    KINDS,
    MONTHS,
    REST,
    SECTORS,
    SEPARATOR,
    TOTAL_SITE,
    UNKNOWN_CODE,
    age_strata,
    cancer_groups,
    items_of,
)
from naerblik.parameters import ItemKind
from naerblik.views import numbering
from naerblik.views.period import Period

LONGEST = 200
"""Completed years that the last class of time since diagnosis reaches to: beyond any life."""
FACT = {"fact_no": "int16"}
NEW_CASES: tuple[ItemKind, ...] = ("tumours", "cancer_patients")
CARE: tuple[ItemKind, ...] = ("survivor_users", "survivor_contacts")
SURVIVORS: tuple[ItemKind, ...] = ("survivors", *CARE)
COURSES: tuple[ItemKind, ...] = ("observed", "observed_days", "course_users", "course_contacts")
KINDS_OF: dict[str, tuple[ItemKind, ...]] = {
    "tumour_item": ("tumours",),
    "patient_item": ("cancer_patients",),
    "survivor_item": ("survivors",),
    "survivor_use_item": CARE,
    "course_time_item": ("observed", "observed_days"),
    "course_use_item": ("course_users", "course_contacts"),
}
"""Relation with a column `fact_no` -> the kinds that are counted from the rows it names."""


def cancer(published: pd.DataFrame, period: Period) -> dict[str, pd.DataFrame]:
    """Relation -> rows. `published` is the data frame of naerblik.views.plan.together."""
    is_asked = published["items"].isin(KINDS["kraeft"]).any()  # nothing is counted for a topic nobody asked for
    return {
        "case_year": _case_years(published, period),
        "survivor_year": _survivor_years(published, period),
        "survivor_care_year": _spans([(y, *period.twelve_months(y)) for y in _years(published, CARE)]),
        "course_month": _course_months(published, period),
        "day_number": _day_numbers(period),
        "age_stratum": _age_strata(),
        "cancer_code": _codes() if is_asked else _codes()[:0],
        "cancer_item": _items(),
        "tumour_item": _items().assign(fact_no=lambda f: f.pop("item").map(_facts("tumours"))).astype(FACT),
        "patient_item": _of(KINDS_OF["patient_item"], ["item"]),
        "cancer_group": _groups(),
        "survivor_item": _survivor_items(),
        "survivor_use_item": _of(KINDS_OF["survivor_use_item"], ["item", "sector"]),
        "course_time_item": _of(KINDS_OF["course_time_item"], ["activity", "month"]),
        "course_use_item": _of(KINDS_OF["course_use_item"], ["activity", "sector", "month"]),
        "sector": _sectors(),
        "sector_service": _sector_services(),
    }


def _years(published: pd.DataFrame, kinds: tuple[ItemKind, ...]) -> list[int]:
    return sorted(int(year) for year in published.loc[published["items"].isin(kinds), "year"].unique())


def _spans(rows: list[tuple[int, date, date]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["year", "first_day", "last_day"])
    return frame.astype({"year": "int64", "first_day": "datetime64[s]", "last_day": "datetime64[s]"})


def _case_years(published: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The calendar years of new cases, and those in which courses begin: all that are observed whole."""
    courses = set(period.calendar) if _years(published, COURSES) else set()
    years = sorted(courses.union(_years(published, NEW_CASES)))
    first, last = period.observed
    return _spans([(y, max(first, date(y, 1, 1)), min(last, date(y, 12, 31))) for y in years])


def _survivor_years(published: pd.DataFrame, period: Period) -> pd.DataFrame:
    rows = [(year, period.reference_dates[year]) for year in _years(published, SURVIVORS)]
    frame = pd.DataFrame(rows, columns=["year", "reference_date"])
    return frame.astype({"year": "int64", "reference_date": "datetime64[s]"})


def _course_months(published: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The months of courses in each year that publishes them; observation is that of the whole snapshot."""
    rows = [(year, month, *period.observed) for year in _years(published, COURSES) for month in MONTHS]
    frame = pd.DataFrame(rows, columns=["year", "month", "first_observed", "last_observed"])
    days = {"first_observed": "datetime64[s]", "last_observed": "datetime64[s]"}
    return frame.astype({"year": "int64", "month": "int16"} | days)


def _day_numbers(period: Period) -> pd.DataFrame:
    """The observed days, numbered: engines disagree about the difference of two dates."""
    days = pd.date_range(*period.observed, unit="s")
    return pd.DataFrame({"day": days, "number": range(len(days))})


def _age_strata() -> pd.DataFrame:
    rows = [
        (age, stratum.label) for stratum in age_strata() for age in range(stratum.first, (stratum.last or LONGEST) + 1)
    ]
    return pd.DataFrame(rows, columns=["completed_years", "stratum"])


def _codes() -> pd.DataFrame:
    """ICD-10 code -> its site; `is_benign` marks the codes of tumours that are in situ, benign or uncertain."""
    counted = {site.key for site in codelists.cancer_sites() if site.counted != "outside"}
    rows = [(code, site, int(code[0] == "D")) for code, site in codelists.cancer_codes().items() if site in counted]
    return pd.DataFrame(rows, columns=["icd10", "site", "is_benign"])


def _items() -> pd.DataFrame:
    """Site -> the items that its tumours count for: itself, the rest, the total."""
    rows = []
    for site in codelists.cancer_sites():
        if site.counted == "outside":
            continue
        rows.append((site.key, site.key))
        if site.counted == "total":
            rows.append((site.key, TOTAL_SITE))
            if site.activity == REST:
                rows.append((site.key, REST))
    return pd.DataFrame(rows, columns=["site", "item"])


def _groups() -> pd.DataFrame:
    rows = [(site.key, site.activity) for site in codelists.cancer_sites() if site.activity in cancer_groups()]
    return pd.DataFrame(rows, columns=["site", "activity"])


def _survivor_items() -> pd.DataFrame:
    """Item of a cancer -> itself over all years since diagnosis, and each class of them."""
    ends = [*(first - 1 for first in DURATIONS[1:]), LONGEST]
    facts = _facts("survivors")
    rows = []
    for item in items_of("cancer_patients"):
        rows.append((item, 0, LONGEST, facts[item]))
        classes = zip(DURATIONS, ends, strict=True)
        rows += [(item, first, last, facts[f"{item}{SEPARATOR}{first}"]) for first, last in classes]
    return pd.DataFrame(rows, columns=["item", "first_year", "last_year", "fact_no"]).astype(FACT)


def _of(kinds: tuple[ItemKind, ...], parts: list[str]) -> pd.DataFrame:
    """What the items of kinds that are counted from the same rows consist of; the first kind has all of them."""
    rows = [(*item.split(SEPARATOR), number) for item, number in _facts(kinds[0]).items()]
    frame = pd.DataFrame(rows, columns=[*parts, "fact_no"]).astype(FACT)
    if "sector" in parts:
        frame["sector_no"] = frame.pop("sector").map(SECTORS.index).astype("int8")
    return frame.astype({"month": "int16"}) if "month" in parts else frame


def _facts(kind: ItemKind) -> dict[str, int]:
    return {item: numbering.fact_no(kind, item) for item in items_of(kind)}


def _sectors() -> pd.DataFrame:
    """Sector -> its number, which contacts carry."""
    return pd.DataFrame(enumerate(SECTORS), columns=["sector_no", "sector"]).astype({"sector_no": "int8"})


def _sector_services() -> pd.DataFrame:
    """Contacts with general practice, and all services of practising specialists, also those that no list names."""
    contacts = next(s.codes for s in codelists.practice_items("service") if s.item == "kontakt")
    rows = [("almen", *code.split(":")) for code in contacts]
    of_specialists = [s for s in codelists.practice_services() if s.specialty != "80"]
    rows += [("special", s.specialty, s.code) for s in of_specialists]
    rows += [("special", specialty, UNKNOWN_CODE) for specialty in dict.fromkeys(s.specialty for s in of_specialists)]
    frame = pd.DataFrame(rows, columns=["sector", "specialty", "service_code"])
    return frame.assign(sector_no=frame.pop("sector").map(SECTORS.index).astype("int8"))

"""The small relations of general practice that its views read in place of parameters."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from naerblik import codelists
from naerblik.items import KINDS, SEPARATOR, items_of
from naerblik.parameters import ItemKind
from naerblik.views import numbering
from naerblik.views.period import Period

CARE: tuple[ItemKind, ...] = (
    "examinations",
    "acute_admissions",
    "users",
    "services",
    "diagnosis_users",
    "diagnosis_services",
)
"""Kinds that need services or admissions of twelve months."""
KINDS_OF: dict[str, tuple[ItemKind, ...]] = {
    "gp_diagnosed": ("diagnoses", "new_diagnoses"),
    "gp_expected": ("examinations",),
    "gp_admission": ("acute_admissions",),
    "gp_used": ("users", "services"),
    "gp_contact": ("diagnosis_users", "diagnosis_services"),
}
"""Relation with a column `fact_no` -> the kinds that are counted from the rows it names."""


def general_practice(published: pd.DataFrame, period: Period) -> dict[str, pd.DataFrame]:
    """Relation -> rows. `published` is the data frame of naerblik.views.plan.together."""
    is_asked = published["items"].isin(KINDS["almen_praksis"]).any()  # nothing is counted for a topic nobody asked for
    years = sorted(int(year) for year in published["year"].unique())
    with_care = sorted(int(year) for year in published.loc[published["items"].isin(CARE), "year"].unique())
    return {
        "twelve_months": _twelve_months(years, period),
        "care_day": _days(_twelve_months(with_care, period)),
        "gp_code": _codes() if is_asked else _codes()[:0],
        "gp_service": _services() if is_asked else _services()[:0],
        "gp_diagnosed": _of_diagnoses("diagnoses"),
        "gp_admission": _of_diagnoses("acute_admissions"),
        "gp_used": _used(),
        "gp_expected": _of_services(KINDS_OF["gp_expected"]),
        "gp_contact": _of_services(KINDS_OF["gp_contact"]),
    }


def _twelve_months(years: list[int], period: Period) -> pd.DataFrame:
    rows = [(year, *period.twelve_months(year)) for year in years]
    frame = pd.DataFrame(rows, columns=["year", "first_day", "last_day"])
    return frame.astype({"year": "int64", "first_day": "datetime64[s]", "last_day": "datetime64[s]"})


def _days(months: pd.DataFrame) -> pd.DataFrame:
    """Every day of the twelve months of each year; a day can belong to more than one."""
    spans = months.itertuples(index=False, name=None)
    rows = [(year, day) for year, first, last in spans for day in pd.date_range(first, last, unit="s")]
    return pd.DataFrame(rows, columns=["year", "day"]).astype({"year": "int64", "day": "datetime64[s]"})


def _codes() -> pd.DataFrame:
    """ICPC-2 code -> the diagnoses that it belongs to: its own, and diabetes of either type."""
    numbers = _diagnosis_numbers()
    rows = [(code, numbers[d.item]) for d in codelists.practice_items("diagnosis") for code in d.codes]
    return _numbered(rows, ["code", "diagnosis_no"])


def _services() -> pd.DataFrame:
    numbers = _service_numbers()
    rows = [(*code.split(":"), numbers[s.item]) for s in codelists.practice_items("service") for code in s.codes]
    return _numbered(rows, ["specialty", "service_code", "service_no"])


def _of_diagnoses(kind: ItemKind) -> pd.DataFrame:
    rows = [(number, numbering.fact_no(kind, item)) for item, number in _diagnosis_numbers().items()]
    return _numbered(rows, ["diagnosis_no", "fact_no"])


def _used() -> pd.DataFrame:
    rows = [(number, numbering.fact_no("users", item)) for item, number in _service_numbers().items()]
    return _numbered(rows, ["service_no", "fact_no"])


def _of_services(kinds: tuple[ItemKind, ...]) -> pd.DataFrame:
    """What is counted of a diagnosis and a service at once: the items of kinds that are counted from the same rows."""
    diagnoses, services = _diagnosis_numbers(), _service_numbers()
    pairs = {item: item.split(SEPARATOR) for item in items_of(kinds[0])}
    rows = [(diagnoses[d], services[s], numbering.fact_no(kinds[0], item)) for item, (d, s) in pairs.items()]
    return _numbered(rows, ["diagnosis_no", "service_no", "fact_no"])


def _diagnosis_numbers() -> dict[str, int]:
    return {d.item: number for number, d in enumerate(codelists.practice_items("diagnosis"))}


def _service_numbers() -> dict[str, int]:
    return {s.item: number for number, s in enumerate(codelists.practice_items("service"))}


def _numbered(rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).astype({name: "int16" for name in columns if name.endswith("_no")})

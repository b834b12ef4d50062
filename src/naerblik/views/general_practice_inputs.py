"""The small relations of general practice that its views read in place of parameters."""

from __future__ import annotations

import pandas as pd

from naerblik import codelists
from naerblik.items import KINDS, SEPARATOR, items_of
from naerblik.parameters import ItemKind
from naerblik.views.period import Period
from naerblik.views.plan import TOTAL

CARE: tuple[ItemKind, ...] = (
    "examinations",
    "acute_admissions",
    "users",
    "services",
    "diagnosis_users",
    "diagnosis_services",
)
"""Kinds that need services or admissions of twelve months."""


def general_practice(published: pd.DataFrame, period: Period) -> dict[str, pd.DataFrame]:
    """Relation -> rows. `published` is the data frame of naerblik.views.plan.published."""
    is_asked = published["items"].isin(KINDS["almen_praksis"]).any()  # nothing is counted for a topic nobody asked for
    years = sorted(int(year) for year in published["year"].unique())
    with_care = sorted(int(year) for year in published.loc[published["items"].isin(CARE), "year"].unique())
    diseases = published.loc[published["disease"] != TOTAL, ["year", "items"]].drop_duplicates(ignore_index=True)
    return {
        "twelve_months": _twelve_months(years, period),
        "care_year": _twelve_months(with_care, period),
        "fact_by_disease": diseases.astype({"year": "int64"}),
        "gp_code": _codes() if is_asked else _codes()[:0],
        "gp_service": _services() if is_asked else _services()[:0],
        "gp_expected": _expected(),
        "gp_contact": _contacts(),
    }


def _twelve_months(years: list[int], period: Period) -> pd.DataFrame:
    rows = [(year, *period.twelve_months(year)) for year in years]
    frame = pd.DataFrame(rows, columns=["year", "first_day", "last_day"])
    return frame.astype({"year": "int64", "first_day": "datetime64[s]", "last_day": "datetime64[s]"})


def _codes() -> pd.DataFrame:
    """ICPC-2 code -> the diagnoses that it belongs to: its own, and diabetes of either type."""
    rows = [(code, d.item) for d in codelists.practice_items("diagnosis") for code in d.codes]
    return pd.DataFrame(rows, columns=["code", "item"])


def _services() -> pd.DataFrame:
    rows = [(*code.split(":"), s.item) for s in codelists.practice_items("service") for code in s.codes]
    return pd.DataFrame(rows, columns=["specialty", "service_code", "item"])


def _expected() -> pd.DataFrame:
    expected = codelists.expected_examinations()
    rows = [(e.diagnosis, e.examination, item) for e, item in zip(expected, items_of("examinations"), strict=True)]
    return pd.DataFrame(rows, columns=["diagnosis", "examination", "item"])


def _contacts() -> pd.DataFrame:
    rows = [(*item.split(SEPARATOR), item) for item in items_of("diagnosis_services")]
    return pd.DataFrame(rows, columns=["diagnosis", "service", "item"])

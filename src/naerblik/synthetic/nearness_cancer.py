"""How near the synthetic tumours lie to published incidence and prevalence: the figures that nearness compares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from naerblik import codelists
from naerblik.engine.duckdb import Connection, attach_table, query
from naerblik.registers.snapshot import Snapshot
from naerblik.synthetic.demography import OLDEST_GROUP, SEXES
from naerblik.synthetic.nearness_figures import Figure, Tolerance

SQL = Path(__file__).with_name("sql") / "nearness"
PEOPLE = dict(zip(SEXES, ("kvinder", "mænd"), strict=True))
DRAWN = "trukket tilfældigt; rater for 2013-2017 på folketallet 1. juli"
SITES = Tolerance(DRAWN, drawn=1, model_percent=3)
AGES = Tolerance(DRAWN, drawn=1, model_percent=4)
LUNG = Tolerance("trukket tilfældigt; årets niveau på årets folketal", drawn=1, model_percent=3)
LIVING = Tolerance(
    "overlevelsen er anslået; kilden tæller også godartede svulster i hjernen og tilfælde før 1978",
    drawn=1,
    model_percent=6,
)


def figures(connection: Connection, snapshot: Snapshot, scale: float) -> Iterator[Figure]:
    """Figures of the whole country with the tumours and persons found, not yet scaled.

    The registers are attached to the connection, and midsummer (year, day). `scale`: residents of the whole country
    for each synthetic one.
    """
    codes = pd.DataFrame(list(codelists.cancer_codes().items()), columns=["icd10", "site"])
    attach_table(connection, "site_of_code", codes)
    cases = query(connection, _sql("cancer_cases"))
    years = query(connection, _sql("cancer_years")).set_index(["sex", "age_group"])["person_years"]
    expected = _expected(years) * scale
    yield from _sites(cases, expected)
    yield from _ages(cases, expected)
    yield from _lung(cases)
    yield from _living(connection, snapshot)


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _expected(years: pd.Series[float]) -> pd.Series[float]:
    """site, sex, age_group -> cases that the published rates give on these person-years."""
    found = {
        (site, sex, min(age // 5, OLDEST_GROUP)): cases / person_years * float(years.get((sex, age // 5), 0.0))
        for (site, sex, age), (cases, person_years) in codelists.cancer_incidence().items()
    }
    return pd.Series(found, dtype=float).rename_axis(["site", "sex", "age_group"])


def _sites(cases: pd.DataFrame, expected: pd.Series[float]) -> Iterator[Figure]:
    found = cases.groupby(["site", "sex"])["cases"].sum()
    published = expected.groupby(["site", "sex"]).sum()
    for site in codelists.cancer_sites():
        for sex in site.sexes if site.ci5_labels and site.key != "lung" else ():
            name = f"{site.label}, {PEOPLE[sex]}"
            tumours = int(found.get((site.key, sex), 0))
            yield Figure("Nye kræfttilfælde i perioden", name, float(published[site.key, sex]), tumours, SITES)


def _ages(cases: pd.DataFrame, expected: pd.Series[float]) -> Iterator[Figure]:
    """Every cancer of the total but lung, whose level is another one."""
    total = [site.key for site in codelists.cancer_sites() if site.counted == "total" and site.key != "lung"]
    found = cases[cases["site"].isin(total)].groupby(["sex", "age_group"])["cases"].sum()
    published = expected[expected.index.get_level_values("site").isin(total)].groupby(["sex", "age_group"]).sum()
    for sex in SEXES:
        for group in range(OLDEST_GROUP + 1):
            ages = f"{5 * group}+" if group == OLDEST_GROUP else f"{5 * group}-{5 * group + 4}"
            name = f"{PEOPLE[sex]} {ages} år, uden lunge og anden hudkræft"
            tumours = int(found.get((sex, group), 0))
            yield Figure("Nye kræfttilfælde efter køn og alder", name, float(published[sex, group]), tumours, AGES)


def _lung(cases: pd.DataFrame) -> Iterator[Figure]:
    lung = cases[cases["site"] == "lung"].groupby(["sex", "year"])["cases"].sum()
    for (sex, year), (published, _) in codelists.lung_cancer().items():
        if (sex, year) in lung.index:
            yield Figure("Nye tilfælde af lungekræft", f"{PEOPLE[sex]} {year}", published, int(lung[sex, year]), LUNG)


def _living(connection: Connection, snapshot: Snapshot) -> Iterator[Figure]:
    """Who lived with an earlier cancer when the window began, where a published number is of that day."""
    year = snapshot.observation_start.year - 1
    published = codelists.cancer_totals().get(("prevalence end of year", "both", year))
    if published is not None:
        ((living,),) = connection.execute(_sql("cancer_living")).fetchall()
        yield Figure("Personer, der lever med kræft", f"31. december {year}", published, living, LIVING)

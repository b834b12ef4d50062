"""How near a synthetic snapshot lies to the published figures: a table with a tolerance and its reason for each.

Figures of a smaller country are scaled to the whole one. A tolerance has two parts: what the number of synthetic
persons behind a figure implies, who are whole or drawn, and what the model is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from naerblik import codelists, geography
from naerblik.engine.duckdb import Connection, DuckDB, attach_table, spilling
from naerblik.project import registers_store
from naerblik.registers import snapshot as snapshots
from naerblik.registers.snapshot import Snapshot
from naerblik.synthetic import assumptions as assumed
from naerblik.synthetic import nearness_cancer
from naerblik.synthetic.demography import OLDEST_GROUP, SEXES, pyramid
from naerblik.synthetic.nearness_figures import Figure, Tolerance
from naerblik.synthetic.nearness_health import health

SQL = Path(__file__).with_name("sql") / "nearness"
HEADINGS = {
    "group": "Emne",
    "figure": "Tal",
    "published": "Offentliggjort",
    "synthetic": "Syntetisk, omregnet",
    "deviation_percent": "Afvigelse, pct.",
    "tolerance_percent": "Tolerance, pct.",
    "reason": "Tolerancens begrundelse",
    "within": "Inden for",
}
INTRODUCTION = """# Så tæt ligger de syntetiske registre på de offentliggjorte tal

SYNTETISKE DATA. Registrene {name} beskriver ingen virkelige personer. {inside} af {figures} tal ligger inden for den
tolerance, som registrenes størrelse giver.

Folketal, plejehjem og indberetning: Danmarks Statistik. Kroniske sygdomme: Egne beregninger baseret på tal fra
Sundhedsdatastyrelsen (RUKS). Sygehusophold: Danmarks Statistik. Kontakter og diagnoser i almen praksis er antagelser,
ingen offentliggjorte tal. Nye tilfælde af astma er ikke med: i RUKS ophører sygdommen hos mange, men i registret
ophører ingen sygdom før døden.

Kræft: nye tilfælde er sammenholdt med raterne for 2013-2017 (IARC, CI5 XII), de nyeste efter alder, på periodens
folketal; lungekræft med NORDCAN for de samme år; personer, der lever med kræft, med Sundhedsdatastyrelsens opgørelse.

"""


MUNICIPAL = Tolerance("hele personer; kildens tal er 0,015 pct. højere end landets", whole=1, model_percent=0.05)
AGES = Tolerance("hele personer i hver kommune; fødselsdage på dagen nær", whole=14, model_percent=0.3)
TOTALS = Tolerance("de 5 pct., der er indvandret i perioden, er trukket tilfældigt", drawn=0.05, model_percent=0.02)
ILL = Tolerance("trukket tilfældigt; sygdom og død jævnt fordelt over året", drawn=1, model_percent=2.5)
NEWLY_ILL = Tolerance("trukket tilfældigt; nye tilfælde jævnt fordelt over året", drawn=1, model_percent=6)
HOMES = Tolerance("trukket tilfældigt; samme til- og afgang i hele perioden", drawn=1, model_percent=3)
MONTHS = Tolerance("omkring 85 kommuner ifølge kilden", model_percent=1.5)
EXACT = Tolerance("skal være det samme")


def compare(snapshot: Snapshot, memory_limit: str | None = None) -> pd.DataFrame:
    """A row for each published figure: group, figure, published, synthetic (scaled to the whole country),
    deviation_percent, tolerance_percent, reason and within (bool). `snapshot` must be a synthetic one.
    """
    national = pyramid(snapshot.observation_end.year + 1)
    with spilling(memory_limit) as connection:
        snapshots.attach(DuckDB(connection), snapshot)
        _attach_days(connection, snapshot)
        places = dict(_rows(connection, "municipalities"))
        scale = float(national.sum()) / sum(places.values())
        persons = [
            *_municipalities(places),
            *_ages(connection, national),
            *_totals(connection),
            *_diseases(connection),
            *_nursing_homes(connection),
            *nearness_cancer.figures(connection, snapshot, scale),
        ]
        rows = [_compared(figure, scale) for figure in [*persons, *health(connection, snapshot, scale)]]
        rows += [_compared(figure, 1.0) for figure in _reporting(connection)]
    return pd.DataFrame(rows, columns=list(HEADINGS))


def write(snapshot: Snapshot, memory_limit: str | None = None) -> Path:
    """Writes the comparison beside the snapshot, as CSV and in Danish as Markdown; returns the Markdown file."""
    frame = compare(snapshot, memory_limit)
    file = registers_store() / f"{snapshot.name}-naerhed.md"
    frame.to_csv(file.with_suffix(".csv"), index=False)
    head = INTRODUCTION.format(name=snapshot.name, inside=frame["within"].sum(), figures=len(frame))
    lines = [_line(HEADINGS.values()), "|---|---|---:|---:|---:|---:|---|---|"]
    lines += [_line(_in_danish(row)) for row in frame.itertuples(index=False)]
    file.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return file


def _compared(figure: Figure, scale: float) -> tuple[object, ...]:
    deviation = 100 * (figure.found * scale / figure.published - 1)
    allowed = figure.tolerance.percent(figure.published / scale)
    start = (figure.group, figure.name, figure.published, figure.found * scale)
    return (*start, deviation, allowed, figure.tolerance.reason, abs(deviation) <= allowed)


def _rows(connection: Connection, name: str) -> list[tuple[Any, ...]]:
    return connection.execute((SQL / f"{name}.sql").read_text(encoding="utf-8")).fetchall()


def _attach_days(connection: Connection, snapshot: Snapshot) -> None:
    """new_year and midsummer (year, day): the days on which the published figures count."""
    first, last = snapshot.observation_start.year, snapshot.observation_end.year
    for name, day, years in (
        ("new_year", "01-01", range(first, last + 2)),
        ("midsummer", "07-01", range(first, last + 1)),
    ):
        days = pd.to_datetime([f"{year}-{day}" for year in years])
        attach_table(connection, name, pd.DataFrame({"year": list(years), "day": days}))


def _municipalities(places: dict[int, int]) -> Iterator[Figure]:
    for place in geography.municipalities():
        yield Figure("Folketal i kommunen", place.name, place.population, places.get(place.code, 0), MUNICIPAL)


def _ages(connection: Connection, national: np.ndarray[Any, np.dtype[np.float64]]) -> Iterator[Figure]:
    found = {(sex, group): persons for sex, group, persons in _rows(connection, "ages")}
    for sex, people, published in zip(SEXES, ("Kvinder", "Mænd"), national, strict=True):
        for group, persons in enumerate(published):
            ages = f"{5 * group}+" if group == OLDEST_GROUP else f"{5 * group}-{5 * group + 4}"
            yield Figure(
                "Folketal efter køn og alder", f"{people} {ages} år", persons, found.get((sex, group), 0), AGES
            )


def _totals(connection: Connection) -> Iterator[Figure]:
    for year, persons in _rows(connection, "totals"):
        yield Figure("Folketal i hele landet", f"1. januar {year}", float(pyramid(year).sum()), persons, TOTALS)


def _diseases(connection: Connection) -> Iterator[Figure]:
    published, profiles = codelists.ruks_national(), assumed.load().diseases.profiles
    labels = {disease.key: disease.label for disease in codelists.chronic_diseases()}
    for disease, year, ill, newly_ill in _rows(connection, "diseases"):
        name = f"{labels[disease]} {year}"
        yield Figure("Personer med sygdommen 1. juli", name, published[disease, "prevalence", year], ill, ILL)
        if profiles[disease].of_deaths_at_most == 1:
            yield Figure("Nye tilfælde i året", name, published[disease, "incidence", year], newly_ill, NEWLY_ILL)


def _nursing_homes(connection: Connection) -> Iterator[Figure]:
    published = assumed.load().nursing_home.residents
    for year, persons in _rows(connection, "nursing_homes"):
        yield Figure("Beboere på plejehjem", f"1. juli {year}", published, persons, HOMES)


def _reporting(connection: Connection) -> Iterator[Figure]:
    facts, group = assumed.load().reporting, "Kommuner, der indberetter til Fælles Sprog III"
    ((in_a_month, ever),) = _rows(connection, "reporting")
    yield Figure(group, "i gennemsnit pr. måned", facts.in_a_month, in_a_month, MONTHS)
    yield Figure(group, "mindst én måned", facts.ever, ever, EXACT)


def _in_danish(row: Any) -> list[str]:
    whole = [format_decimal(round(value), locale="da_DK") for value in (row.published, row.synthetic)]
    shares = (row.deviation_percent, row.tolerance_percent)
    percent = [format_decimal(value, "0.00", locale="da_DK") for value in shares]
    return [row.group, row.figure, *whole, *percent, row.reason, "ja" if row.within else "nej"]


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"

"""The pages of cancer and general practice hold what plain Python counts over the registers, number by number.

A real run is made over the generated registers of a small country, with its notebooks and its renderer. Nearly all
numbers of so few would be hidden: here they are shown as they were counted, so that every one of them is compared.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from cancer_tables_reference import tables as cancer_tables
from findings_reference import (
    headings_of_cancer,
    headings_of_practice,
    key_findings_of_cancer,
    key_findings_of_practice,
)
from lxml import html
from plain_country import Country, Place, persons
from practice_tables_reference import tables as practice_tables
from printed import PlainTable, danish, differences, numbers, plain_text, tables
from standardised_reference import table as standardised_table

from naerblik import geography
from naerblik import parameters as params
from naerblik.disclosure import cancer_figures, cancer_rates, protected_frames
from naerblik.disclosure.cube import ProtectedCube
from naerblik.disclosure.protected_frames import ProtectedFrames
from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB
from naerblik.project import PARAMS
from naerblik.registers import snapshot
from naerblik.run import prepare, reports
from naerblik.run.job import Reporter
from naerblik.run.topic_reports import REPORTS
from naerblik.run.topics import TOPICS
from naerblik.synthetic import generate

PERSONS = 6000
ASKED = ("kraeft", "almen_praksis")
PLACES = ["1084", geography.COUNTRY]
SILENT = Reporter(step=lambda text: None, expect=lambda text, total: None, advance=lambda: None)
NOT_COUNTED = {
    "definitioner": "words",
    "kilder": "words and years of publication",
    "oprindelse": "words: the way from input to output",
    "forventninger": "words",
    "datakvalitet": "rows that were left out before there were registers: tests/unit/registers",
}
"""End of the key of a table -> why it holds no number that can be counted over the registers."""
AT_LEAST = {"kraeft": 3000, "almen_praksis": 2000}
"""Plain numbers above nought that are compared on a page."""
DAYS = 100  # of person-years a single day is not seen

each_page = pytest.mark.parametrize(("place", "topic"), [(place, topic) for topic in ASKED for place in PLACES])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of both topics, with protection that hides nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(tmp_path_factory.mktemp("store")))
        patch.setenv("NAERBLIK_REPORTS", str(tmp_path_factory.mktemp("reports")))
        patch.setattr(protected_frames, "protected", nothing_hidden)
        made = reports.run(asked(), SILENT)
        assert [outcome.state for outcome in made.outcomes] == ["made"] * len(PLACES)
        yield made


def asked() -> params.RunParameters:
    return params.load_run(PARAMS / "standard.yaml", recipients=PLACES, topics=list(ASKED), persons=PERSONS)


def nothing_hidden(frames, rules, fixed, strata) -> ProtectedFrames:
    """The frames as they were counted, and every figure that there are enough tumours for."""
    shown = {name: frame.assign(hidden=False) for name, frame in frames.items()}
    with pytest.MonkeyPatch.context() as patch:
        every = cancer_figures.figures
        patch.setattr(
            cancer_rates.Clearing, "cleared", lambda own, item, tumours, beside: every(tumours, own.residents)
        )
        rates, residents = cancer_rates.published(strata, shown["cells"], threshold=1)
    made = shown | {"rates": rates, "age_population": residents}
    return ProtectedFrames(made, {"citizens": 0}, pd.DataFrame({"number": [0]}))


@pytest.fixture(scope="module")
def pages(run) -> dict[tuple[str, str], html.HtmlElement]:
    return {
        (outcome.recipient.code, topic): html.parse(str(Path(outcome.folder) / TOPICS[topic].page)).getroot()
        for outcome in run.outcomes
        for topic in ASKED
    }


@pytest.fixture(scope="module")
def country(run) -> Country:
    connection = duckdb.connect()
    snapshot.attach(DuckDB(connection), generate.make(PERSONS))
    return Country(persons(connection))


@pytest.fixture(scope="module")
def places(country) -> dict[str, Place]:
    return {code: Place(country, geography.area(code)) for code in PLACES}


@pytest.fixture(scope="module")
def plain(places) -> dict[tuple[str, str], dict[str, PlainTable]]:
    """Every table of every page, counted plainly."""
    found = {}
    for code, place in places.items():
        found[code, "kraeft"] = cancer_tables(place) | {"kraeft-standardiseret": standardised_table(place)}
        found[code, "almen_praksis"] = practice_tables(place)
    return found


@each_page
def test_every_table_of_the_page_is_the_plain_one(pages, plain, place, topic):
    printed = tables(pages[place, topic])
    counted = {key for key in printed if key.rpartition("-")[2] not in NOT_COUNTED}
    assert counted == set(plain[place, topic])
    said = {key: differences(printed[key], plain[place, topic][key]) for key in sorted(counted)}
    assert {key: faults[:5] for key, faults in said.items() if faults} == {}


@each_page
def test_enough_numbers_are_compared(plain, place, topic):
    found = {key: numbers(table) for key, table in plain[place, topic].items()}
    assert min(found.values()) >= 5, found
    assert sum(found.values()) >= AT_LEAST[topic]


KEY_FINDINGS = {"kraeft": key_findings_of_cancer, "almen_praksis": key_findings_of_practice}
HEADINGS = {"kraeft": headings_of_cancer, "almen_praksis": headings_of_practice}


@each_page
def test_every_number_of_the_key_findings_is_a_plain_one(pages, places, place, topic):
    printed = [plain_text(item) for item in pages[place, topic].xpath("//ul[@class='key-findings']/li")]
    for text, said in zip(printed, KEY_FINDINGS[topic](places[place]), strict=True):
        assert text.startswith(said.begins)
        assert numbers_in(text.removeprefix(said.begins)) == numbers_in(said.rest)


def numbers_in(text: str) -> list[str]:
    return re.findall(r"\d[\d.,]*(?<=\d)", text)


@each_page
def test_findings_above_figures_hold_the_plain_numbers(pages, places, place, topic):
    printed = {plain_text(heading) for heading in pages[place, topic].xpath("//h3[@class='finding']")}
    assert HEADINGS[topic](places[place]) <= printed


@each_page
def test_the_population_below_tables_and_figures_is_the_plain_count(pages, places, place, topic):
    own, everybody = (f"{danish(places[code].country.people(places[code].homes))} borgere" for code in (place, "dk"))
    lines = {
        key: plain_text(t.getparent().getparent().find("p[@class='provenance']"))
        for key, t in tables(pages[place, topic]).items()
    }
    for key, line in lines.items():
        if key.rpartition("-")[2] not in NOT_COUNTED:
            behind = everybody if "-kort" in key else own
            assert f"Befolkning bag tallene: {behind}. Dækning" in line, key
    drawn = pages[place, topic].xpath("//figure//p[@class='provenance']")
    assert {plain_text(line) for line in drawn} <= set(lines.values())


CHANGED = [
    ("kraeft", "contacts", ("survivor_contacts", "total.almen"), "Alle kræftformer Almen praksis, Kontakter"),
    ("kraeft", "course_shares", ("observed_days", "breast.3"), "Bryst 3, Personår"),
    ("kraeft", "new_cases", ("tumours", "total"), "Alle kræftformer, Nye tilfælde"),
    ("almen_praksis", "main_diagnoses", ("diagnoses", "R96"), "Astma, Borgere"),
    ("almen_praksis", "care", ("services", "ekg"), "Elektrokardiogram (EKG), Ydelser"),
]


@pytest.mark.parametrize(("topic", "part", "cell", "said"), CHANGED, ids=[part for _, part, _, _ in CHANGED])
def test_one_count_that_is_changed_makes_the_comparison_fail(run, plain, topic, part, cell, said):
    parameters = asked()
    cube = prepare.cube_for(parameters, prepare.snapshot_for(parameters))
    cells = cube.tables["cells"].copy()
    in_year = (cells["year"] == parameters.year) & (cells["area"] == PLACES[0])
    whole = (cells[["sex", "age", "nursing_home", "disease"]] == "all").all(axis=1)
    changed = in_year & whole & (cells["items"] == cell[0]) & (cells["item"] == cell[1])
    assert changed.sum() == 1
    cells.loc[changed, "count"] += DAYS if cell[0] == "observed_days" else 1
    wrong = ProtectedCube({**cube.tables, "cells": cells}, cube.manifest)
    report = REPORTS[topic](wrong, geography.area(PLACES[0]), parameters)
    shown = html.fromstring(getattr(report, part)()._repr_html_())
    ((key, table),) = tables(shown).items()
    assert any(said in difference for difference in differences(table, plain[PLACES[0], topic][key]))

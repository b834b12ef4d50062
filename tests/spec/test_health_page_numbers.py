"""The pages of cancer and general practice hold what plain Python counts over the registers, number by number.

A real run is made over the generated registers of a small country, with its notebooks and its renderer. Nearly all
numbers of so few would be hidden: here they are shown as they were counted, so that every one of them is compared.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from cancer_tables_reference import tables as cancer_tables
from lxml import html
from plain_country import Country, Place, persons
from practice_tables_reference import tables as practice_tables
from printed import PlainTable, differences, numbers, plain_text, tables
from standardised_reference import table as standardised_table

from naerblik import geography
from naerblik import parameters as params
from naerblik.disclosure import cancer_figures, cancer_rates, protected_frames
from naerblik.disclosure.protected_frames import ProtectedFrames
from naerblik.engine import duckdb
from naerblik.project import PARAMS
from naerblik.registers import snapshot
from naerblik.run import reports
from naerblik.run.reports import Reporter
from naerblik.synthetic import generate

PERSONS = 6000
TOPICS = {"kraeft": "kraeft.html", "almen_praksis": "almen-praksis.html"}
PLACES = ["1084", geography.COUNTRY]
SILENT = Reporter(step=lambda text: None, expect=lambda text, total: None, advance=lambda: None)
NOT_COUNTED = {
    "definitioner": "words",
    "kilder": "words and years of publication",
    "forventninger": "words",
    "datakvalitet": "rows that were left out before there were registers: tests/unit/registers",
}
"""End of the key of a table -> why it holds no number that can be counted over the registers."""
AT_LEAST = {"kraeft": 3000, "almen_praksis": 2000}
"""Plain numbers above nought that are compared on a page."""

each_page = pytest.mark.parametrize(("place", "topic"), [(place, topic) for topic in TOPICS for place in PLACES])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of both topics, with protection that hides nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(tmp_path_factory.mktemp("store")))
        patch.setenv("NAERBLIK_REPORTS", str(tmp_path_factory.mktemp("reports")))
        patch.setattr(protected_frames, "protected", nothing_hidden)
        asked = params.load_run(PARAMS / "standard.yaml", recipients=PLACES, topics=list(TOPICS), persons=PERSONS)
        made = reports.run(asked, SILENT)
        assert [outcome.state for outcome in made.outcomes] == ["made"] * len(PLACES)
        yield made


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
        (outcome.recipient.code, topic): html.parse(str(Path(outcome.folder) / page)).getroot()
        for outcome in run.outcomes
        for topic, page in TOPICS.items()
    }


@pytest.fixture(scope="module")
def country(run) -> Country:
    connection = duckdb.connect()
    snapshot.attach(connection, generate.make(PERSONS))
    return Country(persons(connection))


@pytest.fixture(scope="module")
def plain(country) -> dict[tuple[str, str], dict[str, PlainTable]]:
    """Every table of every page, counted plainly."""
    found = {}
    for code in PLACES:
        place = Place(country, geography.area(code))
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
    assert sum(map(numbers, plain[place, topic].values())) >= AT_LEAST[topic]

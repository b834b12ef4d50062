"""The numbers that a reader sees equal a slow plain count over the registers, from the page back to the persons."""

import re
from datetime import date
from pathlib import Path

import cancer_tables_reference as cancer
import practice_care_reference as care
import practice_tables_reference as practice
import pytest
import reference
from lxml import html
from plain_country import Country, Place, persons
from printed import THRESHOLD, danish, plain_text, revealed, tables

from naerblik import codelists, geography
from naerblik import parameters as params
from naerblik.engine import duckdb
from naerblik.engine.duckdb import Connection, DuckDB
from naerblik.project import PARAMS
from naerblik.registers import snapshot
from naerblik.run import reports
from naerblik.run.job import Reporter
from naerblik.run.topics import TOPICS
from naerblik.synthetic import generate
from naerblik.views import counting, declaration

PLACES = {"482": "Langeland", "492": "Ærø"}
"""Small municipalities: their citizens can be counted person by person, and most of their numbers are shown."""
DAY = date(2024, 7, 1)
SILENT = Reporter(step=lambda text: None, expect=lambda text, total: None, advance=lambda: None)

pytestmark = pytest.mark.usefixtures("whole_country")
each_place = pytest.mark.parametrize("place", PLACES, ids=PLACES.values())


@pytest.fixture(scope="module")
def pages(whole_country, tmp_path_factory) -> dict[tuple[str, str], html.HtmlElement]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_REPORTS", str(tmp_path_factory.mktemp("reports")))
        asked = params.load_run(PARAMS / "standard.yaml", recipients=list(PLACES))
        made = reports.run(asked, SILENT)
        return {
            (o.recipient.code, topic): html.parse(str(Path(o.folder) / TOPICS[topic].page)).getroot()
            for o in made.outcomes
            for topic in TOPICS
        }


@pytest.fixture(scope="module")
def registers(whole_country) -> Connection:
    connection = duckdb.connect()
    snapshot.attach(DuckDB(connection), generate.make(params.load_run(PARAMS / "standard.yaml").persons))
    return connection


@pytest.fixture(scope="module")
def counted(registers) -> dict[str, list[dict]]:
    """Residents of the reference date with everything that is counted, by the plain reference, for each place."""
    read = {register for view in declaration.needed(counting.RESULTS["fsiii"], ["fsiii"]) for register in view.reads}
    ever = f"SELECT person_key FROM population WHERE municipality_code IN ({', '.join(PLACES)})"
    everybody = persons(registers, sorted(read - {"fsiii_reporting"}), ever)
    delivered, plan = reporting(registers), params.publication_plan("fsiii")
    residents = [
        resident
        for own in everybody
        for resident in reference.residents(own | delivered, plan, DAY)
        if reference.delivers(delivered, resident["home"], DAY)
    ]
    return {place: [r for r in residents if r["home"] == int(place)] for place in PLACES}


def reporting(registers: Connection) -> dict[str, list[dict]]:
    """Who delivered in the month of the reference date."""
    sql = f"SELECT municipality_code, month, delivered FROM fsiii_reporting WHERE month = DATE '{DAY}'"
    names = ("municipality_code", "month", "delivered")
    return {"fsiii_reporting": [dict(zip(names, row, strict=True)) for row in registers.execute(sql).fetchall()]}


def table(page: html.HtmlElement, caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so, as a reader sees them."""
    for found in page.iter("table"):
        if plain_text(found.find("caption")).strip().startswith(caption):
            rows = [
                [cell.text_content().strip() for cell in row if cell.tag in ("td", "th")] for row in found.iter("tr")
            ]
            return [row for row in rows if len(row) > 2]
    raise AssertionError(f"no table '{caption}'")


def whole(text: str) -> int | None:
    return int(text.replace(".", "")) if re.fullmatch(r"[\d.]+", text) else None


def agrees(value: int | None, plain: int) -> bool:
    """A small number is hidden; another one is shown as it was counted, or hidden to protect a small one."""
    return value is None if 1 <= plain < THRESHOLD else value in (plain, None)


@each_place
@pytest.mark.parametrize(
    ("caption", "kind", "codes"),
    [
        ("Borgere med hver tilstand", "conditions", codelists.conditions()),
        ("Borgere med hver indsats", "interventions", codelists.interventions()),
    ],
)
def test_every_count_of_a_code_is_the_plain_count_or_hidden(pages, counted, place, caption, kind, codes):
    names = [code for code in codes if code.law == codelists.HOME_NURSING]
    header, *rows = table(pages[place, "fsiii"], caption)
    at = header.index("Borgere")
    shown = {(row[0], row[1]): whole(row[at]) for row in rows}
    assert len(shown) == len(names) + 1
    visible = 0
    for code in names:
        plain = sum((kind, code.code) in resident["items"] for resident in counted[place])
        value = shown[code.name, code.code if re.match(r"[IG]\d", code.code) else "ny"]
        assert agrees(value, plain), code.name
        visible += value is not None
    assert visible >= 20


@each_place
def test_the_key_findings_are_the_plain_counts(pages, counted, place):
    text = plain_text(pages[place, "fsiii"])
    for kind, word in (("any_condition", "tilstand"), ("any_intervention", "indsats")):
        plain = sum((kind, "*") in resident["items"] for resident in counted[place])
        share = f"{1000 * plain / len(counted[place]):.1f}".replace(".", ",")
        said = f"{danish(plain)} borgere havde mindst én aktiv {word} den 1. juli 2024: {share} pr. 1.000"
        assert said in text


@each_place
def test_the_population_behind_the_numbers_is_the_plain_count(pages, counted, place):
    assert f"Befolkning bag tallene: {danish(len(counted[place]))} borgere" in plain_text(pages[place, "fsiii"])


@each_place
def test_groups_of_citizens_are_the_plain_counts(pages, counted, place):
    _, *rows = table(pages[place, "fsiii"], "Borgere med mindst én aktiv indsats i grupper af borgere")
    groups = {"Bor på plejehjem": [r for r in counted[place] if r["nursing_home"] == "yes"]}
    groups |= {d.label: [r for r in counted[place] if d.key in r["disease"]] for d in codelists.chronic_diseases()}
    shown = {row[0]: (whole(row[1]), whole(row[2])) for row in rows}
    for label, residents in groups.items():
        served = sum(("any_intervention", "*") in r["items"] for r in residents)
        group, number = shown[label]
        assert agrees(group, len(residents)), label
        assert agrees(number, served), label
        if 1 <= len(residents) - served < THRESHOLD:
            assert number is None or group is None, label
    assert sum(number is not None for _, number in shown.values()) >= len(groups) // 2


SMALL = "492"
"""The place whose citizens are counted in the topics of everybody too."""
LIVED_THERE = f"""
    SELECT person_key FROM population
    WHERE municipality_code = {SMALL} AND (residence_end IS NULL OR residence_end >= DATE '{DAY}')
    UNION SELECT person_key FROM cancer_tumour WHERE municipality_code = {SMALL} AND year(diagnosis_date) = {DAY.year}
"""
TABLES = {
    "praksis-diagnoser": practice.diagnoses,
    "praksis-nye-diagnoser": practice.new_diagnoses,
    "praksis-kontakter": care.care,
    "praksis-undersoegelser": care.examinations,
    "praksis-indlaeggelser": care.admissions,
    "kraeft-nye-tilfaelde": cancer.new_cases,
    "kraeft-levende": cancer.survivors,
}


def test_what_a_protected_page_shows_of_everybody_is_the_plain_count_and_small_numbers_are_hidden(pages, registers):
    place = Place(Country(persons(registers, among=LIVED_THERE), (DAY.year,)), geography.area(SMALL))
    printed = tables(pages[SMALL, "kraeft"]) | tables(pages[SMALL, "almen_praksis"])
    said = {key: revealed(printed[key], table(place)) for key, table in TABLES.items()}
    assert {key: faults for key, (faults, _) in said.items() if faults} == {}
    assert sum(visible for _, visible in said.values()) >= 50

"""The numbers that a reader sees equal a slow plain count over the registers, from the page back to the persons."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import reference
from lxml import html

from naerblik import codelists
from naerblik import parameters as params
from naerblik.engine import duckdb
from naerblik.project import PARAMS
from naerblik.registers import contracts, snapshot
from naerblik.run import reports
from naerblik.run.reports import Reporter
from naerblik.synthetic import generate

PERSONS = 3_000
DAY = date(2024, 7, 1)
SILENT = Reporter(step=lambda text: None, expect=lambda text, total: None, advance=lambda: None)
THRESHOLD = 5


@pytest.fixture(scope="module")
def pages(small_store, tmp_path_factory) -> dict[str, html.HtmlElement]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_REPORTS", str(tmp_path_factory.mktemp("reports")))
        asked = params.load_run(PARAMS / "standard.yaml", recipients=["1084", "dk"], persons=PERSONS)
        made = reports.run(asked, SILENT)
        return {o.recipient.code: html.parse(str(Path(o.folder) / "fsiii.html")).getroot() for o in made.outcomes}


@pytest.fixture(scope="module")
def counted(small_store) -> list[dict]:
    """Residents of the reference date with everything that is counted, by the plain reference."""
    connection = duckdb.connect()
    snapshot.attach(connection, generate.make(PERSONS))
    registers = {
        register: duckdb.query(connection, f"SELECT * FROM {register}").astype(object) for register in contracts.load()
    }
    rows = {
        register: [{k: plain_value(v) for k, v in row.items()} for row in frame.to_dict("records")]
        for register, frame in registers.items()
    }
    return reported_residents(rows)


def plain_value(value: object) -> object:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def reported_residents(registers: dict) -> list[dict]:
    """Plain count, one person's records at a time so that 3,000 persons take seconds."""
    plan = params.publication_plan("fsiii")
    by_person: dict[int, dict[str, list]] = {}
    for register, rows in registers.items():
        for row in rows if register != "fsiii_reporting" else ():
            by_person.setdefault(row["person_key"], {name: [] for name in registers})[register].append(row)
    delivered = [row for row in registers["fsiii_reporting"] if row["month"] == DAY]
    found = []
    for own in by_person.values():
        for resident in reference.residents(own | {"fsiii_reporting": delivered}, plan, DAY):
            if reference.delivers({"fsiii_reporting": delivered}, resident["home"], DAY):
                found.append(resident)
    return found


def inside(recipient: str, residents: list[dict]) -> list[dict]:
    region = {code for area in reference.areas("region") if area.code == recipient for code in area.municipalities}
    return [r for r in residents if recipient == "dk" or r["home"] in region]


def table(page: html.HtmlElement, caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so, as a reader sees them."""
    for found in page.iter("table"):
        if plain_text(found.find("caption")).strip().startswith(caption):
            rows = [
                [cell.text_content().strip() for cell in row if cell.tag in ("td", "th")] for row in found.iter("tr")
            ]
            return [row for row in rows if len(row) > 2]
    raise AssertionError(f"no table '{caption}'")


def plain_text(element: html.HtmlElement) -> str:
    return str(element.text_content()).replace("\N{NO-BREAK SPACE}", " ")


def whole(text: str) -> int | None:
    return int(text.replace(".", "")) if re.fullmatch(r"[\d.]+", text) else None


@pytest.mark.parametrize("recipient", ["1084", "dk"])
@pytest.mark.parametrize(
    ("caption", "kind", "codes"),
    [
        ("Borgere med hver tilstand", "conditions", codelists.conditions()),
        ("Borgere med hver indsats", "interventions", codelists.interventions()),
    ],
)
def test_every_count_of_a_code_is_the_plain_count_or_hidden_by_the_rules(
    pages, counted, recipient, caption, kind, codes
):
    residents = inside(recipient, counted)
    names = [code for code in codes if code.law == codelists.HOME_NURSING]
    header, *rows = table(pages[recipient], caption)
    place = header.index("Borgere")
    shown = {(row[0], row[1]): whole(row[place]) for row in rows}
    assert len(shown) == len(names) + 1
    visible = 0
    for code in names:
        plain = sum((kind, code.code) in resident["items"] for resident in residents)
        value = shown[code.name, code.code if re.match(r"[IG]\d", code.code) else "ny"]
        assert value == (None if 1 <= plain < THRESHOLD else plain), code.name
        visible += value is not None
    assert visible >= 20


@pytest.mark.parametrize("recipient", ["1084", "dk"])
def test_the_key_findings_are_the_plain_counts(pages, counted, recipient):
    residents = inside(recipient, counted)
    text = plain_text(pages[recipient])
    for kind, word in (("any_condition", "tilstand"), ("any_intervention", "indsats")):
        plain = sum((kind, "*") in resident["items"] for resident in residents)
        share = f"{1000 * plain / len(residents):.1f}".replace(".", ",")
        assert f"{plain} borgere havde mindst én aktiv {word} den 1. juli 2024: {share} pr. 1.000" in text


def test_the_population_behind_the_numbers_is_the_plain_count(pages, counted):
    shown = f"{len(counted):,}".replace(",", ".")
    assert f"Befolkning bag tallene: {shown} borgere" in plain_text(pages["dk"])


def test_nursing_home_and_disease_are_the_plain_counts(pages, counted):
    _, *rows = table(pages["dk"], "Borgere med mindst én aktiv indsats efter kronisk sygdom og plejehjem")
    outside = [r for r in counted if r["nursing_home"] == "no"]
    for disease in codelists.chronic_diseases():
        with_disease = [r for r in outside if disease.key in r["disease"]]
        plain = sum(("any_intervention", "*") in r["items"] for r in with_disease)
        (row,) = (row for row in rows if row[0] == disease.label)
        numbers = [whole(cell) for cell in row[4:6]]
        if numbers[0] is not None:
            assert numbers[0] == len(with_disease)
        if numbers[1] is not None:
            assert numbers[1] == plain
        else:
            assert 1 <= plain < THRESHOLD or 1 <= len(with_disease) - plain < THRESHOLD or plain == len(with_disease)

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
from naerblik.registers import snapshot
from naerblik.run import reports
from naerblik.run.job import Reporter
from naerblik.synthetic import generate
from naerblik.views import counting, declaration

PLACES = {"482": "Langeland", "492": "Ærø"}
"""Small municipalities: their citizens can be counted person by person, and most of their numbers are shown."""
DAY = date(2024, 7, 1)
SILENT = Reporter(step=lambda text: None, expect=lambda text, total: None, advance=lambda: None)
THRESHOLD = 5

pytestmark = pytest.mark.usefixtures("whole_country")
each_place = pytest.mark.parametrize("place", PLACES, ids=PLACES.values())


@pytest.fixture(scope="module")
def pages(whole_country, tmp_path_factory) -> dict[str, html.HtmlElement]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_REPORTS", str(tmp_path_factory.mktemp("reports")))
        asked = params.load_run(PARAMS / "standard.yaml", recipients=list(PLACES))
        made = reports.run(asked, SILENT)
        return {o.recipient.code: html.parse(str(Path(o.folder) / "fsiii.html")).getroot() for o in made.outcomes}


@pytest.fixture(scope="module")
def counted(whole_country) -> dict[str, list[dict]]:
    """Residents of the reference date with everything that is counted, by the plain reference, for each place."""
    connection = duckdb.connect()
    snapshot.attach(connection, generate.make(params.load_run(PARAMS / "standard.yaml").persons))
    read = {register for view in declaration.in_order(counting.RESULTS["fsiii"]) for register in view.reads}
    residents = reported_residents({register: rows_of(connection, register) for register in sorted(read)})
    return {place: [r for r in residents if r["home"] == int(place)] for place in PLACES}


def rows_of(connection, register: str) -> list[dict]:
    """All rows of a register about persons who ever lived in one of the places, wherever they lived else."""
    ever = f"SELECT person_key FROM population WHERE municipality_code IN ({', '.join(PLACES)})"
    whose = "" if register == "fsiii_reporting" else f" WHERE person_key IN ({ever})"
    frame = duckdb.query(connection, f"SELECT * FROM {register}{whose}").astype(object)
    return [{k: plain_value(v) for k, v in row.items()} for row in frame.to_dict("records")]


def plain_value(value: object) -> object:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def reported_residents(registers: dict) -> list[dict]:
    """Plain count, one person's records at a time so that some thousand persons take seconds."""
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


def danish(number: int) -> str:
    return f"{number:,}".replace(",", ".")


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
    header, *rows = table(pages[place], caption)
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
    text = plain_text(pages[place])
    for kind, word in (("any_condition", "tilstand"), ("any_intervention", "indsats")):
        plain = sum((kind, "*") in resident["items"] for resident in counted[place])
        share = f"{1000 * plain / len(counted[place]):.1f}".replace(".", ",")
        said = f"{danish(plain)} borgere havde mindst én aktiv {word} den 1. juli 2024: {share} pr. 1.000"
        assert said in text


@each_place
def test_the_population_behind_the_numbers_is_the_plain_count(pages, counted, place):
    assert f"Befolkning bag tallene: {danish(len(counted[place]))} borgere" in plain_text(pages[place])


@each_place
def test_groups_of_citizens_are_the_plain_counts(pages, counted, place):
    _, *rows = table(pages[place], "Borgere med mindst én aktiv indsats i grupper af borgere")
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

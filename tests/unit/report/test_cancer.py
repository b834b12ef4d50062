"""The cancer report for every kind of recipient: each part says something, in Danish, with numbers of the cube."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from naerblik import codelists, project
from naerblik import parameters as params
from naerblik.disclosure.attack import tables as attack_tables
from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import MapYear
from naerblik.items import DURATIONS, MONTHS, SECTORS, TOTAL_SITE
from naerblik.registers import contracts
from naerblik.report import numbers, quality
from naerblik.report.cancer import CancerReport
from naerblik.report.cancer.wording import DURATION_NAMES, SECTOR_NAMES, SITES
from naerblik.report.figure import Figure
from naerblik.report.sentences import NOT_SHOWN, TOO_FEW_AGES
from naerblik.report.sources import SOURCES, SOURCES_OF
from naerblik.report.table import Mark, Table
from naerblik.report.table_file import csv_text, write_csv
from naerblik.report.text import Text
from naerblik.views import counting, declaration
from report.cancer_sample import CancerOf, cancer_cube
from report.parts import ENGLISH, ids_twice, is_filled, parts_of, shares_without_limits, visible

KINDS = [("1082", 2026), ("oestdanmark", 2027), ("aarhus", 2027), ("751", 2026), ("825", 2026), ("dk", 2026)]
REGIONAL = ("1082", "oestdanmark", "dk")
PARTS = parts_of(CancerReport)
RAW = re.compile(r"[a-zæøå]+_[a-zæøå]+|<NA>")
SIR = "(SIR) for alle kræftformer, 2022–2024: 1,04 (95 pct. sikkerhedsgrænser 1,01–1,07)"
ASR = (("value", 5976, 1), ("lower", 591, 0), ("upper", 605, 0))


@pytest.fixture(scope="module")
def cancer() -> ProtectedCube:
    return cancer_cube()


@pytest.fixture(scope="module")
def cancer_of(cancer: ProtectedCube) -> CancerOf:
    def made(code: str, geography: MapYear = 2026, of: ProtectedCube | None = None) -> CancerReport:
        standard = project.PARAMS / "standard.yaml"
        parameters = params.load_run(standard, recipients=[code], geography=geography, topics=["kraeft"])
        (area,) = params.recipients(parameters)
        return CancerReport(of or cancer, area, parameters)

    return made


@pytest.fixture(scope="module", params=KINDS, ids=[code for code, _ in KINDS])
def report(request: pytest.FixtureRequest, cancer_of: CancerOf) -> CancerReport:
    return cancer_of(*request.param)


@pytest.fixture(scope="module")
def parts(report: CancerReport) -> dict[str, Any]:
    return {name: getattr(report, name)() for name in PARTS}


def cell(cube: ProtectedCube, **labels: object) -> Any:
    cells = cube.tables["cells"]
    wanted = {"year": 2024, "sex": "all", "age": "all", "nursing_home": "all", "disease": "all", **labels}
    (found,) = cells[np.logical_and.reduce([cells[k] == v for k, v in wanted.items()])].to_dict("records")
    return found


def test_every_part_says_something_in_danish(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        if part == Text(()):
            continue
        text = visible(part._repr_html_())
        assert len(text) > 20, name
        assert repr(part).strip(), name
        assert not ENGLISH.findall(text), name
        assert not RAW.findall(text), name


def test_numbers_for_regions_alone_are_said_to_be_so_once_in_each_section(
    report: CancerReport, parts: dict[str, Any]
) -> None:
    regional = report.recipient.code in REGIONAL
    for name in ("ages_finding", "courses_finding", "contacts_finding", "survivors_by_age"):
        assert ("offentliggøres kun for regioner og hele landet" in repr(parts[name])) != regional, name
    for name in ("ages", "ages_by_cancer", "course_shares", "course_contacts", "contacts"):
        assert (parts[name] == Text(())) != regional, name


def test_no_table_or_figure_is_empty_and_drawings_are_small(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        assert is_filled(part, drawn_in=110_000), name


def test_the_parts_fit_in_a_page_of_a_megabyte(parts: dict[str, Any]) -> None:
    assert len("".join(part._repr_html_() for part in parts.values()).encode()) < 900_000


def test_ids_are_unique_in_the_whole_page(parts: dict[str, Any]) -> None:
    assert not ids_twice(parts.values())


def test_key_findings_are_four_to_six_sentences_with_numbers(report: CancerReport) -> None:
    findings = report.key_findings().findings
    assert 4 <= len(findings) <= 6
    for _, sentence in findings:
        assert sentence.endswith(".")
        assert ".." not in sentence
        assert re.search(r"\d", sentence), sentence


def test_a_key_finding_with_a_share_has_its_limits_of_chance(report: CancerReport) -> None:
    assert shares_without_limits(report.key_findings().findings) == []


def test_the_first_finding_is_the_cubes_number(report: CancerReport, cancer: ProtectedCube) -> None:
    area = report.recipient.code
    found, people = (cell(cancer, items=kind, item="total", area=area) for kind in ("tumours", "cancer_patients"))
    if pd.isna(found["count"]):
        assert NOT_SHOWN in dict(report.key_findings().findings)["Nye tilfælde."]
        assert report.key_figure().number == "vises ikke"
        return
    said = dict(report.key_findings().findings)["Nye tilfælde."]
    rate = numbers.decimal(100_000 * found["count"] / found["population"])
    assert said.startswith(f"{numbers.count(found['count'])} nye kræfttilfælde hos {numbers.count(people['count'])} ")
    assert f"{rate} pr. 100.000 borgere (95 pct. sikkerhedsgrænser " in said
    assert report.key_figure().number == rate
    assert report.key_figure().sentence.startswith(f"{numbers.count(found['count'])} nye kræfttilfælde i 2024.")


def test_tables_are_saved_under_names_of_their_own(report: CancerReport, parts: dict[str, Any]) -> None:
    tables = report.tables()
    assert all(re.fullmatch(r"kraeft-[a-z-]+", stem) for stem in tables)
    behind = {part.table.key for part in parts.values() if isinstance(part, Figure)}
    alone = {part.key for part in parts.values() if isinstance(part, Table)}
    assert set(tables) == behind | alone


def test_the_attack_reads_every_table_and_sees_the_published_numbers(
    report: CancerReport, cancer: ProtectedCube, tmp_path: Path
) -> None:
    code, folder = report.recipient.code, tmp_path / report.recipient.code
    (folder / "tables").mkdir(parents=True)
    for table in report.tables().values():
        write_csv(table, folder / "tables")
    manifest = {"recipient": {"code": code}, "parameters": {"year": 2024}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    read = list(attack_tables.printed([folder]))
    told = pd.concat([printed.observations for printed in read])
    own = told[told["value"].notna() & told["items"].isin(set(cancer.tables["cells"]["items"]))]
    keys = ["items", "item", "year", "area", "sex", "age", "nursing_home", "disease", "reporters"]
    known = cancer.tables["cells"].astype({"year": "string"}).set_index(keys)["count"]
    matched = own.set_index([own[key].astype(str) for key in keys])["value"]
    assert len(matched) > 20
    assert (known.reindex(matched.index).to_numpy(dtype=float, na_value=-1) == matched.to_numpy()).all()
    beside = pd.concat([printed.beside for printed in read])
    beside = beside[beside["items"].isin(set(cancer.tables["cells"]["items"]))]
    assert known.reindex(pd.MultiIndex.from_frame(beside[keys].astype(str))).notna().all(), (
        "nothing beside a hidden one"
    )


def test_a_hidden_number_leaks_nowhere(cancer_of: CancerOf, cancer: ProtectedCube) -> None:
    cells = cancer.tables["cells"].copy()
    wanted = (cells["area"] == "1082") & (cells["item"].str.split(".").str[0] == "lung")
    cells.loc[wanted, ["count", "hidden"]] = [pd.NA, True]
    report = cancer_of("1082", of=ProtectedCube({**cancer.tables, "cells": cells}, cancer.manifest))
    rows = {row.values[0]: row.values for row in report.new_cases().table.rows}  # type: ignore[union-attr]
    assert rows[SITES["lung"]][1:6] == (Mark.HIDDEN,) * 5
    assert rows[SITES["lung"]][6] == "ikke sammenlignet"
    assert NOT_SHOWN in repr(report.courses_finding())
    for made in (report.course_shares(), report.course_contacts(), report.contacts()):
        table = made.table if isinstance(made, Figure) else made
        assert isinstance(table, Table)
        own = [row.values for row in table.rows if row.group == SITES["lung"]]
        assert own
        assert not [value for values in own for value in values[1:] if isinstance(value, int | float)]


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        ([], "Raten er højest blandt borgere på 85 år og derover: "),
        (["85+"], "Af de aldersgrupper, der vises, er raten højest blandt borgere på "),
        (["all"], "Raten er højest blandt borgere på 85 år og derover: "),
    ],
)
def test_the_highest_rate_is_said_of_the_ages_that_are_shown_and_beside_a_number_alone(
    cancer_of: CancerOf, cancer: ProtectedCube, hidden: list[str], said: str
) -> None:
    cells = cancer.tables["cells"].copy()
    total = (cells["items"] == "tumours") & (cells["item"] == "total") & (cells["area"] == "1082")
    everyone = cells[["sex", "nursing_home", "disease"]].eq("all").all(axis=1)
    wanted = total & everyone & cells["age"].isin(hidden)
    assert wanted.any() == bool(hidden)
    cells.loc[wanted, ["count", "hidden"]] = [pd.NA, True]
    found = repr(cancer_of("1082", of=ProtectedCube({**cancer.tables, "cells": cells}, cancer.manifest)).ages_finding())
    assert found.startswith(said)
    assert (" i alle aldre i 2024" in found) == ("all" not in hidden)
    assert NOT_SHOWN not in found


@pytest.mark.parametrize("shown", [[], ["0-17"]])
def test_a_single_age_that_is_shown_is_not_called_the_highest(
    cancer_of: CancerOf, cancer: ProtectedCube, shown: list[str]
) -> None:
    cells = cancer.tables["cells"].copy()
    total = (cells["items"] == "tumours") & (cells["item"] == "total") & (cells["area"] == "1082")
    cells.loc[total & ~cells["age"].isin([*shown, "all"]), ["count", "hidden"]] = [pd.NA, True]
    found = repr(cancer_of("1082", of=ProtectedCube({**cancer.tables, "cells": cells}, cancer.manifest)).ages_finding())
    assert found == f"Nye tilfælde efter alder i Region Midtjylland: {TOO_FEW_AGES}"


def test_a_planted_difference_is_a_finding(cancer_of: CancerOf, cancer: ProtectedCube) -> None:
    cells = cancer.tables["cells"].copy()
    wanted = (cells["items"] == "tumours") & (cells["item"] == "total") & (cells["area"] == "657")
    cells.loc[wanted, "count"] = (cells.loc[wanted, "count"] * 3).astype("Int64")
    report = cancer_of("1082", of=ProtectedCube({**cancer.tables, "cells": cells}, cancer.manifest))
    text = repr(report.municipalities_finding())
    assert text.startswith("Nye kræfttilfælde registreres hyppigere i Herning end i resten af landet;")
    figure = report.municipalities()
    assert isinstance(figure, Figure)
    assert {row.values[0]: row.values[-1] for row in figure.table.rows}["Herning"] == "▲ hyppigere"
    assert ">Herning</text>" in figure.svg


def test_years_since_diagnosis_add_up_to_nothing_the_page_computes(cancer_of: CancerOf, cancer: ProtectedCube) -> None:
    made = cancer_of("1083").survivors()
    assert isinstance(made, Figure)
    (row,) = [row.values for row in made.table.rows if row.values[0] == SITES[TOTAL_SITE]]
    shown = [cell(cancer, items="survivors", item=f"total.{first}", area="1083")["count"] for first in DURATIONS]
    assert list(row[-len(DURATIONS) :]) == shown


def test_share_with_contact_is_among_those_under_observation_in_the_month(
    cancer_of: CancerOf, cancer: ProtectedCube
) -> None:
    made = cancer_of("1083").course_shares()
    assert isinstance(made, Figure)
    row = next(row.values for row in made.table.rows if row.group == SITES["breast"] and row.values[0] == "-3")
    observed, days, users = (
        cell(cancer, items=kind, item=item, area="1083")["count"]
        for kind, item in (
            ("observed", "breast.-3"),
            ("observed_days", "breast.-3"),
            ("course_users", "breast.ambulant.-3"),
        )
    )
    assert row[1] == observed
    assert row[2] == pytest.approx(days / 365.25)
    assert row[3 + SECTORS.index("ambulant")] == pytest.approx(100 * users / observed)
    assert len(made.table.rows) == 7 * len(MONTHS)


def test_the_beginning_of_the_register_is_that_of_the_cube(cancer: ProtectedCube, cancer_of: CancerOf) -> None:
    later = replace(cancer, manifest={**cancer.manifest, "begins": {"cancer_tumour": "1987-04-01"}})
    report = cancer_of("1082", of=later)
    assert "diagnoser fra 1987." in repr(report.survivors_note())
    assert "Diagnoser fra 1987 og senere." in repr(report.definitions())


def test_one_year_of_data_has_no_trend_and_says_so(cancer_of: CancerOf) -> None:
    report = cancer_of("1082", of=cancer_cube(scale=0.1, years=(2024,)))
    assert repr(report.trend()) == "En udvikling kræver mindst to år, og data dækker kun 2024."
    for name in PARTS:
        getattr(report, name)()._repr_html_()


@pytest.mark.parametrize("code", ["825", "1081", "vendsyssel"])
def test_a_small_country_hides_most_and_still_reads(cancer_of: CancerOf, code: str) -> None:
    report = cancer_of(code, 2027, cancer_cube(scale=0.005))
    for name in PARTS:
        part = getattr(report, name)()
        if part != Text(()):
            text = visible(part._repr_html_())
            assert not ENGLISH.findall(text), name
            assert not RAW.findall(text), name


def rates(area: str, *lines: tuple[str, str, str, str, str, int | None, int]) -> pd.DataFrame:
    """A table of rates: item, sex, measure, standard, number, value (None: withheld) and digits by line."""
    names = ["item", "sex", "measure", "standard", "number", "value", "digits"]
    frame = pd.DataFrame(lines, columns=names).assign(area=area, period="2022-2024")
    return frame.assign(hidden=frame["value"].isna()).astype({"value": "Int64"})


def test_without_standardised_rates_the_page_says_so_and_with_them_it_shows_them(
    cancer_of: CancerOf, cancer: ProtectedCube
) -> None:
    assert "vises kun for regioner" in repr(cancer_of("aarhus", 2027).standardised())
    assert "i nogle aldersgrupper er der så få borgere" in repr(cancer_of("1082").standardised())
    made = rates(
        "1082",
        ("total", "all", "asr", "nordic2000", "value", 5123, 1),
        ("total", "all", "asr", "nordic2000", "lower", 480, 0),
        ("total", "all", "asr", "nordic2000", "upper", None, 0),
        ("total", "all", "expected", "", "value", 9000, 0),
        ("total", "all", "sir", "", "value", 104, 2),
        ("total", "all", "sir", "", "lower", 101, 2),
        ("total", "all", "sir", "", "upper", 107, 2),
        ("lung", "K", "sir", "", "value", None, 2),
        ("total", "M", "asr", "nordic2000", "lower", 988, 0),
        ("total", "M", "asr", "nordic2000", "upper", 1012, 0),
    )
    table = cancer_of("1082", of=ProtectedCube({**cancer.tables, "rates": made}, cancer.manifest)).standardised()
    assert isinstance(table, Table)
    assert table.texts[0][1:] == ["512,3", "·", "9.000", "1,04", "1,01–1,07"]
    assert table.texts[1][:3] == ["Mænd", "–", "988–1.012"]
    assert (table.rows[2].group, table.rows[2].values[0]) == (SITES["lung"], "Kvinder")
    assert Mark.HIDDEN in table.rows[2].values
    lines = [line.split(";") for line in csv_text(table).splitlines()]
    assert lines[0][4:6] == ["95 pct. sikkerhedsgrænser, nedre", "95 pct. sikkerhedsgrænser, øvre"]
    assert [line[4:6] for line in lines[1:3]] == [["·", "·"], ["988", "1012"]]


def test_every_register_rule_and_source_has_danish_words() -> None:
    read = {name for view in declaration.needed(counting.RESULTS["kraeft"], ["kraeft"]) for name in view.reads}
    known = quality.REGISTERS_OF["kraeft"]
    assert {"cancer_tumour", "health_service", "hospital_contact", "fsiii_intervention"} <= read
    for register in known:
        assert register in quality.REGISTERS
        for rule in contracts.load()[register].rules:
            assert rule.name in quality.RULES
    listed = {source.file for source in codelists.sources()}
    assert all(file in SOURCES and file in listed for file in SOURCES_OF["kraeft"])


def test_the_cancer_registers_rules_have_their_own_words(cancer_of: CancerOf) -> None:
    rows = [(row.group, *row.values) for row in cancer_of("1082").data_quality().rows]
    assert ("Cancerregisteret", "Koden hører ikke til nogen af registrets svulster", "udelades", 41, 31) in rows
    assert not [row for row in rows if row[0] == "FSIII, tilstande"]


def test_every_item_and_class_has_a_name() -> None:
    assert set(SECTOR_NAMES) == set(SECTORS)
    assert list(DURATION_NAMES.values()) == ["0–1 år", "1–5 år", "5–10 år", "10 år og mere"]


def test_one_municipality_is_said_in_a_plain_sentence(cancer_of: CancerOf, cancer: ProtectedCube) -> None:
    found = cell(cancer, items="tumours", item="total", area="751")
    rate = numbers.decimal(100_000 * found["count"] / found["population"])
    text = repr(cancer_of("751").municipalities_finding())
    assert text.startswith(f"Aarhus Kommune: {rate} nye kræfttilfælde pr. 100.000 borgere i 2024. ")
    assert not text.endswith(".")


@pytest.mark.parametrize("code", ["1082", "751"])
def test_a_list_of_municipalities_names_the_citizens_of_all_of_them(cancer_of: CancerOf, code: str) -> None:
    funnel, table = cancer_of(code).municipalities(), cancer_of(code).municipalities_by_cancer()
    assert isinstance(funnel, Figure)
    whose = "alle borgere med bopæl i Region Midtjylland"
    assert funnel.table.provenance.coverage == table.provenance.coverage == whose
    assert funnel.behind
    assert funnel.behind.coverage == "alle borgere med bopæl i hele landet"


def test_a_map_of_all_municipalities_says_so(cancer_of: CancerOf) -> None:
    hidden = sum(Mark.HIDDEN in row.values for row in cancer_of("dk").map().table.rows)
    said = "Alle 98 kommuner vises." if not hidden else f"{hidden} af 98 kommuner vises ikke"
    assert said in cancer_of("dk").map().finding


@pytest.mark.parametrize(
    ("code", "lines", "said"),
    [
        ("1082", (("sir", "", "value", 104, 2), ("sir", "", "lower", 101, 2), ("sir", "", "upper", 107, 2)), SIR),
        ("1082", (("sir", "", "value", None, 2), ("sir", "", "lower", None, 2)), f"2022–2024: {NOT_SHOWN}"),
        (
            "dk",
            (*(("asr", "nordic2000", name, n, d) for name, n, d in ASR),),
            "borgere (Nordisk 2000) for alle kræftformer, 2022–2024: 597,6 (95 pct. sikkerhedsgrænser 591–605)",
        ),
        ("1082", (), ""),
    ],
)
def test_the_standardised_numbers_are_headed_by_that_of_all_cancers(
    cancer_of: CancerOf, cancer: ProtectedCube, code: str, lines: tuple[tuple[Any, ...], ...], said: str
) -> None:
    made = rates(code, *(("total", "all", *line) for line in lines))
    finding = cancer_of(
        code, of=ProtectedCube({**cancer.tables, "rates": made}, cancer.manifest)
    ).standardised_finding()
    assert repr(finding).endswith(said)
    assert bool(repr(finding)) == bool(said)

"""The report of general practice for every kind of recipient: each part says something, with numbers of the cube."""

from __future__ import annotations

import re
from typing import Any

import pytest

from naerblik import codelists
from naerblik.disclosure.cube import ProtectedCube
from naerblik.report import numbers
from naerblik.report.cells import Share
from naerblik.report.dot_chart import Dot
from naerblik.report.figure import Figure
from naerblik.report.general_practice import GeneralPracticeReport, care_groups
from naerblik.report.general_practice.registration import difference
from naerblik.report.general_practice.wording import main_diagnoses, running
from naerblik.report.sentences import NOT_SHOWN, TOO_FEW_AGES
from naerblik.report.table import Mark, Table
from naerblik.report.text import Text
from report.parts import ENGLISH, ids_twice, is_filled, parts_of, shares_without_limits, visible
from report.practice_cube import PracticeOf, practice_cube

KINDS = [
    ("1082", 2026),
    ("oestdanmark", 2027),
    ("hovedstaden", 2027),
    ("751", 2026),
    ("825", 2027),
    ("dk", 2026),
]
PARTS = parts_of(GeneralPracticeReport)
RAW = re.compile(r"[a-zæøå]+_[a-zæøå]+|<NA>|\.\.|[a-zæøå] \.|\bdiabetes\.")
WITHOUT_CITIZENS = ("definitions", "sources", "expectations")


def shown(report: GeneralPracticeReport) -> dict[str, Any]:
    """Every part that shows something."""
    made = {name: getattr(report, name)() for name in PARTS}
    return {name: part for name, part in made.items() if part != Text(())}


@pytest.fixture(scope="module", params=KINDS, ids=[code for code, _ in KINDS])
def report(request: pytest.FixtureRequest, practice_of: PracticeOf) -> GeneralPracticeReport:
    code, geography = request.param
    return practice_of(code, geography)


@pytest.fixture(scope="module")
def parts(report: GeneralPracticeReport) -> dict[str, Any]:
    return shown(report)


def faults(part: Any) -> list[str]:
    text = visible(part._repr_html_())
    return [*ENGLISH.findall(text), *RAW.findall(text.replace("Diabetes.", "").replace("med diabetes.", ""))]


def table_of(part: Any) -> Table:
    table = part.table if isinstance(part, Figure) else part
    assert isinstance(table, Table)
    return table


def rows_of(part: Any) -> dict[Any, tuple[Any, ...]]:
    return {row.values[0]: row.values for row in table_of(part).rows}


def test_every_part_says_something_in_danish(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        assert len(visible(part._repr_html_())) > 20, name
        assert repr(part).strip(), name
        assert not faults(part), name


def test_no_table_or_figure_is_empty(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        assert is_filled(part, drawn_in=60_000), name


def test_ids_are_unique_in_the_whole_page(parts: dict[str, Any]) -> None:
    assert not ids_twice(parts.values())


def test_key_findings_are_four_to_six_sentences_with_numbers(report: GeneralPracticeReport) -> None:
    findings = report.key_findings().findings
    assert 4 <= len(findings) <= 6
    for _, sentence in findings:
        assert sentence.endswith(".")
        assert not sentence.endswith("..")
        assert re.search(r"\d", sentence), sentence


def test_a_key_finding_with_a_share_has_its_limits_of_chance(report: GeneralPracticeReport) -> None:
    assert shares_without_limits(report.key_findings().findings) == []


def test_every_table_and_figure_names_its_data_and_that_all_citizens_count(
    report: GeneralPracticeReport, parts: dict[str, Any]
) -> None:
    for name, part in parts.items():
        if isinstance(part, Table | Figure):
            text = visible(part._repr_html_())
            assert "Data: SYNTETISKE DATA (syntetisk-6000000-1)." in text, name
            if name not in WITHOUT_CITIZENS:
                assert "Befolkning bag tallene:" in text, name
                assert "Dækning: alle borgere med bopæl i" in text, name
            assert "indberettet i" not in text, name


def _cell(report: GeneralPracticeReport, items: str, item: str, **where: str) -> tuple[int, int]:
    wanted = {"items": items, "item": item, "year": 2024, "area": report.recipient.code, "reporters": "all"}
    wanted |= dict.fromkeys(("sex", "age", "nursing_home", "disease"), "all") | where
    cells = report.cube.tables["cells"]
    for name, value in wanted.items():
        cells = cells[cells[name] == value]
    (line,) = cells[["count", "population"]].itertuples(index=False, name=None)
    return int(line[0]), int(line[1])


def test_diagnoses_are_the_cubes_numbers(report: GeneralPracticeReport) -> None:
    rows = rows_of(report.main_diagnoses())
    assert len(rows) == 15
    for found in codelists.practice_items("diagnosis"):
        count, population = _cell(report, "diagnoses", found.item)
        assert rows[found.name][1:4] == (" ".join(found.codes), count, count / population)


def test_services_are_the_cubes_numbers_of_citizens_services_and_users(report: GeneralPracticeReport) -> None:
    row = rows_of(report.care())["E-konsultation"]
    users, population = _cell(report, "users", "ekonsultation")
    services, _ = _cell(report, "services", "ekonsultation")
    assert row[2:4] == (users, users / population)
    assert services in row
    assert services / population in row
    assert row[-1] == services / users


def test_examinations_and_admissions_are_shares_of_those_with_the_diagnosis(report: GeneralPracticeReport) -> None:
    patients, _ = _cell(report, "diagnoses", "R95")
    examined, _ = _cell(report, "examinations", "R95.lungefunktion")
    admitted, _ = _cell(report, "acute_admissions", "R95")
    assert rows_of(report.examinations())["KOL: lungefunktionsundersøgelse"][1:5] == (
        "usikker",
        patients,
        examined,
        examined / patients,
    )
    assert rows_of(report.admissions())["KOL"][1:4] == (patients, admitted, admitted / patients)


def test_the_first_finding_is_the_cubes_number(report: GeneralPracticeReport) -> None:
    count, population = _cell(report, "diagnoses", "diabetes")
    sentence = dict(report.key_findings().findings)["Diabetes."]
    rate = numbers.per_1000(count / population)
    assert sentence.startswith(f"{numbers.count(count)} borgere er registreret med diagnosen den 1. juli 2024: {rate}")
    assert "pr. 1.000 borgere (95 pct. sikkerhedsgrænser" in sentence
    assert report.key_figure().number == rate
    assert report.key_figure().sentence.startswith(f"{numbers.count(count)} borgere har diabetes registreret")


def test_the_head_names_recipient_period_data_and_publisher(report: GeneralPracticeReport) -> None:
    text = repr(report.header())
    for words in (report.recipient.name, "1. juli 2024", "syntetisk-6000000-1", "Sundhedsdatastyrelsen", "SYNTETISKE"):
        assert words in text


def test_all_tables_are_saved_under_names_of_this_topic(report: GeneralPracticeReport, parts: dict[str, Any]) -> None:
    tables = report.tables()
    assert all(re.fullmatch(r"praksis-[a-z-]+", stem) for stem in tables)
    behind = {part.table.key for part in parts.values() if isinstance(part, Figure)}
    alone = {part.key for part in parts.values() if isinstance(part, Table)}
    assert set(tables) == behind | alone


GROUPED = (
    *("copd_by_age", "diabetes_by_age", "age_and_sex"),
    *("nursing_home", "nursing_home_admissions", "diseases"),
    *("care_by_age", "users_by_diagnosis", "services_by_diagnosis", "registration"),
)


def test_a_municipality_is_told_once_in_each_section_what_is_published_for_larger_areas(
    practice_of: PracticeOf,
) -> None:
    parts = shown(practice_of("751"))
    assert set(GROUPED) & set(parts) == {"care_by_age"}
    assert "registration_note" not in parts
    for name in ("age_and_sex_finding", "nursing_home_finding", "registration_finding"):
        assert "offentliggøres kun for sundhedsråd, regioner og hele landet" in repr(parts[name])
    assert "offentliggøres kun for regioner og hele landet" in repr(parts["care_by_age"])


def test_a_council_has_groups_of_citizens_but_not_contacts_by_age(practice_of: PracticeOf) -> None:
    parts = shown(practice_of("hovedstaden", 2027))
    assert set(GROUPED) - set(parts) == {"users_by_diagnosis", "services_by_diagnosis"}


@pytest.mark.parametrize("code", ["825", "1081", "vendsyssel"])
def test_a_small_country_hides_numbers_and_still_reads(
    practice_of: PracticeOf, small_practice: ProtectedCube, code: str
) -> None:
    report = practice_of(code, 2027, of=small_practice)
    parts = shown(report)
    tables = report.tables().values()
    assert any(Mark.HIDDEN in row.values for table in tables for row in table.rows)
    for name, part in parts.items():
        assert visible(part._repr_html_()), name
        assert not faults(part), name


@pytest.mark.parametrize("shown", [[], ["45-64"]])
def test_a_single_age_that_is_shown_is_not_called_the_most_common(
    practice_of: PracticeOf, practice: ProtectedCube, shown: list[str]
) -> None:
    cells = practice.tables["cells"].copy()
    wanted = (cells["item"] == "R95") & (cells["area"] == "1082") & ~cells["age"].isin([*shown, "all"])
    cells.loc[wanted & (cells["items"] == "diagnoses"), ["count", "hidden"]] = [None, True]
    hidden = practice_of("1082", of=ProtectedCube({**practice.tables, "cells": cells}, practice.manifest))
    assert repr(hidden.age_and_sex_finding()).endswith(f" efter alder og køn: {TOO_FEW_AGES}")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([1, 2, 3], "Kvinder bruger e-konsultation hyppigst i alderen c: 3,0 pr. 1.000."),
        ([2, 1, None], "Kvinder bruger e-konsultation hyppigst i alderen a af dem, der kan vises: 2,0 pr. 1.000."),
        ([None, 1, None], f"Kvinder: {TOO_FEW_AGES}."),
    ],
)
def test_what_a_drawing_of_ages_says_is_about_the_ages_that_are_shown(known: list[int | None], said: str) -> None:
    dots = [Dot(None if n is None else n / 1000, None) for n in known]
    assert care_groups.read_out({"Kvinder": dots}, ["a", "b", "c"]) == said


def test_where_both_sexes_are_hidden_the_most_common_age_has_the_number_of_everybody(
    practice_of: PracticeOf, practice: ProtectedCube
) -> None:
    cells = practice.tables["cells"].copy()
    of_a_sex = (cells["items"] == "diagnoses") & (cells["item"] == "R95") & cells["sex"].isin(["K", "M"])
    cells.loc[of_a_sex & (cells["area"] == "1082"), ["count", "hidden"]] = [None, True]
    before = repr(practice_of("1082").age_and_sex_finding())
    hidden = practice_of("1082", of=ProtectedCube({**practice.tables, "cells": cells}, practice.manifest))
    said = repr(hidden.age_and_sex_finding())
    assert said.split(":")[0] == before.split(":")[0], "the age group is that of everybody, shown as before"
    number = "[0-9]+ pr. 1.000"
    assert re.fullmatch(f".*: {number}; for kvinder og mænd hver for sig vises tallene ikke", said)
    assert re.fullmatch(f".*: {number} blandt kvinder og {number} blandt mænd", before)


def test_hidden_numbers_leave_no_share_limit_or_difference_behind(
    practice_of: PracticeOf, practice: ProtectedCube
) -> None:
    cells = practice.tables["cells"].copy()
    hidden = (cells["area"] == "1082") & (cells["item"].isin(["R95", "R95.aarskontrol"]))
    cells.loc[hidden, ["count", "hidden"]] = [None, True]
    report = practice_of("1082", of=ProtectedCube({**practice.tables, "cells": cells}, practice.manifest))
    for part in (report.main_diagnoses(), report.new_diagnoses(), report.nursing_home_admissions()):
        row = rows_of(part)["KOL"]
        assert not [value for value in row if isinstance(value, int | float | tuple)], row
        assert row[-1] in ("ikke sammenlignet", Mark.HIDDEN)
    row = rows_of(report.examinations())["KOL: årskontrol"]
    assert row[2:] == (*[Mark.HIDDEN] * 5, "ikke sammenlignet")
    assert f"Borgere registreret med diagnosen den 1. juli 2024: {NOT_SHOWN}." in repr(report.key_findings())
    both = rows_of(report.registration())["KOL"]
    assert both[1] is both[3] is both[4] is both[5] is both[6] is both[7] is Mark.HIDDEN


def test_a_count_without_a_population_is_no_figure(practice_of: PracticeOf, practice: ProtectedCube) -> None:
    cells = practice.tables["cells"].copy()
    cells.loc[cells["area"] == "825", ["population", "hidden"]] = [None, True]
    report = practice_of("825", of=ProtectedCube({**practice.tables, "cells": cells}, practice.manifest))
    assert isinstance(report.main_diagnoses(), Table)
    assert repr(report.diagnoses_finding()) == "Ingen diagnoser med borgere kan vises for Læsø Kommune"
    assert isinstance(report.admissions(), Figure)


@pytest.mark.parametrize(
    ("whole", "part", "left"),
    [
        (100, 90, 10),
        (100, 100, 0),
        (100, 95, 5),
        (100, 96, Mark.HIDDEN),
        (None, 5, Mark.HIDDEN),
        (90, None, Mark.HIDDEN),
        (90, 95, Mark.HIDDEN),
    ],
)
def test_a_difference_stands_only_where_it_is_none_or_not_small(whole: int | None, part: int | None, left: Any) -> None:
    assert difference(whole, part, 5) == left


def test_practice_against_ruks_adds_up(practice_of: PracticeOf) -> None:
    rows = rows_of(practice_of("1082").registration())
    assert len(rows) == 9
    for name, (_, practice, ruks, both, only_practice, only_ruks, share, other) in rows.items():
        assert (practice - both, ruks - both) == (only_practice, only_ruks), name
        assert (share, other) == (both / ruks, both / practice), name


def test_the_country_is_not_compared_with_a_rest(practice_of: PracticeOf) -> None:
    report = practice_of("dk")
    for part in (report.main_diagnoses(), report.care(), report.examinations(), report.admissions(), report.trend()):
        assert "resten af landet" not in visible(part._repr_html_()).lower()
    assert len(table_of(report.municipalities()).rows) == 98


def test_a_planted_difference_is_a_finding_and_a_triangle(practice_of: PracticeOf, practice: ProtectedCube) -> None:
    cells = practice.tables["cells"].copy()
    wanted = (cells["items"] == "diagnoses") & (cells["area"] == "657") & (cells["item"] == "diabetes")
    cells.loc[wanted, "count"] = (cells.loc[wanted, "count"] * 3).astype("Int64")
    report = practice_of("1082", of=ProtectedCube({**practice.tables, "cells": cells}, practice.manifest))
    assert repr(report.municipalities_finding()).startswith(
        "Diabetes, type 1 eller 2 registreres hyppigere i Herning end i resten af landet;"
    )
    assert rows_of(report.municipalities())["Herning"][3] == "▲"
    figure = report.municipalities_with_diabetes()
    assert isinstance(figure, Figure)
    assert ">Herning</text>" in figure.svg


def test_no_difference_is_claimed_where_there_is_none(practice_of: PracticeOf) -> None:
    """In the sample no service, examination or admission depends on where a citizen lives."""
    report = practice_of("1082")
    for part in (report.care_differences(), report.examinations_differences(), report.admissions_differences()):
        assert "ingen statistisk sikker forskel" in repr(part)


def test_where_the_registers_do_not_reach_back_twelve_months_are_not_shown(practice_of: PracticeOf) -> None:
    report = practice_of("1082", of=practice_cube(scale=0.1, whole=()))
    parts = shown(report)
    reason = "Her er ingen tal for de 12 måneder til 1. juli 2024, fordi registrene først dækker fra 1. januar 2022."
    for name in ("new_diagnoses", "care_finding", "examinations_finding", "admissions_finding"):
        assert repr(parts[name]) == reason
    assert not {"care", "examinations", "admissions", "examinations_by_municipality"} & set(parts)
    assert "main_diagnoses" in parts


def test_new_diagnoses_are_shown_for_years_of_twelve_observed_months(practice_of: PracticeOf) -> None:
    rows = table_of(practice_of("1082").trend()).rows
    assert [row.values[0] for row in rows[:3]] == [2022, 2023, 2024]
    assert rows[0].values[5:] == (Mark.MISSING,) * 3
    assert all(isinstance(value, int | float) for row in rows[1:3] for value in row.values)


def test_delivered_data_are_not_called_synthetic_and_say_what_the_diseases_are(practice_of: PracticeOf) -> None:
    report = practice_of("1083", of=practice_cube(scale=0.1, origin="leverance-2025-02"))
    page = "".join(part._repr_html_() for part in shown(report).values())
    assert "SYNTETISK" not in page.upper()
    assert "kandidater" in repr(report.registration_note())
    assert "lavet af et program" not in page


def test_unsure_codes_and_where_expectations_come_from_are_said(practice_of: PracticeOf) -> None:
    report = practice_of("1082")
    certain = {name: row[3] for name, row in rows_of(report.expectations()).items()}
    assert certain["KOL: lungefunktionsundersøgelse"] == certain["Diabetes: langtidsblodsukker"] == "usikker"
    assert certain["Diabetes: årskontrol"] == "fundet i kilde"
    assert "almen viden" in repr(report.examinations_note())


def test_only_the_registers_of_this_topic_stand_in_data_quality(practice_of: PracticeOf) -> None:
    rows = [(row.group, *row.values) for row in table_of(practice_of("1082").data_quality()).rows]
    assert len(rows) == 5
    assert rows[-1][:1] == ("Sygehuskontakter",)
    none = "Rækken har ingen ydelser"
    assert ("Ydelser i almen praksis", none, "udelades", Mark.HIDDEN, Mark.HIDDEN) in rows


def test_the_five_main_diseases_have_diabetes_as_one() -> None:
    assert [d.item for d in main_diagnoses()] == ["diabetes", "R95", "R96", "K77", "K78"]


@pytest.mark.parametrize(
    ("name", "inside"), [("KOL", "KOL"), ("Astma", "astma"), ("Diabetes, type 1 eller 2", "diabetes type 1 eller 2")]
)
def test_names_inside_a_sentence(name: str, inside: str) -> None:
    assert running(name) == inside


def test_a_group_without_citizens_has_no_share(practice_of: PracticeOf) -> None:
    assert not Share(0, 0).is_reported
    assert "indberettet" not in repr(practice_of("825").key_findings())


def test_a_municipality_is_compared_in_plain_words(practice_of: PracticeOf, practice: ProtectedCube) -> None:
    cells = practice.tables["cells"].copy()
    own = (cells["items"] == "diagnoses") & (cells["item"] == "diabetes") & (cells["area"] == "751")
    cells.loc[own, "count"] = cells.loc[own, "population"] // 4
    planted = practice_of("751", 2026, ProtectedCube(dict(practice.tables) | {"cells": cells}, practice.manifest))
    assert "pr. 1.000 borgere. Diagnosen registreres hyppigere end i resten" in repr(planted.municipalities_finding())


def test_a_figure_read_aloud_keeps_names_and_numbers_apart(practice_of: PracticeOf) -> None:
    trend = practice_of("1082").trend()
    assert isinstance(trend, Figure)
    assert re.search(r"Diabetes, type 1 eller 2 \(\d+,\d\), KOL \(\d+,\d\)", trend.finding)


def test_examinations_of_municipalities_name_their_twelve_months(practice_of: PracticeOf) -> None:
    funnel = practice_of("751").examinations_funnel()
    assert isinstance(funnel, Figure)
    assert funnel.table.caption == "Diabetes: årskontrol efter kommune, 12 måneder til 1. juli 2024"
    assert funnel.table.provenance.coverage == "alle borgere med bopæl i Region Midtjylland 1. juli 2024"
    assert funnel.behind
    assert "hele landet" in funnel.behind.coverage


def test_the_disease_with_most_admissions_is_said_to_be_one_of_five(practice_of: PracticeOf) -> None:
    report = practice_of("1082")
    assert repr(report.admissions_finding()).startswith(
        "Blandt de fem forløbssygdomme er andelen, der var indlagt akut"
    )

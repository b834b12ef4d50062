"""The FSIII report for every kind of recipient: each part says something, in Danish, with numbers of the cube."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from naerblik.disclosure.cube import ProtectedCube
from naerblik.report import numbers
from naerblik.report.figure import Figure
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.header import Header
from naerblik.report.sentences import NOT_SHOWN
from naerblik.report.table import Mark, Table
from naerblik.report.text import Text
from report.parts import ENGLISH, ids_twice, is_filled, parts_of, shares_without_limits, visible
from report.sample_cube import ReportOf, sample_cube

KINDS = [("1082", 2026), ("oestdanmark", 2027), ("hovedstaden", 2027), ("751", 2026), ("101", 2027), ("dk", 2026)]
PARTS = parts_of(FsiiiReport)
RAW = re.compile(r"[a-zæøå]+_[a-zæøå]+|<NA>")


def shown(report: FsiiiReport) -> dict[str, Any]:
    return {name: getattr(report, name)() for name in PARTS}


@pytest.fixture(scope="module")
def parts(report: FsiiiReport) -> dict[str, Any]:
    return shown(report)


@pytest.fixture(scope="module", params=KINDS, ids=[code for code, _ in KINDS])
def report(request: pytest.FixtureRequest, report_of: ReportOf) -> FsiiiReport:
    code, geography = request.param
    return report_of(code, geography)


def test_every_part_says_something_in_danish(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        text = visible(part._repr_html_())
        assert len(text) > 20, name
        assert repr(part).strip(), name
        assert not ENGLISH.findall(text), name
        assert not RAW.findall(text), name


def test_no_table_or_figure_is_empty(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        assert is_filled(part, drawn_in=60_000), name


def test_ids_are_unique_in_the_whole_page(parts: dict[str, Any]) -> None:
    assert not ids_twice(parts.values())


def test_key_findings_are_four_to_six_sentences_with_numbers(report: FsiiiReport) -> None:
    findings = report.key_findings().findings
    assert 4 <= len(findings) <= 6
    for _, sentence in findings:
        assert sentence.endswith(".")
        assert re.search(r"\d", sentence), sentence


def test_a_key_finding_with_a_share_has_its_limits_of_chance(report: FsiiiReport) -> None:
    assert shares_without_limits(report.key_findings().findings) == []


def test_levels_above_the_municipality_say_how_many_reported(report: FsiiiReport, parts: dict[str, Any]) -> None:
    covered = f"indberettet i {_reporting(report)} kommuner"
    figures = [part for part in parts.values() if isinstance(part, Figure) and part.key in ("omraader", "indsatser")]
    assert len(figures) == 2
    for figure in figures:
        assert (covered in figure.title) == (report.recipient.level != "municipality")


def _reporting(report: FsiiiReport) -> str:
    coverage = report.cube.tables["coverage"]
    line = coverage[(coverage["area"] == report.recipient.code) & (coverage["year"] == 2024)].iloc[0]
    return f"{line['reporting']} af {line['municipalities']}"


def test_every_table_and_figure_names_its_data_and_what_stands_behind(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        if isinstance(part, Table | Figure):
            html = part._repr_html_()
            assert "Data: SYNTETISKE DATA (syntetisk-6000000-1)." in html, name
            if name not in ("definitions", "sources"):
                assert "Befolkning bag tallene:" in html, name
                assert "Dækning:" in html, name


def _cell(report: FsiiiReport, items: str, item: str) -> tuple[int, int]:
    cells = report.cube.tables["cells"]
    found = cells[
        (cells["items"] == items)
        & (cells["item"] == item)
        & (cells["year"] == 2024)
        & (cells["area"] == report.recipient.code)
        & (cells["reporters"] == "month")
        & (cells[["sex", "age", "nursing_home", "disease"]] == "all").all(axis=1)
    ]
    (line,) = found[["count", "population"]].itertuples(index=False, name=None)
    return int(line[0]), int(line[1])


@pytest.mark.parametrize(
    ("items", "item", "name"), [("conditions", "I7.1", "Respirationsproblemer"), ("areas", "I4", "Hud og slimhinder")]
)
def test_the_numbers_are_those_of_the_cube(report: FsiiiReport, items: str, item: str, name: str) -> None:
    part = report.conditions() if items == "conditions" else report.condition_areas()
    table = part.table if isinstance(part, Figure) else part
    assert isinstance(table, Table)
    (row,) = [row.values for row in table.rows if row.values[0] == name]
    count, population = _cell(report, items, item)
    assert count in row
    assert count / population in row


def test_the_first_finding_on_interventions_is_the_cubes_number(report: FsiiiReport) -> None:
    count, population = _cell(report, "any_intervention", "*")
    sentence = dict(report.key_findings().findings)["Indsatser."]
    assert sentence.startswith(f"{numbers.count(count)} borgere havde mindst én aktiv indsats den 1. juli 2024: ")
    assert f"{numbers.per_1000(count / population)} pr. 1.000 borgere (95 pct. sikkerhedsgrænser" in sentence
    assert report.key_figure().number == numbers.per_1000(count / population)
    assert report.key_figure().sentence.startswith(f"{numbers.count(count)} borgere havde mindst én aktiv indsats ")


def test_the_head_names_recipient_period_data_and_publisher(report: FsiiiReport) -> None:
    head = report.header()
    assert isinstance(head, Header)
    assert report.recipient.name in head.metadata()["title"]
    text = repr(head)
    for words in ("1. juli 2024", "januar 2022 til december 2024", "syntetisk-6000000-1", "Sundhedsdatastyrelsen"):
        assert words in text
    assert "SYNTETISKE DATA" in text
    assert head.metadata()["code"] == report.recipient.code


def test_all_tables_are_saved_under_plain_names(report: FsiiiReport, parts: dict[str, Any]) -> None:
    tables = report.tables()
    assert all(re.fullmatch(r"[a-z-]+", stem) for stem in tables)
    assert all(stem == table.key for stem, table in tables.items())
    behind = {part.table.key for part in parts.values() if isinstance(part, Figure)}
    alone = {part.key for part in parts.values() if isinstance(part, Table)}
    assert set(tables) == behind | alone


def test_a_municipality_that_did_not_report_has_reasons_instead_of_numbers(report_of: ReportOf) -> None:
    report = report_of("360")
    parts = shown(report)
    reason = "Her er ingen tal for Lolland Kommune, fordi kommunen ikke har indberettet for juli 2024."
    silent = [name for name, part in parts.items() if isinstance(part, Text) and part.paragraphs == (reason,)]
    assert {"condition_areas", "conditions", "common_interventions", "groups", "trend"} <= set(silent)
    assert isinstance(parts["map"], Figure)
    assert isinstance(parts["reporting_calendar"], Figure)
    assert report.key_findings().findings == (
        ("Indberetning.", "Lolland Kommune indberettede ikke for juli 2024 og har leveret data i 0 af 36 måneder."),
    )


@pytest.mark.parametrize("code", ["825", "1081", "vendsyssel"])
def test_a_small_country_hides_numbers_and_still_reads(
    report_of: ReportOf, small_cube: ProtectedCube, code: str
) -> None:
    parts = shown(report_of(code, 2027, of=small_cube))
    table = parts["conditions"]
    assert isinstance(table, Table)
    assert any(Mark.HIDDEN in row.values for row in table.rows)
    assert "· = tallet vises ikke" in " ".join(table.footnotes())
    for name, part in parts.items():
        text = visible(part._repr_html_())
        assert text, name
        assert not ENGLISH.findall(text), name
        assert not RAW.findall(text), name


def test_where_every_number_is_hidden_or_none_a_table_stands_instead_of_an_empty_figure(report_of: ReportOf) -> None:
    parts = shown(report_of("825", of=sample_cube(scale=0.003)))
    for name in ("condition_areas", "common_interventions", "age_and_sex"):
        assert isinstance(parts[name], Table), name
    assert repr(parts["nursing_home_finding"]) == "Ingen borgere i Læsø Kommune boede på plejehjem den 1. juli 2024"
    assert repr(parts["conditions_finding"]) == "Ingen områder med borgere kan vises for Læsø Kommune"


def test_a_municipality_with_a_hidden_number_is_not_compared(report_of: ReportOf, cube: ProtectedCube) -> None:
    cells = cube.tables["cells"].copy()
    cells.loc[(cells["items"] == "any_intervention") & (cells["area"] == "825"), ["count", "hidden"]] = [pd.NA, True]
    report = report_of("825", of=ProtectedCube({**cube.tables, "cells": cells}, cube.manifest))
    assert repr(report.municipalities_finding()) == f"Læsø Kommune: {NOT_SHOWN}"
    rows = {row.values[0]: row.values for row in report.municipalities().rows}
    assert rows["Læsø"][2:4] == (Mark.HIDDEN, "ikke sammenlignet")


def test_what_is_most_common_is_said_of_shown_numbers_where_some_are_hidden(
    report_of: ReportOf, small_cube: ProtectedCube
) -> None:
    text = repr(report_of("1081", of=small_cube).interventions_finding())
    assert text.startswith("Af de indsatser, der kan vises, er ")


def test_the_country_is_not_compared_with_a_rest(report_of: ReportOf) -> None:
    report = report_of("dk")
    areas = report.condition_areas()
    assert isinstance(areas, Figure)
    assert "resten af landet" not in areas._repr_html_().lower()
    overview = report.municipalities()
    assert len(overview.rows) == 98
    coverage = report.coverage()
    assert [row.values[0] for row in coverage.rows][-2:] == ["Uoplyst eller uden for region", "Hele landet"]


def test_a_planted_difference_is_a_finding_and_a_triangle(report_of: ReportOf, cube: ProtectedCube) -> None:
    cells = cube.tables["cells"].copy()
    wanted = (cells["items"] == "any_intervention") & (cells["area"] == "657") & (cells["year"] == 2024)
    cells.loc[wanted, "count"] = (cells.loc[wanted, "count"] * 3).astype("Int64")
    report = report_of("1082", of=ProtectedCube({**cube.tables, "cells": cells}, cube.manifest))
    assert repr(report.municipalities_finding()).startswith(
        "Indsatser indberettes hyppigere i Herning end i resten af landet;"
    )
    overview = {row.values[0]: row.values for row in report.municipalities().rows}
    assert overview["Herning"][3] == "▲ hyppigere"
    figure = report.municipalities_with_interventions()
    assert isinstance(figure, Figure)
    assert ">Herning</text>" in figure.svg


def test_one_year_of_data_has_no_trend_and_says_so(report_of: ReportOf) -> None:
    report = report_of("1082", of=sample_cube(scale=0.1, years=(2024,)))
    assert repr(report.trend_finding()) == "Udviklingen kan ikke vises: data dækker kun 2024"
    assert repr(report.trend()) == "En udvikling kræver mindst to år, og data dækker kun 2024."
    for name, part in shown(report).items():
        assert visible(part._repr_html_()), name


def test_delivered_data_are_not_called_synthetic_and_say_what_the_diseases_are(report_of: ReportOf) -> None:
    report = report_of("1083", of=sample_cube(origin="leverance-2025-02"))
    page = "".join(part._repr_html_() for part in shown(report).values())
    assert "SYNTETISK" not in page.upper()
    assert "leverance-2025-02" in page
    assert "kandidater" in repr(report.disease_note())
    assert "lavet af et program" not in page
    assert report.header().metadata()["kind"] == "delivered"


@pytest.mark.parametrize("code", ["1083", "dk"])
def test_the_page_says_what_is_hidden_how_much_of_it_and_that_the_release_is_attacked(
    report_of: ReportOf, cube: ProtectedCube, code: str
) -> None:
    text = repr(report_of(code).protection())
    for words in (
        "Antal fra 1 til 4 borgere vises ikke",
        "under 20 borgere",
        "»·«",
        "nul bag det",
        "et angreb på alle",
    ):
        assert words in text
    assert "0,4 pct. af optællingerne" in text
    if code == "dk":
        cells = cube.tables["cells"]
        hidden, everything = numbers.count(int(cells["hidden"].sum())), numbers.count(len(cells))
        assert f"er {hidden} af {everything} celler skjult" in text


@pytest.mark.parametrize(
    ("share", "said"), [(None, "skjult helt eller delvis."), (0.0, "under 1,0 pct."), (0.02, "2,0 pct. af")]
)
def test_the_share_that_hidden_cells_stand_for_is_said_as_coarsely_as_the_store_tells_it(
    report_of: ReportOf, cube: ProtectedCube, share: float | None, said: str
) -> None:
    told = ProtectedCube(cube.tables, {**cube.manifest, "protection_summary": {"citizens": share}})
    text = repr(report_of("1083", of=told).protection())
    assert said in text
    assert ("optællingerne" in text) == (share is not None)


def test_the_rules_of_data_quality_are_shown_with_their_numbers(report_of: ReportOf) -> None:
    rows = [(row.group, *row.values) for row in report_of("1082").data_quality().rows]
    assert ("Befolkning", "Kommunen er ikke en af de 98", "beholdes som uoplyst", 912, 900) in rows
    assert (
        "FSIII, tilstande",
        "Indberettet af en kommune, som borgeren er flyttet fra, 2024",
        "udelades",
        1822,
        990,
    ) in rows
    assert (
        "FSIII, indsatser",
        "Datoen ligger efter observationsperioden",
        "udelades",
        Mark.HIDDEN,
        Mark.HIDDEN,
    ) in rows


def test_since_when_and_how_often_a_municipality_delivers_is_shown(report_of: ReportOf) -> None:
    figure = report_of("1084").reporting_calendar()
    rows = {row.values[0]: row.values for row in figure.table.rows}
    assert rows["Lyngby-Taarbæk"][1] == pd.Timestamp(2023, 7, 1).date()
    assert rows["Lyngby-Taarbæk"][4] == "ja"
    assert rows["Lyngby-Taarbæk"][3] == 18


def test_the_trend_follows_the_municipalities_that_reported_in_all_years(report_of: ReportOf) -> None:
    figure = report_of("1084").trend()
    assert isinstance(figure, Figure)
    first, last = figure.table.rows[0].values, figure.table.rows[2].values
    assert first[0] == 2022
    assert last[0] == 2024
    steady = int(re.findall(r"I de (\d+) kommuner", figure.table.columns[5].title)[0])
    assert steady < first[1]
    assert "FSIII forenkles" in figure.svg
    assert "43 helbredstilstande" in repr(report_of("1084").breaks())


@pytest.mark.parametrize(("code", "whose"), [("1082", "Region Midtjylland"), ("751", "Region Midtjylland")])
def test_a_list_of_municipalities_names_the_citizens_of_all_of_them(report_of: ReportOf, code: str, whose: str) -> None:
    report = report_of(code)
    funnel, calendar, table = (
        report.municipalities_with_interventions(),
        report.reporting_calendar(),
        report.municipalities(),
    )
    assert isinstance(funnel, Figure)
    own = report_of("1082").coverage().provenance
    assert {funnel.table.provenance, calendar.table.provenance, table.provenance} == {own}
    assert own.coverage.startswith(f"{whose}, indberettet i")
    drawn = visible(funnel._repr_html_()).partition("Tallene bag figuren")[0]
    assert report_of("dk").coverage().provenance.line() in drawn


def test_numbers_of_those_who_reported_all_years_name_their_citizens_alone(
    report_of: ReportOf, cube: ProtectedCube
) -> None:
    table = report_of("1082").condition_areas_by_year()
    assert isinstance(table, Table)
    cells = cube.tables["cells"]
    wanted = {"items": "any_condition", "year": 2024, "area": "1082", "reporters": "every_year"}
    for name, value in (wanted | dict.fromkeys(("sex", "age", "nursing_home", "disease"), "all")).items():
        cells = cells[cells[name] == value]
    (people,) = cells["population"]
    assert table.provenance.population == f"{numbers.count(people)} borgere"
    assert re.fullmatch(r"Region Midtjylland, indberettet alle årene i \d+ af 19 kommuner", table.provenance.coverage)
    (several,) = re.findall(r"\d+ kommuner, der indberettede alle årene", table.caption)
    assert f"i {several.split()[0]} af 19" in table.provenance.coverage
    assert report_of("751").yearly().provenance.coverage == "Aarhus Kommune, de måneder, kommunen har leveret"


def test_a_field_of_a_break_is_explained_only_where_one_is_drawn(report_of: ReportOf, cube: ProtectedCube) -> None:
    assert "Det farvede felt" in report_of("1082").trend()._repr_html_()
    cells = cube.tables["cells"]
    before = ProtectedCube(dict(cube.tables) | {"cells": cells[cells["year"].astype(int) < 2024]}, cube.manifest)
    shown = report_of("1082", 2026, before).trend()._repr_html_()
    assert "Det farvede felt" not in shown


def test_the_map_is_headed_by_the_numbers_between_which_it_lies(report_of: ReportOf) -> None:
    report = report_of("1082")
    said = repr(report.map_finding())
    assert re.fullmatch(r"Indsatser pr\. 1\.000 borgere: tallene går fra \d+,\d i .+ til \d+,\d i .+ Kommune", said)
    assert said.partition(": tallene ")[2] in report.map().finding


def test_a_funnel_says_what_a_triangle_is_of_several_municipalities_and_of_one(report_of: ReportOf) -> None:
    said = {code: report_of(code).municipalities_with_interventions() for code in ("1082", "751", "dk")}
    readings = {code: figure.reading for code, figure in said.items() if isinstance(figure, Figure)}
    assert "Trekanter er modtagerens kommuner med en forskel" in readings["1082"]
    assert "Trekanter er kommuner med en forskel" in readings["dk"]
    assert "En trekant viser en forskel" in readings["751"]
    assert all("almindelige forskelligheder kan forklare" in reading for reading in readings.values())

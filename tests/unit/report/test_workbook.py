"""A topic as a workbook: the numbers of the CSV files as numbers, definitions, signs, and the same bytes each time."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import load_workbook

from naerblik.disclosure.cube import ProtectedCube
from naerblik.report import table_file, workbook
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.provenance import Provenance
from naerblik.report.report import Report
from naerblik.report.table import Column, Mark, Row, Table
from naerblik.run.topic_reports import REPORTS
from report.cancer_sample import cancer_cube
from report.practice_cube import practice_cube
from report.sample_cube import ReportOf, ScopeOf, sample_cube

CODES = [("1082", 2026), ("vendsyssel", 2027), ("825", 2026), ("dk", 2026)]
CUBES = {"fsiii": sample_cube, "kraeft": cancer_cube, "almen_praksis": practice_cube}


@pytest.fixture(scope="module", params=sorted(CUBES))
def topic(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def topic_cube(topic: str) -> ProtectedCube:
    return CUBES[topic](scale=0.03)


@pytest.fixture(scope="module", params=CODES, ids=[code for code, _ in CODES])
def report(request: pytest.FixtureRequest, scope_of: ScopeOf, topic: str, topic_cube: ProtectedCube) -> Report:
    scope = scope_of(*request.param, topic_cube)
    return REPORTS[topic](scope.cube, scope.recipient, scope.parameters)


@pytest.fixture(scope="module")
def book(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook.write(report, report.tables(), tmp_path_factory.mktemp("book") / "emne.xlsx")


def sheets(file: Path) -> dict[str, list[list[object]]]:
    content = load_workbook(str(file))
    return {name: content.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in content.sheet_names}


def as_printed(cell: object, field: str) -> str:
    """A cell with as many decimals as a CSV field."""
    if isinstance(cell, float):
        return f"{cell:.{len(field.partition(',')[2])}f}".replace(".", ",")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def test_every_table_has_a_sheet_with_the_fields_of_its_csv_file(report: Report, book: Path) -> None:
    found, tables = sheets(book), report.tables()
    listed = {row[0]: str(row[2]).removesuffix(".csv") for row in found["Om"] if str(row[2]).endswith(".csv")}
    assert sorted(listed.values()) == sorted(tables)
    assert list(found) == ["Om", *listed]
    for name, key in listed.items():
        lines = list(csv.reader(table_file.csv_text(tables[key]).splitlines(), delimiter=";"))
        shown = found[name][workbook.HEAD : workbook.HEAD + len(lines)]
        assert len(shown) == len(lines)
        for cells, (_, *fields) in zip(shown, lines, strict=True):
            assert [as_printed(c, f) for c, f in zip(cells, fields, strict=True)] == fields, name


def test_every_sheet_names_its_table_data_and_recipient(report: Report, book: Path) -> None:
    tables = {workbook._sheet_name(key, report.prefix): table for key, table in report.tables().items()}
    for name, rows in sheets(book).items():
        assert "SYNTETISKE DATA" in str(rows[1][0]), name
        assert str(rows[2][0]).startswith("Rapport: "), name
        assert str(rows[2][0]).endswith(report.header().recipient), name
        if name in tables:
            assert (rows[0][0], rows[1][0]) == (tables[name].caption, tables[name].provenance.line())


def test_the_second_sheet_defines_what_is_counted_and_every_sign(report: Report, book: Path) -> None:
    name, rows = list(sheets(book).items())[1]
    assert name == "Definitioner"
    text = "\n".join(str(cell) for row in rows for cell in row)
    assert "· = tallet vises ikke" in text
    assert "– = der er ikke indberettet" in text
    assert all(str(value) in text for row in report.definitions().rows for value in row.values)


def test_names_of_sheets_are_short_and_differ(book: Path) -> None:
    """Excel takes 31 characters and does not tell capitals from small letters."""
    names = [name.lower() for name in sheets(book)]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 31


def test_the_same_report_gives_the_same_bytes(report: Report, book: Path, tmp_path: Path) -> None:
    assert workbook.write(report, report.tables(), tmp_path / "igen.xlsx").read_bytes() == book.read_bytes()


@pytest.fixture
def made(report_of: ReportOf, tmp_path: Path, provenance: Provenance) -> Path:
    columns = (
        Column("Kommune"),
        Column("År", "year"),
        Column("Siden", "month"),
        Column("Borgere", "count"),
        Column("Andel", "percent"),
        Column("Grænser", "interval_per_1000", 2),
    )
    rows = (
        Row(("=1+1", 2024, date(2022, 1, 1), 1234, 0.91234567, (0.0358123, 0.0365)), emphasis=True),
        Row(("Ærø", 2024, Mark.MISSING, Mark.HIDDEN, Mark.EMPTY, Mark.HIDDEN)),
    )
    report: FsiiiReport = report_of("1082")
    table = Table("proeve", "En prøve", columns, rows, provenance, ("En lang note. " * 20, "= som resten"))
    return workbook.write(report, {"proeve": table}, tmp_path / "proeve.xlsx")


def test_notes_stand_below_the_table_as_they_are(made: Path) -> None:
    notes = [str(row[0]) for row in sheets(made)["Proeve"][8:]]
    assert notes[:2] == ["En lang note. " * 20, "= som resten"]
    assert [note[0] for note in notes[2:]] == ["·", "–"]


def test_cells_are_numbers_dates_and_texts_with_no_more_digits_than_the_page(made: Path) -> None:
    rows = sheets(made)["Proeve"]
    assert rows[5] == ["=1+1", 2024, date(2022, 1, 1), 1234, 91.2, 35.81, 36.5]
    assert rows[6] == ["Ærø", 2024, "–", "·", "", "·", "·"]
    with zipfile.ZipFile(made) as archive:
        cells = archive.read("xl/worksheets/sheet3.xml").decode()
    assert "<f>" not in cells, "a text is never a formula"
    assert "91.234" not in cells


def test_formats_are_those_that_a_spreadsheet_shows_in_its_readers_language(made: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheet = archive.read("xl/worksheets/sheet3.xml").decode()
    formats = set(re.findall(r'formatCode="([^"]+)"', styles))
    assert formats == {"#,##0", "#,##0.00", "#,##0.0&quot; pct.&quot;", "mmmm yyyy"}
    assert re.search(r'<pane [^>]*topLeftCell="B6"[^>]*state="frozen"', sheet), "the header and the first column stand"

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from lxml import html as lxml_html

from naerblik.report.provenance import Provenance
from naerblik.report.table import Column, Mark, Row, Table
from naerblik.report.table_file import csv_text, write_csv

COLUMNS = (
    Column("Kommune"),
    Column("Siden", "month"),
    Column("Borgere", "count"),
    Column("Pr. 1.000", "per_1000"),
    Column("Grænser", "interval_per_1000", 2),
    Column("Dækning", "percent"),
    Column("Vurdering", "label"),
)
ROWS = (
    Row(("Faaborg & Midtfyn", date(2022, 1, 1), 1234, 0.0361, (0.0358, 0.0365), 0.912, "▲ hyppigere"), group="Fyn"),
    Row(("Ærø", Mark.MISSING, Mark.HIDDEN, Mark.HIDDEN, Mark.HIDDEN, Mark.EMPTY, ""), group="Fyn", emphasis=True),
    Row(("Læsø", date(2023, 7, 1), 0, 0.0, (0.0, 0.01), 1.0, ""), group="Nord"),
)


@pytest.fixture
def table(provenance: Provenance) -> Table:
    return Table("proeve", "En prøve pr. 1.000", COLUMNS, ROWS, provenance, ("En note.",), "Landsdel")


def test_cells_are_printed_as_their_columns_say(table: Table) -> None:
    assert table.texts == [
        ["Faaborg & Midtfyn", "januar 2022", "1.234", "36,1", "35,80–36,50", "91,2 pct.", "▲ hyppigere"],
        ["Ærø", "–", "·", "·", "·", "", ""],
        ["Læsø", "juli 2023", "0", "0,0", "0,00–10,00", "100,0 pct.", ""],
    ]


def test_only_the_signs_in_the_table_are_explained(table: Table) -> None:
    notes = table.footnotes()
    assert notes[0] == "En note."
    assert [note[0] for note in notes[1:]] == ["·", "–"]
    whole = Table("hel", "Hel", COLUMNS, ROWS[:1], table.provenance)
    assert whole.footnotes() == ()


def test_the_html_has_caption_scopes_and_right_aligned_numbers(table: Table) -> None:
    tree = lxml_html.fromstring(table._repr_html_())
    assert tree.xpath("string(//caption)") == "En prøve pr.\N{NO-BREAK SPACE}1.000"
    assert [th.get("scope") for th in tree.xpath("//thead//th")] == ["col"] * len(COLUMNS)
    assert tree.xpath("//tbody//th/@scope") == ["rowgroup", "row", "row", "rowgroup", "row"]
    assert [td.text for td in tree.xpath("//td[@class='number']")][:3] == ["1.234", "36,1", "35,80–36,50"]
    assert tree.xpath("//tr[@class='emphasis']/th/text()") == ["Ærø"]


def test_a_wide_table_scrolls_in_a_named_region_that_the_keyboard_reaches(table: Table) -> None:
    (region,) = lxml_html.fromstring(table._repr_html_()).xpath("//*[@role='region']")
    assert region.get("tabindex") == "0"
    assert region.xpath(f"string(//*[@id='{region.get('aria-labelledby')}'])") == table.caption.replace(
        ". 1", ".\u00a01"
    )


def test_text_is_escaped(table: Table) -> None:
    assert "Faaborg &amp; Midtfyn" in table._repr_html_()


def test_the_plain_text_shows_every_number_and_where_it_comes_from(table: Table) -> None:
    text = repr(table)
    assert "1.234" in text
    assert "35,80–36,50" in text
    assert "SYNTETISKE DATA (syntetisk-60000-1)" in text


def test_a_row_with_too_few_values_is_an_error(provenance: Provenance) -> None:
    with pytest.raises(ValueError, match="table 'x': a row has 1 values for 2 columns"):
        Table("x", "", (Column("A"), Column("B")), (Row(("a",)),), provenance)


def test_a_file_opens_in_a_danish_spreadsheet(table: Table, tmp_path: Path) -> None:
    file = write_csv(table, tmp_path)
    assert file.name == "proeve.csv"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0][:3] == ["Datagrundlag", "Landsdel", "Kommune"]
    assert rows[0][-4:] == ["Grænser, nedre", "Grænser, øvre", "Dækning", "Vurdering"]
    assert rows[1][3:] == ["2022-01-01", "1234", "36,1", "35,80", "36,50", "91,2", "▲ hyppigere"]
    assert rows[2][3:] == ["–", "·", "·", "·", "·", "", ""]


def test_every_line_of_a_synthetic_file_says_so(table: Table) -> None:
    lines = csv_text(table).splitlines()[1:]
    assert len(lines) == 3
    assert all(line.startswith("SYNTETISKE DATA (syntetisk-60000-1);") for line in lines)


def test_a_delivered_file_names_its_delivery(table: Table) -> None:
    delivered = Provenance("leverance-1", False, "·", "x", "y")
    assert csv_text(Table("a", "A", COLUMNS, ROWS, delivered)).splitlines()[1].startswith("leverance-1;Fyn;")


def test_a_table_without_numbers_of_citizens_names_its_data_alone() -> None:
    assert Provenance("leverance-1", False, "·").line() == "Data: leverance-1."

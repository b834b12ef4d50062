"""The workbooks of a recipient say what the CSV files say: each planted fault is found with sheet and cell."""

import re
import zipfile
from pathlib import Path

import pytest
from report.sample_cube import sample_cube
from xlsxwriter import Workbook

from naerblik import parameters as params
from naerblik import project
from naerblik.report.fsiii import FsiiiReport
from naerblik.run import drafts, workbooks
from naerblik.run.recipients import write_tables

BOOK = "fsiii.xlsx"


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=["825"])
    report = FsiiiReport(sample_cube(scale=0.1), params.recipients(parameters)[0], parameters)
    folder = tmp_path_factory.mktemp("written")
    write_tables(report, "fsiii.html", folder)
    return folder


@pytest.fixture
def folder(written, tmp_path) -> Path:
    tables = tmp_path / "825-laesoe" / "tables"
    tables.mkdir(parents=True)
    for file in (written / "tables").iterdir():
        (tables / file.name).write_bytes(file.read_bytes())
    return tables.parent


def found(folder: Path) -> list[tuple[str, str]]:
    return list(workbooks.faults(folder / "tables"))


def change(folder: Path, part: str, pattern: str, by: str, *, add: str = "") -> None:
    """Changes the first match of a pattern in a part of the workbook, and adds an empty part where one is named."""
    book = folder / "tables" / BOOK
    with zipfile.ZipFile(book) as archive:
        parts = {info.filename: archive.read(info).decode() for info in archive.infolist()}
    assert re.search(pattern, parts[part], re.DOTALL), "there is nothing to change"
    parts[part] = re.sub(pattern, by, parts[part], count=1, flags=re.DOTALL)
    with zipfile.ZipFile(book, "w") as archive:
        for name, content in (parts | ({add: ""} if add else {})).items():
            archive.writestr(name, content)


def sheet_of(folder: Path, name: str) -> str:
    names = list(workbooks.texts(folder / "tables" / BOOK))
    return f"xl/worksheets/sheet{names.index(name) + 1}.xml"


def test_what_a_run_writes_passes(folder):
    assert found(folder) == []


def test_a_draft_is_marked_on_every_sheet_and_freed_again_to_the_byte(folder):
    book = folder / "tables" / BOOK
    before = book.read_bytes()
    drafts.mark(folder)
    assert all("KLADDE: " in said for said in workbooks.texts(book).values())
    assert found(folder) == []
    drafts.unmark(folder)
    assert book.read_bytes() == before


def test_a_workbook_that_does_not_say_it_is_a_draft_cannot_be_freed(folder):
    with pytest.raises(drafts.DraftError, match=r"825-laesoe/tables/fsiii\.xlsx"):
        drafts.unmark(folder)


def test_a_changed_number_is_named_by_sheet_and_cell_and_not_repeated(folder):
    change(folder, sheet_of(folder, "Udvikling"), r'(<c r="C7"[^>]*><v>)\d+', r"\g<1>98765")
    ((file, text),) = found(folder)
    assert (file, "sheet Udvikling, cell C7 " in text, "98765" in text) == (BOOK, True, False)


def test_a_number_with_more_decimals_than_the_file_is_found(folder):
    change(folder, sheet_of(folder, "Udvikling"), r'(<c r="E7"[^>]*><v>[\d.]+)', r"\g<1>00001")
    ((_, text),) = found(folder)
    assert "sheet Udvikling, cell E7 " in text


def test_a_hidden_cell_that_is_shown_is_found(folder):
    book, sheet = folder / "tables" / BOOK, sheet_of(folder, "Udvikling")
    with zipfile.ZipFile(book) as archive:
        texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", archive.read("xl/sharedStrings.xml").decode())
    hidden = texts.index("·")
    change(folder, sheet, rf'(<c r="[D-G]\d+" s="\d+") t="s"><v>{hidden}</v>', r"\g<1>><v>3</v>")
    assert ["is not the value of the CSV file" in text for _, text in found(folder)] == [True]


@pytest.mark.parametrize("cell", ['<c r="B{row}"><v>3</v></c>', '<c r="A{row}"><v>3</v></c>'])
def test_a_number_below_a_table_is_found(folder, cell):
    change(folder, sheet_of(folder, "Kilder"), "</sheetData>", f'<row r="90">{cell.format(row=90)}</row></sheetData>')
    assert ["sheet Kilder, cell" in text and "outside a table" in text for _, text in found(folder)] == [True]


def test_a_column_beside_a_table_is_found(folder):
    change(folder, sheet_of(folder, "Udvikling"), r'(<row r="7".*?)</row>', r'\1<c r="Z7"><v>3</v></c></row>')
    ((_, text),) = found(folder)
    assert "sheet Udvikling, cell Z7 " in text


def test_an_extra_sheet_is_found(folder):
    change(folder, "xl/workbook.xml", 'name="Kilder"', 'name="Mere"')
    assert {text.split(" stands")[0] for _, text in found(folder)} == {"sheet Mere", "sheet Kilder"}


def test_a_table_without_a_sheet_and_a_sheet_without_a_table_are_found(folder):
    tables = folder / "tables"
    (tables / "kilder.csv").rename(tables / "nyt.csv")
    assert {(file, text.split(" of the")[0]) for file, text in found(folder)} == {
        (BOOK, "sheet Kilder has no file kilder.csv beside the workbook: run again"),
        ("nyt.csv", "the table stands on 0 sheets"),
    }


def test_a_part_that_no_run_writes_is_found(folder):
    change(folder, "docProps/app.xml", "Microsoft", "Microsoft", add="xl/comments1.xml")
    assert [text for _, text in found(folder)] == ["the part xl/comments1.xml is nothing that a run writes: run again"]


def test_a_file_that_is_no_workbook_is_found(folder):
    (folder / "tables" / BOOK).write_bytes(b"PK")
    assert (BOOK, "the workbook cannot be read: run again") in found(folder)


def test_a_second_workbook_of_the_same_tables_is_found(folder):
    (folder / "tables" / "igen.xlsx").write_bytes((folder / "tables" / BOOK).read_bytes())
    assert {text for _, text in found(folder)} == {
        "the table stands on 2 sheets of the workbooks instead of one: run again"
    }


def test_a_workbook_without_a_list_of_sheets_is_found(folder):
    with Workbook(str(folder / "tables" / BOOK)) as book:
        book.add_worksheet("Om")
    assert all("stands on 0 sheets" in text for _, text in found(folder))
    assert len(found(folder)) == len(list((folder / "tables").glob("*.csv")))

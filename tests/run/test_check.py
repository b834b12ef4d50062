"""The check of a release: a sound folder passes, and each planted fault is found under its rule."""

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from naerblik import project
from naerblik.engine import duckdb
from naerblik.report.workbook import ABOUT, CONTENTS, HEAD
from naerblik.run import check, gate, release, release_manifest
from naerblik.synthetic import generate

PAGE = """<!DOCTYPE html><html lang="da"><head><title>FSIII, Region Midtjylland</title>
<meta name="recipient" content="1082"><meta name="focus" content="region 2026"><meta name="slice" content="ab">
</head><body><h1>FSIII</h1><p>SYNTETISKE DATA</p>
<svg xmlns="http://www.w3.org/2000/svg"></svg>{planted}</body></html>"""
SAID = {
    "state": "draft",
    "deliverable": False,
    "topics": ["fsiii"],
    "mark": "SYNTETISKE DATA",
    "parameters": {"geography": 2026},
    "rules": {},
    "plan": {},
    "protection": "family",
    "protection_summary": None,
    "cube": "ab",
    "slice": "ab",
    "code_version": "1",
    "renderer": "pandoc",
    "inputs": {},
    "made": "2026-11-27T00:00:00Z",
    "seconds": {},
    "changes": {"since": None, "text": "første frigivelse"},
}
"""What a manifest says beside recipient, snapshot and files."""
TABLE = "Datagrundlag;Kommune;Borgere\nSYNTETISKE DATA;Aarhus;1234\n{planted}"


@pytest.fixture(scope="module")
def snapshot(small_store):
    return generate.make(2_000)


def plant(folder: Path, snapshot_name: str, page: str = "", table: str = "") -> Path:
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "fsiii.html").write_text(PAGE.format(planted=page), encoding="utf-8")
    (folder / "tables" / "kommuner.csv").write_text(TABLE.format(planted=table), encoding="utf-8-sig")
    bind(folder / "tables")
    manifest = {
        **SAID,
        "recipient": {"code": "1082", "name": "Region Midtjylland", "level": "region"},
        "snapshot": {
            "name": snapshot_name,
            "origin": "synthetic",
            "fingerprint": "ab",
            "observation_start": "2022-01-01",
            "observation_end": "2024-12-31",
            "facts": {},
        },
    }
    release.write_manifest(folder, manifest)
    return folder


def plant_list(root: Path, snapshot_name: str, planted: str = "") -> Path:
    """A list of variables at the root of a release."""
    root.mkdir(exist_ok=True)
    page = PAGE.format(planted=planted).replace("1082", "").replace("region 2026", "release 2026").replace('"ab"', '""')
    made = plant(root / "making", snapshot_name)
    (root / "variabelliste.html").write_text(page.replace("Region Midtjylland", "Udgivelsen x"), encoding="utf-8")
    with Workbook(str(root / "variabelliste.xlsx")) as book:
        book.add_worksheet(ABOUT).write_column(0, 0, ["Variabelliste", "SYNTETISKE DATA"])
    content = release.read_manifest(made)
    shutil.rmtree(made)
    files = {
        name: {"sha256": release.digest((root / name).read_bytes()), "bytes": (root / name).stat().st_size}
        for name in ("variabelliste.html", "variabelliste.xlsx")
    }
    own = {"recipient": {"code": "", "name": "Udgivelsen x", "level": "release"}, "slice": "", "files": files}
    (root / release.LIST_MANIFEST).write_text(json.dumps(content | own), encoding="utf-8")
    return root


def bind(tables: Path) -> None:
    """The workbook of kommuner.csv."""
    rows = [line.split(";")[1:] for line in (tables / "kommuner.csv").read_text("utf-8-sig").splitlines()]
    with Workbook(str(tables / "fsiii.xlsx")) as book:
        about, sheet = book.add_worksheet(ABOUT), book.add_worksheet("Kommuner")
        about.write_column(0, 0, ["FSIII", "SYNTETISKE DATA"])
        about.write_row(HEAD, 0, CONTENTS)
        about.write_row(HEAD + 1, 0, ["Kommuner", "Borgere efter kommune", "kommuner.csv"])
        sheet.write_column(0, 0, ["Borgere efter kommune", "Data: SYNTETISKE DATA.", "Rapport: FSIII"])
        for number, row in enumerate(rows, HEAD):
            sheet.write_row(number, 0, [int(field) if field == "1234" else field for field in row])


def rules_broken(folder: Path) -> set[str]:
    return {fault.rule for fault in check.check(folder)}


def test_a_sound_folder_passes(tmp_path, snapshot):
    assert check.check(plant(tmp_path / "1082", snapshot.name)) == []


def test_a_release_is_checked_recipient_by_recipient(tmp_path, snapshot):
    plant(tmp_path / "1081-x", snapshot.name)
    plant(tmp_path / "1082-y", snapshot.name, page="<a href='https://example.org/'>x</a>")
    plant_list(tmp_path, snapshot.name)
    assert [fault.file for fault in check.check(tmp_path)] == ["1082-y/fsiii.html"]


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        ("external address", '<script src="https://cdn.example.org/jquery.js"></script>'),
        ("external address", '<link href="//fonts.example.org/a.css">'),
        ("machine path", "<p>/home/analyst/naerblik/data</p>"),
        ("machine path", r"<p>C:\Users\analyst</p>"),
        ("cpr number", "<p>010203-1234</p>"),
        ("cpr number", "<p data-x='6102031234'></p>"),
        ("cpr number", "<p>311299 1234</p>"),
    ],
)
def test_what_is_planted_in_a_page_is_found(tmp_path, snapshot, rule, planted):
    assert rules_broken(plant(tmp_path / "1082", snapshot.name, page=planted)) == {rule}


@pytest.mark.parametrize("number", ["320203-1234", "011303-1234", "1234567890123", "0,0102031234", "1.010.203.123"])
def test_a_number_that_cannot_be_a_cpr_number_passes(tmp_path, snapshot, number):
    assert rules_broken(plant(tmp_path / "1082", snapshot.name, page=f"<p>{number}</p>")) == set()


def test_a_cpr_number_in_a_table_is_found_and_not_repeated(tmp_path, snapshot):
    faults = check.check(plant(tmp_path / "1082", snapshot.name, table="SYNTETISKE DATA;0102031234;1\n"))
    assert [(fault.rule, fault.file) for fault in faults] == [
        ("cpr number", "1082/tables/fsiii.xlsx, sheet Kommuner"),
        ("cpr number", "1082/tables/kommuner.csv"),
        ("cpr number", "1082/tables/fsiii.xlsx, part xl/sharedStrings.xml"),
    ]
    assert not any("0102031234" in fault.text for fault in faults)


def test_a_person_key_of_the_snapshot_is_found_and_not_repeated(tmp_path, snapshot):
    connection = duckdb.connect()
    duckdb.attach_parquet(connection, "p", snapshot.folder / "population.parquet")
    key = int(duckdb.query(connection, "SELECT person_key FROM p LIMIT 1").iloc[0, 0])
    faults = check.check(plant(tmp_path / "1082", snapshot.name, page=f"<p data-key='{key}'></p>"))
    assert [fault.rule for fault in faults] == ["person key"]
    assert str(key) not in faults[0].text


def test_keys_that_cannot_be_checked_are_said_to_be_unchecked(tmp_path, snapshot):
    (fault,) = check.check(plant(tmp_path / "1082", "leverance-som-ikke-findes"))
    assert (fault.rule, "not checked" in fault.text) == ("person key", True)


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("recipient", r'content="1082"'),
        ("recipient", r'content="region 2026"'),
        ("recipient", r'content="ab"'),
        ("recipient", r", Region Midtjylland"),
        ("origin", "SYNTETISKE DATA"),
    ],
)
def test_what_a_page_must_say_is_missed_when_it_is_gone(tmp_path, snapshot, rule, pattern):
    folder = plant(tmp_path / "1082", snapshot.name)
    page = folder / "fsiii.html"
    page.write_text(re.sub(pattern, 'content="1081"' if "content" in pattern else "", page.read_text()))
    release.write_manifest(folder, json.loads((folder / "manifest.json").read_text()))
    assert rules_broken(folder) == {rule}


def test_a_page_that_is_not_protected_as_one_family_is_found(tmp_path, snapshot):
    folder = plant(tmp_path / "1082", snapshot.name)
    manifest = json.loads((folder / "manifest.json").read_text())
    release.write_manifest(folder, manifest | {"protection": "primary"})
    assert rules_broken(folder) == {"protection"}


def test_a_page_of_another_recipient_is_found(tmp_path, snapshot):
    folder = plant(tmp_path / "1081", snapshot.name)
    manifest = json.loads((folder / "manifest.json").read_text())
    release.write_manifest(
        folder, manifest | {"recipient": {**manifest["recipient"], "code": "1081", "name": "Region Nordjylland"}}
    )
    assert rules_broken(folder) == {"recipient"}


def test_a_file_that_was_changed_added_or_removed_is_found(tmp_path, snapshot):
    folder = plant(tmp_path / "1082", snapshot.name)
    (folder / "tables" / "kommuner.csv").write_text(TABLE.format(planted="") + "\n")
    (folder / "extra.csv").write_text("SYNTETISKE DATA\n")
    assert {(f.rule, f.file) for f in check.check(folder)} == {
        ("manifest", "1082/tables/kommuner.csv"),
        ("manifest", "1082/extra.csv"),
    }
    (folder / "fsiii.html").unlink()
    assert ("manifest", "1082/fsiii.html") in {(f.rule, f.file) for f in check.check(folder)}


def test_a_number_that_the_table_hides_is_found_in_the_page(tmp_path, snapshot):
    row = '<tr><th scope="row">Aarhus</th><td class="number">{}</td></tr>'
    block = '<div class="table-block" id="tabel-kommuner"><table><tbody>{}</tbody></table></div>'
    for shown, rules in (("1.234", set()), ("1.235", {"hidden number"}), ("·", set())):
        page = block.format(row.format(shown))
        assert rules_broken(plant(tmp_path / shown, snapshot.name, page=page)) == rules
    for page in (block.format(2 * row.format("1.234")), block.replace("kommuner", "andet").format(row.format("1"))):
        folder = plant(tmp_path / "x", snapshot.name, page=page)
        assert {(f.rule, f.file) for f in check.check(folder)} == {("hidden number", "x/fsiii.html")}


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("cpr number", "0102031234"),
        ("machine path", "/home/analyst/x.xlsx"),
        ("external address", "https://example.org/a.css"),
    ],
)
def test_what_is_planted_in_an_archive_is_found_also_within_another_one(tmp_path, snapshot, rule, part):
    folder = plant(tmp_path / "1082", snapshot.name)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.xml", part)
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    release.write_manifest(folder, json.loads((folder / "manifest.json").read_text()))
    found = {(fault.rule, fault.file) for fault in check.check(folder)}
    assert found == {("kind of file", "1082/more.zip"), (rule, "1082/more.zip, part inner.zip, part a.xml")}


def test_a_manifest_that_is_not_as_its_schema_says_is_told_with_the_place(tmp_path, snapshot):
    folder = plant(tmp_path / "1082", snapshot.name)
    manifest = json.loads((folder / "manifest.json").read_text())
    for change, said in (({"state": "final"}, "state: "), ({"more": 1}, "more: "), ({"slice": None}, "slice: ")):
        release.write_manifest(folder, manifest | change)
        (fault,) = check.check(folder)
        assert (fault.rule, fault.file) == ("manifest", "1082/manifest.json")
        assert fault.text.startswith(said)


def test_the_schema_of_manifests_is_that_of_the_models():
    """When the models change, the file is written anew from Manifest.model_json_schema()."""
    stored = json.loads((project.ROOT / "docs" / "manifest.schema.json").read_text(encoding="utf-8"))
    assert stored == release_manifest.Manifest.model_json_schema()


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("", None),
        ("<p>010203-1234</p>", "cpr number"),
        ("<p>/home/analyst/x</p>", "machine path"),
        ('<script src="https://example.org/a.js"></script>', "external address"),
        (
            '<div class="table-block" id="tabel-x"><table><tbody><tr><td class="number">3</td></tr></tbody></table>',
            "hidden number",
        ),
    ],
)
def test_what_is_planted_in_the_list_of_variables_at_the_root_is_found(tmp_path, snapshot, planted, rule):
    plant(tmp_path / "1082-y", snapshot.name)
    found = {(fault.rule, fault.file) for fault in check.check(plant_list(tmp_path, snapshot.name, planted))}
    assert found == ({(rule, "variabelliste.html")} if rule else set())


def test_a_person_key_in_the_list_of_variables_at_the_root_is_found(tmp_path, snapshot):
    connection = duckdb.connect()
    duckdb.attach_parquet(connection, "p", snapshot.folder / "population.parquet")
    key = int(duckdb.query(connection, "SELECT person_key FROM p LIMIT 1").iloc[0, 0])
    plant(tmp_path / "1082-y", snapshot.name)
    faults = check.check(plant_list(tmp_path, snapshot.name, f"<p>{key}</p>"))
    assert [(fault.rule, fault.file) for fault in faults] == [("person key", "variabelliste.html")]
    assert str(key) not in faults[0].text


def test_a_release_without_its_list_of_variables_is_named_and_so_is_each_file_of_it(tmp_path, snapshot):
    plant(tmp_path / "1082-y", snapshot.name)
    for gone in ("variabelliste.html", "variabelliste.xlsx", "variabelliste.json"):
        (plant_list(tmp_path, snapshot.name) / gone).unlink()
        (fault,) = check.check(tmp_path)
        assert (fault.rule, fault.file) == ("manifest", gone)


def test_what_was_changed_or_does_not_belong_beside_the_list_of_variables_is_found(tmp_path, snapshot):
    plant(tmp_path / "1082-y", snapshot.name)
    root = plant_list(tmp_path, snapshot.name)
    (root / "noter.csv").write_text("SYNTETISKE DATA")
    shutil.copy(root / "1082-y" / "fsiii.html", root / "variabelliste.html")
    found = {(fault.rule, fault.file) for fault in check.check(root)}
    assert found == {(r, "variabelliste.html") for r in ("manifest", "recipient")} | {("manifest", "noter.csv")}


def test_the_list_of_a_release_that_does_not_say_that_it_was_attacked_is_found(tmp_path, snapshot):
    plant(tmp_path / "1082-y", snapshot.name)
    root = plant_list(tmp_path, snapshot.name)
    assert gate.faults(root) == []
    content = json.loads((root / release.LIST_MANIFEST).read_text())
    (root / release.LIST_MANIFEST).write_text(json.dumps(content | {"state": "released"}))
    assert [(fault.rule, fault.file) for fault in gate.faults(root)] == [("release", release.LIST_MANIFEST)]


def test_a_folder_without_a_release_is_no_pass(tmp_path):
    assert [fault.rule for fault in check.check(tmp_path)] == ["manifest"]

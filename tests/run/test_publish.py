"""From a draft to a release: nothing leaves without the attack, real data not without a ledger and a person."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from naerblik import parameters as params
from naerblik.cli import app
from naerblik.disclosure import ledger
from naerblik.engine import duckdb
from naerblik.intake import delivery
from naerblik.project import PARAMS
from naerblik.run import check, drafts, gate, listing, publish, release, reports, workbooks
from naerblik.run.gate import GateError
from naerblik.run.job import Reporter
from naerblik.run.publish import Approval, ReleaseError
from naerblik.synthetic import generate

SILENT = Reporter(step=lambda text: None, expect=lambda text, total: None, advance=lambda: None)
SIGN = "·"
PERSONS = 600_000
"""A country of a size at which little is hidden and no step takes long."""
DELIVERY, CORRECTED = "sds-2025-03", "sds-2025-04"
MISTAKEN = 773
"""The municipality whose interventions are corrected: Morsø."""
UNREAD = {"practice_diagnosis", "health_service", "hospital_contact", "hospital_diagnosis", "cancer_tumour"}
"""Registers that FSIII does not read; they are delivered without rows."""
ALL_TOPICS = ["fsiii", "kraeft", "almen_praksis"]


def asked(**changes: object) -> params.RunParameters:
    """FSIII alone, unless `changes` name other topics: real registers of all topics take minutes to take in."""
    given = {"topics": ["fsiii"], "recipients": ["1082"], "persons": PERSONS, **changes}
    return params.load_run(PARAMS / "standard.yaml", **given)


@pytest.fixture(scope="module")
def country(tmp_path_factory) -> Iterator[Path]:
    """A data store for the registers of that country and the deliveries made of them."""
    store = tmp_path_factory.mktemp("country")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(store))
        yield store


@pytest.fixture(scope="module")
def delivered(country) -> str:
    """A delivery of real registers: here it holds what was generated, but says nothing of that."""
    _deliver(DELIVERY, country / "leverance")
    return DELIVERY


@pytest.fixture(scope="module")
def corrected(country) -> str:
    """The same delivery again, without one in twenty interventions of one municipality."""
    left_out = f"municipality_code = {MISTAKEN} AND person_key % 20 = 0"
    _deliver(CORRECTED, country / "rettet", fsiii_intervention=left_out)
    return CORRECTED


def _deliver(name: str, folder: Path, **left_out: str) -> None:
    """Takes in what was generated as a delivery; `left_out`: register -> which of its rows are missing."""
    made = generate.make(PERSONS)
    folder.mkdir()
    for register in made.gaps.contracts():
        file = folder / f"{register}.parquet"
        unread = "true" if register in UNREAD else None
        if condition := left_out.get(register, unread):
            rows = f"SELECT * FROM '{made.file(register)}' WHERE NOT ({condition})"
            duckdb.write_parquet(duckdb.connect(), rows, file)
        else:
            shutil.copy2(made.file(register), file)
    delivery.take_in(delivery.Delivery({"contracts": folder}, (date(2022, 1, 1), date(2024, 12, 31))), name)
    shutil.rmtree(folder)


def ran(root: Path, **changes: object) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_REPORTS", str(root))
        finished = reports.run(asked(**changes), SILENT)
    assert [outcome.state for outcome in finished.outcomes] == ["made"], finished
    return finished.folder


@pytest.fixture(scope="module")
def real_draft(delivered, tmp_path_factory) -> Path:
    return ran(tmp_path_factory.mktemp("real"), snapshot=delivered)


@pytest.fixture(scope="module")
def synthetic_draft(country, tmp_path_factory) -> Path:
    return ran(tmp_path_factory.mktemp("synthetic"))


@pytest.fixture
def real(real_draft, tmp_path) -> Path:
    """The draft of a real delivery in a folder of the test's own."""
    return Path(shutil.copytree(real_draft, tmp_path / real_draft.name))


@pytest.fixture
def synthetic(synthetic_draft, tmp_path) -> Path:
    return Path(shutil.copytree(synthetic_draft, tmp_path / synthetic_draft.name))


@pytest.fixture
def book(tmp_path) -> Path:
    return tmp_path / "ledger"


def first(book: Path) -> Approval:
    return Approval(book, "A. Analytiker", new=True)


def later(book: Path, *, withdrawn: bool = False) -> Approval:
    return Approval(book, "A. Analytiker", withdrawn=withdrawn)


def recipient(folder: Path) -> Path:
    (found,) = check.recipient_folders(folder)
    return found


def plant(draft: Path, *, hidden: bool, value: str) -> None:
    """Changes the count of the first cell that is hidden, or shown, in the data file, and lists the file anew."""
    folder = recipient(draft)
    file = folder / "data" / "fsiii.csv"
    cells = pd.read_csv(file, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    place = cells.index[(cells["antal"] == SIGN) == hidden][0]
    cells.loc[place, ["antal", "pr_1000"]] = [value, SIGN]
    cells.to_csv(file, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    release.write_manifest(folder, release.read_manifest(folder))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_what_a_run_makes_is_a_draft_and_says_so_on_every_page(real):
    manifest = release.read_manifest(recipient(real))
    assert (manifest["state"], manifest["deliverable"]) == ("draft", False)
    assert real.name.endswith("-kladde")
    assert all(drafts.MARK in page.read_text() for page in recipient(real).glob("*.html"))
    assert drafts.MARK in (real / "variabelliste.html").read_text()
    (book,) = (recipient(real) / "tables").glob("*.xlsx")
    assert all(drafts.MARK in said for said in workbooks.texts(book).values())
    assert gate.standing(real) == "a draft: must not be sent out"


def test_a_draft_passes_the_check_as_a_draft(real):
    assert [*check.check(real), *gate.faults(real)] == []


@pytest.mark.parametrize(
    ("approval", "said"),
    [
        (Approval(None, "A. Analytiker"), "name it with --ledger"),
        (Approval(Path("ledger"), " "), "name them with --approved-by"),
        (Approval(Path("ledger"), "A. Analytiker"), "no ledger stands here"),
    ],
    ids=["no ledger", "nobody", "a path without a ledger"],
)
def test_real_data_are_released_by_a_person_into_a_ledger_that_stands(real, tmp_path, monkeypatch, approval, said):
    monkeypatch.chdir(tmp_path)
    before = everything(tmp_path)
    with pytest.raises(ReleaseError, match=said):
        publish.release_draft(real, approval)
    assert everything(tmp_path) == before


def test_a_release_of_real_data_is_attacked_entered_and_may_be_sent_out(real, book):
    made = publish.release_draft(real, first(book))
    manifest = release.read_manifest(recipient(made.folder))
    assert (manifest["state"], manifest["deliverable"], manifest["ledger"]) == ("released", True, "0001")
    assert manifest["attack"]["passed"] is True
    assert manifest["approved_by"] == "A. Analytiker"
    assert [*check.check(made.folder), *gate.faults(made.folder)] == []
    assert gate.standing(made.folder) == "may be sent out"


def test_the_pages_of_a_release_are_those_of_its_draft_without_the_mark(real, book):
    pages = {page.name: page.read_text() for page in recipient(real).glob("*.html")}
    made = publish.release_draft(real, first(book))
    for page in recipient(made.folder).glob("*.html"):
        assert drafts.MARK not in page.read_text()
        assert len(page.read_text()) < len(pages[page.name])
    (book,) = (recipient(made.folder) / "tables").glob("*.xlsx")
    assert not any(drafts.MARK in said for said in workbooks.texts(book).values())


def test_the_ledger_names_what_was_released_by_hash_and_holds_no_hidden_number(real, book):
    made = publish.release_draft(real, first(book))
    (entry,) = ledger.read(book).releases
    folder = recipient(made.folder)
    page = release.digest((folder / "fsiii.html").read_bytes())
    assert entry.entry.files[f"{folder.name}/fsiii.html"] == page
    listed = {name: release.digest((made.folder / name).read_bytes()) for name in listing.FILES}
    assert {name: entry.entry.files[name] for name in listing.FILES} == listed
    assert not any(drafts.MARK in said for said in workbooks.texts(made.folder / "variabelliste.xlsx").values())
    assert entry.entry.snapshot["name"] == DELIVERY
    data = pd.read_csv(folder / "data" / "fsiii.csv", sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert entry.tables["cells"]["count"].isna().sum() == (data["antal"] == SIGN).sum() > 0
    assert entry.tables["cells"]["count"].sum() == data.loc[data["antal"] != SIGN, "antal"].astype(int).sum()


def test_the_same_draft_released_again_is_not_entered_twice(real, book):
    publish.release_draft(real, first(book))
    again = publish.release_draft(real, later(book))
    assert again.entry == "0001"
    assert len(ledger.read(book).releases) == 1


def test_a_ledger_that_stands_is_not_begun_again(real, book):
    publish.release_draft(real, first(book))
    with pytest.raises(ReleaseError, match="leave out --new-ledger"):
        publish.release_draft(real, first(book))


def test_a_leak_planted_in_a_data_file_stops_the_release_and_leaves_nothing(real, book, tmp_path):
    plant(real, hidden=True, value="2")
    before = everything(tmp_path)
    with pytest.raises(GateError, match="nothing was written") as stopped:
        publish.release_draft(real, first(book))
    assert everything(tmp_path) == before
    assert not book.exists()
    assert not (tmp_path / real.name.removesuffix("-kladde")).exists()
    assert "fsiii" in str(stopped.value)


def test_an_older_release_goes_on_standing_when_a_later_one_is_stopped(real, book):
    made = publish.release_draft(real, first(book))
    before, entered = everything(made.folder), everything(book)
    plant(real, hidden=True, value="2")
    with pytest.raises((GateError, ReleaseError)):
        publish.release_draft(real, later(book))
    assert (everything(made.folder), everything(book)) == (before, entered)


def test_what_was_hidden_in_an_earlier_release_cannot_be_shown_in_a_later_one(real, book):
    publish.release_draft(real, first(book))
    plant(real, hidden=True, value="7331")
    with pytest.raises(ReleaseError, match="table cells, count: hidden earlier and shown now") as stopped:
        publish.release_draft(real, later(book))
    assert "7331" not in str(stopped.value)


def test_what_was_shown_in_an_earlier_release_cannot_be_hidden_in_a_later_one(real, book):
    publish.release_draft(real, first(book))
    plant(real, hidden=False, value=SIGN)
    with pytest.raises(ReleaseError, match="table cells, count: shown earlier and hidden now"):
        publish.release_draft(real, later(book, withdrawn=True))


def test_a_corrected_delivery_is_protected_beside_what_was_released_before(real, book, corrected, tmp_path):
    publish.release_draft(real, first(book))
    told = {"by": "A. Analytiker", "reason": "Indsatser manglede", "time": datetime.now(UTC)}
    ledger.withdraw(ledger.read(book), "0001", **told)
    draft = ran(tmp_path / "corrected", snapshot=corrected, ledger=str(book))
    changes = release.read_manifest(recipient(draft))["changes"]
    assert changes["since"] == f"2024-kort2026-{DELIVERY}"
    assert 0 < len(changes["changed"]) < len(list((recipient(draft) / "tables").glob("*.csv")))
    assert changes["text"].startswith(f"{len(changes['changed'])} tabel")
    index = (recipient(draft) / "index.html").read_text(encoding="utf-8")
    assert "erstatter den tidligere, som er trukket tilbage: Indsatser manglede." in index
    publish.release_draft(draft, later(book, withdrawn=True))
    before, now = (entry.tables["cells"] for entry in ledger.read(book).releases)
    both = before.merge(now, on=list(ledger.KEYS["cells"]), suffixes=("_before", "_now"), validate="one_to_one")
    assert len(both) == len(before) == len(now)
    for number in ledger.NUMBERS["cells"]:
        hidden = both[f"{number}_before"].isna()
        assert both.loc[hidden, f"{number}_now"].isna().all()
    assert (both["count_before"] > both["count_now"]).sum() > 20


def test_an_error_after_the_ledger_was_written_is_mended_by_releasing_again(real, book, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publish, "put_in_place", stop)
        with pytest.raises(KeyboardInterrupt):
            publish.release_draft(real, first(book))
    made = publish.release_draft(real, later(book))
    assert made.entry == "0001"
    assert gate.standing(made.folder) == "may be sent out"


@pytest.mark.parametrize("lost", ["the newest entry", "what an entry says", "a whole manifest"])
def test_what_stands_released_and_is_lost_from_its_ledger_stops_the_next_release(real, book, tmp_path, lost):
    again = shutil.copytree(real, tmp_path / f"2023-kort2026-other{release.DRAFT}")
    manifest = recipient(publish.release_draft(real, first(book)).folder) / release.MANIFEST
    told = json.loads(manifest.read_text())
    if lost == "the newest entry":
        manifest.write_text(json.dumps(told | {"ledger": "0002"}))  # as if it had been the second that was made
    elif lost == "what an entry says":
        entry = json.loads((book / "0001" / ledger.ENTRY).read_text())
        entry["files"] = dict.fromkeys(entry["files"], "0" * 64)
        (book / "0001" / ledger.ENTRY).write_text(json.dumps(entry))
    else:
        manifest.write_text("{")
    before = everything(tmp_path)
    with pytest.raises(ReleaseError, match=r"1082-region-midtjylland.*(no longer holds|cannot be read)"):
        publish.release_draft(again, later(book))
    assert everything(tmp_path) == before


def test_what_was_released_into_another_ledger_does_not_stop_a_release(real, book, tmp_path):
    again = shutil.copytree(real, tmp_path / f"2023-kort2026-other{release.DRAFT}")
    publish.release_draft(real, first(book))
    publish.release_draft(again, first(tmp_path / "for other readers"))
    told = [release.read_manifest(recipient(folder)) for folder in tmp_path.glob("202*-*[!e]") if folder.is_dir()]
    assert len({manifest["ledger_begun"] for manifest in told if manifest["state"] == release.RELEASED}) == 2


def test_a_draft_that_was_changed_by_hand_is_not_released(real, book):
    (recipient(real) / "tables" / "daekning.csv").write_text("x")
    with pytest.raises(ReleaseError, match="changed after it was written"):
        publish.release_draft(real, first(book))


def test_a_draft_without_its_list_of_variables_is_not_released(real, book):
    (real / release.LIST_MANIFEST).unlink()
    with pytest.raises(ReleaseError, match=r"variabelliste\.json: manifest: the release has no list of variables"):
        publish.release_draft(real, first(book))
    assert not book.exists()


def test_a_workbook_that_says_something_else_than_the_tables_is_not_released(real, book):
    file = recipient(real) / "tables" / "daekning.csv"
    file.write_text(file.read_text(encoding="utf-8") + "sds;1\n", encoding="utf-8")
    release.write_manifest(recipient(real), release.read_manifest(recipient(real)))
    with pytest.raises(ReleaseError, match=r"tables/fsiii\.xlsx: workbook: sheet Daekning, cell A\d+ is not the value"):
        publish.release_draft(real, first(book))


def test_recipients_of_two_runs_are_not_released_together(real, book, monkeypatch):
    """A run put another recipient's draft in place after the draft was checked."""
    checked = publish._sound_draft

    def late(draft: Path) -> list[Path]:
        folders = checked(draft)
        told = release.read_manifest(recipient(draft))
        release.write_manifest(recipient(draft), told | {"cube": "of another run"})
        return folders

    monkeypatch.setattr(publish, "_sound_draft", late)
    with pytest.raises(ReleaseError, match="different protected cubes"):
        publish.release_draft(real, first(book))
    assert not book.exists()


def test_a_folder_that_is_no_draft_is_not_released(real, book, tmp_path):
    made = publish.release_draft(real, first(book))
    for folder in (made.folder, tmp_path):
        with pytest.raises(ReleaseError, match="no draft"):
            publish.release_draft(folder, later(book))


def test_synthetic_data_need_nobody_and_no_ledger_and_are_never_sent_out(synthetic):
    made = publish.release_draft(synthetic, Approval())
    manifest = release.read_manifest(recipient(made.folder))
    assert (manifest["state"], manifest["deliverable"], made.entry) == ("released", False, None)
    assert gate.standing(made.folder) == "synthetic data: must not be sent out"
    assert gate.faults(made.folder) == []


def test_synthetic_reports_are_released_in_the_step_that_makes_them(country, reports_folder):
    finished = reports.run(asked(topics=ALL_TOPICS), SILENT, released=True)
    manifest = release.read_manifest(recipient(finished.folder))
    assert (manifest["state"], manifest["attack"]["passed"]) == ("released", True)
    assert drafts.MARK not in (recipient(finished.folder) / "index.html").read_text()
    assert [f.name for f in reports_folder.iterdir()] == [finished.folder.name]


def test_a_one_step_release_with_a_leak_puts_nothing_in_place(country, reports_folder):
    """The draft stands as if a run had made it with the leak; a release makes no draft again that stands."""
    draft = recipient(reports.run(asked(), SILENT).folder)
    file = draft / "data" / "fsiii.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(f";{SIGN};{SIGN}", f";2;{SIGN}", 1), encoding="utf-8")
    release.write_manifest(draft, release.read_manifest(draft))
    before = sorted(reports_folder.rglob("*"))
    with pytest.raises(GateError):
        reports.run(asked(), SILENT, released=True)
    assert sorted(reports_folder.rglob("*")) == before


def test_real_data_stay_a_draft_when_a_release_in_one_step_is_asked_for(delivered, reports_folder):
    finished = reports.run(asked(snapshot=delivered), SILENT, released=True)
    assert not finished.released
    assert gate.standing(finished.folder) == "a draft: must not be sent out"


def test_the_command_releases_and_says_where_it_stands(real, book):
    answered = CliRunner().invoke(
        app, ["release", str(real), "--ledger", str(book), "--approved-by", "A. Analytiker", "--new-ledger"]
    )
    assert answered.exit_code == 0, answered.output
    assert "entry 0001 of the ledger" in answered.output.replace("\n", " ")


def test_the_command_answers_a_missing_ledger_with_exit_code_2(real):
    answered = CliRunner().invoke(app, ["release", str(real), "--approved-by", "A. Analytiker"])
    assert answered.exit_code == 2
    assert "--ledger" in answered.stderr


def test_the_manifest_names_no_path_of_the_ledger(real, book):
    made = publish.release_draft(real, first(book))
    assert str(book.parent) not in json.dumps(release.read_manifest(recipient(made.folder)))

"""A release of real data packed for its recipients: only what the ledger approves, to the right key, with a receipt."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pandas as pd
import pyrage
import pytest
from pyrage import x25519
from typer.testing import CliRunner

from naerblik import geography
from naerblik.cli import app
from naerblik.disclosure import ledger
from naerblik.disclosure.ledger import KEYS, NUMBERS
from naerblik.run import check, deliver, release
from naerblik.run.deliver import DeliveryError

CODES = ("1081", "1082")
IDENTITY = x25519.Identity.generate()
SNAPSHOT = {"name": "sds-2025-03", "origin": "sds-2025-03", "fingerprint": "b" * 64}


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(deliver, "delivery_keys", lambda: dict.fromkeys(CODES, str(IDENTITY.to_public())))
    monkeypatch.setattr(check, "check", lambda folder: [])  # pages and tables are checked in test_check


def made(root: Path, code: str, **changes: object) -> Path:
    area = geography.area(code)
    folder = root / "2024-kort2026-sds-2025-03" / release.recipient_folder(area)
    (folder / "tables").mkdir(parents=True)
    (folder / "index.html").write_text(f"<h1>{area.name}</h1>")
    (folder / "tables" / "a.csv").write_text("a;b\r\n")
    told = {
        "state": "released",
        "deliverable": True,
        "recipient": {"code": code, "name": area.name, "level": area.level},
        "snapshot": SNAPSHOT,
        "parameters": {"year": 2024, "publisher": "Sundhedsdatastyrelsen"},
        "ledger": "0001",
        "changes": {"since": None, "text": "første frigivelse"},
    }
    release.write_manifest(folder, told | changes)
    return folder


@pytest.fixture
def released(tmp_path) -> tuple[Path, Path]:
    """The folder of a release, and the ledger that has it."""
    folders = [made(tmp_path, code) for code in CODES]
    files = {
        f"{folder.name}/{name}": hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for folder in folders
        for name in ("index.html", "tables/a.csv")
    }
    entry = {
        "time": datetime(2025, 4, 2, 12, tzinfo=UTC),
        "topics": ("fsiii",),
        "year": 2024,
        "geography": 2026,
        "reference_day": "07-01",
        "recipients": CODES,
        "snapshot": SNAPSHOT,
        "plan": "p",
        "rules": "r",
        "code_version": "0.1.0",
        "approved_by": "Anne Jensen",
        "withdrawn": False,
        "attack": {"passed": True},
        "files": files,
    }
    tables = {name: pd.DataFrame(columns=[*keys, *NUMBERS[name]]) for name, keys in KEYS.items()}
    ledger.append(ledger.read(tmp_path / "ledger"), entry, tables, folders)
    return folders[0].parent, tmp_path / "ledger"


def names(archive: bytes) -> set[str]:
    return set(zipfile.ZipFile(BytesIO(archive)).namelist())


def test_each_recipient_gets_its_own_folder_and_nothing_else_under_its_key(released):
    sent = deliver.deliver(*released)
    assert [one.recipient for one in sent] == list(CODES)
    for one, code in zip(sent, CODES, strict=True):
        own = release.recipient_folder(geography.area(code))
        plain = pyrage.decrypt(one.archive.read_bytes(), [IDENTITY])
        assert names(plain) == {f"{own}/index.html", f"{own}/tables/a.csv", f"{own}/manifest.json"}
        assert one.archive.with_name(deliver.CONTROL).joinpath(f"{own}.zip").read_bytes() == plain
        assert one.encrypted
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(one.archive.read_bytes(), [x25519.Identity.generate()])


def test_the_receipt_says_what_it_is_who_approved_it_and_how_it_is_opened(released):
    (one,) = deliver.deliver(*released, ["1082"])
    text = one.receipt.read_text(encoding="utf-8")
    digest = hashlib.sha256(one.archive.read_bytes()).hexdigest()
    for said in (
        "Modtager: Region Midtjylland (1082)",
        "Godkendt af Anne Jensen den 2. april 2025 (frigivelse 0001)",
        f"SHA-256 af filen: {digest}",
        f"age --decrypt -i NØGLEFIL -o {one.archive.stem} {one.archive.name}",
    ):
        assert said in text


def test_the_same_release_gives_the_same_control_copy(released):
    copies = []
    for _ in range(2):
        (one,) = deliver.deliver(*released, ["1081"])
        copies.append(next((one.archive.parent / deliver.CONTROL).iterdir()).read_bytes())
    assert copies[0] == copies[1]


def test_without_a_key_nothing_is_packed_unless_that_is_asked_for_by_name(released, monkeypatch, tmp_path):
    monkeypatch.setattr(deliver, "delivery_keys", dict)
    with pytest.raises(DeliveryError, match=r"recipient '1081' \(Region Nordjylland\) has no key .* --in-the-clear"):
        deliver.deliver(*released)
    assert not (tmp_path / "data").exists()
    one, _ = deliver.deliver(*released, in_the_clear=True)
    assert (one.archive.suffix, one.encrypted) == (".zip", False)
    assert "Kryptering: INGEN" in one.receipt.read_text(encoding="utf-8")
    assert "age --decrypt" not in one.receipt.read_text(encoding="utf-8")


def test_a_key_that_is_none_is_refused(released, monkeypatch):
    monkeypatch.setattr(deliver, "delivery_keys", lambda: dict.fromkeys(CODES, "age1nonsense"))
    with pytest.raises(DeliveryError, match=r"the key of '1081' is no public key of age"):
        deliver.deliver(*released)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"snapshot": SNAPSHOT | {"origin": "synthetic"}}, "synthetic data are not delivered"),
        ({"state": "draft"}, "this is no release"),
        ({"deliverable": False}, "this is no release"),
        ({"ledger": "0007"}, "has no entry '0007'"),
    ],
)
def test_what_was_not_approved_is_not_delivered(released, tmp_path, changes, said):
    with pytest.raises(DeliveryError, match=said):
        deliver.deliver(made(tmp_path / "other", "1082", **changes).parent, released[1])


@pytest.mark.parametrize("change", ["another", "gone", "more"])
def test_a_file_that_is_not_the_approved_one_is_named(released, change):
    folder = released[0] / release.recipient_folder(geography.area("1082"))
    if change == "gone":
        (folder / "index.html").unlink()
    else:
        (folder / ("index.html" if change == "another" else "more.html")).write_text("<p>12</p>")
    name = "more.html" if change == "more" else "index.html"
    with pytest.raises(DeliveryError, match=rf"1082-region-midtjylland/{name}: not as approved in entry 0001"):
        deliver.deliver(*released)


def test_what_is_changed_after_it_was_looked_at_is_not_packed(released, monkeypatch, tmp_path):
    def released_anew(folder: Path) -> list[check.Fault]:
        (folder / "index.html").write_text("<p>12</p>")
        return []

    monkeypatch.setattr(check, "check", released_anew)
    with pytest.raises(DeliveryError, match=r"1081-region-nordjylland/index\.html: not as approved in entry 0001"):
        deliver.deliver(*released)
    assert not (tmp_path / "data").exists()


def test_a_receipt_stands_beside_nothing_but_the_archive_that_it_tells_of(released, monkeypatch):
    """One that is ended in the middle leaves no older receipt beside a newer archive, and nothing half written."""
    (one,) = deliver.deliver(*released, ["1081"])
    replace = Path.replace

    def ended(file: Path, place: Path) -> Path:
        if place == one.receipt:
            raise KeyboardInterrupt
        return replace(file, place)

    monkeypatch.setattr(Path, "replace", ended)
    with pytest.raises(KeyboardInterrupt):
        deliver.deliver(*released, ["1081"])
    assert sorted(file.name for file in one.archive.parent.iterdir()) == sorted([one.archive.name, deliver.CONTROL])


def test_a_fault_of_the_check_stops_the_delivery(released, monkeypatch):
    monkeypatch.setattr(check, "check", lambda folder: [check.Fault("cpr", f"{folder.name}/index.html", "a number")])
    with pytest.raises(DeliveryError, match=r"1081-region-nordjylland/index\.html: cpr: a number; nothing was packed"):
        deliver.deliver(*released)


def test_a_recipient_that_has_no_folder_and_a_folder_without_any_are_named(released, tmp_path):
    with pytest.raises(DeliveryError, match="recipient '1085' has no folder here; those are 1081, 1082"):
        deliver.deliver(*released, ["1085"])
    with pytest.raises(DeliveryError, match="no recipient's folder lies here"):
        deliver.deliver(tmp_path / "absent", released[1])
    with pytest.raises(DeliveryError, match="name it with --ledger"):
        deliver.deliver(released[0], None)


def test_a_release_that_was_withdrawn_is_not_delivered(released, tmp_path):
    folder, book = released
    told = CliRunner().invoke(
        app, ["withdraw", "0001", "--reason", "Forkert år", "--by", "Anne Jensen", "--ledger", str(book)]
    )
    assert told.exit_code == 0, told.output
    with pytest.raises(DeliveryError, match="entry 0001 of the ledger was withdrawn: Forkert år"):
        deliver.deliver(folder, book)
    assert not (tmp_path / "data" / "deliveries").exists()

"""The ledger holds each release whole, as it was, and nothing that was hidden."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from naerblik.disclosure import earlier, ledger
from naerblik.disclosure.ledger import KEYS, NUMBERS, LedgerError, Withdrawal

HIDDEN = None


def cells(**counts: int | None) -> pd.DataFrame:
    """One measure in 2024 by municipality: k101=7 is a count of 7 there; the population is 1,000 everywhere."""
    rows = [
        ("conditions", "I1.1", 2024, "municipality", area[1:], "all", "all", "all", "all", "month", count, 1_000)
        for area, count in counts.items()
    ]
    return numbered("cells", rows)


def numbered(table: str, rows: list[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*KEYS[table], *NUMBERS[table]])
    return frame.astype(dict.fromkeys((*NUMBERS[table], "year"), "Int64"))


def tables(**counts: int | None) -> dict[str, pd.DataFrame]:
    return {
        "cells": cells(**counts),
        "coverage": numbered("coverage", [(2024, "region", "1082", 5_000, 4_000)]),
        "yearly": numbered("yearly", [(2024, "region", "1082", 60, 1_400_000)]),
        "quality": numbered("quality", [("f" * 64, "population", "unknown_sex", "left_out", pd.NA, 23, 23)]),
    }


ENTRY = {
    "time": datetime(2026, 11, 23, tzinfo=UTC),
    "topics": ("fsiii",),
    "year": 2024,
    "geography": 2026,
    "reference_day": "07-01",
    "recipients": ("1082",),
    "snapshot": {"name": "sds-2025-03", "origin": "sds-2025-03", "fingerprint": "f" * 64},
    "plan": "a" * 64,
    "rules": "b" * 64,
    "code_version": "0.1.0+test",
    "approved_by": "A. Analytiker",
    "withdrawn": False,
    "attack": {"passed": True, "cells": 4, "hidden": 1, "seconds": 0.1},
    "files": {},
}


@pytest.fixture
def recipient(tmp_path: Path) -> Path:
    folder = tmp_path / "1082-region-midtjylland"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "fsiii.csv").write_text("omraade;antal\n101;·\n", encoding="utf-8")
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


def enter(book: Path, recipient: Path, *, entry: dict | None = None, **counts: int | None) -> ledger.Release:
    return ledger.append(ledger.read(book), ENTRY | (entry or {}), tables(**counts), [recipient])


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_a_release_is_read_back_as_it_was_written(book, recipient):
    enter(book, recipient, k101=7, k147=HIDDEN)
    (found,) = ledger.read(book).releases
    assert (found.entry.id, found.entry.approved_by, found.entry.previous) == ("0001", "A. Analytiker", ledger.FIRST)
    pd.testing.assert_frame_equal(found.tables["cells"], cells(k101=7, k147=HIDDEN), check_dtype=False)


def test_a_reader_of_the_folder_sees_the_entry_in_plain_text(book, recipient):
    enter(book, recipient, k101=7)
    assert json.loads((book / "0001" / "entry.json").read_text())["snapshot"]["name"] == "sds-2025-03"


def test_the_released_files_come_out_of_the_ledger_as_they_went_in(book, recipient, tmp_path):
    enter(book, recipient, k101=7)
    (unpacked,) = ledger.read(book).releases[0].unpack(tmp_path / "out")
    assert files_of(unpacked) == files_of(recipient)


def test_each_entry_holds_the_hash_of_the_one_before(book, recipient):
    first = enter(book, recipient, k101=7)
    second = enter(book, recipient, k101=7)
    assert (second.entry.id, second.entry.previous) == ("0002", first.digest)


def test_an_entry_is_never_changed_by_a_later_one(book, recipient):
    enter(book, recipient, k101=7)
    before = files_of(book / "0001")
    enter(book, recipient, k101=8)
    assert files_of(book / "0001") == before


@pytest.mark.parametrize("name", ["entry.json", "cells.parquet", "released.zip"])
def test_a_changed_file_is_named(book, recipient, name):
    enter(book, recipient, k101=7)
    enter(book, recipient, k101=7)
    file = book / "0001" / name
    file.write_bytes(file.read_bytes().replace(b"A. Analytiker", b"B. Analytiker") + b"\n")
    with pytest.raises(LedgerError, match="restore"):
        ledger.read(book)


def test_a_removed_entry_is_missed(book, recipient):
    for _ in range(3):
        enter(book, recipient, k101=7)
    (book / "0002").rename(book.parent / "away")
    with pytest.raises(LedgerError, match="entry 0002 is missing"):
        ledger.read(book)


def test_an_entry_that_is_cut_short_is_named(book, recipient):
    enter(book, recipient, k101=7)
    (book / "0001" / "entry.json").write_text("{")
    with pytest.raises(LedgerError, match="not an entry"):
        ledger.read(book)


@pytest.mark.parametrize("where", ["_write_tables", "_write_archive", "_flush"])
def test_an_interruption_in_the_middle_leaves_no_half_release(book, recipient, monkeypatch, where):
    enter(book, recipient, k101=7)
    before = files_of(book)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, where, stop)
    with pytest.raises(KeyboardInterrupt):
        enter(book, recipient, k101=8)
    assert files_of(book) == before


def test_what_a_killed_release_leaves_behind_is_no_entry(book, recipient):
    enter(book, recipient, k101=7)
    killed = book / ".0002.x.tmp"
    killed.mkdir()
    (killed / "entry.json").write_text("{")
    assert len(ledger.read(book).releases) == 1


def test_of_two_releases_at_once_the_second_must_look_again(book, recipient):
    enter(book, recipient, k101=7)
    read_by_both = ledger.read(book)
    ledger.append(read_by_both, ENTRY, tables(k101=7), [recipient])
    with pytest.raises(LedgerError, match="written meanwhile"):
        ledger.append(read_by_both, ENTRY, tables(k101=7), [recipient])
    assert len(ledger.read(book).releases) == 2


def test_a_table_with_another_column_is_refused(book, recipient):
    wrong = tables(k101=7)
    wrong["cells"] = wrong["cells"].assign(reason="count")
    with pytest.raises(LedgerError, match="table cells"):
        ledger.append(ledger.read(book), ENTRY, wrong, [recipient])


def test_hidden_once_stays_hidden_and_shown_stays_shown(book, recipient):
    enter(book, recipient, k101=7, k147=HIDDEN, k151=9)
    now = tables(k101=7, k147=12, k151=8, k153=4)
    found = earlier.fixed(ledger.read(book).releases, now, "f" * 64)["cells", "count"]
    assert found.hidden.tolist() == [False, True, False, False]
    assert found.shown.tolist() == [True, False, False, False], "a corrected number (151) and a new cell are free"


def test_what_any_release_hid_stays_hidden_though_another_showed_it(book, recipient):
    enter(book, recipient, k101=7)
    enter(book, recipient, k101=HIDDEN)
    found = earlier.fixed(ledger.read(book).releases, tables(k101=7), "f" * 64)["cells", "count"]
    assert (found.hidden.tolist(), found.shown.tolist()) == ([True], [False])


def test_flags_follow_the_rows_whatever_their_order(book, recipient):
    enter(book, recipient, k101=7, k147=HIDDEN)
    now = tables(k147=3, k101=7)
    now["cells"].index = pd.Index([5, 6])
    found = earlier.fixed(ledger.read(book).releases, now, "f" * 64)["cells", "count"]
    assert (found.hidden.tolist(), found.shown.tolist()) == ([True, False], [False, True])


def test_rows_that_broke_a_rule_of_another_snapshot_fix_nothing(book, recipient):
    enter(book, recipient, k101=7)
    now = {**tables(k101=7), "quality": tables()["quality"].drop(columns="snapshot")}
    releases = ledger.read(book).releases
    assert earlier.fixed(releases, now, "f" * 64)["quality", "rows"].shown.tolist() == [True]
    assert earlier.fixed(releases, now, "e" * 64)["quality", "rows"].shown.tolist() == [False]


@pytest.mark.parametrize(
    ("before", "now", "withdrawn", "rules"),
    [
        ({"k101": 7, "k147": HIDDEN}, {"k101": 7, "k147": HIDDEN}, False, []),
        ({"k101": 7, "k147": HIDDEN}, {"k101": 7, "k147": 12}, False, ["hidden earlier and shown now"]),
        ({"k101": 7, "k147": 9}, {"k101": 7, "k147": HIDDEN}, False, ["shown earlier and hidden now"]),
        ({"k101": 7, "k147": 9}, {"k101": 7, "k147": HIDDEN}, True, ["shown earlier and hidden now"]),
        ({"k101": 7, "k147": 9}, {"k101": 8, "k147": HIDDEN}, False, ["shown earlier and hidden now"]),
        ({"k101": 7, "k147": 9}, {"k101": 8, "k147": HIDDEN}, True, []),
        ({"k101": 7, "k147": HIDDEN}, {"k101": 8, "k147": 12}, True, ["hidden earlier and shown now"]),
        ({"k101": 7}, {"k101": 8}, False, []),
        ({"k101": 7}, {"k147": HIDDEN}, False, []),
    ],
    ids=[
        "the same",
        "hidden then shown",
        "shown then hidden",
        "withdrawing helps nobody where no number was corrected",
        "a corrected snapshot withdraws by name only",
        "a corrected snapshot withdraws by name",
        "hidden stays hidden also when it is corrected",
        "a corrected number is shown",
        "other cells",
    ],
)
def test_the_stated_rule(book, recipient, before, now, withdrawn, rules):
    enter(book, recipient, **before)
    found = earlier.conflicts(ledger.read(book).releases, tables(**now), withdrawn=withdrawn)
    assert [(c.table, c.number, c.rule) for c in found] == [("cells", "count", rule) for rule in rules]


def test_a_conflict_names_table_number_and_release_and_no_value(book, recipient):
    enter(book, recipient, k101=7331, k147=HIDDEN)
    (found,) = earlier.conflicts(ledger.read(book).releases, tables(k101=7331, k147=4242))
    assert str(found) == "table cells, count: hidden earlier and shown now (release 0001)"


def test_releases_whose_common_numbers_agree_are_one_family(book, recipient):
    release = enter(book, recipient, k101=7, k147=HIDDEN)
    assert earlier.is_same(release, tables(k101=7, k147=HIDDEN, k151=9))
    assert not earlier.is_same(release, tables(k101=8, k147=HIDDEN))


def test_a_ledger_of_another_day_of_the_year_is_refused(book, recipient):
    enter(book, recipient, k101=7)
    with pytest.raises(LedgerError, match="counts on 07-01, this one on 12-31"):
        earlier.comparable(ledger.read(book), "12-31")


def test_releases_of_every_topic_bind_a_later_one_since_their_numbers_are_one_family(book, recipient):
    enter(book, recipient, entry={"topics": ("almen_praksis",)}, k101=7)
    assert len(earlier.comparable(ledger.read(book), "07-01")) == 1


NOW = datetime(2026, 11, 27, tzinfo=UTC)


def test_a_withdrawn_release_stays_in_the_ledger_and_says_who_withdrew_it_and_why(book, recipient):
    made = enter(book, recipient, k101=7)
    ledger.withdraw(ledger.read(book), "0001", by="A. Analytiker", reason="Forkert år", time=NOW)
    found = ledger.read(book)
    assert [release.digest for release in found.releases] == [made.digest]
    assert (found.withdrawals["0001"].by, found.withdrawals["0001"].reason) == ("A. Analytiker", "Forkert år")
    assert enter(book, recipient, k101=7).entry.id == "0002"


@pytest.mark.parametrize(
    ("entry", "by", "reason", "said"),
    [
        ("0003", "A", "Fejl", "no entry '0003'; those are 0001, 0002"),
        ("0001", "A", "Fejl", "withdrawn already"),
        ("0002", " ", "Fejl", "--by"),
        ("0002", "A", "", "--reason"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused_and_nothing_written(book, recipient, entry, by, reason, said):
    for _ in range(2):
        enter(book, recipient, k101=7)
    ledger.withdraw(ledger.read(book), "0001", by="A", reason="Fejl", time=NOW)
    before = files_of(book)
    with pytest.raises(LedgerError, match=said):
        ledger.withdraw(ledger.read(book), entry, by=by, reason=reason, time=NOW)
    assert files_of(book) == before


@pytest.mark.parametrize("change", ["text", "gone", "half"])
def test_a_withdrawal_that_was_changed_or_is_gone_is_missed(book, recipient, change):
    for entry in ("0001", "0002"):
        enter(book, recipient, k101=7)
        ledger.withdraw(ledger.read(book), entry, by="A", reason="Fejl", time=NOW)
    file = book / "withdrawals" / "0001.json"
    if change == "gone":
        file.unlink()
    else:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("Fejl", "Andet") if change == "text" else text[:40], encoding="utf-8")
    with pytest.raises(LedgerError, match="restore"):
        ledger.read(book)


def test_of_two_withdrawals_at_once_the_second_must_look_again(book, recipient):
    enter(book, recipient, k101=7)
    enter(book, recipient, k101=7)
    seen = ledger.read(book)
    ledger.withdraw(seen, "0001", by="A", reason="Fejl", time=NOW)
    assert ledger.withdraw(seen, "0002", by="A", reason="Fejl", time=NOW).previous != ledger.FIRST
    assert set(ledger.read(book).withdrawals) == {"0001", "0002"}


def test_of_two_withdrawals_of_one_release_at_once_the_second_is_refused(book, recipient):
    enter(book, recipient, k101=7)
    seen = ledger.read(book)
    ledger.withdraw(seen, "0001", by="A", reason="Fejl", time=NOW)
    with pytest.raises(LedgerError, match="withdrawn already"):
        ledger.withdraw(seen, "0001", by="B", reason="Andet", time=NOW)
    assert ledger.read(book).withdrawals["0001"].by == "A"


def test_a_withdrawal_is_written_where_no_other_one_writes(book, recipient, monkeypatch):
    """Two under one name would write over each other: what stands then is neither, and the ledger cannot be read."""
    for _ in range(2):
        enter(book, recipient, k101=7)
    seen, link = ledger.read(book), os.link
    other = Withdrawal(
        entry="0002", digest=seen.releases[1].digest, previous=ledger.FIRST, time=NOW, by="B", reason="x"
    )

    def late(made: Path, place: Path) -> None:
        """Another process writes its own before this one's gets its name."""
        (place.parent / f".{place.stem}.tmp").write_text(other.model_dump_json(), encoding="utf-8")
        link(made, place)

    monkeypatch.setattr(os, "link", late)
    ledger.withdraw(seen, "0001", by="A", reason="Fejl", time=NOW)
    assert set(ledger.read(book).withdrawals) == {"0001"}

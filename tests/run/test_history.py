"""The release that a recipient was given before: never a later one, named in words, linked to where it stands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from naerblik import geography
from naerblik import parameters as params
from naerblik.disclosure.ledger import Entry
from naerblik.geography import Area
from naerblik.project import PARAMS
from naerblik.registers.snapshot import Snapshot
from naerblik.report.earlier import Earlier
from naerblik.run import changes, history, release
from naerblik.run.changes import Before

MIDT = geography.area("1082")
OBSERVED = (date(2021, 1, 1), date(2024, 12, 31))
MADE_UP = Snapshot(Path(), "syntetisk-60000-1", "synthetic", "a" * 64, *OBSERVED, {})
REAL = Snapshot(Path(), "sds-2025-03", "sds-2025-03", "b" * 64, *OBSERVED, {})


def asked(year: int = 2024, geography: int = 2026) -> params.RunParameters:
    return params.load_run(PARAMS / "standard.yaml", changes=[f"year={year}", f"geography={geography}"])


def stand(root: Path, year: int, *, geography: int = 2026, snapshot: Snapshot = MADE_UP, **changes: object) -> None:
    """A recipient's folder of a release."""
    folder = root / release.folder_name(year, geography, snapshot.name) / release.recipient_folder(MIDT)
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("")
    told = {
        "state": "released",
        "released": f"{year + 1}-03-04T10:00:00+00:00",
        "snapshot": {"name": snapshot.name, "fingerprint": snapshot.fingerprint},
        "parameters": {"year": year, "geography": geography},
    }
    release.write_manifest(folder, told | changes)


def before(area: Area = MIDT, **of: int) -> Earlier | None:
    return history.given_before(area, asked(**of), MADE_UP, (), {})


def test_the_first_release_has_nothing_before_it(reports_folder):
    assert before() is None


def test_an_earlier_year_of_the_same_synthetic_country_is_linked_to(reports_folder):
    stand(reports_folder, 2022)
    stand(reports_folder, 2023)
    address = "../../2023-kort2026-syntetisk-60000-1/1082-region-midtjylland/index.html"
    data = "SYNTETISKE DATA (syntetisk-60000-1)"
    assert before() == Earlier(2023, date(2024, 3, 4), data, address)
    here = reports_folder / "2024-kort2026-syntetisk-60000-1" / release.recipient_folder(MIDT)
    assert (here / address).resolve().is_file()


def test_a_later_year_a_draft_another_country_and_another_recipient_are_not_earlier(reports_folder):
    stand(reports_folder, 2024)
    stand(reports_folder, 2025)
    stand(reports_folder, 2023, state="draft")
    stand(reports_folder, 2022, snapshot=replace(MADE_UP, name="syntetisk-70000-1", fingerprint="c" * 64))
    assert before() is None
    stand(reports_folder, 2021)
    assert before(geography.area("1081")) is None


def test_the_map_of_the_run_comes_first_where_a_year_was_released_on_both(reports_folder):
    stand(reports_folder, 2023)
    stand(reports_folder, 2023, geography=2027)
    assert "kort2027" in before(geography=2027).address
    assert "kort2026" in before(geography=2026).address


def entered(number: int, year: int, snapshot: str, *recipients: str) -> Entry:
    return Entry.model_construct(
        id=f"{number:04d}",
        time=datetime(2026, number, 1, tzinfo=UTC),
        year=year,
        geography=2026,
        recipients=recipients or ("1081", "1082"),
        snapshot={"name": snapshot},
    )


def real(*entries: Entry, **withdrawn: str) -> Earlier | None:
    reasons = {number.removeprefix("n"): why for number, why in withdrawn.items()}
    return history.given_before(MIDT, asked(), REAL, entries, reasons)


def test_the_last_entry_of_the_ledger_for_the_recipient_is_named(reports_folder):
    first, other = entered(1, 2023, "sds-2024-03"), entered(2, 2023, "sds-2024-04", "1081")
    assert real() is None
    assert real(other) is None
    assert real(first, other) == Earlier(2023, date(2026, 1, 1), "sds-2024-03", None)


def test_an_entry_that_stands_beside_is_linked_to(reports_folder):
    stand(reports_folder, 2023, snapshot=replace(REAL, name="sds-2024-03"))
    assert real(entered(1, 2023, "sds-2024-03")).address == (
        "../../2023-kort2026-sds-2024-03/1082-region-midtjylland/index.html"
    )


def test_what_was_entered_after_the_release_itself_is_not_earlier(reports_folder):
    own, corrected = entered(2, 2024, REAL.name), entered(3, 2024, "sds-2025-04")
    assert real(own, corrected) is None
    assert real(entered(1, 2023, "sds-2024-03"), own, corrected).year == 2023


def test_a_release_that_was_withdrawn_is_named_by_the_next_one_with_the_reason(reports_folder):
    other, own = entered(1, 2023, "sds-2024-03"), entered(2, 2024, REAL.name)
    assert real(other, n0001="Forkert år").withdrawn == "Forkert år"
    assert real(other, own, n0001="Forkert år").withdrawn == "Forkert år"
    replaced = real(other, own, n0002="Fejl i programmet")
    assert (replaced.year, replaced.withdrawn, replaced.address) == (2024, "Fejl i programmet", None)


def tables(folder: Path, **contents: str) -> None:
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        (folder / "tables" / f"{name}.csv").write_text(f"Datagrundlag;{text}", encoding="utf-8-sig")


def test_the_tables_before_are_those_of_the_release_that_is_replaced_else_of_the_earlier_year(reports_folder):
    def found() -> Before | None:
        return history.tables_before(MIDT, asked(), MADE_UP, ())

    assert found() is None
    for year in (2023, 2024):
        stand(reports_folder, year)
        folder = reports_folder / release.folder_name(year, 2026, MADE_UP.name)
        tables(folder / release.recipient_folder(MIDT), a=f"{year}")
        assert found().release == folder.name
        assert list(found().tables) == ["a.csv"]


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({"a": "1", "b": "1"}, {"a": "1", "b": "1"}, "ingen tabel ændret"),
        ({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, "1 tabel ændret"),
        ({"a": "1", "b": "1", "c": "1"}, {"a": "2", "b": "2", "d": "1"}, "2 tabeller ændret, 1 ny, 1 udgået"),
        ({}, {"a": "1", "b": "1"}, "ingen tabel ændret, 2 nye"),
    ],
)
def test_what_changed_is_said_in_words_and_numbers_and_by_name(tmp_path, before, now, said):
    tables(tmp_path, **now)
    then = {f"{name}.csv": f"Datagrundlag;{text}".encode() for name, text in before.items()}
    found = changes.since(Before("2023", then), tmp_path / "tables")
    assert (found.since, found.text) == ("2023", said)
    assert set(found.new) == {f"{name}.csv" for name in now.keys() - before.keys()}
    assert set(found.gone) == {f"{name}.csv" for name in before.keys() - now.keys()}


def test_other_data_with_the_same_numbers_are_no_change(tmp_path):
    tables(tmp_path, a="1")
    assert changes.since(Before("2023", {"a.csv": b"noget andet;1"}), tmp_path / "tables").changed == ()


def test_the_first_release_changes_nothing(tmp_path):
    assert changes.since(None, tmp_path).text == "første frigivelse"

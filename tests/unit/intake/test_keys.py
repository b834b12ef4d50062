"""Person keys become pseudonyms at the door, as HMAC-SHA-256 says, and go no further."""

import hashlib
import hmac
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.deliveries import CPR, OTHER, PEOPLE, PERSON, SECRET, lay, take_in
from naerblik.engine.duckdb import connect, query
from naerblik.intake import keys
from naerblik.project import ROOT
from naerblik.registers import snapshot
from naerblik.registers.checking import RegisterError, parquet


def plain(space: str, key: str, secret: bytes = SECRET.encode()) -> int:
    """The pseudonym of a key by the standard library."""
    digest = hmac.new(secret, f"{space}:{key}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 1


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=100), st.text(max_size=20).filter(lambda text: "\0" not in text))
def test_a_pseudonym_is_that_of_the_standard_library(secret, text):
    with connect() as connection:
        keys.know_secret(connection, secret)
        sql = f"SELECT {keys.pseudonym('cpr', 'key')} FROM (SELECT ?::VARCHAR AS key), {keys.PADS}"
        (found,) = connection.execute(sql, [text]).fetchone()
    assert found == plain("cpr", text, secret)


def persons(taken: snapshot.Snapshot, register: str = "population") -> list[int]:
    with connect() as connection:
        return sorted(query(connection, f"SELECT person_key FROM {parquet(taken.file(register))}")["person_key"])


def test_the_persons_of_a_delivery_are_pseudonyms(store, tmp_path):
    assert persons(take_in(lay(tmp_path / "ind"))) == sorted([plain("cpr", CPR), plain("cpr", OTHER)])


def test_a_number_with_a_hyphen_or_without_its_first_zero_is_the_same_person(store, tmp_path):
    lines = [PERSON.replace(CPR, given) for given in (f"{CPR[:6]}-{CPR[6:]}", CPR[1:], f" {CPR} ")]
    taken = take_in(lay(tmp_path / "ind", people=[PEOPLE, *lines]))
    assert persons(taken) == [plain("cpr", CPR)] * 3


def test_another_secret_gives_other_pseudonyms(store, tmp_path, monkeypatch):
    first = persons(take_in(lay(tmp_path / "ind"), "a"))
    monkeypatch.setenv("NAERBLIK_KEY", SECRET[::-1])
    assert not set(first) & set(persons(take_in(lay(tmp_path / "ind"), "b")))


def test_a_secret_in_a_file_outside_the_project_is_read(store, tmp_path, monkeypatch):
    monkeypatch.delenv("NAERBLIK_KEY")
    (tmp_path / "noegle").write_text(SECRET + "\n")
    monkeypatch.setenv("NAERBLIK_KEY_FILE", str(tmp_path / "noegle"))
    assert plain("cpr", CPR) in persons(take_in(lay(tmp_path / "ind")))


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "there is none: set NAERBLIK_KEY, or NAERBLIK_KEY_FILE to a file outside the project"),
        ({"NAERBLIK_KEY": "kort"}, "NAERBLIK_KEY has 4 bytes; .* at least 32"),
        ({"NAERBLIK_KEY_FILE": str(ROOT / "README.md")}, "lies within the project"),
        ({"NAERBLIK_KEY_FILE": "/nowhere/at/all"}, "cannot be read"),
    ],
)
def test_a_secret_that_is_missing_short_or_beside_the_data_is_refused(store, tmp_path, monkeypatch, variables, said):
    monkeypatch.delenv("NAERBLIK_KEY")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RegisterError, match=said):
        take_in(lay(tmp_path / "ind"))
    assert snapshot.names() == ()


@pytest.mark.parametrize("key", [CPR, "6105401234", "0105 40-1234", "010540AB12", "290200TB99", "0112991234"])
def test_cpr_and_replacement_numbers_are_of_the_form(key):
    assert not malformed("cpr", key)


@pytest.mark.parametrize(
    "key", ["3002001234", "0113991234", "290201TB99", "12345", "01054012345", "A105401234", "9205401234"]
)
def test_what_is_no_number_is_malformed(key):
    assert malformed("cpr", key)


def malformed(form: str, key: str) -> bool:
    with connect() as connection:
        tidied = f"SELECT {keys.tidied(form, 'key')} AS tidy FROM (SELECT ? AS key)"
        sql = f"SELECT {keys.malformed(form, 'tidy')} FROM ({tidied})"
        (found,) = connection.execute(sql, [key]).fetchone()
    return bool(found)


@pytest.mark.parametrize(
    ("key", "wrong"), [("092679639816", False), ("92679639816", False), ("0926796398160", True), ("09267963981X", True)]
)
def test_keys_of_statistics_denmark_have_twelve_digits(key, wrong):
    assert malformed("twelve_digits", key) == wrong


def test_what_holds_keys_never_comes_to_a_disk(store):
    with connect(in_order=False, memory_limit="60MB", threads=1) as connection:
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute("CREATE TABLE t AS SELECT repeat('x', 100) || i AS k FROM range(3000000) r(i)")
        assert not list(store.parent.rglob("*"))


def everything_written(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_no_number_of_a_person_is_in_any_file_of_the_store(store, tmp_path):
    shifted = f"{CPR};{CPR};{CPR};{CPR};{CPR};{CPR}"
    swapped = f"2;{CPR};751;1940-05-01;2000-01-01;"
    taken = take_in(lay(tmp_path / "ind", people=[PEOPLE, PERSON, shifted, swapped]))
    with connect() as connection:
        for file in store.rglob("*.parquet"):
            cells = query(connection, f"SELECT * FROM {parquet(file)}").astype("str")
            text = cells.to_csv()
            assert not any(number in text for number in (CPR, CPR[1:], "105401234"))
    written = everything_written(store)
    assert CPR.encode() not in written
    assert SECRET.encode() not in written
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts["population", "unreadable_value"] == 1
    assert counts["population", "malformed_person_key"] == 1

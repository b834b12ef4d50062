"""Bad input gets one clear message with file and place; nothing is half stored and the earlier snapshot stands."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.deliveries import CPR, OTHER, PEOPLE, PERSON, SECOND, SUPPLIER, VISIT, VISITS, lay, take_in
from naerblik.engine.duckdb import connect, query
from naerblik.intake.formats import csv
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers import snapshot
from naerblik.registers.checking import RegisterError, parquet

HEAD = PEOPLE.encode() + b"\n"
SOUND = HEAD + PERSON.encode() + b"\n" + SECOND.encode() + b"\n"
FAULTS = {
    "commas between values": (SOUND.replace(b";", b","), "line 1 has one column with semicolon .* 5 times comma"),
    "another encoding": (SOUND.replace(b"101;", "æ;".encode("latin-1")), "line 3 is not in the encoding"),
    "a value too few": (SOUND + b"1;2;3\n", "line 4 has fewer values than there are columns"),
    "a value too many": (SOUND.replace(b"101;", b"101;;"), "line 3 has more values than there are columns"),
    "an empty value too many": (SOUND.rstrip(b"\n") + b";\n", "line 3 has more values than there are columns"),
    "an empty value too many and no end": (SOUND.rstrip(b"\n") + b";", "line 3 has more values than there are columns"),
    "an empty value too many in marks": (SOUND.rstrip(b"\n") + b';""\r\n', "line 3 has more values than there are col"),
    "cut in the middle of a line": (SOUND[:-25], "line 3 has fewer values"),
    "a quotation mark that never ends": (SOUND.replace(b"101;", b'"101;'), "line 3 has a quotation mark that is not"),
    "a NUL byte": (SOUND.replace(b"101;", b"10\0;"), "line 3 has a NUL byte"),
    "a line over the limit": (SOUND + b"1" * 1_100_000 + b";1;1;1;1;1\n", "line 4 is longer than longest_line"),
    "no line of names": (b"", "line 1 must name every column once"),
    "a name twice": (SOUND.replace(b"KOM;", b"PNR;"), "line 1 must name every column once"),
    "a column under another name": (SOUND.replace(b"KOM;", b"BOPKOM;"), "column KOM is missing; found PNR, .*BOPKOM"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_is_named_with_its_place_and_nothing_is_stored(store, tmp_path, fault):
    earlier = take_in(lay(tmp_path / "ind"), "a")
    content, said = FAULTS[fault]
    (tmp_path / "ind" / "personer.csv").write_bytes(content)
    with pytest.raises(RegisterError, match=said) as refused:
        take_in(tmp_path / "ind", "b")
    assert "personer.csv" in str(refused.value) or "PERSONER" in str(refused.value)
    assert CPR not in str(refused.value)
    assert OTHER not in str(refused.value)
    assert [entry.name for entry in store.iterdir()] == ["a"]
    assert snapshot.open("a").fingerprint == earlier.fingerprint


@pytest.mark.parametrize("value", ["x;;", "x;\n;;;;;;;\n", 'x"";;', ""])
def test_separators_in_quotation_marks_are_no_value_too_many(store, tmp_path, value):
    content = SOUND.replace(b"101;", b'101;"' + value.encode() + b'";', 1).replace(b"KOM;", b"KOM;NOTE;")
    content = content.replace(b"751;", b"751;;", 1)
    lay(tmp_path / "ind")
    (tmp_path / "ind" / "personer.csv").write_bytes(content)
    assert _rows(take_in(tmp_path / "ind")) == 2


@pytest.mark.parametrize("bytes_at_a_time", [90, 131, 1 << 24])
def test_an_empty_value_too_many_is_found_wherever_the_file_is_parted(store, tmp_path, monkeypatch, bytes_at_a_time):
    monkeypatch.setattr(csv, "CHUNK", bytes_at_a_time)
    noted = SOUND + b'1;1;1;"a;\n;;;;;;;\n";;\n'
    (lay(tmp_path / "ind") / "personer.csv").write_bytes(noted * 3)
    table = DeliveredTable(format="csv", files="personer.csv")
    with connect() as connection:
        csv.attach(connection, table, tmp_path / "ind", "t")
    (tmp_path / "ind" / "personer.csv").write_bytes(noted * 3 + SECOND.encode() + b";\n")
    with connect() as connection, pytest.raises(RegisterError, match="line 19 has more values"):
        csv.attach(connection, table, tmp_path / "ind", "t")


def test_a_cut_archive_is_named(store, tmp_path):
    folder = lay(tmp_path / "ind")
    (folder / "personer.csv").unlink()
    (folder / "personer.csv.gz").write_bytes(gzip.compress(SOUND)[:-9])
    supplier = _changed({"files": "personer*.csv*"})
    with pytest.raises(RegisterError, match=r"personer\.csv\.gz: the file is cut"):
        take_in(folder, supplier=supplier)


def test_a_whole_archive_is_read(store, tmp_path):
    folder = lay(tmp_path / "ind")
    (folder / "personer.csv").unlink()
    (folder / "personer.csv.gz").write_bytes(gzip.compress(SOUND))
    assert _rows(take_in(folder, supplier=_changed({"files": "personer*.csv*"}))) == 2


def _changed(table: dict[str, str]) -> dict[str, object]:
    region = SUPPLIER["sources"]["region"]
    tables = {**region["tables"], "PERSONER": {**region["tables"]["PERSONER"], **table}}
    return {**SUPPLIER, "sources": {"region": {**region, "tables": tables}}}


def _rows(taken: snapshot.Snapshot, register: str = "population") -> int:
    with connect() as connection:
        return int(query(connection, f"SELECT count(*) AS n FROM {parquet(taken.file(register))}")["n"][0])


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("FOED_DAG", "1940-02-30", "unreadable_value"),
        ("FOED_DAG", "01-05-1940", "unreadable_value"),
        ("FOED_DAG", "0001-01-01", "implausible_date"),
        ("FOED_DAG", "1849-12-31", "implausible_date"),
        ("KOM", "Hillerød", "unreadable_value"),
        ("KOM", "751,5", "unreadable_value"),
        ("KOM", "0102031234", "unreadable_value"),
        ("KOEN", "010203-1234", "person_number_in_text"),
        ("KOEN", "fru 0102031234", "person_number_in_text"),
        ("KOEN", "010203 - 1234", "person_number_in_text"),
        ("FOED_DAG", "0102 03-1234", "unreadable_value"),
        ("PNR", "3002401234", "malformed_person_key"),
        ("PNR", "010540", "malformed_person_key"),
    ],
)
def test_a_value_that_cannot_be_is_set_aside_with_its_row_kept_and_counted(store, tmp_path, column, value, rule):
    planted = SECOND.split(";")
    planted[PEOPLE.split(";").index(column)] = value
    taken = take_in(lay(tmp_path / "ind", people=[PEOPLE, PERSON, ";".join(planted)]))
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts["population", rule] == 1
    assert _rows(taken) == 1
    with connect() as connection:
        kept = query(connection, f"SELECT * FROM {parquet(taken.quarantine('population'))}")
    assert kept["broken_rule"].tolist() == [rule]
    assert kept["delivered_in"].tolist() == ["personer.csv"]
    assert "1234" not in kept.drop(columns="person_key").to_csv()


def test_what_could_not_be_read_can_be_read_back(store, tmp_path):
    planted = SECOND.replace("1912-12-12", "12/12-1912")
    taken = take_in(lay(tmp_path / "ind", people=[PEOPLE, PERSON, planted]))
    with connect() as connection:
        kept = query(connection, f"SELECT unread, municipality_code FROM {parquet(taken.quarantine('population'))}")
    assert kept.to_dict("records") == [{"unread": "birth_date: 12/12-1912", "municipality_code": "101"}]


def test_a_number_with_decimals_of_nothing_is_whole(store, tmp_path):
    taken = take_in(lay(tmp_path / "ind", medicine=[VISITS, VISIT.replace(";1", ";2,00")]))
    with connect() as connection:
        rows = query(connection, f"SELECT packages FROM {parquet(taken.file('dispensed_medicine'))}")
    assert rows["packages"].tolist() == [2]


def test_a_form_of_dates_that_fits_no_value_is_a_fault_of_the_mapping(store, tmp_path):
    with pytest.raises(RegisterError, match=r"none of the 2 values of 'birth_date' can be read as DATE .*%d-%m-%Y"):
        take_in(lay(tmp_path / "ind"), supplier=_changed({"dates": "%d-%m-%Y"}))


def test_danish_letters_in_latin_1_are_read(store, tmp_path):
    people = [PEOPLE, PERSON.replace(";2;", ";ø;")]
    taken = take_in(lay(tmp_path / "ind", people, encoding="latin-1"), supplier=_changed({"encoding": "latin-1"}))
    with connect() as connection:
        assert query(connection, f"SELECT sex FROM {parquet(taken.file('population'))}")["sex"].tolist() == ["ø"]


def test_rows_are_lost_in_no_way(store, tmp_path):
    people = [PEOPLE, PERSON, SECOND, SECOND, f"{CPR};x;1;1;1;1", "9;1;1940-01-01;1;1940-01-01;", ";;;;;"]
    taken = take_in(lay(tmp_path / "ind", people))
    with connect() as connection:
        aside = query(connection, f"SELECT count(*) AS n FROM {parquet(taken.quarantine('population'))}")["n"][0]
    assert _rows(taken) + aside == len(people) - 1


LINE = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=8).map(";".join)


def taken_or_refused_by_name(folder: Path) -> snapshot.Snapshot | None:
    """Any other error than a RegisterError that names the file or its table is a fault."""
    try:
        return take_in(folder)
    except RegisterError as error:
        if "personer.csv" not in str(error) and "PERSONER" not in str(error):
            raise
        return None


@settings(deadline=None, max_examples=40)
@given(st.lists(LINE, max_size=6))
def test_whatever_stands_in_the_lines_it_is_taken_in_whole_or_refused_by_name(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("ind")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(folder / "data"))
        patch.setenv("NAERBLIK_KEY", "k" * 40)
        taken = taken_or_refused_by_name(lay(folder / "ind", [PEOPLE, PERSON, *lines]))
        assert snapshot.names() == (("levering",) if taken else ())
        assert not taken or _rows(taken) >= 1


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_taken_in_whole_or_refused_by_name(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("ind")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(folder / "data"))
        patch.setenv("NAERBLIK_KEY", "k" * 40)
        (lay(folder / "ind") / "personer.csv").write_bytes(HEAD + content)
        taken = taken_or_refused_by_name(folder / "ind")
        assert snapshot.names() == (("levering",) if taken else ())

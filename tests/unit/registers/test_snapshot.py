"""A snapshot is written once and whole, and opening one finds what is missing in it."""

import json
import os

import duckdb
import pytest

from naerblik.engine.duckdb import DuckDB, connect, query, write_parquet
from naerblik.engine.engine import EngineError
from naerblik.registers import contracts, manifest, quarantine, snapshot, writing
from naerblik.registers.checking import RegisterError
from naerblik.registers.writing import Part
from naerblik.workplace import MAKING
from registers.sound import PERSON, SOUND, delivery, row, write

REGISTERS = list(contracts.load())
KEYS = (PERSON, PERSON + 1)


def test_a_snapshot_opens_as_it_was_written(connection):
    written = write(connection)
    assert snapshot.open("levering") == written
    assert snapshot.open("latest") == written
    assert (written.origin, written.observation_start.year, written.observation_end.year) == ("levering", 2022, 2024)


def test_latest_is_the_one_written_last(connection):
    for name in ("b", "a"):
        os.utime(write(connection, name).folder / manifest.FILE, ns=(0, 0))
    os.utime(snapshot.open("b").folder / manifest.FILE)
    assert snapshot.names() == ("a", "b")
    assert snapshot.open("latest").name == "b"


def test_a_snapshot_of_the_same_name_is_never_rewritten(connection):
    first = write(connection)
    with pytest.raises(RegisterError, match="levering: this snapshot stands and is never rewritten"):
        write(connection, fsiii_condition=row("fsiii_condition", code="'I7.2'"))
    assert snapshot.open("levering") == first


@pytest.mark.parametrize("name", ["", "latest", "../x", "a/b", ".hidden", "a b"])
def test_a_name_that_is_no_folder_name_is_refused(connection, store, name):
    with pytest.raises(RegisterError, match="cannot name a snapshot"):
        write(connection, name)
    assert not store.exists()


def test_the_fingerprint_follows_the_rows_and_not_their_order(connection):
    one, other = row("fsiii_condition"), row("fsiii_condition", code="'I7.2'")
    first = write(connection, "a", fsiii_condition=f"{one} UNION ALL {other}")
    second = write(connection, "b", fsiii_condition=f"{other} UNION ALL {one}")
    third = write(connection, "c", fsiii_condition=f"{one} UNION ALL {one}")
    assert first.fingerprint == second.fingerprint != third.fingerprint


def test_the_fingerprint_is_that_of_the_contents(connection):
    written = write(connection)
    files = {name: facts.sha256 for name, facts in manifest.files_of(written.folder).items()}
    assert set(files) == {f"{name}.parquet" for name in [*REGISTERS, "quality"]}
    assert manifest.fingerprint(files) == written.fingerprint
    assert json.loads((written.folder / manifest.FILE).read_text())["fingerprint"] == written.fingerprint


def test_registers_are_readable_under_their_names(connection):
    snapshot.attach(DuckDB(connection), write(connection))
    for register in REGISTERS:
        assert len(query(connection, f"SELECT * FROM {register}")) == 1


def test_a_relation_can_be_given_by_its_name(connection):
    connection.execute(f"CREATE TABLE taken AS {row('nursing_home')}")
    snapshot.attach(DuckDB(connection), write(connection, nursing_home="taken"))
    assert len(query(connection, "SELECT * FROM nursing_home")) == 1


def test_nothing_is_left_in_the_connection_after_writing(connection):
    write(connection)
    assert query(connection, "SHOW TABLES").empty


def test_whole_numbers_of_another_width_and_enums_are_taken_in_the_types_of_the_contract(connection):
    narrow = row("fsiii_condition", municipality_code="CAST(751 AS SMALLINT)", code="CAST('I7.1' AS ENUM ('I7.1'))")
    write(connection, fsiii_condition=narrow)
    assert snapshot.open("levering").name == "levering"


@pytest.mark.parametrize("register", [name for name in REGISTERS if not contracts.load()[name].optional])
def test_a_register_that_is_not_delivered_is_named(connection, store, register):
    relations = delivery()
    del relations[register]
    with pytest.raises(RegisterError, match=f"register {register} is missing from the delivery"):
        writing.write(
            connection, relations, name="x", origin="x", observation_start=None, observation_end=None, facts={}
        )
    assert not store.exists()


def test_a_mistyped_register_is_named_with_the_nearest(connection):
    with pytest.raises(RegisterError, match="'populaton' is not a register; the nearest valid one is 'population'"):
        write(connection, populaton="SELECT 1")


COLUMNS = [(register, column) for register in SOUND for column in SOUND[register]]


@pytest.mark.parametrize(("register", "column"), COLUMNS)
def test_a_column_that_is_not_delivered_is_named_by_table(connection, store, register, column):
    renamed = row(register).replace(f" AS {column}", " AS other")
    with pytest.raises(RegisterError, match=f"delivery: table {register}: column '{column}' is missing; found .*other"):
        write(connection, **{register: renamed})
    assert not store.exists()


@pytest.mark.parametrize(("register", "column"), COLUMNS)
def test_a_column_of_another_type_is_named_by_table(connection, store, register, column):
    with pytest.raises(RegisterError, match=rf"table {register}: column '{column}' has the type DOUBLE\[\], expected"):
        write(connection, **{register: row(register, **{column: "[1.5::DOUBLE]"})})
    assert not store.exists()


def test_a_value_too_large_is_refused_without_being_told(connection, store):
    with pytest.raises(RegisterError, match="table fsiii_condition: a value could not be read") as refused:
        write(connection, fsiii_condition=row("fsiii_condition", municipality_code=f"{PERSON}"))
    assert str(PERSON) not in str(refused.value)
    assert refused.value.__cause__ is None
    assert not store.exists()


def test_a_failure_in_the_last_register_leaves_nothing(connection, store):
    broken = "SELECT 751 AS municipality_code, DATE '2024-07-01' AS month, CAST(error('gone') AS BOOLEAN) AS delivered"
    with pytest.raises(Exception, match="table fsiii_reporting"):
        write(connection, fsiii_reporting=broken)
    assert not store.exists()
    assert query(connection, "SHOW TABLES").empty


def test_a_missing_snapshot_is_named_with_the_nearest_that_stands(connection):
    write(connection)
    with pytest.raises(RegisterError, match="leverin: there is no such snapshot; the nearest valid one is 'levering'"):
        snapshot.open("leverin")


def test_an_empty_store_says_what_to_run(store):
    with pytest.raises(RegisterError, match="run `naerblik registers`"):
        snapshot.open("latest")


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_file_that_has_gone_is_named(connection, register):
    write(connection).file(register).unlink()
    with pytest.raises(RegisterError, match=rf"{register}\.parquet: the file of table {register} is missing.*naerblik"):
        snapshot.open("levering")


def test_the_manifest_and_the_quality_table_are_missed_too(connection):
    folder = write(connection).folder
    (folder / "quality.parquet").unlink()
    with pytest.raises(RegisterError, match=r"quality\.parquet: the file is missing"):
        snapshot.open("levering")
    (folder / manifest.FILE).write_text("{}")
    with pytest.raises(RegisterError, match=r"manifest\.json: name, origin.* cannot be read"):
        snapshot.open("levering")
    (folder / manifest.FILE).unlink()
    with pytest.raises(RegisterError, match=r"manifest\.json: the manifest is missing"):
        snapshot.open("levering")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("* EXCLUDE (sex)", "column 'sex' is missing"),
        ("* REPLACE (CAST(municipality_code AS BIGINT) AS municipality_code)", "has the type BIGINT, expected INTEGER"),
        ("* EXCLUDE (broken_rule)", "column 'broken_rule' is missing"),
        ("* REPLACE (repeat('K', 100) AS sex)", "the manifest says"),
    ],
)
def test_a_register_file_that_was_changed_is_found(connection, tmp_path, change, said):
    file = write(connection).file("population")
    write_parquet(connect(), f"SELECT {change} FROM '{file}'", tmp_path / "other.parquet")
    (tmp_path / "other.parquet").replace(file)
    with pytest.raises(RegisterError, match=said) as refused:
        snapshot.open("levering")
    assert str(PERSON) not in str(refused.value)


def test_a_register_file_that_is_cut_is_found(connection):
    file = write(connection).file("population")
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(RegisterError, match=r"population\.parquet: table population: this is not a whole Parquet file"):
        snapshot.open("levering")


def test_a_register_made_in_parts_is_one_file_in_the_order_of_its_persons(connection):
    low, high = (row("nursing_home", person_key=f"{key}") for key in KEYS)
    both = [row("population", person_key=f"{key}") for key in KEYS]
    whole = write(connection, "a", nursing_home=f"{high} UNION ALL {low}", population=" UNION ALL ".join(both))
    homes, persons = (
        [Part(one, key, key) for one, key in zip(rows, KEYS, strict=True)] for rows in ((low, high), both)
    )
    parts = write(connection, "b", nursing_home=homes, population=persons)
    for register in ("nursing_home", "population"):
        rows = [query(connection, f"SELECT * FROM '{made.file(register)}'") for made in (whole, parts)]
        assert rows[0].equals(rows[1])
    assert {file.suffix for file in parts.folder.iterdir()} == {".parquet", ".json"}


def test_a_part_asks_for_the_known_persons_of_its_keys_and_finds_the_others_unknown(connection):
    lowest, highest = PERSON - 10, PERSON + 10
    unknown = row("nursing_home", person_key=f"{PERSON + 1}")
    parts = [
        Part(f"{row('nursing_home')} UNION ALL {unknown}", lowest, PERSON + 1),
        Part(
            "{} UNION ALL {}".format(*(row("nursing_home", person_key=key) for key in (f"{highest}", "NULL"))),
            PERSON + 2,
            highest,
        ),
    ]
    made = write(connection, nursing_home=parts)
    found = query(connection, f"SELECT broken_rule FROM '{made.file('nursing_home')}'")["broken_rule"]
    assert found.fillna("").tolist() == ["", "person_not_in_population", "person_not_in_population", "missing_value"]


def test_a_value_of_a_part_that_cannot_be_read_is_not_told(connection, store):
    parts = [
        Part(row("nursing_home"), PERSON, PERSON),
        Part(row("nursing_home", person_key="CAST(-1 AS UTINYINT)"), 1, 2),
    ]
    with pytest.raises(RegisterError, match="table nursing_home: a value could not be read") as found:
        write(connection, nursing_home=parts)
    assert "-1" not in str(found.value)
    assert found.value.__suppress_context__
    assert not store.exists()


def test_want_of_memory_for_a_part_is_told_as_that_and_not_as_a_fault_of_a_value(connection):
    connection.execute("SET memory_limit = '40MB'; SET max_temp_directory_size = '1MB'")
    homes = row("nursing_home", person_key="(SELECT length(string_agg(range, '')) FROM range(20000000))")
    with pytest.raises(EngineError, match="DuckDB has not enough memory"):
        write(connection, nursing_home=list(map(Part, (row("nursing_home"), homes), KEYS, KEYS)))


def test_a_part_without_a_column_is_refused(connection):
    parts = list(map(Part, (row("nursing_home"), "SELECT 1 AS person_key"), KEYS, KEYS))
    with pytest.raises(RegisterError, match="column 'start_date' is missing"):
        write(connection, nursing_home=parts)


def test_rows_that_take_no_part_can_be_read_back_within_the_store(connection, store):
    both = f"{row('fsiii_condition')} UNION ALL {row('fsiii_condition', law=repr('SUL §137'))}"
    unknown = f"{both} UNION ALL {row('fsiii_condition', code=repr('I99.9'))}"
    file = quarantine.write(write(connection, fsiii_condition=unknown), "fsiii_condition")
    assert file.is_relative_to(store.parent)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "person_key;law;code;municipality_code;start_date;end_date;broken_rule"
    assert [line.split(";")[-1] for line in lines[1:]] == ["unknown_law"]


def test_only_registers_that_the_snapshot_holds_can_be_read_back(connection):
    with pytest.raises(RegisterError, match="holds no register 'fsiii'; it holds population, "):
        quarantine.write(write(connection), "fsiii")


def test_rows_that_are_read_back_are_half_written_nowhere_but_in_a_workplace(connection, store, monkeypatch):
    """What a process that was killed left there is removed by the next one; two do not write one file."""
    made, copied = write(connection), []

    def killed(*_: object) -> str:
        copied.extend(store.parent.glob("quarantine/*"))
        return "SELECT 1 AS person_key, error('killed') AS broken_rule"

    monkeypatch.setattr(quarantine, "_rows", killed)
    with pytest.raises(duckdb.Error, match="killed"):
        quarantine.write(made, "population")
    assert [folder.name.startswith(MAKING) for folder in copied] == [True]
    assert not (store.parent / "quarantine").exists()

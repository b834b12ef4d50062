"""A delivery is taken in whole or not at all, and what is wrong is named by file, table and column."""

from datetime import date
from pathlib import Path

import pytest
from registers import sound
from registers.sound import row

from naerblik.engine import duckdb
from naerblik.intake import delivery
from naerblik.registers import contracts, snapshot
from naerblik.registers.checking import RegisterError

OBSERVED = (date(2022, 1, 1), date(2024, 12, 31))
SOUND = {register: row(register) for register in sound.SOUND if not contracts.load()[register].optional}


@pytest.fixture
def delivered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / "data"))
    folder = tmp_path / "leverance"
    folder.mkdir()
    for register, sql in SOUND.items():
        put(folder, register, sql)
    return folder


def take_in(folder: Path, name: str, observed: tuple[date, date] = OBSERVED) -> snapshot.Snapshot:
    return delivery.take_in(delivery.Delivery({"contracts": folder}, observed), name)


def put(folder: Path, register: str, sql: str) -> None:
    duckdb.write_parquet(duckdb.connect(), sql, folder / f"{register}.parquet")


def nothing_stored() -> bool:
    return snapshot.names() == ()


def test_the_sound_delivery_covers_every_register():
    assert set(SOUND) == {name for name, contract in contracts.load().items() if not contract.optional}


def test_a_sound_delivery_becomes_a_snapshot_under_its_name(delivered):
    taken = take_in(delivered, "sds-2025-03")
    assert (taken.name, taken.origin) == ("sds-2025-03", "sds-2025-03")
    assert (taken.observation_start, taken.observation_end) == OBSERVED
    assert snapshot.open("sds-2025-03").fingerprint == taken.fingerprint


def test_a_missing_file_is_named_with_what_lies_there(delivered):
    (delivered / "nursing_home.parquet").unlink()
    with pytest.raises(RegisterError, match=r"no file nursing_home\.parquet lies here; .*population\.parquet"):
        take_in(delivered, "x")
    assert nothing_stored()


def test_a_missing_column_is_named_with_the_columns_found(delivered):
    put(delivered, "fsiii_condition", SOUND["fsiii_condition"].replace(" AS code", " AS kode"))
    with pytest.raises(RegisterError, match=r"register fsiii_condition: column code is missing; found .*kode"):
        take_in(delivered, "x")
    assert nothing_stored()


def test_a_column_that_cannot_be_read_at_all_is_named_with_the_expected_type(delivered):
    put(delivered, "chronic_disease", SOUND["chronic_disease"].replace("DATE '2015-01-01'", "'2015'"))
    with pytest.raises(RegisterError, match=r"none of the 1 values of 'first_date' can be read as DATE"):
        take_in(delivered, "x")
    assert nothing_stored()


@pytest.mark.parametrize("content", [b"", b"PAR1", b"person_key;sex\n1;K\n"])
def test_a_file_that_is_cut_or_no_parquet_is_named(delivered, content):
    (delivered / "population.parquet").write_bytes(content)
    with pytest.raises(RegisterError, match=r"population\.parquet: this is not a whole Parquet file"):
        take_in(delivered, "x")
    assert nothing_stored()


def test_a_truncated_file_stores_nothing_and_the_earlier_snapshot_stands(delivered):
    earlier = take_in(delivered, "a")
    whole = (delivered / "population.parquet").read_bytes()
    (delivered / "population.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RegisterError):
        take_in(delivered, "b")
    assert snapshot.names() == ("a",)
    assert snapshot.open("a").fingerprint == earlier.fingerprint


def test_rows_that_break_a_rule_are_kept_and_counted(delivered):
    put(
        delivered,
        "fsiii_condition",
        f"{SOUND['fsiii_condition']} UNION ALL {SOUND['fsiii_condition'].replace('I7.1', 'I99.9')}",
    )
    taken = take_in(delivered, "x")
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts["fsiii_condition", "unknown_code"] == 1
    rows = duckdb.query(duckdb.connect(), f"SELECT count(*) AS n FROM read_parquet('{taken.file('fsiii_condition')}')")
    assert rows["n"][0] == 2


def test_a_delivery_cannot_pass_for_synthetic_registers(delivered):
    with pytest.raises(RegisterError, match="give the delivery another name"):
        take_in(delivered, "syntetisk-60000-1")


def test_cpr_numbers_are_not_let_in_as_pseudonyms(delivered):
    cpr = SOUND["nursing_home"].replace("4611686018427387904", "105401234")
    put(delivered, "nursing_home", cpr)
    with pytest.raises(RegisterError, match="1 of 1 keys of persons are none of the key space 'pseudonym'") as refused:
        take_in(delivered, "x")
    assert "105401234" not in str(refused.value)
    put(delivered, "nursing_home", " UNION ALL ".join([cpr, SOUND["nursing_home"], SOUND["nursing_home"]]))
    taken = take_in(delivered, "y")
    files = [file for file in taken.folder.glob("nursing_home*.parquet")]
    assert len(files) == 2
    for file in files:
        rows = duckdb.query(duckdb.connect(), f"SELECT * FROM read_parquet('{file}')")
        assert "105401234" not in rows.to_csv()


def test_days_the_wrong_way_round_are_refused(delivered):
    with pytest.raises(RegisterError, match="the first day must come first"):
        take_in(delivered, "x", observed=OBSERVED[::-1])


def test_no_error_names_a_person(delivered):
    put(delivered, "population", SOUND["population"].replace("751 AS", "'syv' AS"))
    with pytest.raises(RegisterError) as refused:
        take_in(delivered, "x")
    assert "4611686018427387904" not in str(refused.value)

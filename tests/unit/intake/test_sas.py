"""SAS data sets are read as ReadStat reads them, and what is wrong with a file is named by the file, never a value."""

import gzip
import random
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pandas as pd
import pyreadstat
import pytest

from naerblik.engine.duckdb import Connection, connect, query
from naerblik.intake.formats import sas, stream
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers.checking import RegisterError

FILES = Path(__file__).with_name("files") / "sas"
FROM_SAS = ["datetime", "test8", "test15"]
TABLE = DeliveredTable(format="sas", files="*.sas7bdat")


@pytest.fixture
def connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / "data"))
    with connect() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "leverance"
    made.mkdir()
    return made


@pytest.fixture
def delivered(folder: Path) -> Path:
    """A delivery of the table in the columns of SSSY."""
    return Path(shutil.copy(FILES / "sssy.sas7bdat", folder))


def unpacked(name: str, folder: Path) -> Path:
    file = folder / f"{name}.sas7bdat"
    file.write_bytes(gzip.decompress((FILES / f"{name}.sas7bdat.gz").read_bytes()))
    return file


def rows(connection: Connection, folder: Path) -> pd.DataFrame:
    """What a caller does: reads the rows in one query and says what was wrong with them, not what DuckDB says."""
    attached = sas.attach(connection, TABLE, folder, "delivered")
    try:
        columns = ", ".join(f'"{name}"' for name in attached.columns)
        return query(connection, f"SELECT {columns} FROM {attached.relation}")
    except duckdb.Error:
        attached.verify()
        raise


def test_columns_have_the_types_that_their_formats_say(connection, delivered):
    attached = sas.attach(connection, TABLE, delivered.parent, "delivered")
    assert attached.columns == {
        "PNR": "VARCHAR",
        "SPECIALE": "VARCHAR",
        "HONUGE": "VARCHAR",
        "BEHANDLINGSDATO": "DATE",
        "INDLAEST": "TIMESTAMP",
        "KLOKKEN": "TIME",
        "YDLANT": "DOUBLE",
        "BOPAEL": "VARCHAR",
    }


def test_each_row_says_its_file_and_number(connection, delivered, monkeypatch):
    monkeypatch.setattr(sas, "BYTES_AT_A_TIME", 1_000)  # some rows at a time
    shutil.copy(delivered, delivered.with_name("a.sas7bdat"))
    attached = sas.attach(connection, TABLE, delivered.parent, "delivered")
    found = query(connection, f"SELECT {attached.place} AS place FROM {attached.relation}")["place"].tolist()
    assert found == [f"{name}.sas7bdat, row {n}" for name in ("a", "sssy") for n in range(1, len(found) // 2 + 1)]
    assert len(found) > 20


def test_dates_times_and_danish_letters_are_read_as_they_were_written(connection, delivered):
    attached = sas.attach(connection, TABLE, delivered.parent, "delivered")
    found = connection.execute(f"SELECT * EXCLUDE ({stream.PLACE}) FROM {attached.relation}").fetchall()
    assert len(found) == 30
    moment = datetime(2023, 1, 1, 1, 2, 3, 500_000)
    assert found[0] == ("000000000000", "800101", "2301", date(2023, 1, 1), moment, time(0, 0, 59), 1.0, "Rødovre")
    assert [row[-1] for row in found[:4]] == ["Rødovre", "Ærø", "Aarhus", "Tårnby"]
    attached.verify()


def test_missing_and_special_missing_values_and_blanks_are_null(connection, delivered):
    found = rows(connection, delivered.parent)
    nulls = {name: list(found.index[found[name].isna()]) for name in ("BEHANDLINGSDATO", "YDLANT", "BOPAEL", "PNR")}
    assert nulls == {
        "BEHANDLINGSDATO": [4, 9, 14, 19, 24, 29],
        "YDLANT": [6, 13, 20, 27],  # .A
        "BOPAEL": [8, 17, 26],
        "PNR": [],
    }


@pytest.mark.parametrize("name", FROM_SAS)
def test_files_that_sas_wrote_are_read_as_readstat_reads_them(connection, folder, name):
    """With and without compression, of both byte orders and widths."""
    expected, _ = pyreadstat.read_sas7bdat(unpacked(name, folder), dates_as_pandas_datetime=True)
    found = rows(connection, folder).drop(columns="Taiw", errors="ignore")  # ReadStat does not know the format MINGUO
    assert len(found.columns) >= 4
    for column in found:
        wanted = expected[column].replace("", None)
        if wanted.dtype.kind == "M":  # DuckDB's dates and times are in microseconds, pandas reads them in milliseconds
            wanted = wanted.astype("datetime64[us]")
            assert (found[column] - wanted).abs().max() < pd.Timedelta("1ms")
        else:
            pd.testing.assert_series_equal(found[column], wanted, check_dtype=False)


def test_dates_of_sas_reach_from_1677_to_2262(connection, folder):
    unpacked("datetime", folder)
    sas.attach(connection, TABLE, folder, "delivered")
    found = connection.execute("SELECT Date1, Date2, Taiw FROM delivered").fetchall()
    middle = [(day, day, day) for day in (date(1960, 1, 1), date(2016, 2, 29), date(2262, 4, 11))]
    assert found == [(date(1677, 9, 22), date(1677, 9, 22), date(1912, 1, 1)), *middle]


def test_a_file_is_the_same_however_few_rows_are_read_at_a_time(connection, delivered, monkeypatch):
    whole = rows(connection, delivered.parent)
    monkeypatch.setattr(sas, "BYTES_AT_A_TIME", 500)
    pd.testing.assert_frame_equal(rows(connection, delivered.parent), whole)


def test_files_of_one_pattern_are_one_table_in_the_order_of_their_names(connection, delivered):
    once = rows(connection, delivered.parent)
    shutil.copy(delivered, delivered.with_name("sssy_2.sas7bdat"))
    pd.testing.assert_frame_equal(rows(connection, delivered.parent), pd.concat([once, once], ignore_index=True))


def test_files_of_different_columns_are_named_both_with_the_columns(connection, delivered):
    other = delivered.with_name("sssy_2.sas7bdat")
    other.write_bytes(delivered.read_bytes().replace(b"BOPAEL", b"BOPAED").replace(b"DDMMYY", b"BESTXX"))
    with pytest.raises(RegisterError) as refused:
        sas.attach(connection, TABLE, delivered.parent, "delivered")
    assert f"{delivered} and sssy_2.sas7bdat have different columns" in str(refused.value)
    assert "BEHANDLINGSDATO (date32[day], double)" in str(refused.value)
    assert "BOPAEL (string, missing), BOPAED (missing, string)" in str(refused.value)


def test_a_folder_without_the_file_says_what_lies_there(connection, folder):
    (folder / "sssy.csv").write_text("a")
    with pytest.raises(RegisterError, match=r"no file \*\.sas7bdat lies here; in the folder lies sssy\.csv"):
        sas.attach(connection, TABLE, folder, "delivered")


@pytest.mark.parametrize("content", [b"", b"PNR;YDLANT\n0101010101;1\n" * 400], ids=["empty", "csv"])
def test_what_is_no_sas_file_is_named_without_its_content(connection, folder, content):
    (folder / "sssy.sas7bdat").write_bytes(content)
    with pytest.raises(RegisterError, match=r"sssy\.sas7bdat: this is not a whole SAS data set") as refused:
        rows(connection, folder)
    assert "0101010101" not in str(refused.value)


@pytest.mark.parametrize("left", [0.01, 0.2, 0.5, 2 / 3, 0.9, 0.9999])
def test_a_file_that_is_cut_anywhere_is_named(connection, delivered, left):
    whole = delivered.read_bytes()
    delivered.write_bytes(whole[: int(len(whole) * left)])
    with pytest.raises(RegisterError, match=r"sssy\.sas7bdat: this is not a whole SAS data set.*delivered again"):
        rows(connection, delivered.parent)


def test_fewer_rows_than_the_file_declares_are_an_error(connection, delivered, monkeypatch):
    """As when SAS keeps rows that it has marked as deleted, which only one of the two readers leaves out."""
    declared = sas._declared
    monkeypatch.setattr(sas, "_declared", lambda file: sas._Declared(declared(file).schema, 31, 100))
    with pytest.raises(RegisterError, match="it says that it has 31 rows, 30 could be read"):
        rows(connection, delivered.parent)


def test_a_time_of_day_outside_of_the_day_names_the_column_and_not_the_value(connection, delivered):
    content = delivered.read_bytes()
    delivered.write_bytes(content.replace(b"DATETIME", b"TIME    "))
    with pytest.raises(RegisterError, match="column INDLAEST has a format of times of day, but values outside"):
        rows(connection, delivered.parent)


def test_whatever_byte_is_wrong_the_file_is_read_or_named_and_no_value_told(connection, delivered):
    whole = delivered.read_bytes()
    chance = random.Random(1)
    refused = []
    for _ in range(150):
        changed = bytearray(whole)
        for _ in range(3):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        delivered.write_bytes(changed)
        try:
            rows(connection, delivered.parent)
        except RegisterError as error:
            refused.append(str(error))
    assert len(refused) > 10
    assert all(str(delivered) in text and "0000000" not in text for text in refused)

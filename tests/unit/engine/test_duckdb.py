"""What the engine of one machine leaves of its settings, and how it holds labels."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb as native
import pandas as pd
import pytest

from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB
from naerblik.engine.engine import EngineError, as_text
from naerblik.project import data_store


def keeps_order(connection: duckdb.Connection) -> bool:
    ((kept,),) = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchall()
    return bool(kept)


@pytest.mark.parametrize("in_order", [True, False])
def test_rows_of_other_statements_come_in_the_order_that_the_connection_says(in_order: bool) -> None:
    with duckdb.connect(in_order=in_order) as connection:
        before = keeps_order(connection)
        DuckDB(connection).create_view("one", "SELECT 1 AS a", stored=True)
        assert keeps_order(connection) == before == in_order


def test_that_holds_after_a_view_that_fails() -> None:
    with duckdb.connect() as connection:
        with pytest.raises(native.Error):
            DuckDB(connection).create_view("one", "SELECT nobody", stored=True)
        assert keeps_order(connection)


def test_categories_are_held_as_numbers_compared_as_text_and_come_back_as_they_were() -> None:
    levels = pd.DataFrame(
        {"level": pd.Categorical(["region", "country", "region"], ["region", "country"]), "n": [1, 2, 3]}
    )
    with duckdb.connect() as connection:
        engine = DuckDB(connection)
        engine.attach_table("levels", levels)
        engine.attach_table("names", pd.DataFrame({"level": ["country", "region"], "name": ["Danmark", "Fyn"]}))
        ((held,),) = connection.execute("SELECT typeof(level) FROM levels LIMIT 1").fetchall()
        assert held == "ENUM('region', 'country')"
        found = engine.query("SELECT l.level, m.name FROM levels l JOIN names m ON m.level = l.level ORDER BY l.n")
        assert found["name"].tolist() == ["Fyn", "Danmark", "Fyn"]
        assert found["level"].cat.categories.tolist() == ["region", "country"]
        pd.testing.assert_series_equal(as_text(found)["level"], levels["level"].astype("str"))


def test_rows_are_read_as_a_query_gives_them_and_texts_stand_in_one_piece():
    """So many rows come in several pieces; looking each up in them takes many times as long."""
    connection = duckdb.connect()
    sql = (
        "SELECT i::VARCHAR AS text, nullif(i % 7, 3) AS number, i % 2 = 0 AS flag, "
        "TIMESTAMP '2024-01-31' + to_days(i::INT % 999) AS time FROM range(300000) AS t(i)"
    )
    read, asked = duckdb.read(connection, sql), duckdb.query(connection, sql)
    pd.testing.assert_frame_equal(read.astype({"number": "Int64"}), asked.astype({"number": "Int64"}))
    assert read["text"].array.__arrow_array__().num_chunks == 1


LIMIT = "80MB"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def filled(connection: duckdb.Connection, first: int) -> None:
    """A table larger than LIMIT, of other rows than one with another `first`."""
    connection.execute(f"CREATE TABLE t AS SELECT i, hash(i + {first}) AS k FROM range(8000000) AS r(i)")


def content(connection: duckdb.Connection) -> object:
    return connection.execute("SELECT count(*), sum(i), sum(k), bit_xor(hash(i, k)) FROM t").fetchall()


def spilled() -> list[Path]:
    return [file for file in (data_store() / ".spill").rglob("*") if file.is_file()]


def test_databases_that_spill_at_the_same_time_keep_their_own_rows(store: Path) -> None:
    """In one folder they would write over each other's files, and crash or count what the other one holds."""
    whole = []
    for first in (0, 10**9):
        with duckdb.connect() as connection:
            filled(connection, first)
            whole.append(content(connection))
    with duckdb.spilling(LIMIT) as one, duckdb.spilling(LIMIT) as other:
        filled(one, 0)
        filled(other, 10**9)
        assert len({file.parent for file in spilled()}) == 2
        assert [content(one), content(other)] == whole
    assert not (data_store() / ".spill").exists()


def test_what_spills_does_so_inside_the_store_and_nothing_else_does(store: Path) -> None:
    with duckdb.spilling(LIMIT) as connection:
        filled(connection, 0)
        assert spilled()
        assert {file.relative_to(store).parts[0] for file in store.rglob("*")} == {".spill"}
    with duckdb.connect(memory_limit=LIMIT) as connection:
        with pytest.raises(native.OutOfMemoryException):
            filled(connection, 0)
        assert not list(store.rglob("*"))


def overfilled() -> None:
    with duckdb.spilling("20MB") as connection:
        connection.execute("SET max_temp_directory_size = '1MB'")
        filled(connection, 0)


def test_too_little_memory_is_told_with_what_to_do(store: Path) -> None:
    with pytest.raises(EngineError, match=r"not enough memory with 19.*MiB.*raise memory_limit") as refused:
        overfilled()
    assert "hash" not in str(refused.value)
    assert not (data_store() / ".spill").exists()


def test_a_full_disk_is_told_with_what_to_do(store: Path, tmp_path: Path) -> None:
    """A file that must not grow stands for a disk that takes no more."""
    script = (
        "import resource\nfrom pathlib import Path\nfrom naerblik.engine import duckdb\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))\n"
        "with duckdb.spilling() as connection:\n"
        f"    file = Path({str(tmp_path / 'a')!r})\n"
        "    duckdb.write_parquet(connection, 'SELECT hash(i) FROM range(1000000) r(i)', file)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"EngineError: the disk of {store} takes no more: make room" in ended.stderr

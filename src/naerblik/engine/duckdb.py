"""DuckDB, the engine of one machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow

from naerblik.engine.engine import EngineError
from naerblik.project import data_store
from naerblik.workplace import NO_ROOM, workplace

Connection = duckdb.DuckDBPyConnection
ROWS_A_GROUP = 122_880  # rows that DuckDB writes into a group of a Parquet file

GIVEN_BACK = "4MB"
"""Where memory is bounded, what frees more than this gives it back to the machine; by default half a GB is kept."""

# The database that the package opens for itself when it is loaded has threads, and a process with threads cannot be
# copied (naerblik.run.kernel). Nothing here uses it.
duckdb.default_connection().close()


@dataclass(frozen=True)
class DuckDB:
    """A connection as the engine of the views (naerblik.engine.engine)."""

    connection: Connection

    def parquet(self, file: Path) -> str:
        """The rows of a Parquet file, as DuckDB's SQL reads them."""
        return f"read_parquet('{_quoted(file)}')"

    def attach_table(self, name: str, frame: pd.DataFrame, *, whole_days: bool = False) -> None:
        """Copies a small data frame into the database under a name. `whole_days`: its points in time become dates."""
        attach_table(self.connection, name, frame, whole_days=whole_days)

    def create_view(self, name: str, sql: str, *, stored: bool = False) -> None:
        """Makes the rows of a query readable under a name: a table where they are stored, else a view."""
        if not stored:
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
            return
        with _in_any_order(self.connection):  # rows of a view have no order, and keeping one costs
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def drop(self, name: str) -> None:
        """Frees the rows of a stored view."""
        self.connection.execute(f"DROP TABLE {name}")

    def query(self, sql: str) -> pd.DataFrame:
        """The result of one statement in its order."""
        return query(self.connection, sql)


@contextmanager
def spilling(memory_limit: str | None = None) -> Iterator[Connection]:
    """As `connect`, for much data: beyond its memory the database spills rows to disk.

    They are persons: they stay in the store and are gone afterwards. The folder is the database's own: DuckDB gives its
    files the same names in every database, and two that share a folder write over each other's rows.
    Raises EngineError where memory and disk do not suffice.
    """
    with workplace(data_store() / ".spill") as folder, connect(memory_limit=memory_limit) as connection:
        connection.execute(f"SET temp_directory = '{_quoted(folder)}'")
        with _want_told(connection):
            yield connection


@contextmanager
def _want_told(connection: Connection) -> Iterator[None]:
    """Tells of memory or a disk that does not suffice what to do."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise EngineError(
            f"DuckDB has not enough memory with {_memory_limit(connection)}, or not enough room to spill rows at "
            f"{data_store()}: raise memory_limit, or make room, and run again."
        ) from None
    except duckdb.IOException as error:
        if not any(os.strerror(number) in str(error) for number in NO_ROOM):
            raise
        raise EngineError(f"the disk of {data_store()} takes no more: make room and run again.") from None


def connect(*, memory_limit: str | None = None, threads: int | None = None, in_order: bool = True) -> Connection:
    """An empty in-memory database, of which nothing comes to a disk but what is written by name.

    `memory_limit` as DuckDB writes it ('2GB'). `in_order`: False, and rows are written in whatever order they come:
    those that wait for their turn would need memory.
    """
    connection = duckdb.connect()
    connection.execute("SET temp_directory = ''")
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        # Off in a notebook without widgets already, where DuckDB refuses to be asked.
        connection.execute("SET enable_progress_bar = false")
    if not in_order:
        connection.execute("SET preserve_insertion_order = false")
    if memory_limit:
        connection.execute(f"SET memory_limit = '{memory_limit}'")
        connection.execute(f"SET allocator_bulk_deallocation_flush_threshold = '{GIVEN_BACK}'")
    if threads:
        connection.execute(f"SET threads = {threads:d}")
    return connection


@contextmanager
def _in_any_order(connection: Connection) -> Iterator[None]:
    """Statements keep no order of the rows that they read, where a connection does not say so anyway."""
    ((kept,),) = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchall()
    connection.execute("SET preserve_insertion_order = false")
    try:
        yield
    finally:
        connection.execute(f"SET preserve_insertion_order = {kept}")


def attach_parquet(connection: Connection, name: str, file: Path) -> None:
    """Makes a Parquet file readable under a name; nothing is copied."""
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{_quoted(file)}')")


def attach_table(connection: Connection, name: str, frame: pd.DataFrame, *, whole_days: bool = False) -> None:
    """Copies a small data frame into the database under a name. `whole_days`: its points in time become dates."""
    connection.register("_incoming", frame)
    times = [column for column, kind in frame.dtypes.items() if kind.kind == "M"] if whole_days else []
    replaced = f"REPLACE ({', '.join(f'CAST({c} AS DATE) AS {c}' for c in times)})" if times else ""
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * {replaced} FROM _incoming")
    connection.unregister("_incoming")


def query(connection: Connection, sql: str) -> pd.DataFrame:
    """The result of one statement as a data frame."""
    return connection.execute(sql).df()


def read(connection: Connection, sql: str) -> pd.DataFrame:
    """As `query`, in a quarter of the time where there are many texts: Arrow hands them over, and starts no thread.

    Whole numbers of which some are missing become decimal numbers, exact below 2^53; days are counted in milliseconds.
    """
    rows = connection.execute(sql).to_arrow_table().combine_chunks()  # in pieces every later look would take longer
    frame: pd.DataFrame = rows.to_pandas(use_threads=False, date_as_object=False)
    return frame


def write_parquet(connection: Connection, sql: str, file: Path) -> int:
    """Writes the rows of a query to a Parquet file in their order; returns their number."""
    connection.execute(f"COPY ({sql}) TO '{_quoted(file)}' (FORMAT parquet, COMPRESSION zstd)")
    row = connection.execute(f"SELECT count(*) FROM read_parquet('{_quoted(file)}')").fetchone()
    return int(row[0]) if row else 0


def write_batches(connection: Connection, statements: Sequence[str], file: Path) -> None:
    """Writes the rows of several queries of one form to one Parquet file, each computed when the one before is written.

    They cross to a database of their own, which has the memory limit of `connection`, as Arrow batches. What stops a
    query is raised as it is: the other database would call it a fault of its input.
    """
    limit, schema = _memory_limit(connection), connection.sql(f"FROM ({statements[0]}) LIMIT 0").to_arrow_table().schema
    failed: list[duckdb.Error] = []

    def rows() -> Iterator[pyarrow.RecordBatch]:
        try:
            for sql in statements:
                yield from connection.execute(sql).to_arrow_reader(ROWS_A_GROUP)
        except duckdb.Error as error:
            failed.append(error)
            raise

    with spilling(limit) as writer:
        writer.register("batches", pyarrow.RecordBatchReader.from_batches(schema, rows()))
        try:
            writer.execute(f"COPY (SELECT * FROM batches) TO '{_quoted(file)}' (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.Error:
            if failed:
                raise failed[0] from None
            raise


def _memory_limit(connection: Connection) -> str:
    return str(connection.execute("SELECT current_setting('memory_limit')").fetchall()[0][0]).replace(" ", "")


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")

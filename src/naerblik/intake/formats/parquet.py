"""Parquet files, read in place by DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb

from naerblik.engine.duckdb import Connection
from naerblik.intake.formats.rows import FILE, Rows, files_of
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers import checking
from naerblik.registers.checking import RegisterError


def attach(connection: Connection, table: DeliveredTable, folder: Path, name: str) -> Rows:
    """The rows of the files, which must have the same columns."""
    columns: dict[str, str] = {}
    files = files_of(table, folder)
    for file in files:
        found = _columns(connection, file)
        if columns and found != columns:
            other = ", ".join(sorted(set(found.items()) ^ set(columns.items()))[0])
            raise RegisterError(f"{file}: other columns than in {files[0].name} ({other}); deliver both alike.")
        columns = found
    names = ", ".join(checking.quoted(str(file)) for file in files)
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT *, filename FROM read_parquet([{names}])")
    return Rows(name, columns, place=FILE, twice=True)


def _columns(connection: Connection, file: Path) -> dict[str, str]:
    try:
        return checking.columns_of(connection, f"SELECT * FROM {checking.parquet(file)}")
    except duckdb.Error:
        raise RegisterError(f"{file}: this is not a whole Parquet file; deliver it again.") from None

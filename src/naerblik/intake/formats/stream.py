"""Rows that a format makes batch by batch while DuckDB reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from naerblik.engine.duckdb import Connection
from naerblik.intake.formats.rows import Rows
from naerblik.registers.checking import RegisterError, columns_of

PLACE = "_place"
"""A column of batches that says where a row stands; it is no column of what was delivered."""


def attach(
    connection: Connection, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch], place: str = PLACE
) -> Rows:
    """Makes the batches readable once under a name. `place` is SQL of where a row stands.

    DuckDB turns whatever goes wrong while it reads into an error of its own: a RegisterError that the batches raise is
    kept, and raised as it was by Rows.verify.
    """
    faults: list[RegisterError] = []

    def kept() -> Iterator[pa.RecordBatch]:
        try:
            yield from batches
        except RegisterError as fault:
            faults.append(fault)
            raise

    def verify() -> None:
        if faults:
            raise faults[0]

    connection.register(name, pa.RecordBatchReader.from_batches(schema, kept()))
    columns = columns_of(connection, f"SELECT * FROM {name}")
    return Rows(name, {column: kind for column, kind in columns.items() if column != PLACE}, verify, place)

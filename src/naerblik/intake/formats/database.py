"""A table of a PostgreSQL server, streamed over ADBC: the server sends it in parts and no part is kept.

Where the server is and who asks stands in the environment variable NAERBLIK_DATABASE alone. It holds a password: no
error tells it, nor what the server says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from naerblik.engine import duckdb
from naerblik.intake.formats import stream
from naerblik.intake.formats.rows import Rows
from naerblik.parameters import nearest
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers import checking
from naerblik.registers.checking import RegisterError

if TYPE_CHECKING:
    from adbc_driver_postgresql.dbapi import Connection, Cursor

ADDRESS = "NAERBLIK_DATABASE"
CALENDAR = (datetime(1, 1, 1), datetime(9999, 12, 31))
TABLES = """
    SELECT nspname, relname, pg_table_is_visible(pg_class.oid)
    FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND has_schema_privilege(pg_namespace.oid, 'USAGE') AND has_table_privilege(pg_class.oid, 'SELECT')
    ORDER BY nspname, relname
"""


def attach(connection: duckdb.Connection, table: DeliveredTable, folder: Path, name: str) -> Rows:
    """The rows of a table, a view or a foreign table, `schema.table` or `table` as the user of the address sees it.

    `folder` is not used. Raises RegisterError when there is no address, the server does not answer or has no such
    table to read; Rows.verify when it stops before the end.
    """
    wanted = table.table or ""
    with _answering("open the connection"):
        server = _connected()
    with _answering(f"look for the table {wanted}"):
        quoted = _found(server, wanted)
    with _answering(f"begin with the table {wanted}"):
        cursor = server.cursor()
        cursor.execute(f"SELECT * FROM {quoted}")
        reader = cursor.fetch_record_batch()
    batches = _batches(server, cursor, reader, wanted)
    return stream.attach(connection, name, reader.schema, batches, checking.quoted(wanted))  # its rows have no order


def _connected() -> Connection:
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 - only who reads a database waits for it

    if not os.environ.get(ADDRESS):
        raise RegisterError(
            f"the environment variable {ADDRESS} is not set: put the address of the supplier's database there, as in "
            "postgresql://user:password@host:5432/database."
        )
    return dbapi.connect(os.environ[ADDRESS])


def _found(server: Connection, wanted: str) -> str:
    """The table's name as SQL writes it."""
    with server.cursor() as cursor:
        cursor.execute(TABLES)
        tables = cursor.fetchall()
    names = {f"{schema}.{table}": (schema, table) for schema, table, _ in tables}
    names |= {table: (schema, table) for schema, table, visible in tables if visible}
    if wanted not in names:
        raise RegisterError(
            f"the database of {ADDRESS} has no table {wanted} that its user may read; {nearest(wanted, names)}. "
            "Correct `table` in params/sources.yaml, or have the user allowed to read it."
        )
    return ".".join('"{}"'.format(part.replace('"', '""')) for part in names[wanted])


def _batches(server: Connection, cursor: Cursor, reader: pa.RecordBatchReader, wanted: str) -> Iterator[pa.RecordBatch]:
    with closing(server), closing(cursor), _answering(f"read the table {wanted} to its end"):
        for batch in reader:
            _dates_of_a_calendar(batch, wanted)
            yield batch


def _dates_of_a_calendar(batch: pa.RecordBatch, wanted: str) -> None:
    """Arrow has no 'infinity': the driver turns it into some day millions of years away."""
    for field, column in zip(batch.schema, batch.columns, strict=True):
        if pa.types.is_date(field.type) or pa.types.is_timestamp(field.type):
            first, last = (pa.scalar(day, pa.timestamp("us")).cast(field.type) for day in CALENDAR)
            if pc.any(pc.or_(pc.less(column, first), pc.greater(column, last))).as_py():
                raise RegisterError(
                    f"table {wanted}: column {field.name} has dates outside of the years 1 to 9999, as 'infinity' is. "
                    "Deliver NULL for a date that has not come, in a view if need be."
                )


@contextmanager
def _answering(step: str) -> Iterator[None]:
    """Whatever the driver or the server says can quote the address or a value: only its kind goes further."""
    try:
        yield
    except RegisterError:
        raise
    except Exception as error:
        state = getattr(error, "sqlstate", None)
        kind = type(error).__name__ + (f", SQLSTATE {state}" if state else "")
        raise RegisterError(
            f"the database of {ADDRESS} did not let us {step} ({kind}). Check that the server runs, and host, port, "
            "database, user and password in the address."
        ) from None

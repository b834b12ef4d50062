"""The door: delivered tables are read once, and only rows with pseudonyms are written beyond it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import duckdb

from naerblik.engine.duckdb import Connection, query, write_parquet
from naerblik.intake import keys, mapping, shapes
from naerblik.intake.formats.rows import Rows
from naerblik.intake.values import Delivered
from naerblik.parameters.sources import DeliveredTable, KeyForm, Source
from naerblik.registers import contracts
from naerblik.registers.checking import BROKEN_RULE, RegisterError, parquet

Attach = Callable[[Connection, DeliveredTable, Path, str], Rows]


@dataclass(frozen=True)
class Supplier:
    """A source of params/sources.yaml, the form of its keys and the folder that it delivered."""

    name: str
    source: Source
    form: KeyForm
    folder: Path


def stage(connection: Connection, supplier: Supplier, register: str, folder: Path) -> Path:
    """Reads the table that a register of a supplier is made from, and returns a Parquet file of its mapped rows.

    The file, in `folder`, has the columns of naerblik.intake.mapping, with pseudonyms in place of keys. A table that
    several registers are made from in the same way is read once. `connection` knows the secret of the pseudonyms and
    never spills. Raises RegisterError naming file, table and column for what cannot be read.
    """
    mapped = supplier.source.registers[register]
    shape = shapes.load(mapped.shape, contracts.load()[register])
    as_mapped = repr((supplier.name, mapped.table, mapped.columns, mapped.set_aside, dict(shape.inputs)))
    file = folder / f"{hashlib.sha256(as_mapped.encode()).hexdigest()[:16]}.parquet"
    if file.exists():
        return file
    where = f"source {supplier.name}, table {mapped.table}, register {register}"
    table = supplier.source.tables[mapped.table]
    attach: Attach = import_module(f"naerblik.intake.formats.{table.format}").attach
    try:
        rows = attach(connection, table, supplier.folder, f"delivered_{register}")
        delivered = Delivered(rows, table, mapped, shape, supplier.source.key_space, supplier.form, where)
        _write(connection, delivered, file)
        _require_readable(connection, delivered, file)
        if register == "population" and rows.twice and supplier.form != "pseudonym":
            space = supplier.source.key_space
            keys.remember_persons(connection, space, supplier.form, mapping.person_keys(delivered))
    except duckdb.OutOfMemoryException:
        raise RegisterError(
            f"{where}: there is not memory enough to read the table, and nothing of it may be written to a disk while "
            "it holds keys; read it on a machine with more memory, or in several files."
        ) from None
    except duckdb.Error as error:
        # DuckDB quotes values, which can be person keys: its text must not go further.
        raise RegisterError(
            f"{where}: the table could not be read ({type(error).__name__}). Compare the delivery with its mapping in "
            "params/sources.yaml; an expression of the mapping may not fit the types that were delivered."
        ) from None
    return file


def _write(connection: Connection, delivered: Delivered, file: Path) -> None:
    selection = mapping.select(delivered)
    try:
        write_parquet(connection, selection, file)
    finally:
        delivered.rows.verify()


def _require_readable(connection: Connection, delivered: Delivered, file: Path) -> None:
    """Keys or a column of which hardly any value can be read are a fault of the mapping and not of the rows."""
    malformed = f"count(*) FILTER ({BROKEN_RULE} = 'malformed_person_key') AS bad, count(*) AS all_rows"
    keys_found = query(connection, f"SELECT {malformed} FROM {parquet(file)}").iloc[0]
    if keys_found["bad"] * 2 > keys_found["all_rows"]:
        raise RegisterError(
            f"{delivered.where}: {keys_found['bad']} of {keys_found['all_rows']} keys of persons are none of the key "
            f"space '{delivered.space}'. Correct key_space or the column of person_key in params/sources.yaml; CPR "
            "numbers are never taken in as pseudonyms."
        )
    for name in mapping.parsed(delivered):
        bad = f"count(*) FILTER (unread LIKE '%{name}: %')"
        counts = f"count({name}) AS good, {bad} AS bad, count(*) AS all_rows"
        found = query(connection, f"SELECT {counts} FROM {parquet(file)}").iloc[0]
        if not found["good"] and found["bad"] * 2 > found["all_rows"]:
            raise RegisterError(
                f"{delivered.where}: none of the {found['bad']} values of '{name}' can be read as "
                f"{delivered.shape.inputs[name]} (dates are expected as {delivered.table.dates}, times as "
                f"{delivered.table.times}, decimals with '{delivered.table.decimal}'). Correct the column or the form "
                "in params/sources.yaml."
            )

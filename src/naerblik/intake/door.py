"""The door: delivered tables are read once, and only rows with pseudonyms are written beyond it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import duckdb

from naerblik.engine.duckdb import Connection, query, write_parquet
from naerblik.intake import mapping, shapes
from naerblik.intake.formats.rows import Rows
from naerblik.intake.shapes import Reshaping
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


@dataclass(frozen=True)
class Register:
    """A register that came through the door, as SELECTs. `replacement_numbers`: rows of persons with such a number."""

    rows: str
    quarantined: str
    replacement_numbers: int


def through(connection: Connection, supplier: Supplier, register: str, staging: Path) -> Register:
    """Reads a register of a supplier; `staging` is a folder for rows with pseudonyms in place of keys.

    A table that several registers are made from in the same way is read once. Raises RegisterError naming file, table
    and column for what cannot be read; then what stands in `staging` is of no use.
    """
    shape = shapes.load(supplier.source.registers[register].shape, contracts.load()[register])
    staged = parquet(_staged(connection, supplier, register, shape, staging))
    sound = f"SELECT * EXCLUDE ({', '.join(mapping.BESIDE)}) FROM {staged} WHERE {BROKEN_RULE} IS NULL"
    own = f"FROM {staged} WHERE {shape.own}"
    aside = _as_text(connection, f"SELECT * EXCLUDE (is_replacement) {own} AND {BROKEN_RULE} IS NOT NULL")
    numbers = int(query(connection, f"SELECT count(*) AS n {own} AND is_replacement")["n"][0])
    if shape.sql is None:
        return Register(sound, aside, numbers)
    file = staging / f"{register}.parquet"
    write_parquet(connection, f"WITH delivered AS ({sound}) SELECT * FROM ({shape.sql})", file)
    rows = f"SELECT * EXCLUDE (set_aside) FROM {parquet(file)} WHERE set_aside IS NULL"
    out = f"SELECT * RENAME (set_aside AS {BROKEN_RULE}) FROM {parquet(file)} WHERE set_aside IS NOT NULL"
    return Register(rows, f"{aside} UNION ALL BY NAME {_as_text(connection, out)}", numbers)


def _staged(connection: Connection, supplier: Supplier, register: str, shape: Reshaping, staging: Path) -> Path:
    """The file of the mapped rows of a register's table."""
    mapped = supplier.source.registers[register]
    as_mapped = repr((supplier.name, mapped.table, mapped.columns, mapped.set_aside, dict(shape.inputs)))
    file = staging / f"{hashlib.sha256(as_mapped.encode()).hexdigest()[:16]}.parquet"
    if file.exists():
        return file
    where = f"source {supplier.name}, table {mapped.table}, register {register}"
    table = supplier.source.tables[mapped.table]
    attach: Attach = import_module(f"naerblik.intake.formats.{table.format}").attach
    try:
        rows = attach(connection, table, supplier.folder, f"delivered_{register}")
        delivered = mapping.Delivered(rows, table, mapped, shape, supplier.source.key_space, supplier.form, where)
        _write(connection, delivered, file)
        _require_readable(connection, delivered, file)
    except duckdb.Error as error:
        # DuckDB quotes values, which can be person keys: its text must not go further.
        raise RegisterError(
            f"{where}: the table could not be read ({type(error).__name__}). Compare the delivery with its mapping in "
            "params/sources.yaml; an expression of the mapping may not fit the types that were delivered."
        ) from None
    return file


def _write(connection: Connection, delivered: mapping.Delivered, file: Path) -> None:
    selection = mapping.select(delivered)
    try:
        write_parquet(connection, selection, file)
    finally:
        delivered.rows.verify()


def _require_readable(connection: Connection, delivered: mapping.Delivered, file: Path) -> None:
    """A column of which no value can be read, in most rows, is a fault of the mapping and not of the rows."""
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


def _as_text(connection: Connection, selection: str) -> str:
    """The rows with every column but the person's key as text, so that any can stand beside any other."""
    described = query(connection, f"DESCRIBE {selection}")["column_name"]
    shown = (name if name == "person_key" else f"CAST({name} AS VARCHAR) AS {name}" for name in described)
    return f"SELECT {', '.join(shown)} FROM ({selection})"

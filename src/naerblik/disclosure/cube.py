"""The protected cube: the only thing that leaves the store, written whole or not at all."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from duckdb import Error as UnreadableFile

from naerblik import NaerblikError
from naerblik.engine import duckdb
from naerblik.workplace import alone, workplace

MANIFEST = "manifest.json"
NUMBERS = {
    "cells": ("count", "population"),
    "coverage": ("population", "reported_population"),
    "reporting": (),
    "yearly": ("count", "person_days"),
    "quality": ("year", "rows", "persons"),
    "rates": ("value",),
    "age_population": ("population",),
}
"""Table -> the columns that can be missing: whole numbers, hidden ones <NA>."""

PROTECTED = {name: tuple(number for number in numbers if number != "year") for name, numbers in NUMBERS.items()}
"""Table -> the numbers of citizens. A row is hidden where any of them is missing."""

OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "rates": (
        *("item", "period", "level", "area", "sex", "measure", "standard", "number"),
        *("value", "digits", "method", "hidden"),
    ),
    "age_population": ("year", "level", "area", "sex", "stratum", "population", "hidden"),
}
"""Table that only some topics have -> its columns. Without rows it has no file, and is read as empty.

`value` counts units of the last of `digits` decimals: 1234 with one decimal is 123.4.
"""

INTERNAL = "internal"
"""The folder of a cube for what never leaves the store and is never read back, such as the reasons."""


class CubeError(NaerblikError):
    """A protected cube that cannot be written or read; the text names the folder, the table and what to do."""


@dataclass(frozen=True, eq=False)
class ProtectedCube:
    """Equal to itself alone, so that what was made from one can be kept for it.

    `tables`: cells, coverage, reporting, yearly, quality, rates and age_population, each with a column `hidden`;
    hidden numbers are <NA>.

    `manifest`: topics, snapshot, parameters, rules, plan, protection and code version that they were made from.
    """

    tables: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, Any]


def write(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    internal: Mapping[str, pd.DataFrame] | None = None,
) -> None:
    """Writes a cube of protected tables. One that stands in the folder stays: the folder is named by what its cube is
    made from, and whoever began to read it goes on. What is left there of one, without its manifest, gives way.

    `internal` tables go to a folder of their own, which `read` leaves alone. Raises CubeError, and writes nothing, when
    a table is missing, unknown or not protected.
    """
    if wrong := ", ".join(sorted((set(NUMBERS) - set(OPTIONAL) - set(tables)) | (set(tables) - set(NUMBERS)))):
        raise CubeError(f"{folder}: a cube has the tables {', '.join(NUMBERS)}; missing or unknown: {wrong}.")
    tables = {name: frame for name, frame in tables.items() if name not in OPTIONAL or len(frame)}
    for name, frame in tables.items():
        _require_protected(folder, name, frame)
    with workplace(folder.parent) as work:
        making = work / folder.name
        making.mkdir()
        _write_files(making, tables, manifest)
        if internal:
            (making / INTERNAL).mkdir(mode=0o700)
            _write_tables(making / INTERNAL, internal)
        _put_in_place(making, folder)


def stands(folder: Path) -> bool:
    """Whether a whole cube is in the folder: its manifest is part of what is put in place at once."""
    return (folder / MANIFEST).is_file()


def written(folder: Path) -> int:
    """When the cube in a folder was written, in nanoseconds; 0 where none stands."""
    return (folder / MANIFEST).stat().st_mtime_ns if stands(folder) else 0


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the cube in a folder was made from. Raises CubeError where it is missing or is not what was written."""
    try:
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CubeError(f"{folder / MANIFEST}: no protected cube stands here; run the report again.") from None
    except json.JSONDecodeError:
        raise CubeError(f"{folder / MANIFEST}: this is not JSON; remove the folder and run the report again.") from None
    return content


def read(folder: Path) -> ProtectedCube:
    """The cube in a folder. Raises CubeError with the file that is missing or is not what was written."""
    manifest, connection = read_manifest(folder), duckdb.connect()
    return ProtectedCube({name: _read_table(connection, folder, name) for name in NUMBERS}, manifest)


def _require_protected(folder: Path, name: str, frame: pd.DataFrame) -> None:
    if "hidden" not in frame.columns:
        raise CubeError(f"{folder}: table {name} has no column 'hidden': protect it before it is written.")
    missing = frame[list(PROTECTED[name])].isna().any(axis=1)
    if (frame["hidden"] & ~missing).any():
        raise CubeError(f"{folder}: table {name} still holds every number of a hidden cell: protect it once more.")
    if (missing & ~frame["hidden"]).any():
        raise CubeError(f"{folder}: table {name} has a cell without its number that is not hidden: protect it.")


def _write_files(folder: Path, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]) -> None:
    _write_tables(folder, tables)
    text = json.dumps(dict(manifest), ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    connection = duckdb.connect()
    for name, frame in tables.items():
        duckdb.attach_table(connection, name, frame)
        duckdb.write_parquet(connection, f"SELECT * FROM {name}", folder / f"{name}.parquet")


def _put_in_place(made: Path, target: Path) -> None:
    """Gives a finished folder its name, unless a whole cube stands there by then: others may be reading that one."""
    with alone(target.parent):
        if stands(target):
            return
        with contextlib.suppress(FileNotFoundError):
            target.rename(made.with_suffix(".old"))
        made.rename(target)


def _read_table(connection: duckdb.Connection, folder: Path, name: str) -> pd.DataFrame:
    file, answer = folder / f"{name}.parquet", "remove the folder and run the report again"
    if name in OPTIONAL and not file.is_file():
        return pd.DataFrame(columns=list(OPTIONAL[name])).astype(dict.fromkeys(NUMBERS[name], "Int64"))
    if not file.is_file():
        raise CubeError(f"{file}: table {name} is missing; {answer}.")
    try:
        duckdb.attach_parquet(connection, name, file)
        frame = duckdb.read(connection, f"SELECT * FROM {name}")
    except UnreadableFile:
        raise CubeError(f"{file}: table {name}: this is not a Parquet file; {answer}.") from None
    if gone := [c for c in (*NUMBERS[name], "hidden") if c not in frame.columns]:
        raise CubeError(f"{file}: table {name}: column {', '.join(gone)} is missing; {answer}.")
    return frame.astype(dict.fromkeys(NUMBERS[name], "Int64"))

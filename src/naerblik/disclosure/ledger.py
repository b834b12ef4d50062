"""The ledger: what has left the house, release by release, so that a later one is protected against all of them.

    <ledger>/0001/entry.json       when, of what, by whom, and the hash of every file
    <ledger>/0001/<table>.parquet  the published cells: a number that was hidden is missing here too
    <ledger>/0001/released.zip     the files as they were released: recipients' folders, the list of variables

    <ledger>/withdrawals/0001.json which release was withdrawn, when, by whom and why

A release is one folder that is made under another name and renamed, so half a release never stands there and two
cannot take the same number. Entries are never changed: each holds the hash of the one before it and of its own files.
A release that is withdrawn stays in the ledger, since readers keep its numbers: later ones are protected against it.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from naerblik import NaerblikError
from naerblik.engine import duckdb
from naerblik.views.plan import KEY
from naerblik.workplace import alone, workplace

ENTRY = "entry.json"
ARCHIVE = "released.zip"
WITHDRAWALS = "withdrawals"
FIRST = "0" * 64
"""What stands for the hash of the entry before the first."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "cells": tuple(KEY),
    "coverage": ("year", "level", "area"),
    "yearly": ("year", "level", "area"),
    "quality": ("snapshot", "register", "rule", "treatment", "year"),
}
"""Table -> what names its cells. Rows that broke a rule belong to a snapshot and say nothing about another one.

Rates of cancer are not among them: whether one can stand beside earlier ones depends on all of them at once, and the
attack reads the files of earlier releases together with the new ones.
"""

NUMBERS: Mapping[str, tuple[str, ...]] = {
    "cells": ("count", "population"),
    "coverage": ("population", "reported_population"),
    "yearly": ("count", "person_days"),
    "quality": ("rows", "persons"),
}
"""Table -> its numbers, <NA> where they are hidden."""

Tables = Mapping[str, pd.DataFrame]


class LedgerError(NaerblikError):
    """A ledger that cannot be read or written; the text names the folder or file and what to do, never a number."""


class Entry(BaseModel):
    """What is written of a release. `files` and `tables`: name -> sha256; `plan`, `rules`: sha256 of their content."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    previous: str
    time: datetime
    topics: tuple[str, ...]
    year: int
    geography: int
    reference_day: str
    recipients: tuple[str, ...]
    snapshot: Mapping[str, str]
    plan: str
    rules: str
    code_version: str
    approved_by: str
    withdrawn: bool
    attack: Mapping[str, Any]
    files: Mapping[str, str]
    tables: Mapping[str, str]


class Withdrawal(BaseModel):
    """What is written of a release that was withdrawn. `digest`: of its entry; `previous`: of the withdrawal before."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    entry: str
    digest: str
    previous: str
    time: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Release:
    """An entry with the folder it stands in, its hash, and the cells that it published."""

    folder: Path
    entry: Entry
    digest: str
    tables: Tables

    def unpack(self, folder: Path) -> list[Path]:
        """Writes the released files into an empty folder; returns the folders of the recipients."""
        with zipfile.ZipFile(self.folder / ARCHIVE) as archive:
            archive.extractall(folder)
        return sorted(inner for inner in folder.iterdir() if inner.is_dir())


@dataclass(frozen=True)
class Ledger:
    """The releases of a ledger, oldest first, and those of them that were withdrawn, by the id of their entry."""

    folder: Path
    releases: tuple[Release, ...]
    withdrawals: Mapping[str, Withdrawal]

    @property
    def digest(self) -> str:
        """The hash of the last entry: it changes when anything was released."""
        return self.releases[-1].digest if self.releases else FIRST

    @property
    def begun(self) -> str | None:
        """The moment of its first release, which tells a ledger from others; None before it."""
        return self.releases[0].entry.time.isoformat() if self.releases else None

    @property
    def next(self) -> str:
        """The id that the next entry will have."""
        return f"{len(self.releases) + 1:04d}"


def exists(folder: Path) -> bool:
    """Whether a release stands in the ledger."""
    return any(_entries(folder))


def read(folder: Path) -> Ledger:
    """The ledger in a folder, every file held against its hash; without releases where none stands.

    Raises LedgerError when an entry, a table or an archive was changed, or an entry in between is gone.
    """
    releases: list[Release] = []
    for number, inner in enumerate(_entries(folder), 1):
        previous = releases[-1].digest if releases else FIRST
        if inner.name != f"{number:04d}":
            raise LedgerError(f"{folder}: entry {number:04d} is missing; restore the ledger from its copy.")
        releases.append(_read(inner, previous))
    return Ledger(folder, tuple(releases), _withdrawals(folder, {r.entry.id: r.digest for r in releases}))


def released_files(folder: Path, entry: str, place: str, ending: str) -> dict[str, bytes]:
    """Name -> content of the released files of an entry that lie directly in a folder and end so."""
    with zipfile.ZipFile(folder / entry / ARCHIVE) as archive:
        names = [name for name in archive.namelist() if name.startswith(place) and name.endswith(ending)]
        return {name.removeprefix(place): archive.read(name) for name in names}


def append(ledger: Ledger, entry: Mapping[str, Any], tables: Tables, released: Sequence[Path]) -> Release:
    """Writes a release: `entry` without id, previous and tables, the published cells, and what was released: the
    recipients' folders, and files that belong to none.

    Whole or not at all. Raises LedgerError when another release was written since the ledger was read, or the tables
    are not those of a release.
    """
    _require_tables(tables)
    name = ledger.next
    with workplace(ledger.folder) as work:
        making = work / name
        making.mkdir()
        hashes = _write_tables(making, tables) | {ARCHIVE: _write_archive(making, released)}
        content = Entry.model_validate({**entry, "id": name, "previous": ledger.digest, "tables": hashes})
        (making / ENTRY).write_text(content.model_dump_json(indent=2) + "\n", encoding="utf-8")
        _flush(making)
        try:
            making.rename(ledger.folder / name)
        except OSError:
            raise LedgerError(f"{ledger.folder}: another release was written meanwhile; release again.") from None
    return _read(ledger.folder / name, ledger.digest)


def withdraw(ledger: Ledger, entry: str, *, by: str, reason: str, time: datetime) -> Withdrawal:
    """Writes that a release was withdrawn, whole or not at all; one at a time, each with what was withdrawn before it.

    Raises LedgerError for an unknown entry or one that was withdrawn already, and without a name or a reason.
    """
    digests = {release.entry.id: release.digest for release in ledger.releases}
    if entry not in digests:
        known = ", ".join(digests) or "none"
        raise LedgerError(f"{ledger.folder}: there is no entry '{entry}'; those are {known}.")
    if not by.strip() or not reason.strip():
        raise LedgerError("a release is withdrawn by a person for a reason: name both with --by and --reason.")
    folder = ledger.folder / WITHDRAWALS
    with workplace(folder) as work, alone(folder):
        if entry in _withdrawals(ledger.folder, digests):
            raise LedgerError(f"{ledger.folder}: entry {entry} was withdrawn already.")
        files = sorted(folder.glob("*.json"))
        previous = _digest(files[-1]) if files else FIRST
        made = Withdrawal(entry=entry, digest=digests[entry], previous=previous, time=time, by=by, reason=reason)
        making = work / f"{len(files) + 1:04d}.json"
        making.write_text(made.model_dump_json(indent=2) + "\n", encoding="utf-8")
        _flush(work)
        try:
            os.link(making, folder / making.name)
        except FileExistsError:
            raise LedgerError(f"{folder}: another withdrawal was written meanwhile; try again.") from None
    return made


def _withdrawals(folder: Path, digests: Mapping[str, str]) -> dict[str, Withdrawal]:
    """Entry -> its withdrawal, every file held against the one before it and the entry that it is about."""
    found: dict[str, Withdrawal] = {}
    previous = FIRST
    for number, file in enumerate(sorted((folder / WITHDRAWALS).glob("*.json")), 1):
        try:
            made = Withdrawal.model_validate_json(file.read_bytes())
        except ValidationError:
            raise LedgerError(f"{file}: this is not a withdrawal; restore it from its copy.") from None
        if file.name != f"{number:04d}.json" or made.previous != previous or digests.get(made.entry) != made.digest:
            raise LedgerError(f"{file}: a withdrawal was changed or is gone; restore the ledger from its copy.")
        found[made.entry] = made
        previous = _digest(file)
    return found


def _entries(folder: Path) -> list[Path]:
    return sorted(file.parent for file in folder.glob(f"[0-9]*/{ENTRY}"))


def _read(folder: Path, previous: str) -> Release:
    content = (folder / ENTRY).read_bytes()
    try:
        entry = Entry.model_validate_json(content)
    except ValidationError:
        raise LedgerError(f"{folder / ENTRY}: this is not an entry of a ledger; restore it from its copy.") from None
    if entry.previous != previous:
        raise LedgerError(f"{folder / ENTRY}: the entry before this one was changed; restore the ledger from its copy.")
    for name, expected in entry.tables.items():
        if not (folder / name).is_file() or _digest(folder / name) != expected:
            raise LedgerError(f"{folder / name}: the file was changed or is gone; restore the ledger from its copy.")
    tables = {name: _read_table(folder, name) for name in KEYS}
    return Release(folder, entry, hashlib.sha256(content).hexdigest(), tables)


def _require_tables(tables: Tables) -> None:
    for name, keys in KEYS.items():
        if name not in tables or list(tables[name].columns) != [*keys, *NUMBERS[name]]:
            raise LedgerError(f"table {name} of a release has the columns {', '.join([*keys, *NUMBERS[name]])}.")


def _write_tables(folder: Path, tables: Tables) -> dict[str, str]:
    connection = duckdb.connect()
    for name in KEYS:
        duckdb.attach_table(connection, name, tables[name])
        duckdb.write_parquet(connection, f"SELECT * FROM {name}", folder / f"{name}.parquet")
    return {f"{name}.parquet": _digest(folder / f"{name}.parquet") for name in KEYS}


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    connection = duckdb.connect()
    duckdb.attach_parquet(connection, name, folder / f"{name}.parquet")
    frame = duckdb.query(connection, f"SELECT * FROM {name}")
    return frame.astype(dict.fromkeys((*NUMBERS[name], "year"), "Int64"))


def _write_archive(folder: Path, released: Sequence[Path]) -> str:
    with zipfile.ZipFile(folder / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for one in released:
            for file in sorted(f for f in one.rglob("*") if f.is_file()) if one.is_dir() else [one]:
                archive.write(file, file.relative_to(one.parent))
    return _digest(folder / ARCHIVE)


def _flush(folder: Path) -> None:
    """An entry must not get its name before its files have reached the disk."""
    for file in folder.iterdir():
        with file.open("rb") as content:
            os.fsync(content.fileno())


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()

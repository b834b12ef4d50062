"""Snapshots of the registers: written once, never changed, and the only way in which anything reads persons.

A snapshot is a folder data/registers/<name> with a Parquet file per register, quality.parquet and manifest.json.
It is written under another name and renamed, so a half-written one never stands there. Each register file holds all
delivered rows that could be read; the column broken_rule says which take no part, and `attach` shows only those that
do. Rows that could not be read as the contract says stand as text in <register>.quarantine.parquet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from naerblik.engine.duckdb import Connection, connect, query
from naerblik.engine.engine import Engine
from naerblik.parameters import nearest
from naerblik.project import registers_store
from naerblik.registers import checking, contracts, manifest
from naerblik.registers.checking import BROKEN_RULE, RegisterError
from naerblik.registers.contracts import Contract, Rule
from naerblik.registers.manifest import REMAKE

QUALITY = "quality.parquet"
QUARANTINE = "quarantine.parquet"
LATEST = "latest"
RELATION = re.compile(r'[\w."]+')
Step = Callable[[str], None]
Inspect = Callable[[Path], None]


@dataclass(frozen=True)
class Gaps:
    """What a delivery does not hold. `columns`: register -> column -> why, in Danish; `registers`: register -> why."""

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    registers: Mapping[str, str] = field(default_factory=dict)

    def and_registers(self, registers: Mapping[str, str]) -> Gaps:
        """These gaps and registers that are not delivered either; the reasons given first stay."""
        return Gaps(self.columns, {**registers, **self.registers})

    def contracts(self) -> dict[str, Contract]:
        """Register -> the contract of what is delivered of it, in the order of checking."""
        return {
            name: contract.without(self.columns.get(name, {}))
            for name, contract in contracts.load().items()
            if name not in self.registers
        }


WHOLE = Gaps()


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that was found as its manifest says. `origin` is 'synthetic' or the name of a delivery."""

    folder: Path
    name: str
    origin: str
    fingerprint: str
    observation_start: date
    observation_end: date
    facts: Mapping[str, object]
    gaps: Gaps = WHOLE

    def file(self, register: str) -> Path:
        """The Parquet file of a register."""
        return self.folder / f"{register}.parquet"

    def quarantine(self, register: str) -> Path:
        """The file of the rows of a register that could not be read; it stands only where there are any."""
        return self.folder / f"{register}.{QUARANTINE}"


def open(name: str) -> Snapshot:
    """The snapshot of a name, or the one written last for 'latest'.

    Raises RegisterError when the snapshot, its manifest, a file, a column or a type is not as the contracts say.
    The fingerprint is read, not computed again; a file of another size than the manifest says is found.
    """
    return at(_latest() if name == LATEST else _existing(name))


def at(folder: Path) -> Snapshot:
    """The snapshot in a folder, also one that has not got its name yet. Raises as `open`."""
    content = manifest.read(folder)
    gaps = Gaps(content.gaps, content.without)
    with connect() as connection:
        for register, contract in gaps.contracts().items():
            _verify(connection, folder / f"{register}.parquet", contract)
    manifest.verify_sizes(folder, content)
    return Snapshot(
        folder=folder,
        name=content.name,
        origin=content.origin,
        fingerprint=content.fingerprint,
        observation_start=content.observation_start,
        observation_end=content.observation_end,
        facts=content.facts,
        gaps=gaps,
    )


def attach(engine: Engine, snapshot: Snapshot) -> None:
    """Makes the registers readable under their names: usable rows only, unknown codes as 0 or 'uoplyst'.

    A column that is not delivered is 'uoplyst' where a rule has a word for unknown; else it is not there, so that
    nothing can be computed from it.
    """
    for register, contract in snapshot.gaps.contracts().items():
        missing = snapshot.gaps.columns.get(register, {})
        unknown = [f"{value} AS {column}" for column, value in unknown_values(register).items() if column in missing]
        columns = ", ".join([*(_shown(contract, column) for column in contract.column_names), *unknown])
        rows = f"{engine.parquet(snapshot.file(register))} WHERE {checking.usable(contract)}"
        engine.create_view(register, f"SELECT {columns} FROM {rows}")


def unknown_values(register: str) -> dict[str, str]:
    """Column of a register -> what stands for an unknown value of it, where a rule says so."""
    rules = contracts.load()[register].rules
    return {rule.column: _literal(rule) for rule in rules if rule.treatment == "unknown"}


def quality(snapshot: Snapshot) -> pd.DataFrame:
    """register, rule, treatment ('left_out' or 'unknown'), rows, persons: a row for every rule of every contract."""
    with connect() as connection:
        return query(connection, f"SELECT * FROM {checking.parquet(snapshot.folder / QUALITY)}")


def names() -> tuple[str, ...]:
    """The snapshots that stand, oldest first."""
    manifests = sorted(registers_store().glob(f"*/{manifest.FILE}"), key=lambda file: (file.stat().st_mtime_ns, file))
    return tuple(file.parent.name for file in manifests if not file.parent.name.startswith("."))


def folder_of(name: str) -> Path:
    if not re.fullmatch(r"[\w-][\w.-]*", name) or name == LATEST:
        raise RegisterError(f"'{name}' cannot name a snapshot: use letters, digits, '-', '_', '.', and not '{LATEST}'.")
    return registers_store() / name


def _latest() -> Path:
    found = names()
    if not found:
        raise RegisterError(f"{registers_store()}: no snapshot of the registers stands here; run `naerblik registers`.")
    return registers_store() / found[-1]


def _existing(name: str) -> Path:
    folder = folder_of(name)
    if not folder.is_dir():
        hint = nearest(name, names()) if names() else "none stands there; run `naerblik registers`"
        raise RegisterError(f"{folder}: there is no such snapshot; {hint}.")
    return folder


def _verify(connection: Connection, file: Path, contract: Contract) -> None:
    if not file.is_file():
        raise RegisterError(f"{file}: the file of table {contract.name} is missing. {REMAKE}.")
    try:
        found = checking.columns_of(connection, f"SELECT * FROM {checking.parquet(file)}")
    except duckdb.Error:
        raise RegisterError(f"{file}: table {contract.name}: this is not a whole Parquet file. {REMAKE}.") from None
    checking.check_columns(found, contract, str(file), exact=True, answer=REMAKE)
    if found.get(BROKEN_RULE) != "VARCHAR":
        raise RegisterError(f"{file}: table {contract.name}: column '{BROKEN_RULE}' is missing. {REMAKE}.")


def _shown(contract: Contract, column: str) -> str:
    """A column as `attach` shows it: in rows that a rule keeps as unknown it reads what the rule says."""
    rules = [rule for rule in contract.rules if rule.column == column and rule.treatment == "unknown"]
    when = " ".join(f"WHEN {BROKEN_RULE} = '{rule.name}' THEN {_literal(rule)}" for rule in rules)
    sound = f"WHEN {BROKEN_RULE} IS NULL THEN {column}"
    return f"CASE {sound} {when} ELSE {column} END AS {column}" if rules else column


def _literal(rule: Rule) -> str:
    return f"'{rule.becomes}'" if isinstance(rule.becomes, str) else str(rule.becomes)

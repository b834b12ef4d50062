"""Snapshots of the registers: written once, never changed, and the only way in which anything reads persons.

A snapshot is a folder data/registers/<name> with a Parquet file per register, quality.parquet and manifest.json.
It is written under another name and renamed, so a half-written one never stands there. Each register file holds all
delivered rows; the column broken_rule says which take no part, and `attach` shows only those that do.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from naerblik.engine.duckdb import Connection, attach_table, connect, query, write_parquet
from naerblik.parameters import nearest
from naerblik.project import registers_store
from naerblik.registers import checking, contracts, manifest
from naerblik.registers.checking import BROKEN_RULE, RegisterError
from naerblik.registers.contracts import Contract
from naerblik.registers.manifest import REMAKE, Manifest

QUALITY = "quality.parquet"
LATEST = "latest"
RELATION = re.compile(r'[\w."]+')
Step = Callable[[str], None]


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that was found complete. `origin` is 'synthetic' or the name of a delivery."""

    folder: Path
    name: str
    origin: str
    fingerprint: str
    observation_start: date
    observation_end: date
    facts: Mapping[str, object]

    def file(self, register: str) -> Path:
        """The Parquet file of a register."""
        return self.folder / f"{register}.parquet"


def write(  # noqa: PLR0913 - these are the parts of a manifest
    connection: Connection,
    relations: Mapping[str, str | Sequence[str]],
    *,
    name: str,
    origin: str,
    observation_start: date,
    observation_end: date,
    facts: Mapping[str, object],
    step: Step = lambda text: None,
) -> Snapshot:
    """Checks each register against its contract and writes the snapshot.

    `relations`: register -> name of a relation of the connection, or a SELECT; or several of them, one after the other
    by the column that the register is in order by: a large register is sorted in parts. Raises RegisterError when a
    register or a column is missing, a type does not fit, or a snapshot of that name stands already; then nothing is
    written.
    """
    if _folder(name).exists():
        raise RegisterError(f"{_folder(name)}: this snapshot stands and is never rewritten; choose another name.")
    selections = _selections(connection, relations)
    with _folder_in_the_making(name) as folder:
        _write_registers(connection, selections, (observation_start, observation_end), folder, step)
        step("fingerprint")
        content = Manifest(
            name=name,
            origin=origin,
            observation_start=observation_start,
            observation_end=observation_end,
            facts=dict(facts),
            files=manifest.files_of(folder),
        )
        manifest.write(folder, content)
    return open(name)


def open(name: str) -> Snapshot:
    """The snapshot of a name, or the one written last for 'latest'.

    Raises RegisterError when the snapshot, its manifest, a file, a column or a type is not as the contracts say.
    The fingerprint is read, not computed again; a file of another size than the manifest says is found.
    """
    folder = _latest() if name == LATEST else _existing(name)
    content = manifest.read(folder)
    with connect() as connection:
        for register, contract in contracts.load().items():
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
    )


def attach(connection: Connection, snapshot: Snapshot) -> None:
    """Makes the registers readable under their names: usable rows only, unknown codes as 0 or 'uoplyst'."""
    for register, contract in contracts.load().items():
        columns = ", ".join(_shown(contract, column) for column in contract.column_names)
        rows = f"{checking.parquet(snapshot.file(register))} WHERE {checking.usable(contract)}"
        connection.execute(f"CREATE OR REPLACE VIEW {register} AS SELECT {columns} FROM {rows}")


def quality(snapshot: Snapshot) -> pd.DataFrame:
    """register, rule, treatment ('left_out' or 'unknown'), rows, persons: a row for every rule of every contract."""
    with connect() as connection:
        return query(connection, f"SELECT * FROM {checking.parquet(snapshot.folder / QUALITY)}")


def names() -> tuple[str, ...]:
    """The snapshots that stand, oldest first."""
    manifests = sorted(registers_store().glob(f"*/{manifest.FILE}"), key=lambda file: (file.stat().st_mtime_ns, file))
    return tuple(file.parent.name for file in manifests if not file.parent.name.startswith("."))


def _folder(name: str) -> Path:
    if not re.fullmatch(r"[\w-][\w.-]*", name) or name == LATEST:
        raise RegisterError(f"'{name}' cannot name a snapshot: use letters, digits, '-', '_', '.', and not '{LATEST}'.")
    return registers_store() / name


def _latest() -> Path:
    found = names()
    if not found:
        raise RegisterError(f"{registers_store()}: no snapshot of the registers stands here; run `naerblik registers`.")
    return registers_store() / found[-1]


def _existing(name: str) -> Path:
    folder = _folder(name)
    if not folder.is_dir():
        hint = nearest(name, names()) if names() else "none stands there; run `naerblik registers`"
        raise RegisterError(f"{folder}: there is no such snapshot; {hint}.")
    return folder


@contextmanager
def _folder_in_the_making(name: str) -> Iterator[Path]:
    """A new folder that gets its name when everything in it is written, and vanishes when anything fails."""
    registers_store().mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=".tmp", dir=registers_store()))
    try:
        yield making
        making.chmod(0o755)
        try:
            making.rename(_folder(name))
        except OSError:
            raise RegisterError(f"{_folder(name)}: another run has written this snapshot meanwhile.") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _selections(connection: Connection, relations: Mapping[str, str | Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Register -> SELECTs, once every register, column and type was found."""
    wanted = contracts.load()
    for register in relations:
        if register not in wanted:
            raise RegisterError(f"'{register}' is not a register; {nearest(register, wanted)}.")
    missing = ", ".join(register for register in wanted if register not in relations)
    if missing:
        raise RegisterError(f"register {missing} is missing from the delivery; deliver all of {', '.join(wanted)}.")
    selections = {}
    for register, contract in wanted.items():
        given = relations[register]
        selections[register] = tuple(map(_selection, (given,) if isinstance(given, str) else given))
        for selection in selections[register]:
            found = checking.columns_of(connection, selection)
            checking.check_columns(found, contract, "delivery", exact=False)
    return selections


def _selection(given: str) -> str:
    text = given.strip()
    return f"SELECT * FROM {text}" if RELATION.fullmatch(text) else text


def _write_registers(
    connection: Connection,
    selections: Mapping[str, tuple[str, ...]],
    observed: tuple[date, date],
    folder: Path,
    step: Step,
) -> None:
    """The register files, the population first since the others refer to its persons, and quality.parquet."""
    counts = []
    with checking.code_relations(connection):
        for register, contract in contracts.load().items():
            step(register)
            file = folder / f"{register}.parquet"
            parts = [checking.checked(contract, selection, *observed) for selection in selections[register]]
            _write_parts(connection, parts, file, register)
            if register in checking.KNOWN_FROM:
                checking.KNOWN_FROM[register](connection, file, contract)
            counts.append(checking.counts_by_rule(connection, contract, file))
        attach_table(connection, "counts_by_rule", pd.concat(counts, ignore_index=True))
        write_parquet(connection, "SELECT * FROM counts_by_rule", folder / QUALITY)
        connection.execute("DROP TABLE counts_by_rule")


def _write_parts(connection: Connection, parts: Sequence[str], file: Path, register: str) -> None:
    """One file, part after part; several are written by themselves first, so that one sort at a time needs memory."""
    if len(parts) == 1:
        _write_rows(connection, parts[0], file, register)
        return
    written = [file.with_suffix(f".{number}") for number in range(len(parts))]
    for part, rows in zip(written, parts, strict=True):
        _write_rows(connection, rows, part, register)
    names = ", ".join(f"'{part}'" for part in written)
    write_parquet(connection, f"SELECT * FROM read_parquet([{names}])", file)
    for part in written:
        part.unlink()


def _write_rows(connection: Connection, sql: str, file: Path, register: str) -> None:
    try:
        write_parquet(connection, sql, file)
    except (duckdb.DataError, duckdb.InvalidInputException) as error:
        # DuckDB quotes the value it stumbled over, which can be a person key: its text must not go further.
        raise RegisterError(
            f"table {register}: a value could not be read as the contract's type ({type(error).__name__}); "
            "compare the delivery with the contract in src/naerblik/registers/contracts."
        ) from None


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
    for rule in contract.rules:
        if rule.column == column and rule.treatment == "unknown":
            value = f"'{rule.becomes}'" if isinstance(rule.becomes, str) else rule.becomes
            return f"CASE WHEN {BROKEN_RULE} = '{rule.name}' THEN {value} ELSE {column} END AS {column}"
    return column

"""Writing snapshots: every register checked against its contract, in a folder that gets its name when all is whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from naerblik.engine.duckdb import Connection, attach_table, write_batches, write_parquet
from naerblik.parameters import nearest
from naerblik.registers import checking, contracts, manifest, snapshot
from naerblik.registers.checking import RegisterError
from naerblik.registers.contracts import Contract
from naerblik.registers.manifest import Manifest
from naerblik.registers.snapshot import QUALITY, QUARANTINE, WHOLE, Gaps, Snapshot
from naerblik.workplace import workplace

RELATION = re.compile(r'[\w."]+')
Step = Callable[[str], None]
NOT_DELIVERED = "Er ikke leveret"
Inspect = Callable[[Path], None]


@dataclass(frozen=True)
class Part:
    """A part of a large register: a SELECT of the rows whose key lies from `lowest` to `highest`.

    The key is the column that the register is in order by. Rows without a key stand in the last part.
    """

    rows: str
    lowest: int
    highest: int


def write(  # noqa: PLR0913 - these are the parts of a manifest
    connection: Connection,
    relations: Mapping[str, str | Sequence[Part]],
    *,
    name: str,
    origin: str,
    observation_start: date,
    observation_end: date,
    facts: Mapping[str, object],
    gaps: Gaps = WHOLE,
    quarantined: Mapping[str, str] | None = None,
    inspect: Inspect = lambda folder: None,
    step: Step = lambda text: None,
) -> Snapshot:
    """Checks each register against its contract and writes the snapshot.

    `relations`: register -> name of a relation of the connection, or a SELECT; or parts that follow each other: a large
    register is sorted in parts. `gaps`: what is not delivered, and so not asked for. `quarantined`: register -> SELECT
    of rows that could not be read, with the columns broken_rule and, where the rows are about persons, person_key;
    written in the order of their content. `inspect` is called with the folder before it gets its name; what it raises
    stops the writing. Raises RegisterError when a register or a column is missing, a type does not fit, or a snapshot
    of that name stands already; then nothing is written.
    """
    gaps = gaps.and_registers({register: NOT_DELIVERED for register in _optional() if register not in relations})
    place = snapshot.folder_of(name)
    if place.exists():
        raise RegisterError(f"{place}: this snapshot stands and is never rewritten; choose another name.")
    observed = (observation_start, observation_end)
    parts = _parts(connection, relations, gaps.contracts(), observed)
    with _folder_in_the_making(place) as folder:
        _write_registers(connection, parts, gaps.contracts(), quarantined or {}, folder, step)
        step("fingerprint")
        content = Manifest(
            name=name,
            origin=origin,
            observation_start=observation_start,
            observation_end=observation_end,
            facts=dict(facts),
            gaps={register: dict(columns) for register, columns in gaps.columns.items()},
            without=dict(gaps.registers),
            files=manifest.files_of(folder),
        )
        manifest.write(folder, content)
        inspect(folder)
    return snapshot.open(name)


def _optional() -> list[str]:
    return [register for register, contract in contracts.load().items() if contract.optional]


@contextmanager
def _folder_in_the_making(place: Path) -> Iterator[Path]:
    """A new folder that gets its name when everything in it is written, and vanishes when anything fails."""
    with workplace(place.parent) as work:
        making = work / place.name
        making.mkdir()
        yield making
        try:
            making.rename(place)
        except OSError:
            raise RegisterError(f"{place}: another run has written this snapshot meanwhile.") from None


def _parts(
    connection: Connection,
    relations: Mapping[str, str | Sequence[Part]],
    wanted: Mapping[str, Contract],
    observed: tuple[date, date],
) -> dict[str, list[str]]:
    """Register -> SELECTs of its checked rows, once every register, column and type was found."""
    for register in relations:
        if register not in wanted:
            raise RegisterError(f"'{register}' is not a register; {nearest(register, wanted)}.")
    missing = ", ".join(register for register in wanted if register not in relations)
    if missing:
        raise RegisterError(f"register {missing} is missing from the delivery; deliver all of {', '.join(wanted)}.")
    parts: dict[str, list[str]] = {}
    for register, contract in wanted.items():
        parts[register] = []
        for selection, keys in _selections(relations[register]):
            checking.check_columns(checking.columns_of(connection, selection), contract, "delivery", exact=False)
            parts[register].append(checking.checked(contract, selection, *observed, keys))
    return parts


def _selections(given: str | Sequence[Part]) -> list[tuple[str, tuple[int, int] | None]]:
    if isinstance(given, str):
        return [(_selection(given), None)]
    return [(_selection(part.rows), (part.lowest, part.highest)) for part in given]


def _selection(given: str) -> str:
    text = given.strip()
    return f"SELECT * FROM {text}" if RELATION.fullmatch(text) else text


def _write_registers(  # noqa: PLR0913, PLR0917
    connection: Connection,
    parts: Mapping[str, Sequence[str]],
    wanted: Mapping[str, Contract],
    quarantined: Mapping[str, str],
    folder: Path,
    step: Step,
) -> None:
    """The register files, the population first since the others refer to its persons, and quality.parquet."""
    counts = []
    with checking.code_relations(connection):
        for register, contract in wanted.items():
            step(register)
            file = folder / f"{register}.parquet"
            _write_parts(connection, parts[register], file, register)
            if register in checking.KNOWN_FROM:
                checking.KNOWN_FROM[register](connection, file, contract)
            counts.append(checking.counts_by_rule(connection, contract, file))
            if register in quarantined:
                aside = folder / f"{register}.{QUARANTINE}"
                if write_parquet(connection, f"{quarantined[register]} ORDER BY ALL", aside):
                    counts.append(checking.counts_of_quarantine(connection, contract, aside))
                else:
                    aside.unlink()
        attach_table(connection, "counts_by_rule", pd.concat(counts, ignore_index=True))
        write_parquet(connection, "SELECT * FROM counts_by_rule", folder / QUALITY)
        connection.execute("DROP TABLE counts_by_rule")


def _write_parts(connection: Connection, parts: Sequence[str], file: Path, register: str) -> None:
    """One file; several parts flow into it one after the other, so that one sort at a time needs memory.

    A UNION of them would be sorted at once.
    """
    try:
        if len(parts) == 1:
            write_parquet(connection, parts[0], file)
        else:
            write_batches(connection, parts, file)
    except (duckdb.DataError, duckdb.InvalidInputException) as error:
        # DuckDB quotes the value it stumbled over, which can be a person key: its text must not go further.
        raise RegisterError(
            f"table {register}: a value could not be read as the contract's type ({type(error).__name__}); "
            "compare the delivery with the contract in src/naerblik/registers/contracts."
        ) from None

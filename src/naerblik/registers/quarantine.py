"""Rows that take no part, read back: those that a rule left out, and those that could not be read at the door."""

from __future__ import annotations

from pathlib import Path

from naerblik import project
from naerblik.engine.duckdb import Connection, spilling
from naerblik.registers.checking import BROKEN_RULE, RegisterError, as_text, parquet, quoted
from naerblik.registers.contracts import Contract
from naerblik.registers.snapshot import Snapshot
from naerblik.workplace import workplace


def write(snapshot: Snapshot, register: str) -> Path:
    """Writes the rows of a register that take no part as CSV into the store, where persons stay, and returns the file.

    Columns: those of the contract as text, broken_rule, and for rows of the door unread and delivered_in. Raises
    RegisterError for a register that the snapshot does not hold.
    """
    known = snapshot.gaps.contracts()
    if register not in known:
        raise RegisterError(f"snapshot '{snapshot.name}' holds no register '{register}'; it holds {', '.join(known)}.")
    file = project.data_store() / "quarantine" / f"{snapshot.name}.{register}.csv"
    with workplace(file.parent) as work, spilling() as connection:
        rows = _rows(connection, snapshot, known[register])
        connection.execute(f"COPY ({rows}) TO {quoted(str(work / file.name))} (HEADER, DELIMITER ';')")
        (work / file.name).replace(file)
    return file


def _rows(connection: Connection, snapshot: Snapshot, contract: Contract) -> str:
    left_out = ", ".join(quoted(rule.name) for rule in contract.rules if rule.treatment == "left_out")
    own = parquet(snapshot.file(contract.name))
    parts = [as_text(connection, f"SELECT * FROM {own} WHERE {BROKEN_RULE} IN ({left_out})")]
    if snapshot.quarantine(contract.name).is_file():
        parts.append(as_text(connection, f"SELECT * FROM {parquet(snapshot.quarantine(contract.name))}"))
    return f"SELECT * FROM ({' UNION ALL BY NAME '.join(parts)}) ORDER BY ALL"

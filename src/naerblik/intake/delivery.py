"""A delivery taken in: a folder with one Parquet file per register, in the columns of the contracts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from duckdb import Error as UnreadableFile

from naerblik.engine import duckdb
from naerblik.registers import checking, contracts, snapshot
from naerblik.registers.checking import RegisterError
from naerblik.registers.snapshot import Snapshot, Step


def take_in(folder: Path, name: str, *, observed: tuple[date, date], step: Step = lambda text: None) -> Snapshot:
    """Checks the files of a delivery and writes them as the snapshot `name`.

    `observed`: first and last day that the delivery covers. Rows that break a rule are kept and counted. Raises
    RegisterError with the file, table and column when a file or column is missing or has a wrong type; then nothing
    is written.
    """
    if name.startswith("syntetisk"):
        raise RegisterError(f"'{name}' would pass for synthetic registers: give the delivery another name.")
    if observed[0] > observed[1]:
        raise RegisterError(f"the delivery covers {observed[0]} to {observed[1]}: the first day must come first.")
    connection = duckdb.connect()
    for register, contract in contracts.load().items():
        file = folder / f"{register}.parquet"
        if not file.is_file():
            lies = ", ".join(sorted(f.name for f in folder.glob("*"))) or "nothing"
            raise RegisterError(
                f"{file}: table {register} ({contract.name_da}) is missing; in the folder lies {lies}. "
                "Put the file there, or correct --delivery."
            )
        _attach(connection, register, file)
        found = checking.columns_of(connection, f"SELECT * FROM delivered_{register}")
        checking.check_columns(found, contract, str(file), exact=False)
    return snapshot.write(
        connection,
        {register: f"delivered_{register}" for register in contracts.load()},
        name=name,
        origin=name,
        observation_start=observed[0],
        observation_end=observed[1],
        facts={},
        step=step,
    )


def _attach(connection: duckdb.Connection, register: str, file: Path) -> None:
    try:
        duckdb.attach_parquet(connection, f"delivered_{register}", file)
    except UnreadableFile:
        raise RegisterError(f"{file}: table {register}: this is not a whole Parquet file; deliver it again.") from None

"""Behind the door: mapped rows become the rows of a register, and those that cannot are set aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from naerblik.engine.duckdb import Connection, query, write_parquet
from naerblik.intake import mapping, shapes
from naerblik.parameters.sources import MappedRegister
from naerblik.registers import contracts
from naerblik.registers.checking import BROKEN_RULE, as_text, parquet

PERSON = "person_key"


@dataclass(frozen=True)
class Register:
    """A register that came through the door, as SELECTs of its rows and of those set aside.

    `delivered`: rows of the supplier's table. `replacement_numbers`: those of persons with such a number.
    """

    rows: str
    quarantined: str
    delivered: int
    replacement_numbers: int


def shaped(connection: Connection, register: str, mapped: MappedRegister, staged: Path) -> Register:
    """The register made from a file of mapped rows; the relations that shapes name are known to the connection."""
    shape = shapes.load(mapped.shape, contracts.load()[register])
    sound = f"SELECT * EXCLUDE ({', '.join(mapping.BESIDE)}) FROM {parquet(staged)} WHERE {BROKEN_RULE} IS NULL"
    own = f"FROM {parquet(staged)} WHERE {shape.own}"
    aside = as_text(connection, f"SELECT * EXCLUDE (is_replacement) {own} AND {BROKEN_RULE} IS NOT NULL", PERSON)
    numbers = "count(*) AS delivered, count(*) FILTER (is_replacement) AS replaced"
    counts = query(connection, f"SELECT {numbers} {own}").iloc[0]
    rows = sound
    if shape.sql is not None:
        file = staged.with_name(f"{register}.parquet")
        write_parquet(connection, f"WITH delivered AS ({sound}) SELECT * FROM ({shape.sql})", file)
        rows = f"SELECT * EXCLUDE (set_aside) FROM {parquet(file)} WHERE set_aside IS NULL"
        out = f"SELECT * RENAME (set_aside AS {BROKEN_RULE}) FROM {parquet(file)} WHERE set_aside IS NOT NULL"
        aside = f"{aside} UNION ALL BY NAME {as_text(connection, out, PERSON)}"
    return Register(rows, aside, int(counts["delivered"]), int(counts["replaced"]))

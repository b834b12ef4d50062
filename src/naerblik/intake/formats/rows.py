"""The rows of a delivered table, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from naerblik.parameters.sources import DeliveredTable
from naerblik.registers.checking import RegisterError

FILE = "parse_filename(filename)"


def _sound() -> None:
    pass


@dataclass(frozen=True)
class Rows:
    """What SQL reads, once.

    `relation`: a name of the connection. `columns`: delivered name -> DuckDB type, in their order. `verify`: called
    when all rows were read; raises RegisterError for what reading them found. `place`: SQL of where a row stands.
    `twice`: the rows can be read again.
    """

    relation: str
    columns: dict[str, str]
    verify: Callable[[], None] = _sound
    place: str = "CAST(NULL AS VARCHAR)"
    twice: bool = False


def files_of(table: DeliveredTable, folder: Path) -> list[Path]:
    """The files of a table in the folder of a delivery, in the order of their names. Raises RegisterError for none."""
    found = sorted(file for file in folder.glob(table.files or "") if file.is_file())
    if not found:
        lies = ", ".join(sorted(file.name for file in folder.glob("*"))[:20]) or "nothing"
        raise RegisterError(
            f"{folder}: no file {table.files} lies here; in the folder lies {lies}. Put it there, correct the folder, "
            "or the pattern in params/sources.yaml."
        )
    return found

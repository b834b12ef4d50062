"""How delivered rows become rows of a register: a SELECT for each shape, and the columns that it asks of a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from naerblik.parameters.sources import Shape
from naerblik.registers.contracts import Contract

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Reshaping:
    """`inputs`: column -> type, of the relation `delivered`; `optional`: those that a supplier may lack.

    `sql`: the rows of the register made from `delivered`, with a column set_aside that names the rule by which a row
    takes no part; None: the rows stay as they are. `own`: the condition that a delivered row is of this register, where
    several are made from one table.
    """

    inputs: Mapping[str, str]
    optional: frozenset[str]
    sql: str | None = None
    own: str = "true"


def load(shape: Shape, contract: Contract) -> Reshaping:
    """What a shape asks for and does; 'rows' asks for the columns of the contract."""
    if shape == "rows":
        types = {column.name: column.type for column in contract.columns}
        return Reshaping(types, frozenset(column.name for column in contract.columns if column.optional))
    declared = yaml.load((FOLDER / f"{shape}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    optional = frozenset(column.name for column in contract.columns if column.optional)
    sql = (FOLDER / f"{shape}.sql").read_text(encoding="utf-8")
    return Reshaping(declared["inputs"], optional & set(declared["inputs"]), sql, declared.get("own", "true"))

"""Contracts: what each register delivers, column by column, and the rules its rows must keep.

The same YAML files drive checking, the synthetic registers and the list of variables.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from naerblik import NaerblikError

FOLDER = Path(__file__).with_name("contracts")

ColumnType = Literal["BIGINT", "INTEGER", "VARCHAR", "DATE", "TIMESTAMP", "BOOLEAN"]
CodeList = Literal[
    "municipalities",
    "chronic_diseases",
    "fsiii_conditions",
    "fsiii_interventions",
    "fsiii_laws",
    "practice_diagnoses",
    "specialties",
    "practice_services",
    "hospitals",
    "cancer_codes",
]
MISSING_VALUE = "missing_value"
Treatment = Literal["left_out", "unknown"]
Track = Literal["befolkning", "kommuner", "almen_praksis", "sygehuse", "cancer"]


class ContractError(NaerblikError):
    """A contract that contradicts itself; the text names the file and the column or rule."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A column of a register. `codes` holds the codes with their Danish names, or names the code list that does.

    `optional`: a supplier may not have it. Then nothing that reads it can be computed, which is said by name.
    `first_year`: the first year with content, where the documentation of the register says it.
    """

    name: str
    type: ColumnType
    codes: dict[str, str] | CodeList | None = None
    meaning_da: str
    source: str
    identifying: bool
    nullable: bool
    optional: bool = False
    first_year: int | None = None


class Rule(_Strict):
    """A rule that a row breaks when the condition `when` is true.

    `left_out`: the row takes no part. `unknown`: the row stays, and `column` reads `becomes` in place of what was
    delivered. The condition may name the register's columns, observation_start, observation_end and the relations
    of naerblik.registers.checking. The rule missing_value has none: it is that a column that must be there is NULL.
    `expected`: such rows are part of every delivery and are chosen away, not faults.
    """

    name: str
    column: str
    when: str = ""
    treatment: Treatment
    becomes: int | str | None = None
    expected: bool = False
    meaning_da: str


class Contract(_Strict):
    """A register. `order` says in which order registers are checked: the population comes before what refers to it.

    `track`: the part of the health service that it tells of (Danish: spor). `optional`: a delivery need not have it.
    `begins`: the first day of the events that it holds, where it reaches back before the observation window and its
    documentation says how far. `event`: the column with the day of what a row is about, where rows are expected in
    every month of the window.
    """

    name: str
    order: int
    track: Track
    name_da: str
    meaning_da: str
    source: str
    optional: bool = False
    begins: date | None = None
    event: str | None = None
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Contract:
        names = [column.name for column in self.columns]
        if self.event and self.event not in names:
            raise ValueError(f"event '{self.event}' is not among the columns")
        for rule in self.rules:
            if rule.column not in names:
                raise ValueError(f"rule '{rule.name}' is about '{rule.column}', which is not among the columns")
            if (rule.treatment == "unknown") != (rule.becomes is not None):
                raise ValueError(f"rule '{rule.name}': `becomes` stands exactly where the treatment is unknown")
            if not rule.when and rule.name != MISSING_VALUE:
                raise ValueError(f"rule '{rule.name}' has no condition `when`")
        # A row carries the first rule it breaks: one that keeps the row must not hide one that leaves it out.
        treatments = [rule.treatment for rule in self.rules]
        if treatments != sorted(treatments):
            raise ValueError("rules with treatment left_out come before those with treatment unknown")
        return self

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def has_person(self) -> bool:
        """True when the rows are about persons."""
        return "person_key" in self.column_names

    def condition(self, rule: Rule) -> str:
        """The SQL condition under which a row breaks a rule."""
        return rule.when or " OR ".join(f"{column.name} IS NULL" for column in self.columns if not column.nullable)

    def without(self, missing: Collection[str]) -> Contract:
        """The contract of a delivery that lacks some columns: without them and the rules that read them."""
        if not missing:
            return self
        columns = tuple(column for column in self.columns if column.name not in missing)
        # missing_value is of all columns that must be there: of those that are left, it asks for the rest.
        kept = (rule for rule in self.rules if rule.name == MISSING_VALUE or not self.named_by(rule) & set(missing))
        rules = tuple(rule for rule in kept if rule.column not in missing)
        return self.model_copy(update={"columns": columns, "rules": rules})

    def named_by(self, rule: Rule) -> set[str]:
        """The columns that a rule is about or names in its condition, read from its SQL."""
        import sqlglot  # noqa: PLC0415 - only lineage and deliveries with gaps wait for it

        condition = sqlglot.parse_one(self.condition(rule), dialect="duckdb")
        named = {column.name for column in condition.find_all(sqlglot.exp.Column)}
        return {rule.column} | named.intersection(self.column_names)


def read(file: Path) -> Contract:
    """The contract in a YAML file. Raises ContractError with the file and what is wrong."""
    try:
        return Contract.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(str(p) for p in f['loc']) or 'contract'}: {f['msg']}" for f in error.errors())
        raise ContractError(f"{file}: {faults}.") from None


@cache
def load() -> dict[str, Contract]:
    """Register name -> contract, in the order in which registers are checked."""
    found = sorted((read(file) for file in FOLDER.glob("*.yaml")), key=lambda contract: contract.order)
    return {contract.name: contract for contract in found}

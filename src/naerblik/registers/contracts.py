"""Contracts: what each register delivers, column by column, and the rules its rows must keep.

The same YAML files drive checking, the synthetic registers and the list of variables.
"""

from __future__ import annotations

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
Treatment = Literal["left_out", "unknown"]
Track = Literal["befolkning", "kommuner", "almen_praksis", "sygehuse", "cancer"]


class ContractError(NaerblikError):
    """A contract that contradicts itself; the text names the file and the column or rule."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A column of a register. `codes` holds the codes with their Danish names, or names the code list that does.

    `first_year`: the first year with content, where the documentation of the register says it.
    """

    name: str
    type: ColumnType
    codes: dict[str, str] | CodeList | None = None
    meaning_da: str
    source: str
    identifying: bool
    nullable: bool
    first_year: int | None = None


class Rule(_Strict):
    """A rule that a row breaks when the condition `when` is true.

    `left_out`: the row takes no part. `unknown`: the row stays, and `column` reads `becomes` in place of what was
    delivered. The condition may name the register's columns, observation_start, observation_end and the relations
    of naerblik.registers.checking.
    """

    name: str
    column: str
    when: str
    treatment: Treatment
    becomes: int | str | None = None
    meaning_da: str


class Contract(_Strict):
    """A register. `order` says in which order registers are checked: the population comes before what refers to it.

    `track`: the part of the health service that it tells of (Danish: spor). `begins`: the first day of the events that
    it holds, where it reaches back before the observation window and its documentation says how far.
    """

    name: str
    order: int
    track: Track
    name_da: str
    meaning_da: str
    source: str
    begins: date | None = None
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Contract:
        names = [column.name for column in self.columns]
        for rule in self.rules:
            if rule.column not in names:
                raise ValueError(f"rule '{rule.name}' is about '{rule.column}', which is not among the columns")
            if (rule.treatment == "unknown") != (rule.becomes is not None):
                raise ValueError(f"rule '{rule.name}': `becomes` stands exactly where the treatment is unknown")
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

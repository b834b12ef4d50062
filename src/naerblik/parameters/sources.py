"""What each supplier delivers and how it becomes the registers of the contracts: params/sources.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from naerblik.parameters.reading import ParameterError, Strict, nearest, read_yaml, validated
from naerblik.project import PARAMS

SOURCES = PARAMS / "sources.yaml"
Format = Literal["parquet", "csv", "sas", "database", "fhir"]
KeyForm = Literal["cpr", "twelve_digits", "pseudonym"]
Shape = Literal["rows", "yearly_residence", "monthly_stay", "fhir_condition", "fhir_intervention", "fhir_reporting"]


class KeySpace(Strict):
    """What identifies persons at a supplier. Persons are joined within one key space and never across two.

    `form`: how a key looks; 'pseudonym' is a key that the project's own pseudonyms already stand in.
    """

    name_da: str
    form: KeyForm


class DeliveredTable(Strict):
    """A table as a supplier delivers it.

    `files`: the files that hold it, as a pattern below the delivery's folder. `table`: its name in a database.
    `separator`, `encoding`, `decimal` are those of CSV files; `dates` and `times` say how dates stand in text, as
    strptime writes it. `longest_line`: the most bytes that a line (a bundle of FHIR) may have.
    """

    format: Format
    files: str | None = None
    table: str | None = None
    separator: str = ";"
    encoding: Literal["utf-8", "latin-1"] = "utf-8"
    decimal: Literal[",", "."] = ","
    dates: str = "%Y-%m-%d"
    times: str = "%Y-%m-%d %H:%M:%S"
    longest_line: int = 1_000_000

    @model_validator(mode="after")
    def _says_where(self) -> DeliveredTable:
        if (self.format == "database") == (self.table is None) or (self.format == "database") == bool(self.files):
            raise ValueError("a database has `table`, every other format has `files`")
        return self


class MappedColumn(Strict):
    """Where a column of a contract comes from: a delivered `column`, or `sql` over delivered columns.

    `codes`: delivered value -> ours; what is not named there stays as it is.
    """

    column: str | None = None
    sql: str | None = None
    codes: Mapping[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_of_two(self) -> MappedColumn:
        if (self.column is None) == (self.sql is None):
            raise ValueError("name a `column` or write `sql`, one of the two")
        return self


class SetAside(Strict):
    """Rows that are kept but take no part because of what the supplier's own columns say; `when` is SQL over them."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    when: str
    meaning_da: str


class MappedRegister(Strict):
    """A register made from a delivered table.

    `shape`: how rows of the table become rows of the register; `columns` then are what the shape asks for (None: each
    is delivered under its own name). `absent`: columns of the contract that the supplier does not deliver, each with
    the reason in Danish.
    """

    table: str
    shape: Shape = "rows"
    columns: Mapping[str, MappedColumn] | None = None
    set_aside: tuple[SetAside, ...] = ()
    absent: Mapping[str, str] = {}


class Source(Strict):
    """A supplier: what its keys are, its tables, and the registers they become."""

    name_da: str
    key_space: str
    tables: Mapping[str, DeliveredTable]
    registers: Mapping[str, MappedRegister]


class Sources(Strict):
    """params/sources.yaml."""

    key_spaces: Mapping[str, KeySpace]
    sources: Mapping[str, Source]

    @model_validator(mode="after")
    def _names_what_is_there(self) -> Sources:
        for name, source in self.sources.items():
            if source.key_space not in self.key_spaces:
                raise ValueError(f"source '{name}': key space '{source.key_space}' is not among key_spaces")
            for register, mapped in source.registers.items():
                if mapped.table not in source.tables:
                    raise ValueError(f"source '{name}', register '{register}': there is no table '{mapped.table}'")
        return self


def sources(file: Path = SOURCES) -> Sources:
    """The suppliers. Raises ParameterError with the file, the name and what is valid."""
    return validated(Sources, read_yaml(file), file)


def source(name: str, file: Path = SOURCES) -> tuple[Source, KeySpace]:
    """A supplier and its key space. Raises ParameterError for an unknown one."""
    known = sources(file)
    if name not in known.sources:
        raise ParameterError(f"{file}: there is no source '{name}'; {nearest(name, known.sources)}.")
    return known.sources[name], known.key_spaces[known.sources[name].key_space]

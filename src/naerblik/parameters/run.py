"""The parameters of a run: params/standard.yaml and its like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, field_validator

from naerblik.geography import MapYear
from naerblik.parameters.reading import ParameterError, Strict, nearest, read_yaml, validated

Topic = Literal["fsiii", "kraeft", "almen_praksis"]
Renderer = Literal["auto", "quarto", "pandoc"]
NotebookEngine = Literal["naerblik", "nbclient"]
_MEMORY = re.compile(r"[1-9]\d*(\.\d+)?([MG]i?B)")
Engine = Literal["duckdb", "spark"]
SPARK = r"(local(\[(\*|\d+)\])?|spark://[\w.-]+(:\d+)?(,[\w.-]+(:\d+)?)*|sc://[\w.-]+(:\d+)?(/;use_ssl=true)?)"
"""Addresses of Spark. Nothing else fits in: credentials come from the environment and never stand in params/."""


class RunParameters(Strict):
    """One kind of run: params/standard.yaml and its like."""

    topics: tuple[Topic, ...] = Field(min_length=1)
    recipients: tuple[str, ...] = Field(min_length=1)
    year: int = Field(ge=2000, le=2100)
    geography: MapYear
    reference_day: str = "07-01"
    publisher: str
    contact: str
    snapshot: str | None = None
    persons: int = Field(default=6_000_000, ge=1_000, le=20_000_000)
    renderer: Renderer = "auto"
    notebook_engine: NotebookEngine = "naerblik"
    engine: Engine = "duckdb"
    spark_address: str = "local[*]"
    spark_registers: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9]*://\S+$")
    ledger: str | None = None
    memory_limit: str | None = None

    @field_validator("topics", "recipients", mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, value: object) -> object:
        return [value] if isinstance(value, str | int) else value

    @field_validator("recipients", mode="before")
    @classmethod
    def _codes_are_text(cls, value: object) -> object:
        return [str(v) for v in value] if isinstance(value, list | tuple) else value

    @field_validator("reference_day")
    @classmethod
    def _day_exists_each_year(cls, value: str) -> str:
        date.fromisoformat(f"2023-{value}")
        return value

    @field_validator("memory_limit", mode="before")
    @classmethod
    def _is_an_amount_of_memory(cls, value: object) -> object:
        if value is not None and not _MEMORY.fullmatch(str(value)):
            raise ValueError("write a number with MB, GB, MiB or GiB, for instance 500MB, 2GB or 1.5GiB")
        return value

    @field_validator("spark_address")
    @classmethod
    def _address_of_spark(cls, value: str) -> str:
        if not re.fullmatch(SPARK, value):
            raise ValueError(
                "write local[*], spark://host:7077 or sc://host:15002; a token stands in the environment variable "
                "SPARK_CONNECT_AUTHENTICATE_TOKEN"
            )
        return value

    def reference_date(self, year: int) -> date:
        """The day of a year on which prevalence is counted."""
        return date.fromisoformat(f"{year}-{self.reference_day}")


def load_run(path: Path, *, changes: Sequence[str] = (), **replaced: object) -> RunParameters:
    """The parameters of a run: the file, then `--set name=value` changes, then named replacements.

    A value in `changes` is read as YAML, so year=2024 is a number and recipients=[1081,1082] a list.
    """
    content, beside = read_yaml(path), {name for name, value in replaced.items() if value}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise ParameterError(f"--set {change}: write it as name=value, for instance --set year=2024.")
        if name not in RunParameters.model_fields:
            hint = nearest(name, RunParameters.model_fields)
            raise ParameterError(f"--set {change}: '{name}' is not a parameter; {hint}.")
        content[name] = yaml.load(value, Loader=yaml.CSafeLoader)
        beside.add(name)
    content |= {name: value for name, value in replaced.items() if value}
    return validated(RunParameters, content, path, beside)

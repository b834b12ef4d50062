"""A delivered value as SQL: as text with the supplier's codes as ours, then in the type that a shape asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from naerblik.intake import keys
from naerblik.intake.formats.rows import Rows
from naerblik.intake.shapes import Reshaping
from naerblik.parameters.sources import DeliveredTable, KeyForm, MappedColumn, MappedRegister
from naerblik.registers.checking import RegisterError, quoted

LARGEST = 999_999
"""Whole numbers of a register have at most six digits; a longer one can be a key in the wrong column."""
FRACTIONS = re.compile(r"DOUBLE|FLOAT|DECIMAL.*")


@dataclass(frozen=True)
class Delivered:
    """A table as it was delivered, its mapping to a register, and the name and form of its key space. `where` is what
    errors name.
    """

    rows: Rows
    table: DeliveredTable
    mapped: MappedRegister
    shape: Reshaping
    space: str
    form: KeyForm
    where: str

    @property
    def columns(self) -> Mapping[str, MappedColumn]:
        """Column that the shape asks for -> where it comes from."""
        if self.mapped.columns is not None:
            return self.mapped.columns
        return {name: MappedColumn(column=name) for name in self.shape.inputs if name not in self.mapped.absent}

    @property
    def key_columns(self) -> list[str]:
        """The columns that hold keys of persons or contacts."""
        return [name for name in ("person_key", "contact_key") if name in self.columns]

    @property
    def by_type(self) -> dict[str, str]:
        """Column in lower case -> its delivered type."""
        return {name.lower(): kind for name, kind in self.rows.columns.items()}

    @property
    def by_name(self) -> dict[str, str]:
        """Column in lower case -> its delivered name."""
        return {name.lower(): name for name in self.rows.columns}


def raw(delivered: Delivered, name: str, mapped: MappedColumn) -> str:
    """The delivered value as text, NULL when it is empty; with the supplier's codes as ours. Dates stay dates."""
    if is_native(delivered, name):
        return _column(delivered, mapped.column or "")
    given = _column(delivered, mapped.column) if mapped.column else expression(delivered, name, mapped.sql or "")
    text = f"nullif(trim({_text(delivered, mapped, given)}), '')"
    if not mapped.codes:
        return text
    cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in mapped.codes.items())
    return f"CASE {text} {cases} ELSE {text} END"


def is_native(delivered: Delivered, name: str) -> bool:
    """A date or a time that was delivered as one."""
    mapped = delivered.columns[name]
    kind = delivered.by_type.get((mapped.column or "").lower(), "")
    wanted = delivered.shape.inputs[name] in {"DATE", "TIMESTAMP"}
    return wanted and not mapped.codes and kind.startswith(("DATE", "TIMESTAMP"))


def _text(delivered: Delivered, mapped: MappedColumn, given: str) -> str:
    """As text; a whole number that stands in a column of fractions (SAS knows no other) without its decimals."""
    kind = delivered.by_type[mapped.column.lower()] if mapped.column else ""
    if FRACTIONS.fullmatch(kind):
        whole = f"TRY_CAST({given} AS BIGINT)"
        return f"CASE WHEN {given} = {whole} THEN CAST({whole} AS VARCHAR) ELSE CAST({given} AS VARCHAR) END"
    return f"CAST({given} AS VARCHAR)"


def _column(delivered: Delivered, name: str) -> str:
    found = delivered.by_name.get(name.lower())
    if found is None:
        columns = ", ".join(delivered.rows.columns)
        raise RegisterError(
            f"{delivered.where}: column {name} is missing; found {columns}. Correct the mapping in params/sources.yaml "
            "or, when the supplier does not deliver it, say so under absent."
        )
    return '"' + found.replace('"', '""') + '"'


def expression(delivered: Delivered, name: str, sql: str) -> str:
    """An SQL expression of a mapping, with the columns that it names as they were delivered."""
    try:
        parsed = sqlglot.parse_one(sql, dialect="duckdb")
    except sqlglot.errors.ParseError:
        raise RegisterError(f"{delivered.where}: '{name}': this is no SQL expression: {sql}") from None
    if not isinstance(parsed, exp.Condition) or parsed.find(exp.Query):
        raise RegisterError(f"{delivered.where}: '{name}': an expression over delivered columns is wanted, not {sql}")
    for column in parsed.find_all(exp.Column):
        column.replace(sqlglot.parse_one(_column(delivered, column.name), dialect="duckdb"))
    return f"({parsed.sql(dialect='duckdb')})"


def tidied_key(delivered: Delivered, name: str) -> str:
    """A raw key as it is compared."""
    form = delivered.form
    return keys.tidied(form, f"raw_{name}") if name == "person_key" else f"raw_{name}"


def typed(delivered: Delivered, name: str, kind: str) -> str:
    """The value in its type, NULL when it cannot be read so."""
    raw = f"raw_{name}"
    if name in delivered.key_columns:
        if delivered.form == "pseudonym":
            bad = keys.malformed("pseudonym", raw) if name == "person_key" else "false"
            return f"CASE WHEN NOT ({bad}) THEN TRY_CAST({raw} AS BIGINT) END"
        if name == "contact_key":
            return keys.pseudonym(f"{delivered.space} contact", raw)
        return f"coalesce(known_pseudonym, {keys.pseudonym(delivered.space, raw)})"
    if is_native(delivered, name):
        return f"CAST({raw} AS {kind})"
    return {
        "VARCHAR": raw,
        "DATE": f"CAST({_time(delivered, name, raw, delivered.table.dates)} AS DATE)",
        "TIMESTAMP": _time(delivered, name, raw, delivered.table.times),
        "BOOLEAN": f"TRY_CAST({raw} AS BOOLEAN)",
    }.get(kind, _whole(delivered, raw))


def _time(delivered: Delivered, name: str, raw: str, form: str) -> str:
    """Text by the form of the table; what was delivered as a date or a time stands as ISO 8601."""
    mapped = delivered.columns[name]
    kind = delivered.by_type[mapped.column.lower()] if mapped.column else "VARCHAR"
    iso = f"TRY_CAST({raw} AS TIMESTAMP)"
    return f"try_strptime({raw}, {quoted(form)})" if kind == "VARCHAR" and mapped.column else iso


def _whole(delivered: Delivered, raw: str) -> str:
    sign = re.escape(delivered.table.decimal if delivered.table.format == "csv" else ".")
    number = f"TRY_CAST(regexp_replace({raw}, '{sign}0+$', '') AS BIGINT)"
    return f"CASE WHEN abs({number}) <= {LARGEST} THEN {number} END"

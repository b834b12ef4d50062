"""A declared mapping as SQL: delivered columns become those that a shape asks for, keys become pseudonyms.

Each row gets the columns of the shape in their types, broken_rule (NULL when it can go on), unread (what could not be
read, as text), is_replacement (its person has a replacement number) and delivered_in (the name of the file).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from naerblik.intake import keys
from naerblik.intake.formats.rows import Rows
from naerblik.intake.shapes import Reshaping
from naerblik.parameters import nearest
from naerblik.parameters.sources import DeliveredTable, KeyForm, MappedColumn, MappedRegister
from naerblik.registers.checking import BROKEN_RULE, DOOR_RULES, RegisterError, quoted

FIRST_DAY = "DATE '1850-01-01'"
LARGEST = 999_999
"""Whole numbers of a register have at most six digits; a longer one can be a key in the wrong column."""
BESIDE = (BROKEN_RULE, "unread", "is_replacement", "delivered_in")
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
    def by_type(self) -> dict[str, str]:
        """Column in lower case -> its delivered type."""
        return {name.lower(): kind for name, kind in self.rows.columns.items()}

    @property
    def by_name(self) -> dict[str, str]:
        """Column in lower case -> its delivered name."""
        return {name.lower(): name for name in self.rows.columns}


def select(delivered: Delivered) -> str:
    """The SELECT of the mapped rows. Raises RegisterError for a mapping that does not fit what was delivered."""
    _check_names(delivered)
    mapped = delivered.columns
    raw = [f"{_raw(delivered, name, mapped[name])} AS raw_{name}" for name in delivered.shape.inputs if name in mapped]
    aside = [f"({_condition(delivered, rule.when)}) AS aside_{n}" for n, rule in enumerate(delivered.mapped.set_aside)]
    given = f"SELECT {', '.join([*raw, *aside])}, {delivered.rows.place} AS delivered_in FROM {delivered.rows.relation}"
    tidy = [f"{_tidy(delivered, name)} AS raw_{name}" for name in _keys(delivered)]
    rest = f"SELECT * {'REPLACE (' + ', '.join(tidy) + ')' if tidy else ''} FROM ({given})"
    return _typed(delivered, rest)


def person_keys(delivered: Delivered) -> str:
    """The SELECT of the tidied keys of persons."""
    raw = _raw(delivered, "person_key", delivered.columns["person_key"])
    return f"SELECT {keys.tidied(delivered.form, 'raw')} FROM (SELECT {raw} AS raw FROM {delivered.rows.relation})"


def _typed(delivered: Delivered, tidied: str) -> str:
    inputs, mapped = delivered.shape.inputs, delivered.columns
    columns = [
        f"{_value(delivered, name, kind) if name in mapped else f'CAST(NULL AS {kind})'} AS {name}"
        for name, kind in inputs.items()
    ]
    raw = [f"raw_{name}" for name, kind in inputs.items() if name in mapped and name not in _keys(delivered)]
    rules = ", ".join([*(f"aside_{n}" for n in range(len(delivered.mapped.set_aside))), "delivered_in"])
    bad_key = _bad_key(delivered)
    inner = (
        f"SELECT {', '.join(columns)}, {bad_key} AS bad_key, {_replacement(delivered)} AS is_replacement, "
        f"{', '.join([*raw, rules])} FROM ({tidied}) AS given{_with_pseudonyms(delivered)}"
    )
    shown = ", ".join(_masked(name) if inputs[name] == "VARCHAR" and name in mapped else name for name in inputs)
    return (
        f"SELECT {shown}, {_broken(delivered)} AS {BROKEN_RULE}, {_unread(delivered)} AS unread, is_replacement, "
        f"delivered_in FROM ({inner})"
    )


def _check_names(delivered: Delivered) -> None:
    """Every input is mapped, or said to be absent and optional; nothing else is mapped."""
    inputs, mapped, absent = delivered.shape.inputs, delivered.columns, delivered.mapped.absent
    for name in (*mapped, *absent):
        if name not in inputs:
            raise RegisterError(f"{delivered.where}: '{name}' is no column to map; {nearest(name, inputs)}.")
    for name in inputs:
        if name in absent and name not in delivered.shape.optional:
            raise RegisterError(f"{delivered.where}: '{name}' cannot be absent: nothing can be made without it.")
        if (name in absent) == (name in mapped):
            raise RegisterError(
                f"{delivered.where}: '{name}' must be mapped under columns or, when the supplier does not deliver it "
                "and it is optional, stand under absent with the reason; one of the two."
            )


def _keys(delivered: Delivered) -> list[str]:
    """The columns that hold keys of persons or contacts."""
    return [name for name in ("person_key", "contact_key") if name in delivered.columns]


def _with_pseudonyms(delivered: Delivered) -> str:
    """What is joined so that pseudonyms can be had: those of persons who are known, and the secret for others."""
    if delivered.form == "pseudonym" or not _keys(delivered):
        return ""
    known = f" LEFT JOIN {keys.PERSONS} ON known_key = raw_person_key" if "person_key" in delivered.columns else ""
    return f"{known} CROSS JOIN {keys.PADS}"


def _raw(delivered: Delivered, name: str, mapped: MappedColumn) -> str:
    """The delivered value as text, NULL when it is empty; with the supplier's codes as ours. Dates stay dates."""
    if _is_native(delivered, name):
        return _column(delivered, mapped.column or "")
    given = _column(delivered, mapped.column) if mapped.column else _expression(delivered, name, mapped.sql or "")
    text = f"nullif(trim({_text(delivered, mapped, given)}), '')"
    if not mapped.codes:
        return text
    cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in mapped.codes.items())
    return f"CASE {text} {cases} ELSE {text} END"


def _is_native(delivered: Delivered, name: str) -> bool:
    """A date or a time that was delivered as one."""
    mapped = delivered.columns[name]
    kind = delivered.by_type.get((mapped.column or "").lower(), "")
    wanted = delivered.shape.inputs[name] in {"DATE", "TIMESTAMP"}
    return wanted and not mapped.codes and kind.startswith(("DATE", "TIMESTAMP"))


def _text(delivered: Delivered, mapped: MappedColumn, given: str) -> str:
    """As text; a whole number that stands in a column of fractions (SAS knows no other) without its decimals."""
    kind = delivered.by_type[mapped.column.lower()] if mapped.column else ""
    if FRACTIONS.fullmatch(kind):
        whole = f"CAST(CAST({given} AS BIGINT) AS VARCHAR)"
        return f"CASE WHEN {given} = round({given}) THEN {whole} ELSE CAST({given} AS VARCHAR) END"
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


def _expression(delivered: Delivered, name: str, sql: str) -> str:
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


def _condition(delivered: Delivered, sql: str) -> str:
    return f"coalesce({_expression(delivered, 'set_aside', sql)}, false)"


def _tidy(delivered: Delivered, name: str) -> str:
    form = delivered.form
    return keys.tidied(form, f"raw_{name}") if name == "person_key" else f"raw_{name}"


def _bad_key(delivered: Delivered) -> str:
    if "person_key" not in delivered.columns:
        return "false"
    malformed = keys.malformed(delivered.form, "raw_person_key")
    if delivered.form == "pseudonym":
        return f"raw_person_key IS NOT NULL AND {malformed}"
    return f"known_key IS NULL AND raw_person_key IS NOT NULL AND {malformed}"


def _replacement(delivered: Delivered) -> str:
    if delivered.form != "cpr" or "person_key" not in delivered.columns:
        return "false"
    return f"coalesce({keys.is_replacement('raw_person_key')}, false)"


def _value(delivered: Delivered, name: str, kind: str) -> str:
    """The value in its type, NULL when it cannot be read so."""
    raw = f"raw_{name}"
    if name in _keys(delivered):
        if delivered.form == "pseudonym":
            bad = keys.malformed("pseudonym", raw) if name == "person_key" else "false"
            return f"CASE WHEN NOT ({bad}) THEN TRY_CAST({raw} AS BIGINT) END"
        if name == "contact_key":
            return keys.pseudonym(f"{delivered.space} contact", raw)
        return f"coalesce(known_pseudonym, {keys.pseudonym(delivered.space, raw)})"
    if _is_native(delivered, name):
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


def _looks_like_a_key(name: str) -> str:
    return f"(length({name}) >= {keys.SHORTEST_NUMBER} AND regexp_matches({name}, {quoted(keys.PERSON_NUMBER)}))"


def _masked(name: str) -> str:
    return f"CASE WHEN {_looks_like_a_key(name)} THEN NULL ELSE {name} END AS {name}"


def _of_type(delivered: Delivered, *kinds: str) -> list[str]:
    own = (name for name in delivered.shape.inputs if name in delivered.columns)
    return [name for name in own if name not in _keys(delivered) and delivered.shape.inputs[name] in kinds]


def _broken(delivered: Delivered) -> str:
    """The first rule of the door that a row breaks."""
    unread = " OR ".join(f"(raw_{n} IS NOT NULL AND {n} IS NULL)" for n in parsed(delivered)) or "false"
    early = " OR ".join(f"{n} < {FIRST_DAY}" for n in _of_type(delivered, "DATE", "TIMESTAMP")) or "false"
    number = " OR ".join(_looks_like_a_key(n) for n in _of_type(delivered, "VARCHAR")) or "false"
    found = dict(zip(DOOR_RULES, ("bad_key", unread, early, number), strict=True))
    found |= {rule.name: f"aside_{n}" for n, rule in enumerate(delivered.mapped.set_aside)}
    return "CASE " + " ".join(f"WHEN {when} THEN '{rule}'" for rule, when in found.items()) + " END"


def parsed(delivered: Delivered) -> list[str]:
    """The columns whose text has to be read as something else: dates, times, numbers, yes and no."""
    text = _of_type(delivered, "DATE", "TIMESTAMP", "INTEGER", "BIGINT", "BOOLEAN")
    return [name for name in text if not _is_native(delivered, name)]


def _unread(delivered: Delivered) -> str:
    """What stood where something else was expected, without what could be a key."""
    told = [
        f"CASE WHEN raw_{n} IS NOT NULL AND {n} IS NULL THEN '{n}: ' || {_without_numbers(f'raw_{n}')} END"
        for n in parsed(delivered)
    ]
    return f"nullif(concat_ws('; ', {', '.join(told)}), '')" if told else "CAST(NULL AS VARCHAR)"


def _without_numbers(text: str) -> str:
    """The beginning of a text; of one with ten digits or more nothing, and long numbers masked in others."""
    masked = f"left(regexp_replace({text}, '[0-9]{{5,}}', '#####', 'g'), 40)"
    return f"CASE WHEN length(regexp_replace({text}, '[^0-9]', '', 'g')) >= 10 THEN '#####' ELSE {masked} END"

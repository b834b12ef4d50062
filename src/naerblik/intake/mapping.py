"""A declared mapping as SQL: delivered columns become those that a shape asks for, keys become pseudonyms.

Each row gets the columns of the shape in their types, broken_rule (NULL when it can go on), unread (what could not be
read, as text), is_replacement (its person has a replacement number) and delivered_in (the name of the file).
"""

from __future__ import annotations

from naerblik.intake import keys, values
from naerblik.intake.values import Delivered
from naerblik.parameters import nearest
from naerblik.registers.checking import BROKEN_RULE, DOOR_RULES, RegisterError, quoted

FIRST_DAY = "DATE '1850-01-01'"
BESIDE = (BROKEN_RULE, "unread", "is_replacement", "delivered_in")


def select(delivered: Delivered) -> str:
    """The SELECT of the mapped rows. Raises RegisterError for a mapping that does not fit what was delivered."""
    _check_names(delivered)
    mapped = delivered.columns
    raw = [
        f"{values.raw(delivered, name, mapped[name])} AS raw_{name}"
        for name in delivered.shape.inputs
        if name in mapped
    ]
    aside = [f"({_condition(delivered, rule.when)}) AS aside_{n}" for n, rule in enumerate(delivered.mapped.set_aside)]
    given = f"SELECT {', '.join([*raw, *aside])}, {delivered.rows.place} AS delivered_in FROM {delivered.rows.relation}"
    tidy = [f"{values.tidied_key(delivered, name)} AS raw_{name}" for name in delivered.key_columns]
    rest = f"SELECT * {'REPLACE (' + ', '.join(tidy) + ')' if tidy else ''} FROM ({given})"
    return _typed(delivered, rest)


def person_keys(delivered: Delivered) -> str:
    """The SELECT of the tidied keys of persons."""
    raw = values.raw(delivered, "person_key", delivered.columns["person_key"])
    return f"SELECT {keys.tidied(delivered.form, 'raw')} FROM (SELECT {raw} AS raw FROM {delivered.rows.relation})"


def _typed(delivered: Delivered, tidied: str) -> str:
    inputs, mapped = delivered.shape.inputs, delivered.columns
    columns = [
        f"{values.typed(delivered, name, kind) if name in mapped else f'CAST(NULL AS {kind})'} AS {name}"
        for name, kind in inputs.items()
    ]
    raw = [f"raw_{name}" for name, kind in inputs.items() if name in mapped and name not in delivered.key_columns]
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


def _with_pseudonyms(delivered: Delivered) -> str:
    """What is joined so that pseudonyms can be had: those of persons who are known, and the secret for others."""
    if delivered.form == "pseudonym" or not delivered.key_columns:
        return ""
    known = f" LEFT JOIN {keys.PERSONS} ON known_key = raw_person_key" if "person_key" in delivered.columns else ""
    return f"{known} CROSS JOIN {keys.PADS}"


def _condition(delivered: Delivered, sql: str) -> str:
    return f"coalesce({values.expression(delivered, 'set_aside', sql)}, false)"


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


def _looks_like_a_key(name: str) -> str:
    return f"(length({name}) >= {keys.SHORTEST_NUMBER} AND regexp_matches({name}, {quoted(keys.PERSON_NUMBER)}))"


def _masked(name: str) -> str:
    return f"CASE WHEN {_looks_like_a_key(name)} THEN NULL ELSE {name} END AS {name}"


def _of_type(delivered: Delivered, *kinds: str) -> list[str]:
    own = (name for name in delivered.shape.inputs if name in delivered.columns)
    return [name for name in own if name not in delivered.key_columns and delivered.shape.inputs[name] in kinds]


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
    return [name for name in text if not values.is_native(delivered, name)]


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

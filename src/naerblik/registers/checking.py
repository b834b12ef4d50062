"""Checks a delivered relation against its contract: columns and types first, then every row against every rule.

Nothing is dropped here: each row gets a column `broken_rule`, NULL when it is sound, else the first rule it breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pandas as pd

from naerblik import NaerblikError, codelists, geography
from naerblik.engine.duckdb import Connection, attach_table, query
from naerblik.registers.contracts import Contract

BROKEN_RULE = "broken_rule"
DOOR_RULES = ("malformed_person_key", "unreadable_value", "implausible_date", "person_number_in_text")
"""Rules by which a row is not let in, in the order in which they are tried."""
SET_ASIDE = "set_aside_by_supplier"
WHOLE_NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
DATED: dict[str, tuple[codelists.DatedList, str]] = {
    "condition": ("fsiii_conditions", "law"),
    "intervention": ("fsiii_interventions", "law"),
    "service": ("practice_services", "specialty"),
}
"""What is not in force on a day -> the list that says so, and what its codes stand under."""
ANSWER = "Deliver the column as the contract in src/naerblik/registers/contracts says"


class RegisterError(NaerblikError):
    """A register that cannot be used; the text names file, table, column, what was found and what to do."""


def _codes() -> dict[str, pd.DataFrame]:
    """The relations that rules compare with, from the project's code lists."""
    known = {"known_condition": codelists.conditions(), "known_intervention": codelists.interventions()}
    frames = {
        name: pd.DataFrame(sorted({(c.law, key) for c in codes for key in (c.code, c.uuid)}), columns=["law", "code"])
        for name, codes in known.items()
    }
    laws = sorted({law for frame in frames.values() for law in frame["law"]})
    return frames | {
        "known_law": pd.DataFrame({"law": laws}),
        "known_disease": pd.DataFrame({"disease": [d.key for d in codelists.chronic_diseases()]}),
        "known_cancer": pd.DataFrame({"icd10": list(codelists.cancer_codes())}),
        "known_municipality": pd.DataFrame({"municipality_code": [m.code for m in geography.municipalities()]}),
        **_practice_codes(),
        **{f"{kind}_not_in_force": _periods(name, under) for kind, (name, under) in DATED.items()},
    }


def _periods(name: codelists.DatedList, under: str) -> pd.DataFrame:
    """The periods in which codes of a list are not in force."""
    columns = [under, "code", "first_day", "last_day"]
    periods = pd.DataFrame(list(codelists.not_in_force(name)), columns=columns, dtype="object")
    days = {name: "datetime64[s]" for name in ("first_day", "last_day")}
    return periods.astype({under: "str", "code": "str", **days})


def _practice_codes() -> dict[str, pd.DataFrame]:
    """The relations that the rules of practice and hospital registers compare with."""
    services = [(service.specialty, service.code) for service in codelists.practice_services()]
    return {
        "known_practice_diagnosis": pd.DataFrame({"code": [d.code for d in codelists.practice_diagnoses()]}),
        "known_specialty": pd.DataFrame({"specialty": [s.code for s in codelists.specialties()]}),
        "known_service": pd.DataFrame(services, columns=["specialty", "service_code"]),
        "known_hospital": pd.DataFrame({"hospital": [h.code for h in codelists.hospitals()]}),
    }


@contextmanager
def code_relations(connection: Connection) -> Iterator[None]:
    """Makes the relations that rules may name readable while registers are checked, and takes them away again.

    known_municipality, known_disease, known_law, known_condition and known_intervention (law, code),
    known_practice_diagnosis, known_specialty, known_service, known_hospital and known_cancer (icd10) come from the code
    lists; so do condition_not_in_force, intervention_not_in_force (law, code, first_day, last_day) and
    service_not_in_force (specialty, code, first_day, last_day). known_person and known_birth (born_key, birth_date) are
    empty until know_persons is called, known_contact until know_contacts is.
    """
    empty = {"known_person": "person_key", "known_contact": "contact_key"}
    frames = _codes() | {name: pd.DataFrame({key: pd.Series(dtype="int64")}) for name, key in empty.items()}
    try:
        for name, frame in frames.items():
            attach_table(connection, name, frame)
        _know_births(connection, "SELECT 0, DATE '1900-01-01' WHERE false")
        yield
    finally:
        connection.execute("DROP VIEW IF EXISTS known_birth")
        for name in frames:
            connection.execute(f"DROP TABLE IF EXISTS {name}")


def know_persons(connection: Connection, population: Path, contract: Contract) -> None:
    """Makes the persons of a checked population file the ones that other registers may refer to."""
    persons = f"SELECT DISTINCT person_key FROM {parquet(population)} WHERE {usable(contract)}"
    connection.execute(f"CREATE OR REPLACE TABLE known_person AS {persons}")
    births = f"SELECT person_key, min(birth_date) FROM {parquet(population)} WHERE {usable(contract)} GROUP BY 1"
    _know_births(connection, births)


def _know_births(connection: Connection, births: str) -> None:
    # A view: dates of birth need not lie in memory while registers are written that do not ask for them.
    connection.execute(f"CREATE OR REPLACE VIEW known_birth (born_key, birth_date) AS {births}")


def know_contacts(connection: Connection, contacts: Path, contract: Contract) -> None:
    """Makes the contacts of a checked file of hospital contacts the ones that diagnoses may refer to."""
    keys = f"SELECT contact_key FROM {parquet(contacts)} WHERE {usable(contract)}"
    connection.execute(f"CREATE OR REPLACE TABLE known_contact AS {keys}")


KNOWN_BY = {"person_key": "known_person", "contact_key": "known_contact"}
"""Key -> the relation of its known values."""
KNOWN_FROM = {"population": know_persons, "hospital_contact": know_contacts}
"""Registers that others refer to, and what makes their rows known once they are checked."""


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'{}'".format(text.replace("'", "''"))


def parquet(file: Path) -> str:
    """The rows of a Parquet file, as SQL reads them."""
    return f"read_parquet({quoted(str(file))})"


def usable(contract: Contract) -> str:
    """The condition that a checked row takes part: it is sound, or a rule keeps it as unknown.

    Nearly all rows are sound. With CASE, engines compare texts for the others alone; with OR, for all.
    """
    kept = ", ".join(f"'{rule.name}'" for rule in contract.rules if rule.treatment == "unknown")
    sound = f"{BROKEN_RULE} IS NULL"
    return f"CASE WHEN {sound} THEN TRUE ELSE {BROKEN_RULE} IN ({kept}) END" if kept else sound


def as_text(connection: Connection, selection: str, keep: str = "") -> str:
    """A SELECT of the same rows with every column but `keep` as text, so that rows of any form can stand together."""
    shown = (
        name if name == keep else f"CAST({name} AS VARCHAR) AS {name}" for name in columns_of(connection, selection)
    )
    return f"SELECT {', '.join(shown)} FROM ({selection})"


def columns_of(connection: Connection, selection: str) -> dict[str, str]:
    """Column name -> DuckDB type of a relation."""
    described = query(connection, f"DESCRIBE {selection}")
    return dict(zip(described["column_name"], described["column_type"], strict=True))


def _fits(found: str, expected: str) -> bool:
    if expected in WHOLE_NUMBERS:
        return found in WHOLE_NUMBERS
    return found == expected or (expected == "VARCHAR" and found.startswith("ENUM"))


def check_columns(found: dict[str, str], contract: Contract, where: str, *, exact: bool, answer: str = ANSWER) -> None:
    """Stops when a column is missing or has another type. `exact`: no other width of whole numbers is taken either."""
    for column in contract.columns:
        if column.name not in found:
            raise RegisterError(
                f"{where}: table {contract.name}: column '{column.name}' is missing; found "
                f"{', '.join(found)}. {answer}."
            )
        type_found = found[column.name]
        if type_found != column.type and (exact or not _fits(type_found, column.type)):
            raise RegisterError(
                f"{where}: table {contract.name}: column '{column.name}' has the type {type_found}, "
                f"expected {column.type}. {answer}."
            )


def checked(contract: Contract, selection: str, start: date, end: date, keys: tuple[int, int] | None = None) -> str:
    """The SELECT of a delivered relation in the contract's types, with the column broken_rule.

    Rows come in the order of their person (else of their first column) and content, so that the same rows give the
    same file in whatever order they were delivered and however many threads read them. They are sorted as delivered,
    which can be narrower. `keys`: the lowest and highest value in the column that comes first, where they are known:
    then only the known persons or contacts within them are looked at.
    """
    columns = ", ".join(contract.column_names)
    first = "person_key" if contract.has_person else contract.column_names[0]
    narrowed = ""
    if keys and first in KNOWN_BY:
        known = f"SELECT * FROM main.{KNOWN_BY[first]} WHERE {first} BETWEEN {keys[0]} AND {keys[1]}"
        narrowed = f"WITH {KNOWN_BY[first]} AS ({known}) "
    rules = list(enumerate(contract.rules))
    number = " ".join(f"WHEN {contract.condition(rule)} THEN {n}" for n, rule in rules)
    rule_name = " ".join(f"WHEN {n} THEN '{rule.name}'" for n, rule in rules)
    typed = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in contract.columns)
    return (
        f"{narrowed}SELECT {typed}, CASE broken {rule_name} END AS {BROKEN_RULE} FROM ("
        f"SELECT * FROM (SELECT {columns}, CAST(CASE {number} END AS TINYINT) AS broken FROM ("
        f"SELECT *, DATE '{start}' AS observation_start, DATE '{end}' AS observation_end FROM ({selection})) AS given"
        f") ORDER BY {first}, hash({columns}, broken))"
    )


def counts_by_rule(connection: Connection, contract: Contract, file: Path) -> pd.DataFrame:
    """register, rule, treatment, rows and persons for every rule of a checked file, those that no row breaks too."""
    persons = "count(DISTINCT person_key)" if contract.has_person else "0"
    found = query(
        connection,
        f"SELECT {BROKEN_RULE} AS rule, count(*) AS rows, {persons} AS persons "
        f"FROM {parquet(file)} WHERE {BROKEN_RULE} IS NOT NULL GROUP BY ALL",
    ).set_index("rule")
    frame = pd.DataFrame(
        [(contract.name, rule.name, rule.treatment) for rule in contract.rules],
        columns=["register", "rule", "treatment"],
    )
    counted = found.reindex(frame["rule"]).fillna(0).astype("int64").reset_index(drop=True)
    return pd.concat([frame, counted], axis=1)


def counts_of_quarantine(connection: Connection, contract: Contract, file: Path) -> pd.DataFrame:
    """The same for the rows of a register that stand in quarantine: none of them takes part.

    Rules that a source or a shape states for itself are counted together.
    """
    known = ", ".join(map(quoted, DOOR_RULES))
    rule = f"CASE WHEN {BROKEN_RULE} IN ({known}) THEN {BROKEN_RULE} ELSE '{SET_ASIDE}' END"
    persons = "count(DISTINCT person_key)" if contract.has_person else "0"
    return query(
        connection,
        f"SELECT '{contract.name}' AS register, {rule} AS rule, 'left_out' AS treatment, count(*) AS rows, "
        f"{persons} AS persons FROM {parquet(file)} GROUP BY ALL ORDER BY rule",
    )

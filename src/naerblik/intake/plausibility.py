"""What is hard to believe in a delivery that keeps the rules of the contracts: questions to the supplier, no faults.

Every rule is one or two aggregations of DuckDB over the register files; only the places that it found come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel.dates import format_date
from babel.numbers import format_decimal

from naerblik import codelists, geography
from naerblik.engine.duckdb import Connection
from naerblik.parameters.plausibility import Plausibility
from naerblik.registers import checking
from naerblik.registers.contracts import Column, Contract
from naerblik.registers.snapshot import Snapshot

MUNICIPALITY = "municipality_code"
WHOLE_REGISTER = "Hele registeret"
DAYS_OF_A_MONTH = 365.25 / 12
MEANINGS = {
    "register_fell": "Registeret har langt færre rækker end i den forrige leverance. Mangler en fil eller en kilde?",
    "municipality_fell": "Kommunen har langt færre rækker end i den forrige leverance. Er alle dens data med?",
    "month_without_rows": "Måneden har ingen rækker, selv om leverancen dækker den. Mangler en fil?",
    "one_code_only": "Alle kommunens rækker har samme kode, som andre kommuner sjældnere bruger. Er den rigtig?",
    "repeated_rows": "Mange rækker er ens i alle kolonner. Er noget leveret to gange?",
}
"""Rule -> what it found and what to ask the supplier."""


@dataclass(frozen=True)
class Finding:
    """Something hard to believe. `place`: a municipality, a month or the whole register; `found`: numbers of rows."""

    register: str
    rule: str
    place: str
    found: str
    meaning_da: str


def findings(
    connection: Connection, new: Snapshot, previous: Snapshot | None, limits: Plausibility
) -> tuple[Finding, ...]:
    """The findings of every delivered register, in the order of the contracts.

    `previous`: the delivery before, which rows per month are compared with. Only rows that take part are counted, by
    repeated_rows all of them.
    """
    found = []
    before = previous.gaps.contracts() if previous else {}
    for register, contract in new.gaps.contracts().items():
        if previous and register in before:
            found += _fell(connection, (before[register], previous), (contract, new), limits)
        if contract.event:
            found += _months_without_rows(connection, contract, new, limits)
        if MUNICIPALITY in contract.column_names:
            found += _one_code_only(connection, contract, new, limits)
        found += _repeated_rows(connection, contract, new, limits)
    return tuple(found)


def _found(contract: Contract, rule: str, place: str, text: str) -> Finding:
    return Finding(contract.name, rule, place, text, MEANINGS[rule])


def _rows(contract: Contract, snapshot: Snapshot) -> str:
    """The rows that take part; of events those in the observation window, so that rows per month compare."""
    rows = f"{checking.parquet(snapshot.file(contract.name))} WHERE {checking.usable(contract)}"
    if contract.event:
        first, last = snapshot.observation_start, snapshot.observation_end
        rows += f" AND CAST({contract.event} AS DATE) BETWEEN DATE '{first}' AND DATE '{last}'"
    return rows


def _days(contract: Contract, snapshot: Snapshot) -> int:
    """What the rows are counted over: the days of the window, or for a register of states one and the same."""
    return (snapshot.observation_end - snapshot.observation_start).days + 1 if contract.event else 1


def _fell(
    connection: Connection, before: tuple[Contract, Snapshot], now: tuple[Contract, Snapshot], limits: Plausibility
) -> list[Finding]:
    """Where rows fell: of the whole register, which is place 0, and of each municipality."""
    by_municipality = all(MUNICIPALITY in contract.column_names for contract, _ in (before, now))
    days_before, days = _days(*before), _days(*now)
    sql = f"""
        WITH before AS ({_by_place(*before, by_municipality)}), now AS ({_by_place(*now, by_municipality)})
        SELECT place, before.rows, coalesce(now.rows, 0) AS left_over
        FROM before LEFT JOIN now USING (place)
        WHERE before.rows >= {limits.minimum_rows.value}
        AND left_over * {days_before} <= {limits.share_left.value} * before.rows * {days}
        ORDER BY place
    """
    found = []
    for place, rows_before, rows in connection.execute(sql).fetchall():
        rule = "municipality_fell" if place else "register_fell"
        unit = "rækker pr. måned" if now[0].event else "rækker"
        text = f"Fra {_rate(rows_before, days_before)} til {_rate(rows, days)} {unit}"
        found.append(_found(now[0], rule, _municipalities().get(place, WHOLE_REGISTER), text))
    return found


def _by_place(contract: Contract, snapshot: Snapshot, by_municipality: bool) -> str:
    whole = f"SELECT 0 AS place, count(*) AS rows FROM {_rows(contract, snapshot)}"
    return f"{whole} UNION ALL {_by_municipality(contract, snapshot)}" if by_municipality else whole


def _by_municipality(contract: Contract, snapshot: Snapshot, *columns: str) -> str:
    """place, columns, rows: numbers of rows of each of the 98 municipalities and each content of the columns."""
    known = ", ".join(map(str, _municipalities()))
    chosen = ", ".join([f"{MUNICIPALITY} AS place", *columns, "count(*) AS rows"])
    return f"SELECT {chosen} FROM {_rows(contract, snapshot)} AND {MUNICIPALITY} IN ({known}) GROUP BY ALL"


def _months_without_rows(
    connection: Connection, contract: Contract, new: Snapshot, limits: Plausibility
) -> list[Finding]:
    """The months that lie wholly in the window and have no row, where months have enough rows on average."""
    first, last = f"DATE '{new.observation_start}'", f"DATE '{new.observation_end}'"
    sql = f"""
        WITH months AS (
            SELECT CAST(start AS DATE) AS month
            FROM generate_series(date_trunc('month', {first}), {last}, INTERVAL 1 MONTH) AS series(start)
            WHERE start >= {first} AND last_day(start) <= {last}
        ), counted AS (
            SELECT CAST(date_trunc('month', {contract.event}) AS DATE) AS month, count(*) AS rows
            FROM {_rows(contract, new)} GROUP BY ALL
        ), average AS (SELECT (SELECT sum(rows) FROM counted) / (SELECT count(*) FROM months) AS rows)
        SELECT month, average.rows FROM average, months ANTI JOIN counted USING (month)
        WHERE average.rows >= {limits.minimum_rows.value} ORDER BY month
    """
    return [
        _found(
            contract,
            "month_without_rows",
            format_date(month, "MMMM y", "da"),
            f"0 rækker mod {_decimal(average)} i snit",
        )
        for month, average in connection.execute(sql).fetchall()
    ]


def _one_code_only(connection: Connection, contract: Contract, new: Snapshot, limits: Plausibility) -> list[Finding]:
    """The municipalities whose rows all have one code that is not the usual one in the others."""
    found = []
    for column in (column for column in contract.columns if column.codes and column.type == "VARCHAR"):
        sql = f"""
            WITH counted AS ({_by_municipality(contract, new, f"coalesce({column.name}, '') AS code")}),
            places AS (
                SELECT place, any_value(code) AS code, sum(rows) AS rows FROM counted GROUP BY place HAVING count(*) = 1
            )
            SELECT places.place, places.code, places.rows FROM places JOIN counted ON counted.place <> places.place
            WHERE places.rows >= {limits.minimum_rows.value} GROUP BY ALL
            HAVING coalesce(sum(counted.rows) FILTER (counted.code = places.code), 0)
                < {limits.usual_share.value} * sum(counted.rows)
            ORDER BY place
        """
        names = _names(column)
        for place, code, rows in connection.execute(sql).fetchall():
            said = f"{column.name} {code or 'uden værdi'}" + (f" ({names[code]})" if code in names else "")
            found.append(
                _found(contract, "one_code_only", _municipalities()[place], f"{_count(rows)} rækker, alle {said}")
            )
    return found


def _repeated_rows(connection: Connection, contract: Contract, new: Snapshot, limits: Plausibility) -> list[Finding]:
    """Rows beyond the first of those that are alike in all columns of the contract."""
    file = checking.parquet(new.file(contract.name))
    sql = f"""
        SELECT coalesce(sum(alike - 1), 0) AS surplus, (SELECT count(*) FROM {file}) AS rows
        FROM (SELECT count(*) AS alike FROM {file} GROUP BY {", ".join(contract.column_names)} HAVING alike > 1)
    """
    surplus, rows = connection.execute(sql).fetchall()[0]
    if surplus < max(limits.minimum_rows.value, limits.repeated_share.value * rows):
        return []
    return [
        _found(
            contract, "repeated_rows", WHOLE_REGISTER, f"{_count(surplus)} af {_count(rows)} rækker gentager en anden"
        )
    ]


@cache
def _municipalities() -> dict[int, str]:
    return {municipality.code: municipality.name for municipality in geography.municipalities()}


def _names(column: Column) -> Mapping[str, str]:
    """Code -> its Danish name, of the code lists that stand in registers with a municipality."""
    if isinstance(column.codes, Mapping):
        return column.codes
    if column.codes == "cancer_codes":
        labels = {site.key: site.label for site in codelists.cancer_sites()}
        return {code: labels[site] for code, site in codelists.cancer_codes().items()}
    listed = {"fsiii_conditions": codelists.conditions, "fsiii_interventions": codelists.interventions}
    if column.codes in listed:
        return {key: code.name for code in listed[column.codes]() for key in (code.code, code.uuid)}
    return {}


def _rate(rows: int, days: int) -> str:
    return _count(rows) if days == 1 else _decimal(rows * DAYS_OF_A_MONTH / days)


def _count(number: int) -> str:
    return str(format_decimal(number, "#,##0", "da"))


def _decimal(number: float) -> str:
    return str(format_decimal(number, "#,##0.0", "da"))

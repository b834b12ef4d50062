"""A table of a real PostgreSQL server, which the tests start for themselves and end."""

import copy
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest
from adbc_driver_postgresql import dbapi

from intake.deliveries import CPR, OBSERVED, SUPPLIER, sources
from intake.test_keys import plain
from naerblik.engine.duckdb import Connection, connect, query
from naerblik.intake import delivery
from naerblik.intake.formats import database
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers import snapshot
from naerblik.registers.checking import RegisterError, parquet

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda folder: int(folder.parent.name))
PASSWORD = "hemmelig/#æ@"
pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL server is installed in /usr/lib/postgresql")

CONTENT = [
    "CREATE TABLE kontakt (noegle bigint, start timestamp, dag date, type char(6), akut boolean, pris numeric(8, 2))",
    "INSERT INTO kontakt VALUES (4611686018427380001, '2023-01-01 08:00:00.5', '2023-01-01', 'ALCA00', true, 12.50)",
    "INSERT INTO kontakt VALUES (NULL, NULL, NULL, NULL, NULL, NULL)",
    'CREATE SCHEMA "Særlig ""skema"""',
    'CREATE TABLE "Særlig ""skema"""."Røde; DROP TABLE kontakt" AS SELECT \'æøå\'::text AS "Kolonne ""æ"""',
    "CREATE MATERIALIZED VIEW oversigt AS SELECT dag FROM kontakt",
    "CREATE TABLE stor AS SELECT i AS n, repeat('x', 100) AS tekst FROM generate_series(1, 400000) AS i",
    "CREATE VIEW brudt AS SELECT i / (300000 - i) AS n, 'value' AS tekst FROM generate_series(1, 400000) AS i",
    "CREATE VIEW afbrudt AS SELECT CASE i WHEN 300000 THEN pg_terminate_backend(pg_backend_pid()) END AS n, "
    "repeat('value', 20) AS tekst FROM generate_series(1, 400000) AS i",
    "CREATE TABLE lukket (n integer)",
    "CREATE TABLE personer (pnr text, koen integer, foed_dag date, kom smallint, fra date, til date)",
    f"INSERT INTO personer VALUES ('{CPR}', 2, '1940-05-01', 751, '2000-01-01', NULL)",
    "INSERT INTO personer VALUES ('3002401234', 2, '1940-05-01', 751, '2000-01-01', NULL)",
    f"CREATE ROLE laeser LOGIN PASSWORD '{PASSWORD}'",
    'GRANT USAGE ON SCHEMA "Særlig ""skema""" TO laeser',
    'GRANT SELECT ON "Særlig ""skema"""."Røde; DROP TABLE kontakt" TO laeser',
    "GRANT SELECT ON kontakt, brudt, afbrudt, stor, oversigt, personer TO laeser",
]


def as_server(*command: object) -> None:
    """Runs a program of PostgreSQL, which refuses to be root."""
    user: dict[str, Any] = {}
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, cwd="/", **user)


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """Addresses of the server by user."""
    folder = Path(tempfile.mkdtemp(prefix="naerblik-postgres-"))
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    if os.getuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        options = ["--auth=scram-sha-256", f"--pwfile={secret}", "--username=ejer", "--encoding=UTF8", "--no-sync"]
        as_server(PROGRAMS / "initdb", "--pgdata", folder / "data", "--locale=C.UTF-8", *options)
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        as_server(PROGRAMS / "pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", settings)
        try:
            addresses = {
                user: f"postgresql://{user}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/postgres"
                for user in ("ejer", "laeser")
            }
            with dbapi.connect(addresses["ejer"], autocommit=True) as owner, owner.cursor() as cursor:
                for statement in CONTENT:
                    cursor.execute(statement)
            yield addresses
        finally:
            as_server(PROGRAMS / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", folder / "data")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def connection(tmp_path: Path, server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NAERBLIK_DATABASE", server["laeser"])
    with connect() as made:
        yield made


def attach(connection: Connection, table: str) -> database.Rows:
    return database.attach(connection, DeliveredTable(format="database", table=table), Path(), "delivered")


def read(connection: Connection, table: str, sql: str = "SELECT * FROM delivered") -> list[tuple[Any, ...]]:
    """What a caller does: one query, and what the format found wrong rather than what DuckDB says."""
    attached = attach(connection, table)
    try:
        return connection.execute(sql).fetchall()
    except duckdb.Error:
        attached.verify()
        raise


def test_a_table_has_its_types_and_values(connection):
    attached = attach(connection, "public.kontakt")
    assert attached.columns == {
        "noegle": "BIGINT",
        "start": "TIMESTAMP",
        "dag": "DATE",
        "type": "VARCHAR",
        "akut": "BOOLEAN",
        "pris": "VARCHAR",  # numeric has no width in Arrow: it comes as the text that says it exactly
    }
    found = connection.execute("SELECT * FROM delivered").fetchall()
    moment = datetime(2023, 1, 1, 8, 0, 0, 500_000)
    assert found[0] == (4611686018427380001, moment, date(2023, 1, 1), "ALCA00", True, "12.50")
    assert found[1] == (None,) * 6
    attached.verify()


def test_a_table_is_found_without_its_schema_and_so_is_a_view(connection):
    assert len(read(connection, "kontakt")) == 2
    assert read(connection, "oversigt") == [(date(2023, 1, 1),), (None,)]


def test_any_name_is_quoted(connection):
    assert read(connection, 'Særlig "skema".Røde; DROP TABLE kontakt', 'SELECT "Kolonne ""æ""" FROM delivered') == [
        ("æøå",)
    ]
    assert len(read(connection, "kontakt")) == 2


def test_a_large_table_comes_in_parts(connection):
    assert read(connection, "stor", "SELECT count(*), sum(n), max(tekst) FROM delivered") == [
        (400_000, 80_000_200_000, "x" * 100)
    ]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [("kontakter", "kontakt"), ("public.stoor", "public.stor"), ("kontakt; DROP TABLE kontakt", "kontakt")],
)
def test_a_table_that_is_not_there_is_named_with_the_nearest(connection, wanted, near):
    with pytest.raises(RegisterError) as refused:
        attach(connection, wanted)
    assert f"has no table {wanted} that its user may read; " in str(refused.value)
    assert f"'{near}'" in str(refused.value) or "Røde; DROP TABLE" in str(refused.value)


def test_a_table_that_the_user_may_not_read_is_named(connection):
    with pytest.raises(RegisterError, match="has no table lukket that its user may read"):
        attach(connection, "lukket")


def test_without_an_address_the_variable_is_named(connection, monkeypatch):
    monkeypatch.delenv("NAERBLIK_DATABASE")
    with pytest.raises(RegisterError, match="environment variable NAERBLIK_DATABASE is not set"):
        attach(connection, "kontakt")


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace(":", ":wrong", 2).replace(":wrong//", "://"),
        lambda address: address.rpartition(":")[0] + ":1/postgres",
        lambda address: address.replace("127.0.0.1", "intet.invalid"),
        lambda address: address + "_findes_ikke",
        lambda address: address + "?ukendt=" + PASSWORD,
        lambda address: "mysql" + address,
    ],
    ids=["password", "port", "host", "database", "malformed", "other server"],
)
def test_a_server_that_does_not_answer_is_one_clear_error_without_the_password(connection, server, monkeypatch, change):
    monkeypatch.setenv("NAERBLIK_DATABASE", change(server["laeser"]))
    with pytest.raises(
        RegisterError, match="database of NAERBLIK_DATABASE did not let us open the connection"
    ) as refused:
        attach(connection, "kontakt")
    assert "hemmelig" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("table", ["afbrudt", "brudt"])
def test_a_server_that_stops_on_the_way_is_named_and_no_value_told(connection, table):
    with pytest.raises(RegisterError, match=f"did not let us read the table {table} to its end") as refused:
        read(connection, table)
    assert "hemmelig" not in str(refused.value)
    assert "value" not in str(refused.value)


@pytest.mark.parametrize("value", ["infinity", "-infinity", "4000-01-01 BC"])
@pytest.mark.parametrize("kind", ["date", "timestamp"])
def test_a_date_that_no_calendar_has_is_refused_with_its_column(connection, server, kind, value):
    with dbapi.connect(server["ejer"], autocommit=True) as owner, owner.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE VIEW evig AS SELECT 1 AS n, '{value}'::{kind} AS slut")
        cursor.execute("GRANT SELECT ON evig TO laeser")
    try:
        with pytest.raises(RegisterError, match=r"table evig: column slut has dates outside of the years 1 to 9999"):
            read(connection, "evig")
    finally:
        with dbapi.connect(server["ejer"], autocommit=True) as owner, owner.cursor() as cursor:
            cursor.execute("DROP VIEW evig")


def test_a_table_of_persons_goes_through_the_door(store, server, tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATABASE", server["laeser"])
    supplier = copy.deepcopy(SUPPLIER)
    region = supplier["sources"]["region"]
    region["tables"] = {"PERSONER": {"format": "database", "table": "personer"}}
    del region["registers"]["dispensed_medicine"]
    declared = sources(tmp_path, supplier)
    taken = delivery.take_in(delivery.Delivery({"region": tmp_path}, OBSERVED, sources=declared), "db")
    with connect() as made:
        (row,) = query(made, f"SELECT * FROM {parquet(taken.file('population'))}").to_dict("records")
    assert (row["person_key"], row["sex"], row["municipality_code"]) == (plain("cpr", CPR), "K", 751)
    assert row["birth_date"].date() == date(1940, 5, 1)
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts["population", "malformed_person_key"] == 1

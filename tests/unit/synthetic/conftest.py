from collections.abc import Iterator

import pytest

from naerblik.engine.duckdb import Connection, DuckDB, connect
from naerblik.registers import snapshot
from naerblik.registers.snapshot import Snapshot
from naerblik.synthetic import generate

PERSONS = 60_000


@pytest.fixture(scope="session")
def country(small_store) -> Snapshot:
    """A small country, the same for all tests of the session."""
    return generate.make(PERSONS)


@pytest.fixture(scope="session")
def registers(country) -> Iterator[Connection]:
    """Its registers as views see them."""
    with connect() as connection:
        snapshot.attach(DuckDB(connection), country)
        yield connection

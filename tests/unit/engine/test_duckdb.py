"""What the engine of one machine leaves of its settings."""

from __future__ import annotations

import duckdb as native
import pytest

from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB


def keeps_order(connection: duckdb.Connection) -> bool:
    ((kept,),) = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchall()
    return bool(kept)


@pytest.mark.parametrize("spill", [True, False])
def test_rows_of_other_statements_come_in_the_order_that_the_connection_says(spill: bool) -> None:
    with duckdb.connect(spill=spill) as connection:
        before = keeps_order(connection)
        DuckDB(connection).create_view("one", "SELECT 1 AS a", stored=True)
        assert keeps_order(connection) == before == spill


def test_that_holds_after_a_view_that_fails() -> None:
    with duckdb.connect() as connection:
        with pytest.raises(native.Error):
            DuckDB(connection).create_view("one", "SELECT nobody", stored=True)
        assert keeps_order(connection)

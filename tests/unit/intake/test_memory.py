"""A limit of memory changes nothing of a delivery but where its rows are while they are sorted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from intake.deliveries import sources
from naerblik.engine.duckdb import connect, write_parquet
from naerblik.intake import delivery
from naerblik.project import data_store
from naerblik.registers.snapshot import Snapshot

OBSERVED = (date(2022, 1, 1), date(2024, 12, 31))
LIMIT = "64MB"
ROWS = 1_500_000
"""Of services: sorted they need more than the limit."""
SERVICES = f"""
    SELECT i * 7919 % 150000 AS person_key, '80' AS specialty, '0101' AS service_code,
        DATE '2022-01-01' + CAST(i * 31 % 1000 AS INTEGER) AS treatment_date, CAST(1 + i % 3 AS INTEGER) AS services
    FROM range({ROWS}) r(i)
"""
SUPPLIER = {
    "key_spaces": {"own": {"name_da": "Pseudonymer", "form": "pseudonym"}},
    "sources": {
        "supplier": {
            "name_da": "Leverandør",
            "key_space": "own",
            "tables": {"services": {"format": "parquet", "files": "services.parquet"}},
            "registers": {"health_service": {"table": "services"}},
        }
    },
}


@pytest.fixture
def delivered(store: Path, tmp_path: Path) -> delivery.Delivery:
    folder = tmp_path / "leverance"
    folder.mkdir()
    with connect() as connection:
        write_parquet(connection, SERVICES, folder / "services.parquet")
    return delivery.Delivery({"supplier": folder}, OBSERVED, sources=sources(tmp_path, SUPPLIER))


def content(taken: Snapshot) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in taken.folder.glob("*.parquet")}


def test_a_table_larger_than_the_limit_becomes_the_same_files_and_leaves_no_spilled_rows(delivered):
    free = delivery.take_in(delivered, "free")
    limited = delivery.take_in(delivered, "limited", memory_limit=LIMIT)
    assert content(limited) == content(free)
    assert not list(data_store().glob(".spill/*"))

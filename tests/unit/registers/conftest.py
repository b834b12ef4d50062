from collections.abc import Iterator
from pathlib import Path

import pytest

from naerblik.engine.duckdb import Connection, connect


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store of its own for each test."""
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "registers"


@pytest.fixture
def connection(store: Path) -> Iterator[Connection]:
    with connect() as made:
        yield made

from pathlib import Path

import pytest

from intake.deliveries import SECRET


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store of its own for each test, and the secret of its pseudonyms."""
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NAERBLIK_KEY", SECRET)
    return tmp_path / "data" / "registers"

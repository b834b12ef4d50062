"""Where things lie in the project. No other module spells out a path."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODELISTS = ROOT / "data" / "codelists"
PUBLISHED = ROOT / "data" / "published"
SOURCES = ROOT / "data" / "sources.csv"
PARAMS = ROOT / "params"
NOTEBOOKS = ROOT / "notebooks"
PAGE = ROOT / "reports" / "page"


def _store(name: str, default: Path) -> Path:
    """A folder that a test or an analyst may place elsewhere by environment variable."""
    return Path(os.environ[name]).resolve() if os.environ.get(name) else default


def data_store() -> Path:
    """Folder of registers/ and protected/: data/, or $NAERBLIK_DATA."""
    return _store("NAERBLIK_DATA", ROOT / "data")


def registers_store() -> Path:
    """Folder of the register snapshots. Holds persons: never leaves the machine."""
    return data_store() / "registers"


def protected_store() -> Path:
    """Folder of the protected cubes: counts after disclosure protection."""
    return data_store() / "protected"


def deliveries_store() -> Path:
    """Folder of what is sent to recipients."""
    return data_store() / "deliveries"


def ledger_folder(name: str) -> Path:
    """The ledger that a parameter names, from the root of the project unless the path is absolute."""
    return ROOT / name


def reports_folder() -> Path:
    """Folder in which releases are written: reports/, or $NAERBLIK_REPORTS."""
    return _store("NAERBLIK_REPORTS", ROOT / "reports")

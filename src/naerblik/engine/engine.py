"""What the views need of an engine; which one it is decides nothing about what they count."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pandas as pd

from naerblik import NaerblikError


class EngineError(NaerblikError):
    """An engine that cannot be had or stopped; the text names it, where it was looked for, and what to do."""


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Categories of text as the text itself, which DuckDB holds in many times the memory and Spark knows alone."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, "str"))


class Engine(Protocol):
    """Runs SQL in the subset that the engines share (tests/unit/views/test_declaration.py)."""

    def parquet(self, file: Path) -> str:
        """The rows of a Parquet file of the store, as SQL of this engine reads them."""

    def attach_table(self, name: str, frame: pd.DataFrame, *, whole_days: bool = False) -> None:
        """Makes a small data frame readable under a name. `whole_days`: its points in time become dates.

        Categories are read as the text that they are of, but nothing may be sorted by them.
        """

    def create_view(self, name: str, sql: str, *, stored: bool = False) -> None:
        """Makes the rows of a query readable under a name; stored ones are computed now and kept until dropped."""

    def drop(self, name: str) -> None:
        """Frees the rows of a stored view."""

    def query(self, sql: str) -> pd.DataFrame:
        """The result of one statement in its order. What was handed over as categories may come back as categories."""

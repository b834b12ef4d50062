"""The cubes against pandas, of a country that is large for it."""

from __future__ import annotations

from sections import against_pandas

TITLE = "Against pandas, the whole country"
LIMIT = "1GB"
GIGABYTES = 16
"""What pandas may hold: the memory of a usual machine."""


def measured(persons: int, store: str) -> str:
    return against_pandas.compared(persons, store, LIMIT, GIGABYTES)

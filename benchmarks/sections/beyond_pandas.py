"""The cubes against pandas, of a country that is large for it."""

from __future__ import annotations

from sections import against_pandas

TITLE = "Against pandas, the whole country"
LIMIT = "1GB"
GIGABYTES = 8
"""What pandas may hold: the memory of a small laptop."""
HELD = "Allowed 16 GB it held 10.6 GB in 433 s and 11.7 GB in 261 s (2026-11-27, views 42.5 s and 3.5 GB then)."


def measured(persons: int, store: str) -> str:
    return f"{against_pandas.compared(persons, store, LIMIT, GIGABYTES)}\n\n{HELD}"

"""Known breaks in the series, read from series_breaks.yaml beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from naerblik.parameters import read_yaml

FILE = Path(__file__).with_name("series_breaks.yaml")


@dataclass(frozen=True)
class SeriesBreak:
    """A change that moves numbers without a change in care; `ends` is None for a break at one date."""

    begins: date
    ends: date | None
    label: str
    text: str


@cache
def series_breaks() -> tuple[SeriesBreak, ...]:
    """All known breaks, oldest first."""
    rows = read_yaml(FILE)["breaks"]
    return tuple(SeriesBreak(r["begins"], r["ends"], r["label"], r["text"]) for r in rows)


def between(first: date, last: date) -> tuple[SeriesBreak, ...]:
    """The breaks that touch a period, its first and last day included."""
    return tuple(piece for piece in series_breaks() if piece.begins <= last and (piece.ends or piece.begins) >= first)

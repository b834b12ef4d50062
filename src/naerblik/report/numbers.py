"""Danish numbers, dates and lists as a reader meets them: '1.234', '12,3 pct.', '1. juli 2024', 'a, b og c'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

LOCALE = Locale("da", "DK")
_DANISH_SIGNS = str.maketrans(",.", ".,")
"""Babel writes numbers with the same signs, but reads the pattern and the locale for each: ten times as long."""


def count(value: int) -> str:
    """A number of citizens, rows or months: '1.234'."""
    return f"{int(value):,}".translate(_DANISH_SIGNS)


@lru_cache(maxsize=100_000)
def decimal(value: float, digits: int = 1) -> str:
    """A number with a fixed number of decimals: '12,3'."""
    return f"{round(value, digits) + 0.0:,.{digits}f}".translate(_DANISH_SIGNS)


def per_1000(share: float, digits: int = 1) -> str:
    """A share of 1 as citizens per 1,000: '36,1'."""
    return decimal(1000 * share, digits)


def percent(share: float, digits: int = 1) -> str:
    """A share of 1 in percent: '91,2 pct.'."""
    return f"{decimal(100 * share, digits)} pct."


def interval(lower: float, upper: float, digits: int = 1) -> str:
    """Two limits: '35,8–36,5'."""
    return f"{decimal(lower, digits)}–{decimal(upper, digits)}"


def interval_per_1000(lower: float, upper: float, digits: int = 1) -> str:
    """Two shares of 1 as limits per 1,000: '35,8–36,5'."""
    return interval(1000 * lower, 1000 * upper, digits)


def day(value: date) -> str:
    """'1. juli 2024'."""
    return format_date(value, format="d. MMMM y", locale=LOCALE)


def month(value: date) -> str:
    """'juli 2024'."""
    return format_date(value, format="MMMM y", locale=LOCALE)


def listing(words: Sequence[str]) -> str:
    """'a', 'a og b', 'a, b og c'; empty for no words."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} og {words[-1]}"


def counted(value: int, one: str, many: str) -> str:
    """A number with its noun: '1 kommune', '19 kommuner'."""
    return f"{count(value)} {one if value == 1 else many}"

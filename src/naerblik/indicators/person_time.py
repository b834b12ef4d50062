"""Person-time of dated spells: exact days, clipped to a window and split by calendar year and age (a Lexis split).

Both ends of a spell and of the window are inclusive: who enters and leaves on one day is there for 1 day. Spells may
not overlap within a citizen; that is for the view that makes them, since no citizen is known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from naerblik.indicators.dates import (
    Dates,
    Days,
    Whole,
    anniversary,
    calendar_year,
    days,
    every_day_known,
    first_of_year,
    in_order,
)
from naerblik.indicators.units import Floats

DAYS_A_YEAR = 365.25
"""Days of a year of person-time: the mean year of the Julian calendar, as epidemiology reckons it."""

ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Window:
    """The days of which person-time is counted, from the first to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Raises ValueError for a window that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"the window ends on {self.last}, before it begins on {self.first}")


def person_years(person_days: npt.ArrayLike) -> Floats:
    """Days as years of 365.25 days, for arrays of any shape. Raises ValueError for a negative number."""
    given = np.asarray(person_days, dtype=np.float64)
    if np.any(given < 0):
        raise ValueError("a number of person-days is negative")
    return np.asarray(given / DAYS_A_YEAR)


def person_days(entry: Dates, exit: Dates, window: Window) -> Whole:
    """The days of each spell within the window: max(0, min(exit, last) - max(entry, first) + 1).

    `entry` and `exit` are one-dimensional and of one length; NaT as `exit` means still there. Raises ValueError for
    different lengths, a missing entry, or an exit before its entry.
    """
    start, end = _clipped(entry, exit, window)
    return np.maximum(_length(start, end), 0)


def lexis(
    entry: Dates,
    exit: Dates,
    birth: Dates,
    window: Window,
    age_starts: Sequence[int],
) -> pd.DataFrame:
    """The days of each spell within the window by calendar year and age group.

    Columns: `spell` (its position), `year`, `age_from` (the completed years with which the group begins) and
    `person_days`; one row where there are days, in that order. A calendar year holds one birthday, so each spell has
    at most two pieces a year. `age_starts` are the ages at which groups begin, ascending; the last group is open, and
    who is younger than the first is in none. 29 February as in `dates`.
    Source: N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (IARC 1987), chapter 2.
    Raises ValueError as `person_days` does, and for a missing birth, an entry before it, or ages out of order.
    """
    starts = _ages(age_starts)
    start, end = _clipped(entry, exit, window)
    born = days(birth, "birth")
    if born.shape != start.shape:
        raise ValueError(f"birth has shape {born.shape}, entry {start.shape}: give one birth per spell")
    every_day_known(born, "birth")
    in_order(born, days(entry, "entry"), ("birth", "entry"))
    spell, year = _years(start, end)
    start, end = (
        np.maximum(start[spell], first_of_year(year)),
        np.minimum(end[spell], first_of_year(year + 1) - ONE_DAY),
    )
    birthday, turned = anniversary(born[spell], year), year - calendar_year(born[spell])
    younger = _length(start, np.minimum(end, birthday - ONE_DAY))
    older = _length(np.maximum(start, birthday), end)
    return _pieces(spell, year, np.stack([turned - 1, turned], axis=1), np.stack([younger, older], axis=1), starts)


def _clipped(entry: Dates, exit: Dates, window: Window) -> tuple[Days, Days]:
    """First and last day of each spell within the window; the last lies before the first where nothing is within."""
    start, end = days(entry, "entry"), days(exit, "exit")
    if start.shape != end.shape or start.ndim != 1:
        raise ValueError(f"entry has shape {start.shape}, exit {end.shape}: give one of each per spell")
    every_day_known(start, "entry")
    in_order(start, end, ("entry", "exit"))
    return np.maximum(start, np.datetime64(window.first)), np.fmin(end, np.datetime64(window.last))


def _length(start: Days, end: Days) -> Whole:
    return (end - start).astype(np.int64) + 1


def _ages(age_starts: Sequence[int]) -> Whole:
    starts = np.asarray(age_starts, dtype=np.int64)
    if starts.ndim != 1 or len(starts) == 0 or starts[0] < 0 or np.any(np.diff(starts) <= 0):
        raise ValueError(f"age_starts are {list(age_starts)}: give ages that ascend from 0 or more")
    return starts


def _years(start: Days, end: Days) -> tuple[Whole, Whole]:
    """Each spell that has days, as often as it touches calendar years, and those years."""
    within = np.flatnonzero(start <= end)
    opening = calendar_year(start[within])
    often = calendar_year(end[within]) - opening + 1
    since_opening = np.arange(often.sum()) - np.repeat(often.cumsum() - often, often)
    return np.repeat(within, often), np.repeat(opening, often) + since_opening


def _pieces(spell: Whole, year: Whole, ages: Whole, lengths: Whole, starts: Whole) -> pd.DataFrame:
    """One row for each spell, year and age group; `ages` and `lengths` hold the time before and from the birthday."""
    group, length = np.searchsorted(starts, ages, side="right") - 1, np.maximum(lengths, 0)
    one_group = group[:, 0] == group[:, 1]
    length[one_group] = np.stack([np.zeros(one_group.sum(), dtype=np.int64), length[one_group].sum(axis=1)], axis=1)
    row, side = np.nonzero((length > 0) & (group >= 0))
    age_from = starts[group[row, side]]
    return pd.DataFrame(
        {"spell": spell[row], "year": year[row], "age_from": age_from, "person_days": length[row, side]}
    )

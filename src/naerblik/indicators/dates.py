"""Days, birthdays and completed years, as the project counts them.

A year is completed on the same day and month. Who begins on 29 February completes a year on 1 March where the year has
no 29 February (as `age_on_date.sql` counts ages).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Dates: TypeAlias = npt.ArrayLike | date | Sequence[date]
"""Dates as they are given: texts such as 2024-02-29, dates or datetime64, one or an array of them."""
Days = npt.NDArray[np.datetime64]
Whole = npt.NDArray[np.int64]


def days(dates: Dates, name: str) -> Days:
    """Dates as an array of whole days; NaT stays NaT.

    Raises ValueError, by `name`, for what is no date.
    """
    try:
        return np.asarray(dates, dtype="datetime64[D]")
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name} holds something that is no date: {error}") from error


def every_day_known(dates: Days, name: str) -> None:
    """Raises ValueError, by `name` and position, where a date is missing."""
    missing = np.isnat(dates)
    if missing.any():
        raise ValueError(f"{name} has no date (at position {int(np.flatnonzero(missing)[0])})")


def in_order(earlier: Days, later: Days, names: tuple[str, str]) -> None:
    """Raises ValueError, by `names` and position, where a later date lies before the earlier one; NaT is in order."""
    wrong = later < earlier
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise ValueError(f"{names[1]} lies before {names[0]} (at position {place}): correct or leave out the row")


def calendar_year(dates: Days) -> Whole:
    """The year of each date."""
    return dates.astype("datetime64[Y]").astype(np.int64) + 1970


def first_of_year(years: Whole) -> Days:
    """1 January of each year."""
    january: Days = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return january


def anniversary(since: Days, years: Whole) -> Days:
    """The day of each calendar year on which one more year since `since` is completed."""
    month = since.astype("datetime64[M]")
    into_month = since - month.astype("datetime64[D]")
    same_month = month.astype(np.int64) + 12 * (years - calendar_year(since))
    day: Days = same_month.astype("datetime64[M]").astype("datetime64[D]") + into_month
    return day


def completed_years(since: Dates, on: Dates) -> Whole:
    """Whole years from one date to another: the calendar years between them, less one before the anniversary.

    Both are broadcast against each other. Raises ValueError for a missing date or one that lies before the beginning.
    """
    begun, day = np.broadcast_arrays(days(since, "since"), days(on, "on"))
    for dates, name in ((begun, "since"), (day, "on")):
        every_day_known(dates, name)
    in_order(begun, day, ("since", "on"))
    year = calendar_year(day)
    whole: Whole = year - calendar_year(begun) - (day < anniversary(begun, year))
    return whole

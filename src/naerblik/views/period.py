"""The time that views count in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """What the views count in: the reference date of each year, and the days that the snapshot observes."""

    reference_dates: Mapping[int, date]
    observed: tuple[date, date]

    def twelve_months(self, year: int) -> tuple[date, date]:
        """First and last of the days that end with the reference date: a day of the year before, not including it."""
        last = self.reference_dates[year]
        return date(last.year - 1, last.month, last.day) + timedelta(days=1), last

    @property
    def years(self) -> tuple[int, ...]:
        """The years in order."""
        return tuple(sorted(self.reference_dates))

    @property
    def calendar(self) -> tuple[int, ...]:
        """The years of which every day is observed."""
        first, last = self.observed
        return tuple(y for y in self.years if first <= date(y, 1, 1) and date(y, 12, 31) <= last)

    @property
    def whole(self) -> tuple[int, ...]:
        """The years of which the twelve months up to the reference date are observed."""
        return tuple(year for year in self.years if self.twelve_months(year)[0] >= self.observed[0])

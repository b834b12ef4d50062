"""Prevalence by duration: citizens alive on a date by completed years since their diagnosis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from naerblik.indicators.dates import Dates, Whole, completed_years, days, every_day_known, in_order
from naerblik.indicators.proportions import wilson
from naerblik.indicators.units import Floats, counted

DURATIONS = (0, 1, 5, 10)
"""Completed years at which the classes begin: less than 1 year, 1-4, 5-9, 10 or more (0-1, 1-5, 5-10, 10+ as spans of
time). As NORDCAN does, time since diagnosis is counted in full years."""


@dataclass(frozen=True)
class Prevalence:
    """Citizens per `per` of the population with Wilson's limits; one number a unit. NaN: unknown or no population."""

    rate: Floats
    lower: Floats
    upper: Floats


def alive_by_duration(diagnosed: Dates, died: Dates, on: Dates) -> Whole:
    """How many citizens are alive on the date `on` in each class of `DURATIONS`: an array of four counts.

    `diagnosed` and `died` are one-dimensional with one row a citizen: the first diagnosis counts, so that nobody is
    counted twice. `died` is NaT for who lives; the day of death is no day alive (rule "død"). Diagnoses after `on` do
    not count yet; a diagnosis on that day is 0 years old. 29 February as in `dates`.
    Raises ValueError for different lengths, a missing diagnosis or reference date, or a death before the diagnosis.
    """
    begun, dead, day = days(diagnosed, "diagnosed"), days(died, "died"), days(on, "on")
    if begun.shape != dead.shape or begun.ndim != 1:
        raise ValueError(f"diagnosed has shape {begun.shape}, died {dead.shape}: give one of each per citizen")
    if day.ndim != 0:
        raise ValueError(f"on has shape {day.shape}: give one reference date")
    every_day_known(begun, "diagnosed")
    every_day_known(day, "on")
    in_order(begun, dead, ("diagnosed", "died"))
    prevalent = (begun <= day) & (np.isnat(dead) | (dead > day))
    return np.bincount(duration_class(begun[prevalent], day), minlength=len(DURATIONS))


def duration_class(diagnosed: Dates, on: Dates) -> Whole:
    """The place in `DURATIONS` of each citizen's completed years from diagnosis to the date `on`.

    Raises ValueError for a missing date or a diagnosis after it.
    """
    return np.searchsorted(DURATIONS, completed_years(diagnosed, on), side="right") - 1


def proportion(
    alive: npt.ArrayLike, population: npt.ArrayLike, per: float = 100_000, confidence: float = 0.95
) -> Prevalence:
    """Citizens alive with a diagnosis per `per` of the population: per x alive / population, with Wilson's limits.

    Both arrays have one shape. The population is the one of the same date or, as NORDCAN and RUKS do it, of 1 July.
    Source of the limits: `proportions.wilson`. NaN where both numbers are 0 or one is NaN. Raises ValueError for more
    citizens than the population holds, a negative number, different shapes or a confidence outside 0 to 1.
    """
    counts, everyone = counted(alive, population)
    lower, upper = wilson(counts, everyone, confidence)
    return Prevalence(per * counts / np.where(everyone == 0, np.nan, everyone), per * lower, per * upper)

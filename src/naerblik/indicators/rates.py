"""Counts of events and their rates per person-time, with the limits of chance around them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from naerblik.indicators.units import Floats, exposed, normal_quantile, tail

EXACT_BELOW = 10
"""Events below which limits are exact, as UKHSA (PHEindicatormethods) does; from there on Byar's are as good."""


def crude(events: npt.ArrayLike, person_time: npt.ArrayLike, per: float = 100_000) -> Floats:
    """Events per `per` units of person-time: per x events / person_time.

    Both arrays have one shape, and so has the array returned. NaN where there are neither events nor time, or either
    number is NaN. Raises ValueError for a negative number, different shapes, or events where there is no person-time.
    """
    counts, time = exposed(events, person_time)
    return per * counts / np.where(time == 0, np.nan, time)


def crude_limits(
    events: npt.ArrayLike, person_time: npt.ArrayLike, confidence: float = 0.95, per: float = 100_000
) -> tuple[Floats, Floats]:
    """Lower and upper limits of crude rates: those of the counts, per `per` units of person-time.

    Raises ValueError as `crude` does, and for a confidence outside 0 to 1.
    """
    counts, time = exposed(events, person_time)
    lower, upper = count_limits(counts, confidence)
    with_time = np.where(time == 0, np.nan, time)
    return per * lower / with_time, per * upper / with_time


def count_limits(events: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Limits of Poisson counts by "Byar; exact below 10": `exact` where a count is 0-9, `byar` where it is 10 or more.

    The method is chosen here, count by count, for every rate and ratio of the project. Byar's limits lie within 1 % of
    the exact ones from 10 events on; below, they drift, and for one event the lower one can be missing altogether.
    `events` has any shape; the two arrays returned have it too. NaN where a count is NaN. Raises ValueError for a
    negative count or a confidence outside 0 to 1.
    """
    few = np.asarray(events, dtype=np.float64) < EXACT_BELOW
    (low, high), (byar_low, byar_high) = exact(events, confidence), byar(events, confidence)
    return np.where(few, low, byar_low), np.where(few, high, byar_high)


def byar(events: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Byar's approximation to the exact limits of Poisson counts.

    With x events and z the normal quantile: x (1 - 1 / (9 x) - z / (3 sqrt(x)))^3 and, with y = x + 1,
    y (1 - 1 / (9 y) + z / (3 sqrt(y)))^3. Source: N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research
    II (IARC 1987), 69. The lower limit is NaN where the formula gives less than 0, which happens for very few events.
    """
    counts, _ = exposed(events, events)
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = counts * (1 - 1 / (9 * counts) - z / (3 * np.sqrt(counts))) ** 3
    more = counts + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(lower < 0, np.nan, lower), upper


def exact(events: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Exact limits of Poisson counts: the means for which so many events, or so few, have half of what is left.

    Quantiles of gamma distributions with shapes x and x + 1. Source: F. Garwood, Biometrika 28 (1936) 437-442.
    """
    counts, _ = exposed(events, events)
    side = tail(confidence)
    lower = np.where(counts == 0, 0.0, gammaincinv(np.where(counts == 0, 1.0, counts), side))
    return np.where(np.isnan(counts), np.nan, lower), np.asarray(gammaincinv(counts + 1, 1 - side))

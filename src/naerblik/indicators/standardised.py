"""Directly standardised rates: what the rate would be in a population of standard composition.

The last axis of every array is the stratum (an age group, or sex and age); the others are units. A rate of fewer than
10 events is withheld (NaN), as UKHSA does: standardisation gives single events the weight of many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from naerblik.codelists import NORDIC, Standard, standard_populations
from naerblik.indicators.rates import count_limits
from naerblik.indicators.units import Floats, exposed, tail

Method = Literal["dobson", "fay_feuer"]
FEWEST = 10
"""Events below which a standardised rate is withheld (PHEindicatormethods, UK Health Security Agency)."""


@dataclass(frozen=True)
class Standardised:
    """Rates with lower and upper limits, and the events behind them; one number a unit. NaN: withheld or unknown."""

    rate: Floats
    lower: Floats
    upper: Floats
    events: Floats

    def per(self, units: float) -> Standardised:
        """The same rates per so many units of person-time."""
        return Standardised(units * self.rate, units * self.lower, units * self.upper, self.events)


def direct(
    events: npt.ArrayLike,
    person_time: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    method: Method = "dobson",
    confidence: float = 0.95,
) -> Standardised:
    """Directly standardised rates: sum(w d / n) / sum(w), per unit of person-time.

    `events` d and `person_time` n have one shape, strata last; `weights` w are those of the standard population, one
    for each stratum. Limits by `method`: "dobson" scales the Poisson limits of all events (A. J. Dobson et al., Stat
    Med 10 (1991) 457-462); "fay_feuer" fits gamma distributions, which is safe where one weight is extreme (M. P. Fay
    and E. J. Feuer, Stat Med 16 (1997) 791-801). Raises ValueError for a negative number, different shapes, weights
    that do not fit the strata or are all nought, a stratum with weight and no person-time, or a confidence outside
    0 to 1.
    """
    counts, time = exposed(events, person_time)
    share = _shares(weights, counts.shape)
    if ((time == 0) & (share > 0)).any():
        raise ValueError("a stratum has weight and no person-time: join it with its neighbour in both")
    per_event = share / np.where(share > 0, time, 1.0)
    rate, variance = (per_event * counts).sum(axis=-1), (per_event**2 * counts).sum(axis=-1)
    total = counts.sum(axis=-1)
    limits = _dobson if method == "dobson" else _fay_feuer
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = limits(rate, variance, total, per_event.max(axis=-1), confidence)
    enough = np.where(total >= FEWEST, 1.0, np.nan)
    return Standardised(enough * rate, enough * lower, enough * upper, total)


def by_age(
    events: npt.ArrayLike,
    person_time: npt.ArrayLike,
    *,
    standard: Standard = NORDIC,
    method: Method = "dobson",
    confidence: float = 0.95,
) -> Standardised:
    """Rates standardised by age to one of the standard populations, per unit of person-time: `direct` with its weights.

    The last axis of both arrays holds the 18 age groups 0-4, 5-9, ... 85+. Raises ValueError as `direct` does, and for
    another number of age groups or a standard that does not exist.
    """
    known = standard_populations()
    if standard not in known:
        raise ValueError(f"standard is {standard!r}: give one of {', '.join(known)}")
    return direct(events, person_time, known[standard].weights, method=method, confidence=confidence)


def _shares(weights: npt.ArrayLike, shape: tuple[int, ...]) -> Floats:
    """The weights as shares of their sum."""
    given = np.asarray(weights, dtype=np.float64)
    if len(shape) == 0 or given.shape != shape[-1:]:
        raise ValueError(f"weights have shape {given.shape}, events {shape}: give one weight for each stratum")
    if not (given >= 0).all() or given.sum() == 0:
        raise ValueError("weights are negative, missing or all nought: give those of a standard population")
    shares: Floats = given / given.sum()
    return shares


def _dobson(rate: Floats, variance: Floats, total: Floats, _: Floats, confidence: float) -> tuple[Floats, Floats]:
    low, high = count_limits(total, confidence)
    scale = np.sqrt(variance / total)
    return rate + scale * (low - total), rate + scale * (high - total)


def _fay_feuer(rate: Floats, variance: Floats, _: Floats, largest: Floats, confidence: float) -> tuple[Floats, Floats]:
    side = tail(confidence)
    lower = gammaincinv(rate**2 / variance, side) * variance / rate
    more, wider = rate + largest, variance + largest**2
    return lower, gammaincinv(more**2 / wider, 1 - side) * wider / more

"""Shares, rates and age-standardised figures with their limits, one number at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from printed import MISSING, Interval, Number, Shown
from scipy.stats import gamma

Z = NormalDist().inv_cdf(0.975)


def wilson(count: int, people: int) -> tuple[float, float]:
    """Limits of a share: the roots of the score equation."""
    share = count / people
    centre = (share + Z**2 / (2 * people)) / (1 + Z**2 / people)
    half = Z / (1 + Z**2 / people) * math.sqrt(share * (1 - share) / people + Z**2 / (4 * people**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def poisson(events: int) -> tuple[float, float]:
    """Limits of a number of events: exact below 10 (Garwood), Byar's from there on."""
    if events < 10:
        lower = float(gamma.ppf(0.025, events)) if events else 0.0
        return lower, float(gamma.ppf(0.975, events + 1))
    lower = events * (1 - 1 / (9 * events) - Z / (3 * math.sqrt(events))) ** 3
    more = events + 1
    return lower, more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3


def standardised(events: Sequence[int], people: Sequence[int], weights: Sequence[int]) -> tuple[float, float, float]:
    """Rate and Dobson's limits of age groups weighted as a standard population; per person."""
    shares = [weight / sum(weights) for weight in weights]
    rate = sum(w * d / n for w, d, n in zip(shares, events, people, strict=True))
    variance = sum((w / n) ** 2 * d for w, d, n in zip(shares, events, people, strict=True))
    total = sum(events)
    lower, upper = poisson(total)
    scale = math.sqrt(variance / total)
    return rate, rate + scale * (lower - total), rate + scale * (upper - total)


@dataclass(frozen=True)
class Part:
    """How many among how many; nothing is shown of a group without people."""

    count: int
    people: int

    def counted(self) -> Shown:
        return self.count if self.people else MISSING

    def whole(self) -> Shown:
        return self.people if self.people else MISSING

    def per(self, scale: float, digits: int = 1, after: str = "") -> Shown:
        return Number(scale * self.count / self.people, digits, after) if self.people else MISSING

    def percent(self) -> Shown:
        return self.per(100, after=" pct.")

    def share_limits(self, scale: float, digits: int = 1) -> Shown:
        """Wilson's."""
        if not self.people:
            return MISSING
        lower, upper = wilson(self.count, self.people)
        return interval(scale * lower, scale * upper, digits)

    def rate_limits(self, scale: float) -> Shown:
        """Those of the number of events."""
        if not self.people:
            return MISSING
        lower, upper = poisson(self.count)
        return interval(scale * lower / self.people, scale * upper / self.people)


def interval(lower: float, upper: float, digits: int = 1) -> Interval:
    """Two limits as they are printed."""
    return Interval(Number(lower, digits), Number(upper, digits))

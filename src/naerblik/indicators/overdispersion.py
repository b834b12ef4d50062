"""Overdispersion of units round a common target: how much more they vary than chance, and limits wide enough for it.

Units are compared on a scale on which the chance variance s_i^2 does not depend on the target. Two models widen it:
additive, s_i^2 + tau^2 (units differ by tau^2 that practice, registration and need make everywhere; the default), and
multiplicative, phi s_i^2 (every unit's chance variance is too small by one factor). With the additive model large
units get limits that stay apart; with the multiplicative one they close to a point.
Sources: D. J. Spiegelhalter, Stat Med 24 (2005) 1185-1202 (both models, winsorised z scores);
D. J. Spiegelhalter et al., JRSS A 175 (2012) 1-47 (share of z scores that is winsorised); R. C. Paule and J. Mandel,
J Res NBS 87 (1982) 377-385 (tau^2 as the value at which the z scores have the spread that chance gives).

The one-step moment formula of 2005 and 2012 is not used for tau^2: winsorising takes a third of the variance of normal
z scores, and municipalities differ a hundredfold in size, so that it puts 2.4 % of units that differ by tau alone
outside its 99.8 % limits. Solving for tau^2 with the winsorised spread of a normal distribution gives 0.2 %. For the
same reason phi is the winsorised mean of z^2 divided by what a normal distribution leaves of it (0.6787).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Literal

import numpy as np

from naerblik.indicators.units import Floats

Model = Literal["additive", "multiplicative", "none"]

WINSORISED = 0.1
"""Share of the z scores pulled in at each end (Spiegelhalter et al. 2012), so that outliers do not widen the limits."""

SMALLEST = 1e-15
"""How exactly tau^2 is found: far below what any limit shows."""
EPSILON = float(np.finfo(float).eps)


@dataclass(frozen=True)
class Fitted:
    """A target fitted to `k` units, and what they vary beyond chance.

    `target`: the proportion or ratio of all units together. `tau2`: the variance between units on the scale of the
    comparison, 0 where chance explains all. `phi`: the winsorised mean of the squared z scores without tau2, as a
    multiple of what chance alone gives: 1 without overdispersion. `model` says which of the two widens the limits.
    """

    target: float
    tau2: float
    phi: float
    k: int
    model: Model = "additive"

    @property
    def overdispersed(self) -> bool:
        """Whether the limits are wider than chance alone makes them."""
        return {"additive": self.tau2 > 0, "multiplicative": self.phi > 1, "none": False}[self.model]

    def widened(self, chance: Floats) -> Floats:
        """The variance of units with this chance variance, under the model. A phi below 1 narrows nothing."""
        if self.model == "multiplicative":
            return max(self.phi, 1.0) * chance
        return chance + self.tau2 if self.model == "additive" else chance


def relative_spread(deviation: Floats, chance: Floats, tau2: float = 0.0) -> float:
    """The winsorised mean of (y_i - target)^2 / (s_i^2 + tau^2), as a multiple of what a normal distribution gives."""
    return _winsorised_square(deviation / np.sqrt(chance + tau2)) / _normal_spread()


def between_units(deviation: Floats, chance: Floats, fitted: int) -> float:
    """The tau2 at which the spread is what chance leaves when `fitted` targets were estimated from the units."""
    expected = (len(chance) - fitted) / len(chance)
    if expected <= 0 or (spread := relative_spread(deviation, chance)) <= expected:
        return 0.0

    def excess(tau2: float) -> float:
        """The spread falls about as 1 / (s^2 + tau2): its reciprocal is nearly a line, which a secant follows well."""
        return 1 - expected / relative_spread(deviation, chance, tau2)

    high = float(np.mean(deviation**2)) / (expected * _normal_spread())  # what it would be if chance did nothing
    while (lacking := excess(high)) > 0:
        high *= 4
    return _zero(excess, (0.0, 1 - expected / spread), (high, lacking))


def _zero(function: Callable[[float], float], left: tuple[float, float], right: tuple[float, float]) -> float:
    """Where a function is 0 that falls from one point (where, value) to another, by the secant between the last points
    on either side.

    Where the same side is met twice the other value is lessened, so that both sides close in (N. Anderson and
    A. Bjorck, BIT 13 (1973) 253-264). SciPy has the like, but takes every program an eighth of a second to import.
    """
    (low, above), (high, below), side = left, right, 0
    while high - low > SMALLEST + 4 * EPSILON * high:
        middle = (low * below - high * above) / (below - above)
        found = function(middle)
        if found > 0:
            below *= _lessened(found / above) if side > 0 else 1
            low, above, side = middle, found, 1
        elif found < 0:
            above *= _lessened(found / below) if side < 0 else 1
            high, below, side = middle, found, -1
        else:
            return middle
    return (low + high) / 2


def _lessened(rest: float) -> float:
    return 1 - rest if rest < 1 else 0.5


def _winsorised_square(z: Floats) -> float:
    """The mean square of values of which those beyond the quantiles WINSORISED and 1 - WINSORISED lie at these.

    The quantiles are interpolated linearly, as np.quantile does. They and the values are read from one sorted copy:
    this is asked thousands of times of a hundred values, where NumPy's own steps take four times as long.
    """
    ordered = np.sort(z)
    place, part = divmod(WINSORISED * (len(z) - 1), 1)
    own, next_ = int(place), min(int(place) + 1, len(z) - 1)
    low = ordered[own] + part * (ordered[next_] - ordered[own])
    high = ordered[-1 - own] - part * (ordered[-1 - own] - ordered[-1 - next_])
    ordered[: own + 1], ordered[-1 - own :] = low, high
    return float(ordered @ ordered) / len(z)


@cache
def _normal_spread() -> float:
    """The mean squared z that is left of a normal distribution after winsorising."""
    normal = NormalDist()
    cut = normal.inv_cdf(1 - WINSORISED)
    return 1 - 2 * WINSORISED - 2 * cut * normal.pdf(cut) + 2 * WINSORISED * cut**2

"""Funnel plots for ratios of observed to expected events, with overdispersion: SIR, SMR, and rates by way of them.

Scale: y = sqrt(observed / expected), whose chance variation 1 / (4 E) does not depend on the ratio. A crude rate is
compared in the same funnel: its expected count is the person-time times the rate of all units together, and limits
times that rate are limits of rates.
Few events are too lopsided for any normal scale, so limits are never narrower than the exact ones of chance alone.
Source: D. J. Spiegelhalter, Stat Med 24 (2005) 1185-1202 (funnel of standardised ratios, square-root scale);
F. Garwood, Biometrika 28 (1936) 437-442 (exact limits); `overdispersion` says how tau^2 and phi are found.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gdtrib

from naerblik.indicators.overdispersion import Fitted, Model, between_units, relative_spread
from naerblik.indicators.units import Floats, exposed, normal_quantile, tail


class RatioFunnel(Fitted):
    """A funnel fitted to units with observed and expected events; tau2 lies on the square-root scale."""

    def limits(self, expected: npt.ArrayLike, confidence: float) -> tuple[Floats, Floats]:
        """Lower and upper limits as ratios: (sqrt(target) -/+ z sqrt(1/(4E) + tau2))^2, or `chance_limits` if wider.

        With the multiplicative model the root is sqrt(phi / (4E)). `expected` E has any shape, and so have the two
        arrays returned. NaN where E is 0 or NaN. Raises ValueError for a negative E or a confidence outside 0 to 1.
        """
        awaited = _positive(expected)
        centre = np.sqrt(self.target)
        spread = normal_quantile(confidence) * np.sqrt(self.widened(1 / (4 * awaited)))
        exact_lower, exact_upper = chance_limits(awaited, confidence, self.target)
        lower, upper = np.maximum(centre - spread, 0.0) ** 2, (centre + spread) ** 2
        return np.minimum(lower, exact_lower), np.maximum(upper, exact_upper)


def chance_limits(expected: npt.ArrayLike, confidence: float, target: float = 1.0) -> tuple[Floats, Floats]:
    """Exact limits of ratios O / E for units that have the target's rates and differ by chance only.

    A ratio lies outside exactly where the exact interval of its count (`rates.exact`) leaves out target x E. The
    limits are the o / E with P(X <= o) and P(X >= o) equal to half of what the confidence leaves, X ~ Poisson(target
    x E), o taken between whole numbers by the gamma distribution; the lower one is 0 where no count is too small.
    `expected` E has any shape. NaN where E is 0 or NaN. Raises ValueError for a negative E, a target that is not above
    0, or a confidence outside 0 to 1.
    """
    if not target > 0:
        raise ValueError(f"target is {target}: a funnel needs a ratio above 0")
    awaited, side = _positive(expected), tail(confidence)
    mean = target * awaited
    lower = np.maximum(gdtrib(1.0, 1 - side, mean) - 1, 0.0)
    return lower / awaited, np.asarray(gdtrib(1.0, side, mean) / awaited)


def fit(observed: npt.ArrayLike, expected: npt.ArrayLike, model: Model = "additive") -> RatioFunnel:
    """The funnel of units with these observed and expected events (one-dimensional, no NaN).

    The target is sum(O) / sum(E), which is 1 where the reference is all units together. Units of which nothing is
    expected carry no information and are left out. Raises ValueError when no unit or no event is left, a number is NaN
    (leave hidden units out first) or negative, shapes differ, or events stand where none are expected.
    """
    seen, awaited = exposed(observed, expected)
    if np.isnan(seen).any() or np.isnan(awaited).any():
        raise ValueError("a unit has no number: leave hidden units out before the funnel is fitted")
    if not seen.any():
        raise ValueError("no unit has an event: there is nothing to fit a funnel to")
    seen, awaited = seen[awaited > 0], awaited[awaited > 0]
    target = float(seen.sum() / awaited.sum())
    deviation, chance = np.sqrt(seen / awaited) - np.sqrt(target), 1 / (4 * awaited)
    tau2, phi = between_units(deviation, chance, 1), relative_spread(deviation, chance)
    return RatioFunnel(target, tau2, phi, len(seen), model)


def _positive(expected: npt.ArrayLike) -> Floats:
    awaited = np.asarray(expected, dtype=np.float64)
    if np.any(awaited < 0):
        raise ValueError("an expected count is negative")
    return np.where(awaited == 0, np.nan, awaited)

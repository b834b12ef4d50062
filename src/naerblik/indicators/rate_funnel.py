"""Crude rates of units in a funnel, and the comparison of a group of units with the rest.

Scale: y = sqrt(events / person-time), whose chance variation 1 / (4 n) does not depend on the rate. Person-time may be
citizens of a year. Few events are too lopsided for a normal scale, so that a difference is a finding only where it
is also beyond exact chance.
Source: D. J. Spiegelhalter, Stat Med 24 (2005) 1185-1202 (square-root scale); `overdispersion` says how tau^2 is found;
J. Przyborowski and H. Wilenski, Biometrika 31 (1940) 313-323 (two Poisson counts compared given their sum).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from naerblik.indicators import ratio_funnel
from naerblik.indicators.few_expected import beyond_binomial_chance
from naerblik.indicators.funnel import Bools, Comparison, Verdict
from naerblik.indicators.overdispersion import between_units
from naerblik.indicators.ratio_funnel import RatioFunnel
from naerblik.indicators.units import Floats, exposed, normal_quantile


@dataclass(frozen=True)
class RateFunnel:
    """A funnel of rates: `target` is the rate of all units together, `ratios` the funnel of observed to expected."""

    target: float
    ratios: RatioFunnel

    def limits(self, person_time: npt.ArrayLike, confidence: float) -> tuple[Floats, Floats]:
        """Lower and upper limits of rates, per unit of person-time; shapes and errors as `RatioFunnel.limits`."""
        lower, upper = self.ratios.limits(self.target * np.asarray(person_time, dtype=np.float64), confidence)
        return self.target * lower, self.target * upper


def fit(events: npt.ArrayLike, person_time: npt.ArrayLike) -> RateFunnel:
    """The funnel of units with these events and person-time. Raises ValueError as `ratio_funnel.fit` does."""
    counts, time = exposed(events, person_time)
    target = float(counts.sum() / time.sum()) if time.any() else 0.0
    return RateFunnel(target, ratio_funnel.fit(counts, target * time))


def against_rest(
    events: npt.ArrayLike, person_time: npt.ArrayLike, inside: npt.ArrayLike, confidence: float = 0.998
) -> Comparison:
    """Compares the units where `inside` is True, pooled, with all other units, pooled.

    As `funnel.against_rest`, on the square-root scale: a pooled rate varies by 1 / (4 N) + tau2 * sum(n_i^2) / N^2, and
    tau2 comes from the deviations of the units from the rate of their own side. The verdict is "none" where chance
    alone explains the two pooled counts: given their sum, one is binomial with its share of the person-time.
    Arrays are one-dimensional and of one length. Raises ValueError for a number that is NaN or negative, events without
    person-time, and when either side has none.
    """
    counts, time = exposed(events, person_time)
    mask = np.asarray(inside, dtype=bool)
    if mask.shape != time.shape:
        raise ValueError(f"inside has shape {mask.shape}, person-time {time.shape}: give one mark per unit")
    if np.isnan(counts).any() or np.isnan(time).any():
        raise ValueError("a unit has no number: leave hidden units out before they are compared")
    counts, time, mask = counts[time > 0], time[time > 0], mask[time > 0]
    if mask.all() or not mask.any():
        raise ValueError("a comparison needs units with person-time both inside and outside the group")
    rate, rest = _pooled(counts, time, mask), _pooled(counts, time, ~mask)
    deviation = np.sqrt(counts / time) - np.sqrt(np.where(mask, rate, rest))
    tau2 = between_units(deviation, 1 / (4 * time), 2)
    spread = np.sqrt(_variance(time[mask], tau2) + _variance(time[~mask], tau2)) * normal_quantile(confidence)
    lower, upper = max(np.sqrt(rest) - spread, 0.0) ** 2, (np.sqrt(rest) + spread) ** 2
    beyond = _beyond_chance(counts, time, mask, confidence)
    verdict: Verdict = "higher" if rate > upper else "lower" if rate < lower else "none"
    return Comparison(rate, rest, float(lower), float(upper), verdict if beyond else "none")


def _pooled(counts: Floats, time: Floats, mask: Bools) -> float:
    return float(counts[mask].sum() / time[mask].sum())


def _variance(time: Floats, tau2: float) -> float:
    return float((time**2 * (1 / (4 * time) + tau2)).sum() / time.sum() ** 2)


def _beyond_chance(counts: Floats, time: Floats, mask: Bools, confidence: float) -> bool:
    share = float(time[mask].sum() / time.sum())
    return beyond_binomial_chance(int(counts[mask].sum()), int(counts.sum()), share, confidence)

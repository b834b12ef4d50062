"""Funnel plots for proportions with overdispersion, and the comparison of a group of units with the rest.

Scale: y = arcsin(sqrt(count / n)), whose chance variation 1 / (4 n) does not depend on the proportion.
Model: y_i ~ Normal(target, 1 / (4 n_i) + tau^2): units differ by chance and by tau^2, the variance between them
that practice, registration and need make everywhere. Only what lies outside both is a finding.
Source: D. J. Spiegelhalter, Stat Med 24 (2005) 1185-1202 (funnel limits, arcsine scale); `overdispersion` says how
tau^2 is found, and offers the multiplicative model beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from naerblik.indicators.overdispersion import Fitted, Model, between_units, relative_spread
from naerblik.indicators.units import Floats, counted, normal_quantile

Bools = npt.NDArray[np.bool_]
Verdict = Literal["higher", "lower", "none"]


class Funnel(Fitted):
    """A funnel fitted to units with proportions; tau2 lies on the arcsine-square-root scale."""

    def limits(self, population: npt.ArrayLike, confidence: float) -> tuple[Floats, Floats]:
        """Lower and upper limits as proportions for units of these sizes: sin^2(target' -/+ z sqrt(1/(4n) + tau2)).

        With the multiplicative model the root is sqrt(phi / (4n)). 0.95 and 0.998 are the usual pair of confidences.
        NaN where the population is 0 or NaN. Raises ValueError for a negative population or a confidence outside
        0 to 1.
        """
        _, n = counted(np.zeros_like(np.asarray(population, dtype=np.float64)), population)
        spread = np.sqrt(self.widened(_chance(np.where(n == 0, np.nan, n))))
        return _around(_arcsine(self.target), normal_quantile(confidence) * spread)


@dataclass(frozen=True)
class Comparison:
    """A group of units against the rest of the country.

    `share` and `rest` are the two proportions; `lower` and `upper` bound where the group's share would lie if it
    differed from the rest by chance and overdispersion only. `verdict` says on which side of them it lies.
    """

    share: float
    rest: float
    lower: float
    upper: float
    verdict: Verdict


def fit(count: npt.ArrayLike, population: npt.ArrayLike, model: Model = "additive") -> Funnel:
    """The funnel of units with these counts and populations (one-dimensional, whole numbers, no NaN).

    Units without population carry no information and are left out. Raises ValueError when no unit is left, a number
    is NaN (leave hidden units out first), negative, or a count exceeds its population.
    """
    counts, n = _usable(*counted(count, population))
    target = float(counts.sum() / n.sum())
    deviation = _arcsine(counts / n) - _arcsine(target)
    chance = _chance(n)
    return Funnel(target, between_units(deviation, chance, 1), relative_spread(deviation, chance), len(n), model)


def against_rest(
    count: npt.ArrayLike, population: npt.ArrayLike, inside: npt.ArrayLike, confidence: float = 0.998
) -> Comparison:
    """Compares the units where `inside` is True, pooled, with all other units, pooled.

    Both pooled proportions are taken to the arcsine-square-root scale, where the variance of a pooled proportion is
    1 / (4 N) + tau2 * sum(n_i^2) / N^2 with N = sum(n_i). tau2 is estimated from the deviations of the units from
    the proportion of their own side, so that the difference that is tested does not widen its own limits.
    Arrays are one-dimensional and of one length. Raises ValueError as `fit` does, and when either side is empty.
    """
    counts, n = counted(count, population)
    mask = np.asarray(inside, dtype=bool)
    if mask.shape != n.shape:
        raise ValueError(f"inside has shape {mask.shape}, population {n.shape}: give one mark per unit")
    mask = mask[n != 0]
    counts, n = _usable(counts, n)
    if mask.all() or not mask.any():
        raise ValueError("a comparison needs units with population both inside and outside the group")
    share, rest = _pooled(counts, n, mask), _pooled(counts, n, ~mask)
    deviation = _arcsine(counts / n) - np.where(mask, _arcsine(share), _arcsine(rest))
    tau2 = between_units(deviation, _chance(n), 2)
    spread = np.sqrt(_pooled_variance(n[mask], tau2) + _pooled_variance(n[~mask], tau2))
    lower, upper = _around(_arcsine(rest), normal_quantile(confidence) * spread)
    return Comparison(share, rest, float(lower), float(upper), _verdict(share, float(lower), float(upper)))


def _usable(counts: Floats, n: Floats) -> tuple[Floats, Floats]:
    if np.isnan(counts).any() or np.isnan(n).any():
        raise ValueError("a unit has no number: leave hidden units out before the funnel is fitted")
    if not n.any():
        raise ValueError("no unit has a population: there is nothing to fit a funnel to")
    return counts[n > 0], n[n > 0]


def _arcsine(share: npt.ArrayLike) -> Floats:
    return np.asarray(np.arcsin(np.sqrt(np.asarray(share, dtype=np.float64))))


def _around(centre: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Back from the arcsine scale; limits beyond its ends are 0 and 1."""
    lower, upper = (np.clip(centre + sign * spread, 0, np.pi / 2) for sign in (-1, 1))
    return np.sin(lower) ** 2, np.sin(upper) ** 2


def _chance(n: Floats) -> Floats:
    return 1 / (4 * n)


def _pooled(counts: Floats, n: Floats, mask: Bools) -> float:
    return float(counts[mask].sum() / n[mask].sum())


def _pooled_variance(n: Floats, tau2: float) -> Floats:
    return np.asarray((n**2 * (_chance(n) + tau2)).sum() / n.sum() ** 2)


def _verdict(share: float, lower: float, upper: float) -> Verdict:
    if share > upper:
        return "higher"
    return "lower" if share < lower else "none"

"""Proportions: the share of citizens in a group with something, and the limits of chance around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from naerblik.indicators.units import Floats, counted, normal_quantile


def per_1000(count: npt.ArrayLike, population: npt.ArrayLike) -> Floats:
    """Citizens per 1,000 citizens; NaN where the population is 0 or either number is NaN.

    Raises ValueError for a count above its population, a negative number or different shapes.
    """
    counts, populations = counted(count, population)
    return 1000 * counts / _nonzero(populations)


def wilson(count: npt.ArrayLike, population: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's score limits of proportions, without continuity correction.

    With p = count / n and z the normal quantile, the limits are
    (2 count + z^2 -/+ z sqrt(z^2 + 4 count (1 - p))) / (2 (n + z^2)).
    Source: E. B. Wilson, JASA 22 (1927) 209-212; R. G. Newcombe, Stat Med 17 (1998) 857-872, method 3.

    `count` and `population` have one shape; the two arrays returned have it too and hold shares of 1.
    NaN where the population is 0 or either number is NaN. Raises ValueError for a count above its population,
    a negative number, different shapes or a confidence outside 0 to 1.

    >>> lower, upper = wilson([65], [100])
    >>> print(f"{lower[0]:.3f}-{upper[0]:.3f}")
    0.553-0.736
    """
    counts, populations = counted(count, population)
    z = normal_quantile(confidence)
    n = _nonzero(populations)
    middle, spread = 2 * counts + z**2, z * np.sqrt(z**2 + 4 * counts * (1 - counts / n))
    # A count of 0 or n has its own number as limit; rounding alone would leave it a hair outside.
    lower = np.where(counts == 0, 0.0, (middle - spread) / (2 * (n + z**2)))
    upper = np.where(counts == n, 1.0, (middle + spread) / (2 * (n + z**2)))
    return np.where(np.isnan(n), np.nan, lower), np.where(np.isnan(n), np.nan, upper)


def _nonzero(populations: Floats) -> Floats:
    return np.where(populations == 0, np.nan, populations)

"""The exact guard of findings about few citizens: whether a count lies outside binomial chance round a known share.

The funnel's normal approximation is too narrow where few citizens are expected: 0 of 177 would be a finding where 3
are expected, though chance alone gives 0 once in thirty times.
"""

from __future__ import annotations

import numpy as np

from naerblik.indicators.units import tail


def beyond_binomial_chance(count: int, population: int, share: float, confidence: float) -> bool:
    """Whether `count` of `population` lies outside the exact limits round `share` (of 1) at this confidence.

    That is, whether so few or so many citizens have less than half of what the confidence leaves: P(X <= count) or
    P(X >= count), X ~ Binomial(population, share). Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934)
    404-413. Raises ValueError for a confidence outside 0 to 1.
    """
    side = tail(confidence)
    at_most = binomial_at_most(count, population, share)
    return at_most < side or 1 - binomial_at_most(count - 1, population, share) < side


def binomial_at_most(count: int, population: int, share: float) -> float:
    """The probability of `count` or fewer among `population` when each has the probability `share`.

    Added up on the logarithmic scale, so that it neither overflows nor vanishes for a whole country.
    """
    if count < 0 or share >= 1:
        return float(count >= population)
    if share <= 0:
        return 1.0
    steps = np.arange(1, count + 1)
    ratios = np.log((population - steps + 1) / steps) + np.log(share / (1 - share))
    logs = population * np.log1p(-share) + np.concatenate([[0.0], np.cumsum(ratios)])
    largest = logs.max()
    return float(min(1.0, np.exp(largest) * np.exp(logs - largest).sum()))

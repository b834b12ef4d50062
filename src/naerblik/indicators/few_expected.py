"""The exact guard of findings about few citizens: whether a count lies outside binomial chance round a known share.

The funnel's normal approximation is too narrow where few citizens are expected: 0 of 177 would be a finding where 3
are expected, though chance alone gives 0 once in thirty times.
"""

from __future__ import annotations

from scipy.special import bdtr

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
    """The probability of `count` or fewer among `population` when each has the probability `share`."""
    return float(bdtr(count, population, min(max(share, 0.0), 1.0))) if count >= 0 else 0.0

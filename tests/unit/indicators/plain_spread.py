"""The spread of winsorised z scores, one number at a time: the slow reference of both funnels."""

from __future__ import annotations

NORMAL_SPREAD = 0.678655
"""What is left of the variance of a normal distribution when a tenth is pulled in at each end."""


def plain_winsorised(values: list[float]) -> list[float]:
    """Each tenth of the values pulled in to the 10th and 90th percentile, interpolated between neighbours."""
    ordered = sorted(values)

    def quantile(share: float) -> float:
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    low, high = quantile(0.1), quantile(0.9)
    return [min(max(value, low), high) for value in values]


def plain_spread(scores: list[float]) -> float:
    """The mean squared winsorised z score as a multiple of what a normal distribution gives."""
    squares = [z * z for z in plain_winsorised(scores)]
    return sum(squares) / len(squares) / NORMAL_SPREAD

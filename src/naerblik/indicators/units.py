"""The numbers behind an indicator: one count and one population per unit, checked once."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def counted(count: npt.ArrayLike, population: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Both as float arrays of one shape. NaN stands for a hidden or missing number.

    Raises ValueError when the shapes differ, a number is negative or a count exceeds its population.
    """
    counts, populations = exposed(count, population)
    if np.any(counts > populations):
        raise ValueError(f"a count exceeds its population (at {_first(counts > populations)}): check the denominator")
    return counts, populations


def exposed(count: npt.ArrayLike, exposure: npt.ArrayLike) -> tuple[Floats, Floats]:
    """As `counted`, where one person can have several events, so that the count has no upper bound.

    Nothing in 0 stays: it is a unit without citizens. Raises ValueError when the shapes differ, a number is negative,
    or something is counted where there is nobody to count it in.
    """
    counts, populations = np.asarray(count, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if counts.shape != populations.shape:
        raise ValueError(
            f"count has shape {counts.shape}, population {populations.shape}: give one population per count"
        )
    if np.any(counts < 0) or np.any(populations < 0):
        raise ValueError("a count or a population is negative")
    nobody = (counts > 0) & (populations == 0)
    if np.any(nobody):
        raise ValueError(
            f"something is counted where there is no person-time or population (at {_first(nobody)}): "
            "check the denominator"
        )
    return counts, populations


def normal_quantile(confidence: float) -> float:
    """The z of two-sided limits: 1.96 for 0.95. Raises ValueError outside the open interval from 0 to 1."""
    return NormalDist().inv_cdf(1 - tail(confidence))


def tail(confidence: float) -> float:
    """What two-sided limits leave on each side: 0.025 for 0.95. Raises ValueError outside the open interval 0 to 1."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}: give a share between 0 and 1, for instance 0.95")
    return (1 - confidence) / 2


def _first(where: npt.NDArray[np.bool_]) -> str:
    return f"position {int(np.flatnonzero(where)[0])}"

"""A figure that the synthetic registers are compared with, and how far it may lie off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STANDARD_ERRORS = 4.0


@dataclass(frozen=True)
class Tolerance:
    """How far a figure may lie off: rounding to `whole` persons, chance where a share of them is `drawn`, the model."""

    reason: str
    whole: float = 0.0
    drawn: float = 0.0
    model_percent: float = 0.0

    def percent(self, persons: float) -> float:
        """For a figure with so many synthetic persons behind it, taken as one where there are none."""
        count = max(persons, 1.0)
        chance = STANDARD_ERRORS * np.sqrt(self.drawn / count)
        return float(100 * (self.whole / count + chance) + self.model_percent)


@dataclass(frozen=True)
class Figure:
    """A published figure and the synthetic persons (or municipalities) that it is compared with, not yet scaled."""

    group: str
    name: str
    published: float
    found: float
    tolerance: Tolerance

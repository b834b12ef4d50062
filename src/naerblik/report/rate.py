"""Events among citizens: as a share of them is looked up and shown, with the limits of chance of a count of events."""

from __future__ import annotations

from dataclasses import dataclass

from naerblik.indicators import rates
from naerblik.report.cells import Share


@dataclass(frozen=True)
class Rate(Share):
    """Events, and the citizens or years that they happen in. A citizen can have several, so the share has no top."""

    @classmethod
    def of(cls, share: Share) -> Rate:
        """The same two numbers, read as events."""
        return cls(share.count, share.population)

    @property
    def limits(self) -> tuple[float, float]:
        """95 % limits of chance per citizen: Byar's, exact below 10 events."""
        lower, upper = rates.crude_limits([self.count or 0], [self.population or 0], per=1)
        return float(lower[0]), float(upper[0])

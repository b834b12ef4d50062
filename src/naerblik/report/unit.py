"""How a share of citizens is said: per 1,000 citizens, or in percent of those with a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass

from naerblik.report import numbers


@dataclass(frozen=True)
class Unit:
    """A scale of shares: `name` heads an axis, `after` follows a number, `whom` follows it where it stands alone."""

    name: str
    scale: int
    after: str
    whom: str

    def number(self, share: float, digits: int = 1) -> str:
        """'36,1 pr. 1.000'."""
        return f"{self.bare(share, digits)} {self.after}"

    def alone(self, share: float, digits: int = 1) -> str:
        """'36,1 pr. 1.000 borgere'."""
        return f"{self.number(share, digits)}{self.whom}"

    def bare(self, share: float, digits: int = 1) -> str:
        """'36,1'."""
        return numbers.decimal(self.scale * share, digits)

    def interval(self, limits: tuple[float, float], digits: int = 1) -> str:
        """'35,8–36,5'."""
        return numbers.interval(self.scale * limits[0], self.scale * limits[1], digits)


CITIZENS = Unit("Borgere pr. 1.000", 1000, "pr. 1.000", " borgere")
PERCENT = Unit("Andel i pct.", 100, "pct.", "")

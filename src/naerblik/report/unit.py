"""How a share of citizens is said: per 1,000 citizens, or in percent of those with a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass

from naerblik.report import numbers


@dataclass(frozen=True)
class Unit:
    """A scale of shares: `name` heads an axis, `after` follows a number, `whom` follows it where it stands alone,
    `digits` are its decimals.
    """

    name: str
    scale: int
    after: str
    whom: str
    digits: int = 1

    def number(self, share: float, digits: int | None = None) -> str:
        """'36,1 pr. 1.000'."""
        return f"{self.bare(share, digits)} {self.after}"

    def alone(self, share: float, digits: int | None = None) -> str:
        """'36,1 pr. 1.000 borgere'."""
        return f"{self.number(share, digits)}{self.whom}"

    def bare(self, share: float, digits: int | None = None) -> str:
        """'36,1'."""
        return numbers.decimal(self.scale * share, self.digits if digits is None else digits)

    def interval(self, limits: tuple[float, float], digits: int | None = None) -> str:
        """'35,8–36,5'."""
        return f"{self.bare(limits[0], digits)}–{self.bare(limits[1], digits)}"


CITIZENS = Unit("Borgere pr. 1.000", 1000, "pr. 1.000", " borgere")
PERCENT = Unit("Andel i pct.", 100, "pct.", "")

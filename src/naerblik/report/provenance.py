"""The one small line under every table and figure: data snapshot, population behind it, coverage."""

from __future__ import annotations

from dataclasses import dataclass

SYNTHETIC = "SYNTETISKE DATA"


@dataclass(frozen=True)
class Provenance:
    """Where the numbers of a table or figure come from; the texts are Danish and complete in themselves.

    `sign` is the neutral sign of hidden cells (params/disclosure.yaml). A table without numbers of citizens has
    neither population nor coverage.
    """

    snapshot: str
    synthetic: bool
    sign: str
    population: str = ""
    coverage: str = ""

    @property
    def data(self) -> str:
        """The data snapshot, marked when it is synthetic."""
        return f"{SYNTHETIC} ({self.snapshot})" if self.synthetic else self.snapshot

    def line(self) -> str:
        """'Data: ... Befolkning bag tallene: ... Dækning: ...'."""
        parts = {"Data": self.data, "Befolkning bag tallene": self.population, "Dækning": self.coverage}
        return " ".join(f"{name}: {part}." for name, part in parts.items() if part)

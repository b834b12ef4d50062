"""The report of general practice for one recipient, as the notebook calls it."""

from __future__ import annotations

from dataclasses import dataclass

from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import Area
from naerblik.parameters import RunParameters
from naerblik.report.header import Header
from naerblik.report.table import Table


@dataclass(frozen=True)
class GeneralPracticeReport:
    """Every table, figure and sentence of the report; each method returns something a notebook shows."""

    cube: ProtectedCube
    recipient: Area
    parameters: RunParameters

    def header(self) -> Header:
        """Title, recipient, period, data snapshot, publisher and banners."""
        raise NotImplementedError

    def headline(self) -> str:
        """One sentence with the number that stands for the topic on the recipient's first page."""
        raise NotImplementedError

    def tables(self) -> dict[str, Table]:
        """Every table of the report by file stem."""
        raise NotImplementedError

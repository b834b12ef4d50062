"""The FSIII report: one method per table, figure and sentence of its notebook."""

from naerblik.report.fsiii.report import FsiiiReport

__all__ = ["FsiiiReport"]

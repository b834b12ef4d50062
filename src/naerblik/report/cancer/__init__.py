"""The cancer report: one method per table, figure and sentence of its notebook."""

from naerblik.report.cancer.report import CancerReport

__all__ = ["CancerReport"]

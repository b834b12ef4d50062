"""The explorer of a page: a reader's choice of published cells, embedded for a script that looks them up."""

from naerblik.report.explorer.measures import Measure, Option, Part, Whole
from naerblik.report.explorer.section import Explorer

__all__ = ["Explorer", "Measure", "Option", "Part", "Whole"]

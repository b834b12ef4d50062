"""The report of general practice: diagnoses, examinations and contacts."""

from naerblik.report.general_practice.report import GeneralPracticeReport

__all__ = ["GeneralPracticeReport"]

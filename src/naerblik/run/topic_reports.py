"""The reports that notebooks call, by topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import Area
from naerblik.parameters import RunParameters, Topic
from naerblik.report.cancer import CancerReport
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.general_practice import GeneralPracticeReport
from naerblik.report.report import Report

REPORTS: Mapping[Topic, Callable[[ProtectedCube, Area, RunParameters], Report]] = {
    "fsiii": FsiiiReport,
    "kraeft": CancerReport,
    "almen_praksis": GeneralPracticeReport,
}

"""The topics of a run: for each its notebook, its page, and the report that the notebook calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import Area
from naerblik.parameters import RunParameters, Topic
from naerblik.report.cancer import CancerReport
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.general_practice import GeneralPracticeReport
from naerblik.report.report import Report


@dataclass(frozen=True)
class TopicPages:
    """Where the pages of a topic come from and go to."""

    notebook: str
    page: str
    report: Callable[[ProtectedCube, Area, RunParameters], Report]


TOPICS: Mapping[Topic, TopicPages] = {
    "fsiii": TopicPages("01_fsiii.ipynb", "fsiii.html", FsiiiReport),
    "kraeft": TopicPages("02_kraeft.ipynb", "kraeft.html", CancerReport),
    "almen_praksis": TopicPages("03_almen_praksis.ipynb", "almen-praksis.html", GeneralPracticeReport),
}


def in_order(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """The topics of a run in the order of the reports, each once."""
    return tuple(topic for topic in TOPICS if topic in topics)

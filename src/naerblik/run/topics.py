"""The topics of a run: for each its notebook and its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from naerblik import parameters as params
from naerblik.parameters import PublicationPlan, RunParameters, Topic


@dataclass(frozen=True)
class TopicPages:
    """Where the pages of a topic come from and go to."""

    notebook: str
    page: str


TOPICS: Mapping[Topic, TopicPages] = {
    "fsiii": TopicPages("01_fsiii.ipynb", "fsiii.html"),
    "kraeft": TopicPages("02_kraeft.ipynb", "kraeft.html"),
    "almen_praksis": TopicPages("03_almen_praksis.ipynb", "almen-praksis.html"),
}


def in_order(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """The topics of a run in the order of the reports, each once."""
    return tuple(topic for topic in TOPICS if topic in topics)


def plans_of(parameters: RunParameters) -> dict[Topic, PublicationPlan]:
    """Topic -> its publication plan, of the topics of a run."""
    return {topic: params.publication_plan(topic) for topic in in_order(parameters.topics)}

"""Pydantic models of params/, a module for each kind of file.

Every function raises ParameterError, whose text names the file, the parameter, what was found and what is valid.
"""

from naerblik.parameters.delivery import delivery_keys
from naerblik.parameters.disclosure import DisclosureRules, disclosure_rules
from naerblik.parameters.publication import (
    CancerItems,
    Dimension,
    FsiiiItems,
    GeneralPracticeItems,
    ItemKind,
    PublicationPlan,
    PublicationSet,
    publication_plan,
)
from naerblik.parameters.reading import ParameterError, Strict, nearest, read_yaml
from naerblik.parameters.recipient import recipients
from naerblik.parameters.run import NotebookEngine, Renderer, RunParameters, Topic, load_run
from naerblik.parameters.sources import source

__all__ = [
    "CancerItems",
    "Dimension",
    "DisclosureRules",
    "FsiiiItems",
    "GeneralPracticeItems",
    "ItemKind",
    "NotebookEngine",
    "ParameterError",
    "PublicationPlan",
    "PublicationSet",
    "Renderer",
    "RunParameters",
    "Strict",
    "Topic",
    "delivery_keys",
    "disclosure_rules",
    "load_run",
    "nearest",
    "publication_plan",
    "read_yaml",
    "recipients",
    "source",
]

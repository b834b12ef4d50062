"""The rules of params/disclosure.yaml."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from naerblik.parameters.reading import Strict, read_yaml, validated
from naerblik.project import PARAMS


class Rule(Strict):
    """A whole number that a rule needs, with its source and the day it was taken over."""

    value: int = Field(ge=1)
    source: str
    date: date


class Ratio(Strict):
    """A share of a number that a rule needs, with its source and the day it was taken over."""

    value: float = Field(ge=0, le=10)
    source: str
    date: date


class Rounding(Strict):
    """The base that numbers are rounded to instead of hiding any, or none."""

    value: Literal["none", 5]
    source: str
    date: date


class Switch(Strict):
    """A disclosure rule that is on or off."""

    value: bool
    source: str
    date: date


class DisclosureRules(Strict):
    """params/disclosure.yaml."""

    threshold: Rule
    hide_complements: Switch
    attribute_group_below: Rule
    zeros_hidden: Switch
    minimum_width: Rule
    relative_width: Ratio
    rounding: Rounding
    sign: str


def disclosure_rules() -> DisclosureRules:
    """The rules of params/disclosure.yaml."""
    path = PARAMS / "disclosure.yaml"
    return validated(DisclosureRules, read_yaml(path), path)

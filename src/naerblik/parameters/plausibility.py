"""The limits of params/plausibility.yaml."""

from __future__ import annotations

from pathlib import Path

from naerblik.parameters.disclosure import Ratio, Rule
from naerblik.parameters.reading import Strict, read_yaml, validated
from naerblik.project import PARAMS


class Plausibility(Strict):
    """params/plausibility.yaml."""

    minimum_rows: Rule
    share_left: Ratio
    usual_share: Ratio
    repeated_share: Ratio


def plausibility(file: Path = PARAMS / "plausibility.yaml") -> Plausibility:
    """The limits. Raises ParameterError with the file, the name and what is valid."""
    return validated(Plausibility, read_yaml(file), file)

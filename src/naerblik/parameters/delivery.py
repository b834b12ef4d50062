"""Whom releases are encrypted to: params/delivery.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from naerblik import geography
from naerblik.parameters.reading import ParameterError, Strict, nearest, read_yaml, validated
from naerblik.project import PARAMS


class Delivery(Strict):
    """params/delivery.yaml."""

    keys: dict[str, str]


def delivery_keys() -> Mapping[str, str]:
    """Code of a recipient -> its public key of age. Raises ParameterError for a code that no area has."""
    path = PARAMS / "delivery.yaml"
    keys = validated(Delivery, read_yaml(path), path).keys
    known = [area.code for area in geography.areas()]
    for code in keys:
        if code not in known:
            raise ParameterError(f"{path}: keys: '{code}' is no code of a recipient; {nearest(code, known)}.")
    return keys

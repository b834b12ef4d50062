"""How a file of params/ is read into a model: an unknown or mistyped name or value stops with the nearest valid one."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from naerblik import NaerblikError

Model = TypeVar("Model", bound=BaseModel)


class ParameterError(NaerblikError):
    """A parameter that cannot be used; the text says where it stands and what to write instead."""


class Strict(BaseModel):
    """Unknown names are errors; a model never changes after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def nearest(word: str, valid: Iterable[str]) -> str:
    """'Did you mean ...?' for a mistyped word, or the list of what is valid."""
    names = [str(v) for v in valid]
    by_lower = {name.lower(): name for name in names}
    hits = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.5)
    if hits:
        return f"the nearest valid one is '{by_lower[hits[0]]}'"
    return "valid are " + ", ".join(f"'{name}'" for name in names[:12]) + (" ..." if len(names) > 12 else "")


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        siblings = [str(sibling) for sibling in path.parent.glob("*.yaml")]
        hint = f"; {nearest(str(path), siblings)}" if siblings else ""
        raise ParameterError(f"{path}: there is no such file{hint}.") from None
    except yaml.YAMLError as error:
        raise ParameterError(f"{path}: this is not valid YAML: {error}") from None
    if not isinstance(content, dict):
        raise ParameterError(f"{path}: expected names with values, found {type(content).__name__}.")
    return content


def validated(
    model: type[Model], content: Mapping[str, Any], source: Path | str, beside: Collection[str] = ()
) -> Model:
    """The model of what a file holds, and of what is given `beside` it in place of its values."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ParameterError(_explained(error, model, source, beside)) from None


def _explained(error: ValidationError, model: type[BaseModel], source: Path | str, beside: Collection[str]) -> str:
    lines = []
    for fault in error.errors():
        where = ".".join(str(part) for part in fault["loc"])
        file = f"given beside {source}" if fault["loc"] and fault["loc"][0] in beside else source
        if fault["type"] == "extra_forbidden":
            lines.append(f"{file}: '{where}' is not a parameter; {nearest(where, model.model_fields)}.")
        elif fault["type"] == "literal_error":
            valid = [part.strip(" '") for part in fault["ctx"]["expected"].replace(" or ", ",").split(",")]
            lines.append(f"{file}: {where} is '{fault['input']}'; {nearest(str(fault['input']), valid)}.")
        elif fault["type"] == "missing":
            lines.append(f"{file}: '{where}' is missing.")
        elif isinstance(fault["input"], dict):
            lines.append(f"{file}: {where + ': ' if where else ''}{fault['msg'].removeprefix('Value error, ')}.")
        else:
            lines.append(f"{file}: {where} is {fault['input']!r}: {fault['msg'].removeprefix('Value error, ')}.")
    return "\n".join(lines)

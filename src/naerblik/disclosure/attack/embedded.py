"""The numbers that a page carries for its script, read from the page: the same cells as in the data files, or more.

A page holds blocks; each is a full cross of its axes, the last one fastest: the parts of an item, year, area, sex, age,
nursing home, disease, reporters. HIDDEN and ABSENT stand for a number that is hidden, and for one that does not exist.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from naerblik import NaerblikError
from naerblik.disclosure.attack import fsiii

DATA = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
HIDDEN, ABSENT = -1, -2
GROUPS = ("year", "area", "sex", "age", "nursing_home", "disease", "reporters")


class EmbeddedError(NaerblikError):
    """A page whose numbers the attack cannot read; nothing passes that was not read."""


def embedded(folder: Path) -> Iterator[pd.DataFrame]:
    """What the pages of a recipient's folder carry: fsiii.KEY, value (missing where hidden) and file, a block each.

    Raises EmbeddedError for numbers of another form.
    """
    for path in sorted(folder.glob("*.html")):
        for data in DATA.findall(path.read_text(encoding="utf-8")):
            try:
                blocks = json.loads(data)["blocks"]
                found = [frame for block in blocks for frame in _numbers(block)]
            except (ValueError, KeyError, TypeError) as error:
                raise EmbeddedError(f"{path}: the numbers of the page cannot be read ({error}).") from error
            yield from (frame.assign(file=f"{folder.name}/{path.name}") for frame in found)


def _numbers(block: Mapping[str, Any]) -> Iterator[pd.DataFrame]:
    """The counts of a block, and the populations beside them, which are there once or for every item."""
    axes: list[Sequence[str]] = block["axes"]
    if len(axes) < len(GROUPS):
        raise ValueError(f"a block has {len(axes)} axes")
    parts, groups = axes[: -len(GROUPS)], axes[-len(GROUPS) :]
    items = [".".join(part for part in own if part) or fsiii.ANY for own in product(*parts)]
    yield _with_values(_labels(items, groups).assign(items=str(block["kind"])), block["counts"])
    populations: Sequence[int] | None = block.get("populations")
    if populations is not None:
        each = len(block["counts"]) // len(items)
        for own in dict.fromkeys(
            tuple(populations[first : first + each]) for first in range(0, len(populations), each)
        ):
            yield _with_values(_labels([fsiii.ANY], groups).assign(items=fsiii.POPULATION), own)


def _labels(items: Sequence[str], groups: Sequence[Sequence[str]]) -> pd.DataFrame:
    return pd.MultiIndex.from_product([items, *groups], names=["item", *GROUPS]).to_frame(index=False).astype(str)


def _with_values(labels: pd.DataFrame, numbers: Sequence[int]) -> pd.DataFrame:
    if len(numbers) != len(labels) or any(number < ABSENT for number in numbers):
        raise ValueError(f"{len(numbers)} numbers stand where {len(labels)} are expected, or some are below {ABSENT}")
    values = pd.Series(numbers, index=labels.index, dtype="float64")
    return labels.assign(value=values.mask(values == HIDDEN))[values != ABSENT]

"""What must stay uncertain in a release: each hidden number, and each complement beside a hidden number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from naerblik.disclosure.attack import fsiii
from naerblik.disclosure.attack.knowledge import Flags, Floats, Integers, Targets
from naerblik.disclosure.attack.rows import Rows
from naerblik.parameters import DisclosureRules

SHOWN = "shown below threshold"
SHOWN_COMPLEMENT = "complement shown below threshold"
SHOWN_ALL = "everyone of a small group"


@dataclass(frozen=True)
class Asked:
    """The targets; `cell` is the cell that a target is named after, `complement` marks differences."""

    targets: Targets
    cell: Integers
    complement: Flags


def asked(blocks: Sequence[Rows], values: Floats, rules: DisclosureRules) -> Asked:
    """Targets for every number that is hidden (missing in `values`), whatever the reason: a reader cannot know it."""
    hidden = np.flatnonzero(np.isnan(values))
    larger, smaller = complements(blocks) if rules.hide_complements.value else _none()
    beside = np.isnan(values[larger]) | np.isnan(values[smaller])
    larger, smaller = larger[beside], smaller[beside]
    lines = np.concatenate([np.arange(len(hidden)), np.tile(len(hidden) + np.arange(len(larger)), 2)])
    columns = np.concatenate([hidden, larger, smaller])
    weights = np.concatenate([np.ones(len(hidden) + len(larger)), -np.ones(len(smaller))])
    size = len(hidden) + len(larger)
    complement = np.arange(size) >= len(hidden)
    width = np.where(complement, 0.0, float(rules.minimum_width.value))
    forms = sp.csr_matrix((weights, (lines, columns)), shape=(size, len(values)))
    threshold = np.full(size, float(rules.threshold.value))
    return Asked(Targets(forms, threshold, width), np.concatenate([hidden, smaller]), complement)


def complements(blocks: Sequence[Rows]) -> tuple[Integers, Integers]:
    """Larger and smaller cell of every difference that is a group of persons."""
    pairs = [(block.plus[0][:, 0], block.minus[0][:, 0]) for block in blocks if block.complement]
    if not pairs:
        return _none()
    return np.concatenate([larger for larger, _ in pairs]), np.concatenate([smaller for _, smaller in pairs])


def near_misses(
    blocks: Sequence[Rows], values: Floats, rules: DisclosureRules, cells: pd.DataFrame
) -> Iterator[tuple[int, str]]:
    """Numbers that are printed although they must not be, and by which rule."""
    threshold = rules.threshold.value
    persons = ~np.isin(cells["items"], fsiii.NO_PERSONS)
    for place in np.flatnonzero(persons & (values > 0) & (values < threshold)):
        yield int(place), SHOWN
    if not rules.hide_complements.value:
        return
    larger, smaller = complements(blocks)
    room = values[larger] - values[smaller]
    for line in np.flatnonzero((room > 0) & (room < threshold)):
        yield int(smaller[line]), SHOWN_COMPLEMENT
    larger, smaller = complements([block for block in blocks if block.group])
    room = values[larger] - values[smaller]
    small = (room == 0) & (values[smaller] > 0) & (values[smaller] < rules.attribute_group_below.value)
    for line in np.flatnonzero(small):
        yield int(smaller[line]), SHOWN_ALL


def _none() -> tuple[Integers, Integers]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)

"""Sums between published cells, rebuilt from their labels: whole = parts, in every line of a table.

A sum holds where all its parts are published. Where some are missing, a reader still knows that the parts he sees do
not exceed the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from naerblik.disclosure.attack.knowledge import Flags, Integers
from naerblik.disclosure.attack.rows import Rows


@dataclass(frozen=True)
class Total:
    """A label that is the sum of others: `parts`, or where not all of them are published the `finer` ones."""

    whole: str
    parts: Sequence[str]
    finer: Sequence[Sequence[str]] = ()


Totals = Mapping[str, Sequence[Total]]
"""Dimension -> its sums. A label may have several that do not follow from one another."""


class Labels:
    """The labels of cells as whole numbers, one column a dimension, and a lookup from labels to cells."""

    def __init__(self, cells: pd.DataFrame, dimensions: Sequence[str]) -> None:
        coded = {name: pd.factorize(cells[name].astype(str)) for name in dimensions}
        self.codes = {name: code.astype(np.int64) for name, (code, _) in coded.items()}
        self.places = {name: {str(v): i for i, v in enumerate(values)} for name, (_, values) in coded.items()}
        self.strides: dict[str, int] = {}
        stride = 1
        for name in reversed(dimensions):
            self.strides[name] = stride
            stride *= max(1, len(self.places[name]))
        self.keys: Integers = np.zeros(len(cells), dtype=np.int64)
        for name in dimensions:
            self.keys += self.codes[name] * self.strides[name]
        self.order = np.argsort(self.keys, kind="stable")
        self.sorted = self.keys[self.order]

    def where(self, **labels: str) -> Integers:
        """The cells with these labels."""
        fits: Flags = np.ones(len(self.keys), dtype=bool)
        for name, label in labels.items():
            fits &= self.codes[name] == self.places[name].get(label, -1)
        return np.flatnonzero(fits)

    def beside(self, cells: Integers, **labels: str) -> Integers:
        """The cells that differ from these in that they have these labels; -1 where there is none."""
        keys = self.keys[cells]
        for name, label in labels.items():
            code = self.places[name].get(label, -1)
            if code < 0:
                return np.full(len(cells), -1)
            keys = keys + (code - self.codes[name][cells]) * self.strides[name]
        place = np.minimum(np.searchsorted(self.sorted, keys), len(self.sorted) - 1)
        found: Integers = np.where(self.sorted[place] == keys, self.order[place], -1)
        return found

    def near(self, totals: Totals) -> Integers:
        """Ranks of the labels, cells x dimensions, in which the parts of a whole stand side by side."""
        ranks = {name: _ranks(places, totals.get(name, ())) for name, places in self.places.items()}
        return np.column_stack([ranks[name][code] for name, code in self.codes.items()])


def _ranks(places: Mapping[str, int], stated: Sequence[Total]) -> Integers:
    parts: dict[str, Sequence[str]] = {}
    for total in stated:
        parts.setdefault(total.whole, total.parts)
    below = {part for own in parts.values() for part in own}
    waiting = [label for label in reversed(list(places)) if label not in below]
    order: dict[str, int] = {}
    while waiting:
        label = waiting.pop()
        if label not in order:
            order[label] = len(order)
            waiting += reversed(parts.get(label, ()))
    ranks = np.zeros(len(places), dtype=np.int64)
    for label, place in places.items():
        ranks[place] = order.setdefault(label, len(order))
    return ranks


def sums(known: Labels, totals: Totals) -> Iterator[Rows]:
    """The relations of all sums between cells, which are the variables."""
    for name, stated in totals.items():
        for total in stated:
            yield from _lines(known, name, total)


def _lines(known: Labels, name: str, total: Total) -> Iterator[Rows]:
    wholes = known.where(**{name: total.whole})
    for parts in (total.parts, *total.finer):
        if len(wholes) == 0:
            return
        found = np.column_stack([known.beside(wholes, **{name: part}) for part in parts])
        present = (found >= 0).sum(axis=1)
        complete, some = present == len(parts), (present > 0) & (present < len(parts))
        yield Rows(f"sum over {name}", (wholes[complete, None],), (found[complete],))
        yield Rows(f"parts over {name}", (wholes[some, None],), (found[some],), 0.0, np.inf)
        wholes = wholes[~complete]

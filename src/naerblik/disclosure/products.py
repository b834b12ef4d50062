"""Changes along the dimensions of a table that keep its sums, and their products: what boxes are chosen among."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from naerblik.disclosure.hierarchy import Hierarchy
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.tables import Integers, Table

OPTIONS = 24
"""Changes along one dimension that are tried; of more a choice is drawn."""
PRODUCTS = 64
"""Products of changes along all dimensions but the largest that are tried; of more a choice is drawn."""


@dataclass(frozen=True)
class Changes:
    """Changes along one dimension, one a row: codes and signs, filled up with sign 0."""

    codes: Integers
    signs: Integers


@dataclass(frozen=True)
class Axis:
    """A dimension as persons are counted in it. `counted` (leaves x codes): in which codes one in a leaf is counted.

    `known` keeps, by code, the changes that raise it.
    """

    counted: Flags
    known: dict[int, Changes] = field(default_factory=dict)

    @cached_property
    def paths(self) -> Integers:
        """The codes in which each leaf is counted, one leaf a row, filled up with a code more than there are."""
        order = np.argsort(~self.counted, axis=1, kind="stable")[:, : int(self.counted.sum(axis=1).max())]
        counted = np.take_along_axis(self.counted, order, axis=1)
        return np.where(counted, order, self.counted.shape[1])

    def changes(self, code: int, rng: np.random.Generator) -> Changes:
        """Changes along this dimension that raise a code by one."""
        if code not in self.known:
            self.known[code] = self._all_changes(code)
        found = self.known[code]
        if len(found.codes) <= OPTIONS:
            return found
        some = np.sort(rng.choice(len(found.codes), OPTIONS, replace=False))
        longest = int((found.signs[some] != 0).sum(axis=1).max())
        return Changes(found.codes[some, :longest], found.signs[some, :longest])

    def _all_changes(self, code: int) -> Changes:
        inside, outside = np.flatnonzero(self.counted[:, code]), np.flatnonzero(~self.counted[:, code])
        if self.counted[inside].sum() == 1:
            return Changes(np.array([[code]]), np.array([[1]]))
        signs = np.array([self.signs(int(own), int(other)) for own in inside for other in (-1, *outside)])
        order = np.argsort(signs == 0, axis=1, kind="stable")[:, : int((signs != 0).sum(axis=1).max())]
        return Changes(order, np.take_along_axis(signs, order, axis=1))

    def signs(self, own: int, other: int) -> Integers:
        """By code: what one more in the leaf `own` changes, and one less in `other` (-1: none)."""
        less = 0 if other < 0 else self.counted[other].astype(np.int64)
        change: Integers = self.counted[own].astype(np.int64) - less
        return change


def axis_of(dimension: Hierarchy) -> Axis:
    """The axis of a dimension: a leaf is a code that is no sum of others."""
    wholes = {stated.whole for stated in dimension.sums}
    above: dict[str, set[str]] = {}
    for stated in dimension.sums:
        for part in stated.parts:
            above.setdefault(part, set()).add(stated.whole)
    leaves = [code for code in dimension.codes if code not in wholes]
    counted = np.zeros((len(leaves), len(dimension.codes)), dtype=bool)
    for line, leaf in enumerate(leaves):
        waiting = [leaf]
        while waiting:
            code = waiting.pop()
            counted[line, dimension.position[code]] = True
            waiting += above.get(code, ())
    return Axis(counted)


@dataclass(frozen=True)
class Layout:
    """A table as boxes need it: its dimensions, the largest of them, and where its cells stand."""

    made: Table
    start: int
    axes: tuple[Axis, ...]
    main: int
    others: tuple[int, ...]

    @cached_property
    def columns(self) -> Integers:
        """Column of each combination of codes, flat; where there is none, -1: the last place of a list of columns."""
        places = self.made.places.ravel()
        return np.where(places >= 0, places + self.start, -1)

    @cached_property
    def strides(self) -> Integers:
        """How far apart neighbouring codes of each dimension stand in `columns`."""
        shape = self.made.places.shape
        return np.array([int(np.prod(shape[axis + 1 :])) for axis in range(len(shape))])

    def products(self, code: Integers, rng: np.random.Generator) -> tuple[Integers, Integers]:
        """Products of changes along all dimensions but the largest, one a row: places of cells in `columns`, signs."""
        changes = [self.axes[axis].changes(int(code[axis]), rng) for axis in self.others]
        sizes = [len(change.codes) for change in changes]
        which: Integers = np.arange(int(np.prod(sizes)))
        if len(which) > PRODUCTS:
            which = np.sort(rng.choice(which, PRODUCTS, replace=False))
        place, sign = np.zeros((len(which), 1), dtype=np.int64), np.ones((len(which), 1), dtype=np.int64)
        chosen = np.unravel_index(which, sizes) if sizes else ()
        for axis, change, row in zip(self.others, changes, chosen, strict=True):
            more = change.codes[row] * self.strides[axis]
            place = (place[:, :, None] + more[:, None, :]).reshape(len(which), -1)
            sign = (sign[:, :, None] * change.signs[row][:, None, :]).reshape(len(which), -1)
        return place, sign

"""Moves that are products: one change along each dimension, as when persons are moved between a few cells.

A person more in a municipality is one more in its region and in the country; a person less in another municipality
takes that back as far as the two share their totals. Such changes along each dimension, multiplied out, keep every sum
of a table, and the cheapest of thousands of products is found by adding up prices, without a linear program. Where
small cells stand in the way of one product, several give a little each (`Boxes.walk`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from naerblik.disclosure.hierarchy import Hierarchy
from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.moves import Move
from naerblik.disclosure.products import Axis, Layout, axis_of
from naerblik.disclosure.tables import Integers

NEVER = 1e9
"""The price of what cannot move."""
STARTS = 8
"""Parts of a total, along the largest dimension, that are tried for it."""
TRIED = 12
"""How many of the cheapest products are written out before none counts as possible."""


class Boxes:
    """Looks for products that move a column. `price` (by column) is 0 for what is hidden, NEVER for what must stay."""

    def __init__(self, family: LinkedTables, floor: Integers, price: Floats, rng: np.random.Generator) -> None:
        self.family, self.floor, self.rng = family, floor, rng
        self.price = np.append(price, 0.0)
        self.room = np.vstack(self._limits())  # how far each column can fall, then how far it can rise
        self.change = np.zeros(len(self.price), dtype=np.int64)
        self._layouts: dict[int, Layout] = {}
        self._axes: dict[Hierarchy, Axis] = {}

    def _limits(self) -> tuple[Floats, Floats]:
        """How far each cell can fall and rise by itself: to the floor, and as far as the room beside it goes."""
        family = self.family
        fall = np.append((family.values - self.floor).astype(float), np.inf)
        rise = np.full(len(fall), np.inf)
        limits = family.relations[self._first_limit :].tocoo()
        is_room = family.room_of[limits.col] >= 0
        room = np.zeros(limits.shape[0])
        room[limits.row[is_room]] = family.values[limits.col[is_room]]
        larger = limits.data > 0
        smaller = ~larger & ~is_room
        np.minimum.at(rise, limits.col[smaller], room[limits.row[smaller]])
        np.minimum.at(fall, limits.col[larger], room[limits.row[larger]])
        return fall, rise

    @cached_property
    def _first_limit(self) -> int:
        """The first relation with a room; each from there on has one, in the order of the rooms."""
        return len(self.family.names) - int((self.family.room_of >= 0).sum())

    def walk(self, column: int, target: int, most: float) -> tuple[float, Move] | None:
        """A sum of products that moves a column by `target`, and its price; None where none was found below `most`."""
        paid, rest, own_price = 0.0, target, self.price.copy()
        try:
            while rest:
                step = self._step(column, rest)
                if step is None or (paid := paid + step[0]) > most:
                    return None
                self._shift(step[1].columns, step[1].amounts)
                self.price[step[1].columns] = 0.0
                rest = target - int(self.change[column])
            columns = np.flatnonzero(self.change)
            return paid, Move(columns, self.change[columns])
        finally:
            self.price = own_price
            columns = np.flatnonzero(self.change)
            self._shift(columns, -self.change[columns])

    def _shift(self, columns: Integers, amounts: Integers) -> None:
        self.change[columns] += amounts
        self.room[0, columns] += amounts
        self.room[1, columns] -= amounts

    def _step(self, column: int, rest: int) -> tuple[float, Move] | None:
        """The product that is cheapest for each person that it moves; with the same price the one that moves more."""
        found = []
        for amount in dict.fromkeys((rest, int(np.sign(rest)))):
            best = self._cheapest(column, amount)
            if best is not None:
                found.append((best[0] / abs(amount), best))
                if best[0] == 0:
                    break
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _cheapest(self, column: int, target: int) -> tuple[float, Move] | None:
        options = [self._product(cell, amount) for cell, amount in self._cells(column, target)]
        return min((o for o in options if o is not None), key=lambda option: option[0], default=None)

    def _cells(self, column: int, target: int) -> list[tuple[int, int]]:
        """The cells that move a column: itself; a room grows when a larger cell does or a smaller one falls."""
        if self.family.room_of[column] < 0:
            return [(column, target)]
        row = self.family.relations[self.family.by_column[:, [column]].indices[0]]
        cells = self.family.room_of[row.indices] < 0
        return [(int(c), target * int(s)) for c, s in zip(row.indices[cells], row.data[cells], strict=True)]

    def _layout(self, cell: int) -> Layout:
        number = int(self.family.table_of[cell])
        if number not in self._layouts:
            made = self.family.tables[number]
            axes = tuple(self._axis(dimension) for dimension in made.dimensions)
            main = int(np.argmax([axis.counted.shape[1] for axis in axes]))
            others = tuple(axis for axis in range(len(axes)) if axis != main)
            start = sum(len(table.values) for table in self.family.tables[:number])
            self._layouts[number] = Layout(made, start, axes, main, others)
        return self._layouts[number]

    def _axis(self, dimension: Hierarchy) -> Axis:
        """The axis of a dimension, which several tables may share."""
        if dimension not in self._axes:
            self._axes[dimension] = axis_of(dimension)
        return self._axes[dimension]

    def _product(self, cell: int, amount: int) -> tuple[float, Move] | None:
        """The cheapest product that moves a cell by an amount."""
        layout = self._layout(cell)
        code = layout.made.codes[cell - layout.start]
        place, sign = layout.products(code, self.rng)
        axis, stride = layout.axes[layout.main], int(layout.strides[layout.main])
        inside = axis.counted[:, code[layout.main]]
        raised, lowered = (
            self._prices(layout, np.unique(axis.counted[side].nonzero()[1]), moved, place, sign)
            for side, moved in ((inside, amount), (~inside, -amount))
        )
        for total, own, other, which in _ranked(axis, inside, raised, lowered):
            if total >= NEVER:
                return None
            along = axis.signs(own, other)
            codes = np.flatnonzero(along)
            columns = layout.columns[(codes[:, None] * stride + place[which]).ravel()]
            amounts = amount * (along[codes][:, None] * sign[which]).ravel()
            moving = (columns >= 0) & (amounts != 0)
            move = self._completed(columns[moving], amounts[moving])
            if move is not None:
                return total, move
        return None

    def _prices(self, layout: Layout, codes: Integers, amount: int, place: Integers, sign: Integers) -> Floats:
        """What it costs that codes of the largest dimension (rows) move by each product (columns) times `amount`.

        Only `codes` are looked at, the others stand at 0; the last row is that of no code.
        """
        prices = np.zeros((layout.made.places.shape[layout.main] + 1, len(place)))
        found = layout.columns[(codes * layout.strides[layout.main])[:, None, None] + place]
        found[:, sign == 0] = -1
        room = self.room.ravel()[found + np.where(sign * amount > 0, self.room.shape[1], 0)]
        prices[codes] = np.where(room >= abs(amount), self.price[found], NEVER).sum(axis=2)
        return prices

    def _completed(self, columns: Integers, amounts: Integers) -> Move | None:
        """The move with all rooms beside it, if it keeps every relation and leaves every value above its floor."""
        by_column = self.family.by_column
        starts, sizes = by_column.indptr[columns], np.diff(by_column.indptr)[columns]
        entries = np.repeat(starts - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(sizes.sum())
        lines, place = np.unique(by_column.indices[entries], return_inverse=True)
        added = np.bincount(place, by_column.data[entries] * np.repeat(amounts, sizes), minlength=len(lines))
        lines, added = lines[added != 0], added[added != 0]
        if (lines < self._first_limit).any():
            return None
        cells = self.family.cells
        columns = np.r_[columns, cells + lines - self._first_limit].astype(np.int64)
        amounts = np.r_[amounts, np.rint(added)].astype(np.int64)
        left = self.family.values[columns] + self.change[columns] + amounts
        return None if (left < self.floor[columns]).any() else Move(columns, amounts)


def _ranked(axis: Axis, inside: Flags, raised: Floats, lowered: Floats) -> Iterator[tuple[float, int, int, int]]:
    """(price, own leaf, other leaf or -1, product) of changes along the largest dimension, the cheapest first.

    `inside` are the leaves that may rise, the others fall. Few codes of each leaf are added up; a product of matrices
    would go over all of them, and starts threads for it.
    """
    own_leaves, outside = np.flatnonzero(inside), np.flatnonzero(~inside)
    if axis.counted[own_leaves].sum() == 1:
        outside = outside[:0]
    if len(own_leaves) > STARTS:
        own_price = raised[axis.paths[own_leaves]].sum(axis=1).min(axis=1)
        own_leaves = own_leaves[np.argsort(own_price, kind="stable")[:STARTS]]
    none, others = axis.counted.shape[1], axis.paths[outside]
    prices, pairs = [], []
    for own in own_leaves:
        path = axis.paths[own]
        apart = np.where(np.append(axis.counted[own], False)[others], none, others)
        alone = np.where(axis.counted[np.ix_(outside, path[path < none])], none, path[path < none])
        prices += [raised[path].sum(axis=0)[None, :], raised[alone].sum(axis=1) + lowered[apart].sum(axis=1)]
        pairs += [(int(own), -1), *((int(own), int(other)) for other in outside)]
    flat = np.vstack(prices)
    best = _least(flat.ravel(), TRIED)
    for line, which in zip(*np.unravel_index(best, flat.shape), strict=True):
        yield float(flat[line, which]), *pairs[line], int(which)


def _least(numbers: Floats, count: int) -> Integers:
    """The places of the least numbers, the first ones of equals, in order; most numbers are never sorted."""
    if len(numbers) > count:
        near = np.flatnonzero(numbers <= np.partition(numbers, count - 1)[count - 1])
        return near[np.argsort(numbers[near], kind="stable")[:count]]
    return np.argsort(numbers, kind="stable")

"""Tables that share cells, sums or limits, as one system of linear relations.

Every relation is an equation over columns. A column is a published cell, or the room of an inequality: the room of
n <= N is N - n, a number of persons that is never printed and that a reader can compute once both sides are known.
So "n <= N" and "an area of codes has at most the sum of its codes" are equations with one more unknown that cannot be
negative, and complements are safe when the room is. What belongs together is found from the equations, never declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from naerblik.disclosure.tables import Integers, Table, TableError, sums_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """Cells of one table as rows x k places; -1 where a row has fewer of them."""

    table: str
    places: Integers

    def __post_init__(self) -> None:
        if self.places.ndim == 1:
            object.__setattr__(self, "places", self.places[:, None])


@dataclass(frozen=True)
class AtMost:
    """In each row, the sum of the `smaller` cells is at most the sum of the `larger` ones.

    With `complement`, the room between them is a group of persons that is protected like a count (N - n of "n of N").
    With `attribute` too, "all of a small group" says something of each of its members.
    """

    name: str
    smaller: tuple[Cells, ...]
    larger: tuple[Cells, ...]
    complement: bool = False
    attribute: bool = True


@dataclass(frozen=True)
class Equal:
    """In each row, the sum of the `left` cells is the sum of the `right` ones: one number published in two places."""

    name: str
    left: tuple[Cells, ...]
    right: tuple[Cells, ...]


@dataclass(frozen=True)
class LinkedTables:
    """The whole family. Columns: all cells, table by table, then the rooms of the inequalities.

    `relations` (equations x columns) times `values` is zero; `names` says for each equation which rule it comes from.
    `room_of` is the first smaller cell of a room, -1 for cells; `complement` marks the rooms to be protected,
    `attribute` those of groups. The first `sums` relations are sums within a table.
    `coordinates` (columns x dimensions) are ranks in which neighbours of a hierarchy lie side by side.
    """

    tables: tuple[Table, ...]
    values: Integers
    relations: sp.csr_matrix
    names: tuple[str, ...]
    room_of: Integers
    complement: Flags
    attribute: Flags
    coordinates: Integers
    sums: int

    @property
    def cells(self) -> int:
        """Number of published cells: the columns that are no rooms."""
        return int((self.room_of < 0).sum())

    @cached_property
    def by_column(self) -> sp.csc_matrix:
        """The relations, stored for taking out columns."""
        return self.relations.tocsc()

    @cached_property
    def table_of(self) -> Integers:
        """For each column the place of its table; a room belongs to the table of its first smaller cell."""
        own = np.repeat(np.arange(len(self.tables)), [len(t.values) for t in self.tables])
        return np.concatenate([own, own[self.room_of[self.room_of >= 0]]])

    def in_order(self) -> tuple[LinkedTables, Integers]:
        """The family with the cells of each table in the order of their codes, and which of our columns stands where.

        Limits and their rooms follow their cells, so the result does not depend on the order of the rows of a table.
        """
        within = [np.lexsort((np.arange(len(t.values)), *t.codes.T[::-1])) for t in self.tables]
        starts = np.cumsum([0, *map(len, within)])[:-1]
        cells = np.concatenate([first + own for first, own in zip(starts, within, strict=True)])
        place = np.empty(len(self.values), dtype=np.int64)
        place[cells] = np.arange(len(cells))
        rooms = np.flatnonzero(self.room_of >= 0)
        lines = self._lines_in_order(place)
        columns = np.r_[cells, rooms[lines[len(lines) - len(rooms) :] - (len(lines) - len(rooms))]]
        place[columns] = np.arange(len(columns))
        relations = self.relations[lines][:, columns]
        relations.sort_indices()
        owner = self.room_of[columns]
        changed = {name: getattr(self, name)[columns] for name in ("values", "complement", "attribute", "coordinates")}
        ordered = replace(
            self,
            tables=tuple(made.taken(own) for made, own in zip(self.tables, within, strict=True)),
            relations=relations,
            names=tuple(self.names[line] for line in lines),
            room_of=np.where(owner >= 0, place[owner], -1),
            **changed,
        )
        return ordered, columns

    def _lines_in_order(self, place: Integers) -> Integers:
        """The relations: sums as they are, then equalities, then limits, each rule by the places of its cells."""
        number = {name: n for n, name in enumerate(sorted(set(self.names)))}
        rule = np.array([number[name] for name in self.names], dtype=np.int64)
        entries = self.relations.tocoo()
        cell = self.room_of[entries.col] < 0
        row, column = entries.row[cell], place[entries.col[cell]]
        least, most = np.full(len(rule), len(place)), np.full(len(rule), -1)
        np.minimum.at(least, row, column)
        np.maximum.at(most, row, column)
        is_sum = np.arange(len(rule)) < self.sums
        kind = np.where(is_sum, 0, 1 + (np.arange(len(rule)) >= len(rule) - (self.room_of >= 0).sum()))
        keys = (least, most, rule)
        order: Integers = np.lexsort((*(np.where(is_sum, np.arange(len(rule)), key) for key in keys), kind))
        return order

    def start(self, name: str) -> int:
        """The column of the first cell of a table."""
        before = 0
        for made in self.tables:
            if made.name == name:
                return before
            before += len(made.values)
        raise KeyError(f"no table is called '{name}'")

    def label(self, column: int) -> str:
        """How messages name a column: the cell, or the room above or below a cell."""
        cell, room = (column, "") if self.room_of[column] < 0 else (int(self.room_of[column]), "the room of ")
        for made in self.tables:
            if cell < len(made.values):
                return room + made.label(cell)
            cell -= len(made.values)
        raise KeyError(column)


def link(tables: Sequence[Table], limits: Iterable[AtMost] = (), equals: Iterable[Equal] = ()) -> LinkedTables:
    """The family of these tables.

    Raises TableError, naming table and cell, where totals do not add up, a part is missing, a limit is broken, two
    numbers that must be the same differ, or a limit is on a table that is not there.
    """
    starts = dict(zip([t.name for t in tables], np.cumsum([0, *(len(t.values) for t in tables)])[:-1], strict=True))
    if len(starts) < len(tables):
        raise TableError("two tables of the family have the same name; give each its own.")
    values = np.concatenate([t.values for t in tables])
    pieces, names = _sums(tables, starts)
    sums = len(names)
    for same in equals:
        left, right = (_columns(side, starts) for side in (same.left, same.right))
        _refuse_broken(same.name, -abs(_added(values, left) - _added(values, right)), left, tables, starts)
        pieces.append([(left, 1), (right, -1)])
        names += [same.name] * len(left)
    rooms, room_of, complement, attribute = [], [], [], []
    width = len(values)
    for limit in limits:
        smaller, larger = (_columns(side, starts) for side in (limit.smaller, limit.larger))
        room = _added(values, larger) - _added(values, smaller)
        _refuse_broken(limit.name, room, smaller, tables, starts)
        own = width + np.arange(len(room))
        pieces.append([(larger, 1), (smaller, -1), (own[:, None], -1)])
        names += [limit.name] * len(room)
        rooms.append(room)
        room_of.append(smaller.max(axis=1))
        complement.append(np.full(len(room), limit.complement))
        attribute.append(np.full(len(room), limit.complement and limit.attribute))
        width += len(room)
    cells = len(values)
    all_rooms = np.concatenate([np.full(cells, -1), *room_of])
    none = np.zeros(cells, dtype=bool)
    return LinkedTables(
        tables=tuple(tables),
        values=np.concatenate([values, *rooms]),
        relations=_matrix(pieces, width),
        names=tuple(names),
        room_of=all_rooms,
        complement=np.concatenate([none, *complement]),
        attribute=np.concatenate([none, *attribute]),
        coordinates=_coordinates(tables, all_rooms),
        sums=sums,
    )


Piece = list[tuple[Integers, int]]


def _sums(tables: Sequence[Table], starts: dict[str, int]) -> tuple[list[Piece], list[str]]:
    pieces: list[Piece] = []
    names: list[str] = []
    for made in tables:
        shift = starts[made.name]
        for found in sums_of(made):
            parts = np.where(found.parts >= 0, found.parts + shift, -1)
            pieces.append([(parts, 1), (found.whole[:, None] + shift, -1)])
            names += [f"{made.name}: {found.dimension.name} {found.stated.whole}"] * len(parts)
    return pieces, names


def _columns(side: tuple[Cells, ...], starts: dict[str, int]) -> Integers:
    absent = [c.table for c in side if c.table not in starts]
    if absent:
        raise TableError(f"a limit or an equality names the table '{absent[0]}', which is not in the family; add it.")
    return np.hstack([np.where(c.places >= 0, c.places + starts[c.table], -1) for c in side])


def _added(values: Integers, columns: Integers) -> Integers:
    added: Integers = np.where(columns >= 0, values[columns], 0).sum(axis=1)
    return added


def _refuse_broken(
    name: str, room: Integers, smaller: Integers, tables: Sequence[Table], starts: dict[str, int]
) -> None:
    if (room < 0).any():
        column = int(smaller[int((room < 0).argmax())].max())
        owner = [t for t in tables if starts[t.name] <= column][-1]
        raise TableError(f"{owner.label(column - int(starts[owner.name]))} breaks the limit '{name}'.")


def _matrix(pieces: list[Piece], width: int) -> sp.csr_matrix:
    rows, columns, signs, before = [], [], [], 0
    for piece in pieces:
        lines = len(piece[0][0])
        for places, sign in piece:
            line = np.repeat(before + np.arange(lines), places.shape[1])
            given = places.ravel() >= 0
            rows.append(line[given])
            columns.append(places.ravel()[given])
            signs.append(np.full(int(given.sum()), float(sign)))
        before += lines
    if not rows:
        return sp.csr_matrix((0, width))
    triplets = (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns)))
    return sp.csr_matrix(triplets, shape=(before, width))


def _coordinates(tables: Sequence[Table], room_of: Integers) -> Integers:
    names = list(dict.fromkeys(d.name for t in tables for d in t.dimensions))
    blocks = []
    for made in tables:
        block = np.zeros((len(made.values), len(names)), dtype=np.int64)
        for axis, dimension in enumerate(made.dimensions):
            ranks = np.array(dimension.neighbourhood)
            block[:, names.index(dimension.name)] = ranks[made.codes[:, axis]]
        blocks.append(block)
    cells = np.vstack(blocks)
    return np.vstack([cells, cells[room_of[room_of >= 0]]])

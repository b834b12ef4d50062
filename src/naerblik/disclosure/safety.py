"""Which cells may not be read, and what a reader must be unable to rule out before each of them is safe.

Four kinds (DESIGN of the project; threshold and limits are parameters with their sources in params/disclosure.yaml):

count       1 to threshold-1 persons: the reader must have to allow for `threshold` persons or more.
complement  all but 1 to threshold-1 of N persons: N - n must be able to be `threshold` or more.
volume      contacts, services, tumours of 1 to threshold-1 persons: `threshold` or more must be possible, and the
            interval must be at least `relative_width` of the value wide.
attribute   n = N in a small group says something of each member: N - n must be able to be 1 or more.

Every interval spans at least `minimum_width`, and never a single value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.tables import Integers

Kind = Literal["count", "complement", "volume", "attribute", "stated"]
KINDS: tuple[Kind, ...] = ("count", "complement", "volume", "attribute", "stated")


@dataclass(frozen=True)
class SafetyRules:
    """The numbers of the rules; none has a default, since each needs a source.

    `zeros_hidden`: whether protection may hide a zero. If not, a reader knows that a hidden cell is at least 1.
    """

    threshold: int
    complements: bool
    attribute_group_below: int
    minimum_width: int
    relative_width: float
    zeros_hidden: bool


@dataclass(frozen=True)
class Demands:
    """One row per column of the family that must be uncertain, sorted by column.

    A reader must have to allow for values `up` above and `down` below the true one, and for an interval of `width`.
    `hide` is the cell concerned, the column itself or the cell whose room it is. With `must` it has to be hidden;
    without, the demand holds as long as it is hidden. `kind` counts in KINDS.
    """

    column: Integers
    hide: Integers
    up: Integers
    down: Integers
    width: Integers
    kind: NDArray[np.int8]
    must: Flags

    def __len__(self) -> int:
        return len(self.column)

    def moved(self, place: Integers) -> Demands:
        """The same demands in a family in which column i stands at `place[i]`."""
        order = np.argsort(place[self.column], kind="stable")
        taken = {name: getattr(self, name)[order] for name in ("up", "down", "width", "kind", "must")}
        return Demands(column=place[self.column][order], hide=place[self.hide][order], **taken)


def demands(family: LinkedTables, rules: SafetyRules) -> Demands:
    """The primary cells of a family under the rules. A column under two rules answers to the stricter numbers.

    A cell that is hidden for its complement must itself be uncertain too.
    """
    found = [_counts(family, rules), _volumes(family, rules)]
    if rules.complements:
        found.append(_complements(family, rules))
    found.append(_attributes(family, rules))
    primary = merged(found)
    hidden = np.zeros(len(family.values), dtype=bool)
    hidden[primary.hide] = True
    return merged([primary, demands_of_hidden(family, hidden, rules, must=True)])


def stated(family: LinkedTables, columns: Integers, *, up: int = 0, down: int = 0, width: int = 1) -> Demands:
    """Demands named by hand: these cells are primary, each with the same demand."""
    return merged([_demands(family, np.asarray(columns), "stated", _Asked(up, down, width))])


def floors(family: LinkedTables, *, zeros_hidden: bool) -> Integers:
    """The least value a reader must allow for in each hidden column: 0, or 1 where hidden cells are never zero."""
    is_cell = family.room_of < 0
    return np.where(is_cell & (not zeros_hidden), np.minimum(1, family.values), 0)


def merged(found: list[Demands]) -> Demands:
    """Demands by column, each column once with the largest of its numbers and its first kind."""
    joined = {name: np.concatenate([getattr(d, name) for d in found]) for name in Demands.__dataclass_fields__}
    columns, first = np.unique(joined["column"], return_index=True)
    place = np.searchsorted(columns, joined["column"])
    largest = {}
    for name in ("up", "down", "width", "must"):
        largest[name] = np.zeros(len(columns), dtype=joined[name].dtype)
        np.maximum.at(largest[name], place, joined[name])
    return Demands(column=columns, hide=joined["hide"][first], kind=joined["kind"][first], **largest)


def same(one: Demands, other: Demands) -> bool:
    """Whether two sets of demands ask for the same."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Demands.__dataclass_fields__)


@dataclass(frozen=True)
class _Asked:
    """The numbers of demands: one for all columns or one each."""

    up: Integers | int = 0
    down: Integers | int = 0
    width: Integers | int = 1


def _demands(family: LinkedTables, columns: Integers, kind: Kind, asked: _Asked, *, must: bool = True) -> Demands:
    size = len(columns)
    owner = family.room_of[columns]
    return Demands(
        column=columns.astype(np.int64),
        hide=np.where(owner < 0, columns, owner).astype(np.int64),
        up=np.broadcast_to(asked.up, size).astype(np.int64),
        down=np.broadcast_to(asked.down, size).astype(np.int64),
        width=np.maximum(np.broadcast_to(asked.width, size), 1).astype(np.int64),
        kind=np.full(size, KINDS.index(kind), dtype=np.int8),
        must=np.full(size, must),
    )


def _few(numbers: Integers, rules: SafetyRules) -> Flags:
    few: Flags = (numbers >= 1) & (numbers < rules.threshold)
    return few


def _persons(family: LinkedTables) -> tuple[Integers, Flags]:
    """The persons behind each cell, and whether the cell counts something else than persons."""
    known = [t.values if t.persons is None else t.persons for t in family.tables]
    other = [np.full(len(t.values), t.persons is not None) for t in family.tables]
    return np.concatenate(known), np.concatenate(other)


def _counts(family: LinkedTables, rules: SafetyRules) -> Demands:
    persons, other = _persons(family)
    columns = np.flatnonzero(_few(persons, rules) & ~other)
    missing = rules.threshold - family.values[columns]
    return _demands(family, columns, "count", _Asked(missing, width=rules.minimum_width))


def _volumes(family: LinkedTables, rules: SafetyRules) -> Demands:
    persons, other = _persons(family)
    columns = np.flatnonzero(_few(persons, rules) & other)
    values = family.values[columns]
    relative: Floats = np.ceil(rules.relative_width * values)
    width = np.maximum(relative.astype(np.int64), rules.minimum_width)
    return _demands(family, columns, "volume", _Asked(np.maximum(rules.threshold - values, 0), width=width))


def _complements(family: LinkedTables, rules: SafetyRules) -> Demands:
    columns = np.flatnonzero(family.complement & _few(family.values, rules))
    # Beside a cell of nought the room is the group itself, which is hidden as a count.
    columns = columns[family.values[family.room_of[columns]] > 0]
    missing = rules.threshold - family.values[columns]
    return _demands(family, columns, "complement", _Asked(missing, width=rules.minimum_width))


def _attributes(family: LinkedTables, rules: SafetyRules) -> Demands:
    columns = np.flatnonzero(family.attribute & (family.values == 0))
    group = family.values[family.room_of[columns]]
    small = columns[(group > 0) & (group < rules.attribute_group_below)]
    return _demands(family, small, "attribute", _Asked(1, width=rules.minimum_width))


def demands_of_hidden(family: LinkedTables, hidden: Flags, rules: SafetyRules, *, must: bool) -> Demands:
    """What hidden cells ask for, whatever they are hidden for: to be possible at the threshold or more.

    The complement beside a hidden cell answers to the same. With `must` also large cells ask for a width; without, for
    cells that are hidden only to protect others, they are known to move, or they would not be hidden.
    """
    rooms = (family.room_of >= 0) & family.complement & rules.complements
    rooms[rooms] = hidden[family.room_of[rooms]]
    missing = np.maximum(rules.threshold - family.values, 0)
    columns = np.flatnonzero((hidden & (must | (missing > 0))) | (rooms & (missing > 0)))
    return _demands(family, columns, "stated", _Asked(missing[columns], width=rules.minimum_width), must=must)

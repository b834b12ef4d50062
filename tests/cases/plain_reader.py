"""What a reader can work out from a family of tables, in plain Python: the slow, obvious reference beside the attack.

A family is a mapping from cells to counts. A cell is (table, code, code, ...). A rule says that some cells add up to
others, or to at most as much. The reader tries whole-number tables one after another: half of a cell's range at a
time, and each rule in turn narrows the ranges of its other cells. Nothing here is shared with the suppression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product

Cell = tuple[str, ...]
Counts = Mapping[Cell, int]
Ranges = dict[Cell, tuple[int, int]]
Codes = Mapping[str, Mapping[str, Sequence[Sequence[str]]]]
"""Of each dimension the sums: whole -> one or more lists of parts."""


class TooLargeError(Exception):
    """More tables than the plain reader has patience for."""


@dataclass(frozen=True)
class Rule:
    """The cells `less` add up to the cells `more`, or to at most as much."""

    less: tuple[Cell, ...]
    more: tuple[Cell, ...]
    exact: bool


def sums(table: str, dimensions: Codes, cells: Iterable[Cell]) -> Iterator[Rule]:
    """The sums of one table: each whole that is a cell and whose parts are cells."""
    known = set(cells)
    for axis, stated in enumerate(dimensions.values(), start=1):
        for cell in sorted(c for c in known if c[0] == table):
            for parts in stated.get(cell[axis], ()):
                below = tuple((*cell[:axis], part, *cell[axis + 1 :]) for part in parts)
                if set(below) <= known:
                    yield Rule(below, (cell,), exact=True)


def at_most(smaller: Sequence[str], larger: Sequence[str], cells: Iterable[Cell]) -> Iterator[Rule]:
    """Cell by cell: the sum over the smaller tables is at most the sum over the larger ones."""
    known = set(cells)
    for codes in sorted({cell[1:] for cell in known}):
        less, more = tuple((t, *codes) for t in smaller), tuple((t, *codes) for t in larger)
        if {*less, *more} <= known:
            yield Rule(less, more, exact=False)


class Reader:
    """Knows the published counts, the rules, and the least value that a hidden cell can have."""

    def __init__(self, counts: Counts, hidden: Set[Cell], rules: Sequence[Rule], *, floor: int = 0) -> None:
        self.rules = [rule for rule in rules if hidden & {*rule.less, *rule.more}]
        self.by_cell = {c: [r for r in self.rules if c in r.less or c in r.more] for c in hidden}
        # beyond this every hidden cell can go on for ever: far above any count and any threshold of the tests
        self.endless = 4 * max(counts.values(), default=0) + 100
        self.hidden = sorted(hidden)
        self.start: Ranges = {c: (floor, self.endless) if c in hidden else (v, v) for c, v in counts.items()}
        self.found: list[Counts] = [counts]

    def allows(self, wanted: Callable[[Counts], bool], *changed: Rule) -> bool:
        """Whether some whole-number table agrees with all that is published, and with the `changed` rules too.

        `wanted` says the same of a table, so that tables found before are looked at first.
        """
        if any(wanted(table) for table in self.found):
            return True
        table = self._search(self.start, list(changed))
        if table is not None:
            assert wanted(table)
            self.found.append(table)
        return table is not None

    def reaches(self, cell: Cell, value: int) -> bool:
        """Whether the cell can be `value` or more."""
        return self.allows(lambda t: t[cell] >= value, _bound(cell, at_least=value))

    def falls_to(self, cell: Cell, value: int) -> bool:
        """Whether the cell can be `value` or less."""
        return self.allows(lambda t: t[cell] <= value, _bound(cell, at_most=value))

    def varies(self, cell: Cell) -> bool:
        """Whether the cell can have more than its true value."""
        true = self.found[0][cell]
        return self.reaches(cell, true + 1) or (true > 0 and self.falls_to(cell, true - 1))

    def room_reaches(self, rule: Rule, value: int) -> bool:
        """Whether the larger side of an at-most rule can exceed the smaller by `value` or more."""
        return self.allows(
            lambda t: _added(t, rule.more) - _added(t, rule.less) >= value, _Shifted(rule.less, rule.more, False, value)
        )

    def interval(self, cell: Cell) -> tuple[int, int]:
        """The least and the largest value that the cell can have."""
        low = high = self.found[0][cell]
        while low > 0 and self.falls_to(cell, low - 1):
            low -= 1
        while high < self.endless and self.reaches(cell, high + 1):
            high += 1
        return low, high

    def _search(self, start: Ranges, changed: list[Rule], patience: int = 40_000) -> dict[Cell, int] | None:
        waiting = [start]
        while waiting:
            patience -= 1
            if patience < 0:
                raise TooLargeError
            ranges = self._narrowed(waiting.pop(), changed)
            if ranges is None:
                continue
            open_cells = [c for c in self.hidden if ranges[c][0] < ranges[c][1]]
            if not open_cells:
                return {cell: low for cell, (low, _) in ranges.items()}
            cell = min(open_cells, key=lambda c: ranges[c][1] - ranges[c][0])
            low, high = ranges[cell]
            middle = (low + high) // 2
            waiting += [ranges | {cell: (middle + 1, high)}, ranges | {cell: (low, middle)}]
        return None

    def _narrowed(self, ranges: Ranges, changed: list[Rule]) -> Ranges | None:
        """Ranges after each rule, again and again, has said what it leaves; None where a rule cannot hold."""
        ranges = dict(ranges)
        waiting = [*self.rules, *changed]
        while waiting:
            rule = waiting.pop()
            for cell, (low, high) in _left(rule, ranges):
                if low > high:
                    return None
                if (low, high) != ranges[cell]:
                    ranges[cell] = low, high
                    again = self.by_cell.get(cell, [])
                    waiting += [r for r in (*again, *changed) if r not in waiting]
        return ranges


@dataclass(frozen=True)
class _Shifted(Rule):
    """A rule with a constant on the smaller side."""

    constant: int = 0


def _bound(cell: Cell, *, at_least: int | None = None, at_most: int | None = None) -> Rule:
    if at_least is not None:
        return _Shifted((), (cell,), False, at_least)
    assert at_most is not None
    return _Shifted((cell,), (), False, -at_most)


def _added(table: Counts, cells: Sequence[Cell]) -> int:
    return sum(table[c] for c in cells)


def _left(rule: Rule, ranges: Ranges) -> Iterator[tuple[Cell, tuple[int, int]]]:
    """What a rule leaves of the range of each of its cells; constant + less <= more, and the reverse when exact."""
    constant = rule.constant if isinstance(rule, _Shifted) else 0
    least_less, most_less = (constant + sum(ranges[c][end] for c in rule.less) for end in (0, 1))
    least_more, most_more = (sum(ranges[c][end] for c in rule.more) for end in (0, 1))
    if least_less > most_more or (rule.exact and least_more > most_less):
        yield next(iter((*rule.less, *rule.more))), (1, 0)
        return
    for cell in rule.less:
        low, high = ranges[cell]
        high_left = most_more - (least_less - low)
        low_left = least_more - (most_less - high) if rule.exact else low
        yield cell, (max(low, low_left), min(high, high_left))
    for cell in rule.more:
        low, high = ranges[cell]
        low_left = least_less - (most_more - high)
        high_left = most_less - (least_more - low) if rule.exact else high
        yield cell, (max(low, low_left), min(high, high_left))


def every_table(counts: Counts, hidden: Set[Cell], rules: Sequence[Rule], largest: int) -> Iterator[Counts]:
    """All tables with hidden cells of 0 to `largest` that keep every rule, one by one: for very few hidden cells."""
    cells = sorted(hidden)
    for values in product(range(largest + 1), repeat=len(cells)):
        table = {**counts, **dict(zip(cells, values, strict=True))}
        if all(_holds(rule, table) for rule in rules):
            yield table


def _holds(rule: Rule, table: Counts) -> bool:
    less, more = _added(table, rule.less), _added(table, rule.more)
    return less == more if rule.exact else less <= more

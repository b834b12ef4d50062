"""Whole alternative tables found so far, and what they prove: how far each target is known to reach up and down."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import NEARLY, Flags, Floats, Integers, Targets
from naerblik.disclosure.attack.reduced import Reduced, components
from naerblik.disclosure.attack.solver import is_whole


class Evidence:
    """The largest and smallest value of each target over the tables found. `table` is one of them, the present one."""

    def __init__(self, problem: Reduced, targets: Targets, table: Floats) -> None:
        self.problem, self.table = problem, table.copy()
        self.reach, self.width = targets.reach, targets.width
        self.now: Floats = problem.forms @ table + problem.fixed
        self.high, self.low = self.now.copy(), self.now.copy()
        self.row_values = problem.by_row @ table
        self.refuted: Flags = np.zeros(len(self.now), dtype=bool)

    def met(self) -> Flags:
        """The targets that are as uncertain as they must be."""
        met: Flags = (self.high >= self.reach - NEARLY) & (self.high - self.low >= self.width - NEARLY)
        return met

    def open(self) -> Flags:
        """The targets on which nothing is proven yet."""
        undecided: Flags = ~self.met() & ~self.refuted
        return undecided

    def open_columns(self) -> Flags:
        """The variables on which open targets depend."""
        columns: Flags = np.zeros(len(self.problem.columns), dtype=bool)
        columns[self.problem.forms[np.flatnonzero(self.open())].indices] = True
        return columns

    def bound(self, target: int, most: float) -> None:
        """Learns that a target is at most `most`; whole numbers stay at the whole number below."""
        if np.floor(most + NEARLY) < self.reach[target] - NEARLY:
            self.refuted[target] = True

    def step(self, targets: Integers) -> Floats:
        """How far open targets have to move from the present table: up, or down where only their width is missing."""
        up = np.maximum(self.reach[targets], self.low[targets] + self.width[targets]) - self.now[targets]
        down = self.high[targets] - self.width[targets] - self.now[targets]
        far = self.high[targets] < self.reach[targets] - NEARLY
        return np.where(far | (self.now[targets] <= self.reach[targets]), up, down)

    def record_change(self, columns: Integers, change: Floats, *, follow: bool = False) -> None:
        """Learns from a solution that differs from the present table by `change` in `columns`.

        The difference falls into connected pieces. Each that is whole, and keeps its relations, is a solution by
        itself, also where the rest of the difference is fractions. With `follow`, the present table becomes the one
        found: from there other tables are near, and in the long run all of them.
        """
        moving = np.flatnonzero(np.abs(change) > NEARLY)
        if len(moving) == 0:
            return
        columns, change = columns[moving], change[moving]
        touched = self.problem.limits.rows[:, columns]
        whole = np.rint(change)
        piece = components(touched)
        broken = np.zeros(piece.max() + 1, dtype=bool)
        broken[piece[np.abs(whole - change) > NEARLY]] = True
        broken[piece[self._beyond(columns, whole)]] = True
        rows = self._broken_rows(touched, whole)
        broken[piece[np.diff(touched[rows].tocsc().indptr) > 0]] = True
        keeps = ~broken[piece]
        self._learn(columns[keeps], whole[keeps])
        if follow:
            self._follow(columns[keeps], whole[keeps])

    def record(self, columns: Integers, values: Floats) -> bool:
        """Learns from whole values of `columns`, all others as in the present table; whether they are a solution."""
        if not is_whole(values):
            return False
        change = np.rint(values) - self.table[columns]
        touched = self.problem.limits.rows[:, columns]
        if self._beyond(columns, change).any() or len(self._broken_rows(touched, change)):
            return False
        moving = np.flatnonzero(change)
        self._learn(columns[moving], change[moving])
        return True

    def _beyond(self, columns: Integers, change: Floats) -> Flags:
        limits, values = self.problem.limits, self.table[columns] + change
        beyond: Flags = (values < limits.lower[columns]) | (values > limits.upper[columns])
        return beyond

    def _broken_rows(self, touched: sp.csc_matrix, change: Floats) -> Integers:
        limits = self.problem.limits
        moved: Floats = touched @ change
        rows = np.flatnonzero(moved)
        values = self.row_values[rows] + moved[rows]
        slack = NEARLY * np.maximum(1.0, np.abs(values))
        wrong = (values < limits.row_lower[rows] - slack) | (values > limits.row_upper[rows] + slack)
        broken: Integers = rows[wrong]
        return broken

    def _learn(self, columns: Integers, change: Floats) -> None:
        """All pieces at once reach what each reaches alone: a target belongs to the pieces that its form touches."""
        forms = self.problem.by_variable[:, columns]
        places = np.unique(forms.indices)
        moved = (forms @ change)[places]
        value = self.now[places] + moved
        self.high[places] = np.maximum(self.high[places], value)
        self.low[places] = np.minimum(self.low[places], value)

    def _follow(self, columns: Integers, change: Floats) -> None:
        problem = self.problem
        self.table[columns] += change
        self.row_values += problem.limits.rows[:, columns] @ change
        self.now += problem.by_variable[:, columns] @ change

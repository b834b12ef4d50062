"""Linear programs that keep their state from one question to the next (HiGHS through highspy).

A program over the same relations is asked for hundreds of corners; the simplex method goes on from the last corner,
which is many times faster than a new start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

import highspy
import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import NEARLY, Floats

Found = TypeVar("Found")
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4


@dataclass(frozen=True)
class Limits:
    """lower <= x <= upper, row_lower <= rows @ x <= row_upper; all finite or infinite numbers."""

    rows: sp.csc_matrix
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats

    def with_row(self, weights: Floats, least: float, most: float) -> Limits:
        """The same limits and one relation more."""
        return replace(
            self,
            rows=sp.csc_matrix(sp.vstack([self.rows, sp.csr_matrix(weights)])),
            row_lower=np.append(self.row_lower, least),
            row_upper=np.append(self.row_upper, most),
        )


class Programme:
    """A linear program whose objective changes; the limits stay."""

    def __init__(self, limits: Limits) -> None:
        self.solver = _solver(limits)
        self.columns = np.arange(limits.rows.shape[1], dtype=np.int32)
        self.warm = False

    def maximise(self, gain: Floats) -> tuple[Floats, float] | None:
        """A corner of largest gain and that gain; None when there is no solution or no largest one."""
        self.solver.changeColsCost(len(self.columns), self.columns, -gain)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        if not self.warm:
            self.solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
            self.warm = True
        return np.array(self.solver.getSolution().col_value), -float(self.solver.getInfo().objective_function_value)


class Afresh:
    """A linear program over the same relations that starts from zero each time, where it ends near zero."""

    def __init__(self, limits: Limits) -> None:
        self.solver = _solver(limits)
        self.solver.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
        self.solver.setOptionValue("presolve", "off")
        self.columns, self.rows = (np.arange(size, dtype=np.int32) for size in reversed(limits.rows.shape))
        self.zero = np.zeros(len(self.columns))

    def maximise(self, gain: Floats, upper: Floats, row_lower: Floats, row_upper: Floats) -> Floats | None:
        """A corner of largest gain between 0 and `upper`; None when none was found."""
        solver, columns, rows = self.solver, self.columns, self.rows
        solver.changeColsCost(len(columns), columns, -gain)
        solver.changeColsBounds(len(columns), columns, self.zero, upper)
        solver.changeRowsBounds(len(rows), rows, row_lower, row_upper)  # type: ignore[attr-defined]
        solver.setBasis()
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(solver.getSolution().col_value)


def whole_solution(limits: Limits, gain: Floats, *, nodes: int = -1) -> tuple[Floats | None, bool]:
    """A whole-number solution, looked for in the direction of `gain`, and whether the answer is final.

    The first solution found is taken: what is asked is whether there is one. (None, True) proves that there is none;
    (None, False) means that `nodes` branches were not enough.
    """
    solver = _solver(limits, whole=True)
    columns = np.arange(limits.rows.shape[1], dtype=np.int32)
    solver.changeColsCost(len(columns), columns, -gain)
    solver.setOptionValue("mip_max_improving_sols", 1)
    if nodes >= 0:
        solver.setOptionValue("mip_max_nodes", nodes)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None, True
    found = np.array(solver.getSolution().col_value)
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, False
    return np.rint(found), True


def is_whole(numbers: Floats) -> bool:
    """Whether all numbers are whole, but for the solver's tolerance."""
    return bool((np.abs(numbers - np.rint(numbers)) <= NEARLY).all())


def fractions(numbers: Floats) -> int:
    """How many numbers are not whole, but for the solver's tolerance."""
    return int((np.abs(numbers - np.rint(numbers)) > NEARLY).sum())


def side_by_side(questions: Sequence[Callable[[], Found]]) -> list[Found]:
    """The answers to questions that have nothing to do with each other, in their order, found at the same time.

    Threads do: the solver leaves Python free. Each question needs a program of its own.
    """
    _licence_printed()  # while there is one thread: what the others print meanwhile would be lost
    if len(questions) < 2:
        return [question() for question in questions]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return [asked.result() for asked in [threads.submit(question) for question in questions]]


def _solver(limits: Limits, *, whole: bool = False) -> highspy.Highs:
    _licence_printed()
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    rows, (lines, columns) = limits.rows, limits.rows.shape
    kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
    # By attributes each number would be handed over by itself, so the whole program goes in arrays.
    taken = solver.passModel(
        columns,
        lines,
        rows.nnz,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        np.zeros(columns),
        np.asarray(limits.lower, dtype=float),
        np.asarray(limits.upper, dtype=float),
        np.asarray(limits.row_lower, dtype=float),
        np.asarray(limits.row_upper, dtype=float),
        rows.indptr.astype(np.int32),
        rows.indices.astype(np.int32),
        rows.data.astype(float),
        np.full(columns, int(kind), dtype=np.int32),
    )
    if taken == highspy.HighsStatus.kError:
        raise ValueError(f"HiGHS refuses a program of {lines} relations and {columns} columns.")
    return solver


@cache
def _licence_printed() -> None:
    """The first solver of a process prints its licence from C, before any option can be set; here it goes nowhere."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)

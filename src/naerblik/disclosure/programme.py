"""Linear programs that keep their state while prices change (HiGHS through highspy).

Unknowns: a vector with relations x vector = 0 (or given sums) within bounds, at the least cost. The next corner is
reached from the last one by the primal simplex method, which is many times faster than a new start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import highspy
import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Floats

Item = TypeVar("Item")
Result = TypeVar("Result")
PRIMAL_SIMPLEX = 4


class Programme:
    """A linear program whose costs change; relations and bounds stay.

    `sums` are what the relations add up to, where that is not 0.
    """

    def __init__(self, relations: sp.csc_matrix, lower: Floats, upper: Floats, sums: Floats | None = None) -> None:
        _greeted()
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("solver", "simplex")
        self.solver.setOptionValue("presolve", "off")  # costs a third of the time and leads to no better corners
        self._pass(relations, lower, upper, np.zeros(relations.shape[0]) if sums is None else sums)
        self.columns = np.arange(relations.shape[1], dtype=np.int32)
        self.warm = False

    def _pass(self, relations: sp.csc_matrix, lower: Floats, upper: Floats, sums: Floats) -> None:
        """Hands the program over in arrays; a matrix by attributes would be copied number by number."""
        used, row = np.unique(relations.indices, return_inverse=True)
        lines, columns = len(used), relations.shape[1]
        taken = self.solver.passModel(
            columns,
            lines,
            relations.nnz,
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            np.zeros(columns),
            lower,
            upper,
            sums[used],
            sums[used],
            relations.indptr.astype(np.int32),
            row.astype(np.int32),
            relations.data.astype(float),
            np.zeros(columns, dtype=np.int32),  # none of them whole
        )
        if taken == highspy.HighsStatus.kError:
            raise ValueError(f"HiGHS refuses a program of {lines} relations and {columns} columns.")

    def minimise(self, cost: Floats) -> Floats | None:
        """The cheapest vector; None if the solver found none."""
        self.solver.changeColsCost(len(self.columns), self.columns, cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        if not self.warm:
            self.solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
            self.warm = True
        return np.array(self.solver.getSolution().col_value)


def each(
    work: Callable[[Item], Result], items: Sequence[Item], size: Callable[[Item], int] = lambda _: 0
) -> list[Result]:
    """The results of independent programs in their order, as many at a time as there are processors.

    Those of the largest `size` begin, so that no processor waits for a long one at the end. Threads are enough: HiGHS
    lets Python go on while it solves.
    """
    _greeted()  # before there are threads: it turns the output of all of them away
    if len(items) < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        order = sorted(range(len(items)), key=lambda place: -size(items[place]))
        asked = {place: pool.submit(work, items[place]) for place in order}
        return [asked[place].result() for place in range(len(items))]


@cache
def _greeted() -> None:
    """The first solver of a process prints its licence from C, before any option can be set."""
    sys.stdout.flush()
    kept, silence = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    try:
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(silence)
        os.close(kept)

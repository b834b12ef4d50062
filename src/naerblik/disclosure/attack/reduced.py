"""What is left to find out once everything that follows from single relations is known.

Fixed variables are put into the relations, and so are variables that another one gives; relations that can never bind
fall away, and what remains falls into connected components that have nothing to do with each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import NEARLY, BaseError, Floats, Integers, Knowledge, Matrix, Targets
from naerblik.disclosure.attack.propagate import activity
from naerblik.disclosure.attack.solver import Limits
from naerblik.disclosure.attack.tied import tied

Pair = tuple[Floats, Floats]
"""The least and the most of each."""


@dataclass(frozen=True)
class Reduced:
    """The open variables, `columns` of the whole, with relations, limits and target forms on them alone.

    `fixed` is what the fixed variables add to each form.
    """

    columns: Integers
    limits: Limits
    by_row: Matrix
    forms: Matrix
    by_variable: sp.csc_matrix
    fixed: Floats
    near: Integers


def reduce(known: Knowledge, targets: Targets, lower: Floats, upper: Floats) -> Reduced:
    """The problem on the variables whose bounds still differ, of which none gives another."""
    columns = np.flatnonzero(lower < upper)
    settled = np.where(lower < upper, 0.0, lower)
    bounds, shift = (lower[columns], upper[columns]), known.rows @ settled
    rows, sums = _binding(known.rows[:, columns], (known.row_lower - shift, known.row_upper - shift), bounds)
    ties = tied(rows, *sums)
    bounds, (rows, shift) = ties.within(*bounds), ties.of(rows)
    rows, (least, most) = _binding(rows, (sums[0] - shift, sums[1] - shift), bounds)
    forms, fixed = ties.of(targets.forms[:, columns])
    columns = columns[ties.roots]
    return Reduced(
        columns,
        Limits(rows.tocsc(), least, most, *bounds),
        rows,
        forms,
        forms.tocsc(),
        targets.forms @ settled + fixed,
        known.near[columns].astype(np.int64),
    )


def _binding(rows: Matrix, sums: Pair, bounds: Pair) -> tuple[Matrix, Pair]:
    """The rows, and what they add up to, that the bounds of single variables do not keep by themselves."""
    least, most = activity(rows, *bounds)
    kept = np.flatnonzero((least < sums[0] - NEARLY) | (most > sums[1] + NEARLY))
    return rows[kept], (sums[0][kept], sums[1][kept])


def components(rows: sp.csc_matrix) -> Integers:
    """For each column the number of its connected component; columns that share a row belong together."""
    lines, width = rows.shape
    entries = rows.tocoo()
    graph = sp.coo_matrix((np.ones(entries.nnz), (entries.row, lines + entries.col)), shape=(lines + width,) * 2)
    labels = sp.csgraph.connected_components(graph, directed=False)[1][lines:]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def groups(labels: Integers) -> list[Integers]:
    """The places of each label, labels in order."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []


def require_solution(known: Knowledge, table: Floats) -> None:
    """Raises BaseError, naming columns or a relation, when a table does not agree with what is known."""
    wrong = np.flatnonzero((table < known.lower - NEARLY) | (table > known.upper + NEARLY))
    if len(wrong):
        raise BaseError(wrong)
    sums = known.rows @ table
    slack = NEARLY * np.maximum(1.0, abs(known.rows) @ np.abs(table))
    broken = (sums < known.row_lower - slack) | (sums > known.row_upper + slack)
    if broken.any():
        row = int(broken.argmax())
        raise BaseError(known.rows[row].indices.astype(np.int64), row)

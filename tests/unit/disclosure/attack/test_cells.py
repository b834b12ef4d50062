"""The attack on single tables with known answers."""

import itertools

import pandas as pd
import pytest

from naerblik.disclosure import attack
from naerblik.disclosure.attack.knowledge import Verdict

# The table of sdcTable's test of a simple heuristic (sdcTools/sdcTable, tests/testthat/test-simpleheuristic.R; facts).
RULE_OF_TWO = {
    "w": (30, 47, 64, 89),
    "x": (90, 124, 5, 31),
    "y": (92, 100, 59, 85),
    "z": (800, 991, 651, 685),
}


def crossed(grid, columns, hidden, totals=("Total", "Total")):
    """All cells of a two-way table with its margins."""
    inner = {(row, column): n for row, ns in grid.items() for column, n in zip(columns, ns, strict=True)}
    cells = []
    for row, column in itertools.product((*grid, totals[0]), (*columns, totals[1])):
        parts = [n for (r, c), n in inner.items() if row in (r, totals[0]) and column in (c, totals[1])]
        cells.append((row, column, sum(parts), (row, column) in hidden))
    return pd.DataFrame(cells, columns=["v1", "v2", "value", "hidden"])


HIDDEN = {("w", "a"), ("w", "b"), ("w", "c"), ("x", "a"), ("x", "c"), ("y", "b"), ("y", "d"), ("z", "b"), ("z", "d")}
"""At least two in each row and column, and still (w, b) is the rows w and x less the columns a and c."""
TOTALS = {"v1": {"Total": list("wxyz")}, "v2": {"Total": list("abcd")}}


def attacked(hidden, threshold):
    """Row, column -> verdict."""
    table = crossed(RULE_OF_TWO, "abcd", hidden)
    cells = table.loc[table["hidden"], ["v1", "v2"]].itertuples(index=False, name=None)
    return dict(zip(cells, attack.cells(table, TOTALS, threshold=threshold).verdicts, strict=True))


def test_two_hidden_cells_in_each_row_and_column_are_not_enough():
    verdicts = attacked(HIDDEN, 5)
    assert [cell for cell, verdict in verdicts.items() if verdict != Verdict.SAFE] == [("w", "b")]
    assert verdicts["w", "b"] == Verdict.RECOMPUTABLE


def test_a_third_hidden_cell_opens_the_interval_that_is_known():
    """With (x, d) hidden too, (w, b) lies between 0 and 78."""
    assert attacked(HIDDEN | {("x", "d")}, 78)["w", "b"] == Verdict.SAFE
    assert attacked(HIDDEN | {("x", "d")}, 79)["w", "b"] == Verdict.BELOW


def test_one_hidden_cell_in_a_row_is_recomputable():
    assert attacked({("x", "c")}, 5) == {("x", "c"): Verdict.RECOMPUTABLE}


def test_hidden_values_are_not_looked_at():
    table = crossed(RULE_OF_TWO, "abcd", {("x", "c"), ("x", "d"), ("w", "c"), ("w", "d")})
    wrong = table.assign(value=table["value"].mask(table["hidden"], -99))
    assert list(attack.cells(wrong, TOTALS, threshold=5).verdicts) == [Verdict.SAFE] * 4


def test_with_the_true_table_the_verdicts_are_the_same():
    table = crossed(RULE_OF_TWO, "abcd", {("x", "c"), ("x", "d"), ("w", "c"), ("w", "d"), ("y", "a")})
    answers = [list(attack.cells(table, TOTALS, threshold=9, with_base=base).verdicts) for base in (False, True)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("fault", ["column", "repeated"])
def test_cells_that_cannot_be_attacked_are_refused_by_name(fault):
    table = crossed(RULE_OF_TWO, "abcd", set())
    broken = table.drop(columns="hidden") if fault == "column" else pd.concat([table, table.iloc[:1]])
    with pytest.raises(attack.CellsError, match="hidden" if fault == "column" else "w, a"):
        attack.cells(broken, TOTALS, threshold=5)

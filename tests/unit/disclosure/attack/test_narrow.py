"""The engine against the attacker who tries every table."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import brute_force
from naerblik.disclosure.attack.knowledge import BaseError, ContradictionError, Knowledge, Targets, Verdict
from naerblik.disclosure.attack.narrow import narrow
from naerblik.disclosure.attack.propagate import propagate
from naerblik.disclosure.attack.rows import Rows
from naerblik.disclosure.attack.rows import system as relations

THRESHOLD = 3
EQUAL, AT_LEAST = 0.0, np.inf


def system(values, hidden, equations=(), inequalities=()):
    """Hidden cells from 0; equations add up to 0, inequalities to 0 or more."""
    relations = [*equations, *inequalities]
    rows = np.zeros((len(relations), len(values)))
    for line, relation in enumerate(relations):
        for cell, weight in relation:
            rows[line, cell] += weight
    most = np.array([EQUAL] * len(equations) + [AT_LEAST] * len(inequalities))
    hidden, values = np.array(hidden, dtype=bool), np.array(values, dtype=float)
    return Knowledge(
        lower=np.where(hidden, 0.0, values),
        upper=np.where(hidden, np.inf, values),
        rows=sp.csr_matrix(rows),
        row_lower=np.zeros(len(relations)),
        row_upper=most,
        near=np.arange(len(values), dtype=np.int64)[:, None],
    )


def targets(cells, width, *, reach=THRESHOLD, pairs=()):
    """Each cell, and the difference of each pair (smaller, larger), which need not have two values."""
    forms = np.zeros((len(cells) + len(pairs), width))
    forms[np.arange(len(cells)), cells] = 1
    for line, (smaller, larger) in enumerate(pairs, start=len(cells)):
        forms[line, larger] += 1
        forms[line, smaller] -= 1
    wide = np.array([1.0] * len(cells) + [0.0] * len(pairs))
    return Targets(sp.csr_matrix(forms), np.full(len(forms), float(reach)), wide)


def test_a_rate_printed_as_zero_says_nothing_of_its_denominator():
    count, citizens = (np.array([[column]]) for column in (0, 1))
    rate = Rows("rate", (count,), (citizens,), least=0.0, most=np.inf, scale=np.array([0.0]))
    known = relations([rate], np.zeros(2), np.array([0.0, np.inf]), np.zeros((0, 2), dtype=np.int64))
    lower, upper = propagate(known)
    assert (lower.tolist(), upper.tolist()) == ([0.0, 0.0], [0.0, np.inf])


@st.composite
def linked_tables(draw):
    """A small table with margins in one or two directions, a group above it (n <= N), and a random pattern."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(2, 3))
    inner = draw(st.lists(st.integers(0, 4), min_size=rows * columns, max_size=rows * columns))
    grid = np.array(inner).reshape(rows, columns)
    full = np.vstack([np.hstack([grid, grid.sum(1, keepdims=True)]), [[*grid.sum(0), grid.sum()]]])
    values = [int(v) for v in full.ravel()]
    wide = columns + 1
    equations = [[*((r * wide + c, 1) for c in range(columns)), (r * wide + columns, -1)] for r in range(rows + 1)]
    equations += [[*((r * wide + c, 1) for r in range(rows)), (rows * wide + c, -1)] for c in range(columns + 1)]
    group = [v + draw(st.integers(0, 3)) for v in values[:columns]]
    values += group
    inequalities = [[(rows * 0 + c, -1), (len(values) - columns + c, 1)] for c in range(columns)]
    pairs = [(c, len(values) - columns + c) for c in range(columns)]
    places = draw(st.lists(st.integers(0, len(values) - 1), max_size=7, unique=True))
    hidden = [place in places for place in range(len(values))]
    return values, hidden, equations, inequalities, pairs


@given(linked_tables(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_attack_agrees_with_trying_every_table(drawn, with_base):
    values, hidden, equations, inequalities, pairs = drawn
    cap = max(values) + 8
    inequalities = inequalities + [[(cell, -1), (len(values), 1)] for cell, h in enumerate(hidden) if h]
    values, hidden = [*values, cap], [*hidden, False]
    beside = [pair for pair in pairs if hidden[pair[0]] or hidden[pair[1]]]
    cells = [cell for cell, h in enumerate(hidden) if h]
    if not cells:
        return
    bounds = brute_force.intervals(values, hidden, equations, inequalities, cap)
    rooms = brute_force.differences(beside, values, hidden, equations, inequalities, cap)
    outcome = narrow(
        system(values, hidden, equations, inequalities),
        targets(cells, len(values), pairs=beside),
        base=np.array(values, dtype=float) if with_base else None,
    )
    wrong = [bounds[cell][1] < THRESHOLD or bounds[cell][0] == bounds[cell][1] for cell in cells]
    wrong += [room[1] < THRESHOLD for room in rooms]
    assert list(outcome.verdicts != Verdict.SAFE) == wrong


def test_two_gaps_in_a_row_that_sum_to_less_than_the_threshold_are_found():
    known = system([4, 1, 3, 8, 4], [0, 1, 1, 0, 0], [[(1, 1), (2, 1), (0, -1)]])
    assert list(narrow(known, targets([1, 2], 5, reach=5)).verdicts) == [Verdict.BELOW] * 2


def test_a_cell_alone_in_its_relation_is_recomputable():
    known = system([9, 2, 7], [0, 1, 0], [[(1, 1), (2, 1), (0, -1)]])
    assert list(narrow(known, targets([1], 3)).verdicts) == [Verdict.RECOMPUTABLE]


def test_weights_other_than_one_are_understood():
    """2a + 2b = 10: a and b reach 5, and not 6."""
    known = system([10, 0, 5], [0, 1, 1], [[(1, 2), (2, 2), (0, -1)]])
    assert list(narrow(known, targets([1, 2], 3, reach=5)).verdicts) == [Verdict.SAFE] * 2
    assert list(narrow(known, targets([1, 2], 3, reach=6)).verdicts) == [Verdict.BELOW] * 2


def test_a_published_combination_within_its_rounding_narrows_an_unknown_stratum():
    known = system([0, 40, 60], [1, 0, 0])
    rate = sp.csr_matrix(np.array([[0.35, 0.4, 0.25]]))
    value = 0.35 * 2 + 0.4 * 40 + 0.25 * 60
    known = Knowledge(known.lower, known.upper, rate, np.array([value - 0.05]), np.array([value + 0.05]), known.near)
    assert list(narrow(known, targets([0], 3, reach=5)).verdicts) == [Verdict.RECOMPUTABLE]


def test_published_numbers_that_do_not_add_up_are_a_contradiction():
    known = system([9, 2, 8], [0, 0, 0], [[(1, 1), (2, 1), (0, -1)]])
    with pytest.raises(ContradictionError):
        narrow(known, targets([1], 3))


def test_numbers_that_only_fractions_could_satisfy_are_a_contradiction():
    """Three sums of two are odd: fractions would do, whole numbers do not."""
    equations = [[(0, 1), (1, 1), (3, -1)], [(1, 1), (2, 1), (4, -1)], [(0, 1), (2, 1), (5, -1)]]
    known = system([0, 0, 0, 7, 7, 7], [1, 1, 1, 0, 0, 0], equations)
    with pytest.raises(ContradictionError):
        narrow(known, targets([0], 6))


def test_a_base_that_is_not_what_was_published_is_refused():
    known = system([9, 2, 7], [0, 1, 1], [[(1, 1), (2, 1), (0, -1)]])
    with pytest.raises(BaseError):
        narrow(known, targets([1], 3), base=np.array([9.0, 2.0, 6.0]))

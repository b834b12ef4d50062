"""What is left of a problem: on fewer variables, with the same tables and the same targets."""

from itertools import product

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from naerblik.disclosure.attack.knowledge import ContradictionError, Knowledge, Targets
from naerblik.disclosure.attack.narrow import narrow
from naerblik.disclosure.attack.propagate import propagate
from naerblik.disclosure.attack.reduced import reduce


def knowledge(rows, sums, upper, least=0):
    matrix, width = sp.csr_matrix(np.array(rows, dtype=float)), len(upper)
    ends = np.array(sums, dtype=float).T
    return Knowledge(
        np.full(width, float(least)), np.array(upper, dtype=float), matrix, ends[0], ends[1], np.zeros((width, 0), int)
    )


def each_cell(width, reach=5.0):
    return Targets(sp.csr_matrix(np.eye(width)), np.full(width, reach), np.ones(width))


def tables(lower, upper, rows, row_lower, row_upper):
    """All whole numbers within bounds and sums, one by one."""
    every = product(*(range(int(low), int(high) + 1) for low, high in zip(lower, upper, strict=True)))
    kept = [np.array(numbers, dtype=float) for numbers in every]
    return [x for x in kept if ((rows @ x >= row_lower - 1e-9) & (rows @ x <= row_upper + 1e-9)).all()]


def reduced(known, targets):
    return reduce(known, targets, *propagate(known))


def test_a_sum_of_two_leaves_one_variable():
    known = knowledge([[1, 1]], [(9, 9)], [20, 20])
    assert len(reduced(known, each_cell(2)).columns) == 1


def test_a_chain_of_sums_leaves_one_variable():
    rows = np.eye(6)[:-1] + np.eye(6, k=1)[:-1]
    known = knowledge(rows, [(9, 9)] * 5, [20] * 6)
    assert len(reduced(known, each_cell(6)).columns) == 1


def test_a_sum_that_is_only_known_roughly_ties_nothing():
    known = knowledge([[1, 1]], [(8, 9)], [20, 20])
    assert len(reduced(known, each_cell(2)).columns) == 2


@pytest.mark.parametrize(
    ("rows", "sums"),
    [([[1, 1], [1, -1]], [(3, 3), (0, 0)]), ([[1, 1, 0], [0, 1, 1], [1, 0, -1]], [(9, 9), (9, 9), (1, 1)])],
    ids=["half a person", "a circle that does not close"],
)
def test_ties_that_contradict_each_other_are_a_contradiction(rows, sums):
    width = len(rows[0])
    with pytest.raises(ContradictionError):
        narrow(knowledge(rows, sums, [20] * width), each_cell(width, reach=1.0))


@st.composite
def problems(draw):
    width, lines = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    entry = st.sampled_from([0, 0, 1, 1, -1, 2])
    rows = draw(st.lists(st.lists(entry, min_size=width, max_size=width), min_size=lines, max_size=lines))
    upper = draw(st.lists(st.integers(0, 4), min_size=width, max_size=width))
    inside = np.array([draw(st.integers(0, most)) for most in upper])
    sums = np.array(rows) @ inside
    slack = draw(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=lines, max_size=lines))
    forms = np.vstack([np.eye(width), draw(st.lists(st.sampled_from([0, 1, -1]), min_size=width, max_size=width))])
    targets = Targets(sp.csr_matrix(forms), np.full(len(forms), 2.0), np.ones(len(forms)))
    return knowledge(rows, [(total, total + more) for total, more in zip(sums, slack, strict=True)], upper), targets


@given(problems())
def test_the_reduced_problem_has_the_same_tables(problem):
    known, targets = problem
    left = reduced(known, targets)
    plain = tables(known.lower, known.upper, known.rows, known.row_lower, known.row_upper)
    limits = left.limits
    few = tables(limits.lower, limits.upper, limits.rows, limits.row_lower, limits.row_upper)
    assert sorted(tuple(targets.forms @ x) for x in plain) == sorted(tuple(left.forms @ z + left.fixed) for z in few)
    assert {tuple(x[left.columns]) for x in plain} == {tuple(z) for z in few}

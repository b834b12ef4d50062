"""Columns tied to each other: groups lose no change that the relations allow, and add none."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from naerblik.disclosure.ties import ties

ENDLESS = 50.0


def made(*rows, free=None):
    matrix = np.array(rows, dtype=float)
    free = np.ones(matrix.shape[1], dtype=bool) if free is None else np.array(free, dtype=bool)
    return ties(sp.csc_matrix(matrix), free)


def within(tied, piece):
    return tied.within(np.array(piece), np.full(len(piece), -ENDLESS), np.full(len(piece), ENDLESS))


def changes(matrix):
    """A basis of the vectors that a matrix sends to nothing, one a row."""
    if matrix.shape[1] == 0:
        return np.zeros((0, 0))
    _, sizes, directions = np.linalg.svd(matrix)
    return directions[int((sizes > 1e-9).sum()) :]


def test_two_columns_of_a_relation_move_against_each_other():
    grouped = within(made([1, 1]), [0, 1])
    assert grouped.spread(np.array([3.0])).tolist() in ([3, -3], [-3, 3])
    assert grouped.relations.nnz == 0


def test_a_part_moves_along_with_its_total():
    grouped = within(made([1, -1]), [0, 1])
    assert grouped.spread(np.array([3.0])).tolist() == [3, 3]


def test_ties_make_ties():
    # The second relation has three columns, of which the first one makes two cancel each other out.
    grouped = within(made([1, 1, 0, 0], [1, 1, 1, -1]), [0, 1, 2, 3])
    assert len(grouped.lower) == 2
    assert grouped.relations.nnz == 0


def test_a_column_alone_in_a_relation_never_moves():
    grouped = within(made([1, 0], [0, 1], free=[True, True]), [0, 1])
    assert not grouped.lower.any()
    assert not grouped.upper.any()


def test_a_column_that_moves_along_and_against_another_never_moves():
    grouped = within(made([1, 1], [1, -1]), [0, 1])
    assert not grouped.spread(np.ones(len(grouped.lower))).any()


def test_columns_that_are_not_free_tie_others_by_standing_still():
    grouped = within(made([1, 1, 1], free=[True, True, False]), [0, 1])
    assert len(grouped.lower) == 1


def test_a_group_moves_as_far_as_all_of_its_columns_can():
    tied = made([1, 1])
    grouped = tied.within(np.array([0, 1]), np.array([-5.0, -2.0]), np.array([4.0, 3.0]))
    ends = np.sort(np.abs([grouped.lower[0], grouped.upper[0]]))
    assert ends.tolist() == [2, 3]  # the first may rise by 2 and fall by 3, as the second does the opposite


def test_a_group_that_is_cut_never_moves():
    grouped = within(made([1, 1, 0], [0, 1, -1]), [0, 1])
    assert not grouped.lower.any()
    assert not grouped.upper.any()


def test_of_relations_that_say_the_same_one_is_needed():
    assert made([1, 1, 1, 0], [1, 1, 1, 0], [-1, -1, -1, 0], [0, 1, 1, 1]).relations.shape[0] == 2


def test_numbers_of_columns_add_up_by_group():
    grouped = within(made([1, 1, 0, 0], [0, 0, 1, 1]), [0, 1, 2, 3])
    assert grouped.gathered(np.array([1.0, 2.0, 4.0, 8.0])).tolist() == [3, 12]


@st.composite
def systems(draw):
    columns, rows = draw(st.integers(1, 8)), draw(st.integers(0, 7))
    entry = st.sampled_from([0, 0, 0, 1, -1, 1, -1, 2])
    matrix = np.array(draw(st.lists(st.lists(entry, min_size=columns, max_size=columns), min_size=rows, max_size=rows)))
    free = np.array(draw(st.lists(st.booleans(), min_size=columns, max_size=columns)))
    inside = free & np.array(draw(st.lists(st.booleans(), min_size=columns, max_size=columns)))
    return matrix.reshape(rows, columns).astype(float), free, np.flatnonzero(inside)


@given(systems())
def test_groups_make_the_same_changes_as_the_columns_of_a_piece(system):
    matrix, free, piece = system
    if len(piece) == 0:
        return
    grouped = within(ties(sp.csc_matrix(matrix), free), piece)
    moving = np.flatnonzero(grouped.upper > 0)
    of_groups = changes(grouped.relations.toarray()[:, moving])
    assert len(of_groups) == len(changes(matrix[:, piece]))
    for change in of_groups:
        full = np.zeros(len(grouped.lower))
        full[moving] = change
        assert matrix[:, piece] @ grouped.spread(full) == pytest.approx(0, abs=1e-9)
        assert full == pytest.approx(0) or grouped.spread(full).any()

"""Changes with fractions, mended: what comes out keeps every relation and every bound, and what was aimed for."""

import numpy as np
import pytest
import scipy.sparse as sp

from naerblik.disclosure.mend import mended


def circle(places):
    """Relations under which each number of a circle is the opposite of the next one."""
    return sp.csc_matrix(np.eye(places) + np.roll(np.eye(places), 1, axis=1))


def mend(change, lowest, highest, aims=None):
    size = len(change)
    bounds = np.full(size, float(lowest)), np.full(size, float(highest))
    aims = np.zeros(size) if aims is None else np.array(aims, dtype=float)
    return mended(circle(size), bounds, np.array(change, dtype=float), np.ones(size), aims)


def whole(numbers):
    return np.allclose(numbers, np.rint(numbers))


def table_relations(shape):
    """Every line of a table of changes, in each dimension, adds up to nothing."""
    places = np.arange(np.prod(shape)).reshape(shape)
    rows = []
    for axis in range(len(shape)):
        for line in np.moveaxis(places, axis, -1).reshape(-1, shape[axis]):
            row = np.zeros(places.size)
            row[line] = 1
            rows.append(row)
    return sp.csc_matrix(np.array(rows))


def test_a_change_of_whole_numbers_stays_as_it_is():
    assert mend([1, -1, 1, -1], -2, 2).tolist() == [1, -1, 1, -1]


def test_fractions_become_whole_numbers_that_keep_the_relations():
    found = mend([1.4, -1.4, 1.4, -1.4], -2, 2)
    assert found.tolist() == [1, -1, 1, -1]


def test_what_was_aimed_for_is_kept_rather_than_taken_back():
    found = mend([2.0, -1.6, 1.6, -1.6], -3, 3, aims=[1, 0, 0, 0])
    assert found.tolist() == [2, -2, 2, -2]


def test_where_no_whole_numbers_keep_the_relations_the_change_comes_back():
    odd = np.array([0.5, 0.5, 0.5])
    relations = sp.csc_matrix(np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]]))
    relations = sp.csc_matrix(sp.hstack([relations, sp.csc_matrix(-np.ones((3, 1)))]))
    change, bounds = np.append(odd, 1.0), (np.array([0.0, 0, 0, 1]), np.array([1.0, 1, 1, 1]))
    assert mended(relations, bounds, change, np.ones(4), np.array([0.0, 0, 0, 1])).tolist() == change.tolist()


@pytest.mark.parametrize("seed", range(8))
def test_a_mended_corner_of_a_table_keeps_every_relation_and_bound_and_has_no_more_fractions(seed):
    rng = np.random.default_rng(seed)
    relations = table_relations((3, 4, 3))
    lower, upper = -rng.integers(0, 4, relations.shape[1]).astype(float), np.full(relations.shape[1], 4.0)
    half = 0.5 * rng.integers(-1, 2, (3, 4, 3))
    half = half - np.roll(half, 1, axis=0)
    half = half - np.roll(half, 1, axis=1)
    change = (half - np.roll(half, 1, axis=2)).ravel()
    lower, upper = np.minimum(lower, np.floor(change)), np.maximum(upper, np.ceil(change))
    found = mended(relations, (lower, upper), change, np.ones(len(change)), np.zeros(len(change)))
    assert np.allclose(relations @ found, 0)
    assert (found >= lower - 1e-6).all()
    assert (found <= upper + 1e-6).all()
    assert whole(found)

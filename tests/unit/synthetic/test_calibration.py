"""Fitting and rounding agree with slow, plain references, and keep what they promise for any numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik.synthetic.calibration import Margin, fit, largest_remainder, solve, systematic, whole_rows

POSITIVE = st.floats(min_value=0.2, max_value=5)
TABLES = st.lists(st.lists(POSITIVE, min_size=3, max_size=3), min_size=2, max_size=5)


def plain_fit(table, row_targets, column_targets, rounds):
    """Iterative proportional fitting as it is told in words, with loops."""
    cells = [list(row) for row in table]
    for _ in range(rounds):
        for r, target in enumerate(row_targets):
            total = sum(cells[r])
            cells[r] = [cell * target / total for cell in cells[r]]
        for c, target in enumerate(column_targets):
            total = sum(row[c] for row in cells)
            for row in cells:
                row[c] *= target / total
    return cells


def plain_largest_remainder(shares, total):
    """Seats as they are given out by hand, in exact fractions."""
    exact = [Fraction(share) / sum(map(Fraction, shares)) * total for share in shares]
    seats = [int(share) for share in exact]
    by_remainder = sorted(range(len(shares)), key=lambda n: (seats[n] - exact[n], n))
    for n in by_remainder[: total - sum(seats)]:
        seats[n] += 1
    return seats


def two_margins(table, other):
    rows, columns = np.indices(np.shape(table))
    return [Margin(rows, np.sum(other, axis=1)), Margin(columns, np.sum(other, axis=0))]


@given(TABLES, st.data())
def test_a_fit_is_that_of_the_plain_reference(table, data):
    row = st.lists(st.floats(min_value=0.5, max_value=2), min_size=3, max_size=3)
    factors = data.draw(st.lists(row, min_size=len(table), max_size=len(table)))
    other = np.array(table) * np.array(factors)
    fitted = fit(np.array(table), two_margins(table, other))
    plain = plain_fit(table, other.sum(axis=1), other.sum(axis=0), 300)
    assert fitted == pytest.approx(np.array(plain), rel=1e-5)


def test_a_fit_keeps_the_odds_of_its_start_and_meets_both_margins():
    start = np.array([[1.0, 2.0], [3.0, 4.0]])
    other = np.array([[10.0, 20.0], [30.0, 40.0]]) + np.array([[5.0, 0.0], [0.0, 5.0]])
    fitted = fit(start, two_margins(start, other))
    assert fitted.sum(axis=0) == pytest.approx(other.sum(axis=0))
    assert fitted.sum(axis=1) == pytest.approx(other.sum(axis=1))
    odds = start[0, 0] * start[1, 1] / (start[0, 1] * start[1, 0])
    assert fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0]) == pytest.approx(odds)


def test_margins_that_contradict_each_other_are_refused():
    rows, columns = np.indices((2, 2))
    margins = [Margin(rows, np.array([1.0, 1.0])), Margin(columns, np.array([2.0, 2.0]))]
    with pytest.raises(ValueError, match="the margins contradict each other"):
        fit(np.ones((2, 2)), margins)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=30), st.integers(0, 5000))
def test_largest_remainders_are_those_given_out_by_hand(shares, total):
    seats = largest_remainder(np.array(shares, dtype=float), total)
    assert seats.sum() == total
    exact = np.array(shares) / sum(shares) * total
    assert (np.abs(seats - exact) < 1 + 1e-9).all()
    by_hand = plain_largest_remainder(shares, total)
    # Equal remainders can be told apart by the last bit of a float: there the seats may lie elsewhere.
    remainders = {Fraction(s, sum(shares)) * total % 1 for s in shares}
    if len(remainders) == len(shares):
        assert list(seats) == by_hand


@given(st.lists(st.floats(0, 50), min_size=1, max_size=60), st.floats(0, 0.99))
def test_systematic_rounding_follows_the_running_sums(cells, phase):
    counts = systematic(np.array(cells), phase=phase)
    assert (counts >= np.floor(np.array(cells) - 1e-6)).all()
    assert (counts <= np.ceil(np.array(cells) + 1e-6)).all()
    assert (np.abs(np.cumsum(counts) - np.cumsum(cells)) <= 1 + 1e-6).all()


@given(TABLES, st.integers(0, 3000))
def test_rows_of_whole_persons_keep_their_share_and_the_total(table, total):
    counts = whole_rows(np.array(table), total)
    assert counts.sum() == total
    assert (counts >= 0).all()
    rows = np.sum(table, axis=1)
    assert (np.abs(counts.sum(axis=1) - rows / rows.sum() * total) < 1 + 1e-6).all()


def test_small_cells_are_not_starved_at_small_sizes():
    counts = whole_rows(np.ones((100, 40)), 1000)
    assert 150 < counts[:, :10].sum() < 350
    assert counts.max() == 1


def test_the_factor_is_found_where_the_expectation_meets_the_target():
    assert solve(lambda factor: factor**2, 2.0) == pytest.approx(2**0.5)

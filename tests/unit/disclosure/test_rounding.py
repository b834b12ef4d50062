"""Rounding to 5: what becomes of each number, and the families in which it tells more than it should."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik.disclosure.hierarchy import flat, hierarchy
from naerblik.disclosure.linked import AtMost, Cells, LinkedTables, link
from naerblik.disclosure.rounding import rounded, told
from naerblik.disclosure.tables import dense

THRESHOLD = 5


def row(*parts: int) -> LinkedTables:
    """One total over these parts."""
    names = [f"p{n}" for n in range(len(parts))]
    return link([dense("row", [flat("part", "all", names)], np.array([sum(parts), *parts]))])


def told_of(family: LinkedTables) -> list[str]:
    return [family.label(int(column)) for column in np.flatnonzero(told(family, THRESHOLD))]


def test_numbers_become_the_nearest_multiple_of_five_and_small_ones_nought_or_five():
    assert rounded(np.arange(9)).tolist() == [0, 0, 0, 5, 5, 5, 5, 5, 10]


def test_two_small_groups_are_told_by_the_total_of_both():
    assert told_of(row(2, 2)) == ["row[part=all]", "row[part=p0]", "row[part=p1]"]


def test_a_row_that_can_be_all_nought_or_large_tells_nothing():
    assert told_of(row(1, 1)) == []
    assert told_of(row(2, 40, 60)) == []


@pytest.mark.parametrize(("number", "whole"), [(8, 9), (12, 13), (2, 2)])
def test_what_is_left_of_a_whole_is_known_only_to_about_four(number, whole):
    one = hierarchy("group", ["g"])
    tables = dense("n", [one], np.array([number])), dense("N", [one], np.array([whole]))
    sides = [(Cells(made.name, np.array([0])),) for made in tables]
    assert told_of(link(tables, [AtMost("n of N", *sides, complement=True)])) == []


@given(st.lists(st.integers(0, 9), min_size=1, max_size=3))
def test_nobody_is_told_of_unless_every_consistent_table_says_so(parts):
    """A reader who tries all tables knows at least what the sums tell one at a time."""
    values = np.array([sum(parts), *parts])
    allowed = [range(max(int(v) - 2, 0), int(v) + 3) for v in rounded(values)]
    tables = np.array([t for t in product(*allowed) if t[0] == sum(t[1:])])
    least, most = tables.min(axis=0), tables.max(axis=0)
    known = (least >= 1) & (most < THRESHOLD)
    assert told(row(*parts), THRESHOLD).tolist() == known.tolist()


@pytest.mark.parametrize("values", [np.array([0]), np.array([123456789])])
def test_rounding_moves_no_number_by_more_than_two(values):
    assert (abs(rounded(values) - values) <= 2).all()

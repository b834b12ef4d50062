"""What is cut out of relations is what scipy cuts out, in the same order."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from naerblik.disclosure.columns import connected, entries


@st.composite
def relations_and_columns(draw):
    lines, size = draw(st.integers(1, 6)), draw(st.integers(1, 8))
    cells = draw(st.lists(st.sampled_from([-1, 0, 0, 1]), min_size=lines * size, max_size=lines * size))
    columns = draw(st.lists(st.integers(0, size - 1), unique=True, max_size=size))
    return np.array(cells).reshape(lines, size), np.array(columns, dtype=np.int64)


@given(relations_and_columns())
def test_the_entries_of_columns_are_those_that_scipy_takes_out(case):
    whole, columns = case
    row, place = entries(sp.csc_matrix(whole), columns)
    taken = sp.csc_matrix(whole)[:, columns].tocoo()
    assert row.tolist() == taken.row.tolist()
    assert place.tolist() == taken.col.tolist()


@given(relations_and_columns())
def test_columns_hang_together_that_a_walk_over_shared_relations_reaches(case):
    whole, columns = case
    found = connected(sp.csc_matrix(whole), columns)
    reached = _walked(whole[:, columns])
    assert all((found[i] == found[j]) == (j in reached[i]) for i in range(len(columns)) for j in range(len(columns)))


@given(relations_and_columns())
def test_components_are_numbered_by_their_first_relation_and_lone_columns_come_last(case):
    whole, columns = case
    found = connected(sp.csc_matrix(whole), columns)
    first = [np.flatnonzero(whole[:, c]).min(initial=len(whole) + place) for place, c in enumerate(columns)]
    least = [
        min(first[j] for j in range(len(columns)) if found[j] == number) for number in range(found.max(initial=-1) + 1)
    ]
    assert least == sorted(least)


def _walked(taken):
    """For each column those that it reaches, step by step."""
    reached = []
    for start in range(taken.shape[1]):
        seen, waiting = {start}, [start]
        while waiting:
            own = taken[:, waiting.pop()] != 0
            for other in range(taken.shape[1]):
                if other not in seen and (own & (taken[:, other] != 0)).any():
                    seen.add(other)
                    waiting.append(other)
        reached.append(seen)
    return reached

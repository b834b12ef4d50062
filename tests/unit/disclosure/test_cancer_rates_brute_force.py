"""Protected rates against the reader who writes down every table: tumours of men of one region in one year."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import cancer_strata_frames as made
from naerblik.disclosure import cancer_figures, cancer_strata
from naerblik.disclosure.cancer_cells import Seen
from naerblik.disclosure.cancer_figures import NONE
from naerblik.disclosure.cancer_rates import Clearing
from naerblik.disclosure.cancer_strata import Strata

MEN, REGION, THRESHOLD = 1, 0, 5
AGES = {"65-69": 14, "70-74": 15, "75-79": 16, "80-84": 17, "85+": 18}
OLDEST = 30
"""Tumours of those of 85 and over, which are a band by themselves."""


def tumours(young: tuple[int, int], old: tuple[int, int]) -> np.ndarray:
    table = np.zeros((1, 5, 2, 19), dtype=np.int64)
    table[0, REGION, MEN, 14:] = (*young, *old, OLDEST)
    return table


@cache
def strata() -> Strata:
    _, residents = made.frames()
    last = residents[residents["year"] == made.YEARS[-1]]
    empty = made.frames()[0].iloc[:0]
    found = cancer_strata.strata(empty, last)
    assert found is not None
    return found


def seen(table: np.ndarray, hidden_bands: tuple[int, ...]) -> Seen:
    """Every count is shown but those of some age bands, in all areas and sexes."""
    year = np.ones((7, 3, 6), dtype=bool)
    year[..., list(hidden_bands)] = False
    return Seen(year, np.ones((0, 7), dtype=bool))


def figures_of(table: np.ndarray) -> np.ndarray:
    return cancer_figures.figures(table, strata().residents)


def protected(table: np.ndarray, hidden_bands: tuple[int, ...] = ()) -> np.ndarray:
    return Clearing(strata(), list(made.BANDS), THRESHOLD).cleared("lung", table, seen(table, hidden_bands))


def agreeing(table: np.ndarray, printed: np.ndarray, *, bands_known: bool) -> Iterator[np.ndarray]:
    """Every table with the same published counts that prints the same."""
    *inner, _ = table[0, REGION, MEN, 14:]
    total, first = sum(inner), sum(inner[:2])
    for band in [first] if bands_known else range(total + 1):
        for young, old in itertools.product(range(band + 1), range(total - band + 1)):
            values = (young, band - young, old, total - band - old)
            other = tumours(values[:2], values[2:])
            if (figures_of(other)[printed != NONE] == printed[printed != NONE]).all():
                yield other


def pinned(table: np.ndarray, printed: np.ndarray) -> list[str]:
    """Age groups of few that every agreeing table shows as few."""
    found = np.stack([t[0, REGION, MEN] for t in agreeing(table, printed, bands_known=True)])
    few = ((found >= 1) & (found < THRESHOLD)).all(axis=0)
    return [age for age, place in AGES.items() if few[place]]


numbers = st.tuples(st.integers(1, 4), st.integers(4, 8))


@given(numbers, numbers)
@settings(max_examples=8, deadline=None)
def test_no_age_group_is_told_to_be_of_few(young, old):
    table = tumours(young, old)
    assert pinned(table, protected(table)) == []


def test_without_protection_it_is_told():
    table = tumours((2, 8), (3, 7))
    assert pinned(table, figures_of(table))


def test_a_hidden_number_of_a_band_can_be_large_beside_all_that_is_printed():
    table = tumours((2, 0), (1, 3))
    reach = [t[0, REGION, MEN, 14:16].sum() for t in agreeing(table, protected(table, (3, 4)), bands_known=False)]
    assert max(reach) >= THRESHOLD
    bare = [t[0, REGION, MEN, 14:16].sum() for t in agreeing(table, figures_of(table), bands_known=False)]
    assert max(bare) < THRESHOLD

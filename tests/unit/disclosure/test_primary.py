"""Primary protection: each rule by a small table, a planted fault for each, and a plain loop beside the arrays."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik import parameters as params
from naerblik.disclosure import primary
from naerblik.disclosure.primary import Reason
from naerblik.parameters import DisclosureRules

RULES = params.disclosure_rules()
HIDDEN = None


def rules(**values: object) -> DisclosureRules:
    """The rules of params/ with other values."""
    content = RULES.model_dump()
    for name, value in values.items():
        content[name]["value"] = value
    return DisclosureRules.model_validate(content)


def protected(name: str, columns: list[str], *rows: tuple[object, ...], by: DisclosureRules = RULES) -> pd.DataFrame:
    return primary.protect({name: pd.DataFrame(list(rows), columns=columns)}, by)[name]


def shown(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The rows as tuples, hidden numbers as None."""
    values = [[None if pd.isna(v) else int(v) for v in frame[c]] for c in columns]
    return list(zip(*values, strict=True))


def cells(*rows: tuple[int, int], by: DisclosureRules = RULES) -> list[tuple[object, ...]]:
    frame = protected("cells", ["count", "population"], *rows, by=by)
    assert frame["hidden"].tolist() == [None in row for row in shown(frame, "count", "population")]
    return shown(frame, "count", "population")


def test_counts_of_1_to_4_are_hidden_and_0_and_5_are_shown():
    assert cells((0, 100), (1, 100), (4, 100), (5, 100)) == [(0, 100), (HIDDEN, 100), (HIDDEN, 100), (5, 100)]


def test_a_count_is_hidden_when_1_to_4_of_the_population_are_left():
    assert cells((96, 100), (99, 100), (95, 100)) == [(HIDDEN, 100), (HIDDEN, 100), (95, 100)]


def test_complements_are_shown_when_the_rule_is_off():
    assert cells((96, 100), (4, 100), by=rules(hide_complements=False)) == [(96, 100), (HIDDEN, 100)]


def test_a_population_of_1_to_4_is_hidden_with_its_count_also_when_nobody_counts():
    assert cells((0, 3), (3, 3), (0, 0)) == [(HIDDEN, HIDDEN), (HIDDEN, HIDDEN), (0, 0)]


def test_everybody_in_a_small_group_is_hidden_and_everybody_in_a_larger_one_is_shown():
    assert cells((19, 19), (20, 20), (0, 19)) == [(HIDDEN, 19), (20, 20), (0, 19)]


def test_the_threshold_is_a_parameter():
    assert cells((9, 100), (10, 100), by=rules(threshold=10)) == [(HIDDEN, 100), (10, 100)]


def test_residents_who_reported_are_hidden_when_few_reported_or_few_did_not():
    frame = protected("coverage", ["population", "reported_population"], (3, 3), (900, 4), (900, 898), (900, 0), (9, 9))
    expected = [(HIDDEN, HIDDEN), (900, HIDDEN), (900, HIDDEN), (900, 0), (9, 9)]
    assert shown(frame, "population", "reported_population") == expected


def test_days_that_four_persons_can_have_lived_are_hidden_with_the_citizens_among_them():
    frame = protected(
        "yearly", ["count", "person_days"], (0, 0), (0, 4 * 366), (0, 4 * 366 + 1), (7, 10**6), (3, 10**6)
    )
    expected = [(0, 0), (HIDDEN, HIDDEN), (0, 1465), (7, 10**6), (HIDDEN, 10**6)]
    assert shown(frame, "count", "person_days") == expected


def test_citizens_of_a_year_are_hidden_when_the_days_leave_room_for_few_others():
    frame = protected("yearly", ["count", "person_days"], (20, 24 * 366), (20, 25 * 366))
    assert shown(frame, "count") == [(HIDDEN,), (20,)]


def test_rows_of_few_persons_are_hidden_also_where_their_keys_are_missing():
    frame = protected("quality", ["rows", "persons"], (0, 0), (9, 4), (9, 5), (3, 0), (5, 0))
    assert shown(frame, "rows", "persons") == [(0, 0), (HIDDEN, HIDDEN), (9, 5), (HIDDEN, HIDDEN), (5, 0)]


def test_reporting_says_nothing_of_persons_and_is_shown():
    frame = protected("reporting", ["municipality_code", "delivered"], (101, True), (147, False))
    assert not frame["hidden"].any()
    assert frame["delivered"].tolist() == [True, False]


def test_a_table_without_a_rule_does_not_leave():
    with pytest.raises(KeyError, match="'visits' has no disclosure rule"):
        protected("visits", ["count"], (3,))


def test_the_reasons_stay_inside():
    frame = pd.DataFrame({"count": [1, 97, 6], "population": [100, 100, 6]})
    found = primary.dangers("cells", frame, RULES)["count"]
    assert [reason for reason in Reason if found[reason].any()] == list(Reason)
    assert list(primary.protect({"cells": frame}, RULES)["cells"].columns) == ["count", "population", "hidden"]


def test_a_hidden_number_is_in_no_buffer_of_the_protected_table():
    frame = protected("cells", ["count", "population"], (3, 100), (2, 4))
    assert frame["count"].array._data.tolist() == [0, 0]
    assert frame["population"].array._data.tolist() == [100, 0]


def plain_dangerous(count: int, population: int) -> tuple[bool, bool]:
    """Whether count and population are hidden, rule by rule."""
    population_hidden = population in range(1, 5)
    count_hidden = population_hidden or count in range(1, 5)
    if population - count in range(1, 5):
        count_hidden = True
    if count == population and 0 < population < 20:
        count_hidden = True
    return count_hidden, population_hidden


pairs = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(pairs, min_size=1, max_size=60))
def test_the_arrays_hide_what_a_plain_loop_over_the_cells_hides(rows):
    for given_row, row in zip(rows, cells(*rows), strict=True):
        hidden = plain_dangerous(*given_row)
        assert row == tuple(None if h else v for v, h in zip(given_row, hidden, strict=True))

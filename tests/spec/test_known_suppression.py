"""The known answers of the literature: no more cells or cost than the answer found elsewhere, and really safe.

Each table is first solved under the rules of its own source, then under the rules of the project, where the number of
cells is no target. Whether a pattern is safe is judged by the plain reader, never by the suppression itself.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from cases.known_answers import NAMES, KnownAnswer, read
from cases.plain_reader import Cell, Reader
from naerblik.disclosure import safety
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.protection import protect
from naerblik.disclosure.safety import SafetyRules
from naerblik.disclosure.suppress import suppress

OURS = SafetyRules(
    threshold=5, complements=True, attribute_group_below=20, minimum_width=1, relative_width=0.5, zeros_hidden=True
)


def solved(case: KnownAnswer) -> Flags:
    """The secondary cells of the suppression under the case's own rules."""
    demanded = safety.stated(case.family, case.primary, width=case.width)
    return suppress(case.family, demanded, zeros_hidden=case.zeros_hidden, price=case.price).secondary


def with_primary(case: KnownAnswer, secondary: set[Cell] | frozenset[Cell]) -> set[Cell]:
    return {case.cells[place] for place in case.primary} | secondary


def safe(case: KnownAnswer, hidden: set[Cell]) -> bool:
    """Whether every primary cell has an interval as wide as its source asks for."""
    reader = Reader(case.counts, hidden, case.rules)
    return all(wide(reader, case.cells[place], case.width) for place in case.primary)


def wide(reader: Reader, cell: Cell, width: int) -> bool:
    low, high = reader.interval(cell)
    return high - low >= width


@pytest.mark.parametrize("name", NAMES)
def test_the_suppression_costs_no_more_than_the_known_answer(name: str) -> None:
    case = read(name)
    secondary = solved(case)
    assert case.price[secondary].sum() <= case.answer_cost, sorted(case.names(secondary))
    assert secondary.sum() <= len(case.answer_cells), sorted(case.names(secondary))


@pytest.mark.parametrize("name", NAMES)
def test_the_suppression_of_a_known_table_is_safe_by_plain_search(name: str) -> None:
    case = read(name)
    assert safe(case, with_primary(case, case.names(solved(case))))


@pytest.mark.parametrize("name", NAMES)
def test_the_known_answer_is_safe_and_has_the_intervals_of_its_source(name: str) -> None:
    case = read(name)
    reader = Reader(case.counts, with_primary(case, case.answer_cells), case.rules)
    assert all(wide(reader, case.cells[place], case.width) for place in case.primary)
    assert {cell: reader.interval(cell) for cell in case.answer_intervals} == case.answer_intervals


@pytest.mark.parametrize("name", NAMES)
def test_no_cheaper_pattern_than_the_known_answer_exists(name: str) -> None:
    """Among patterns of at most as many cells: so "no more than the answer" means the least possible."""
    case = read(name)
    price = dict(zip(case.cells, case.price.tolist(), strict=True))
    others = sorted(set(case.cells) - with_primary(case, set()))
    most = len(case.answer_cells)
    for chosen in (set(c) for size in range(most + 1) for c in combinations(others, size)):
        if sum(price[cell] for cell in chosen) < case.answer_cost:
            assert not safe(case, with_primary(case, chosen)), sorted(chosen)


def test_a_table_with_two_gaps_in_each_row_and_column_gives_a_cell_away() -> None:
    """The rule of two calls this table safe; (w, b) can be computed from two rows and two columns together."""
    case = read("sdctable_rule_of_two_fails")
    hidden = with_primary(case, set())
    inner = [cell for cell in hidden if "Total" not in cell]
    for axis in (1, 2):
        lines = [cell[axis] for cell in inner]
        assert all(lines.count(code) >= 2 for code in lines)
    known = [cell for cell in hidden if not Reader(case.counts, hidden, case.rules).varies(cell)]
    assert known == [("t", "w", "b")]


def test_two_gaps_that_sum_to_four_pass_the_recomputation_test_and_fail_a_width_of_five() -> None:
    case = read("gauss_table9_interval_width")
    plain = with_primary(case, {("t", "old", "Iceland"), ("t", "old", "Portugal")})
    reader = Reader(case.counts, plain, case.rules)
    assert [reader.interval(case.cells[place]) for place in case.primary] == [(0, 4), (0, 4)]
    assert not safe(case, plain)


@pytest.mark.parametrize("name", NAMES)
def test_a_known_table_is_safe_under_the_rules_of_the_project(name: str) -> None:
    case = read(name)
    hidden = case.names(protect(case.family, OURS).hidden)
    reader = Reader(case.counts, hidden, case.rules)
    below = {cell for cell, count in case.counts.items() if 1 <= count < OURS.threshold}
    assert below <= hidden
    assert all(reader.reaches(cell, OURS.threshold) and reader.varies(cell) for cell in hidden)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_table_has_the_same_pattern_each_time(name: str) -> None:
    case = read(name)
    assert np.array_equal(solved(case), solved(read(name)))

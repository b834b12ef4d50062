"""One table of counts: its sums are found and checked, and wrong input is refused by table and cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik import NaerblikError
from naerblik.disclosure.hierarchy import flat, hierarchy
from naerblik.disclosure.tables import Table, TableError, dense, frame, sums_of, table

SEX = flat("sex", "all", ["K", "M"])
AREA = hierarchy("area", ["dk", "r1", "r2"], [("dk", ["r1", "r2"])])
GOOD = [("dk", "all", 21), ("dk", "K", 12), ("dk", "M", 9), ("r1", "all", 10), ("r1", "K", 4), ("r1", "M", 6)]
GOOD += [("r2", "all", 11), ("r2", "K", 8), ("r2", "M", 3)]


def made(rows: list[tuple[Any, ...]] = GOOD, **options: Any) -> Table:
    columns = ["area", "sex", "value", "persons"][: len(rows[0])]
    return table("citizens", [AREA, SEX], pd.DataFrame(rows, columns=columns), **options)


def changed(place: int, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [*GOOD[:place], row, *GOOD[place + 1 :]]


def test_a_table_keeps_its_cells_and_names_them() -> None:
    citizens = made()
    assert frame(citizens)[["area", "sex", "value"]].apply(tuple, axis=1).tolist() == GOOD
    assert citizens.label(8) == "citizens[area=r2, sex=M]"


def test_every_sum_of_every_line_is_found() -> None:
    found = {
        (citizens.label(int(whole)), tuple(citizens.label(int(p)) for p in parts))
        for citizens in [made()]
        for sums in sums_of(citizens)
        for whole, parts in zip(sums.whole, sums.parts, strict=True)
    }
    assert len(found) == 6
    assert ("citizens[area=r1, sex=all]", ("citizens[area=r1, sex=K]", "citizens[area=r1, sex=M]")) in found


def test_a_whole_without_any_part_is_no_sum() -> None:
    rows = [("dk", "all", 21), ("dk", "K", 12), ("dk", "M", 9)]
    assert [sums.dimension.name for sums in sums_of(made(rows))] == ["sex"]


def test_the_same_cells_are_found_in_another_table_and_with_a_code_changed() -> None:
    citizens, by_area = made(), table("all", [AREA], pd.DataFrame({"area": ["r1", "dk"], "value": [10, 21]}))
    assert citizens.same(by_area).tolist() == [1, 1, 1, 0, 0, 0, -1, -1, -1]
    assert citizens.same(citizens, sex="all").tolist() == [0, 0, 0, 3, 3, 3, 6, 6, 6]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (changed(8, ("r2", "M", -3)), "citizens[area=r2, sex=M] is negative"),
        (changed(8, ("r2", "X", 3)), "'X' is no code of the dimension 'sex'"),
        (changed(8, ("r2", "K", 3)), "citizens[area=r2, sex=K] stands twice"),
        (changed(8, ("r2", "M", 3.5)), "value in row 8 is no whole number"),
        (changed(8, ("r2", "M", None)), "row 8 has no value"),
        (changed(8, (None, "M", 3)), "of the dimension 'area'"),
    ],
    ids=["negative", "unknown code", "repeated", "no whole number", "missing value", "missing code"],
)
def test_wrong_cells_are_refused_by_table_and_place(rows: list[tuple[Any, ...]], said: str) -> None:
    with pytest.raises(TableError) as refused:
        made(rows)
    assert said in str(refused.value)
    assert "citizens" in str(refused.value)
    assert isinstance(refused.value, NaerblikError)


def test_an_endless_value_is_refused() -> None:
    with pytest.raises(TableError, match="row 8"):
        made(changed(8, ("r2", "M", np.inf)))


def test_negative_persons_are_refused() -> None:
    rows = [(*row, 1) for row in GOOD[:8]] + [("r2", "M", 3, -1)]
    with pytest.raises(TableError, match=r"number of persons of citizens\[area=r2, sex=M\] is negative"):
        made(rows, persons=True)


def test_a_missing_column_is_refused_by_name() -> None:
    with pytest.raises(TableError, match="persons"):
        made(persons=True)
    with pytest.raises(TableError, match="sex"):
        table("citizens", [AREA, SEX], pd.DataFrame({"area": ["dk"], "value": [1]}))


def test_an_empty_table_has_no_cells_and_no_sums() -> None:
    empty = table("citizens", [AREA, SEX], pd.DataFrame({"area": [], "sex": [], "value": []}))
    assert len(empty.values) == 0
    assert list(sums_of(empty)) == []


def test_totals_that_do_not_add_up_are_refused_without_the_numbers() -> None:
    citizens = made(changed(4, ("r1", "K", 777)))
    with pytest.raises(TableError) as refused:
        list(sums_of(citizens))
    assert "citizens[area=dk, sex=K] is not the sum of its parts over 'area' (r1, r2)" in str(refused.value)
    assert "777" not in str(refused.value)


def test_a_part_without_a_cell_is_refused_or_adds_nothing_when_asked_for() -> None:
    rows = [row for row in GOOD if row[0] != "r2"]
    with pytest.raises(TableError, match="'r2' has no cell"):
        list(sums_of(made(rows)))
    alone = [(area if area == "r1" else "dk", sex, value) for area, sex, value in GOOD if area == "r1"]
    alone += [("dk", sex, value) for _, sex, value in alone]
    assert len(list(sums_of(made(alone, gaps="uncovered")))) == 2


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4), st.integers(0, 8), st.integers(1, 5))
def test_a_total_changed_by_any_amount_is_refused(inner: list[int], place: int, amount: int) -> None:
    values = np.zeros((3, 3), dtype=np.int64)
    values[1:, 1:] = np.reshape(inner, (2, 2))
    values[0] = values[1:].sum(axis=0)
    values[:, 0] = values[:, 1:].sum(axis=1)
    assert len(list(sums_of(dense("citizens", [AREA, SEX], values)))) == 2
    values.flat[place] += amount
    with pytest.raises(TableError, match="is not the sum of its parts"):
        list(sums_of(dense("citizens", [AREA, SEX], values)))


def test_a_dense_table_of_negative_counts_is_refused() -> None:
    with pytest.raises(TableError, match="negative"):
        dense("citizens", [SEX], np.array([0, 1, -1]))

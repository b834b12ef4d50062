"""Linked tables: equations, rooms of inequalities, and limits that do not hold are refused by cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from naerblik.disclosure.hierarchy import flat
from naerblik.disclosure.linked import AtMost, Cells, Equal, LinkedTables, link
from naerblik.disclosure.tables import Table, TableError, table

SEX = flat("sex", "all", ["K", "M"])


def one(name: str, *values: int) -> Table:
    return table(name, [SEX], pd.DataFrame({"sex": SEX.codes[: len(values)], "value": values}))


def limited(smaller: Table, *larger: Table, complement: bool = True) -> LinkedTables:
    most = tuple(Cells(t.name, smaller.same(t)) for t in larger)
    limit = AtMost("n <= N", (Cells(smaller.name, smaller.same(smaller)),), most, complement=complement)
    return link([smaller, *larger], [limit])


def test_the_columns_of_a_family_are_its_cells_and_then_its_rooms() -> None:
    family = limited(one("n", 9, 4, 5), one("N", 20, 8, 12))
    assert family.values.tolist() == [9, 4, 5, 20, 8, 12, 11, 4, 7]
    assert family.cells == 6
    assert family.start("N") == 3
    assert family.room_of.tolist() == [-1] * 6 + [0, 1, 2]
    assert family.complement.tolist() == [False] * 6 + [True] * 3
    assert family.label(4) == "N[sex=K]"
    assert family.label(7) == "the room of n[sex=K]"


def test_every_relation_holds_for_the_true_values_and_is_named() -> None:
    family = limited(one("n", 9, 4, 5), one("N", 20, 8, 12))
    assert not (family.relations @ family.values).any()
    assert family.names == ("n: sex all", "N: sex all", "n <= N", "n <= N", "n <= N")


def test_a_limit_may_add_several_tables() -> None:
    family = limited(one("area", 6, 2, 4), one("code1", 5, 1, 4), one("code2", 3, 1, 2), complement=False)
    assert family.values[9:].tolist() == [2, 0, 2]
    assert not family.complement.any()


def test_one_number_in_two_places_is_an_equation() -> None:
    month, every_year = one("month", 9, 4, 5), one("every year", 9)
    same = Equal("same", (Cells("every year", np.array([0])),), (Cells("month", np.array([0])),))
    family = link([month, every_year], equals=[same])
    assert not (family.relations @ family.values).any()
    assert family.names[-1] == "same"


@pytest.mark.parametrize("n", [(9, 9, 0), (30, 10, 20)])
def test_a_broken_limit_is_refused_by_cell_and_without_the_numbers(n: tuple[int, int, int]) -> None:
    with pytest.raises(TableError) as refused:
        limited(one("n", *n), one("N", 20, 8, 12))
    assert "n[sex=" in str(refused.value)
    assert "breaks the limit 'n <= N'" in str(refused.value)
    assert not set(str(refused.value)) & set("0123456789")


def test_two_different_numbers_for_one_are_refused_by_cell() -> None:
    same = Equal("same", (Cells("b", np.array([1])),), (Cells("a", np.array([1])),))
    with pytest.raises(TableError, match=r"b\[sex=K\] breaks"):
        link([one("a", 9, 4, 5), one("b", 9, 5, 4)], equals=[same])


def test_two_tables_of_one_name_are_refused() -> None:
    with pytest.raises(TableError, match="same name"):
        link([one("n", 2, 1, 1), one("n", 2, 1, 1)])


def test_totals_that_do_not_add_up_are_refused_by_cell() -> None:
    with pytest.raises(TableError, match=r"n\[sex=all\] is not the sum"):
        link([one("n", 9, 4, 4)])


def test_a_limit_on_a_table_that_is_not_in_the_family_is_refused_by_name() -> None:
    n, absent = one("n", 9, 4, 5), one("N", 20, 8, 12)
    with pytest.raises(TableError, match="'N'"):
        link([n], [AtMost("n <= N", (Cells("n", n.same(n)),), (Cells("N", n.same(absent)),))])


def test_neighbours_of_each_dimension_have_neighbouring_coordinates() -> None:
    family = limited(one("n", 9, 4, 5), one("N", 20, 8, 12))
    assert family.coordinates.tolist() == [[0], [1], [2]] * 3

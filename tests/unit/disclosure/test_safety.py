"""The demands of the rules: which cells are primary, and what a reader must be unable to rule out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from naerblik.disclosure.hierarchy import flat, hierarchy
from naerblik.disclosure.linked import AtMost, Cells, LinkedTables, link
from naerblik.disclosure.safety import KINDS, Demands, SafetyRules, demands, floors, merged, stated
from naerblik.disclosure.tables import table

RULES = SafetyRules(
    threshold=5, complements=True, attribute_group_below=20, minimum_width=1, relative_width=0.5, zeros_hidden=True
)


def counts(*parts: int) -> LinkedTables:
    """A total over these parts."""
    codes = [f"p{i}" for i in range(len(parts))]
    cells = pd.DataFrame({"part": ["all", *codes], "value": [sum(parts), *parts]})
    return link([table("n", [flat("part", "all", codes)], cells)])


def of(*pairs: tuple[int, int]) -> LinkedTables:
    """Unrelated groups, n of N each: columns n..., N..., rooms..."""
    codes = [f"g{i}" for i in range(len(pairs))]
    group, few, all_of = hierarchy("group", codes), [n for n, _ in pairs], [whole for _, whole in pairs]
    n = table("n", [group], pd.DataFrame({"group": codes, "value": few}))
    whole = table("N", [group], pd.DataFrame({"group": codes, "value": all_of}))
    return link([n, whole], [AtMost("n <= N", (Cells("n", n.same(n)),), (Cells("N", n.same(whole)),), complement=True)])


def contacts(*pairs: tuple[int, int]) -> LinkedTables:
    """Unrelated groups with contacts and the persons behind them."""
    codes = [f"g{i}" for i in range(len(pairs))]
    values, persons = zip(*pairs, strict=True)
    cells = pd.DataFrame({"group": codes, "value": values, "persons": persons})
    return link([table("contacts", [hierarchy("group", codes)], cells, persons=True)])


def listed(family: LinkedTables, wanted: Demands) -> dict[str, tuple[str, str, int, int, int]]:
    """Label of the column -> kind, label of the cell to hide, up, down, width."""
    return {
        family.label(int(c)): (KINDS[k], family.label(int(h)), int(u), int(d), int(w))
        for c, h, u, d, w, k in zip(
            wanted.column, wanted.hide, wanted.up, wanted.down, wanted.width, wanted.kind, strict=True
        )
    }


def test_counts_of_one_to_four_must_be_able_to_be_five() -> None:
    family = counts(0, 1, 4, 5, 30)
    assert listed(family, demands(family, RULES)) == {
        "n[part=p1]": ("count", "n[part=p1]", 4, 0, 1),
        "n[part=p2]": ("count", "n[part=p2]", 1, 0, 1),
    }


@pytest.mark.parametrize(("n", "primary"), [(60, False), (59, True), (56, True), (55, False)])
def test_all_but_one_to_four_of_a_group_is_a_complement(n: int, primary: bool) -> None:
    family = of((n, 60))
    room = 60 - n
    expected = {
        "the room of n[group=g0]": ("complement", "n[group=g0]", 5 - room, 0, 1),
        "n[group=g0]": ("stated", "n[group=g0]", 0, 0, 1),  # it is hidden, so it must be uncertain itself
    }
    expected = expected if primary else {}
    assert listed(family, demands(family, RULES)) == expected


@pytest.mark.parametrize(("whole", "primary"), [(20, False), (19, True), (5, True), (0, False)])
def test_everyone_of_a_small_group_says_something_of_each(whole: int, primary: bool) -> None:
    family = of((whole, whole))
    found = listed(family, demands(family, RULES))
    assert {kind for kind, *_ in found.values()} == ({"attribute", "stated"} if primary else set())


def test_complements_can_be_left_out_by_a_rule() -> None:
    family = of((59, 60))
    assert len(demands(family, replace(RULES, complements=False))) == 0


@pytest.mark.parametrize(
    ("value", "persons", "expected"),
    [
        (40, 2, (0, 20)),
        (41, 4, (0, 21)),
        (3, 1, (2, 2)),
        (1, 1, (4, 1)),
        (3, 5, None),
        (40, 0, None),
    ],
)
def test_contacts_of_one_to_four_persons_need_a_wide_interval(
    value: int, persons: int, expected: tuple[int, int] | None
) -> None:
    family = contacts((value, persons))
    found = listed(family, demands(family, RULES))
    cell = "contacts[group=g0]"
    assert found == ({cell: ("volume", cell, expected[0], 0, expected[1])} if expected else {})


def test_the_threshold_and_the_least_width_are_parameters() -> None:
    family = counts(2, 3, 30)
    wanted = demands(family, replace(RULES, threshold=3, minimum_width=4))
    assert listed(family, wanted) == {"n[part=p0]": ("count", "n[part=p0]", 1, 0, 4)}


def test_a_column_under_two_rules_answers_to_the_stricter_numbers() -> None:
    family = counts(1, 7)
    both = merged([stated(family, np.array([1]), up=2, width=6), stated(family, np.array([1]), up=4, down=1)])
    assert listed(family, both) == {"n[part=p0]": ("stated", "n[part=p0]", 4, 1, 6)}


def test_an_interval_of_one_value_is_never_asked_for() -> None:
    family = counts(1, 7)
    assert stated(family, np.array([0]), width=0).width.tolist() == [1]


def test_the_floor_is_zero_or_one_where_zeros_are_never_hidden() -> None:
    family = of((0, 3), (2, 3))
    assert floors(family, zeros_hidden=True).tolist() == [0] * 6
    assert floors(family, zeros_hidden=False).tolist() == [0, 1, 1, 1, 0, 0]

"""Hierarchies: what is refused by name, and what stands beside what."""

from __future__ import annotations

import pytest

from naerblik import NaerblikError
from naerblik.disclosure.hierarchy import HierarchyError, Sum, flat, hierarchy


def test_a_flat_hierarchy_is_a_total_over_its_parts() -> None:
    made = flat("sex", "all", ["K", "M"])
    assert made.codes == ("all", "K", "M")
    assert made.sums == (Sum("all", ("K", "M")),)
    assert made.position == {"all": 0, "K": 1, "M": 2}


def test_a_code_may_be_the_sum_of_two_sets_of_codes_and_of_one_part() -> None:
    made = hierarchy("area", ["dk", "r", "s", "m"], [("dk", ["r"]), ("dk", ["s"]), ("r", ["m"]), ("s", ["m"])])
    assert [total.whole for total in made.sums] == ["dk", "dk", "r", "s"]


def test_parts_stand_beside_their_whole() -> None:
    made = hierarchy("area", ["dk", "r1", "r2", "m1", "m2"], [("dk", ["r1", "r2"]), ("r1", ["m1"]), ("r2", ["m2"])])
    in_order = sorted(made.codes, key=lambda code: made.neighbourhood[made.position[code]])
    assert in_order == ["dk", "r1", "m1", "r2", "m2"]


@pytest.mark.parametrize(
    ("codes", "sums", "said"),
    [
        (["all", "K", "K"], [], "'K' stands twice"),
        (["all", "K"], [("all", ["K", "M"])], "the sum of 'all' has a gap: 'M' is no code of the dimension"),
        (["K", "M"], [("all", ["K", "M"])], "the sum of 'all' has a gap: 'all' is no code of the dimension"),
        (["all", "K"], [("all", [])], "the sum of 'all' has a gap: it names no parts"),
        (["all", "K"], [("all", ["K", "K"])], "'K' stands twice in the sum of 'all'"),
        (["all"], [("all", ["all"])], "'all' stand in a loop"),
        (["a", "b"], [("a", ["b"]), ("b", ["a"])], "'a', 'b' stand in a loop"),
        (["dk", "a", "b", "c"], [("dk", ["a"]), ("a", ["b"]), ("b", ["c"]), ("c", ["a"])], "'a', 'b', 'c'"),
    ],
    ids=["code twice", "unknown part", "unknown whole", "no parts", "part twice", "own part", "loop", "loop below"],
)
def test_a_wrong_hierarchy_is_refused_by_name(codes: list[str], sums: list[tuple[str, list[str]]], said: str) -> None:
    with pytest.raises(HierarchyError) as refused:
        hierarchy("region", codes, sums)
    assert said in str(refused.value)
    assert "dimension 'region'" in str(refused.value)
    assert isinstance(refused.value, NaerblikError)

"""Protection on small tables: each trap found once, with the reason why it is one.

Which cells are hidden is not the point here, but that no reader can narrow them: judged by the plain reader.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from cases.known_answers import read
from cases.plain_reader import Cell, Reader
from cases.random_families import AGE, LEVELS, ONE_PART, SEX, Axis, Family, Stated, built
from naerblik.disclosure import safety
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.protection import Reason, protect
from naerblik.disclosure.safety import SafetyRules
from naerblik.disclosure.suppress import ProtectionError, default_price, suppress

RULES = SafetyRules(
    threshold=5, complements=True, attribute_group_below=20, minimum_width=1, relative_width=0.5, zeros_hidden=True
)
WITHIN = [(("n",), ("N",), True)]


def by(*axes: Mapping[str, object], **finest: Mapping[str, int]) -> Family:
    """A family over one dimension 'x'; `finest` are the counts of its finest codes by table, n <= N when both stand."""
    axis: Axis = {"x": axes[0]}  # type: ignore[dict-item]
    inside = {name: {(code,): count for code, count in counts.items()} for name, counts in finest.items()}
    return built(Stated(axis, inside, WITHIN if "N" in finest else ()))


def flags(family: Family, *cells: Cell) -> Flags:
    found = np.zeros(len(family.linked.values), dtype=bool)
    found[[family.cells.index(cell) for cell in cells]] = True
    return found


def hidden(family: Family, **options: Flags) -> set[Cell]:
    return family.names(protect(family.linked, RULES, **options).hidden[: len(family.cells)])


def reader(family: Family, gaps: set[Cell]) -> Reader:
    return Reader(family.counts, gaps, family.rules)


def test_a_table_without_small_counts_is_published_whole() -> None:
    family = by(AGE, n={"young": 5, "middle": 0, "old": 30})
    done = protect(family.linked, RULES)
    assert not done.hidden.any()
    assert not done.reason.any()


def test_one_small_count_hides_a_second_cell_and_each_has_its_reason() -> None:
    family = by(AGE, n={"young": 2, "middle": 9, "old": 30})
    done = protect(family.linked, RULES)
    reasons = {cell: Reason(done.reason[place]) for place, cell in enumerate(family.cells) if done.hidden[place]}
    assert reasons == {("n", "young"): Reason.COUNT, ("n", "middle"): Reason.SECONDARY}


def test_a_sum_of_one_part_is_hidden_with_its_part() -> None:
    """Bornholm's cluster is its municipality: one number in two places."""
    gaps = hidden(by(ONE_PART, n={"island": 3, "m1": 20, "m2": 30}))
    assert {("n", "island"), ("n", "east")} <= gaps


def test_a_hidden_zero_may_not_be_known_to_be_below_the_threshold() -> None:
    """Two cells that sum to three: the reader cannot tell the zero from the three, but knows that both are few."""
    family = by(AGE, n={"young": 3, "middle": 0, "old": 40})
    gaps = hidden(family)
    assert all(reader(family, gaps).reaches(cell, 5) for cell in gaps)


def test_a_hidden_cell_of_five_or_more_is_not_known_either() -> None:
    """Hidden as everyone of a small group has it; when the group moves and the code does not, the code is known."""
    codes = {"code1": (4, 11, 4, 8, 4), "code2": (5, 4, 1, 30, 1), "area": (5, 15, 5, 38, 4)}
    finest = {
        name: {(code,): count for code, count in zip(("c2", "m1", "m2", "m3", "m4"), counts, strict=True)}
        for name, counts in codes.items()
    }
    limits = [(("code1",), ("area",), True), (("code2",), ("area",), True), (("area",), ("code1", "code2"), False)]
    family = built(Stated({"area": LEVELS}, finest, limits))
    gaps = hidden(family)
    assert [cell for cell in sorted(gaps) if not reader(family, gaps).varies(cell)] == []


def test_a_complement_beside_a_hidden_cell_can_be_at_the_threshold_whatever_the_cell_is_hidden_for() -> None:
    """Everyone of a small group: that rule asks for one person more, but a reader must have to allow for five."""
    codes = ("c2", "m1", "m2", "m3", "m4")
    counts = {"N": (19, 0, 5, 11, 11), "n": (12, 0, 0, 1, 11), "m": (18, 0, 5, 0, 8)}
    finest = {name: {(c,): v for c, v in zip(codes, values, strict=True)} for name, values in counts.items()}
    family = built(Stated({"area": LEVELS}, finest, [(("n",), ("N",), True), (("m",), ("N",), True)]))
    rules = SafetyRules(5, True, 20, 1, 0.5, zeros_hidden=False)
    gaps = family.names(protect(family.linked, rules).hidden[: len(family.cells)])
    found = Reader(family.counts, gaps, family.rules, floor=1)
    beside = [rule for rule in family.complements if gaps & {*rule.less, *rule.more}]
    assert [rule for rule in beside if not found.room_reaches(rule, 5)] == []


@pytest.mark.parametrize("earlier", [("n", "old"), ("n", "middle"), ("n", "all")])
def test_what_was_hidden_stays_hidden_though_it_is_large(earlier: Cell) -> None:
    family = by(AGE, n={"young": 8, "middle": 9, "old": 30})
    gaps = hidden(family, hidden=flags(family, earlier))
    assert earlier in gaps
    assert all(reader(family, gaps).varies(cell) for cell in gaps)


def test_what_was_shown_stays_shown() -> None:
    family = by(AGE, n={"young": 2, "middle": 9, "old": 30})
    gaps = hidden(family, shown=flags(family, ("n", "middle")))
    assert ("n", "middle") not in gaps
    assert ("n", "young") in gaps


def test_what_cannot_be_protected_is_refused_by_cell_and_without_its_number() -> None:
    family = by(AGE, n={"young": 2, "middle": 9, "old": 30})
    with pytest.raises(ProtectionError) as refused:
        hidden(family, shown=flags(family, ("n", "young")))
    assert "n[x=young]" in str(refused.value)
    assert "2" not in str(refused.value)
    with pytest.raises(ProtectionError, match=r"n\[x=young\]"):
        hidden(family, shown=flags(family, ("n", "middle"), ("n", "old"), ("n", "all")))


@pytest.mark.parametrize("times", [0.01, 1, 2, 1000])
def test_the_unit_of_the_price_does_not_matter(times: float) -> None:
    case = read("fischetti_salazar_3x3")
    demanded = safety.stated(case.family, case.primary, width=case.width)
    pattern = suppress(case.family, demanded, zeros_hidden=True, price=case.price * times)
    assert case.price[pattern.secondary].sum() == 37


@pytest.mark.parametrize("width", [1, 2, 4, 6])
def test_a_width_that_hiding_everything_would_give_is_reached(width: int) -> None:
    """A demand can need two moves, one to the threshold and one for the width."""
    inner = {("c2", "K"): 0, ("c2", "M"): 5, ("m1", "K"): 0, ("m1", "M"): 19, ("m2", "K"): 6, ("m2", "M"): 19}
    inner |= {("m3", "K"): 19, ("m3", "M"): 0, ("m4", "K"): 2, ("m4", "M"): 4}
    family = built(Stated({"area": LEVELS, "sex": SEX}, {"n": inner}))
    wanted = safety.demands(family.linked, SafetyRules(5, True, 20, width, 0.5, True))
    gaps = family.names(suppress(family.linked, wanted, zeros_hidden=True).hidden)
    intervals = [reader(family, gaps).interval(family.cells[place]) for place in wanted.column]
    assert all(high - low >= width and high >= 5 for low, high in intervals)


def test_a_width_may_be_reached_by_falling() -> None:
    """The whole bounds n from above, so most of the width of n lies below its value; rising would hide more cells."""
    inner = {"young": 5, "middle": 21, "old": 5}
    family = by(AGE, N=inner, n={"young": 2, "middle": 17, "old": 5})
    place = family.cells.index(("n", "middle"))
    wanted = safety.stated(family.linked, np.array([place]), up=0, width=6)
    pattern = suppress(family.linked, wanted, zeros_hidden=True)
    assert int(pattern.secondary.sum()) == 1


@pytest.mark.parametrize("n", [(0, 2, 9), (0, 4, 30)])
def test_zeros_that_are_never_hidden_do_not_stop_a_complement_from_being_protected(n: tuple[int, int, int]) -> None:
    """None of a hidden N of 3: n is printed, and N hides the complement as well as itself."""
    family = by(AGE, N={"young": 3, "middle": 20, "old": 40}, n=dict(zip(("young", "middle", "old"), n, strict=True)))
    rules = SafetyRules(5, True, 20, 1, 0.5, zeros_hidden=False)
    gaps = family.names(protect(family.linked, rules).hidden[: len(family.cells)])
    found = Reader(family.counts, gaps, family.rules, floor=1)
    assert ("n", "young") not in gaps
    assert all(found.reaches(cell, 5) for cell in gaps)


def test_a_zero_is_dearer_than_a_small_number_and_cheaper_than_two() -> None:
    """A hidden zero has to reach the threshold itself; two small numbers in its place would still be more cells."""
    family = by(AGE, n={"young": 0, "middle": 4, "old": 1})
    zero, four, one = default_price(family.linked)[[family.cells.index(("n", a)) for a in ("young", "middle", "old")]]
    assert one < four < zero < 2 * one

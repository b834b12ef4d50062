"""FSIII as one family: what the numbers say of each other, and frames that contradict themselves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from disclosure.fsiii_frames import LATE, NEVER, frames
from naerblik.disclosure import family as families
from naerblik.disclosure.areas import areas
from naerblik.disclosure.family import NO_CELL, Family, nearly_all
from naerblik.disclosure.fsiii_relations import parts_of
from naerblik.disclosure.rules import safety_rules
from naerblik.disclosure.safety import floors
from naerblik.disclosure.tables import TableError
from naerblik.disclosure.unknowns import unknowns
from naerblik.parameters import disclosure_rules

RULES = safety_rules(disclosure_rules())
Frames = dict[str, pd.DataFrame]
TOTALS = {"sex": "all", "age": "all", "disease": "all", "year": 2024, "reporters": "month"}


@pytest.fixture(scope="module")
def family() -> Family:
    return families.family(frames())


def rows(frame: pd.DataFrame, **named: object) -> np.ndarray:
    """The rows of a frame with these values; groups that are not named are totals, the year is the last."""
    wanted = {name: value for name, value in TOTALS.items() if name in frame} | named
    return np.flatnonzero(np.logical_and.reduce([frame[name] == value for name, value in wanted.items()]))


def column(family: Family, number: tuple[str, str], **named: object) -> int:
    (row,) = rows(frames()[number[0]], **named)
    return int(family.columns[number][row])


ANY = {"items": "any_condition"}


def cell(family: Family, **named: object) -> int:
    return column(family, ("cells", "count"), **(ANY | named))


def is_known(family: Family, *hidden: int) -> bool:
    """Whether the first of these columns can be computed when only they are hidden."""
    linked = family.linked
    flags = np.zeros(len(linked.values), dtype=bool)
    flags[list(hidden)] = True
    found = unknowns(linked, flags, floors(linked, zeros_hidden=True), np.zeros(0, dtype=np.int64))
    return not found.free[hidden[0]]


def test_every_number_of_the_frames_has_its_column_and_its_value_there(family):
    for (frame, number), columns in family.columns.items():
        values, is_cell = frames()[frame][number].to_numpy(), columns != NO_CELL
        assert (family.linked.values[columns[is_cell]] == values[is_cell]).all()
        assert not values[~is_cell].any()


def test_what_is_nought_because_nobody_delivered_is_no_cell(family):
    cells = frames()["cells"]
    outside = family.columns["cells", "count"] == NO_CELL
    late = (cells["area"] == str(LATE)) & ((cells["year"] == 2023) | (cells["reporters"] == "every_year"))
    assert (outside == ((cells["area"] == str(NEVER)) | late)).all()
    assert (family.columns["coverage", "population"] != NO_CELL).all()


def test_residents_that_are_counted_are_the_population_of_the_cells(family):
    reported = column(family, ("coverage", "reported_population"), area="1084")
    assert reported == column(family, ("cells", "population"), **ANY, area="1084")


def test_the_areas_are_summed_level_by_level_and_across_the_maps():
    stated = {(s.whole, s.parts) for s in areas().sums}
    assert ("oestdanmark", ("1084", "1085")) in stated
    assert ("H-BORNHOLM", ("400",)) in stated
    country = [parts for whole, parts in stated if whole == "dk"]
    assert not any("uoplyst" in (whole, *parts) for whole, parts in stated)
    assert sorted("oestdanmark" in parts for parts in country) == [False, True]
    assert len(stated) == 22 + 17 + 6 + 1 + 2


def shared(family: Family, first: int, second: int) -> list[str]:
    """The relations in which both columns stand."""
    by_column = family.linked.by_column
    lines = np.intersect1d(by_column[:, first].indices, by_column[:, second].indices)
    return sorted({family.linked.names[line] for line in lines})


SUMS = {
    "Bornholm's cluster is its municipality": ({"area": "400"}, {"area": "H-BORNHOLM"}, "area H-BORNHOLM"),
    "a council is its clusters": ({"area": "H-BYEN"}, {"area": "hovedstaden"}, "area hovedstaden"),
    "a region of 2026 is councils": ({"area": "hovedstaden"}, {"area": "1084"}, "area 1084"),
    "Østdanmark is its regions": ({"area": "1084"}, {"area": "1085"}, "area oestdanmark"),
    "the country is its regions": ({"area": "1082"}, {"area": "1083"}, "area dk"),
    "women and men": ({"sex": "K", "area": "dk"}, {"sex": "M", "area": "dk"}, "sex all"),
    "the ages": ({"age": "0-64", "area": "dk"}, {"age": "65+", "area": "dk"}, "age all"),
}


@pytest.mark.parametrize(("first", "second", "name"), SUMS.values(), ids=SUMS.keys())
def test_numbers_that_add_up_stand_in_one_sum(family, first, second, name):
    assert f"any_condition 2024 month: {name}" in shared(family, cell(family, **first), cell(family, **second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"disease": "kol", "area": "dk"}, {"disease": "astma", "area": "dk"}),
        ({"items": "areas", "item": "I1", "area": "dk"}, {"items": "areas", "item": "I2", "area": "dk"}),
        ({"year": 2023, "area": "dk"}, {"year": 2024, "area": "dk"}),
        ({"area": "uoplyst"}, {"area": "dk"}),
    ],
)
def test_diseases_items_years_and_those_outside_do_not_add_up(family, first, second):
    found = shared(family, cell(family, **first), cell(family, **second))
    assert [name for name in found if "at most the sum" not in name] == []


SAME = {
    "a municipality that delivers in every year": (
        {"area": "101", "reporters": "every_year"},
        {"area": "101"},
        "any_condition 2024 every_year: among any_condition 2024 month (the same)",
    ),
    "an area with one code": (
        {"items": "conditions", "item": "uoplyst", "area": "dk"},
        {"items": "areas", "item": "uoplyst", "area": "dk"},
        "conditions 2024 month: part of areas 2024 month (the same)",
    ),
}


@pytest.mark.parametrize(("first", "second", "name"), SAME.values(), ids=SAME.keys())
def test_one_number_published_twice_is_known_from_either_place(family, first, second, name):
    one, other = cell(family, **first), cell(family, **second)
    assert shared(family, one, other) == [name]
    assert is_known(family, one)
    assert is_known(family, other)


def test_all_areas_of_conditions_with_one_code_are_the_same_number(family):
    alone = {(area, codes[0]) for area, codes in parts_of("conditions").items() if len(codes) == 1}
    assert ("uoplyst", "uoplyst") in alone
    for area, code in alone:
        pair = ({"items": "conditions", "item": code}, {"items": "areas", "item": area})
        assert [n for n in shared(family, *(cell(family, **one, area="dk") for one in pair)) if "the same" in n]


def test_an_area_with_a_late_municipality_has_room_between_the_sets(family):
    area = next(s.whole for s in areas().sums if str(LATE) in s.parts)
    first, second = (cell(family, area=area, reporters=r) for r in ("every_year", "month"))
    assert shared(family, first, second) == ["any_condition 2024 every_year: among any_condition 2024 month"]


def test_residents_are_those_counted_where_every_municipality_delivers(family):
    missing = next(s.whole for s in areas().sums if str(NEVER) in s.parts)
    for area, ending in (("H-BORNHOLM", " (the same)"), (missing, "")):
        counted = column(family, ("coverage", "reported_population"), area=area)
        everyone = column(family, ("coverage", "population"), area=area)
        assert shared(family, counted, everyone) == [f"population 2024 month: among residents{ending}"]


def test_two_municipalities_of_a_cluster_hide_each_other_only_when_both_sets_of_reporters_hide_them(family):
    pair = [{"items": "areas", "item": "I1", "area": area} for area in ("153", "155")]
    month = [cell(family, **one) for one in pair]
    every_year = [cell(family, **one, reporters="every_year") for one in pair]
    assert is_known(family, *month)
    assert not is_known(family, *month, *every_year)


COMPLEMENTS = {
    "n of N": "any_condition 2024 month: n of N",
    "a disease among all": "any_condition 2024 month: a disease among all",
    "a disease in the population": "population 2024 month: a disease among all",
    "a code in its area": "conditions 2024 month: part of areas 2024 month",
    "an area in any": "areas 2024 month: part of any_condition 2024 month",
    "every year among the month": "areas 2024 every_year: among areas 2024 month",
    "counted among residents": "population 2024 month: among residents",
}


@pytest.mark.parametrize("name", COMPLEMENTS.values(), ids=COMPLEMENTS.keys())
def test_what_a_part_leaves_of_its_whole_is_protected_like_a_number(family, name):
    linked = family.linked
    lines = np.flatnonzero(np.array(linked.names) == name)
    assert len(lines)
    rooms = linked.relations[lines].tocoo().col
    rooms = rooms[linked.room_of[rooms] >= 0]
    assert len(rooms) == len(lines)
    assert linked.complement[rooms].all()


def test_a_wider_item_is_at_most_the_sum_of_its_parts_and_that_room_is_no_group_of_citizens(family):
    linked = family.linked
    for name in (
        "areas 2024 month: at most the sum of conditions 2024 month",
        "any_condition 2023 every_year: at most the sum of areas 2023 every_year",
    ):
        lines = np.flatnonzero(np.array(linked.names) == name)
        rooms = linked.relations[lines].tocoo().col
        rooms = rooms[linked.room_of[rooms] >= 0]
        assert len(rooms) == len(lines) > 0
        assert not linked.complement[rooms].any()


def test_the_persons_behind_days_are_the_fewest_that_can_have_lived_them(family):
    days = next(t for t in family.linked.tables if t.name == "days")
    assert days.persons.tolist() == [-(-int(d) // 366) for d in days.values]


def test_citizens_of_a_year_are_marked_when_the_days_leave_room_for_few_others():
    changed = frames()
    yearly = changed["yearly"]
    (unknown,) = rows(yearly, area="uoplyst")
    more = int(yearly["person_days"][unknown]) // 366 - 4 - int(yearly["count"][unknown])
    yearly.loc[unknown, "count"] += more
    assert _nearly_all(changed) - _nearly_all(frames()) == {"clients[year=2024, area=uoplyst]"}


def _nearly_all(given: Frames) -> set[str]:
    found = families.family(given)
    return {found.linked.label(int(c)) for c in np.flatnonzero(nearly_all(found, RULES))}


def _times(frame: pd.DataFrame, number: str, factor: int, **named: object) -> None:
    """Multiplies a number in all areas, so that sums over areas still hold."""
    chosen = np.logical_and.reduce([frame[name] == value for name, value in named.items()])
    frame.loc[chosen, number] *= factor


def _one_number(f: Frames) -> None:
    f["cells"].loc[rows(f["cells"], **ANY, area="1084"), "count"] += 1


def _two_populations(f: Frames) -> None:
    f["cells"].loc[rows(f["cells"], **ANY, area="1084"), "population"] += 1


def _more_than_all(f: Frames) -> None:
    _times(f["cells"], "count", 9, items="any_condition")


def _more_ill_than_all(f: Frames) -> None:
    _times(f["cells"], "count", 30, items="any_condition", disease="kol")
    _times(f["cells"], "population", 30, disease="kol")


def _code_larger_than_area(f: Frames) -> None:
    _times(f["cells"], "count", 0, items="areas", item="I1")


def _area_without_codes(f: Frames) -> None:
    _times(f["cells"], "count", 0, items="conditions")


def _single_code_differs(f: Frames) -> None:
    _times(f["cells"], "count", 0, items="conditions", item="uoplyst")


def _every_year_differs(f: Frames) -> None:
    _times(f["cells"], "count", 0, items="conditions")
    for items in ("areas", "any_condition"):
        _times(f["cells"], "count", 0, items=items, reporters="every_year")


def _more_counted_than_live_there(f: Frames) -> None:
    f["coverage"]["population"] = 0


def _counted_where_nobody_delivers(f: Frames) -> None:
    f["cells"].loc[rows(f["cells"], **ANY, area=str(NEVER)), "count"] += 1


def _coverage_differs(f: Frames) -> None:
    f["coverage"].loc[rows(f["coverage"], area="1084"), "reported_population"] += 1


def _unknown_area(f: Frames) -> None:
    f["cells"].loc[rows(f["cells"], **ANY, area="1084"), "area"] = "1099"


def _level_left_out(f: Frames) -> None:
    f["cells"] = f["cells"][f["cells"]["level"] != "cluster"].reset_index(drop=True)


def _area_left_out(f: Frames) -> None:
    f["cells"] = f["cells"].drop(rows(f["cells"], **ANY, area="1083")).reset_index(drop=True)


def _cell_twice(f: Frames) -> None:
    f["cells"] = pd.concat([f["cells"], f["cells"].iloc[rows(f["cells"], **ANY, area="1083")]], ignore_index=True)


FAULTS: dict[Callable[[Frames], None], str] = {
    _one_number: "any_condition 2024 month.* is not the sum of its parts",
    _two_populations: "population 2024 month.* has two populations",
    _more_than_all: "breaks the limit 'any_condition 2023 every_year: n of N'",
    _more_ill_than_all: "breaks the limit 'population 2024 month: a disease among all'",
    _code_larger_than_area: "breaks the limit 'conditions 2023 month: part of areas 2023 month'",
    _area_without_codes: "breaks the limit '.* part of areas 2023 month .the same.'",
    _single_code_differs: "breaks the limit '.* part of areas 2023 month .the same.'",
    _every_year_differs: "breaks the limit",
    _more_counted_than_live_there: "breaks the limit 'population 2023 month: among residents",
    _counted_where_nobody_delivers: "cells: somebody is counted in an area of which no municipality delivered",
    _coverage_differs: "coverage: the residents of 1084 in 2024 that are counted differ from the cells",
    _unknown_area: "cells: '1099' is no area of either map",
    _level_left_out: "are published without the level cluster",
    _area_left_out: "is not the sum of its parts",
    _cell_twice: "stands twice",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_frames_that_contradict_themselves_are_refused_by_name(fault):
    changed = frames()
    fault(changed)
    with pytest.raises(TableError, match=FAULTS[fault]):
        families.family(changed)


def test_a_refusal_holds_no_number():
    changed = frames()
    _one_number(changed)
    (value,) = changed["cells"]["count"].iloc[rows(changed["cells"], **ANY, area="1084")]
    with pytest.raises(TableError) as raised:
        families.family(changed)
    assert f" {value}" not in str(raised.value).replace("2024", "")


def test_the_order_of_the_rows_changes_nothing_but_their_places():
    one, shuffled = frames(), frames()
    order = np.random.default_rng(3).permutation(len(one["cells"]))
    shuffled["cells"] = one["cells"].iloc[order].reset_index(drop=True)
    first, second = families.family(one), families.family(shuffled)
    number = "cells", "count"
    at_first, at_second = first.columns[number][order], second.columns[number]
    labels = [
        [found.linked.label(int(c)) for c in columns[columns != NO_CELL][:500]]
        for found, columns in ((first, at_first), (second, at_second))
    ]
    assert labels[0] == labels[1]

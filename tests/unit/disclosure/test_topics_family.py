"""The three topics as one family: what their numbers say of each other, and frames that contradict themselves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from disclosure.fsiii_frames import LATE, NEVER
from disclosure.topics_frames import frames
from naerblik.disclosure import family as families
from naerblik.disclosure.areas import areas
from naerblik.disclosure.blocks import blocks
from naerblik.disclosure.family import NO_CELL, Family
from naerblik.disclosure.tables import TableError

Frames = dict[str, pd.DataFrame]
TOTALS = {"sex": "all", "age": "all", "disease": "all", "year": 2024, "area": "dk"}


@pytest.fixture(scope="module")
def family() -> Family:
    return families.family(frames())


def rows(frame: pd.DataFrame, **named: object) -> np.ndarray:
    """The rows of a frame with these values; groups that are not named are totals of the country in the last year."""
    wanted = {name: value for name, value in TOTALS.items() if name in frame} | named
    return np.flatnonzero(np.logical_and.reduce([frame[name] == value for name, value in wanted.items()]))


def cell(family: Family, items: str, item: str = "*", number: str = "count", **named: object) -> int:
    found = rows(frames()["cells"], items=items, item=item, **named)
    return int(family.columns["cells", number][found[0]])


def shared(family: Family, first: int, second: int) -> set[str]:
    """The relations in which both columns stand."""
    by_column = family.linked.by_column
    lines = np.intersect1d(by_column[:, first].indices, by_column[:, second].indices)
    return {family.linked.names[line] for line in lines}


def test_every_number_of_all_topics_has_its_column_and_its_value_there(family):
    for (frame, number), columns in family.columns.items():
        values, is_cell = frames()[frame][number].to_numpy(), columns != NO_CELL
        assert (family.linked.values[columns[is_cell]] == values[is_cell]).all()
        assert not values[~is_cell].any()
    everyone = (frames()["cells"]["reporters"] == "all").to_numpy()
    assert (family.columns["cells", "count"][everyone] != NO_CELL).all()


PARTS = {
    "type 1 in diabetes": (("diagnoses", "T89"), ("diagnoses", "diabetes"), "part of diagnoses"),
    "new in all with the diagnosis": (("new_diagnoses", "T89"), ("diagnoses", "T89"), "part of diagnoses"),
    "admitted in all with it": (("acute_admissions", "R95"), ("diagnoses", "R95"), "part of diagnoses"),
    "examined in all with it": (("examinations", "R95.lungefunktion"), ("diagnoses", "R95"), "part of diagnoses"),
    "examined in all users": (("examinations", "R95.aarskontrol"), ("users", "aarskontrol"), "part of users"),
    "a contact in all contacts": (("users", "video"), ("users", "kontakt"), "part of users"),
    "users with a diagnosis in all with it": (
        ("diagnosis_users", "T89.video"),
        ("diagnoses", "T89"),
        "part of diagnoses",
    ),
    "users with a diagnosis in all users": (("diagnosis_users", "T89.video"), ("users", "video"), "part of users"),
    "users of a type in those of diabetes": (
        ("diagnosis_users", "T90.video"),
        ("diagnosis_users", "diabetes.video"),
        "part of diagnosis_users",
    ),
    "patients of a site in the rest": (
        ("cancer_patients", "liver"),
        ("cancer_patients", "rest"),
        "part of cancer_patients",
    ),
    "patients of the rest in the total": (
        ("cancer_patients", "rest"),
        ("cancer_patients", "total"),
        "part of cancer_patients",
    ),
    "survivors of a group in the total": (("survivors", "breast"), ("survivors", "total"), "part of survivors"),
    "survivors for longest in all for longest": (
        ("survivors", "breast.10"),
        ("survivors", "total.10"),
        "part of survivors",
    ),
    "survivors with contact in survivors": (
        ("survivor_users", "breast.almen"),
        ("survivors", "breast"),
        "part of survivors",
    ),
    "contact in the month in the observed": (
        ("course_users", "breast.almen.3"),
        ("observed", "breast.3"),
        "part of observed",
    ),
}


@pytest.mark.parametrize(("part", "whole", "name"), PARTS.values(), ids=PARTS.keys())
def test_a_part_is_at_most_its_whole_and_what_it_leaves_is_a_group_of_citizens(family, part, whole, name):
    linked, smaller, larger = family.linked, cell(family, *part), cell(family, *whole)
    stated = f"{part[0]} 2024 all: {name} 2024 all"
    assert stated in shared(family, smaller, larger)
    by_column = linked.by_column
    lines = np.intersect1d(by_column[:, smaller].indices, by_column[:, larger].indices)
    (line,) = [line for line in lines if linked.names[line] == stated]
    (room,) = [column for column in linked.relations[line].tocoo().col if linked.room_of[column] >= 0]
    assert linked.complement[room]


SUMS = {
    "contacts": ("services", "kontakt", ["konsultation", "ekonsultation", "telefon", "video", "hjemmebesoeg"]),
    "contacts of those with a diagnosis": (
        "diagnosis_services",
        "T89.kontakt",
        [f"T89.{c}" for c in ("konsultation", "ekonsultation", "telefon", "video", "hjemmebesoeg")],
    ),
    "tumours of the total": ("tumours", "total", ["breast", "melanoma", "lung", "colon", "rectum", "prostate", "rest"]),
    "survivors by years": ("survivors", "breast", [f"breast.{first}" for first in (0, 1, 5, 10)]),
    "survivors of other skin by years": ("survivors", "other_skin", [f"other_skin.{first}" for first in (0, 1, 5, 10)]),
}


@pytest.mark.parametrize(("items", "whole", "parts"), SUMS.values(), ids=SUMS.keys())
def test_what_is_counted_under_exactly_one_part_adds_up(family, items, whole, parts):
    columns = {cell(family, items, item) for item in (whole, *parts)}
    name = f"{items} 2024 all: {whole} is the sum of its parts"
    assert any(columns == members(family, line) for line in lines_of(family, name))


UNIONS = {
    "diabetes": ("diagnoses", "diabetes", ["T89", "T90"]),
    "new diabetes": ("new_diagnoses", "diabetes", ["T89", "T90"]),
    "all contacts": ("users", "kontakt", ["konsultation", "ekonsultation", "telefon", "video", "hjemmebesoeg"]),
    "patients": ("cancer_patients", "total", ["breast", "melanoma", "lung", "colon", "rectum", "prostate", "rest"]),
    "survivors": ("survivors", "total", ["breast", "melanoma", "lung", "colon", "rectum", "prostate", "rest"]),
}
UNIONS |= {
    f"survivors from {first} years on": (
        "survivors",
        f"total.{first}",
        [f"{part}.{first}" for part in UNIONS["survivors"][2]],
    )
    for first in (0, 1, 5, 10)
}


@pytest.mark.parametrize(("items", "whole", "parts"), UNIONS.values(), ids=UNIONS.keys())
def test_what_takes_several_items_together_is_at_most_their_sum_and_the_room_is_no_group(family, items, whole, parts):
    columns = {cell(family, items, item) for item in (whole, *parts)}
    linked = family.linked
    lines = lines_of(family, f"{items} 2024 all: at most the sum of {items} 2024 all")
    (line,) = [line for line in lines if columns == members(family, line)]
    (room,) = [column for column in linked.relations[line].tocoo().col if linked.room_of[column] >= 0]
    assert not linked.complement[room]


def lines_of(family: Family, name: str) -> np.ndarray:
    found = np.flatnonzero(np.array(family.linked.names) == name)
    assert len(found), name
    return found


def members(family: Family, line: int) -> set[int]:
    """The cells of a relation, without rooms."""
    columns = family.linked.relations[line].tocoo().col
    return {int(column) for column in columns if family.linked.room_of[column] < 0}


def test_other_skin_is_part_of_nothing(family):
    for items in ("tumours", "cancer_patients", "survivors"):
        for whole in ("total", "rest"):
            assert shared(family, cell(family, items, "other_skin"), cell(family, items, whole)) == set()


def test_survivors_of_a_site_need_not_be_in_the_class_of_years_of_all_sites(family):
    """Who had another cancer before stands in a later class of all than of the site."""
    for first in (0, 1, 5):
        names = shared(
            family, cell(family, "survivors", f"breast.{first}"), cell(family, "survivors", f"total.{first}")
        )
        assert names == {"survivors 2024 all: at most the sum of survivors 2024 all"}


USERS = {
    "services": ("users", "video"),
    "diagnosis_services": ("diagnosis_users", "T89.video"),
    "tumours": ("cancer_patients", "breast"),
    "survivor_contacts": ("survivor_users", "breast.almen"),
    "observed_days": ("observed", "breast.3"),
    "course_contacts": ("course_users", "breast.almen.3"),
}


@pytest.mark.parametrize(("volume", "users", "item"), [(v, *u) for v, u in USERS.items()], ids=USERS.keys())
def test_each_user_has_one_at_least_and_few_users_make_a_volume_small(family, volume, users, item):
    pair = cell(family, users, item), cell(family, volume, item)
    assert f"{users} 2024 all: at most {volume} 2024 all" in shared(family, *pair)
    made = next(t for t in family.linked.tables if t.name == f"{volume} 2024 all")
    start = family.linked.start(made.name)
    assert made.persons[pair[1] - start] == family.linked.values[pair[0]]


def test_tumours_where_no_patient_counts_have_a_citizen_each():
    """A citizen counts where the first tumour of the year was found; the second may be found elsewhere."""
    cells = frames()["cells"]
    chosen = np.isin(cells["items"], ["tumours", "cancer_patients"]) & (cells["item"] == "liver")
    alone = cells[chosen & (cells["area"] == "dk") & (cells["year"] == 2024)]
    for patients, persons in ((0, 3), (2, 2)):
        count = np.where(alone["items"] == "tumours", 3, patients)
        (block,) = blocks(alone.assign(count=count).reset_index(drop=True), {})
        assert block.items["tumours"].persons.tolist() == [persons]


def test_citizens_of_the_reference_date_are_some_of_n_and_those_of_tumours_and_courses_are_not(family):
    with_group = {name.split(" ", 1)[0] for name in family.linked.names if name.endswith("all: n of N")}
    assert with_group == {
        *("diagnoses", "new_diagnoses", "acute_admissions", "examinations", "users", "diagnosis_users"),
        *("survivors", "survivor_users"),
    }
    for items, item in (("tumours", "breast"), ("cancer_patients", "breast"), ("observed", "breast.0")):
        assert shared(family, cell(family, items, item), cell(family, items, item, "population")) == set()


def test_citizens_counted_by_fsiii_are_some_of_everyone_and_all_of_them_where_every_municipality_delivers(family):
    missing = next(s.whole for s in areas().sums if str(NEVER) in s.parts)
    for area, ending in (("H-BORNHOLM", " (the same)"), (str(LATE), " (the same)"), (missing, "")):
        counted = cell(family, "any_condition", number="population", area=area, reporters="month")
        everyone = cell(family, "diagnoses", "diabetes", "population", area=area)
        assert f"population 2024 month: among population 2024 all{ending}" in shared(family, counted, everyone)


def test_a_group_of_fsiii_is_a_part_of_the_same_group_of_everyone(family):
    for group in ({"sex": "K"}, {"age": "65+"}, {"sex": "M", "age": "0-64"}, {"disease": "kol"}):
        counted = cell(family, "any_condition", number="population", area="1084", reporters="month", **group)
        everyone = cell(family, "diagnoses", "R95", "population", area="1084", **group)
        assert any(
            name.startswith("population 2024 month: among population 2024 all")
            for name in shared(family, counted, everyone)
        ), group


def test_all_residents_are_the_population_of_everyone(family):
    (row,) = np.flatnonzero((frames()["coverage"]["area"] == "1084") & (frames()["coverage"]["year"] == 2024))
    residents = int(family.columns["coverage", "population"][row])
    everyone = cell(family, "diagnoses", "diabetes", "population", area="1084")
    assert "population 2024 all: among residents (the same)" in shared(family, residents, everyone)


def _times(f: Frames, factor: int, **named: object) -> None:
    """Multiplies a number in all areas and groups, so that sums over them still hold."""
    cells = f["cells"]
    chosen = np.logical_and.reduce([cells[name] == value for name, value in named.items()])
    cells.loc[chosen, "count"] *= factor


def _part_larger_than_diabetes(f: Frames) -> None:
    _times(f, 0, items="diagnoses", item="diabetes")


def _diabetes_larger_than_its_types(f: Frames) -> None:
    for item in ("T89", "T90"):
        for items in ("diagnoses", "new_diagnoses"):
            _times(f, 0, items=items, item=item)


def _contacts_that_do_not_add_up(f: Frames) -> None:
    _times(f, 2, items="services", item="kontakt")


def _tumours_that_do_not_add_up(f: Frames) -> None:
    _times(f, 2, items="tumours", item="rest")


def _survivors_without_years(f: Frames) -> None:
    _times(f, 0, items="survivors", item="breast.5")


def _users_without_services(f: Frames) -> None:
    _times(f, 0, items="services", item="ekg")


def _more_days_than_observed(f: Frames) -> None:
    _times(f, 0, items="observed_days")


def _services_without_users(f: Frames) -> None:
    f["cells"] = f["cells"][f["cells"]["items"] != "users"].reset_index(drop=True)


def _other_residents(f: Frames) -> None:
    f["coverage"]["population"] += f["coverage"]["population"]


FAULTS: dict[Callable[[Frames], None], str] = {
    _part_larger_than_diabetes: "breaks the limit 'diagnoses 2023 all: part of diagnoses 2023 all'",
    _diabetes_larger_than_its_types: "breaks the limit 'diagnoses 2023 all: at most the sum of diagnoses 2023 all'",
    _contacts_that_do_not_add_up: "breaks the limit 'services 2024 all: kontakt is the sum of its parts'",
    _tumours_that_do_not_add_up: "breaks the limit 'tumours 2023 all: .* is the sum of its parts'",
    _survivors_without_years: "breaks the limit 'survivors 2024 all: breast is the sum of its parts'",
    _users_without_services: "breaks the limit 'users 2024 all: at most services 2024 all'",
    _more_days_than_observed: "breaks the limit 'observed 2024 all: at most observed_days 2024 all'",
    _services_without_users: "cells: services '.*' is published where users is not; publish both alike",
    _other_residents: "breaks the limit 'population 2023 all: among residents .the same.'",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_frames_that_contradict_themselves_are_refused_by_name(fault):
    changed = frames()
    fault(changed)
    with pytest.raises(TableError, match=FAULTS[fault]):
        families.family(changed)


def test_topics_that_cut_the_ages_differently_are_refused():
    changed = frames()
    cells = changed["cells"]
    cells.loc[(cells["reporters"] == "all") & (cells["age"] == "65+"), "age"] = "60+"
    with pytest.raises(TableError, match="differ in 'age'; topics share its values"):
        families.family(changed)

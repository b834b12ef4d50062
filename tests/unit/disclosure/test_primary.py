"""Primary protection: each rule on a small table, its edges, and what of a hidden number is left in the files."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik import parameters as params
from naerblik.disclosure import cube, primary
from naerblik.disclosure.cube import CubeError

RULES = params.disclosure_rules()


def cells(*numbers: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame(numbers, columns=["count", "population"], dtype="int64")


def shown(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return primary.protect({name: frame}, RULES)[name]


@pytest.mark.parametrize(
    ("count", "population", "count_shown", "population_shown"),
    [
        (0, 100, True, True),  # zero is shown
        (1, 100, False, True),  # threshold
        (4, 100, False, True),
        (5, 100, True, True),
        (95, 100, True, True),
        (96, 100, False, True),  # complement
        (99, 100, False, True),
        (100, 100, True, True),  # all of a large group
        (19, 19, False, True),  # attribute: all of a small group
        (20, 20, True, True),
        (5, 5, False, True),
        (0, 4, False, False),  # few in all: neither number
        (4, 4, False, False),
        (0, 0, True, True),
    ],
)
def test_a_cell_is_hidden_by_threshold_complement_or_attribute(count, population, count_shown, population_shown):
    row = shown("cells", cells((count, population))).iloc[0]
    assert pd.notna(row["count"]) == count_shown
    assert pd.notna(row["population"]) == population_shown
    assert row["hidden"] == (not (count_shown and population_shown))


def test_the_complement_rule_can_be_switched_off_by_name():
    off = RULES.model_copy(update={"hide_complements": RULES.hide_complements.model_copy(update={"value": False})})
    assert not primary.protect({"cells": cells((96, 100))}, off)["cells"]["hidden"].any()


@pytest.mark.parametrize(
    ("population", "reported", "hidden"),
    [(100, 50, False), (100, 3, True), (100, 98, True), (3, 3, True), (9, 0, False)],
)
def test_coverage_hides_few_residents_and_few_outside_the_reporting_municipalities(population, reported, hidden):
    frame = pd.DataFrame({"population": [population], "reported_population": [reported]})
    assert shown("coverage", frame)["hidden"][0] == hidden


@pytest.mark.parametrize(
    ("count", "days", "hidden"), [(50, 100_000, False), (3, 100_000, True), (0, 100_000, False), (5, 1_000, True)]
)
def test_person_time_of_few_persons_is_hidden(count, days, hidden):
    assert shown("yearly", pd.DataFrame({"count": [count], "person_days": [days]}))["hidden"][0] == hidden


@pytest.mark.parametrize(("rows", "persons", "hidden"), [(7, 6, False), (7, 3, True), (4, 0, True), (0, 0, False)])
def test_counts_by_rule_follow_the_threshold(rows, persons, hidden):
    assert shown("quality", pd.DataFrame({"rows": [rows], "persons": [persons]}))["hidden"][0] == hidden


def test_a_table_without_a_rule_does_not_pass():
    with pytest.raises(KeyError, match="'persons' has no disclosure rule"):
        primary.protect({"persons": cells((1, 1))}, RULES)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), min_size=1, max_size=30))
def test_no_dangerous_number_is_left_in_any_protected_cell(numbers):
    frame = cells(*((min(n, total), total) for n, total in numbers))
    protected = shown("cells", frame)
    for plain, row in zip(frame.itertuples(index=False), protected.itertuples(index=False), strict=True):
        count, population = plain
        if 1 <= count <= 4 or 1 <= population - count <= 4 or 1 <= population <= 4 or 0 < count == population < 20:
            assert row.count is pd.NA
            assert row.hidden
        else:
            assert (row.count, row.population, row.hidden) == (count, population, False)


def protected_tables() -> dict[str, pd.DataFrame]:
    plain = {
        "cells": cells((3, 100), (7, 100)).assign(item=["I7.1", "I7.2"]),
        "coverage": pd.DataFrame({"population": [100], "reported_population": [100]}),
        "reporting": pd.DataFrame({"municipality_code": [751], "delivered": [True]}),
        "yearly": pd.DataFrame({"count": [50], "person_days": [100_000]}),
        "quality": pd.DataFrame({"year": pd.array([2024], dtype="Int64"), "rows": [9], "persons": [9]}),
    }
    return primary.protect(plain, RULES)


def test_a_cube_comes_back_as_it_was_written(tmp_path):
    cube.write(tmp_path / "cube", protected_tables(), {"topic": "fsiii"})
    back = cube.read(tmp_path / "cube")
    assert back.manifest == {"topic": "fsiii"}
    assert back.tables["cells"]["hidden"].tolist() == [True, False]
    assert back.tables["cells"]["count"].tolist() == [pd.NA, 7]


def test_the_reason_of_a_hidden_cell_stays_in_the_store(tmp_path):
    cube.write(tmp_path / "cube", protected_tables(), {})
    assert "reason" not in " ".join(cube.read(tmp_path / "cube").tables["cells"].columns)


def test_a_table_that_was_not_protected_is_not_written(tmp_path):
    with pytest.raises(CubeError, match="no column 'hidden'"):
        cube.write(tmp_path / "cube", protected_tables() | {"cells": cells((3, 100))}, {})
    assert list(tmp_path.iterdir()) == []


def test_a_number_left_in_a_hidden_cell_is_not_written(tmp_path):
    leaking = protected_tables()["cells"].assign(count=pd.array([3, 7], dtype="Int64"))
    with pytest.raises(CubeError, match="still holds a number in a hidden cell"):
        cube.write(tmp_path / "cube", protected_tables() | {"cells": leaking}, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("gone", ["cells.parquet", "manifest.json"])
def test_a_cube_that_lost_a_file_is_named(tmp_path, gone):
    cube.write(tmp_path / "cube", protected_tables(), {})
    (tmp_path / "cube" / gone).unlink()
    with pytest.raises(CubeError, match=gone):
        cube.read(tmp_path / "cube")


def test_a_cut_manifest_is_named(tmp_path):
    cube.write(tmp_path / "cube", protected_tables(), {})
    (tmp_path / "cube" / "manifest.json").write_text(json.dumps({})[:-1])
    with pytest.raises(CubeError, match="not JSON"):
        cube.read(tmp_path / "cube")

"""The protected cube: nothing hidden can be read from its files, and it stands whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from naerblik.disclosure import cube
from naerblik.disclosure.cube import CubeError
from naerblik.engine import duckdb

MANIFEST = {"topics": ["fsiii"], "protection": "family", "snapshot": {"name": "lille", "facts": {"persons": 60}}}
FILES = {"cells.parquet", "coverage.parquet", "reporting.parquet", "yearly.parquet", "quality.parquet", "manifest.json"}


def tables(counts: list[tuple[int, int]], days: list[tuple[int, int]], rows: list[tuple[int, int]]):
    """The five tables with these numbers in them."""
    cells = pd.DataFrame(counts, columns=["count", "population"])
    cells.insert(0, "item", [f"I{n}" for n in range(len(cells))])
    coverage = pd.DataFrame([(n, c) for c, n in counts], columns=["population", "reported_population"])
    reporting = pd.DataFrame({"municipality_code": [101], "month": [pd.Timestamp("2024-07-01")], "delivered": [True]})
    quality = pd.DataFrame(rows, columns=["persons", "rows"])
    return {
        "cells": cells,
        "coverage": coverage.assign(area="dk"),
        "reporting": reporting,
        "yearly": pd.DataFrame(days, columns=["count", "person_days"]),
        "quality": quality.assign(rule="flyttet", year=pd.array([2024] * len(quality), dtype="Int64")),
    }


def protected(raw):
    """Every number from 1 to 4 is hidden, and so is each number beside it in a quality row."""
    made = {}
    for name, frame in raw.items():
        numbers = cube.PROTECTED[name]
        masks = {number: frame[number].between(1, 4) for number in numbers}
        hidden = pd.DataFrame(masks, index=frame.index).any(axis=1).astype(bool)
        made[name] = frame.assign(hidden=hidden, **{n: frame[n].astype("Int64").mask(masks[n]) for n in numbers})
    return made


def some_tables(*, count: int = 12):
    return tables([(count, 100), (3, 100), (2, 4)], [(6, 10_000), (2, 10_000)], [(2, 7), (8, 9)])


def written(folder: Path, given_tables=None, manifest=MANIFEST) -> cube.ProtectedCube:
    cube.write(folder, protected(given_tables or some_tables()), manifest)
    return cube.read(folder)


numbers = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
days = st.tuples(st.integers(0, 40), st.integers(0, 20_000))


@given(st.lists(numbers, min_size=1), st.lists(days, min_size=1), st.lists(numbers, min_size=1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_hidden_number_can_be_read_from_any_file(tmp_path, counts, yearly, rows):
    raw = tables(counts, yearly, rows)
    folder = tmp_path / "cube"
    written(folder, raw)
    connection = duckdb.connect()
    for name, frame in raw.items():
        file = folder / f"{name}.parquet"
        stored = duckdb.query(connection, f"SELECT * FROM read_parquet('{file}')")
        for column in cube.PROTECTED[name]:
            hidden = frame[column].between(1, 4)
            assert stored[column].isna().tolist() == hidden.tolist()
            assert (stored[column].isna() <= stored["hidden"]).all()
            visible = frame.loc[~hidden.to_numpy(), column]
            assert stored.loc[~hidden, column].tolist() == visible.tolist()
            assert _range_in_file(connection, file, column) == _range_of(visible)
    assert {f.name for f in folder.iterdir()} == FILES
    shutil.rmtree(folder)


def _range_in_file(connection, file: Path, column: str) -> tuple[int, int] | None:
    """The smallest and largest value that the footer of a Parquet file tells of a column."""
    sql = f"SELECT stats_min_value, stats_max_value FROM parquet_metadata('{file}') WHERE path_in_schema = '{column}'"
    ranges = connection.execute(sql).fetchall()
    return next(((int(low), int(high)) for low, high in ranges if low is not None), None)


def _range_of(values: pd.Series) -> tuple[int, int] | None:
    return (int(values.min()), int(values.max())) if len(values) else None


def test_what_is_read_is_what_was_written_with_whole_numbers_and_its_manifest(tmp_path):
    found = written(tmp_path / "cube")
    assert found.manifest == MANIFEST
    cells = found.tables["cells"]
    assert cells["count"].dtype == cells["population"].dtype == pd.Int64Dtype()
    assert cells["hidden"].tolist() == [False, True, True]
    assert cells["count"].fillna(-1).tolist() == [12, -1, -1]
    assert cells["population"].fillna(-1).tolist() == [100, 100, -1]
    assert found.tables["reporting"]["delivered"].tolist() == [True]


@pytest.mark.parametrize("name", ["cells", "coverage", "yearly", "quality"])
def test_a_cube_with_every_number_in_a_hidden_cell_is_not_written(tmp_path, name):
    leaking = protected(some_tables())
    leaking[name] = leaking[name].assign(hidden=True, **dict.fromkeys(cube.PROTECTED[name], 3))
    with pytest.raises(CubeError, match=f"table {name} still holds every number of a hidden cell"):
        cube.write(tmp_path / "cube", leaking, MANIFEST)
    assert list(tmp_path.iterdir()) == []


def test_a_cube_with_a_number_missing_from_a_shown_cell_is_not_written(tmp_path):
    wrong = protected(some_tables())
    wrong["cells"]["hidden"] = False
    with pytest.raises(CubeError, match="table cells has a cell without its number that is not hidden"):
        cube.write(tmp_path / "cube", wrong, MANIFEST)


def test_what_is_internal_stands_in_a_folder_of_its_own_and_is_not_read(tmp_path):
    reasons = pd.DataFrame({"table": ["cells"], "row": [1], "number": ["count"], "reason": ["count"]})
    cube.write(tmp_path / "cube", protected(some_tables()), MANIFEST, {"reasons": reasons})
    assert [f.name for f in (tmp_path / "cube" / "internal").iterdir()] == ["reasons.parquet"]
    assert "reasons" not in cube.read(tmp_path / "cube").tables


def test_unprotected_tables_and_other_tables_than_the_five_are_not_written(tmp_path):
    with pytest.raises(CubeError, match="has no column 'hidden'"):
        cube.write(tmp_path / "cube", some_tables(), MANIFEST)
    some = {name: frame for name, frame in protected(some_tables()).items() if name != "yearly"}
    with pytest.raises(CubeError, match="missing or unknown: yearly"):
        cube.write(tmp_path / "cube", some, MANIFEST)
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_older_cube_whole_and_nothing_else(tmp_path):
    folder = tmp_path / "cube"
    written(folder)
    with pytest.raises(TypeError):
        written(folder, some_tables(count=50), {"not for JSON": object()})
    assert cube.read(folder).tables["cells"]["count"][0] == 12
    assert list(tmp_path.iterdir()) == [folder]


def test_a_cube_that_stands_by_then_stays_as_it_is_for_those_who_read_it(tmp_path):
    """Two runs of the same parameters count and protect at once: who was first may have begun to read."""
    folder = tmp_path / "cube"
    written(folder)
    before = {file: file.stat().st_ino for file in folder.rglob("*")}
    assert written(folder, some_tables(count=50)).tables["cells"]["count"][0] == 12
    assert {file: file.stat().st_ino for file in folder.rglob("*")} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_what_is_left_of_a_cube_gives_way_to_a_whole_one(tmp_path):
    folder = tmp_path / "cube"
    written(folder)
    (folder / cube.MANIFEST).unlink()
    (folder / "left-over.txt").write_text("of an older version")
    assert written(folder, some_tables(count=50)).tables["cells"]["count"][0] == 50
    assert {f.name for f in folder.iterdir()} == FILES
    assert list(tmp_path.iterdir()) == [folder]


def test_a_cube_that_is_missing_or_damaged_stops_with_the_file_and_what_to_do(tmp_path):
    with pytest.raises(CubeError, match=r"manifest\.json: no protected cube stands here"):
        cube.read(tmp_path / "nothing")
    written(tmp_path / "cube")
    (tmp_path / "cube" / "yearly.parquet").unlink()
    with pytest.raises(CubeError, match=r"yearly.parquet: table yearly is missing; .* run the report again"):
        cube.read(tmp_path / "cube")
    (tmp_path / "cube" / "yearly.parquet").write_bytes(b"PAR1")
    with pytest.raises(CubeError, match=r"yearly.parquet: table yearly: this is not a Parquet file"):
        cube.read(tmp_path / "cube")
    connection = duckdb.connect()
    duckdb.write_parquet(connection, "SELECT 7 AS count, 9 AS person_days", tmp_path / "cube" / "yearly.parquet")
    with pytest.raises(CubeError, match="column hidden is missing"):
        cube.read(tmp_path / "cube")
    (tmp_path / "cube" / "manifest.json").write_text(json.dumps(MANIFEST)[:-5])
    with pytest.raises(CubeError, match="this is not JSON"):
        cube.read(tmp_path / "cube")


def test_tables_that_only_some_topics_have_are_read_as_empty_where_they_were_not_written(tmp_path):
    read = written(tmp_path / "cube").tables
    assert read["rates"].empty
    assert {"item", "period", "value", "hidden"} <= set(read["rates"].columns)
    assert read["age_population"].empty


def test_rates_are_written_with_the_figures_that_are_withheld_missing(tmp_path):
    row = dict.fromkeys(cube.OPTIONAL["rates"], "x") | {"digits": 1}
    rates = pd.DataFrame([row | {"value": 1234, "hidden": False}, row | {"value": pd.NA, "hidden": True}])
    cube.write(tmp_path / "cube", protected(some_tables()) | {"rates": rates.astype({"value": "Int64"})}, MANIFEST)
    assert cube.read(tmp_path / "cube").tables["rates"]["value"].fillna(-1).tolist() == [1234, -1]
    leaking = rates.assign(value=pd.array([1, 2], dtype="Int64"))
    with pytest.raises(CubeError, match="table rates still holds every number of a hidden cell"):
        cube.write(tmp_path / "cube", protected(some_tables()) | {"rates": leaking}, MANIFEST)

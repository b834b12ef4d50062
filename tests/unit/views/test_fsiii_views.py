"""From a snapshot of the registers to the five tables: what arrives is what was delivered, rules and all."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from naerblik import parameters as params
from naerblik import project
from naerblik.codelists import HOME_NURSING
from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB
from naerblik.engine.engine import as_text
from naerblik.parameters import ParameterError
from naerblik.registers import contracts, writing
from naerblik.registers import snapshot as snapshots
from naerblik.views import counting
from naerblik.views import plan as plans

CHRISTIANSOE = 411
DELIVERY = {
    "population": """
        SELECT * FROM (VALUES
            (9001, 'K', DATE '1940-05-01', 101, DATE '2000-01-01', CAST(NULL AS DATE), CAST(NULL AS DATE)),
            (9002, 'M', DATE '1940-05-01', 411, DATE '2000-01-01', NULL, NULL),
            (9003, 'M', DATE '1940-05-01', 101, DATE '2000-01-01', DATE '2024-02-01', NULL),
            (9003, 'M', DATE '1940-05-01', 147, DATE '2024-02-02', NULL, NULL),
            (9004, 'X', DATE '1940-05-01', 101, DATE '2000-01-01', NULL, NULL)
        ) AS p (person_key, sex, birth_date, municipality_code, residence_start, residence_end, death_date)""",
    "nursing_home": "SELECT 9001 AS person_key, DATE '2020-01-01' AS start_date, CAST(NULL AS DATE) AS end_date",
    "chronic_disease": "SELECT 9001 AS person_key, 'kol' AS disease, DATE '2020-01-01' AS first_date",
    "fsiii_condition": f"""
        SELECT person_key, '{HOME_NURSING}' AS law, code, municipality_code, start_date, CAST(NULL AS DATE) AS end_date
        FROM (VALUES
            (9001, 'I7.1', 101, DATE '2023-01-01'),
            (9001, 'no such code', 101, DATE '2023-01-01'),
            (9002, 'I7.1', 400, DATE '2023-01-01'),
            (9003, 'I7.1', 101, DATE '2023-01-01'),
            (9004, 'I7.1', 101, DATE '2023-01-01')
        ) AS c (person_key, code, municipality_code, start_date)""",
    "fsiii_intervention": f"""
        SELECT 9001 AS person_key, '{HOME_NURSING}' AS law, 'G1.39' AS code, 101 AS municipality_code,
            DATE '2023-01-01' AS start_date, CAST(NULL AS DATE) AS end_date""",
    "fsiii_reporting": """
        SELECT municipality_code, CAST(month AS DATE) AS month, true AS delivered
        FROM (VALUES (101), (147), (400)) AS m (municipality_code),
            range(DATE '2022-01-01', DATE '2025-01-01', INTERVAL 1 MONTH) AS t (month)""",
}


def empty(register):
    """A register that no view of FSIII reads, delivered without rows."""
    columns = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in contracts.load()[register].columns)
    return f"SELECT {columns} WHERE false"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(tmp_path_factory.mktemp("store")))
        yield writing.write(
            duckdb.connect(),
            {register: empty(register) for register in contracts.load()} | DELIVERY,
            name="lille",
            origin="lille",
            observation_start=date(2022, 1, 1),
            observation_end=date(2024, 12, 31),
            facts={},
        )


def compute(snapshot, **changes):
    connection = duckdb.connect()
    snapshots.attach(DuckDB(connection), snapshot)
    parameters = params.load_run(project.PARAMS / "standard.yaml", **changes)
    plan = {"fsiii": params.publication_plan("fsiii")}
    tables = counting.compute(DuckDB(connection), parameters=parameters, plan=plan, snapshot=snapshot)
    return connection, tables


@pytest.fixture(scope="module")
def tables(snapshot):
    return compute(snapshot)[1]


def cell(tables, items, item, area, year=2024):
    frame = tables.cells
    chosen = frame[
        (frame["items"] == items)
        & (frame["item"] == item)
        & (frame["area"] == area)
        & (frame["year"] == year)
        & (frame[["sex", "age", "nursing_home", "disease"]] == "all").all(axis=1)
        & (frame["reporters"] == "month")
    ]
    return tuple(chosen[["count", "population"]].iloc[0])


def test_the_tables_have_exactly_the_cells_that_the_plan_states(tables):
    plan = params.publication_plan("fsiii")
    years = plans.Years(2024, (2022, 2023, 2024))
    assert len(tables.cells) == sum(plans.cells(plan, years).values())
    stated = as_text(plans.published(plan, years)[plans.KEY])
    pd.testing.assert_frame_equal(tables.cells[plans.KEY], stated, check_dtype=False)
    assert list(tables) == ["cells", "coverage", "reporting", "yearly", "quality"]


def test_residents_outside_the_municipalities_and_unknown_codes_arrive_as_uoplyst(tables):
    assert cell(tables, "conditions", "I7.1", "uoplyst") == (1, 1)
    assert cell(tables, "conditions", "uoplyst", "101") == (1, 1)
    assert cell(tables, "conditions", "I7.1", "dk") == (1, 2)


def test_rows_that_a_contract_leaves_out_take_no_part_and_are_told(tables):
    assert cell(tables, "any_condition", "*", "101") == (1, 1)
    quality = tables.quality.set_index(["register", "rule"])
    assert quality.loc[("population", "unknown_sex"), "rows"] == 1
    assert quality.loc[("fsiii_condition", "person_not_in_population"), "rows"] == 1


def test_the_rules_of_registers_of_other_topics_are_not_told_here(tables):
    assert set(tables.quality["register"]) == set(DELIVERY)


def test_the_named_rules_stand_beside_the_rules_of_the_registers(tables):
    named = tables.quality[tables.quality["year"].notna()]
    assert named[["register", "rule", "treatment", "year", "rows", "persons"]].to_numpy().tolist() == [
        ["fsiii_condition", "anden_kommune", "counted_at_home", 2023, 1, 1],
        ["fsiii_condition", "anden_kommune", "counted_at_home", 2024, 1, 1],
        ["fsiii_condition", "flyttet", "left_out", 2024, 1, 1],
    ]


def test_a_year_outside_the_snapshot_stops_before_anything_is_counted(snapshot):
    with pytest.raises(ParameterError, match="year is 2030, but the snapshot observes 2022, 2023, 2024"):
        compute(snapshot, year=2030)


def test_nothing_with_a_person_key_is_left_in_the_database(snapshot):
    connection, _ = compute(snapshot)
    kept = duckdb.query(
        connection,
        "SELECT t.table_name FROM duckdb_tables() t JOIN duckdb_columns() c ON c.table_oid = t.table_oid "
        "WHERE c.column_name = 'person_key'",
    )
    assert kept["table_name"].tolist() == []


def test_another_reference_day_counts_on_that_day(snapshot):
    _, tables = compute(snapshot, reference_day="01-15")
    assert cell(tables, "any_condition", "*", "101") == (2, 2)
    assert cell(tables, "any_condition", "*", "147") == (0, 0)

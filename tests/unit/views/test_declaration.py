"""What a view is declared to be is what its SQL is, column by column, and both engines can read it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from naerblik import parameters as params
from naerblik.engine import duckdb
from naerblik.registers import contracts
from naerblik.views import counting, declaration, inputs
from naerblik.views import plan as plans
from naerblik.views.declaration import DeclarationError
from naerblik.views.period import Period

VIEWS = declaration.load()
DAYS = {year: date(year, 7, 1) for year in (2022, 2023, 2024)}
PERIOD = Period(DAYS, (date(2022, 1, 1), date(2024, 12, 31)))
PLAN = params.publication_plan("fsiii")
RESULTS = counting.results_of(counting.RESULTS)


@pytest.fixture(scope="module")
def relations():
    years = plans.Years(2024, tuple(DAYS), (2023, 2024))
    every = [plans.published(params.publication_plan(topic), years) for topic in counting.RESULTS]
    return inputs.relations(PLAN, plans.together(every), PERIOD)


@pytest.fixture(scope="module")
def connection(relations):
    """Empty registers that have the columns which some view declares to read, and no other; every view in its order."""
    connection = duckdb.connect()
    read = {(register, c) for view in VIEWS.values() for register, columns in view.reads.items() for c in columns}
    for register, contract in contracts.load().items():
        columns = ", ".join(f"{c.name} {c.type}" for c in contract.columns if (register, c.name) in read)
        if columns:
            connection.execute(f"CREATE TABLE {register} ({columns})")
    for name, frame in relations.items():
        duckdb.attach_table(connection, name, frame)
    for view in declaration.in_order(RESULTS, counting.RESULTS):
        connection.execute(f"CREATE VIEW {view.name} AS {view.sql}")
    return connection


def code(sql: str) -> str:
    """The SQL without comments and texts."""
    return re.sub(r"--[^\n]*|'[^']*'", "", sql)


def tables_named(sql: str) -> set[str]:
    inner = set(re.findall(r"(?:WITH|,)\s*(\w+)\s+AS\s*\(", code(sql)))
    return set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", code(sql))) - inner


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_the_columns_that_it_declares(name, connection):
    described = duckdb.query(connection, f"DESCRIBE {name}")
    assert tuple(described["column_name"]) == VIEWS[name].columns


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_names_the_tables_that_it_declares_and_no_others(name):
    assert tables_named(VIEWS[name].sql) == {*VIEWS[name].reads, *VIEWS[name].uses}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_names_every_column_that_it_declares_to_read(name):
    for columns in VIEWS[name].reads.values():
        assert set(columns) <= set(re.findall(r"\w+", code(VIEWS[name].sql)))


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_begins_with_its_reason(name):
    assert VIEWS[name].sql.startswith("-- ")


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_written_in_the_sql_that_duckdb_and_spark_share(name):
    sql = code(VIEWS[name].sql).upper()
    only_one_engine = (
        r"QUALIFY|GROUP BY ALL|ORDER BY ALL|DATE_DIFF|DATEDIFF|DATE_TRUNC|STRUCT|UNNEST|EXPLODE|LIST_|ARRAY|EXCLUDE|"
        r"::|AS VARCHAR|POSITIONAL|ASOF|ANTI JOIN|SEMI JOIN|\bUSING\b|"
        r"FILTER *\(|\bILIKE\b|MAKE_DATE|\$\w|\{|\?|READ_PARQUET"
    )
    assert re.findall(only_one_engine, sql) == []


def test_every_view_is_used_by_a_result():
    assert {view.name for view in declaration.in_order(RESULTS, counting.RESULTS)} == set(VIEWS)


NOT_YET_READ = {"hospital_diagnosis", "dispensed_medicine"}
"""Registers of topics that have no views yet."""


def test_every_register_of_the_contracts_is_read():
    assert {register for view in VIEWS.values() for register in view.reads} == set(contracts.load()) - NOT_YET_READ


def test_every_relation_is_used_by_a_view(relations):
    assert set(relations) == {used for view in VIEWS.values() for used in view.uses} - set(VIEWS)


def test_relations_that_number_facts_say_which_are_published_by_disease(relations):
    asked = set(relations["fact_by_disease"]["fact_no"])
    listing = {"fact_by_disease", "fact_item"}
    numbering = {name: frame for name, frame in relations.items() if "fact_no" in frame and name not in listing}
    assert set(numbering) == set(inputs.FACTS)
    said = {name: set(frame.loc[frame["by_disease"] == 1, "fact_no"]) for name, frame in numbering.items()}
    assert said == {name: asked.intersection(frame["fact_no"]) for name, frame in numbering.items()}
    assert any(said.values())
    assert not all(said.values())


def test_views_come_after_what_they_use():
    done: set[str] = set()
    for view in declaration.in_order(RESULTS, counting.RESULTS):
        assert {used for used in view.uses if used in VIEWS} <= done
        done.add(view.name)


PEOPLE = {"population", "nursing_home", "chronic_disease"}


@pytest.mark.parametrize(
    ("topic", "registers"),
    [
        ("fsiii", PEOPLE | {"fsiii_condition", "fsiii_intervention", "fsiii_reporting"}),
        ("kraeft", PEOPLE | {"fsiii_intervention", "health_service", "hospital_contact", "cancer_tumour"}),
        ("almen_praksis", PEOPLE | {"practice_diagnosis", "health_service", "hospital_contact"}),
    ],
)
def test_a_topic_needs_its_own_registers_and_not_those_of_others(topic, registers):
    needed = declaration.needed(counting.RESULTS[topic], [topic])
    assert {register for view in needed for register in view.reads} == registers


def test_a_view_for_one_topic_has_no_rows_without_it_and_fits_beside_others():
    own = [view for view in VIEWS.values() if view.topic]
    assert {view.topic for view in own} == {"kraeft", "almen_praksis"}
    with duckdb.connect() as connection:
        for view in own:
            columns = ", ".join(f"1 AS {column}" for column in view.columns)
            assert len(duckdb.query(connection, f"{view.without_rows} UNION ALL SELECT {columns}")) == 1


def test_a_view_nobody_wrote_is_refused_by_name():
    with pytest.raises(DeclarationError, match=r"'fsiii_sells' is not a view; there are .*fsiii_cells"):
        declaration.in_order(["fsiii_sells"], [])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(declaration, "FOLDER", tmp_path)
    declaration.load.cache_clear()
    yield tmp_path
    declaration.load.cache_clear()


GOOD = "unit: a row\nstored: false\ndimensions: [a]\nmeasures: []\nuses: []\n"


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        (GOOD + "reads:\n  population: [shoe_size]\n", "reads population: no contract delivers shoe_size"),
        (GOOD + "reads:\n  shoes: [size]\n", "reads shoes: no contract delivers"),
        (GOOD + "reads: {}\ncolour: red\n", "colour: Extra inputs are not permitted"),
        (GOOD.replace("unit: a row\n", "") + "reads: {}\n", "unit: Field required"),
    ],
)
def test_a_declaration_that_does_not_hold_stops_with_its_file(folder, yaml, message):
    (folder / "odd.sql").write_text("SELECT 1 AS a")
    (folder / "odd.yaml").write_text(yaml)
    with pytest.raises(DeclarationError, match=message):
        declaration.load()


def test_views_that_use_each_other_in_a_circle_are_named(folder):
    for name, used in (("one", "two"), ("two", "three"), ("three", "one")):
        (folder / f"{name}.sql").write_text("SELECT 1 AS a")
        (folder / f"{name}.yaml").write_text(GOOD.replace("uses: []", f"uses: [{used}]") + "reads: {}\n")
    with pytest.raises(DeclarationError, match="in a circle: two <- three <- one <- two"):
        declaration.in_order(["two"], [])


def test_a_view_without_a_declaration_stops_with_its_name(folder):
    (folder / "alone.sql").write_text("SELECT 1 AS a")
    with pytest.raises(DeclarationError, match="alone: a view has both"):
        declaration.load()

"""Spark counts on a real cluster what DuckDB and the plain loops count; what stops it is told without values."""

from __future__ import annotations

import shutil
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pandas as pd
import pytest
import spark_cluster
from counting import ANY, by, by_duckdb, by_plain_python
from hypothesis import HealthCheck, Phase, given, settings
from small_health_registers import cancer_registers, health_registers
from small_registers import small_registers
from test_against_plain_python import PLAN
from test_everyone_against_plain_python import CANCER, COURSES, PRACTICE
from text_tables import registers

from naerblik import parameters as params
from naerblik.engine import spark
from naerblik.engine.engine import EngineError
from naerblik.engine.spark import Spark
from naerblik.project import PARAMS, data_store
from naerblik.run import job, prepare
from naerblik.run.counted import counted
from naerblik.synthetic import generate
from naerblik.views import counting
from naerblik.workplace import MAKING

pytestmark = pytest.mark.skipif(bool(spark_cluster.lacking()), reason=spark_cluster.lacking())
PERSONS = 3_000
UNORDERED = ("strata", "residents")

few = settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking an example of a difference would take an hour
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the programs of Spark write, named in the environment of this module."""
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(folder / "store"))
        for name, value in spark_cluster.settings(folder).items():
            patch.setenv(name, value)
        yield folder


@pytest.fixture(scope="module")
def address(folder):
    with spark_cluster.cluster(folder) as address:
        yield address


@pytest.fixture(scope="module")
def snapshot(folder):
    return generate.make(PERSONS)


@pytest.fixture(scope="module")
def counted_by_spark(address, snapshot):
    """The whole of a run's numbers, in a process of its own; it comes first, while the cluster serves nobody else."""
    before = threading.active_count()
    found = counted(standard(engine="spark", spark_address=address), snapshot)
    assert threading.active_count() == before
    return found


@pytest.fixture(scope="module")
def engine(address, counted_by_spark):
    with spark.connect(address) as engine:
        yield engine


def standard(**changes):
    return params.load_run(PARAMS / "standard.yaml", persons=PERSONS, **changes)


@pytest.mark.parametrize("name", [*counting.PUBLISHED, *UNORDERED])
def test_a_run_counts_the_same_with_either_engine(name, counted_by_spark, snapshot):
    ours, theirs = (vars(found)[name] for found in (counted(standard(), snapshot), counted_by_spark))
    if name in UNORDERED:
        ours, theirs = (frame.sort_values([*frame.columns], ignore_index=True) for frame in (ours, theirs))
    assert len(ours) > 0
    pd.testing.assert_frame_equal(ours, theirs)


def test_no_number_and_no_page_depends_on_the_engine(snapshot):
    with_spark = standard(engine="spark", spark_address="spark://far:7077", spark_registers="s3a://far/registers")
    assert prepare._made_from(standard(), snapshot, ()) == prepare._made_from(with_spark, snapshot, ())
    assert job._told(standard()) == job._told(with_spark)


@given(small_registers())
@few
def test_municipal_care_is_counted_as_by_duckdb_and_by_the_plain_loops(engine, drawn):
    assert by(engine, drawn, PLAN) == by_duckdb(drawn, PLAN) == by_plain_python(drawn, PLAN)
    assert_nothing_is_kept(engine)


@given(health_registers())
@few
def test_general_practice_is_counted_as_by_duckdb_and_by_the_plain_loops(engine, drawn):
    assert_same_cells(engine, drawn, PRACTICE)


@given(cancer_registers())
@few
def test_cancer_is_counted_as_by_duckdb_and_by_the_plain_loops(engine, drawn):
    assert_same_cells(engine, drawn, CANCER)


@given(cancer_registers(most=2))
@few
def test_courses_of_cancer_are_counted_as_by_duckdb_and_by_the_plain_loops(engine, drawn):
    assert_same_cells(engine, drawn, COURSES)


def assert_same_cells(engine, drawn, plan):
    assert by(engine, drawn, plan).cells == by_duckdb(drawn, plan).cells == by_plain_python(drawn, plan).cells
    assert_nothing_is_kept(engine)


def assert_nothing_is_kept(engine):
    """What was stored is freed once no view ahead reads it."""
    assert engine._stored == {}
    assert engine._kept() == {}


TWO_CITIZENS = """
    population
    person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
    1           K    1950-03-01  101                1950-03-01       -              -
    2           M    1950-03-01  147                1950-03-01       2023-05-31     -

    fsiii_intervention
    person_key  code   municipality_code  start_date  end_date
    1           G1.39  101                2024-01-01  -
    2           G1.20  147                2023-01-01  2023-09-30
"""


def test_spark_connect_counts_the_same(folder):
    drawn = registers(TWO_CITIZENS)
    with spark_cluster.connect_server(folder, "local[1]") as server:
        found = in_a_process_of_its_own(_by_connect, server, drawn)
    assert found == by_plain_python(drawn, ANY)


def _by_connect(server, drawn):
    with spark.connect(server) as engine:
        found = by(engine, drawn, ANY)
        assert engine._stored == {}
        return found


def test_neither_an_error_nor_a_log_quotes_what_spark_met(engine, folder, capfd):
    with pytest.raises(EngineError, match=r"Spark at spark://.*: a result stopped with CAST_INVALID_INPUT") as error:
        engine.query("SELECT CAST(text AS DATE) AS day FROM (SELECT 'secret ' || id AS text FROM range(3)) t")
    assert "secret" not in str(error.value)
    assert error.value.__suppress_context__
    assert capfd.readouterr() == ("", "")
    logs = [*folder.glob("*.log"), *folder.rglob("stderr"), *folder.rglob("stdout")]
    assert len(logs) > 3
    assert not [log for log in logs if "secret" in log.read_text()]


def test_registers_that_lie_elsewhere_are_those_of_the_snapshot(engine, snapshot, tmp_path):
    copied = tmp_path / "Fælles registre" / snapshot.name
    shutil.copytree(snapshot.folder, copied)
    elsewhere = Spark(engine.session, engine.address, f"file://{copied.parent}/")
    elsewhere.require_same(snapshot.folder / "manifest.json")
    rows = "SELECT COUNT(*) AS n FROM"
    file = snapshot.file("population")
    assert elsewhere.query(f"{rows} {elsewhere.parquet(file)}").equals(engine.query(f"{rows} {engine.parquet(file)}"))
    (copied / "manifest.json").write_text("{}")
    with pytest.raises(EngineError, match=r"reads file:.*manifest.json, which is not .*: copy the whole folder"):
        elsewhere.require_same(snapshot.folder / "manifest.json")
    (copied / "manifest.json").unlink()
    with pytest.raises(EngineError, match=r"reading file:.*manifest.json stopped with PATH_NOT_FOUND"):
        elsewhere.require_same(snapshot.folder / "manifest.json")


def test_an_address_where_nothing_answers_is_told_at_once():
    for nobody in ("spark://127.0.0.1:1", "sc://127.0.0.1:1"):
        assert_refused(f"spark_address is {nobody}, but nothing answers there", nobody)


def test_a_cluster_without_a_worker_is_told_and_not_waited_for(folder):
    (folder / "alone").mkdir()
    with (
        spark_cluster.master(folder / "alone") as alone,
        pytest.raises(EngineError, match=r"did no work within 5 s: does it have a worker"),
    ):
        in_a_process_of_its_own(_by_nobody, alone)


def _by_nobody(alone):
    spark.BEGINS_WITHIN = 5
    with spark.connect(alone):
        pass


def test_what_spark_spills_here_lies_in_a_workplace_which_goes_with_the_work_or_with_the_next(folder):
    """Java alone knows its own folders, and cannot remove them when it is killed."""
    inside = in_a_process_of_its_own(_spilled)
    assert inside
    assert all(file.relative_to(folder / "store").parts[1].startswith(MAKING) for file in inside)
    assert not [file for file in inside if file.exists()]


def _spilled():
    with spark.connect("local[1]") as engine:
        engine.session.range(1000).repartition(3).count()
        return [file for file in (data_store() / ".spill").rglob("*") if file.is_file()]


def in_a_process_of_its_own(work, *arguments):
    """One process has one session."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def test_without_java_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert_refused(r"there is no java on the PATH: install Java 17")
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    assert_refused(r"there is no java in JAVA_HOME, /nowhere")


def test_without_pyspark_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert_refused(r"pyspark is not installed: install the extra with `python3 environment.py spark`")


def assert_refused(why, address="local[1]"):
    with pytest.raises(EngineError, match=why), spark.connect(address):
        pass

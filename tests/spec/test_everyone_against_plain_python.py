"""On generated registers general practice and cancer count exactly as the plain loops over persons do."""

from __future__ import annotations

from counting import attach, by_duckdb, by_plain_python, plan
from hospital_reference import stays
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_health_registers import cancer_registers, contacts_of_many, health_registers, moments

from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB
from naerblik.views import declaration

LEVELS = ["region", "unknown", "country"]
PRACTICE = plan(
    {"items": ["diagnoses", "new_diagnoses"], "levels": LEVELS, "years": "trend"},
    {"items": ["users", "services", "examinations", "acute_admissions"], "levels": LEVELS, "years": "trend"},
    {"items": ["diagnoses", "users", "services"], "levels": ["country"], "dimensions": ["sex", "age"]},
    {
        "items": ["diagnoses", "acute_admissions"],
        "levels": ["country"],
        "dimensions": ["nursing_home", "disease"],
    },
    {"items": ["diagnosis_users", "diagnosis_services"], "levels": ["country"], "years": "trend"},
)
CANCER = plan(
    {"items": ["tumours", "cancer_patients"], "levels": LEVELS, "years": "trend"},
    {"items": ["survivors"], "levels": ["country"], "years": "trend"},
    {"items": ["survivor_users", "survivor_contacts"], "levels": ["country"], "years": "trend"},
    {
        "items": ["tumours", "cancer_patients", "survivors"],
        "only": ["total", "breast", "total.*", "breast.*"],
        "levels": ["country", "unknown"],
        "dimensions": ["age", "nursing_home", "disease"],
    },
)
COURSES = plan({"items": ["observed", "observed_days", "course_users", "course_contacts"], "levels": ["country"]})
checks = settings(
    deadline=None,
    # a small example of a difference is found by hand: shrinking one takes minutes of plain loops
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@given(contacts_of_many(), st.tuples(moments, moments))
@settings(checks, max_examples=60)
def test_stays_that_begin_on_the_days_looked_up_are_those_of_plain_pairs_of_contacts(rows, days):
    first, last = sorted(days)
    connection = duckdb.connect(threads=1)
    attach(DuckDB(connection), "hospital_contact", rows)
    span = f"DATE '{first}' AS first_day, DATE '{last}' AS last_day"
    connection.execute(f"CREATE VIEW followed_span AS SELECT DISTINCT person_key, {span} FROM hospital_contact")
    view = duckdb.query(connection, declaration.load()["hospital_stay"].sql)
    columns = ["person_key", "first_day", "is_admission", "is_acute"]
    fast = sorted((int(k), day.date(), bool(a), bool(b)) for k, day, a, b in view[columns].itertuples(index=False))
    slow = [
        (key, stay.start.date(), stay.is_admission, stay.is_acute)
        for key in {row["person_key"] for row in rows}
        for stay in stays({"hospital_contact": rows}, key)
        if first <= stay.start.date() <= last
    ]
    assert fast == sorted(slow)


@given(health_registers())
@settings(checks, max_examples=25)
def test_general_practice_counts_as_the_plain_loops_do(registers):
    assert differences(registers, PRACTICE) == {}


@given(cancer_registers())
@settings(checks, max_examples=20)
def test_cancer_counts_as_the_plain_loops_do(registers):
    assert differences(registers, CANCER) == {}


@given(cancer_registers(most=2))
@settings(checks, max_examples=15)
def test_the_months_round_a_diagnosis_count_as_the_plain_loops_do(registers):
    assert differences(registers, COURSES) == {}


def differences(registers, publication):
    """Key -> what the views and the plain loops say, where they differ."""
    fast, slow = by_duckdb(registers, publication).cells, by_plain_python(registers, publication).cells
    assert len(slow) > 0
    return {key: (fast.get(key), slow.get(key)) for key in fast.keys() | slow.keys() if fast.get(key) != slow.get(key)}

"""Reports of KL's gateway as registers: what each kind of history becomes, and against a slow reference."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import fhir_reference as reference
from intake.bundles import AARHUS, CPR, SAMSO, Resource, condition, content, plan, procedure, report
from naerblik import intake
from naerblik.engine.duckdb import connect
from naerblik.intake.formats import fhir
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers import checking, contracts

SHAPES = Path(intake.__file__).parent / "shapes"
OTHER = "0202601234"
MUNICIPALITIES = {AARHUS: 751, SAMSO: 741}
OBSERVED = (date(2024, 1, 15), date(2024, 4, 2))
LAW = "SUL §138"
UUID = "04393d04-a756-41d8-b0b0-f88577526443"
Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(tmp_path_factory.mktemp("store")))
        with connect() as made, checking.code_relations(made):
            made.execute(f"CREATE TABLE observed AS SELECT DATE '{OBSERVED[0]}' AS first_day")
            made.execute(f"ALTER TABLE observed ADD last_day DATE DEFAULT DATE '{OBSERVED[1]}'")
            yield made


def deliver(connection: duckdb.DuckDBPyConnection, reports: Sequence[Resource]) -> None:
    """The relation `delivered`: every second report in another file, pseudonyms and municipalities in place of keys."""
    with tempfile.TemporaryDirectory() as folder:
        for part in (0, 1):
            (Path(folder) / f"{part}.ndjson").write_bytes(b"\n".join(map(content, reports[part::2])))
        rows = fhir.attach(connection, DeliveredTable(format="fhir", files="*"), Path(folder), "reports")
        municipality = " ".join(f"WHEN '{sor}' THEN {code}" for sor, code in MUNICIPALITIES.items())
        connection.execute(
            "CREATE OR REPLACE TABLE delivered AS SELECT CAST(cpr AS BIGINT) AS person_key, "
            f"CAST(CASE organisation {municipality} END AS INTEGER) AS municipality_code, "
            "CAST(bundle_time AS TIMESTAMP) AS bundle_time, kind, resource_id, code, status, verification, "
            f"CAST(start AS DATE) AS start, CAST(stop AS DATE) AS stop FROM {rows.relation}"
        )
        rows.verify()


def shaped(connection: duckdb.DuckDBPyConnection, register: str) -> list[Row]:
    sql = (SHAPES / f"{register.replace('fsiii', 'fhir')}.sql").read_text(encoding="utf-8")
    return connection.execute(sql).fetchall()


def histories(connection: duckdb.DuckDBPyConnection, register: str, *reports: Resource) -> list[Row]:
    """code, start, end, set_aside of the rows that some reports become, in that order."""
    deliver(connection, reports)
    return sorted(((row[2], *row[4:]) for row in shaped(connection, register)), key=str)


def days(*resources: tuple[int, Resource | None]) -> list[Resource]:
    """Reports of one citizen, each on a day of March 2024 with one resource or none."""
    return [report(*([told] if told else []), time=f"2024-03-{day:02}T12:00:00Z") for day, told in resources]


def march(day: int | None) -> date | None:
    return date(2024, 3, day) if day else None


ACTIVE, OVER = condition("c", recorded="2024-03-01"), condition("c", status="inactive", recorded="2024-03-01")
MISTAKEN = condition("c", status="entered-in-error", recorded="2024-03-01")


@pytest.mark.parametrize(
    ("told", "end", "fault"),
    [
        ([(2, ACTIVE)], None, None),
        ([(2, ACTIVE), (3, None)], None, None),
        ([(2, ACTIVE), (5, OVER), (9, OVER)], 5, None),
        ([(9, OVER), (2, ACTIVE), (5, OVER)], 5, None),
        ([(2, OVER)], 2, None),
        ([(2, ACTIVE), (5, OVER), (7, ACTIVE)], None, None),
        ([(2, ACTIVE), (5, OVER), (7, ACTIVE), (9, OVER)], 9, None),
        ([(2, ACTIVE), (5, OVER), (7, MISTAKEN), (9, OVER)], 5, None),
        ([(2, ACTIVE), (7, MISTAKEN)], None, "entered_in_error"),
        ([(2, ACTIVE), (5, OVER), (7, MISTAKEN)], None, "entered_in_error"),
        ([(2, MISTAKEN), (7, ACTIVE)], None, None),
        ([(5, OVER), (5, ACTIVE)], 5, None),
        ([(5, MISTAKEN), (5, OVER), (5, ACTIVE)], None, "entered_in_error"),
        ([(2, condition("c", status=None, recorded="2024-03-01"))], None, None),
        ([(2, ACTIVE), (5, condition("c", status="resolved", recorded=None))], 5, None),
    ],
)
def test_a_condition_ends_with_the_first_report_since_when_all_say_so(connection, told, end, fault):
    assert histories(connection, "fsiii_condition", *days(*told)) == [("I7.1", march(1), march(end), fault)]


@pytest.mark.parametrize(
    ("recorded", "start"),
    [(["2024-03-04", "2024-03-01"], 1), (["2024-03-01", None], 1), ([None, None], 6), (["2024", "2024-03"], 6)],
)
def test_a_condition_begins_on_its_earliest_day_of_recording_or_else_with_the_first_report(connection, recorded, start):
    told = [condition("c", recorded=given) for given in recorded]
    [row] = histories(connection, "fsiii_condition", *days((8, told[0]), (6, told[1])))
    assert row[1] == march(start)


def test_the_last_version_decides_the_code(connection):
    told = [(2, condition("c", "I7.1")), (5, condition("c", UUID)), (4, condition("c", "I2.1"))]
    [row] = histories(connection, "fsiii_condition", *days(*told))
    assert row[0] == UUID


def test_the_same_id_at_another_municipality_or_of_another_citizen_is_another_condition(connection):
    deliver(
        connection,
        [
            report(ACTIVE, time="2024-03-02T12:00:00Z"),
            report(OVER, time="2024-03-03T12:00:00Z", organisation=SAMSO),
            report(OVER, time="2024-03-04T12:00:00Z", cpr=OTHER),
        ],
    )
    assert {(row[0], row[3], row[5]) for row in shaped(connection, "fsiii_condition")} == {
        (int(CPR), 751, None),
        (int(CPR), 741, march(3)),
        (int(OTHER), 751, march(4)),
    }


def test_a_report_late_in_the_evening_by_utc_is_of_the_next_day_in_denmark(connection):
    evening = report(OVER, time="2024-03-31T22:00:00Z")
    assert histories(connection, "fsiii_condition", evening)[0][2] == date(2024, 4, 1)


def test_the_law_is_that_of_the_code_list_and_that_of_the_gateway_for_an_unknown_code(connection):
    own = connection.execute("SELECT law, min(code) FROM known_condition GROUP BY law").fetchall()
    codes = [code for _, code in own]
    told = [condition(f"c{n}", code) for n, code in enumerate([*codes, "I99.9", None])]
    deliver(connection, [report(*told)])
    found = {row[2]: row[1] for row in shaped(connection, "fsiii_condition")}
    assert found == {code: law for law, code in own} | {"I99.9": LAW, None: LAW}


def test_conditions_without_an_id_are_set_aside_each(connection):
    told = days((2, condition(None)), (3, condition(None)))
    assert [row[3] for row in histories(connection, "fsiii_condition", *told)] == ["without_id"] * 2


PLANNED = plan("p", period=("2024-03-01", None))


def until(day: int, status: str = "active", activity: str = "in-progress") -> Resource:
    return plan("p", status=status, period=("2024-03-01", f"2024-03-{day:02}"), activity=activity)


@pytest.mark.parametrize(
    ("told", "end", "fault"),
    [
        ([(2, PLANNED), (3, None)], None, None),
        ([(2, PLANNED), (5, plan("p", activity="cancelled", period=("2024-03-01", None)))], 5, None),
        ([(2, PLANNED), (5, plan("p", status="revoked", period=("2024-03-01", None)))], 5, None),
        ([(2, PLANNED), (9, until(5, "completed"))], 5, None),
        ([(2, PLANNED), (9, until(20, "completed"))], 9, None),
        ([(2, until(20))], 20, None),
        ([(2, until(20)), (5, PLANNED)], None, None),
        (
            [(2, PLANNED), (5, plan("p", status="entered-in-error", period=("2024-03-01", None)))],
            None,
            "entered_in_error",
        ),
        ([(2, PLANNED), (5, until(5, activity="stopped")), (7, PLANNED)], None, None),
    ],
)
def test_a_planned_intervention_ends_with_its_period_or_the_report_that_shows_it_over(connection, told, end, fault):
    assert histories(connection, "fsiii_intervention", *days(*told)) == [("G1.30", march(1), march(end), fault)]


def test_a_planned_intervention_begins_as_its_last_version_says_or_else_with_the_first_report(connection):
    told = days((2, PLANNED), (5, plan("p", period=("2024-03-04", None))))
    assert histories(connection, "fsiii_intervention", *told)[0][1] == march(4)
    told = days((6, plan("p", period=(None, None))), (7, plan("p", period=(None, None))))
    assert histories(connection, "fsiii_intervention", *told)[0][1] == march(6)


@pytest.mark.parametrize(
    ("code", "performed", "status", "fault"),
    [
        ("G1.39", 10, "completed", None),
        ("G1.39", 10, "entered-in-error", "entered_in_error"),
        ("G1.39", 10, "not-done", "not_completed"),
        ("G1.39", 10, None, "not_completed"),
        ("G1.30", 10, "completed", "within_plan"),
        ("G1.30", 10, "entered-in-error", "entered_in_error"),
        ("G1.30", 5, "completed", "within_plan"),
        ("G1.30", 20, "completed", "within_plan"),
        ("G1.30", 4, "completed", None),
        ("G1.30", 21, "completed", None),
        (None, 10, "completed", None),
    ],
)
def test_a_completed_intervention_is_one_day_and_set_aside_within_a_plan(connection, code, performed, status, fault):
    planned = plan("p", period=("2024-03-05", "2024-03-20"))
    done = procedure("p", code, status, f"2024-03-{performed:02}T10:15:00Z")
    found = histories(connection, "fsiii_intervention", report(planned, done))
    assert (
        sorted([("G1.30", march(5), march(20), None), (code, march(performed), march(performed), fault)], key=str)
        == found
    )


@pytest.mark.parametrize("planned", [{"status": "entered-in-error"}, {"code": "G1.39"}, {"name": None}])
def test_a_plan_that_is_set_aside_or_of_another_code_takes_no_visit_in(connection, planned):
    other = plan(**{"name": "p", "period": ("2024-03-01", None)} | planned)
    found = histories(connection, "fsiii_intervention", report(other, procedure("d", "G1.30", performed="2024-03-10")))
    assert ("G1.30", march(10), march(10), None) in found


def test_a_plan_of_another_municipality_takes_no_visit_in(connection):
    done = procedure("d", "G1.30", performed="2024-03-10")
    found = histories(connection, "fsiii_intervention", report(PLANNED), report(done, organisation=SAMSO))
    assert [row[3] for row in found] == [None, None]


def test_a_municipality_delivered_in_the_danish_months_of_its_reports(connection):
    times = ["2024-01-31T23:00:00Z", "2024-03-31T22:00:00Z", "2023-12-31T22:59:59Z", "2024-04-30T22:00:00Z"]
    deliver(connection, [report(time=time) for time in times] + [report(organisation=SAMSO, time=times[0])])
    found = shaped(connection, "fsiii_reporting")
    assert len(found) == len({row[:2] for row in found}) == 98 * 4
    assert {row[:2] for row in found if row[2]} == {
        (751, date(2024, 2, 1)),
        (751, date(2024, 4, 1)),
        (741, date(2024, 2, 1)),
    }


@pytest.mark.parametrize("register", ["fsiii_condition", "fsiii_intervention", "fsiii_reporting"])
def test_a_shape_gives_the_columns_of_its_contract_and_the_rule_that_sets_aside(connection, register):
    deliver(connection, [report(ACTIVE, PLANNED)])
    sql = (SHAPES / f"{register.replace('fsiii', 'fhir')}.sql").read_text(encoding="utf-8")
    found, contract = checking.columns_of(connection, sql), contracts.load()[register]
    checking.check_columns(found, contract, register, exact=True)
    assert list(found) == [*contract.column_names, "set_aside"]
    assert found["set_aside"] == "VARCHAR"


def test_the_shapes_ask_for_the_same_columns_so_that_a_delivery_is_read_once(connection):
    deliver(connection, [report()])
    declared = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(SHAPES.glob("fhir_*.yaml"))]
    assert [shape["inputs"] for shape in declared] == [checking.columns_of(connection, "SELECT * FROM delivered")] * 3
    for shape in declared:
        connection.execute(f"SELECT * FROM delivered WHERE {shape['own']}")


def test_the_example_of_the_gateway_reads_as_it_tells(connection):
    """Peter Olsen in input/fsh/PeterOlsen.fsh of hl7dk/kl-gateway-municipality-healthcare-data, without follow-up."""
    breath, moving = (condition(name, code, recorded="2021-02-10") for name, code in (("a", "I7.1"), ("b", "I2.1")))
    inactive = {"clinicalStatus": {"coding": [{"code": "inactive"}]}}
    visits = [procedure(code, code, performed="2021-02-10T13:00:00Z") for code in ("G1.41", "G1.47")]
    told = {
        "2021-02-10T13:34:56Z": [breath, moving, *visits, plan("f", period=("2021-02-10", None))],
        "2021-02-12T12:46:48Z": [breath | inactive, moving],
        "2021-02-14T15:23:12Z": [breath | inactive, moving],
        "2021-02-15T08:17:19Z": [moving],
        "2021-02-17T11:51:44Z": [
            moving | inactive | {"recordedDate": "2021-02-15"},
            plan("f", status="completed", period=("2021-02-10", "2021-02-17"), activity="in-progress"),
        ],
    }
    reports = [report(*resources, time=time) for time, resources in told.items()]
    first = date(2021, 2, 10)
    assert histories(connection, "fsiii_condition", *reports) == [
        ("I2.1", first, date(2021, 2, 17), None),
        ("I7.1", first, date(2021, 2, 12), None),
    ]
    assert histories(connection, "fsiii_intervention", *reports) == [
        ("G1.30", first, date(2021, 2, 17), None),
        ("G1.41", first, first, None),
        ("G1.47", first, first, None),
    ]


MOMENTS = st.sampled_from(
    [f"2024-03-{day:02}T{time}Z" for day in (1, 2, 3, 5) for time in ("12:00:00", "22:59:59", "23:30:00.5")]
)
DATES = st.sampled_from([None, "2024", "2024-02-28", "2024-03-02", "2024-03-02T23:00:00Z", "2024-03-04"])
NAMES = st.sampled_from(["1", "2", "2", None])
PLACES = st.sampled_from([(cpr, organisation) for cpr in (CPR, OTHER) for organisation in MUNICIPALITIES])
PLAN_STATUS = st.sampled_from([None, "active", "active", "completed", "revoked", "entered-in-error", "unknown"])
RESOURCES = st.one_of(
    st.builds(
        condition,
        NAMES,
        st.sampled_from(["I7.1", "I2.1", None]),
        st.sampled_from(["active", "active", "inactive", "inactive", "resolved", "entered-in-error", None]),
        DATES,
    ),
    st.builds(
        plan,
        NAMES,
        st.sampled_from(["G1.30", "G1.39"]),
        PLAN_STATUS,
        st.tuples(DATES, DATES),
        st.sampled_from([None, "in-progress", "in-progress", "cancelled", "completed", "entered-in-error"]),
    ),
    st.builds(
        procedure,
        NAMES,
        st.sampled_from(["G1.30", "G1.39", None]),
        st.sampled_from(["completed", "completed", "not-done", "entered-in-error", None]),
        DATES,
    ),
)


def once_each(resources: Iterable[Resource]) -> list[Resource]:
    return list({(told["resourceType"], told.get("id", n)): told for n, told in enumerate(resources)}.values())


@st.composite
def sequences(draw: st.DrawFn) -> list[Resource]:
    """Reports in any order, many of them of the same time and about the same things."""
    made = []
    for _ in range(draw(st.integers(1, 8))):
        cpr, organisation = draw(PLACES)
        resources = once_each(draw(st.lists(RESOURCES, max_size=4)))
        made.append(report(*resources, time=draw(MOMENTS), cpr=cpr, organisation=organisation))
    return made


def as_told(rows: Iterable[Row]) -> list[Row]:
    """Rows of the reference as the register has them, sorted; every code of the examples is of one law."""
    told = [(int(cpr), LAW, code, MUNICIPALITIES[sor], *rest) for cpr, code, sor, *rest in rows]
    return sorted(told, key=str)


@settings(deadline=None, max_examples=200)
@given(reports=sequences(), shuffled=st.randoms(use_true_random=False))
def test_the_shapes_agree_with_a_slow_reference_in_whatever_order_reports_lie(connection, reports, shuffled):
    shuffled.shuffle(reports)
    deliver(connection, reports)
    assert sorted(shaped(connection, "fsiii_condition"), key=str) == as_told(reference.conditions(reports))
    assert sorted(shaped(connection, "fsiii_intervention"), key=str) == as_told(reference.interventions(reports))
    months = {(MUNICIPALITIES[sor], month) for sor, month in reference.delivered_months(reports)}
    assert {row[:2] for row in shaped(connection, "fsiii_reporting") if row[2]} == months

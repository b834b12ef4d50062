"""Reports of KL's gateway, read from files: what they become, and what they are refused for."""

import gzip
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from intake.bundles import (
    AARHUS,
    CPR,
    FSIII,
    LOCAL,
    SAMSO,
    collection,
    concept,
    condition,
    content,
    entry,
    patient,
    plan,
    procedure,
    report,
)
from naerblik.intake.formats import fhir
from naerblik.intake.formats.rows import Rows
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers.checking import RegisterError

HEAD = (CPR, AARHUS, "2024-02-10 13:34:56")
SOUND = report(condition("c1"), plan("p1"), procedure("d1"))


def attached(connection: duckdb.DuckDBPyConnection, folder: Path, **said: Any) -> Rows:
    return fhir.attach(connection, DeliveredTable(format="fhir", **{"files": "*", **said}), folder, "reports")


def read(folder: Path, **said: Any) -> list[tuple[str | None, ...]]:
    """All rows of the files in the folder, or the fault that reading them finds."""
    with duckdb.connect() as connection:
        rows = attached(connection, folder, **said)
        try:
            found = connection.execute(f"SELECT * FROM {rows.relation}").fetchall()
        except duckdb.Error:
            rows.verify()
            raise
        rows.verify()
        assert [column[0] for column in connection.description] == list(rows.columns)
    return found


def rows_of(folder: Path, *bundles: dict[str, Any]) -> list[tuple[str | None, ...]]:
    """The rows of some Bundles, one on each line, without file and place."""
    (folder / "reports.ndjson").write_bytes(b"\n".join(map(content, bundles)))
    return [row[:-2] for row in read(folder)]


def item(folder: Path, resource: dict[str, Any]) -> tuple[str | None, ...]:
    """kind, resource_id, code, status, verification, start, stop of a resource."""
    return rows_of(folder, report(resource))[-1][3:]


def test_a_report_becomes_a_row_for_itself_and_one_for_each_resource_but_the_patient(tmp_path):
    encounter = {"resourceType": "Encounter", "id": "e1", "status": "planned", "period": {"start": "2024-02-12"}}
    matter = {"resourceType": "Observation", "id": "o1", "status": "final", "code": concept("I7")}
    follow_up = matter | {"id": "o2", "code": concept("712744002", "http://snomed.info/sct")}
    mistaken = condition("c2", status="entered-in-error")
    given = report(condition("c1"), mistaken, plan("p1"), procedure("d1"), encounter, matter, follow_up)
    assert rows_of(tmp_path, given) == [
        (*HEAD, "bundle", None, None, None, None, None, None),
        (*HEAD, "condition", "c1", "I7.1", "active", None, "2024-02-10", None),
        (*HEAD, "condition", "c2", "I7.1", None, "entered-in-error", "2024-02-10", None),
        (*HEAD, "planned", "p1", "G1.30", "in-progress", None, "2024-02-10", None),
        (*HEAD, "completed", "d1", "G1.39", "completed", None, "2024-02-10", None),
        (*HEAD, "encounter", "e1", None, "planned", None, "2024-02-12", None),
        (*HEAD, "observation", "o1", "I7", "final", None, None, None),
        (*HEAD, "observation", "o2", None, "final", None, None, None),
    ]


def test_every_kind_of_file_gives_the_same_rows_and_says_where_they_stood(tmp_path):
    (tmp_path / "sub").mkdir()
    one, lines = json.dumps(SOUND, indent=2).encode(), content(SOUND) + b"\r\n\n" + content(SOUND)
    files = {"a.json": one, "b.json.gz": gzip.compress(one), "c.ndjson": lines, "sub/d.ndjson.gz": gzip.compress(lines)}
    for name, written in files.items():
        (tmp_path / name).write_bytes(written)
    rows = read(tmp_path, files="**/*")
    places = [("a.json", "1"), ("b.json.gz", "1"), *((name, line) for name in list(files)[2:] for line in "13")]
    assert sorted({row[-2:] for row in rows}) == places
    (tmp_path / "alone").mkdir()
    alone = rows_of(tmp_path / "alone", SOUND)
    assert all([row[:-2] for row in rows if row[-2:] == place] == alone for place in places)


def test_many_reports_are_read_across_batches(tmp_path):
    number = 3 * fhir.AT_ONCE + 1
    (tmp_path / "reports.ndjson").write_bytes(b"\n".join([content(SOUND)] * number))
    assert len(read(tmp_path)) == 4 * number


def test_an_empty_file_of_lines_holds_no_reports(tmp_path):
    assert rows_of(tmp_path) == []


@pytest.mark.parametrize(
    ("coding", "code"),
    [
        ([(FSIII, "I7.1")], "I7.1"),
        (
            [("urn:oid:1.2.208.176.2.21", "9d2fd2f5-dae5-4af3-9a3b-e4b4b8a9c7e1")],
            "9d2fd2f5-dae5-4af3-9a3b-e4b4b8a9c7e1",
        ),
        ([(LOCAL, "sår"), (FSIII, "G1.39")], "G1.39"),
        ([(LOCAL, "sår")], None),
        ([(None, "I7.1")], None),
        ([], None),
    ],
)
def test_the_code_is_the_one_of_fsiii_and_none_where_only_others_stand(tmp_path, coding, code):
    codings = [{"system": system, "code": given} if system else {"code": given} for system, given in coding]
    for resource in (condition("c1"), procedure("d1")):
        assert item(tmp_path, resource | {"code": {"coding": codings}})[2] == code
    planned = plan("p1") | {"activity": [{"detail": {"code": {"coding": codings}}}]}
    assert item(tmp_path, planned)[2] == code


@pytest.mark.parametrize(
    ("of_plan", "of_activity", "status"),
    [
        ("active", "in-progress", "in-progress"),
        ("active", "completed", "completed"),
        ("completed", "in-progress", "completed"),  # so the gateway's own example ends an intervention
        ("revoked", "scheduled", "revoked"),
        ("entered-in-error", "in-progress", "entered-in-error"),
        ("active", None, "active"),
        (None, "stopped", "stopped"),
        (None, None, None),
    ],
)
def test_a_plan_that_is_over_decides_over_the_status_of_its_activity(tmp_path, of_plan, of_activity, status):
    assert item(tmp_path, plan("p1", status=of_plan, activity=of_activity))[3] == status


def test_each_activity_of_a_plan_is_a_row_and_a_plan_without_any_is_one(tmp_path):
    details = [{"detail": {"code": concept(code), "status": "scheduled"}} for code in ("G1.30", "G1.39")]
    found = rows_of(tmp_path, report(plan("p1") | {"activity": [*details, {"reference": {"display": "andet"}}]}))
    assert [row[4:7] for row in found[1:]] == [
        ("p1", "G1.30", "scheduled"),
        ("p1#2", "G1.39", "scheduled"),
        ("p1#3", None, "active"),
    ]
    bare = plan("p1", period=("2024-02-10", "2024-03-01")) | {"activity": []}
    assert item(tmp_path, bare) == ("planned", "p1", None, "active", None, "2024-02-10", "2024-03-01")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2024-02-10", "2024-02-10"),
        ("2024-02-10T22:59:59Z", "2024-02-10"),
        ("2024-02-10T23:00:00Z", "2024-02-11"),
        ("2024-07-31T21:59:59.999Z", "2024-07-31"),
        ("2024-07-31T22:00:00Z", "2024-08-01"),
        ("2024-08-01T00:30:00+02:00", "2024-08-01"),
        ("2024-12-31T23:30:00Z", "2025-01-01"),
        ("2024-02", None),
        ("2024", None),
        (None, None),
    ],
)
def test_a_time_becomes_the_day_that_it_was_in_denmark(tmp_path, moment, day):
    assert item(tmp_path, condition("c1", recorded=moment))[5] == day
    assert item(tmp_path, procedure("d1", performed=moment))[5] == day
    assert item(tmp_path, plan("p1", period=("2024-01-01", moment)))[6] == day


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        ("2024-02-10T13:34:56Z", "2024-02-10 13:34:56"),
        ("2024-02-10T13:34:56.987654321Z", "2024-02-10 13:34:56"),
        ("2024-01-01T00:30:00+01:00", "2023-12-31 23:30:00"),
    ],
)
def test_the_time_of_a_report_is_written_in_utc(tmp_path, moment, utc):
    assert {row[2] for row in rows_of(tmp_path, SOUND | {"timestamp": moment})} == {utc}


@pytest.mark.parametrize(
    "name",
    ["c1", "urn:uuid:c1", "Condition/c1", "https://gateway.kl.dk/fhir/Condition/c1", "Condition/c1/_history/2"],
)
def test_a_resource_without_an_id_has_the_one_of_its_address(tmp_path, name):
    bundle = report(condition(None))
    bundle["entry"][1]["fullUrl"] = name
    assert rows_of(tmp_path, bundle)[1][4] == "c1"
    del bundle["entry"][1]["fullUrl"]
    assert rows_of(tmp_path, bundle)[1][4] is None


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/citizen"},
        {"reference": "urn:uuid:citizen"},
        {"reference": "https://gateway.kl.dk/fhir/Patient/citizen/_history/3"},
        {"identifier": {"system": "urn:oid:1.2.208.176.1.2", "value": CPR}},
        {"display": "borgeren"},
    ],
)
def test_the_subject_may_be_named_in_every_way_of_fhir(tmp_path, subject):
    assert item(tmp_path, condition("c1") | {"subject": subject})[1] == "c1"


def test_what_reports_do_not_use_is_kept_and_what_they_may_lack_is_empty(tmp_path):
    goal = {"resourceType": "Goal", "id": "g1", "code": "not a concept", "status": {"text": "x"}, "subject": None}
    assert item(tmp_path, goal) == ("other", "g1", None, None, None, None, None)
    assert item(tmp_path, {"resourceType": "Condition"}) == ("condition", None, None, None, None, None, None)
    assert item(tmp_path, {"resourceType": "CarePlan"}) == ("planned", None, None, None, None, None, None)
    assert item(tmp_path, {"resourceType": "Encounter"}) == ("encounter", None, None, None, None, None, None)
    nobodys = SOUND | {"entry": [entry(patient() | {"managingOrganization": None}), *SOUND["entry"][1:]]}
    assert {row[1] for row in rows_of(tmp_path, nobodys)} == {None}


def test_a_collection_of_reports_gives_the_rows_of_each_report(tmp_path):
    other = report(condition("c1"), cpr="0202601234", organisation=SAMSO)
    both = rows_of(tmp_path, SOUND, other)
    assert rows_of(tmp_path, collection("2024-02-11T00:00:00Z", SOUND | {"id": "r1"}, other | {"id": "r2"})) == [
        (*row[:4], {CPR: "r1"}.get(str(row[0]), "r2"), *row[5:]) if row[3] == "bundle" else row for row in both
    ]


def nested(depth: int) -> bytes:
    return content(SOUND).replace(b'"intent": "plan"', b'"intent": ' + b"[" * depth + b"]" * depth)


def with_subject(subject: dict[str, Any]) -> dict[str, Any]:
    return report(condition("c1") | {"subject": subject})


def of_patients(*patients: dict[str, Any]) -> dict[str, Any]:
    return collection("2024-02-10T13:34:56Z", *patients, condition("c1"))


def identified(*numbers: str) -> dict[str, Any]:
    return patient() | {"identifier": [{"system": "urn:oid:1.2.208.176.1.2", "value": number} for number in numbers]}


FAULTS: dict[str, tuple[bytes | dict[str, Any], str]] = {
    "cut": (content(SOUND)[:-20], "truncated"),
    "no JSON": (b"CPR;0101501234", "malformed"),
    "nested far too deep": (nested(100_000), "nested"),
    "a list": (b"[]", "Expected `object`, got `array`"),
    "another resource": (patient(), "it is a Patient, not a Bundle"),
    "an unknown resource": (SOUND | {"resourceType": "Goal"}, r"`\$.resourceType` has a value"),
    "no type": ({k: v for k, v in SOUND.items() if k != "resourceType"}, "missing required field `resourceType`"),
    "another type of Bundle": (SOUND | {"type": "searchset"}, r"`\$.type` has a value"),
    "no time": ({k: v for k, v in SOUND.items() if k != "timestamp"}, "missing required field `timestamp`"),
    "30 February": (SOUND | {"timestamp": "2024-02-30T13:34:56Z"}, r"RFC3339 .*timestamp"),
    "a time without a zone": (SOUND | {"timestamp": "2024-02-10T13:34:56"}, "timezone"),
    "a time before the calendar": (SOUND | {"timestamp": "0001-01-01T00:00:00+02:00"}, "outside the calendar"),
    "two citizens": (of_patients(patient(), patient("0202601234", name="other")), "2 Patient resources"),
    "no citizen": (of_patients(), "no Patient resources"),
    "no entries": (collection("2024-02-10T13:34:56Z"), "no Patient resources"),
    "two CPR numbers": (of_patients(identified(CPR, "0202601234")), "2 CPR numbers"),
    "no CPR number": (of_patients(identified()), "no CPR numbers"),
    "a NUL byte": (content(report(condition("c1", "I7\0.1"))), "NUL"),
    "a bare NUL byte": (content(SOUND).replace(b"I7.1", b"I7\x00.1"), "NUL"),
    "latin-1": (json.dumps(SOUND | {"note": "Ærø"}, ensure_ascii=False).encode("latin-1"), "UTF-8"),
    "UTF-16": (content(SOUND).decode().encode("utf-16-le").replace(b"\n", b" "), "NUL"),
    "half a character": (content(SOUND).replace(b"I7.1", b"\\udc00"), "malformed"),
    "a subject that is another citizen": (with_subject({"reference": "Patient/0202601234"}), "entry 2: its subject"),
    "a subject with another number": (
        with_subject({"identifier": {"system": "urn:oid:1.2.208.176.1.2", "value": "0202601234"}}),
        "entry 2: its subject",
    ),
    "an id twice": (report(condition("c1"), plan("c1"), condition("c1", "I2.1")), "entry 4 has the id"),
    "a condition on 30 February": (report(condition("c1", recorded="2024-02-30")), "entry 2: a date or time"),
    "a week for a date": (report(condition("c1", recorded="2024-W01-1")), "entry 2: a date or time"),
    "a date without a calendar": (report(condition("c1", recorded="0001-01-01T00:00:00+02:00")), "entry 2: a date"),
    "a visit without a zone": (report(procedure("d1", performed="2024-02-10T13:00:00")), "entry 2: a date or time"),
    "a code that is a number": (
        report(condition("c1") | {"code": {"coding": [{"code": 101501234}]}}),
        r"entry 2: Expected `str \| null`, got `int` - at `\$.code.coding\[0\].code`",
    ),
    "an entry without a resource": (SOUND | {"entry": [{"fullUrl": CPR}]}, "missing required field `resource`"),
    "a resource of no type": (SOUND | {"entry": [{"resource": {"id": CPR}}]}, "entry 1: .*resourceType"),
    "a report beside a citizen": (collection("2024-02-10T13:34:56Z", patient(), SOUND), "among other resources"),
    "a faulty report in a collection": (
        collection("2024-02-10T13:34:56Z", SOUND | {"id": "1"}, with_subject({"reference": "Patient/x"})),
        "entry 2: entry 2: its subject",
    ),
    "a collection in a collection": (
        collection("2024-02-10T13:34:56Z", collection("2024-02-10T13:34:56Z", SOUND)),
        "entry 1: it holds no Patient",
    ),
}


@pytest.mark.parametrize("lines", [True, False], ids=["ndjson", "json"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_report_stops_the_reading_and_is_named_without_a_value(tmp_path, fault, lines):
    given, words = FAULTS[fault]
    written = given if isinstance(given, bytes) else content(given)
    file = tmp_path / ("reports.ndjson" if lines else "report.json")
    file.write_bytes(content(SOUND) + b"\n" + written + b"\n" if lines else written)
    with pytest.raises(RegisterError, match=words) as told:
        read(tmp_path)
    text = str(told.value)
    assert text.startswith(f"{file}, line 2: " if lines else f"{file}: ")
    assert "deliver" in text
    assert not {value for value in (CPR, "0202601234", AARHUS, "I7.1", "G1.30", "Ærø") if value in text}


def test_a_report_nested_a_thousand_deep_is_read_or_refused(tmp_path):
    (tmp_path / "report.json").write_bytes(nested(1_000))
    try:
        found = len(read(tmp_path))
    except RegisterError as error:
        found = str(error).count("nested far deeper")
    assert found in {1, 4}


@pytest.mark.parametrize("name", ["reports.ndjson", "reports.ndjson.gz", "report.json", "report.json.gz"])
def test_a_report_longer_than_the_longest_line_is_refused_and_one_as_long_is_not(tmp_path, name):
    written, length = content(SOUND), len(content(SOUND))
    (tmp_path / name).write_bytes(gzip.compress(written) if name.endswith(".gz") else written)
    assert len(read(tmp_path, longest_line=length)) == 4
    with pytest.raises(RegisterError, match=f"more than the {length - 1:,} bytes that longest_line"):
        read(tmp_path, longest_line=length - 1)


def test_the_ends_of_lines_do_not_count_to_their_length(tmp_path):
    written = content(SOUND)
    (tmp_path / "reports.ndjson").write_bytes((written + b"\r\n") * 2)
    assert [row[-1] for row in read(tmp_path, longest_line=len(written)) if row[3] == "bundle"] == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "made", "words"),
    [
        ("reports.ndjson.gz", lambda given: gzip.compress(given)[:-10], "cannot be read on"),
        ("reports.ndjson.gz", lambda given: given, "cannot be read on"),
        ("reports.ndjson.gz", lambda given: gzip.compress(given)[:40] + b"x" * 40, "cannot be read on"),
        ("report.json", lambda given: b"", "truncated"),
        ("reports.xml", lambda given: given, "says neither"),
    ],
)
def test_a_file_that_is_cut_empty_or_of_no_known_kind_is_named(tmp_path, name, made, words):
    (tmp_path / name).write_bytes(made(content(SOUND)))
    with pytest.raises(RegisterError, match=words) as told:
        read(tmp_path)
    assert str(tmp_path / name) in str(told.value)


def test_a_delivery_without_files_says_what_lies_there(tmp_path):
    with pytest.raises(RegisterError, match=r"no file \*\.ndjson lies here"):
        read(tmp_path, files="*.ndjson")


def scan(connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    connection.execute(f"CREATE TABLE kept AS SELECT count(*) FROM {relation} WHERE kind = 'bundle'")


def copy(folder: Path, connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    connection.execute(f"COPY (SELECT cpr FROM {relation} ORDER BY code) TO '{folder / 'kept'}' (FORMAT parquet)")


@pytest.mark.parametrize("query", [scan, copy])
def test_a_query_over_a_faulty_file_fails_in_duckdb_and_verify_says_why(tmp_path, query: Callable[..., None]):
    query = partial(copy, tmp_path) if query is copy else query
    many = b"\n".join([content(SOUND)] * 1_000)
    (tmp_path / "reports.ndjson").write_bytes(many + b"\n" + content(SOUND)[:99])
    with duckdb.connect() as connection:
        rows = attached(connection, tmp_path)
        with pytest.raises(duckdb.Error) as raised:
            query(connection, rows.relation)
        assert CPR not in str(raised.value)
        with pytest.raises(RegisterError, match=r"reports\.ndjson, line 1,001: .*truncated"):
            rows.verify()

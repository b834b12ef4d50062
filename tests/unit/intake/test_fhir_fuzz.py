"""Whatever a file holds is read or refused with a RegisterError that tells no value."""

import json
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.bundles import AARHUS, CPR, SAMSO, collection, condition, content, plan, procedure, report
from naerblik.intake.formats import fhir, fhir_report
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers.checking import RegisterError

OTHER = "0202601234"
SOUND = report(condition("c1"), condition("c2", status="entered-in-error"), plan("p1"), procedure("d1"))
BOTH = collection("2024-02-11T00:00:00Z", SOUND, report(condition("c1"), cpr=OTHER, organisation=SAMSO) | {"id": "r2"})
WRITTEN = [content(SOUND), content(BOTH)]
VALUES = (CPR, OTHER, AARHUS, SAMSO, "I7.1", "G1.30", "2024-02")
PIECES = st.sampled_from([b"", b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"null", b"\xff", b"\x00", b"1e999"])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([*VALUES, "Patient", "Bundle"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "code", "value"]), inner),
    max_leaves=4,
)


def read_or_refused(written: bytes) -> None:
    rows, told = [], ""
    try:
        rows = fhir_report.rows(written)
    except RegisterError as error:
        told = str(error)
    assert bool(rows) != bool(told)
    assert not [value for value in VALUES if value in told]
    assert all(len(row) == len(fhir_report.COLUMNS) and row[0] for row in rows)
    for column in zip(*rows, strict=True):
        pa.array(column, pa.string()).validate(full=True)


@pytest.mark.parametrize("written", WRITTEN)
def test_a_report_cut_anywhere_is_refused(written):
    for length in range(len(written)):
        with pytest.raises(RegisterError) as told:
            fhir_report.rows(written[:length])
        assert not [value for value in VALUES if value in str(told.value)]


@settings(max_examples=300)
@given(st.binary() | JSON.map(lambda made: json.dumps(made).encode()))
def test_random_content_is_read_or_refused(written):
    read_or_refused(written)


@settings(max_examples=500)
@given(st.sampled_from(WRITTEN), st.data())
def test_a_report_with_a_piece_replaced_is_read_or_refused(written, data):
    start = data.draw(st.integers(0, len(written)))
    stop = data.draw(st.integers(start, min(start + 30, len(written))))
    read_or_refused(written[:start] + data.draw(PIECES | st.binary(max_size=5)) + written[stop:])


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key or index) in a value."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@settings(max_examples=500)
@given(st.sampled_from(WRITTEN), st.data())
def test_a_report_with_other_values_in_its_places_is_read_or_refused(written, data):
    made = json.loads(written)
    for _ in range(data.draw(st.integers(1, 2))):
        container, key = data.draw(st.sampled_from(places(made)))
        if isinstance(container, dict) and data.draw(st.booleans()):
            container[data.draw(st.sampled_from([CPR, "id", "subject", "resourceType"]))] = container.pop(key)
        else:
            container[key] = data.draw(JSON)
    read_or_refused(json.dumps(made).encode())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=60) | st.sampled_from([*WRITTEN, *(part[:-1] for part in WRITTEN)]), max_size=4))
def test_a_file_of_any_lines_is_read_or_refused_naming_the_file(lines):
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        file = Path(folder) / "reports.ndjson"
        file.write_bytes(b"\n".join(lines))
        rows = fhir.attach(connection, DeliveredTable(format="fhir", files="*"), file.parent, "reports")
        told = ""
        try:
            connection.execute(f"SELECT * FROM {rows.relation}").fetchall()
        except duckdb.Error as error:
            told = str(error)
        assert CPR not in told
        with pytest.raises(RegisterError, match=r"reports\.ndjson, line [1-9]") if told else nullcontext():
            rows.verify()

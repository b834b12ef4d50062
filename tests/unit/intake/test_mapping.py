"""A supplier is declared, not programmed: what a mapping says is done, and what it cannot say is named."""

import copy
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from intake.deliveries import (
    CPR,
    OBSERVED,
    OTHER,
    PEOPLE,
    PERSON,
    SECOND,
    SUPPLIER,
    VISIT,
    VISITS,
    lay,
    sources,
    take_in,
)
from naerblik import parameters as params
from naerblik.engine.duckdb import connect, query
from naerblik.intake import delivery, shapes
from naerblik.intake.delivery import Delivery
from naerblik.parameters.sources import SOURCES
from naerblik.parameters.sources import sources as read_sources
from naerblik.registers import contracts, snapshot
from naerblik.registers.checking import RegisterError, parquet

DECLARED = read_sources()
MAPPED = [(name, register) for name, source in DECLARED.sources.items() for register in source.registers]


@pytest.mark.parametrize(("name", "register"), MAPPED)
def test_every_declared_source_maps_what_its_shape_asks_for(name, register):
    mapped = DECLARED.sources[name].registers[register]
    contract = contracts.load()[register]
    asked = shapes.load(mapped.shape, contract)
    columns = set(mapped.columns) if mapped.columns is not None else set(asked.inputs) - set(mapped.absent)
    assert columns | set(mapped.absent) == set(asked.inputs)
    assert not columns & set(mapped.absent)
    assert set(mapped.absent) <= asked.optional
    for column in (mapped.columns or {}).values():
        assert column.column or sqlglot.parse_one(column.sql, dialect="duckdb")
    for rule in mapped.set_aside:
        assert sqlglot.parse_one(rule.when, dialect="duckdb")


def changed(register: str, **parts: Any) -> dict[str, Any]:
    """The supplier with parts of one register's mapping changed."""
    supplier = copy.deepcopy(SUPPLIER)
    mapped = supplier["sources"]["region"]["registers"][register]
    for part, value in parts.items():
        mapped[part] = {**mapped.get(part, {}), **value} if isinstance(value, dict) else value
    return supplier


def rows(taken: snapshot.Snapshot, register: str, columns: str = "* EXCLUDE (person_key)") -> list[dict[str, Any]]:
    with connect() as connection:
        found = query(connection, f"SELECT {columns} FROM {parquet(taken.file(register))} ORDER BY ALL")
    return found.to_dict("records")


def test_codes_of_the_supplier_become_ours_and_others_stay_as_they_are(store, tmp_path):
    taken = take_in(lay(tmp_path / "ind", people=[PEOPLE, PERSON, SECOND, SECOND.replace(";1;", ";9;")]))
    assert [row["sex"] for row in rows(taken, "population", "sex")] == ["9", "K", "M"]


def test_a_column_can_be_an_expression_over_delivered_ones_in_capitals_or_not(store, tmp_path):
    supplier = changed("dispensed_medicine", columns={"atc": {"sql": "upper(left(atc, 5))"}})
    taken = take_in(lay(tmp_path / "ind", medicine=[VISITS, VISIT.replace("A10BA02", "a10ba02")]), supplier=supplier)
    assert rows(taken, "dispensed_medicine", "atc") == [{"atc": "A10BA"}]


def test_rows_that_the_supplier_marks_are_set_aside_by_name_and_counted(store, tmp_path):
    rule = {"name": "test_person", "when": "KOM = '999'", "meaning_da": "Testperson"}
    people = [PEOPLE, PERSON, SECOND.replace(";101;", ";999;")]
    taken = take_in(lay(tmp_path / "ind", people), supplier=changed("population", set_aside=[rule]))
    assert len(rows(taken, "population")) == 1
    with connect() as connection:
        kept = query(connection, f"SELECT broken_rule FROM {parquet(taken.quarantine('population'))}")
    assert kept["broken_rule"].tolist() == ["test_person"]
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts["population", "set_aside_by_supplier"] == 1


def test_a_column_that_is_not_delivered_is_a_gap_with_its_reason(store, tmp_path):
    taken = take_in(lay(tmp_path / "ind"))
    assert taken.gaps.columns == {"population": {"death_date": "Dødsdato er ikke leveret"}}
    assert "death_date" not in rows(taken, "population")[0]


def test_rules_that_read_a_column_that_is_not_delivered_are_not_counted_as_kept(store, tmp_path):
    counts = snapshot.quality(take_in(lay(tmp_path / "ind"))).set_index(["register", "rule"])
    assert ("population", "death_before_birth") not in counts.index
    assert ("population", "end_before_start") in counts.index


def test_a_register_can_be_left_out_by_name(store, tmp_path):
    folder = lay(tmp_path / "ind")
    (folder / "medicin.csv").unlink()
    without = {"dispensed_medicine": "Er valgt fra"}
    taken = delivery.take_in(Delivery({"region": folder}, OBSERVED, without, sources(tmp_path)), "uden")
    assert taken.gaps.registers["dispensed_medicine"] == "Er valgt fra"


@pytest.mark.parametrize(
    ("register", "parts", "said"),
    [
        ("population", {"columns": {"sex": {"sql": "KOEN +"}}}, "'sex': this is no SQL expression"),
        ("population", {"columns": {"sex": {"sql": "(SELECT max(KOEN) FROM x)"}}}, "an expression over delivered"),
        ("population", {"columns": {"sex": {"sql": "DROP TABLE x"}}}, "an expression over delivered"),
        ("population", {"columns": {"sex": {"sql": "upper(KON)"}}}, "column KON is missing; found PNR, KOEN"),
        ("population", {"columns": {"sexx": "KOEN"}}, "'sexx' is no column to map; the nearest valid one is 'sex'"),
        ("population", {"absent": {"sex": "nej"}}, "'sex' cannot be absent"),
        (
            "population",
            {"absent": {"municipality_code": "nej"}},
            "'municipality_code' must be mapped .* one of the two",
        ),
        ("dispensed_medicine", {"columns": {"packages": {"sql": "APK / 'x'"}}}, "could not be read"),
    ],
)
def test_a_mapping_that_cannot_be_is_named_by_source_table_and_column(store, tmp_path, register, parts, said):
    with pytest.raises(RegisterError, match=said) as refused:
        take_in(lay(tmp_path / "ind"), supplier=changed(register, **parts))
    assert f"source region, table {SUPPLIER['sources']['region']['registers'][register]['table']}" in str(refused.value)
    assert CPR not in str(refused.value)
    assert snapshot.names() == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key_space": "cprr"}, "key space 'cprr' is not among key_spaces"),
        ({"tabels": {}}, "'sources.region.tabels' is not a parameter"),
        ({"tables": {"PERSONER": {"format": "csv"}}}, "every other format has `files`"),
        ({"tables": {"X": {"format": "csv", "files": "x"}}}, "'dispensed_medicine': there is no table 'MEDICIN'"),
        ({"tables": {"PERSONER": {"format": "cvs", "files": "x"}}}, "the nearest valid one is 'csv'"),
        ({"registers": {"population": {"table": "PERSONER", "columns": {"sex": {"codes": {}}}}}}, "one of the two"),
    ],
)
def test_a_file_of_sources_with_a_fault_is_named_by_place(tmp_path, change, said):
    supplier = copy.deepcopy(SUPPLIER)
    supplier["sources"]["region"] |= change
    with pytest.raises(params.ParameterError, match=said) as refused:
        read_sources(sources(tmp_path, supplier))
    assert "sources.yaml" in str(refused.value)


def test_an_unknown_source_is_named_with_the_nearest(store, tmp_path):
    with pytest.raises(params.ParameterError, match=r"no source 'dts'; the nearest valid one is 'dst'"):
        delivery.take_in(Delivery({"dts": tmp_path}, OBSERVED, sources=SOURCES), "x")


def two_sources(tmp_path: Path, **second: Any) -> Path:
    supplier = copy.deepcopy(SUPPLIER)
    region = supplier["sources"]["region"]
    other = copy.deepcopy(region) | second
    other["registers"] = {"dispensed_medicine": region["registers"].pop("dispensed_medicine")}
    supplier["sources"]["apotek"] = other
    return sources(tmp_path, supplier)


def test_persons_of_two_suppliers_are_the_same_where_their_keys_are(store, tmp_path):
    declared = two_sources(tmp_path)
    folders = {"region": lay(tmp_path / "a"), "apotek": lay(tmp_path / "b")}
    taken = delivery.take_in(Delivery(folders, OBSERVED, sources=declared), "to")
    assert rows(taken, "dispensed_medicine", "broken_rule") == [{"broken_rule": None}]


def test_persons_of_different_key_spaces_are_never_joined(store, tmp_path):
    declared = two_sources(tmp_path, key_space="dst")
    folders = {"region": lay(tmp_path / "a"), "apotek": lay(tmp_path / "b")}
    with pytest.raises(RegisterError, match="source region has keys of the space 'cpr', source apotek of 'dst'"):
        delivery.take_in(Delivery(folders, OBSERVED, sources=declared), "to")


def test_two_suppliers_cannot_deliver_the_same_register(store, tmp_path):
    supplier = copy.deepcopy(SUPPLIER)
    supplier["sources"]["anden"] = copy.deepcopy(supplier["sources"]["region"])
    folders = {"region": lay(tmp_path / "a"), "anden": lay(tmp_path / "b")}
    with pytest.raises(RegisterError, match="both source region and source anden deliver dispensed_medicine"):
        delivery.take_in(Delivery(folders, OBSERVED, sources=sources(tmp_path, supplier)), "to")


def test_the_same_delivery_gives_the_same_snapshot(store, tmp_path):
    folder = lay(tmp_path / "ind")
    first = take_in(folder, "a")
    lay(tmp_path / "ind", people=[PEOPLE, SECOND, PERSON])
    assert take_in(folder, "b").fingerprint == first.fingerprint


def test_replacement_numbers_are_let_in(store, tmp_path):
    replaced = PERSON.replace(CPR, "610540AB12")
    taken = take_in(lay(tmp_path / "ind", people=[PEOPLE, replaced, SECOND], medicine=[VISITS]))
    assert [row["broken_rule"] for row in rows(taken, "population", "broken_rule")] == [None, None]
    assert OTHER not in str(rows(taken, "population", "*"))

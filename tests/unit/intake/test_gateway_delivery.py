"""Reports of KL's gateway become the registers of municipal care, beside a population of another supplier."""

import copy
from datetime import date
from pathlib import Path

import pytest
import yaml

from intake.bundles import AARHUS, CPR, SAMSO, condition, content, plan, procedure, report
from intake.deliveries import OBSERVED, PEOPLE, SUPPLIER, lay
from intake.test_keys import plain
from naerblik.engine.duckdb import connect, query
from naerblik.intake import delivery
from naerblik.parameters.sources import SOURCES
from naerblik.registers import snapshot
from naerblik.registers.checking import RegisterError, parquet

STRANGER, REPLACEMENT = "0202602345", "610250AB12"
ORGANISATIONS = {AARHUS: "751", SAMSO: "741"}


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    """The declared sources, with the gateway's municipalities named and a population by CPR number beside them."""
    known = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    gateway = known["sources"]["kl_gateway"]
    gateway["registers"]["fsiii_condition"]["columns"]["municipality_code"]["codes"] = ORGANISATIONS
    for register in ("fsiii_intervention", "fsiii_reporting"):
        gateway["registers"][register]["columns"] = gateway["registers"]["fsiii_condition"]["columns"]
    region = copy.deepcopy(SUPPLIER["sources"]["region"])
    del region["registers"]["dispensed_medicine"]
    file = tmp_path / "sources.yaml"
    sources = {"region": region, "kl_gateway": gateway}
    file.write_text(yaml.safe_dump(known | {"sources": sources}, allow_unicode=True), encoding="utf-8")
    return file


def take_in(folder: Path, declared: Path, *reports: dict) -> snapshot.Snapshot:
    people = [PEOPLE, *(f"{cpr};2;1950-01-01;751;2000-01-01;" for cpr in (CPR, REPLACEMENT))]
    (folder / "reports").mkdir()
    (folder / "reports" / "dag1.ndjson").write_bytes(b"\n".join(map(content, reports)))
    folders = {"region": lay(folder / "ind", people), "kl_gateway": folder / "reports"}
    return delivery.take_in(delivery.Delivery(folders, OBSERVED, sources=declared), "kl")


def rows(file: Path) -> list[dict]:
    with connect() as connection:
        return query(connection, f"SELECT * FROM {parquet(file)} ORDER BY ALL").to_dict("records")


def test_a_condition_that_a_later_report_ends_is_one_row_of_a_pseudonym(store, tmp_path, declared):
    begun = report(condition("a"), time="2024-02-10T08:00:00Z")
    ended = report(condition("a", status="inactive"), time="2024-03-05T08:00:00Z")
    (row,) = rows(take_in(tmp_path, declared, begun, ended).file("fsiii_condition"))
    assert (row["person_key"], row["municipality_code"]) == (plain("cpr", CPR), 751)
    assert (row["start_date"].date(), row["end_date"].date()) == (date(2024, 2, 10), date(2024, 3, 5))
    assert (row["law"], row["code"], row["broken_rule"]) == ("SUL §138", "I7.1", None)


def test_all_three_registers_are_made_of_the_same_reports(store, tmp_path, declared):
    first = report(condition("a"), plan("b"), procedure("c"))
    taken = take_in(tmp_path, declared, first, report(condition("d"), cpr=REPLACEMENT, organisation=SAMSO))
    assert len(rows(taken.file("fsiii_condition"))) == 2
    assert len(rows(taken.file("fsiii_intervention"))) == 2
    delivered = {
        (r["municipality_code"], r["month"].date()) for r in rows(taken.file("fsiii_reporting")) if r["delivered"]
    }
    assert delivered == {(751, date(2024, 2, 1)), (741, date(2024, 2, 1))}
    assert len(rows(taken.file("fsiii_reporting"))) == 98 * 36


def test_what_takes_no_part_is_kept_and_counted_once(store, tmp_path, declared):
    mistaken = report(condition("a", status="entered-in-error"))
    unknown = report(condition("b", code="I99.9"), plan("c"), organisation="999", time="2024-02-11T08:00:00Z")
    strange = report(condition("e"), cpr=STRANGER)
    malformed = report(condition("f"), cpr="9999999999")
    taken = take_in(tmp_path, declared, mistaken, unknown, strange, malformed)
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts[counts > 0].to_dict() == {
        ("fsiii_condition", "unknown_municipality"): 1,
        ("fsiii_condition", "person_not_in_population"): 1,
        ("fsiii_condition", "malformed_person_key"): 1,
        ("fsiii_condition", "set_aside_by_supplier"): 1,
        ("fsiii_intervention", "unknown_municipality"): 1,
        ("fsiii_reporting", "malformed_person_key"): 1,
    }


def test_a_cut_report_stops_the_delivery_by_file_and_line(store, tmp_path, declared):
    people = [PEOPLE, f"{CPR};2;1950-01-01;751;2000-01-01;"]
    (tmp_path / "reports").mkdir()
    whole = content(report(condition("a")))
    (tmp_path / "reports" / "dag1.ndjson").write_bytes(whole + b"\n" + whole[:-9])
    folders = {"region": lay(tmp_path / "ind", people), "kl_gateway": tmp_path / "reports"}
    with pytest.raises(RegisterError, match=r"dag1\.ndjson, line 2") as refused:
        delivery.take_in(delivery.Delivery(folders, OBSERVED, sources=declared), "kl")
    assert CPR not in str(refused.value)
    assert not store.exists()

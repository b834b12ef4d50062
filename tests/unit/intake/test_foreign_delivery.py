"""A delivery in Statistics Denmark's names that nobody here wrote goes in with a mapping alone, its gaps named."""

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from naerblik import parameters as params
from naerblik.engine.duckdb import Connection, DuckDB, connect, query
from naerblik.intake import delivery
from naerblik.project import PARAMS
from naerblik.registers import snapshot
from naerblik.registers.checking import parquet
from naerblik.run import prepare
from naerblik.views import computable
from naerblik.views.evaluate import evaluate

FILES = Path(__file__).parent / "files" / "dst-names"
OBSERVED = (date(2019, 1, 1), date(2024, 12, 31))


def delivered(table: str) -> list[dict[str, str]]:
    with gzip.open(FILES / f"{table}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("NAERBLIK_KEY", "k" * 40)
        yield delivery.take_in(delivery.Delivery({"dst_extract": FILES}, OBSERVED), "dst")


@pytest.fixture
def connection(taken):
    with connect() as made:
        snapshot.attach(DuckDB(made), taken)
        yield made


def number(connection: Connection, sql: str) -> int:
    return int(query(connection, f"SELECT {sql}").iloc[0, 0])


def test_every_contact_and_diagnosis_is_there_in_use_or_by_the_rule_that_left_it_out(taken, connection):
    for register, table in (("hospital_contact", "lpr_a_kontakt"), ("hospital_diagnosis", "lpr_a_diagnose")):
        rows = len(delivered(table))
        assert number(connection, f"count(*) FROM {parquet(taken.file(register))}") == rows
        counts = snapshot.quality(taken).set_index("register").loc[register]
        assert number(connection, f"count(*) FROM {register}") == rows - counts["rows"].sum()


def test_only_diagnoses_of_other_types_and_contacts_of_strangers_are_left_out(taken):
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    known = {row["pnr"] for row in delivered("bef")}
    strangers = {row["dw_ek_kontakt"] for row in delivered("lpr_a_kontakt") if row["pnr"] not in known}
    of_another_type = [row for row in delivered("lpr_a_diagnose") if row["diag_kode_type"] not in {"A", "B", "+"}]
    of_strangers = [row for row in delivered("lpr_a_diagnose") if row["dw_ek_kontakt"] in strangers]
    assert counts[counts > 0].to_dict() == {
        ("hospital_contact", "person_not_in_population"): len(strangers),
        ("hospital_diagnosis", "unknown_diagnosis_type"): len(of_another_type),
        ("hospital_diagnosis", "contact_not_in_contacts"): sum(row not in of_another_type for row in of_strangers),
    }


def test_the_residents_of_each_status_day_are_those_of_the_delivery(connection):
    for year in ("2022", "2023", "2024"):
        day = f"DATE '{year}-12-31'"
        own = [row for row in delivered("bef") if row["year"] == year]
        where = f"FROM population WHERE {day} BETWEEN residence_start AND residence_end"
        assert number(connection, f"count(*) {where}") == len(own)
        men = sum(row["koen"] == "1" for row in own)
        assert number(connection, f"count(*) {where} AND sex = 'M'") == men


def test_the_municipality_that_is_not_delivered_is_unknown(connection):
    assert query(connection, "SELECT DISTINCT municipality_code FROM population").iloc[:, 0].tolist() == [0]


def test_disproved_diagnoses_are_kept_as_delivered(taken, connection):
    disproved = sum(row["senere_afkraeftet"] == "Ja" for row in delivered("lpr_a_diagnose"))
    everything = parquet(taken.file("hospital_diagnosis"))
    assert number(connection, f"count(*) FROM {everything} WHERE later_disproved = 'Ja'") == disproved > 0


def test_its_gaps_are_named_with_their_reasons(taken):
    columns = {register: set(own) for register, own in taken.gaps.columns.items()}
    assert columns == {
        "population": {"municipality_code"},
        "hospital_contact": {"end_time", "contact_type", "priority", "reporting_system", "hospital"},
    }
    assert all(reason for own in taken.gaps.columns.values() for reason in own.values())
    assert "cancer_tumour" in taken.gaps.registers


def test_stays_and_admissions_cannot_be_computed_and_are_never_zero(taken, connection):
    lacking = {lack.column for lack in computable.lacks(["hospital_stay"], taken.gaps, ())}
    assert {"end_time", "contact_type", "priority"} <= lacking
    with pytest.raises(Exception, match="contact_type"):
        query(connection, "SELECT count(*) FROM hospital_contact WHERE contact_type = 'ALCA00'")


def test_where_persons_live_can_be_computed(taken, connection):
    assert computable.lacks(["residence"], taken.gaps, ()) == ()
    days = evaluate(DuckDB(connection), ["residence"], {}, [])["residence"]
    assert days["person_key"].nunique() == len({row["pnr"] for row in delivered("bef")})


def test_a_report_of_it_stops_with_all_that_is_lacking(taken):
    asked = params.load_run(PARAMS / "standard.yaml", changes=["snapshot=dst"], recipients=["1082"])
    with pytest.raises(params.ParameterError) as refused:
        prepare.cube_folder(asked, snapshot.open("dst"))
    said = str(refused.value)
    assert "topic kraeft cannot be computed from snapshot 'dst': it lacks registers" in said
    assert "hospital_contact.end_time (Kontaktens slutning (KONT_SLUTTIDSPUNKT) er ikke leveret)" in said
    assert "never shown as zero" in said


def test_it_is_not_joined_with_a_source_of_other_keys(taken, tmp_path):
    folders = {"dst_extract": FILES, "sds_cancer": tmp_path}
    with pytest.raises(Exception, match="source dst_extract has keys of the space 'dst', source sds_cancer of 'cpr'"):
        delivery.take_in(delivery.Delivery(folders, OBSERVED), "begge")

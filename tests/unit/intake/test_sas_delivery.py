"""A SAS file of Statistics Denmark's goes through the door: its keys, fractions and missing dates."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from intake.deliveries import OBSERVED
from intake.test_keys import plain
from naerblik.engine.duckdb import connect, query
from naerblik.intake import delivery
from naerblik.parameters.sources import SOURCES
from naerblik.registers import snapshot
from naerblik.registers.checking import parquet

FILE = Path(__file__).parent / "files" / "sas" / "sssy.sas7bdat"


@pytest.fixture
def taken(store, tmp_path):
    """The services of the SAS file by the declared mapping, for a population of all its persons but one."""
    known = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    services = known["sources"]["dst"]
    services["registers"] = {"health_service": services["registers"]["health_service"]}
    mapped = services["registers"]["health_service"]
    mapped["columns"]["specialty"] = {"sql": "substr(SPECIALE, 1, 2)"}  # the file has no SPEC2 and no BARNMAK
    del mapped["set_aside"]
    people = known["sources"]["dst_extract"]
    people["registers"] = {"population": people["registers"]["population"]}
    file = tmp_path / "sources.yaml"
    file.write_text(yaml.safe_dump(known | {"sources": {"sas": services, "bef": people}}), encoding="utf-8")
    rows = pd.read_sas(FILE, encoding="latin-1")
    lines = ["pnr,koen,foed_dag,year", *(f"{pnr},1,1950-01-01,2023" for pnr in rows["PNR"][1:])]
    (tmp_path / "bef.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    folders = {"bef": tmp_path, "sas": FILE.parent}
    return rows, delivery.take_in(delivery.Delivery(folders, OBSERVED, sources=file), "sas")


def test_rows_of_the_file_are_rows_of_the_register_with_pseudonyms_dates_and_whole_numbers(taken):
    rows, found = taken
    with connect() as connection:
        services = query(connection, f"SELECT * FROM {parquet(found.file('health_service'))}")
    key = {plain("dst", pnr): number for number, pnr in enumerate(rows["PNR"])}
    assert len(services) == len(rows)
    for service in services.itertuples():
        row = rows.iloc[key[service.person_key]]
        assert (service.specialty, service.service_code) == (row["SPECIALE"][:2], row["SPECIALE"][2:])
        for found_value, value in ((service.treatment_date, row["BEHANDLINGSDATO"]), (service.services, row["YDLANT"])):
            assert pd.isna(found_value) if pd.isna(value) else found_value == value


def test_a_service_without_its_date_or_number_is_kept_and_takes_no_part(taken):
    rows, found = taken
    counts = snapshot.quality(found).set_index(["register", "rule"])["rows"]
    assert counts["health_service", "missing_value"] == (rows["BEHANDLINGSDATO"].isna() | rows["YDLANT"].isna()).sum()
    assert counts["health_service", "person_not_in_population"] == 1

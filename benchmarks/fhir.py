"""Measures reading reports of KL's gateway into a table of DuckDB, and json.loads of the same lines as the floor.

.venv/bin/python benchmarks/fhir.py REPORTS    prints reports a second of both and the peak memory of reading
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from naerblik.intake.formats import fhir
from naerblik.parameters.sources import DeliveredTable

sys.path.append(str(Path(__file__).parents[1] / "tests" / "unit" / "intake"))
import bundles


def measured(reports: int) -> str:
    """Both speeds over so many made-up reports in one file of lines; Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reports.ndjson"
        with file.open("wb") as opened:
            opened.writelines(content + b"\n" for content in bundles.many(reports))
        size = file.stat().st_size
        began = time.perf_counter()
        rows = _read(file)
        read = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        floor = _floor(file)
    return (
        f"{reports:,} reports of {size / reports:,.0f} bytes, {rows:,} rows: read with {reports / read:,.0f} a second "
        f"and {peak:,.0f} MB at most; json.loads alone {reports / floor:,.0f} a second; ratio {read / floor:.2f}"
    )


def _read(file: Path) -> int:
    table = DeliveredTable(format="fhir", files="*.ndjson")
    with duckdb.connect() as connection:
        rows = fhir.attach(connection, table, file.parent, "reports")
        connection.execute(f"COPY (SELECT * FROM {rows.relation}) TO '{file.with_suffix('.parquet')}'")
        rows.verify()
        found = connection.execute(f"SELECT count(*) FROM '{file.with_suffix('.parquet')}'").fetchone()
    return int(found[0]) if found else 0


def _floor(file: Path) -> float:
    began = time.perf_counter()
    with file.open("rb") as opened:
        for line in opened:
            json.loads(line)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(measured(int(sys.argv[1])))

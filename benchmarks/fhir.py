"""Reading reports of KL's gateway into a table of DuckDB, and json.loads of the same lines as the floor.

python benchmarks/fhir.py REPORTS    prints a JSON line with the seconds of both, rows and bytes
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from measured import peak_mb, tell
from naerblik.intake.formats import fhir
from naerblik.parameters.sources import DeliveredTable

sys.path.append(str(Path(__file__).parents[1] / "tests" / "unit" / "intake"))
import bundles


def read(reports: int) -> dict[str, float]:
    """Both over so many made-up reports in one file of lines; the peak of memory is that of reading."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reports.ndjson"
        with file.open("wb") as opened:
            opened.writelines(content + b"\n" for content in bundles.many(reports))
        size = file.stat().st_size
        began = time.perf_counter()
        rows = _read(file)
        taken, peak = time.perf_counter() - began, peak_mb()
        return {"reading": taken, "reading_mb": peak, "loads": _floor(file), "rows": rows, "bytes": size}


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
    tell(lambda: read(int(sys.argv[1])))

"""One measurement in a process of its own, so that its peak memory is its own.

python benchmarks/measure.py NAME PERSONS    prints a JSON line {seconds, peak_mb, detail}
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable

from naerblik import geography, project
from naerblik import parameters as params
from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB
from naerblik.parameters import RunParameters
from naerblik.registers import snapshot as snapshots
from naerblik.registers.snapshot import Snapshot
from naerblik.synthetic import generate
from naerblik.views import counting


def parameters_for(persons: int) -> RunParameters:
    return params.load_run(project.PARAMS / "standard.yaml", persons=persons)


def registers(persons: int) -> str:
    """All FSIII registers of three years, checked and written."""
    snapshot = generate.make(persons)
    rows = sum(
        int(duckdb.query(duckdb.connect(), f"SELECT count(*) AS n FROM read_parquet('{file}')")["n"][0])
        for file in snapshot.folder.glob("*.parquet")
    )
    return f"{rows:,} rows, {sum(f.stat().st_size for f in snapshot.folder.iterdir()) / 1e6:,.0f} MB"


def views(persons: int) -> str:
    """Every published count of three years, the whole country in one pass."""
    return _count(generate.make(persons), persons, None)


def views_by_region(persons: int) -> str:
    """The same counts, each of the five regions computed apart."""
    snapshot = generate.make(persons)
    said = [_count(snapshot, persons, area.municipalities) for area in geography.areas_of("region", 2026)]
    return f"{len(said)} passes of {said[0]}"


def scan(persons: int) -> str:
    """The floor: every column that the views read, scanned once."""
    connection = duckdb.connect()
    snapshots.attach(DuckDB(connection), generate.make(persons))
    for register in ("population", "nursing_home", "chronic_disease", "fsiii_condition", "fsiii_intervention"):
        connection.execute(f"SELECT {', '.join(f'max({c})' for c in _columns(connection, register))} FROM {register}")
        connection.fetchall()
    return "5 registers"


def _columns(connection: duckdb.Connection, register: str) -> list[str]:
    return [str(name) for name in duckdb.query(connection, f"DESCRIBE {register}")["column_name"]]


def _count(snapshot: Snapshot, persons: int, municipalities: tuple[int, ...] | None) -> str:
    connection = duckdb.connect()
    snapshots.attach(DuckDB(connection), snapshot)
    if municipalities:
        inside = ", ".join(map(str, municipalities))
        connection.execute("ALTER VIEW population RENAME TO everyone")
        connection.execute(f"CREATE VIEW population AS SELECT * FROM everyone WHERE municipality_code IN ({inside})")
    plan = {"fsiii": params.publication_plan("fsiii")}
    tables = counting.compute(DuckDB(connection), parameters=parameters_for(persons), plan=plan, snapshot=snapshot)
    return f"{len(tables.cells):,} cells"


MEASURES: dict[str, Callable[[int], str]] = {f.__name__: f for f in (registers, views, views_by_region, scan)}

if __name__ == "__main__":
    measure, size = MEASURES[sys.argv[1]], int(sys.argv[2])
    began = time.perf_counter()
    said = measure(size)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "detail": said}))

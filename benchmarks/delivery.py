"""Measures a delivery of services taken in: read at the door, checked, and held against the one before.

.venv/bin/python benchmarks/delivery.py ROWS [LIMIT]    prints seconds by stage and the peak memory; Markdown

LIMIT: at most this much memory for the database, for instance 2GB.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import yaml

from naerblik.engine.duckdb import connect
from naerblik.intake.delivery import Delivery

BORN = "DATE '1930-01-01' + CAST({i} % 20000 AS INTEGER)"
KEY = f"strftime({BORN}, '%d%m%y') || lpad(CAST({{i}} // 20000 AS VARCHAR), 4, '0')"
PERSONS_PER_ROW = 10
SOURCES = {
    "key_spaces": {"cpr": {"name_da": "CPR-numre", "form": "cpr"}},
    "sources": {
        "supplier": {
            "name_da": "Leverandør",
            "key_space": "cpr",
            "tables": {name: {"format": "parquet", "files": f"{name}.parquet"} for name in ("persons", "services")},
            "registers": {
                "population": {
                    "table": "persons",
                    "columns": {
                        "person_key": "key",
                        "sex": {"column": "sex", "codes": {"1": "M", "2": "K"}},
                        "birth_date": "born",
                        "municipality_code": "municipality",
                        "residence_start": "born",
                        "residence_end": {"sql": "CAST(NULL AS DATE)"},
                    },
                    "absent": {"death_date": "Ikke leveret"},
                },
                "health_service": {
                    "table": "services",
                    "columns": {
                        "person_key": "key",
                        "specialty": {"sql": "left(service, 2)"},
                        "service_code": {"sql": "substr(service, 3, 4)"},
                        "treatment_date": "day",
                        "services": "services",
                    },
                },
            },
        }
    },
}


def make(folder: Path, rows: int, memory_limit: str | None = None) -> None:
    """The two tables, with CPR-like keys of made-up persons."""
    persons = max(rows // PERSONS_PER_ROW, 1000)
    born = BORN.format(i="i")
    somebody = KEY.format(i=f"(i * 7919 % {persons})")
    tables = {
        "persons": f"SELECT {KEY.format(i='i')} AS key, CASE i % 2 WHEN 0 THEN '1' ELSE '2' END AS sex, "
        f"{born} AS born, 751 AS municipality FROM range({persons}) r(i)",
        "services": f"SELECT {somebody} AS key, '800101' AS service, 1 AS services, "
        f"DATE '2022-01-01' + CAST(i % 1000 AS INTEGER) AS day FROM range({rows}) r(i)",
    }
    with connect(memory_limit=memory_limit) as connection:
        for name, sql in tables.items():
            connection.execute(f"COPY ({sql}) TO '{folder / name}.parquet'")
    (folder / "sources.yaml").write_text(yaml.safe_dump(SOURCES), encoding="utf-8")


def measure(rows: int, memory_limit: str | None) -> str:
    """Stage -> seconds."""
    from naerblik.run import receive  # noqa: PLC0415 - imports are no part of what is measured

    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"NAERBLIK_DATA": f"{place}/data", "NAERBLIK_KEY": "k" * 40}
        make(Path(place), rows, memory_limit)
        stages: list[tuple[str, float]] = []
        step = lambda name: stages.append((name, time.perf_counter()))  # noqa: E731
        observed = (date(2022, 1, 1), date(2024, 12, 31))
        receive.receive(
            Delivery({"supplier": Path(place)}, observed, sources=Path(place, "sources.yaml")),
            "l",
            memory_limit=memory_limit,
            step=step,
        )
        ends = [*(at for _, at in stages[1:]), time.perf_counter()]
        lines = [f"| {name} | {end - at:.1f} |" for (name, at), end in zip(stages, ends, strict=True)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = ends[-1] - stages[0][1]
    return "\n".join(
        [
            "| stage | seconds |",
            "|---|---|",
            *lines,
            f"| all, {rows:,} services | {total:.1f} |",
            f"\nPeak {peak:,.0f} MB.",
        ]
    )


if __name__ == "__main__":
    print(measure(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))

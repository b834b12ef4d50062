"""A delivery of services taken in: read at the door, checked, and written as a snapshot.

python benchmarks/delivery.py ROWS [LIMIT]    prints a JSON line with the seconds of each stage

LIMIT: at most this much memory for the database, for instance 2GB.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from measured import tell
from naerblik.engine.duckdb import connect
from naerblik.intake.delivery import Delivery

BORN = "DATE '1930-01-01' + CAST({i} % 20000 AS INTEGER)"
KEY = f"strftime({BORN}, '%d%m%y') || lpad(CAST({{i}} // 20000 AS VARCHAR), 4, '0')"
ROWS_PER_PERSON = 10
OBSERVED = (date(2022, 1, 1), date(2024, 12, 31))
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


def make(folder: Path, rows: int) -> None:
    """The two tables, with CPR-like keys of made-up persons."""
    persons = max(rows // ROWS_PER_PERSON, 1000)
    born = BORN.format(i="i")
    somebody = KEY.format(i=f"(i * 7919 % {persons})")
    tables = {
        "persons": f"SELECT {KEY.format(i='i')} AS key, CASE i % 2 WHEN 0 THEN '1' ELSE '2' END AS sex, "
        f"{born} AS born, 751 AS municipality FROM range({persons}) r(i)",
        "services": f"SELECT {somebody} AS key, '800101' AS service, 1 AS services, "
        f"DATE '2022-01-01' + CAST(i % 1000 AS INTEGER) AS day FROM range({rows}) r(i)",
    }
    with connect() as connection:
        for name, sql in tables.items():
            connection.execute(f"COPY ({sql}) TO '{folder / name}.parquet'")
    (folder / "sources.yaml").write_text(yaml.safe_dump(SOURCES), encoding="utf-8")


def take_in(rows: int, memory_limit: str | None = None) -> dict[str, Any]:
    """`stages`: what was done, and seconds."""
    from naerblik.run import receive  # noqa: PLC0415 - imports are no part of what is measured

    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"NAERBLIK_DATA": f"{place}/data", "NAERBLIK_KEY": "k" * 40}
        make(Path(place), rows)
        stages: list[tuple[str, float]] = []
        delivery = Delivery({"supplier": Path(place)}, OBSERVED, sources=Path(place, "sources.yaml"))
        step = lambda name: stages.append((name, time.perf_counter()))  # noqa: E731
        receive.receive(delivery, "l", memory_limit=memory_limit, step=step)
        stages.append(("end", time.perf_counter()))
    return {"stages": [(name, end - begun) for (name, begun), (_, end) in pairwise(stages)]}


if __name__ == "__main__":
    tell(lambda: take_in(int(sys.argv[1]), *sys.argv[2:]))

"""One measurement of registers, counting or protection in a process of its own.

python benchmarks/measure.py NAME PERSONS [MORE]    prints a JSON line; NAERBLIK_DATA holds the registers, if any
"""

from __future__ import annotations

import contextlib
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from measured import tell
from naerblik import geography, project
from naerblik import parameters as params
from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB
from naerblik.parameters import RunParameters, Topic
from naerblik.registers import snapshot as snapshots
from naerblik.registers.snapshot import Snapshot
from naerblik.run.topics import TOPICS, plans_of
from naerblik.synthetic import generate
from naerblik.views import counting, declaration
from stopwatch import Stopwatch, explained

Found = dict[str, Any]
COUNTED = "counted.pickle"
"""What `cubes` counted, in the store: what others are compared with, and protection begins with."""
LOOK_AT_SPILL = 0.05
"""Seconds between two looks at what DuckDB has spilled."""


def parameters_for(persons: int, topics: tuple[Topic, ...] = tuple(TOPICS)) -> RunParameters:
    return params.load_run(project.PARAMS / "standard.yaml", persons=persons, topics=topics)


def registers(persons: int) -> Found:
    """The synthetic registers, made, checked and written."""
    folder = generate.make(persons).folder
    with duckdb.connect() as connection:
        rows = duckdb.query(connection, f"SELECT sum(num_rows) AS n FROM parquet_file_metadata('{folder}/*.parquet')")
    return {"rows": int(rows["n"][0]), "mb": sum(file.stat().st_size for file in folder.iterdir()) / 1e6}


def floor(persons: int, *topics: Topic) -> Found:
    """The floor of counting some topics (all): every column that their views read, scanned once."""
    read: dict[str, set[str]] = {}
    every = topics or tuple(TOPICS)
    for view in declaration.needed(counting.results_of(every), every):
        for register, columns in view.reads.items():
            read.setdefault(register, set()).update(columns)
    with attached(generate.make(persons)) as connection:
        for register, columns in read.items():
            connection.execute(f"SELECT {', '.join(f'max({c})' for c in sorted(columns))} FROM {register}").fetchall()
    return {"registers": len(read), "columns": sum(map(len, read.values()))}


def cubes_of(persons: int, *topics: Topic) -> Found:
    """Everything that a run of some topics (all) counts, the whole country in one pass."""
    parameters = parameters_for(persons, topics or tuple(TOPICS))
    snapshot = generate.make(persons)
    with attached(snapshot) as connection:
        tables = _counted(connection, parameters, snapshot)
    if not topics:
        (project.data_store() / COUNTED).write_bytes(pickle.dumps(tables))
    return {"cells": len(tables.cells)}


def cubes_within(persons: int, memory: str) -> Found:
    """All cubes with a limit of DuckDB's memory, and the most that lay in its spill at once."""
    snapshot, spilled = generate.make(persons), [0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK_AT_SPILL):
            with contextlib.suppress(OSError):  # a file can go while it is looked at
                files = (project.data_store() / ".spill").rglob("*")
                spilled.append(sum(file.stat().st_size for file in files if file.is_file()))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        with attached(snapshot, memory) as connection:
            _counted(connection, parameters_for(persons), snapshot)
    finally:
        done.set()
        watcher.join()
    return {"spilled_mb": max(spilled) / 1e6}


def cubes_by_region(persons: int) -> Found:
    """The same counting with the citizens of each of the five regions apart, one after the other."""
    snapshot, parameters = generate.make(persons), parameters_for(persons)
    areas = geography.areas_of("region", 2026)
    for area in areas:
        inside = ", ".join(map(str, area.municipalities))
        with attached(snapshot) as connection:
            for register in ("population", "cancer_tumour"):
                connection.execute(f"ALTER VIEW {register} RENAME TO every_{register}")
                here = f"SELECT * FROM every_{register} WHERE municipality_code IN ({inside})"
                connection.execute(f"CREATE VIEW {register} AS {here}")
            _counted(connection, parameters, snapshot)
    return {"passes": len(areas)}


def views(persons: int) -> Found:
    """All cubes, and the seconds of each view that is stored or returned; the engine folds the others into them."""
    snapshot = generate.make(persons)
    with attached(snapshot) as connection:
        watch = Stopwatch(connection)
        _counted(watch, parameters_for(persons), snapshot)
    return {"views": watch.seconds}


def plans(persons: int, *names: str) -> Found:
    """All cubes, and the plan of some views as they were executed (EXPLAIN ANALYZE)."""
    snapshot = generate.make(persons)
    with attached(snapshot) as connection:
        watch = Stopwatch(connection, frozenset(names))
        _counted(watch, parameters_for(persons), snapshot)
    return {"plans": {name: explained(plan) for name, plan in watch.plans.items()}}


def protection(persons: int) -> Found:
    """What `cubes` counted, protected and written as the cube of a run."""
    from naerblik.run import cubes, prepare  # noqa: PLC0415 - protection brings solvers, which counting does not hold

    counted: counting.Counted = pickle.loads((project.data_store() / COUNTED).read_bytes())
    cubes.counted = lambda *_: counted  # a process of its own has counted, and is measured apart
    folder = prepare.cube_folder(parameters_for(persons), generate.make(persons))
    return {"mb": sum(file.stat().st_size for file in folder.iterdir()) / 1e6}


def _counted(connection: duckdb.Connection, parameters: RunParameters, snapshot: Snapshot) -> counting.Counted:
    return counting.compute(DuckDB(connection), parameters=parameters, plan=plans_of(parameters), snapshot=snapshot)


@contextlib.contextmanager
def attached(snapshot: Snapshot, memory: str | None = None) -> Iterator[duckdb.Connection]:
    with duckdb.spilling(memory) as connection:
        snapshots.attach(DuckDB(connection), snapshot)
        yield connection


MEASURES: Mapping[str, Callable[..., Found]] = {
    f.__name__: f for f in (registers, floor, cubes_of, cubes_within, cubes_by_region, views, plans, protection)
}

if __name__ == "__main__":
    name, size, *more = sys.argv[1:]
    tell(lambda: MEASURES[name](int(size), *more))

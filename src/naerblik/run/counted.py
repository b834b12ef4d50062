"""What a run counts, by the engine that its parameters name."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB
from naerblik.engine.engine import Engine
from naerblik.parameters import RunParameters
from naerblik.registers import manifest
from naerblik.registers import snapshot as snapshots
from naerblik.registers.checking import RegisterError
from naerblik.registers.snapshot import Snapshot
from naerblik.run import workers
from naerblik.run.topics import plans_of
from naerblik.run.workers import WorkerError
from naerblik.views import counting
from naerblik.views.counting import Counted


def counted(parameters: RunParameters, snapshot: Snapshot) -> Counted:
    """All numbers of a run before protection.

    Raises ParameterError as counting.compute does, EngineError when Spark cannot count, RegisterError where other
    registers got the name of the snapshot meanwhile: files are opened one by one, and some would be of those.
    """
    try:
        return _counted(parameters, snapshot)
    finally:
        if manifest.read(snapshot.folder).fingerprint != snapshot.fingerprint:
            raise RegisterError(f"{snapshot.folder}: the registers were made anew while they were counted; run again.")


def _counted(parameters: RunParameters, snapshot: Snapshot) -> Counted:
    """Spark has a process of its own: with it end the threads and the Java program that no copy of a process may have,
    and the memory that they hold.
    """
    if parameters.engine == "duckdb":
        with duckdb.spilling(parameters.memory_limit) as connection:
            return _by(DuckDB(connection), parameters, snapshot)
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=workers.end_with_parent) as pool:
        try:
            return pool.submit(by_spark, parameters, snapshot).result()
        except BrokenProcessPool:
            raise WorkerError(
                "the process that counts with Spark was ended from outside, perhaps for want of memory; run again."
            ) from None


def by_spark(parameters: RunParameters, snapshot: Snapshot) -> Counted:
    """All numbers of a run, counted by Spark in this process, of which no copy may be made from then on."""
    from naerblik.engine import spark  # noqa: PLC0415 - an optional extra

    with spark.connect(parameters.spark_address, parameters.spark_registers) as engine:
        engine.require_same(snapshot.folder / manifest.FILE)
        return _by(engine, parameters, snapshot)


def _by(engine: Engine, parameters: RunParameters, snapshot: Snapshot) -> Counted:
    snapshots.attach(engine, snapshot)
    return counting.compute(engine, parameters=parameters, plan=plans_of(parameters), snapshot=snapshot)

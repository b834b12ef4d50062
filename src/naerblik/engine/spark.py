"""Spark, the engine of a cluster: the same SQL, small tables and results that cross as Arrow. docs/spark.md says more.

A session has threads and a Java program beside it: it belongs in a process that is never copied (naerblik.run.counted).
"""

from __future__ import annotations

import os
import shutil
import socket
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from naerblik.engine import duckdb
from naerblik.engine.engine import EngineError, as_text
from naerblik.project import data_store, registers_store
from naerblik.workplace import workplace

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ANSWERS_WITHIN = 10
"""Seconds that a master or a server has to accept a connection: Spark itself would try for minutes."""
BEGINS_WITHIN = 120
"""Seconds that a cluster has to do its first, empty piece of work: without a free worker Spark waits for ever."""
PORTS = {"spark": 7077, "sc": 15002}

MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # Spark 4.3 plans a union of stored views with constraints on columns that are no longer there, and stops.
    "spark.sql.constraintPropagation.enabled": "false",
}
"""What makes the same SQL mean the same as in DuckDB: overflow is an error, and a point in time has no zone."""
DISCREET = {
    "spark.ui.enabled": "false",
    "spark.eventLog.enabled": "false",
    "spark.log.level": "OFF",
    "spark.executor.defaultJavaOptions": "-Dlog4j2.level=OFF",
}
"""What keeps the driver and its executors from telling of the rows that they work on: logs quote values."""


@dataclass
class Spark:
    """A session as the engine of the views; `registers`: where it reads data/registers, None for the same path."""

    session: SparkSession
    address: str
    registers: str | None = None
    _stored: dict[str, tuple[DataFrame, list[Any]]] = field(default_factory=dict)

    def parquet(self, file: Path) -> str:
        """The rows of a Parquet file of the registers, as Spark's SQL reads them."""
        return f"parquet.`{self._place(file).replace('`', '``')}`"

    def require_same(self, file: Path) -> None:
        """Raises EngineError where the cluster reads another text than stands in a file of the registers."""
        place = self._place(file)
        with _told(self.address, f"reading {place}"):
            found = self.session.read.text(place, wholetext=True).first()
        if found is None or found[0] != file.read_text(encoding="utf-8"):
            raise EngineError(
                f"Spark at {self.address} reads {place}, which is not {file}: copy the whole folder {file.parent} "
                "there, or mend the parameter spark_registers."
            )

    def attach_table(self, name: str, frame: pd.DataFrame, *, whole_days: bool = False) -> None:
        """Hands a small data frame over under a name. `whole_days`: its points in time become dates."""
        with _told(self.address, f"table {name}"):
            table = pa.Table.from_pandas(as_text(frame), preserve_index=False)
            if whole_days:
                table = table.cast(pa.schema([pa.field(f.name, _day(f.type)) for f in table.schema]))
            if not len(frame):  # Spark Connect takes no table without rows
                table = pa.Table.from_pylist([{}], schema=table.schema)
            self.session.createDataFrame(table).limit(len(frame)).createOrReplaceTempView(name)

    def create_view(self, name: str, sql: str, *, stored: bool = False) -> None:
        """Makes the rows of a query readable under a name; stored ones are computed now and kept until dropped.

        They are kept where they were computed, in the memory and scratch of the executors, without what they were
        computed from: as a cached view each would be planned again down to the registers by every reader, which takes
        longer than to compute it.
        """
        with _told(self.address, f"view {name}"):
            frame = self.session.sql(sql)
            if stored:
                before = self._kept()
                frame = frame.localCheckpoint()
                self._stored[name] = frame, [rows for key, rows in self._kept().items() if key not in before]
            frame.createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """Frees the rows of a stored view."""
        with _told(self.address, f"view {name}"):
            self.session.catalog.dropTempView(name)
            for rows in self._stored.pop(name)[1]:
                rows.unpersist()

    def query(self, sql: str) -> pd.DataFrame:
        """The result of one statement in its order, with the types that DuckDB gives it."""
        with _told(self.address, "a result"):
            found = self.session.sql(sql).toArrow()
        with duckdb.connect(threads=1) as connection:
            return connection.from_arrow(found).df()

    def close(self) -> None:
        """Ends the session and with it all that it stores; where Spark is gone already, what stopped it is told."""
        self._stored.clear()
        with suppress(EngineError), _told(self.address, "the end"):
            self.session.stop()

    def _place(self, file: Path) -> str:
        if self.registers is None:
            return f"file://{file.absolute()}"
        return f"{self.registers.rstrip('/')}/{file.relative_to(registers_store()).as_posix()}"

    def _kept(self) -> dict[int, Any]:
        """The rows that this driver has kept, by number. A server of Spark Connect frees what has no name."""
        return {} if self.address.startswith("sc:") else dict(self.session.sparkContext._jsc.getPersistentRDDs())


@contextmanager
def connect(address: str, registers: str | None = None) -> Iterator[Spark]:
    """A session at an address: local[n], spark://host:port, or sc://host:port of Spark Connect.

    Raises EngineError where pyspark or Java is missing, or nothing answers or works at the address.
    """
    _require_installed(address)
    _require_answer(address)
    with workplace(data_store() / ".spill") as scratch:  # rows of persons, as what DuckDB spills
        engine = Spark(_session(address, scratch), address, registers)
        try:
            _require_worker(engine)
            yield engine
        finally:
            engine.close()


def _session(address: str, scratch: Path) -> SparkSession:
    from pyspark.logger import PySparkLogger  # noqa: PLC0415 - an optional extra
    from pyspark.sql import SparkSession  # noqa: PLC0415

    # Tables cross as Arrow and never as data frames, so it does not matter which pandas this is.
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):  # they print each error with its text
        PySparkLogger.getLogger(name).disabled = True
    builder: Any = SparkSession.builder
    builder = (
        builder.remote(address) if address.startswith("sc:") else builder.master(address).config(map=_own(scratch))
    )
    with _told(address, "the start"), _silent():
        session: SparkSession = builder.getOrCreate()
        for name, value in MEANING.items():
            session.conf.set(name, value)
    return session


def _day(kind: pa.DataType) -> pa.DataType:
    return pa.date32() if pa.types.is_timestamp(kind) else kind


def _own(scratch: Path) -> dict[str, str]:
    """The settings of a driver that is started here; all others are those of spark-defaults.conf."""
    return {"spark.app.name": "naerblik", "spark.local.dir": str(scratch), **DISCREET}


@contextmanager
def _silent() -> Iterator[None]:
    """Programs started meanwhile write nowhere: what Java prints of an error can quote the rows that it met."""
    standing, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(standing, 2)
        os.close(standing)
        os.close(nowhere)


@contextmanager
def _told(address: str, what: str) -> Iterator[None]:
    """Tells an error of Spark by its name alone, as EngineError: its text can quote the rows that it met."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.split(".")[0] not in {"pyspark", "py4j", "grpc"}:
            raise
        raise EngineError(
            f"Spark at {address}: {what} stopped with {_name_of(error)}; docs/spark.md says what to look for. "
            "What Spark itself writes can quote persons and is not shown."
        ) from None


def _name_of(error: Any) -> str:
    if (java := getattr(error, "java_exception", None)) is not None:
        return str(java.getClass().getSimpleName())
    condition = error.getCondition() if hasattr(error, "getCondition") else None
    return condition or type(error).__name__


def _require_installed(address: str) -> None:
    if missing := [package for package in ("pyspark", "grpc") if find_spec(package) is None]:
        raise EngineError(
            f"engine is spark, but {missing[0]} is not installed: install the extra with `python3 environment.py "
            "spark` (or pip install 'naerblik[spark]'), or choose engine=duckdb."
        )
    home = os.environ.get("JAVA_HOME")
    if not address.startswith("sc:") and not shutil.which("java", path=f"{home}/bin" if home else None):
        where = f"in JAVA_HOME, {home}" if home else "on the PATH"
        raise EngineError(f"engine is spark, but there is no java {where}: install Java 17, or choose engine=duckdb.")


def _require_answer(address: str) -> None:
    kind, _, hosts = address.partition("://")
    if kind not in PORTS:
        return
    for host in hosts.partition("/")[0].split(","):
        name, _, port = host.partition(":")
        try:
            socket.create_connection((name, int(port or PORTS[kind])), timeout=ANSWERS_WITHIN).close()
        except OSError:
            continue
        return
    raise EngineError(
        f"spark_address is {address}, but nothing answers there within {ANSWERS_WITHIN} s: start Spark there, mend the "
        "address, or choose engine=duckdb."
    )


def _require_worker(engine: Spark) -> None:
    with ThreadPoolExecutor(1) as beside, _told(engine.address, "the first work"):
        first = beside.submit(engine.session.range(1).count)
        try:
            first.result(BEGINS_WITHIN)
        except TimeoutError:
            engine.session.interruptAll()
            raise EngineError(
                f"Spark at {engine.address} did no work within {BEGINS_WITHIN} s: does it have a worker with the cores "
                "and the memory that spark-defaults.conf asks for?"
            ) from None

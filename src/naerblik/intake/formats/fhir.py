"""FHIR: reports of KL's gateway, each a Bundle about one citizen, or Bundles of such reports, read in bulk.

A file *.json holds one Bundle, a file *.ndjson one on each line; .gz after either is read as well. The files are read
while DuckDB scans the relation, once and with a few thousand rows in memory. A query over it whose reading finds a
fault fails in DuckDB, in DuckDB's words; `verify` then raises the fault in ours:

    try:
        connection.execute(f"CREATE TABLE kept AS SELECT ... FROM {rows.relation}")
    except duckdb.Error:
        rows.verify()
        raise
    rows.verify()

A second scan of the relation finds no rows.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from naerblik.engine.duckdb import Connection
from naerblik.intake.formats import fhir_report
from naerblik.intake.formats.rows import Rows, files_of
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers.checking import RegisterError

COLUMNS = (*fhir_report.COLUMNS, "source_file", "source_place")
SCHEMA = pa.schema([(column, pa.string()) for column in COLUMNS])
PLACE = "source_file || ', linje ' || source_place"
AT_ONCE = 200
"""Bundles whose rows are handed over together."""


def attach(connection: Connection, table: DeliveredTable, folder: Path, name: str) -> Rows:
    """Makes the Bundles of a delivery readable as `name`: a row for each Bundle and for each resource in it.

    All columns are VARCHAR. cpr, organisation: the citizen's CPR number and the SOR code of the municipality.
    bundle_time: the time of the Bundle in UTC, 'YYYY-MM-DD HH:MM:SS'. kind: bundle, condition, planned (an activity of
    a CarePlan), completed (a Procedure), encounter, observation, or other for other resources. resource_id: the id, by
    which a later Bundle replaces it. code: the code in FSIII, NULL where there is none. status: of the condition, the
    activity (of its plan, once that is over) or the resource; verification: of a condition. start, stop: Danish days
    'YYYY-MM-DD' (recordedDate, period, performedDateTime or effectiveDateTime). source_file, source_place: the file
    below the folder and the line in it.

    Raises RegisterError when there is no file; faults in files are raised by `verify` of what is returned.
    """
    reading = _Reading(table, folder, files_of(table, folder))
    connection.register(name, pa.RecordBatchReader.from_batches(SCHEMA, reading.batches()))
    return Rows(name, dict.fromkeys(COLUMNS, "VARCHAR"), reading.verify, PLACE)


@dataclass
class _Reading:
    table: DeliveredTable
    folder: Path
    files: list[Path]
    fault: list[str] = field(default_factory=list)

    def batches(self) -> Iterator[pa.RecordBatch]:
        try:
            bundles = chain.from_iterable(self._bundles(file) for file in self.files)
            while some := list(islice(bundles, AT_ONCE)):
                columns = zip(*chain.from_iterable(some), strict=True)
                yield pa.record_batch([pa.array(column, pa.string()) for column in columns], schema=SCHEMA)
        except RegisterError as error:
            self.fault.append(str(error))
            raise

    def verify(self) -> None:
        if self.fault:
            raise RegisterError(self.fault[0])

    def _bundles(self, file: Path) -> Iterator[list[fhir_report.Row]]:
        """The rows of each Bundle of a file."""
        origin, longest = file.relative_to(self.folder).as_posix(), self.table.longest_line
        for place, content in _contents(file, longest):
            try:
                if len(content) > longest:
                    raise RegisterError(
                        f"it has more than the {longest:,} bytes that longest_line in params/sources.yaml allows"
                    )
                found = fhir_report.rows(content)
            except RegisterError as error:
                raise _fault(file, place, str(error)) from None
            yield [(*row, origin, str(place)) for row in found]


def _contents(file: Path, longest: int) -> Iterator[tuple[int, bytes]]:
    """The place (the line, or 1) and the bytes of each Bundle, no more of them than shows that they are too many."""
    place = 1
    try:
        with _opened(file) as opened:
            if not _has_lines(file):
                yield place, opened.read(longest + 1)
                return
            while line := opened.readline(longest + 2):
                if content := line.rstrip(b"\r\n"):
                    yield place, content
                place += 1
    except (OSError, EOFError, zlib.error) as error:
        raise _fault(file, place, f"the file cannot be read on ({type(error).__name__})") from None


def _has_lines(file: Path) -> bool:
    kind = file.name.removesuffix(".gz").rpartition(".")[2]
    if kind not in {"json", "ndjson"}:
        raise RegisterError(
            f"{file}: a name that ends in .json says that it holds one Bundle, .ndjson one on each line, with or "
            "without .gz after it; this one says neither. Rename it, or correct the pattern in params/sources.yaml."
        )
    return kind == "ndjson"


def _opened(file: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(file)) if file.suffix == ".gz" else file.open("rb")


def _fault(file: Path, place: int, found: str) -> RegisterError:
    line = f", line {place:,}" if _has_lines(file) else ""
    return RegisterError(
        f"{file}{line}: this is not a report of KL's gateway as FHIR writes it: {found}. "
        "Have the file delivered again; nothing of the delivery was taken in."
    )

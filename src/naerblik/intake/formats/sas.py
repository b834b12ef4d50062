"""SAS data sets (sas7bdat), read once from beginning to end in bounded memory.

pandas streams the rows. ReadStat, which begins from the first row again for every part of a file, only says what a file
declares; so a file is read whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.io.sas.sas_constants import (  # type: ignore[import-not-found]  # the formats that pandas turns into dates
    sas_date_formats,
    sas_datetime_formats,
)

from naerblik.engine.duckdb import Connection
from naerblik.intake.formats import stream
from naerblik.intake.formats.rows import Rows, files_of
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers.checking import RegisterError

BYTES_AT_A_TIME = 16_000_000
DATE, MOMENT, TIME_OF_DAY, NUMBER, TEXT = pa.date32(), pa.timestamp("us"), pa.time64("us"), pa.float64(), pa.string()
TYPES = (
    dict.fromkeys(("TIME", "HHMM", "TOD", "TIMEAMPM", "E8601TM", "B8601TM"), TIME_OF_DAY)
    | dict.fromkeys(sas_date_formats, DATE)
    | dict.fromkeys(sas_datetime_formats, MOMENT)
)
"""SAS format, without its width -> the type of a number with that format."""

WHOLE_DAY = 86_400


@dataclass(frozen=True)
class _Declared:
    """What a file says of itself. `width`: the bytes of a row."""

    schema: pa.Schema
    rows: int
    width: int


def attach(connection: Connection, table: DeliveredTable, folder: Path, name: str) -> Rows:
    """The rows of all files of the table.

    Numbers are DOUBLE, as SAS has no others. Columns with a SAS format of dates, of dates with times or of times of day
    are DATE, TIMESTAMP and TIME. Blanks, missing and special missing values (.A to .Z) are NULL. Raises RegisterError
    for a file that is no SAS data set and for files of different columns; Rows.verify for what only the rows show.
    """
    declared = {file: _declared(file) for file in files_of(table, folder)}
    first, *others = declared
    schema = declared[first].schema
    for file in others:
        if difference := _difference(schema, declared[file].schema):
            raise RegisterError(
                f"{first} and {file.name} have different columns: {difference}. "
                "Deliver them with the same columns and formats, or name them as two tables in params/sources.yaml."
            )
    return stream.attach(connection, name, schema.append(pa.field(stream.PLACE, TEXT)), _batches(declared))


def _declared(file: Path) -> _Declared:
    import pyreadstat  # noqa: PLC0415 - only who delivers SAS files waits for it

    with _readable(file):
        _, facts = pyreadstat.read_sas7bdat(file, metadataonly=True)
        formats = {column: given or "" for column, given in facts.original_variable_types.items()}
        kinds = facts.readstat_variable_types
        types = [
            (
                column,
                TEXT if kinds[column] == "string" else TYPES.get(re.sub(r"\d*(\.\d*)?$", "", formats[column]), NUMBER),
            )
            for column in facts.column_names
        ]
        width = sum(facts.variable_storage_width.values())
        return _Declared(pa.schema(types), facts.number_rows or 0, width)


def _difference(one: pa.Schema, other: pa.Schema) -> str:
    """The columns that stand in one of two files alone or have another type there; empty for none."""
    types = [{field.name: field.type for field in schema} for schema in (one, other)]
    names = dict.fromkeys([*one.names, *other.names])
    found = {name: [str(kinds.get(name, "missing")) for kinds in types] for name in names}
    return ", ".join(f"{name} ({first}, {second})" for name, (first, second) in found.items() if first != second)


def _batches(declared: Mapping[Path, _Declared]) -> Iterator[pa.RecordBatch]:
    for file, facts in declared.items():
        read = 0
        rows = max(1, BYTES_AT_A_TIME // (facts.width or 1))
        with _readable(file), pd.read_sas(file, format="sas7bdat", encoding="infer", chunksize=rows) as frames:
            for frame in frames:
                numbers = pa.array(range(read + 1, read + len(frame) + 1)).cast(TEXT)
                place = pc.binary_join_element_wise(file.name, numbers, ", row ")
                yield _batch(frame, facts.schema, file).append_column(stream.PLACE, place)
                read += len(frame)
        if read != facts.rows:
            raise RegisterError(
                f"{file}: it says that it has {facts.rows} rows, {read} could be read: it is cut short, or has rows "
                "that SAS keeps as deleted. Write it anew with a DATA step and deliver it again."
            )


def _batch(frame: pd.DataFrame, schema: pa.Schema, file: Path) -> pa.RecordBatch:
    for name in (field.name for field in schema if field.type == TIME_OF_DAY):
        seconds = frame[name]
        if ((seconds < 0) | (seconds >= WHOLE_DAY)).any():
            raise RegisterError(
                f"{file}: column {name} has a format of times of day, but values outside of a day. Deliver it without "
                "the format, as a number of seconds."
            )
        frame[name] = pd.to_timedelta(seconds, unit="s").dt.as_unit("us").astype("int64[pyarrow]")
    return pa.RecordBatch.from_pandas(frame, schema=schema, preserve_index=False)


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Whatever a reader stumbles over is a fault of the file. Its text can quote values: it goes no further."""
    try:
        yield
    except RegisterError:
        raise
    except Exception as error:
        raise RegisterError(
            f"{file}: this is not a whole SAS data set ({type(error).__name__}). Compare its size with what the "
            "supplier sent, and have it delivered again as an uncut sas7bdat file."
        ) from None

"""CSV files with a line of column names, as Danish authorities write them: semicolon, decimal comma, latin-1 or UTF-8.

Every value is text until the mapping says what it is. A file with a fault of form is refused whole.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from naerblik.engine.duckdb import Connection, query
from naerblik.intake.formats.rows import FILE, Rows, files_of
from naerblik.parameters.sources import DeliveredTable
from naerblik.registers.checking import RegisterError, quoted

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
CHUNK = 1 << 24
QUOTED = re.compile(rb'"[^"]*"')
FAULTS = {
    "MISSING COLUMNS": "has fewer values than there are columns",
    "TOO MANY COLUMNS": "has more values than there are columns",
    "UNQUOTED VALUE": "has a quotation mark that is not closed",
    "LINE SIZE OVER MAXIMUM": "is longer than longest_line in params/sources.yaml allows",
    "INVALID ENCODING": "is not in the encoding that params/sources.yaml states",
    "INVALID STATE": "has a quotation mark where none can stand",
}


def attach(connection: Connection, table: DeliveredTable, folder: Path, name: str) -> Rows:
    """The rows of the files, which must have the same columns in the same order."""
    files = files_of(table, folder)
    columns = _header(files[0], table)
    for file in files:
        if _header(file, table) != columns:
            raise RegisterError(f"{file}: other columns than in {files[0].name}; deliver both alike.")
        _look_through(file, table, len(columns))
    names = ", ".join(quoted(str(file)) for file in files)
    types = ", ".join(f"{quoted(column)}: 'VARCHAR'" for column in columns)
    connection.execute(
        f"CREATE OR REPLACE VIEW {name} AS SELECT *, filename FROM read_csv([{names}], columns = {{{types}}}, "
        f"header = true, auto_detect = false, delim = {quoted(table.separator)}, quote = '\"', escape = '\"', "
        f"encoding = {quoted(table.encoding)}, max_line_size = {table.longest_line:d}, store_rejects = true, "
        f"rejects_limit = 10, rejects_table = '{name}_faults', rejects_scan = '{name}_scans')"
    )
    return Rows(name, dict.fromkeys(columns, "VARCHAR"), partial(_verify, connection, name), FILE, twice=True)


def _verify(connection: Connection, name: str) -> None:
    """Lines that could not be read: the first of them. What stands in the line is told to nobody."""
    found = query(
        connection,
        f"SELECT s.file_path, f.line, f.error_type FROM {name}_faults f JOIN {name}_scans s "
        "USING (scan_id, file_id) ORDER BY s.file_path, f.line LIMIT 1",
    )
    for table in (f"{name}_faults", f"{name}_scans"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for line in found.itertuples():
        fault = FAULTS.get(str(line.error_type), f"cannot be read ({str(line.error_type).lower()})")
        raise RegisterError(
            f"{line.file_path}: line {line.line} {fault}. Nothing was taken in; deliver the file again."
        )


def _header(file: Path, table: DeliveredTable) -> list[str]:
    """The names of the columns. Raises RegisterError when the separator or the encoding is another one."""
    with _open(file) as content:
        line = content.readline(table.longest_line + 1)
    if len(line) > table.longest_line:
        raise RegisterError(f"{file}: line 1 is longer than longest_line in params/sources.yaml allows.")
    try:
        text = line.decode("utf-8-sig" if table.encoding == "utf-8" else table.encoding)
    except UnicodeDecodeError:
        raise RegisterError(
            f"{file}: line 1 is not {table.encoding}; correct encoding in params/sources.yaml."
        ) from None
    columns = next(csv.reader([text.rstrip("\r\n")], delimiter=table.separator), [])
    others = {name: text.count(sign) for sign, name in SEPARATORS.items() if sign != table.separator}
    most = max(others, key=lambda name: others[name])
    if len(columns) < 2 and others[most]:
        wanted = SEPARATORS.get(table.separator, table.separator)
        raise RegisterError(
            f"{file}: line 1 has one column with {wanted} between columns, but {others[most]} times {most}; "
            "correct separator in params/sources.yaml."
        )
    if not columns or len(set(map(str.lower, columns))) < len(columns) or not all(columns):
        raise RegisterError(f"{file}: line 1 must name every column once.")
    return columns


def _look_through(file: Path, table: DeliveredTable, columns: int) -> None:
    """What DuckDB would read without a word: NUL bytes, UTF-8 that is declared as latin-1, an empty value too many."""
    lines, quotes = 1, 0
    for number, chunk in enumerate(_chunks(file)):
        if (place := chunk.find(b"\0")) >= 0:
            line = lines + chunk.count(b"\n", 0, place)
            raise RegisterError(f"{file}: line {line} has a NUL byte. Nothing was taken in; deliver the file again.")
        if number == 0 and table.encoding == "latin-1" and _is_utf8(chunk):
            raise RegisterError(f"{file}: this is UTF-8, not latin-1; correct encoding in params/sources.yaml.")
        if (place := _value_too_many(chunk, table, columns, quotes % 2 == 1)) >= 0:
            line = lines + chunk.count(b"\n", 0, place)
            fault = FAULTS["TOO MANY COLUMNS"]
            raise RegisterError(f"{file}: line {line} {fault}. Nothing was taken in; deliver the file again.")
        quotes += chunk.count(b'"')
        lines += chunk.count(b"\n")


def _value_too_many(chunk: bytes, table: DeliveredTable, columns: int, within: bool) -> int:
    """Where a line begins that ends in an empty value and has more values than there are columns; -1 for none.

    `within`: the chunk begins within quotation marks; a line that does is passed over.
    """
    separator = table.separator.encode()
    looked = 0
    for end in re.finditer(b'(?:""|' + re.escape(separator) + b")\r?\n", chunk):
        start = chunk.rfind(b"\n", 0, end.start()) + 1
        line = chunk[start : end.end()]
        if line.count(separator) < columns:
            continue
        within ^= chunk.count(b'"', looked, start) % 2 == 1
        looked = start
        bare = QUOTED.sub(b"", line)
        if not within and b'"' not in bare and bare.count(separator) >= columns:
            return start
    return -1


def _is_utf8(chunk: bytes) -> bool:
    """Text beyond ASCII that is whole UTF-8: latin-1 hardly ever is. The last sign of a chunk may be cut."""
    if chunk.isascii():
        return False
    try:
        chunk[: max(chunk.rfind(b"\n"), 0) or len(chunk)].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _chunks(file: Path) -> Iterator[bytes]:
    """The content in whole lines, the last one ended too; only a line that no chunk holds comes in several."""
    rest = b""
    try:
        with _open(file) as content:
            while chunk := content.read(CHUNK):
                chunk = rest + chunk
                end = chunk.rfind(b"\n") + 1 or len(chunk)
                rest = chunk[end:]
                yield chunk[:end]
        if rest:
            yield rest + b"\n"
    except (EOFError, OSError):
        raise RegisterError(f"{file}: the file is cut or no whole archive; deliver it again.") from None


def _open(file: Path) -> BinaryIO:
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")  # type: ignore[return-value]

"""Person keys at the door: what a supplier's keys look like, and the pseudonyms that take their place.

A pseudonym is the first 63 bits of HMAC-SHA-256 (RFC 2104) over the key's space and the key, with a secret that stands
in the environment or in a file outside the project and never beside the data. Nothing but pseudonyms is written.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from naerblik import project
from naerblik.engine.duckdb import Connection
from naerblik.parameters.sources import KeyForm
from naerblik.registers.checking import RegisterError, quoted

SECRET, SECRET_FILE = "NAERBLIK_KEY", "NAERBLIK_KEY_FILE"
SHORTEST = 32
BLOCK = 64  # bytes of a block of SHA-256
PADS = "door_pads"
PERSONS = "door_persons"

SHORTEST_NUMBER = 10
PERSON_NUMBER = r"(^|[^0-9A-Za-z-])[0-9]{6}[- ]{0,3}[0-9]{4}([0-9]{2})?([^0-9A-Za-z-]|$)"
"""Text that can hold a CPR number or a key of twelve digits. The digits of a UUID stand between hyphens and letters."""


def secret() -> bytes:
    """The secret of the pseudonyms. Raises RegisterError when there is none, it is short or lies within the project."""
    if given := os.environ.get(SECRET):
        found, where = given.encode(), SECRET
    elif given := os.environ.get(SECRET_FILE):
        found, where = _read(Path(given)), f"the file of {SECRET_FILE}"
    else:
        raise RegisterError(
            f"person keys are made pseudonyms with a secret, and there is none: set {SECRET}, or {SECRET_FILE} to a "
            f"file outside the project with at least {SHORTEST} random bytes, and keep it for later deliveries."
        )
    if len(found) < SHORTEST:
        raise RegisterError(f"{where} has {len(found)} bytes; a secret of person keys has at least {SHORTEST}.")
    return found


def _read(file: Path) -> bytes:
    if any(file.resolve().is_relative_to(place) for place in (project.ROOT, project.data_store())):
        raise RegisterError(f"{SECRET_FILE} lies within the project or its data; keep the secret elsewhere.")
    try:
        return file.read_bytes().strip()
    except OSError as error:
        raise RegisterError(f"{SECRET_FILE}: the file cannot be read ({error.strerror}).") from None


def know_secret(connection: Connection, key: bytes) -> None:
    """Makes pseudonyms possible on a connection: the two padded forms of the secret, as RFC 2104 says."""
    block = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    pads = [bytes(byte ^ pad for byte in block) for pad in (0x36, 0x5C)]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {PADS} (inner_pad BLOB, outer_pad BLOB)")
    connection.execute(f"INSERT INTO {PADS} VALUES (?, ?)", pads)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {PERSONS} (known_key VARCHAR, known_pseudonym BIGINT)")


def remember_persons(connection: Connection, space: str, form: KeyForm, selection: str) -> None:
    """Keeps the pseudonyms of the tidied keys of a SELECT, so that they are not computed for every row of a person."""
    keys = f"SELECT DISTINCT key FROM ({selection}) AS given(key) WHERE NOT ({malformed(form, 'key')})"
    connection.execute(f"INSERT INTO {PERSONS} SELECT key, {pseudonym(space, 'key')} FROM ({keys}), {PADS}")


def pseudonym(space: str, text: str) -> str:
    """The SQL of the pseudonym of a text, a BIGINT; NULL for NULL. Its relation is joined with PADS."""
    message = f"encode({quoted(space + ':')} || {text})"
    digest = f"sha256(outer_pad || unhex(sha256(inner_pad || {message})))"
    return f"CAST(CAST('0x' || substr({digest}, 1, 16) AS UBIGINT) >> 1 AS BIGINT)"


def tidied(form: KeyForm, text: str) -> str:
    """The SQL of a key as it is compared: without hyphens and spaces; leading zeros that a number lost are there."""
    digits = {"cpr": 10, "twelve_digits": 12, "pseudonym": 0}[form]
    bare = f"upper(replace(replace({text}, '-', ''), ' ', ''))"
    return f"CASE WHEN length({bare}) = {digits - 1} THEN '0' || {bare} ELSE {bare} END" if digits else bare


def malformed(form: KeyForm, text: str) -> str:
    """The SQL condition that a tidied key is none of its form. Replacement numbers are of the form."""
    if form == "pseudonym":  # a CPR number in place of a pseudonym must not be let in as one
        number = f"lpad({text}, 10, '0')"
        return f"(TRY_CAST({text} AS BIGINT) IS NULL OR (length({text}) IN (9, 10) AND ({_is_date(number)})))"
    if form == "twelve_digits":
        return f"NOT regexp_full_match({text}, '[0-9]{{12}}')"
    return f"NOT (regexp_full_match({text}, '[0-9]{{6}}[0-9A-Z]{{4}}') AND ({_is_date(text)}))"


def is_replacement(text: str) -> str:
    """The SQL condition that a CPR number is a replacement number: 60 added to the day, or letters at the end."""
    return f"(regexp_full_match({text}, '.*[A-Z].*') OR substr({text}, 1, 1) >= '6')"


def _is_date(text: str) -> str:
    """Its first six digits are a day of some century; 60 may be added to the day."""
    tens = (
        f"CASE WHEN substr({text}, 1, 1) >= '6' THEN chr(ascii(substr({text}, 1, 1)) - 6) ELSE substr({text}, 1, 1) END"
    )
    day = f"({tens}) || substr({text}, 2, 3)"
    years = (f"{century} || substr({text}, 5, 2)" for century in ("'19'", "'20'"))
    return " OR ".join(f"try_strptime({day} || {year}, '%d%m%Y') IS NOT NULL" for year in years)

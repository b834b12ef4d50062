"""When codes are in force: the columns valid_from and valid_to of a list, both days included; empty is without limit.

A code may stand in several rows of a list, for periods that do not overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from naerblik import NaerblikError
from naerblik.codelists.fsiii import law_of
from naerblik.codelists.reading import rows
from naerblik.project import CODELISTS

DatedList = Literal["fsiii_conditions", "fsiii_interventions", "practice_services"]
Key = tuple[str, str]
Period = tuple[date, date]
ALWAYS: Period = (date.min, date.max)
ONE_DAY = timedelta(days=1)


class CodeListError(NaerblikError):
    """A code list that contradicts itself; the text names the file, the code and the periods."""


def not_in_force(name: DatedList, folder: Path = CODELISTS) -> Iterator[tuple[str, str, date, date]]:
    """What a code stands under (its law or specialty), the code, and the first and last day of a period without it.

    Raises CodeListError for a date that is none, a period that ends before it begins, and periods that overlap.
    """
    file = folder / f"{name}.csv"
    periods: dict[Key, list[Period]] = defaultdict(list)
    for row in rows(file):
        for key in _keys(name, row):
            periods[key].append(_period(row, key, file))
    for key, own in periods.items():
        for first, last in _between(sorted(own), key, file):
            yield (*key, first, last)


def _keys(name: DatedList, row: Mapping[str, str]) -> Iterable[Key]:
    if name == "practice_services":
        return [(row["specialty"], row["code"])]
    law = row["law"] if name == "fsiii_conditions" else law_of(row["paragraph"])
    return [(law, code) for code in sorted({row["code"], row["uuid"]} - {""})]


def _period(row: Mapping[str, str], key: Key, file: Path) -> Period:
    try:
        first, last = (
            date.fromisoformat(row[name]) if row[name] else limit
            for name, limit in zip(("valid_from", "valid_to"), ALWAYS, strict=True)
        )
    except ValueError as error:
        raise CodeListError(f"{file}: code {key[1]} ({key[0]}): {error}; write dates as 2026-12-31.") from None
    if last < first:
        raise CodeListError(f"{file}: code {key[1]} ({key[0]}) is in force from {first} to {last}: it ends too early.")
    return first, last


def _between(periods: list[Period], key: Key, file: Path) -> Iterator[Period]:
    """The days before, between and after sorted periods."""
    free = date.min
    for first, last in periods:
        if first < free or free == date.max:
            raise CodeListError(
                f"{file}: code {key[1]} ({key[0]}) is in force twice on {first}: its periods overlap; correct "
                "valid_from or valid_to of one row."
            )
        if first > free:
            yield free, first - ONE_DAY
        free = last if last == date.max else last + ONE_DAY
    if free < date.max:
        yield free, date.max

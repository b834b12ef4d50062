"""What earlier releases demand of a later one: numbers that must stay hidden, numbers that must stay shown.

The stated rule, cell by cell and number by number:

1. Hidden once, hidden always: readers keep the earlier files, and a number that appears later opens the sums in them.
2. Shown before with the same value: it stays shown. Hiding it again protects nothing, so nothing may rely on it.
3. Shown before with another value (a corrected snapshot): the new number is published by itself. The change between
   two snapshots is what was added less what was removed, not a number of citizens, and is no cell.
4. Shown before and hidden now is refused, since the earlier number tells a reader roughly what is hidden. Where the
   later snapshot corrects numbers, a person can accept it by name (`withdrawn`); where it does not, nobody can.

Releases whose common numbers all agree are one family to a reader and are attacked together. One with corrected
numbers is linked to the new release by these rules alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naerblik.disclosure.ledger import KEYS, NUMBERS, Ledger, LedgerError, Release, Tables

Flags = NDArray[np.bool_]
Number = tuple[str, str]
"""A table and one of its numbers: ('cells', 'count')."""


@dataclass(frozen=True)
class Fixed:
    """By row of a table, for one of its numbers: whether it must stay hidden, whether it must stay shown."""

    hidden: Flags
    shown: Flags


@dataclass(frozen=True)
class Conflict:
    """A rule that a release breaks against an earlier one. Says nothing of the number itself."""

    release: str
    table: str
    number: str
    rule: str

    def __str__(self) -> str:
        return f"table {self.table}, {self.number}: {self.rule} (release {self.release})"


@dataclass(frozen=True)
class _Before:
    """An earlier release beside the rows of a table: whether it had the cell, and its number (<NA> when hidden)."""

    had: Flags
    value: pd.Series

    @property
    def hidden(self) -> Flags:
        return self.had & self.value.isna().to_numpy()

    @property
    def shown(self) -> Flags:
        return self.value.notna().to_numpy(dtype=bool)

    def changed(self, now: pd.Series) -> Flags:
        """Shown in both, with different values."""
        return (self.value != now).fillna(False).to_numpy(dtype=bool)


def comparable(ledger: Ledger, reference_day: str) -> tuple[Release, ...]:
    """The releases of all topics. Raises LedgerError for one that was counted on another day of the year.

    Two days of one year count nearly the same citizens: their difference would be a few persons that no rule protects.
    """
    for release in ledger.releases:
        if release.entry.reference_day != reference_day:
            raise LedgerError(
                f"{release.folder}: that release counts on {release.entry.reference_day}, this one on {reference_day}; "
                "keep to the day of the ledger, or use another ledger for numbers that go to other readers."
            )
    return ledger.releases


def fixed(releases: Sequence[Release], tables: Tables, snapshot: str) -> dict[Number, Fixed]:
    """What earlier releases fix of the true tables of a snapshot (its fingerprint), before they are protected.

    `tables`: those of KEYS with every number known; their rows are the rows of the flags.
    """
    beside = {name: _with_snapshot(name, tables[name], snapshot) for name in KEYS}
    return {(name, number): _fixed(releases, name, number, beside[name]) for name in KEYS for number in NUMBERS[name]}


def conflicts(releases: Sequence[Release], tables: Tables, *, withdrawn: bool = False) -> list[Conflict]:
    """Where published tables (those of KEYS, hidden numbers <NA>) break the stated rule; an empty list is a pass."""
    return [conflict for release in releases for conflict in _conflicts(release, tables, withdrawn=withdrawn)]


def is_same(release: Release, tables: Tables) -> bool:
    """Whether every number that both publish is the same in both, so that readers may put them together."""
    return not any(
        _beside(release, name, number, tables[name]).changed(tables[name][number]).any()
        for name in KEYS
        for number in NUMBERS[name]
    )


def _conflicts(release: Release, tables: Tables, *, withdrawn: bool) -> Iterator[Conflict]:
    accepted = withdrawn and not is_same(release, tables)
    for name in KEYS:
        for number in NUMBERS[name]:
            before, now = (
                _beside(release, name, number, tables[name]),
                tables[name][number].notna().to_numpy(dtype=bool),
            )
            if (before.hidden & now).any():
                yield Conflict(release.entry.id, name, number, "hidden earlier and shown now")
            if not accepted and (before.shown & ~now).any():
                yield Conflict(release.entry.id, name, number, "shown earlier and hidden now")


def _with_snapshot(name: str, frame: pd.DataFrame, snapshot: str) -> pd.DataFrame:
    return frame.assign(snapshot=snapshot) if "snapshot" in KEYS[name] else frame


def _fixed(releases: Sequence[Release], name: str, number: str, frame: pd.DataFrame) -> Fixed:
    hidden, shown = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    for release in releases:
        before = _beside(release, name, number, frame)
        hidden |= before.hidden
        shown |= before.shown & ~before.changed(frame[number])
    return Fixed(hidden, shown & ~hidden)


def _beside(release: Release, name: str, number: str, frame: pd.DataFrame) -> _Before:
    """The earlier cells in the order of the rows of `frame`."""
    keys = list(KEYS[name])
    earlier = release.tables[name][[*keys, number]].assign(had=True)
    found = _joinable(frame[keys]).merge(_joinable(earlier), how="left", on=keys, validate="one_to_one")
    return _Before(found["had"].notna().to_numpy(), found[number].astype("Int64").set_axis(frame.index))


def _joinable(frame: pd.DataFrame) -> pd.DataFrame:
    """Years as one type, so that a missing one meets a missing one."""
    types: Mapping[str, str] = {"year": "Int64"}
    return frame.astype(dict(types))

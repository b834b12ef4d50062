"""The frames without what is hidden, and why each number is hidden. The reasons never leave the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from naerblik.disclosure.family import Family
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.protection import Protection, Reason
from naerblik.disclosure.safety import SafetyRules
from naerblik.disclosure.tables import Integers

Frames = Mapping[str, pd.DataFrame]
Reasons = Mapping[tuple[str, str], npt.NDArray[np.int8]]
"""(frame, number) -> the reason (Reason) of each row."""


def reasons(frames: Frames, family: Family, protection: Protection, rules: SafetyRules) -> Reasons:
    """Why each number of each frame is hidden or shown. A number that stands twice has the same reason twice."""
    # The reason at the end is that of NO_CELL, which is -1.
    by_column = np.append(np.where(protection.hidden, protection.reason, Reason.SHOWN), Reason.SHOWN).astype(np.int8)
    found = {number: by_column[columns] for number, columns in family.columns.items()}
    few = np.where(few_rows(frames["quality"], rules), Reason.COUNT, Reason.SHOWN).astype(np.int8)
    return found | {("quality", name): few for name in ("rows", "persons")}


def all_shown(frames: Frames, family: Family) -> Reasons:
    """No number of the frames is hidden."""
    numbers = [*family.columns, ("quality", "rows"), ("quality", "persons")]
    return {(name, number): np.zeros(len(frames[name]), dtype=np.int8) for name, number in numbers}


def kept_hidden(why: Reasons, marked: Mapping[tuple[str, str], Flags]) -> Reasons:
    """The reasons when these rows stay hidden, whatever the rules say of them now."""
    kept = dict(why)
    for number, rows in marked.items():
        kept[number] = np.where(rows & (why[number] == Reason.SHOWN), np.int8(Reason.STATED), why[number])
    return kept


def few_rows(quality: pd.DataFrame, rules: SafetyRules) -> Flags:
    """Rules that few rows broke. Few rows are few persons, also where their keys are missing and persons are 0."""
    numbers = quality[["rows", "persons"]].to_numpy(dtype=np.int64)
    few: Flags = np.asarray(((numbers >= 1) & (numbers < rules.threshold)).any(axis=1))
    return few


def masked(frames: Frames, why: Reasons) -> dict[str, pd.DataFrame]:
    """The same frames with a column `hidden` (bool), and missing numbers (Int64, <NA>) where they are hidden.

    Raises KeyError for a frame that has numbers of citizens and no reasons: nothing leaves without protection.
    """
    if missing := {"cells", "coverage", "yearly", "quality"} - {frame for frame, _ in why}:
        raise KeyError(f"no protection for {', '.join(sorted(missing))}")
    return {name: _masked(name, frame, why) for name, frame in frames.items()}


def _masked(name: str, frame: pd.DataFrame, why: Reasons) -> pd.DataFrame:
    """A hidden number is replaced, not only marked: it is in no buffer of the protected frame either."""
    protected, any_hidden = frame.copy(), np.zeros(len(frame), dtype=bool)
    for number, reason in _of(name, why):
        mask = reason != Reason.SHOWN
        values = np.where(mask, 0, frame[number].to_numpy(dtype=np.int64))
        protected[number] = pd.array(pd.arrays.IntegerArray(values, mask))
        any_hidden |= mask
    return protected.assign(hidden=any_hidden)


def with_numbers(name: str, frame: pd.DataFrame, why: Reasons, change: Callable[[Integers], Integers]) -> pd.DataFrame:
    """A frame with each number of citizens changed."""
    return frame.assign(**{n: change(frame[n].to_numpy(dtype=np.int64)) for n, _ in _of(name, why)})


def _of(frame: str, why: Reasons) -> Iterator[tuple[str, npt.NDArray[np.int8]]]:
    return ((number, reason) for (owner, number), reason in why.items() if owner == frame)


def listed(why: Reasons) -> pd.DataFrame:
    """Every hidden number with its reason: `table`, `row` (its place in the table), `number`, `reason`. Internal."""
    parts = []
    for (table, number), reason in why.items():
        rows = np.flatnonzero(reason != Reason.SHOWN)
        names = [Reason(value).name.lower() for value in reason[rows]]
        parts.append(pd.DataFrame({"table": table, "row": rows, "number": number, "reason": names}))
    return pd.concat(parts, ignore_index=True)

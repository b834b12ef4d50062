"""Protection from the frames of the views to frames that may leave the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from naerblik.disclosure import masking
from naerblik.disclosure.family import NO_CELL, Family, family, nearly_all
from naerblik.disclosure.hiding_summary import summary
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.masking import Frames
from naerblik.disclosure.protection import protect
from naerblik.disclosure.rounding import BASE, rounded, told
from naerblik.disclosure.rules import safety_rules
from naerblik.disclosure.suppress import ProtectionError
from naerblik.parameters import DisclosureRules


class Fixed(Protocol):
    """What earlier releases fix of one number of a frame, by row."""

    @property
    def hidden(self) -> Flags: ...

    @property
    def shown(self) -> Flags: ...


@dataclass(frozen=True)
class ProtectedFrames:
    """`frames` may leave the store, and so may `summary`. `reasons` may not: they say on which side of the threshold
    a number lies.
    """

    frames: dict[str, pd.DataFrame]
    summary: dict[str, Any]
    reasons: pd.DataFrame


def protected(
    frames: Frames, rules: DisclosureRules, fixed: Mapping[tuple[str, str], Fixed] | None = None
) -> ProtectedFrames:
    """Hides what must be hidden in the frames of naerblik.views.counting; `fixed` says what earlier releases demand.

    Raises TableError where the frames contradict each other, ProtectionError where they cannot be protected.
    """
    numbers, found, before = safety_rules(rules), family(frames), fixed or {}
    if rules.rounding.value != "none":
        return _rounded(frames, found, numbers.threshold, before)
    hidden = nearly_all(found, numbers) | _marked(found, {n: f.hidden for n, f in before.items()})
    shown = _marked(found, {n: f.shown for n, f in before.items()})
    protection = protect(found.linked, numbers, hidden=hidden, shown=shown)
    why = masking.reasons(frames, found, protection, numbers)
    why = masking.kept_hidden(why, {n: f.hidden & _outside(found, n) for n, f in before.items()})
    return _without(frames, why, numbers.threshold)


def _without(frames: Frames, why: masking.Reasons, threshold: int) -> ProtectedFrames:
    return ProtectedFrames(masking.masked(frames, why), summary(frames, why, threshold), masking.listed(why))


def _rounded(frames: Frames, found: Family, threshold: int, before: Mapping[Any, Fixed]) -> ProtectedFrames:
    """Every number rounded, none hidden; refused where the family or an earlier release tells more."""
    stated, telling = f"params/disclosure.yaml: rounding is {BASE}", np.flatnonzero(told(found.linked, threshold))
    if len(telling):
        cell = found.linked.label(int(telling[0]))
        raise ProtectionError(
            f"{stated}, but {cell} and {len(telling) - 1} other numbers can be read more exactly from sums; "
            "set it to none, so that numbers are hidden."
        )
    if before:
        raise ProtectionError(f"{stated}, but the ledger holds releases of exact numbers; set it to none.")
    why = masking.all_shown(frames, found)
    exact = {name: masking.with_numbers(name, frame, why, rounded) for name, frame in frames.items()}
    return _without(exact, why, threshold)


def _outside(found: Family, number: tuple[str, str]) -> Flags | bool:
    """The rows of a number that are no cells of the family: nothing is computed from them."""
    return found.columns[number] == NO_CELL if number in found.columns else True


def _marked(found: Family, rows: Mapping[tuple[str, str], Flags]) -> Flags:
    """By column: whether any row with it is marked."""
    marked = np.zeros(len(found.linked.values), dtype=bool)
    for number, columns in found.columns.items():
        if number in rows:
            marked[columns[rows[number] & (columns != NO_CELL)]] = True
    return marked

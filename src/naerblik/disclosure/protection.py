"""Protection of a family: its primary cells by the rules, and what must be hidden beside them.

Whatever is hidden has to stay possible at `threshold` or more, also a zero or a complement that is hidden only to
protect another cell: a reader cannot tell why a cell is hidden, and "fewer than five" is what must never be known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from naerblik.disclosure.linked import Flags, LinkedTables
from naerblik.disclosure.safety import KINDS, Demands, SafetyRules, demands, demands_of_hidden, merged
from naerblik.disclosure.suppress import Allowed, suppress_closed


class Reason(IntEnum):
    """Why a cell is hidden. Internal: it says on which side of the threshold the number lies."""

    SHOWN = 0
    COUNT = 1
    COMPLEMENT = 2
    VOLUME = 3
    ATTRIBUTE = 4
    STATED = 5
    SECONDARY = 6


@dataclass(frozen=True)
class Protection:
    """By column of the family: whether the cell is hidden, and the reason (Reason). Rooms are never marked."""

    hidden: Flags
    reason: NDArray[np.int8]


def protect(
    family: LinkedTables, rules: SafetyRules, *, shown: Flags | None = None, hidden: Flags | None = None
) -> Protection:
    """Hides the primary cells of a family and what they need, until every hidden cell and complement is safe.

    `shown` (by column) must stay published, `hidden` must stay hidden, for instance because of an earlier release.
    Raises ProtectionError, naming the cell, when that is impossible.
    """
    wanted = demands(family, rules)
    if hidden is not None:
        wanted = merged([wanted, demands_of_hidden(family, hidden, rules, must=True)])
    pattern = suppress_closed(
        family,
        wanted,
        Allowed(rules.zeros_hidden, shown=shown),
        follow=lambda now: demands_of_hidden(family, now, rules, must=False),
    )
    return Protection(pattern.hidden, _reasons(wanted, pattern.hidden))


def _reasons(wanted: Demands, hidden: Flags) -> NDArray[np.int8]:
    reason = np.where(hidden, Reason.SECONDARY, Reason.SHOWN).astype(np.int8)
    names = np.array([Reason[kind.upper()] for kind in KINDS], dtype=np.int8)[wanted.kind]
    stated = names == Reason.STATED
    # a rule of the project comes last, for it says more than that the cell had to be hidden
    for chosen in (stated & wanted.must, ~stated & wanted.must):
        reason[wanted.hide[chosen]] = names[chosen]
    return reason

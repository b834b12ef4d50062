"""Secondary suppression: which further cells must be hidden so that every demand of the family is met.

Method: certify demands by whole alternative tables (certify.py); hide, at the least price, what the rest needs
(repair.py); show again what is not needed (prune.py). A demand counts as met only when a whole-number table has been
found that agrees with everything published and reaches what the demand asks for, so the result never rests on
fractions or on a solver's bound. The same input gives the same pattern.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from naerblik.disclosure.certify import certify
from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.moves import Evidence
from naerblik.disclosure.prune import prune, trim
from naerblik.disclosure.repair import cheapest, repair
from naerblik.disclosure.safety import Demands, floors
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, unknowns
from naerblik.disclosure.windows import box

CHEAP = 25
"""Published cells from 1 to this value are hidden first; zeros and totals only where they do not suffice."""
FEW = 0.05
"""A round of repair that meets a smaller share of the open demands is the last one of its kind."""
WIDTHS = (1, 2, 2, 3, 3, 4, 6)
"""Codes a dimension beside its own that the table around a cell has, from one attempt to the next."""


class ProtectionError(ValueError):
    """Something that cannot be protected by hiding; the text names the cell."""


@dataclass(frozen=True)
class Pattern:
    """What is hidden, by column of the family, and why: primary cells by the rules, secondary to protect them."""

    hidden: Flags
    primary: Flags

    @property
    def secondary(self) -> Flags:
        """Cells hidden only to protect others."""
        return self.hidden & ~self.primary


def default_price(family: LinkedTables) -> Floats:
    """One for each cell and a little more for larger ones: few cells, and small and detailed ones before totals."""
    return np.where(family.room_of < 0, 1 + 0.05 * np.log2(1 + family.values), 0.0)


def suppress(
    family: LinkedTables,
    demanded: Demands,
    *,
    zeros_hidden: bool,
    price: Floats | None = None,
    shown: Flags | None = None,
    seed: int = 0,
) -> Pattern:
    """Hides the primary cells and what they need.

    `price` (per column) orders the cells, `shown` are cells that must stay published, for instance because an earlier
    release printed them. Raises ProtectionError, naming the cell, when a demand cannot be met.
    """
    work = _Work(family, demanded, zeros_hidden, price, shown, seed)
    work.certify(whole=True)
    primaries_only = work.evidence.copy()
    work.repair()
    work.finish()
    work.trim(primaries_only)
    work.prune()
    return Pattern(work.hidden, work.primary)


class _Work:
    """The state of one suppression: what is hidden so far and what has been shown about it."""

    def __init__(
        self,
        family: LinkedTables,
        demanded: Demands,
        zeros_hidden: bool,
        price: Floats | None,
        shown: Flags | None,
        seed: int,
    ) -> None:
        self.family, self.demanded = family, demanded
        self.rng = np.random.default_rng(seed)
        self.floor = floors(family, zeros_hidden=zeros_hidden)
        self.price = default_price(family) if price is None else price
        self.evidence = Evidence(len(family.values), demanded)
        self.primary = np.zeros(len(family.values), dtype=bool)
        self.primary[demanded.hide] = True
        self.may_hide = (family.room_of < 0) & (zeros_hidden | (family.values > 0))
        if shown is not None:
            self.may_hide &= ~shown
        clash = np.flatnonzero(self.primary & ~self.may_hide)
        if len(clash):
            raise ProtectionError(f"{family.label(int(clash[0]))} must be hidden, but it has to stay published.")
        self.hidden = self.primary.copy()

    def certify(self, *, whole: bool) -> None:
        known = unknowns(self.family, self.hidden, self.floor, self.demanded.column)
        certify(self.family, known, self.evidence, self.rng, whole=whole)

    def repair(self) -> None:
        """Rounds of repair with cheap cells, until they no longer help."""
        allowed = self.may_hide & (self.family.values <= CHEAP) & (self.family.values > 0)
        for whole in (False, True):
            while self._round(allowed, whole=whole) > FEW:
                pass

    def _round(self, allowed: Flags, *, whole: bool) -> float:
        """One round of repair; returns the share of the open demands that it met."""
        before = int((~self.evidence.met()).sum())
        if before == 0:
            return 0.0
        known = unknowns(self.family, self.hidden | allowed, self.floor, self.demanded.column)
        price = np.where(self.hidden, 0.0, self.price)
        self.hidden[repair(self.family, known, price, self.evidence, self.rng)] = True
        self.certify(whole=whole)
        return 1 - int((~self.evidence.met()).sum()) / before

    def finish(self) -> None:
        """Meets what is still open demand by demand, in whole numbers, in larger and larger tables around the cell."""
        known = unknowns(self.family, self.hidden | self.may_hide, self.floor, self.demanded.column)
        for place in np.flatnonzero(~self.evidence.met()):
            column = int(self.demanded.column[place])
            for width in WIDTHS:
                if not self.evidence.met()[place]:
                    piece = box(self.family, known.relations, column, width, self.rng)
                    self._meet(known, piece, column)
            if not self.evidence.met()[place]:
                self._meet(known, np.flatnonzero(known.free), column)
            if not self.evidence.met()[place]:
                label = self.family.label(column)
                raise ProtectionError(f"{label} cannot be protected by hiding the cells that may be hidden.")

    def _meet(self, known: Unknowns, piece: Integers, column: int) -> None:
        price = np.where(self.hidden, 0.0, self.price)
        pushed = np.flatnonzero(piece == column)
        self.hidden[cheapest(known, piece, pushed, price, self.evidence, whole=True)] = True

    def trim(self, primaries_only: Evidence) -> None:
        known = unknowns(self.family, self.hidden, self.floor, self.demanded.column)
        self.hidden = trim(self.family, known, self.primary, self.price, primaries_only, self.evidence, self.rng)
        self.evidence = primaries_only

    def prune(self) -> None:
        known = unknowns(self.family, self.hidden, self.floor, self.demanded.column)
        secondary = np.flatnonzero(self.hidden & ~self.primary)
        order: Integers = secondary[np.argsort(-self.price[secondary], kind="stable")]
        self.evidence, needed = prune(self.family, known, order, self.evidence, self.rng)
        self.hidden = self.primary.copy()
        self.hidden[needed] = True

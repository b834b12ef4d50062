"""Secondary suppression: which further cells must be hidden so that every demand of the family is met.

Method: certify demands by whole alternative tables (certify.py); hide, at the least price, what the rest needs
(repair.py); show again what is not needed (prune.py). A demand counts as met only when a whole-number table has been
found that agrees with everything published and reaches what the demand asks for, so the result never rests on
fractions or on a solver's bound. The same input gives the same pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from naerblik.disclosure.certify import certify, possible
from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.moves import NEARLY, Evidence, around, whole_numbers
from naerblik.disclosure.prune import Pruning, trim
from naerblik.disclosure.repair import cheapest, hide_and_record, repair
from naerblik.disclosure.safety import Demands, floors
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, unknowns
from naerblik.disclosure.windows import box

CHEAP = 25
"""Published cells from 1 to this value are hidden first; zeros and totals only where they do not suffice."""
FEW, FEWER = 0.05, 0.02
"""A round of repair that meets a smaller share of the open demands is the last one: of programs alone, of its kind."""
STEPS = (1, 2)
"""How many relations away from a demand that cheap cells cannot meet zeros and totals take part."""
FAR = 4000
"""Columns around a cell that one program can hold in a fraction of a second."""
NEARER = (1, 3, 6)
"""How many times the columns of a solution in fractions are searched for a solution in whole numbers."""
WIDTHS = (1, 2, 3, 4, 6)
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
        allowed = self._affordable()
        for whole, enough in ((False, FEW), (True, FEWER)):
            while self._round(allowed, whole=whole) > enough:
                pass

    def _affordable(self) -> Flags:
        """Cheap cells, and beside demands that these cannot meet also zeros and totals, step by step outwards."""
        allowed = self.may_hide & (self.family.values <= CHEAP) & (self.family.values > 0)
        by_row, by_column = self.family.relations, self.family.by_column
        for steps in STEPS:
            known = unknowns(self.family, self.hidden | allowed, self.floor, self.demanded.column)
            hopeful = possible(known, self.evidence) & known.free[self.demanded.column]
            stuck = self.demanded.column[~hopeful & ~self.evidence.met()]
            if len(stuck) == 0:
                break
            near = stuck
            for _ in range(steps):
                near = np.unique(by_row[np.unique(by_column[:, near].indices)].indices)
            allowed[near[self.may_hide[near]]] = True
        return allowed

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
        """Meets what is still open demand by demand, in whole numbers."""
        known = unknowns(self.family, self.hidden | self.may_hide, self.floor, self.demanded.column)
        for place in np.flatnonzero(~self.evidence.met()):
            while not self.evidence.met()[place]:
                if not self._advance(known, int(place)):
                    label = self.family.label(int(self.demanded.column[place]))
                    raise ProtectionError(f"{label} cannot be protected by hiding the cells that may be hidden.")

    def _advance(self, known: Unknowns, place: int) -> bool:
        """Moves one demand as far as it asks for next; False when that is impossible."""
        column = int(self.demanded.column[place])
        target = int(self.evidence.targets(np.array([place]))[0])
        price = np.where(self.hidden, 0.0, self.price)
        for piece in self._places_to_look(known, column, target, price):
            own = int(np.searchsorted(piece, column))
            change = cheapest(known, piece, {own: target}, price, whole=True)
            if change is not None and round(change[own], 3) == target and whole_numbers(change):
                self.hidden[hide_and_record(known, piece, change, price, self.evidence)] = True
                return True
        return False

    def _places_to_look(self, known: Unknowns, column: int, target: int, price: Floats) -> Iterator[Integers]:
        """Columns to look in: around what a solution in fractions moves, in tables around the cell, everywhere."""
        piece = around(known.relations, np.array([column]), FAR)
        own = int(np.searchsorted(piece, column))
        change = cheapest(known, piece, {own: target}, price, whole=False)
        if change is not None:
            moved = np.union1d(piece[np.abs(change) > NEARLY], [column])
            for times in NEARER:
                yield around(known.relations, moved, times * len(moved))
        for width in WIDTHS:
            yield box(self.family, known.relations, column, width, self.rng)
        yield np.flatnonzero(known.free)

    def trim(self, primaries_only: Evidence) -> None:
        known = unknowns(self.family, self.hidden, self.floor, self.demanded.column)
        self.hidden = trim(self.family, known, self.primary, self.price, primaries_only, self.evidence, self.rng)
        self.evidence = primaries_only

    def prune(self) -> None:
        known = unknowns(self.family, self.hidden, self.floor, self.demanded.column)
        secondary = np.flatnonzero(self.hidden & ~self.primary)
        order: Integers = secondary[np.argsort(-self.price[secondary], kind="stable")]
        pruning = Pruning(self.family, known, self.evidence, self.rng)
        self.hidden = self.primary.copy()
        self.hidden[pruning.needed(order)] = True
        self.evidence = pruning.evidence

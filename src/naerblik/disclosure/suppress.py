"""Secondary suppression: which further cells must be hidden so that every demand of the family is met.

Method: certify demands by whole alternative tables (certify.py); hide, at the least price, what many of the rest need
at once (repair.py) and what the last ones need singly (finish.py); show again what is not needed (prune.py). A demand
counts as met only when a whole-number table has been found that agrees with everything published and reaches what the
demand asks for, so the result never rests on fractions or on a solver's bound. The same input gives the same pattern.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from naerblik import NaerblikError
from naerblik.disclosure.boxes import Boxes
from naerblik.disclosure.certify import certify, possible
from naerblik.disclosure.exact import Question, least
from naerblik.disclosure.finish import Finish, prices
from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.moves import Evidence
from naerblik.disclosure.prune import Pruning
from naerblik.disclosure.repair import repair
from naerblik.disclosure.safety import Demands, floors, merged, same
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, unknowns
from naerblik.disclosure.windows import Search

SEED = 0
"""The search draws lots; the same input gives the same pattern."""
CHEAP = 25
"""Published cells from 1 to this value are hidden first; zeros and totals only where they do not suffice."""
ZERO = 1.5
"""The price of a zero; of a cell with one person it is 1.05."""
AT_ONCE = 0.4
"""Share of the open demands, no two of which share a relation, that one program meets: fewer reuse cells better."""
FEW, FEWER = 0.05, 0.03
"""A round of repair that meets a smaller share of the open demands is the last one: with cheap cells, with all."""
MANY = 100
"""A round that meets so many demands is worth its time, however many are open."""
POOR = 2
"""So many such rounds with cheap cells in a row are the last ones: one alone may have drawn a bad lot."""
SINGLY = 200
"""Up to so many demands that cheap cells cannot meet are met one by one; programmes for many would hide more."""
SPAN = 4
"""Alternatives are looked for in which no column changes by more than this many times the largest demand."""
STEPS = (1, 2)
"""How many relations away from a demand that cheap cells cannot meet zeros and totals take part."""


class ProtectionError(NaerblikError):
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
    """One for each cell and a little more for larger ones: few cells, and small and detailed ones before totals.

    A zero costs more than a small number: hidden, it must be able to reach the threshold itself, which hides more.
    """
    price = np.where(family.values == 0, ZERO, 1 + 0.05 * np.log2(1 + family.values))
    return np.where(family.room_of < 0, price, 0.0)


@dataclass(frozen=True)
class Allowed:
    """What may be hidden, and at which price: `zeros_hidden` says whether zeros may be.

    `price` (per column, above 0) orders the cells, `shown` are cells that must stay published, for instance because an
    earlier release printed them.
    """

    zeros_hidden: bool
    price: Floats | None = None
    shown: Flags | None = None


Follow = Callable[[Flags], Demands]
"""Hidden cells -> what follows from their being hidden."""


def suppress(
    family: LinkedTables,
    demanded: Demands,
    *,
    zeros_hidden: bool,
    price: Floats | None = None,
    shown: Flags | None = None,
) -> Pattern:
    """Hides the primary cells and what they need; the last three arguments as in Allowed.

    Raises ProtectionError, naming the cell, when a demand cannot be met.
    """
    return suppress_closed(family, demanded, Allowed(zeros_hidden, price, shown))


def suppress_closed(family: LinkedTables, demanded: Demands, allowed: Allowed, follow: Follow | None = None) -> Pattern:
    """As `suppress`, and meets also what hidden cells demand by being hidden, as `follow` says.

    Works on the family in the order of its codes, so that the order of the rows does not change the pattern.
    """
    ordered, columns = family.in_order()
    place = np.argsort(columns)
    price = None if allowed.price is None else allowed.price[columns]
    shown = None if allowed.shown is None else allowed.shown[columns]
    work = _Work(ordered, demanded.moved(place), allowed.zeros_hidden, price, shown)
    work.protect()
    while follow is not None:
        closed = merged([work.demanded, follow(work.hidden[place]).moved(place)])
        if same(closed, work.demanded):
            break
        work.extend(closed)
        work.protect()
    work.prune(alone=True)
    return Pattern(work.hidden[place], work.must[place])


class _Work:
    """The state of one suppression: what is hidden so far and what has been shown about it."""

    def __init__(
        self,
        family: LinkedTables,
        demanded: Demands,
        zeros_hidden: bool,
        price: Floats | None,
        shown: Flags | None,
    ) -> None:
        self.family = family
        self.rng = np.random.default_rng(SEED)
        self.floor = floors(family, zeros_hidden=zeros_hidden)
        self.price = default_price(family) if price is None else price
        self.may_hide = (family.room_of < 0) & (zeros_hidden | (family.values > 0))
        if shown is not None:
            self.may_hide &= ~shown
        if (self.price[self.may_hide] <= 0).any():
            raise ProtectionError("the price of every cell that may be hidden must be above 0.")
        self.hidden = np.zeros(len(family.values), dtype=bool)
        self.tested = self.hidden.copy()
        self.evidence = Evidence(len(family.values), demanded)
        self.extend(demanded)

    def extend(self, demanded: Demands) -> None:
        """Takes on demands, all of those before among them; what is hidden stays hidden, what is known stays known."""
        earlier, self.demanded = self.evidence, demanded
        self.evidence = Evidence(len(self.family.values), demanded)
        for move in earlier.moves:
            if self.hidden[move.columns[self.family.room_of[move.columns] < 0]].all():
                self.evidence.record(move)
        self.must = np.zeros(len(self.hidden), dtype=bool)
        self.must[demanded.hide[demanded.must]] = True
        clash = np.flatnonzero(self.must & ~self.may_hide)
        if len(clash):
            raise ProtectionError(f"{self.family.label(int(clash[0]))} must be hidden, but it has to stay published.")
        self.hidden |= self.must
        self.evidence.waived = ~demanded.must & ~self.hidden[demanded.hide]
        wanted = np.concatenate([demanded.up, demanded.down, demanded.width])
        self.most = float(SPAN * wanted.max(initial=1))

    def protect(self) -> None:
        """The cheapest pattern of a small family; else what a search finds from what is hidden now."""
        if not self._solve():
            self._search_and_prune()

    def _solve(self) -> bool:
        """Solves a small family exactly, whatever was hidden before; False where it is not small or not solved."""
        asked = Question(self.family, self.demanded, self.price, self.floor, self.may_hide, self.most)
        found = least(asked) if asked.small else None
        if found is None:
            return False
        self.hidden, self.tested = found[0], found[0].copy()
        self.evidence = Evidence(len(self.hidden), self.demanded)
        self.evidence.waived = ~self.demanded.must & ~self.hidden[self.demanded.hide]
        for move in found[1]:
            self.evidence.record(move)
        return True

    def _search_and_prune(self) -> None:
        self.certify()
        self.repair()
        self.finish()
        self.prune(alone=False)

    def _unknowns(self, hidden: Flags, most: float | None = None) -> Unknowns:
        return unknowns(self.family, hidden, self.floor, self.demanded.column, self.most if most is None else most)

    def _search(self, hidden: Flags) -> Search:
        return Search(self.family, self._unknowns(hidden), self.rng)

    def certify(self) -> None:
        certify(self._search(self.hidden), self.evidence)

    def repair(self) -> None:
        """Rounds of repair with cheap cells, then with all, until they no longer help."""
        poor, search = 0, self._search(self.hidden | self._affordable())  # what is hidden later is among these
        while poor < POOR:
            poor = 0 if self._round(search, AT_ONCE, FEW) else poor + 1
        if int((~self.evidence.met()).sum()) > SINGLY:
            search = self._search(self.hidden | self.may_hide)
            while self._round(search, 1.0, FEWER) and int((~self.evidence.met()).sum()) > SINGLY:
                pass

    def _beside(self, columns: Integers, steps: int) -> Integers:
        """Columns up to so many relations away."""
        for _ in range(steps):
            lines = np.unique(self.family.by_column[:, columns].indices)
            columns = np.unique(self.family.relations[lines].indices)
        return columns.astype(np.int64)

    def _affordable(self) -> Flags:
        """Cheap cells, and beside demands that these cannot meet also zeros and totals, step by step outwards."""
        allowed = self.may_hide & (self.family.values <= CHEAP) & (self.family.values > 0)
        for steps in STEPS:
            known = self._unknowns(self.hidden | allowed)
            hopeful = possible(known, self.evidence) & known.free[self.demanded.column]
            stuck = self.demanded.column[~hopeful & ~self.evidence.met()]
            if len(stuck) == 0:
                break
            near = self._beside(stuck, steps)
            allowed[near[self.may_hide[near]]] = True
        return allowed

    def _round(self, search: Search, at_once: float, enough: float) -> bool:
        """One round of repair; whether it met more than this share of the open demands, or many.

        `search` goes by the unknowns when all cells that may be hidden are.
        """
        before = int((~self.evidence.met()).sum())
        if before == 0:
            return False
        price = np.where(self.hidden, 0.0, self.price)
        self.hidden[repair(search, price, self.evidence, at_once)] = True
        self.certify()
        return before - int((~self.evidence.met()).sum()) > min(enough * before, MANY)

    def finish(self) -> None:
        """Meets what is still open demand by demand, in whole numbers."""
        near, anywhere = (self._unknowns(self.hidden | self.may_hide, most=most) for most in (self.most, np.inf))
        paid = prices(self.price, self.hidden, self.may_hide, self.family.room_of >= 0)
        finish = Finish(Boxes(self.family, self.floor, paid, self.rng), near, anywhere, self.evidence)
        places = np.flatnonzero(~self.evidence.met())
        for place in places:
            finish.for_nothing(int(place))
        impossible = finish.meet(places)
        if impossible is not None:
            label = self.family.label(int(self.demanded.column[impossible]))
            raise ProtectionError(f"{label} cannot be protected by hiding the cells that may be hidden.")
        self.hidden |= (finish.price == 0) & (self.family.room_of < 0)

    def prune(self, *, alone: bool) -> None:
        """Shows again what is not needed; with `alone` each cell of a small block is tested by itself."""
        secondary = np.flatnonzero(self.hidden & ~self.must & ~self.tested)
        order: Integers = secondary[np.argsort(-self.price[secondary], kind="stable")]
        if len(order) == 0:
            return
        pruning = Pruning(self._search(self.hidden), self.evidence)
        self.hidden[order] = False
        self.hidden[pruning.needed(order, alone=alone)] = True
        self.evidence, self.tested[order] = pruning.evidence, self.hidden[order] & ~pruning.small(order)
        self._show_what_never_moves()

    def _show_what_never_moves(self) -> None:
        """A secondary cell that no demand relies on protects nothing, and a reader could fill it in."""
        moves = np.zeros(len(self.hidden), dtype=bool)
        for number in np.unique(self.evidence.sources(np.arange(len(self.demanded)))):
            moves[self.evidence.moves[number].columns] = True
        still = self.hidden & ~moves
        still[self.demanded.hide[~self.evidence.waived]] = False
        self.hidden[still] = False

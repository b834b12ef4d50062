"""Secondary suppression: which further cells must be hidden so that every demand of the family is met.

Method: certify demands by whole alternative tables (certify.py); hide, at the least price, what the rest needs
(repair.py); show again what is not needed (prune.py). A demand counts as met only when a whole-number table has been
found that agrees with everything published and reaches what the demand asks for, so the result never rests on
fractions or on a solver's bound. The same input gives the same pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from naerblik import NaerblikError
from naerblik.disclosure.certify import certify, possible
from naerblik.disclosure.exact import Question, least
from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.moves import NEARLY, Evidence, whole_numbers
from naerblik.disclosure.prune import Pruning, trim
from naerblik.disclosure.repair import cheapest, hide_and_record, repair
from naerblik.disclosure.safety import Demands, floors, merged, same
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, unknowns
from naerblik.disclosure.windows import Search, around, box

SEED = 0
"""The search draws lots; the same input gives the same pattern."""
CHEAP = 25
"""Published cells from 1 to this value are hidden first; zeros and totals only where they do not suffice."""
AT_ONCE = 0.6
"""Share of the open demands, no two of which share a relation, that one program meets: fewer reuse cells better."""
FEW, FEWER = 0.05, 0.03
"""A round of repair that meets a smaller share of the open demands is the last one: with cheap cells, with all."""
SPAN = 4
"""Alternatives are looked for in which no column changes by more than this many times the largest demand."""
STEPS = (1, 2)
"""How many relations away from a demand that cheap cells cannot meet zeros and totals take part."""
FAR, FULL_CARE = 4000, 100
"""Columns around a cell that one program can hold in a fraction of a second, for up to so many demands; else fewer."""
WIDER = 3
"""How many times as many columns as a solution in fractions moves are searched for one in whole numbers."""
EVERYTHING = (FAR, 4 * FAR, 10**9)
"""Columns around a cell that are searched when nothing was found in its surroundings."""
WIDTHS = (1, 3)
"""Codes a dimension beside its own that the table around a cell has, from one attempt to the next."""
GOOD = 2.5
"""A move that costs no more than so many times the dearest cell is not compared with others."""


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
    """One for each cell and a little more for larger ones: few cells, and small and detailed ones before totals."""
    return np.where(family.room_of < 0, 1 + 0.05 * np.log2(1 + family.values), 0.0)


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
    return Pattern(work.hidden[place], work.must[place])


@dataclass(frozen=True, order=True)
class _Way:
    """A change of the columns of a piece, and what it costs to hide what it moves. Compared by cost."""

    cost: float
    piece: Integers = field(compare=False)
    change: Floats = field(compare=False)


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
        self.hidden = found[0]
        self.evidence = Evidence(len(self.hidden), self.demanded)
        self.evidence.waived = ~self.demanded.must & ~self.hidden[self.demanded.hide]
        for move in found[1]:
            self.evidence.record(move)
        return True

    def _search_and_prune(self) -> None:
        given = self.hidden.copy()
        self.certify(whole=True)
        before = self.evidence.copy()
        self.repair()
        self.finish()
        self.trim(given, before)
        self.prune()

    def _unknowns(self, hidden: Flags, most: float | None = None) -> Unknowns:
        return unknowns(self.family, hidden, self.floor, self.demanded.column, self.most if most is None else most)

    def _search(self, hidden: Flags) -> Search:
        return Search(self.family, self._unknowns(hidden), self.rng)

    def certify(self, *, whole: bool) -> None:
        certify(self._search(self.hidden), self.evidence, whole=whole)

    def repair(self) -> None:
        """Rounds of repair with cheap cells, then with all, until they no longer help."""
        for allowed, at_once, enough in ((self._affordable(), AT_ONCE, FEW), (self.may_hide, 1.0, FEWER)):
            while self._round(allowed, at_once) > enough:
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

    def _round(self, allowed: Flags, at_once: float) -> float:
        """One round of repair; returns the share of the open demands that it met."""
        before = int((~self.evidence.met()).sum())
        if before == 0:
            return 0.0
        price = np.where(self.hidden, 0.0, self.price)
        self.hidden[repair(self._search(self.hidden | allowed), price, self.evidence, at_once)] = True
        self.certify(whole=False)
        return 1 - int((~self.evidence.met()).sum()) / before

    def finish(self) -> None:
        """Meets what is still open demand by demand, in whole numbers."""
        near, anywhere = (self._unknowns(self.hidden | self.may_hide, most=most) for most in (self.most, np.inf))
        places = np.flatnonzero(~self.evidence.met())
        far = int(np.clip(FAR * FULL_CARE / max(len(places), 1), FAR / 4, FAR))
        for place in places:
            while not self.evidence.met()[place]:
                if not (self._advance(near, int(place), far) or self._advance(anywhere, int(place), far)):
                    label = self.family.label(int(self.demanded.column[place]))
                    raise ProtectionError(f"{label} cannot be protected by hiding the cells that may be hidden.")

    def _advance(self, known: Unknowns, place: int, far: int) -> bool:
        """Moves one demand as far as it asks for next; False when that is impossible.

        Small tables around the cell are searched first; if what they need is dear, also a wider surrounding, around
        what a solution in fractions moves there; at last everything that is linked to the cell.
        """
        column, ways = int(self.demanded.column[place]), self.evidence.ways(place)
        found: list[_Way] = []
        for look in (self._tables_around, self._surroundings, self._block):
            for target in ways:
                tried = (self._way(known, piece, column, target) for piece in look(known, column, target, far))
                found += next((way for way in tried if way), [])
            if found and (min(found).cost <= GOOD * self.price.max() or look != self._tables_around):
                break
        if not found:
            return False
        best, price = min(found), np.where(self.hidden, 0.0, self.price)
        self.hidden[hide_and_record(known, best.piece, best.change, price, self.evidence)] = True
        return True

    def _way(self, known: Unknowns, piece: Integers, column: int, target: int) -> list[_Way]:
        """The cheapest move of a column to its target in whole numbers within a piece, if there is one."""
        if column not in piece:
            return []
        own, price = int(np.searchsorted(piece, column)), np.where(self.hidden, 0.0, self.price)
        change = cheapest(known, piece, {own: target}, price, whole=True)
        if change is None or round(change[own], 3) != target or not whole_numbers(change):
            return []
        return [_Way(float(price[piece][np.abs(change) > NEARLY].sum()), piece, change)]

    def _tables_around(self, known: Unknowns, column: int, target: int, far: int) -> Iterator[Integers]:
        for width in WIDTHS:
            piece = box(self.family, known, column, width, self.rng)
            if len(piece) <= FAR:
                yield piece

    def _surroundings(self, known: Unknowns, column: int, target: int, far: int) -> Iterator[Integers]:
        own_group = np.flatnonzero((self.family.summed == self.family.summed[column]) & known.linked)
        near = around(known, np.array([column]), far)
        for piece in (own_group, near) if len(own_group) <= far and column in own_group else (near,):
            own, price = int(np.searchsorted(piece, column)), np.where(self.hidden, 0.0, self.price)
            change = cheapest(known, piece, {own: target}, price, whole=False)
            if change is not None and abs(change[own]) > NEARLY:
                moved = np.union1d(piece[np.abs(change) > NEARLY], [column])
                yield moved
                yield np.intersect1d(around(known, moved, WIDER * len(moved)), piece)

    def _block(self, known: Unknowns, column: int, target: int, far: int) -> Iterator[Integers]:
        for size in EVERYTHING:
            yield around(known, np.array([column]), size)

    def trim(self, given: Flags, before: Evidence) -> None:
        """Meets the demands anew within what is hidden, starting from `given` and what was known of it."""
        if self.hidden.sum() > given.sum():
            self.hidden = trim(self._search(self.hidden), given, self.price, before, self.evidence)
            self.evidence = before

    def prune(self) -> None:
        secondary = np.flatnonzero(self.hidden & ~self.must & ~self.tested)
        order: Integers = secondary[np.argsort(-self.price[secondary], kind="stable")]
        pruning = Pruning(self._search(self.hidden), self.evidence)
        self.hidden[order] = False
        self.hidden[pruning.needed(order)] = True
        self.evidence, self.tested = pruning.evidence, self.hidden & ~self.must
        self._show_what_never_moves()

    def _show_what_never_moves(self) -> None:
        """A secondary cell that no demand relies on protects nothing, and a reader could fill it in."""
        moves = np.zeros(len(self.hidden), dtype=bool)
        for number in np.unique(self.evidence.sources(np.arange(len(self.demanded)))):
            moves[self.evidence.moves[number].columns] = True
        still = self.hidden & ~moves
        still[self.demanded.hide[~self.evidence.waived]] = False
        self.hidden[still] = False

"""The cheapest pattern of a small family, by one programme in whole numbers.

Each cell that may be hidden has a switch, and each demand one move up and one down, as far as it asks for them (as in
Fischetti and Salazar-González's model of complete cell suppression). A cell moves only when its switch is on, so what
is hidden is what the moves need and nothing else.

The programme is first solved with fractional moves. Where the pattern it finds has whole moves too, no pattern is
cheaper; where not, all of it is solved in whole numbers. The effort is bounded by nodes, never by time: the same family
gives the same pattern.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.moves import Evidence, Move
from naerblik.disclosure.safety import Demands
from naerblik.disclosure.tables import Integers

SMALL = 600
"""Cells that may be hidden times demands, up to which a family is solved exactly."""
NODES = 2000
"""Nodes of the search after which a family counts as not solved."""


@dataclass(frozen=True)
class Question:
    """What the cheapest pattern is asked for: by column the price, the least values and which cells may be hidden.

    No cell moves by more than `most`, so "cheapest" is among the patterns that such moves show to be safe.
    """

    family: LinkedTables
    demanded: Demands
    price: Floats
    floor: Integers
    may_hide: Flags
    most: float

    @property
    def small(self) -> bool:
        """Whether the family is small enough to be solved exactly."""
        return 0 < int(self.may_hide.sum()) * len(self.demanded) <= SMALL


def least(asked: Question) -> tuple[Flags, list[Move]] | None:
    """The hidden cells and moves that meet the demands; None where the programme was not solved or has no solution."""
    programme = _Programme(asked)
    for whole in (False, True):
        found = programme.solved(whole=whole)
        if found is None:
            return None
        hidden, moves = found
        evidence = Evidence(len(asked.price), asked.demanded)
        evidence.waived = ~asked.demanded.must & ~hidden[asked.demanded.hide]
        for move in moves:
            evidence.record(move)
        if evidence.met().all():
            return found
    return None


class _Programme:
    """Unknowns: the switches of the cells that may be hidden, then one change of the movable columns for each move."""

    def __init__(self, asked: Question) -> None:
        self.asked, self.wanted = asked, asked.demanded
        family = asked.family
        self.columns = np.flatnonzero(asked.may_hide | (family.room_of >= 0))
        self.relations = family.relations[:, self.columns]
        self.place = np.full(len(family.values), -1, dtype=np.int64)
        self.place[self.columns] = np.arange(len(self.columns))
        self.switched = np.flatnonzero(asked.may_hide[self.columns])
        self.switch_of = np.full(len(family.values), -1, dtype=np.int64)
        self.switch_of[self.columns[self.switched]] = np.arange(len(self.switched))
        self.moves = self._moves()

    def _moves(self) -> list[tuple[int, int]]:
        """(demand, direction), sorted as the columns are; a demand that ends where its cell stays shown has none."""
        wanted = self.wanted
        order = [int(d) for d in np.argsort(self.place[wanted.column], kind="stable")]
        asked = [d for d in order if wanted.must[d] or self.switch_of[wanted.hide[d]] >= 0]
        falls = (wanted.down > 0) | (wanted.width > wanted.up)
        return [(d, way) for d in asked for way in (1, -1) if way == 1 or falls[d]]

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """How far each movable column may fall and rise."""
        family, columns = self.asked.family, self.columns
        room = family.room_of[columns] >= 0
        lower = np.maximum((self.asked.floor - family.values)[columns].astype(float), -self.asked.most)
        return lower, np.where(room, np.inf, self.asked.most)

    def solved(self, *, whole: bool) -> tuple[Flags, list[Move]] | None:
        """The cells switched on, and the moves; None where no best solution was found."""
        switches, size = len(self.switched), len(self.columns)
        lower, upper = self.bounds
        forced = np.zeros(switches)
        forced[self.switch_of[self.wanted.hide[self.wanted.must]]] = 1.0
        kinds = [np.ones(switches), np.full(size * len(self.moves), float(whole))]
        found = milp(
            np.r_[np.where(forced > 0, 0.0, self._price()), np.zeros(size * len(self.moves))],
            constraints=[self._kept(), self._hidden(), self._reached()],
            bounds=Bounds(
                np.r_[forced, np.tile(lower, len(self.moves))],
                np.r_[np.ones(switches), np.tile(upper, len(self.moves))],
            ),
            integrality=np.concatenate(kinds).astype(np.int64),
            options={"node_limit": NODES, "mip_rel_gap": 0.0},
        )
        return None if found.status != 0 or found.x is None else self._read(found.x)

    def _price(self) -> Floats:
        """Prices in units of the dearest cell: the solver's tolerances are absolute."""
        price = self.asked.price[self.columns[self.switched]]
        relative: Floats = price / price.max()
        return relative

    def _read(self, solution: Floats) -> tuple[Flags, list[Move]]:
        """What is hidden: the cells that must be, and those that move. A cell that never moves is known.

        Changes that are not whole fall away; the demands that needed them are then open.
        """
        hidden = np.zeros(len(self.asked.price), dtype=bool)
        hidden[self.wanted.hide[self.wanted.must]] = True
        moves = []
        for change in solution[len(self.switched) :].reshape(len(self.moves), len(self.columns)):
            amounts = np.rint(change).astype(np.int64)
            moving = amounts != 0
            if moving.any() and not (self.relations @ amounts).any():
                hidden[self.columns[moving & (self.asked.family.room_of[self.columns] < 0)]] = True
                moves.append(Move(self.columns[moving], amounts[moving]))
        return hidden, moves

    def _kept(self) -> LinearConstraint:
        """Every move keeps every relation."""
        each = sp.block_diag([self.relations] * len(self.moves))
        none = sp.csr_matrix((each.shape[0], len(self.switched)))
        return LinearConstraint(sp.csc_matrix(sp.hstack([none, each])), 0, 0)

    def _hidden(self) -> LinearConstraint:
        """A cell whose switch is off does not move."""
        lower, upper = (bound[self.switched] for bound in self.bounds)
        own = sp.csr_matrix(np.eye(len(self.columns))[self.switched])
        moves = sp.block_diag([own] * len(self.moves))
        above, below = (sp.vstack([sp.csr_matrix(np.diag(-bound))] * len(self.moves)) for bound in (upper, lower))
        lines = moves.shape[0]
        rows = sp.csc_matrix(sp.vstack([sp.hstack([above, moves]), sp.hstack([below, moves])]))
        return LinearConstraint(
            rows, np.r_[np.full(lines, -np.inf), np.zeros(lines)], np.r_[np.zeros(lines), np.full(lines, np.inf)]
        )

    def _reached(self) -> LinearConstraint:
        """Each demand is met as long as its cell is hidden: so far up, so far down, and so wide together."""
        number = {move: n for n, move in enumerate(self.moves)}
        rows = sp.lil_matrix((3 * len(self.moves), len(self.switched) + len(self.moves) * len(self.columns)))
        wanted, line = self.wanted, 0
        for demand, way in self.moves:
            parts = [(way, int(wanted.up[demand] if way > 0 else wanted.down[demand]))]
            parts += [(0, int(wanted.width[demand]))] if way < 0 else []
            for direction, amount in parts:
                for sign in (1, -1) if direction == 0 else (direction,):
                    rows[line, self._unknown(number[demand, sign], int(wanted.column[demand]))] = sign
                rows[line, self.switch_of[wanted.hide[demand]]] -= amount
                line += 1
        return LinearConstraint(rows[:line].tocsc(), 0, np.inf)

    def _unknown(self, move: int, column: int) -> int:
        return len(self.switched) + move * len(self.columns) + int(self.place[column])

"""Show again every secondary cell that is not needed.

Cells are held still, many at a time of which no two share a relation, and the demands that relied on them are met in
other ways; a cell is shown when all of its demands are. Cells that fail are tried again in smaller company, in blocks
of the family up to a size each by itself, so that there no hidden secondary cell can be shown any more.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from naerblik.disclosure.certify import PIECE, possible, push
from naerblik.disclosure.columns import connected
from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.moves import Evidence, apart
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, reach
from naerblik.disclosure.windows import Search

ALONE = 600
"""In blocks of up to this many free columns the last cells are tried one by one; a program there costs milliseconds."""
COMPANY = (400,)
"""How many cells are held still at a time in larger blocks, from one pass to the next."""


class Pruning:
    """Secondary cells under test: `known` holds still what is shown already, `evidence` needs none of it."""

    def __init__(self, search: Search, evidence: Evidence) -> None:
        known = search.known
        self.search, self.known, self.evidence = search, known, evidence
        self.columns = np.flatnonzero(known.free)
        self.block = np.full(len(known.free), -1, dtype=np.int64)
        self.block[self.columns] = connected(known.relations, self.columns)

    def needed(self, secondary: Integers, *, alone: bool) -> Integers:
        """Those of the cells, tested in this order, that cannot be shown; with `alone` none in a small block can."""
        certain = necessary(self.known, self.evidence, secondary)
        kept, open_cells = secondary[certain], secondary[~certain]
        small = self.small(open_cells)
        left = open_cells[~small]
        for company in COMPANY:
            left = self._pass(left, company)
        close = self._pass(open_cells[small], COMPANY[0])
        return np.concatenate([kept, left, self._pass(close, 1) if alone else close])

    def small(self, cells: Integers) -> Flags:
        """Which cells stand in blocks that are small enough for each cell to be tested alone."""
        small: Flags = np.bincount(self.block[self.columns])[self.block[cells]] <= ALONE
        return small

    def _pass(self, cells: Integers, company: int) -> Integers:
        """Tries all cells once and returns those that failed. `company` counts cells of one block."""
        failed = []
        while len(cells):
            chosen = apart(self.known.relations, cells)
            rank = pd.Series(self.block[cells[chosen]]).groupby(self.block[cells[chosen]]).cumcount().to_numpy()
            chosen = chosen[rank < company]
            failed.append(self._without(cells[chosen]))
            cells = np.delete(cells, chosen)
        return np.concatenate([np.zeros(0, dtype=np.int64), *failed])

    def _without(self, batch: Integers) -> Integers:
        """Holds the cells of a batch still; those without which some demand was not met are freed and returned."""
        before, known = self.evidence, self.known
        saved = known.lower[batch].copy(), known.upper[batch].copy()
        known.lower[batch] = known.upper[batch] = 0.0
        trial = before.without(before.using(batch))
        self._waive(trial, batch)
        lost = np.flatnonzero(~trial.met())
        failing = self._free(batch, saved, lost[~possible(known, trial)[lost]])
        self._take_back(trial, batch[failing], batch[~failing], lost)
        self._meet(trial)
        while not trial.met().all():
            late = np.flatnonzero(~trial.met())
            failing |= self._free(batch, saved, late)
            self._take_back(trial, batch[failing], batch[~failing], late)
        self.evidence = trial
        return batch[failing]

    def _waive(self, trial: Evidence, shown: Integers, *, again: bool = False) -> None:
        """A demand that holds only as long as its cell is hidden ends when the cell is shown."""
        marked = np.zeros(len(self.known.free), dtype=bool)
        marked[shown] = True
        trial.waived[marked[trial.demanded.hide] & ~trial.demanded.must] = not again

    def _take_back(self, trial: Evidence, freed: Integers, still: Integers, lost: Integers) -> None:
        """Cells that were freed need their demands met again; what was known without the others is true again."""
        self._waive(trial, freed, again=True)
        open_again = np.flatnonzero(~trial.met())
        lost = np.union1d(lost, open_again)
        trial.restore(self.evidence, lost[self._rest_on(lost, still)])

    def _free(self, batch: Integers, saved: tuple[Floats, Floats], demands: Integers) -> Flags:
        """Lets the cells move again that stand in the moves by which these demands were met before."""
        found = np.zeros(len(self.known.free), dtype=bool)
        for number in np.unique(self.evidence.sources(demands)):
            found[self.evidence.moves[number].columns] = True
        freed: Flags = found[batch]
        self.known.lower[batch[freed]], self.known.upper[batch[freed]] = saved[0][freed], saved[1][freed]
        return freed

    def _rest_on(self, demands: Integers, still: Integers) -> Flags:
        """The demands that were met before by moves in which none of the cells stands that are held still."""
        held = self.evidence.using(still)
        free: Flags = ~(held[self.evidence.up_move[demands]] | held[self.evidence.down_move[demands]])
        return free

    def _meet(self, trial: Evidence) -> None:
        while True:
            before = ~trial.met()
            if not before.any():
                return
            wanted = trial.demanded.column[before]
            blocks = np.unique(self.block[wanted[self.known.free[wanted]]])
            near = self.columns[np.isin(self.block[self.columns], blocks)]
            push(self.search, self.search.pieces(near, PIECE, wanted), trial, before, whole=len(near) <= ALONE)
            if int((~trial.met()).sum()) > 0.9 * int(before.sum()):
                break
        if len(near) <= ALONE:
            for place in np.flatnonzero(~trial.met()):
                push(self.search, [near], trial, np.arange(len(before)) == place)


def necessary(known: Unknowns, evidence: Evidence, secondary: Integers) -> Flags:
    """The secondary cells without which one relation alone rules a demand out; they need no test of their own.

    In each relation a demanded cell can rise only by what the other cells give. What one of them gives is bounded by
    `reach`, so a demand fails without a cell when the others together give too little.
    """
    lower, upper = reach(known)
    entries = known.relations.tocoo()
    rises = np.where(entries.data > 0, upper[entries.col], -lower[entries.col])
    falls = np.where(entries.data > 0, -lower[entries.col], upper[entries.col])
    table = pd.DataFrame(
        {"row": entries.row, "column": entries.col, "sign": entries.data, "rise": rises, "fall": falls}
    )
    wanted = evidence.demanded
    up = pd.Series(wanted.up[wanted.up > 0], index=wanted.column[wanted.up > 0])
    raised = table[table.column.isin(up.index)]
    givers = table[table.column.isin(secondary)]
    finite = table.assign(rise=np.where(np.isfinite(rises), rises, 0), fall=np.where(np.isfinite(falls), falls, 0))
    whole = finite.groupby("row")[["rise", "fall"]].sum()
    endless = table.assign(rise=np.isinf(rises), fall=np.isinf(falls)).groupby("row")[["rise", "fall"]].sum()
    pairs = raised.merge(givers, on="row", suffixes=("", "_giver"))
    pairs = pairs[pairs.column != pairs.column_giver]
    found = np.zeros(len(known.free), dtype=bool)
    for sign, part in ((1, "fall"), (-1, "rise")):
        side = pairs[pairs.sign == sign]
        own, given = side[part].to_numpy(), side[f"{part}_giver"].to_numpy()
        others_endless = endless[part].reindex(side.row).to_numpy() - np.isinf(own) - np.isinf(given)
        others = whole[part].reindex(side.row).to_numpy() - np.where(np.isinf(own), 0, own)
        others -= np.where(np.isinf(given), 0, given)
        short = (others_endless == 0) & (others < up.reindex(side.column).to_numpy())
        found[side.column_giver.to_numpy()[short]] = True
    return found[secondary]

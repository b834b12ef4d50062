"""Show again every secondary cell that is not needed, until none is left that could be shown.

Two steps. Trimming meets the demands anew with every secondary cell at a price, so that each moves only where it is
needed. Then each remaining cell is tested by itself: it is needed when a single relation rules a demand out without it,
and it is shown again when all demands that relied on it can be met without it, nearby.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from naerblik.disclosure.certify import push
from naerblik.disclosure.linked import Flags, Floats, LinkedTables
from naerblik.disclosure.moves import Evidence, around
from naerblik.disclosure.repair import repair
from naerblik.disclosure.tables import Integers
from naerblik.disclosure.unknowns import Unknowns, reach

TRIMS = 12
NEARBY = 900


def trim(
    family: LinkedTables,
    known: Unknowns,
    primary: Flags,
    price: Floats,
    evidence: Evidence,
    complete: Evidence,
    rng: np.random.Generator,
) -> Flags:
    """Hidden cells that suffice, found by giving every secondary cell a price.

    `evidence` rests on primary cells alone and grows here; `complete` meets every demand and fills what stays open.
    """
    kept = primary.copy()
    for _ in range(TRIMS):
        before = int(evidence.met().sum())
        kept[repair(family, known, np.where(kept, 0.0, price), evidence, rng)] = True
        if evidence.met().all() or int(evidence.met().sum()) == before:
            break
    known_moves = len(evidence.moves)
    evidence.take(complete)
    for move in evidence.moves[known_moves:]:
        kept[move.columns[price[move.columns] > 0]] = True
    return kept


def prune(
    family: LinkedTables, known: Unknowns, secondary: Integers, evidence: Evidence, rng: np.random.Generator
) -> tuple[Evidence, Integers]:
    """Tests the secondary cells in this order; returns the evidence without those shown, and those still needed."""
    users: dict[int, list[int]] = defaultdict(list)
    tested = np.zeros(len(known.free), dtype=bool)
    tested[secondary] = True
    indexed = 0
    certain = necessary(known, evidence, secondary)
    needed = list(secondary[certain])
    for column in secondary[~certain]:
        for number in range(indexed, len(evidence.moves)):
            for used in evidence.moves[number].columns[tested[evidence.moves[number].columns]]:
                users[int(used)].append(number)
        indexed = len(evidence.moves)
        trial = _without(known, evidence, int(column), users[int(column)], rng)
        if trial is None:
            needed.append(column)
        else:
            evidence = trial
    return evidence, np.array(needed, dtype=np.int64)


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


def _without(
    known: Unknowns, evidence: Evidence, column: int, broken: list[int], rng: np.random.Generator
) -> Evidence | None:
    """The evidence when this column is shown, or None if some demand is no longer met nearby."""
    flags = np.zeros(len(evidence.moves) + 1, dtype=bool)
    flags[broken] = True
    trial = evidence.without(flags)
    saved = known.lower[column], known.upper[column]
    known.lower[column] = known.upper[column] = 0.0
    lost = np.flatnonzero(~trial.met())
    if len(lost):
        piece = around(known.relations, trial.demanded.column[lost], NEARBY)
        everyone = np.ones(len(trial.demanded), dtype=bool)
        while True:
            before = int(trial.met().sum())
            push(known, piece, trial, everyone, rng)
            if trial.met().all() or int(trial.met().sum()) == before:
                break
    if trial.met().all():
        return trial
    known.lower[column], known.upper[column] = saved
    return None

"""Whether rates narrow a hidden number of tumours, by linear programmes over the strata of one item.

Each published count is a sum of strata, each figure keeps a sum over them within its rounding. A hidden number is
narrowed where it could reach the threshold, or another value at all, without the figures and cannot with them. Points
of one programme show it of many numbers at once; programmes of their own are left for the few that none shows.
Fractions allow for more than whole numbers do; the attack looks at the same again from the files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.cancer_cells import Seen
from naerblik.disclosure.cancer_figures import MEASURES
from naerblik.disclosure.cancer_forms import Limits
from naerblik.disclosure.cancer_strata import Floats, in_areas, in_sexes
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.programme import Programme
from naerblik.disclosure.tables import Integers

TOGETHER = 6
"""Programmes that push all numbers at once."""
NEARLY = 1e-6


@dataclass(frozen=True)
class Hidden:
    """The hidden numbers of the year of the report as sums of strata. `seen` are the numbers that are shown."""

    hidden: Floats
    seen: Floats
    values: Floats
    """What the shown numbers are."""


def hidden(tumours: Integers, beside: Seen, bands: Integers) -> Hidden:
    """The published counts of an item."""
    in_bands = np.concatenate([np.ones((1, len(bands))), np.eye(int(bands.max()) + 1)[bands].T])
    first = np.eye(len(tumours))[0]
    counts = np.einsum("t,Ar,sq,ba->Asbtrqa", first, in_areas(), in_sexes(), in_bands).reshape(-1, tumours.size)
    shown = beside.year.reshape(-1)
    years = np.einsum("t,Ar,sq->Atrq", np.eye(len(tumours))[-1], in_areas(), in_sexes()[:1])
    earlier = np.repeat(years.reshape(len(in_areas()), -1), tumours.shape[-1], axis=1)
    whole = np.flatnonzero(np.logical_and.reduce(beside.before, axis=0)) if len(tumours) > 1 else np.zeros(0, dtype=int)
    seen = np.concatenate([counts[shown], earlier[whole]])
    return Hidden(counts[~shown], seen, seen @ tumours.reshape(-1))


def narrowed(known: Hidden, forms: Floats, limits: Limits, threshold: int) -> Floats:
    """The hidden numbers (one line each, over the strata) that the printed figures narrow."""
    rows, least, most = _figures(forms, limits)
    if len(rows) == 0 or len(known.hidden) == 0:
        return known.hidden[:0]
    open_with = _Reach(known, rows, least, most, threshold).stuck(np.arange(len(known.hidden)))
    if len(open_with) == 0:
        return known.hidden[:0]
    nothing = np.zeros((0, rows.shape[1]))
    open_without = _Reach(known, nothing, least[:0], most[:0], threshold).stuck(open_with)
    return known.hidden[np.setdiff1d(open_with, open_without)]


def _figures(forms: Floats, limits: Limits) -> tuple[Floats, Floats, Floats]:
    """The printed rates, expected numbers and ratios as bounds of forms; the spread behind limits as another."""
    standards = sum(m.name == "asr" and m.number == "value" for m in MEASURES)
    size = limits.events.size
    least, most = (x.reshape(len(MEASURES), size) for x in (limits.least, limits.most))
    events, low = (x.reshape(size) for x in (limits.events, limits.low))
    found = [(s, least[3 * s], most[3 * s]) for s in range(standards)]
    with np.errstate(divide="ignore", invalid="ignore"):
        for s in range(standards):
            per = (low - events) / np.sqrt(events)
            ends = np.stack(
                [(a - b) / per for a in (least[3 * s + 1], most[3 * s + 1]) for b in (least[3 * s], most[3 * s])]
            )
            found.append((standards + s, np.maximum(ends.min(axis=0), 0.0) ** 2, ends.max(axis=0) ** 2))
        place = 3 * standards
        found.append((2 * standards, least[place], most[place]))
        found.append((2 * standards, events / most[place + 1], events / least[place + 1]))
    lines, lower, upper = [], [], []
    for form, below, above in found:
        kept = np.flatnonzero(np.isfinite(below) & np.isfinite(above) & (above > 0))
        lines.append(forms[:, form * size + kept].T)
        lower.append(below[kept])
        upper.append(above[kept])
    return np.concatenate(lines), np.concatenate(lower), np.concatenate(upper)


class _Reach:
    """How far hidden numbers are seen to go in the points that programmes end at."""

    def __init__(self, known: Hidden, figures: Floats, least: Floats, most: Floats, threshold: int) -> None:
        self.known, self.threshold = known, threshold
        rows, size = np.concatenate([known.seen, figures]), known.seen.shape[1]
        lower = np.concatenate([np.zeros(size), known.values, least])
        upper = np.concatenate([np.full(size, np.inf), known.values, most])
        # Each row equals an unknown of its own, whose bounds are those of the row.
        relations = sp.hstack([sp.csc_matrix(rows), -sp.eye(len(rows), format="csc")], format="csc")
        self.programme, self.size = Programme(relations, lower, upper), size
        self.low = np.full(len(known.hidden), np.inf)
        self.high = np.full(len(known.hidden), -np.inf)

    def stuck(self, among: Integers) -> Integers:
        """Those of some hidden numbers that cannot reach the threshold, or have one value only."""
        random = np.random.default_rng(len(among))
        for turn in range(TOGETHER):
            waiting = among[self._short()[among]]
            if len(waiting) == 0:
                return waiting
            sign = 1 if turn % 2 == 0 else -1
            self._push(sign * random.uniform(0.5, 1.5, len(waiting)) @ self.known.hidden[waiting])
        for number in among:
            for sign in (1, -1):
                if self._short()[number]:
                    self._push(sign * self.known.hidden[number])
        found: Integers = among[self._short()[among]]
        return found

    def _short(self) -> Flags:
        return np.asarray((self.high < self.threshold - NEARLY) | (self.high - self.low < 1 - NEARLY))

    def _push(self, gain: Floats) -> None:
        cost = np.zeros(len(self.programme.columns))
        cost[: self.size] = -gain
        found = self.programme.minimise(cost)
        if found is not None:
            values = self.known.hidden @ found[: self.size]
            self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)

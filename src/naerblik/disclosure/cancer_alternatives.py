"""Whole alternative tables that print the same: what they differ in, no reader can know.

A table is changed by moving single tumours to other ages of the same region, sex and time; in the year of the report
only within their age band. So the numbers of events stay, and with them every published count of tumours, shown or
hidden: a table found this way agrees with all that is published as long as its figures do. Moves that pull a figure
one way are drawn together with moves that pull it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from naerblik.disclosure.cancer_figures import STANDARDS
from naerblik.disclosure.cancer_forms import Limits
from naerblik.disclosure.cancer_strata import Floats, in_areas, in_sexes
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.tables import Integers
from naerblik.items import age_strata

CHECKED = 32
"""Changes whose every figure is looked at, of those that keep rates and expected numbers."""
FIRST, BESIDE, THIRDS = 6, 40, 10
"""Wanted moves, moves that are paired beside them, and third moves where no pair keeps the rates; drawn by lot."""
TRIES = 2
"""Failures in a row after which a group is not cleared."""


@dataclass(frozen=True)
class Moves:
    """Every move of one tumour: from which stratum (flat) to which, and the strata of one time, region and sex."""

    source: Integers
    target: Integers
    start: Integers
    """Stratum -> the place of its first move; sources are sorted."""

    def of(self, stratum: int) -> Integers:
        """The places of the moves out of a stratum."""
        return np.arange(self.start[stratum], self.start[stratum + 1])


def moves(shape: Sequence[int], bands: Integers) -> Moves:
    """The moves in tables of a shape (SHAPE); `bands` gives the age band of each age stratum."""
    times, ages = shape[0], shape[-1]
    cells = np.arange(int(np.prod(shape))).reshape(times, -1, ages)
    found = []
    for time in range(times):
        free = np.ones((ages, ages), dtype=bool) if time else bands[:, None] == bands[None, :]
        source, target = np.nonzero(free & ~np.eye(ages, dtype=bool))
        found += [np.stack([group[source], group[target]]) for group in cells[time]]
    pairs = np.concatenate(found, axis=1)
    return Moves(pairs[0], pairs[1], np.searchsorted(pairs[0], np.arange(cells.size + 1)))


def bands(first_ages: Sequence[int]) -> Integers:
    """The age band of each age stratum. Raises ValueError where a band begins within a stratum."""
    starts = [stratum.first for stratum in age_strata()]
    if inside := set(first_ages) - set(starts):
        raise ValueError(f"an age band begins at {min(inside)}, within an age group of the rates")
    return np.searchsorted(np.array(first_ages), starts, side="right") - 1


def unpublished(shape: Sequence[int], bands: Integers) -> Integers:
    """Groups of strata that no count publishes (groups x strata): each area, sex and age in each time and period.

    Of the year of the report not those ages that are a band by themselves.
    """
    times = np.array([[1, 0], [0, 1], [1, 1]])[: 2 * shape[0] - 1, : shape[0]]
    found = np.einsum("Tt,Ar,sq,ag->TAsgtrqa", times, in_areas(), in_sexes(), np.eye(shape[-1], dtype=np.int64))
    alone = np.bincount(bands)[bands] == 1
    found[0, :, :, alone] = 0
    flat = found.reshape(-1, int(np.prod(shape)))
    return np.unique(flat[flat.any(axis=1)], axis=0)


@dataclass
class Search:
    """The strata of one item that hold 1 to `most`, and which of them some table was found to empty or to fill."""

    table: Integers
    groups: Integers
    forms: Floats
    limits: Limits
    moves: Moves
    most: int

    def __post_init__(self) -> None:
        self.true = self.table.reshape(-1)
        sums = self.groups @ self.true
        self.groups = self.groups[(sums >= 1) & (sums <= self.most)]
        self.open: Flags = np.ones(len(self.groups), dtype=bool)

    def clears(self, group: int, rng: np.random.Generator) -> bool:
        """Whether a table was found in which the group holds none, or more than few."""
        if self.open[group]:
            self._empty(group, rng)
        return not self.open[group]

    def _empty(self, place: int, rng: np.random.Generator) -> None:
        """Moves the tumours of a group away one by one, keeping all that is printed; what else is found counts too."""
        inside = self.groups[place] > 0
        table, failed = self.true.copy(), 0
        while failed < TRIES and self.open[place]:
            changed = self._emptier(table, inside, rng)
            if changed is None:
                failed += 1
                continue
            table = changed
            found = self.groups @ table
            self.open &= (found >= 1) & (found <= self.most)

    def _emptier(self, table: Integers, inside: Flags, rng: np.random.Generator) -> Integers | None:
        """A table that prints the same with one tumour less in the group; None if none was found."""
        stratum = int(rng.choice(np.flatnonzero(inside & (table > 0))))
        first = self.moves.of(stratum)
        first = first[~inside[self.moves.target[first]]]
        own = stratum // self.table.shape[-1]
        beside = np.flatnonzero(
            (self.moves.source // self.table.shape[-1] == own)
            & (table[self.moves.source] > 0)
            & ~inside[self.moves.target]
        )
        sums = table @ self.forms
        first, beside = _some(first, FIRST, rng), _some(beside, BESIDE, rng)
        for thirds in (0, THIRDS):
            drawn = self._near(sums, stratum, first, beside, _some(beside, thirds, rng))
            moved = sums + self._effect_of(drawn)
            for fits in np.flatnonzero(self.limits.keep(moved)) if len(drawn) else ():
                changed = self._changed(table, drawn[fits])
                if changed is not None:
                    return changed
        return None

    def _effect_of(self, drawn: Integers) -> Floats:
        real = (drawn >= 0)[..., None]
        each = np.where(real, self.forms[self.moves.target[drawn]] - self.forms[self.moves.source[drawn]], 0.0)
        return np.asarray(each.sum(axis=1))

    def _near(self, sums: Floats, stratum: int, first: Integers, beside: Integers, third: Integers) -> Integers:
        """Changes of some moves that keep all rates and expected numbers, those that keep them best first."""
        columns, least, most = self._linear(stratum)
        middle, half = (least + most) / 2, (most - least) / 2
        effect = self._effect(np.append(beside, -1), columns)
        one, two = np.triu_indices(len(beside) + 1)
        change = effect[one] + effect[two]
        places = np.append(beside, -1)
        pairs = np.stack([places[one], places[two]], axis=1)
        if len(third):
            change = (change[:, None] + self._effect(third, columns)[None]).reshape(
                len(change) * len(third), len(columns)
            )
            pairs = np.concatenate([np.repeat(pairs, len(third), axis=0), np.tile(third, len(pairs))[:, None]], axis=1)
        change = (change - middle) / half
        off = [np.abs(change + (sums[columns] + e) / half).max(axis=1, initial=0) for e in self._effect(first, columns)]
        if not off:
            return np.zeros((0, 1), dtype=np.int64)
        far = np.concatenate(off)
        best = np.argsort(far, kind="stable")[:CHECKED]
        best = best[far[best] < 1]
        return np.concatenate([first[best // len(pairs)][:, None], pairs[best % len(pairs)]], axis=1)

    def _linear(self, stratum: int) -> tuple[Integers, Floats, Floats]:
        """The rates and expected numbers that a stratum counts in, which are linear: their forms and bounds."""
        standards, size = len(STANDARDS), self.limits.events.size
        form = np.append(np.arange(standards), 2 * standards)
        figure = np.append(np.arange(0, 3 * standards, 3), 3 * standards)
        columns = (form[:, None] * size + np.arange(size)).reshape(-1)
        least, most = (x.reshape(-1, size)[figure].reshape(-1) for x in (self.limits.least, self.limits.most))
        kept = np.isfinite(least) & (self.forms[stratum, columns] != 0)
        return columns[kept], least[kept], most[kept]

    def _effect(self, drawn: Integers, columns: Integers) -> Floats:
        """What moves add to some forms; -1 is no move."""
        part = self.forms[:, columns]
        return np.where((drawn >= 0)[:, None], part[self.moves.target[drawn]] - part[self.moves.source[drawn]], 0.0)

    def _changed(self, table: Integers, drawn: Integers) -> Integers | None:
        """The table after some moves; None where a stratum would hold less than none."""
        drawn = drawn[drawn >= 0]
        changed = table.copy()
        np.add.at(changed, self.moves.source[drawn], -1)
        np.add.at(changed, self.moves.target[drawn], 1)
        return changed if (changed >= 0).all() else None


def _some(places: Integers, number: int, rng: np.random.Generator) -> Integers:
    """Some of the places, drawn by lot."""
    drawn: Integers = rng.choice(places, size=min(number, len(places)), replace=False)
    return drawn

"""Columns that can only move together.

Where two cells of a relation are hidden and no more, one moves as much as the other, or as much against it. Put in the
place of each other they leave other relations with two cells, and so on. Between the groups that are left stand half of
the relations or fewer, and a program over them has that much fewer steps to take to the same changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.linked import Flags, Floats
from naerblik.disclosure.tables import Integers

WEIGHTS = 0
"""Seed of the lots by which relations that say the same are told from others."""
HEAVIEST = 1 << 40
"""Sums of thousands of weights up to this are exact, and two different sums are hardly ever the same."""


@dataclass(frozen=True)
class Grouped:
    """What a piece of the family is to a program: relations between groups, and how far each group may move.

    `member` and `sign` say by column of the piece which group it moves with, and whether along (1), against (-1) or not
    at all (0).
    """

    relations: sp.csc_matrix
    lower: Floats
    upper: Floats
    member: Integers
    sign: Floats

    def gathered(self, numbers: Floats) -> Floats:
        """Numbers of the columns, added up by group."""
        return np.bincount(self.member, numbers, minlength=len(self.lower)).astype(float)

    def spread(self, change: Floats) -> Floats:
        """The change of each column when the groups change so."""
        return self.sign * change[self.member]


@dataclass(frozen=True)
class Ties:
    """The groups of all columns: `group` and `sign` by column, `size` by group, and the `relations` that are needed.

    Of relations that say the same between groups one is needed, of those that hold within groups none.
    """

    group: Integers
    sign: Floats
    size: Integers
    relations: sp.csc_matrix

    def within(self, piece: Integers, lower: Floats, upper: Floats) -> Grouped:
        """The columns of a piece, between these bounds, in groups; a group that is cut cannot move."""
        numbers, member, here = np.unique(self.group[piece], return_inverse=True, return_counts=True)
        sign = self.sign[piece]
        relations = sp.csc_matrix(self.relations[:, piece] @ _substitution(member, sign))
        relations.eliminate_zeros()
        least, most = np.full(len(numbers), -np.inf), np.full(len(numbers), np.inf)
        np.maximum.at(least, member, np.where(sign > 0, lower, -upper))
        np.minimum.at(most, member, np.where(sign > 0, upper, -lower))
        still = here < self.size[numbers]
        still[member[sign == 0]] = True
        least[still] = most[still] = 0.0
        return Grouped(relations, least, most, member.astype(np.int64), sign)


def ties(relations: sp.csc_matrix, free: Flags) -> Ties:
    """The groups that relations with a sum of 0 make of the free columns, when no others move."""
    group, sign = np.arange(len(free)), np.ones(len(free))
    left = sp.csr_matrix(relations @ sp.diags(free.astype(float)))
    left.eliminate_zeros()
    while (found := _joined(left)) is not None:
        joined, along = found
        group, sign = joined[group], sign * along[group]
        left = sp.csr_matrix(left @ _substitution(joined, along))
        left.eliminate_zeros()
    needed = relations.tocsr()[_different(left)].tocsc()
    return Ties(group.astype(np.int64), sign, np.bincount(group), needed)


def _joined(relations: sp.csr_matrix) -> tuple[Integers, Floats] | None:
    """By column its group and how it moves with it, as relations with one or two columns say; None without any.

    Each column stands twice in a graph, as it is and turned round, and a tie joins both with those of the other column,
    crosswise where one moves against the other. What is joined with its own opposite never moves.
    """
    columns, entries = relations.shape[1], np.diff(relations.indptr)
    alone = relations[np.flatnonzero(entries == 1)].indices
    two = relations[np.flatnonzero(entries == 2)]
    pairs, weights = two.indices.reshape(-1, 2), two.data.reshape(-1, 2)
    even = np.abs(weights[:, 0]) == np.abs(weights[:, 1])
    if not even.any() and len(alone) == 0:
        return None
    first, second = pairs[even].T
    turned = np.where(weights[even].prod(axis=1) > 0, columns, 0)
    starts = np.concatenate([first, first + columns, alone])
    ends = np.concatenate([second + turned, second + columns - turned, alone + columns])
    graph = sp.coo_matrix((np.ones(len(starts)), (starts, ends)), shape=(2 * columns, 2 * columns))
    as_it_is, round_about = np.split(sp.csgraph.connected_components(graph, directed=False)[1], 2)
    _, group = np.unique(np.minimum(as_it_is, round_about), return_inverse=True)
    return group.astype(np.int64), np.sign(round_about - as_it_is).astype(float)


def _substitution(group: Integers, sign: Floats) -> sp.csr_matrix:
    """Columns by groups: how far each column moves when its group moves by one."""
    return sp.csr_matrix((sign, (np.arange(len(group)), group)), shape=(len(group), group.max(initial=-1) + 1))


def _different(relations: sp.csr_matrix) -> Integers:
    """The first of each lot of relations that are the same or each other's opposite; none without any columns."""
    weight = np.random.default_rng(WEIGHTS).integers(1, HEAVIEST, relations.shape[1])
    mark = np.abs(relations @ weight.astype(float))
    some = np.flatnonzero(np.diff(relations.indptr) > 0)
    return np.sort(some[np.unique(mark[some], return_index=True)[1]])

"""Variables of which one gives the other: where a sum holds two unknown numbers, a reader who has one has both.

One of them is put in the place of the other everywhere, which leaves other sums with two, and so on. What is left says
the same about fewer numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import NEARLY, Flags, Floats, Integers, Matrix


@dataclass(frozen=True)
class Tied:
    """Each variable as `sign` x variable `root` + `shift`; `roots` are those that stand for themselves."""

    root: Integers
    sign: Floats
    shift: Floats

    @property
    def roots(self) -> Integers:
        return np.unique(self.root)

    def of(self, rows: Matrix) -> tuple[Matrix, Floats]:
        """The rows on the roots alone, and what each has besides."""
        roots, place = np.unique(self.root, return_inverse=True)
        substituted = sp.csr_matrix((self.sign, (np.arange(len(place)), place)), shape=(len(place), len(roots)))
        left = rows @ substituted
        left.eliminate_zeros()
        return left, rows @ self.shift

    def within(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """The bounds of the roots that keep every variable within its own."""
        ends = self.sign * (lower - self.shift), self.sign * (upper - self.shift)
        least, most = np.full(len(lower), -np.inf), np.full(len(lower), np.inf)
        np.maximum.at(least, self.root, np.minimum(*ends))
        np.minimum.at(most, self.root, np.maximum(*ends))
        return least[self.roots], most[self.roots]

    def then(self, later: Tied) -> Tied:
        """These ties, and then those that were found among the roots."""
        roots = self.roots
        place = np.searchsorted(roots, self.root)
        return Tied(
            roots[later.root[place]], self.sign * later.sign[place], self.sign * later.shift[place] + self.shift
        )


def tied(rows: Matrix, row_lower: Floats, row_upper: Floats) -> Tied:
    """All ties that follow one from the other. A sum that contradicts them stays, and can then not be kept."""
    width = rows.shape[1]
    found = Tied(np.arange(width), np.ones(width), np.zeros(width))
    given = np.where(row_lower == row_upper, row_lower, np.nan)
    while True:
        own, besides = found.of(rows)
        more = _among(own, given - besides)
        if more is None:
            return found
        found = found.then(more)


def _among(rows: Matrix, sums: Floats) -> Tied | None:
    """Ties of variables to earlier ones, each by one sum of two (`sums` is not a number where none is known)."""
    lines = np.flatnonzero((np.diff(rows.indptr) == 2) & np.isfinite(sums))
    pairs, weights = (part.reshape(-1, 2) for part in (rows[lines].indices, rows[lines].data))
    order = np.argsort(pairs, axis=1)
    (first, second), (one, other) = (np.take_along_axis(part, order, axis=1).T for part in (pairs, weights))
    shift, sign = sums[lines] / other, -one / other
    usable: Flags = (np.abs(sign) == 1.0) & (np.abs(shift - np.rint(shift)) <= NEARLY)
    if not usable.any():
        return None
    child, which = np.unique(second[usable], return_index=True)
    width = rows.shape[1]
    root, turned, added = np.arange(width), np.ones(width), np.zeros(width)
    root[child] = first[usable][which]
    turned[child], added[child] = sign[usable][which], np.rint(shift[usable][which])
    while (root[root] != root).any():  # each time twice as far back
        added, turned, root = turned * added[root] + added, turned * turned[root], root[root]
    return Tied(root.astype(np.int64), turned, added)

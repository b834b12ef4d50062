"""Columns of relations that are stored by column: their entries, and which of them hang together.

Thousands of small programs are cut out of one large family, and each cut by scipy checks what it is given anew. What
is read here comes from matrices that stand.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from naerblik.disclosure.tables import Integers


def entries(relations: sp.csc_matrix, columns: Integers) -> tuple[Integers, Integers]:
    """For each entry of some columns, in their order: its relation, and the place of its column among them."""
    starts = relations.indptr[columns].astype(np.int64)
    sizes = relations.indptr[columns + 1] - starts
    place: Integers = np.repeat(np.arange(len(columns)), sizes)
    before = np.cumsum(sizes) - sizes
    row: Integers = relations.indices[np.repeat(starts - before, sizes) + np.arange(len(place))].astype(np.int64)
    return row, place


def connected(relations: sp.csc_matrix, columns: Integers) -> Integers:
    """For each of some columns the number of its connected component; columns are linked by the relations they share.

    Components are numbered in the order of their first relation; after them come columns that stand in none.
    """
    row, place = entries(relations, columns)
    used, line = np.unique(row, return_inverse=True)
    # A graph of relations, then columns: each column points to the relations that it stands in.
    size = len(used) + len(columns)
    ends = np.zeros(size + 1, dtype=np.int32)
    ends[len(used) :] = np.searchsorted(place, np.arange(len(columns) + 1))
    graph = sp.csr_matrix((np.ones(len(row)), line.astype(np.int32), ends), shape=(size, size))
    labels = sp.csgraph.connected_components(graph, directed=False)[1][len(used) :]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)

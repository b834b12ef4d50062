"""What a reader of generated tables knows, for the attack: built from codes and sums alone, not from the protection."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from generate_tables import Integers, Tables
from naerblik.disclosure.attack.knowledge import Knowledge, Targets

Flags = NDArray[np.bool_]
Side = list[tuple[Integers, int]]


def known(tables: Tables, hidden: Flags) -> Knowledge:
    """Published cells are known, hidden ones are 0 or more; `hidden` is by cell, table by table."""
    values = np.concatenate([found.ravel() for found in tables.values.values()]).astype(float)
    exact = [_rows(side, len(values)) for side in _sums(tables)]
    rooms = [_rows(side, len(values)) for side, _ in _limits(tables)]
    lines = sum(rows.shape[0] for rows in exact)
    rows = sp.vstack([*exact, *rooms]).tocsr()
    return Knowledge(
        lower=np.where(hidden, 0.0, values),
        upper=np.where(hidden, np.inf, values),
        rows=rows,
        row_lower=np.zeros(rows.shape[0]),
        row_upper=np.where(np.arange(rows.shape[0]) < lines, 0.0, np.inf),
        near=_near(tables),
    )


def targets(tables: Tables, hidden: Flags, threshold: int) -> Targets:
    """Every hidden cell, and every complement beside one."""
    forms = [sp.eye_array(len(hidden), format="csr")[np.flatnonzero(hidden)]]
    cells = forms[0].shape[0]
    for side, complement in _limits(tables):
        if complement:
            beside = np.any([hidden[columns].any(axis=1) for columns, _ in side], axis=0)
            forms.append(_rows(side, len(hidden))[np.flatnonzero(beside)])
    every = sp.csr_matrix(sp.vstack(forms))
    return Targets(
        every, np.full(every.shape[0], float(threshold)), np.where(np.arange(every.shape[0]) < cells, 1.0, 0)
    )


def _columns(tables: Tables) -> Iterator[tuple[str, Integers]]:
    start = 0
    for name, values in tables.values.items():
        yield name, start + np.arange(values.size).reshape(values.shape)
        start += values.size


def _sums(tables: Tables) -> Iterator[Side]:
    """Parts minus whole, for each sum of each dimension of each table."""
    for _, columns in _columns(tables):
        for axis, (name, sums) in enumerate(tables.axes.items()):
            lines = np.moveaxis(columns, axis, 0)
            for whole, parts in sums.items():
                below = lines[[tables.codes[name].index(code) for code in parts]]
                above = lines[tables.codes[name].index(whole)]
                yield [(below.reshape(len(parts), -1).T, 1), (above.reshape(-1, 1), -1)]


def _limits(tables: Tables) -> Iterator[tuple[Side, bool]]:
    """Larger minus smaller, which is never negative, and whether it is a group to be protected."""
    columns = dict(_columns(tables))
    for limit in tables.limits:
        larger = np.column_stack([columns[name].ravel() for name in limit.larger])
        yield [(larger, 1), (columns[limit.smaller].reshape(-1, 1), -1)], limit.complement


def _rows(side: Side, width: int) -> sp.csr_matrix:
    lines = len(side[0][0])
    rows = [np.repeat(np.arange(lines), columns.shape[1]) for columns, _ in side]
    weights = [np.full(columns.size, float(sign)) for columns, sign in side]
    places = np.concatenate([columns.ravel() for columns, _ in side])
    return sp.csr_matrix((np.concatenate(weights), (np.concatenate(rows), places)), shape=(lines, width))


def _near(tables: Tables) -> Integers:
    shape = next(iter(tables.values.values())).shape
    return np.tile(np.indices(shape).reshape(len(shape), -1).T, (len(tables.values), 1)).astype(np.int64)

"""The attack on one table with hierarchies, whatever it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import scipy.sparse as sp

from naerblik import NaerblikError
from naerblik.disclosure.attack.knowledge import Outcome, Targets
from naerblik.disclosure.attack.narrow import narrow
from naerblik.disclosure.attack.rows import system
from naerblik.disclosure.attack.sums import Labels, Total, sums

Hierarchies = Mapping[str, Mapping[str, Sequence[str]]]
"""Dimension -> whole -> its parts."""


class CellsError(NaerblikError):
    """Cells that the attack cannot start from; the text names the column or the cell."""


def cells(
    table: pd.DataFrame, hierarchies: Hierarchies, *, threshold: int, width: int = 1, with_base: bool = False
) -> Outcome:
    """Attacks a table: columns of the hierarchies' names, `value` (whole numbers) and `hidden` (bool), a row a cell.

    The verdicts are those of the hidden cells, in the order of the table. Values of hidden cells are not looked at,
    unless `with_base` allows them as the first possible table, which saves the time to find one.
    Raises CellsError for a missing column or a repeated cell, ContradictionError where published cells do not add up.
    """
    names = list(hierarchies)
    if absent := [name for name in (*names, "value", "hidden") if name not in table.columns]:
        raise CellsError(f"the table has no column {', '.join(absent)}; it has {', '.join(map(str, table.columns))}.")
    if table.duplicated(names).any():
        again = table[names][table.duplicated(names)].iloc[0]
        raise CellsError(f"the cell {', '.join(map(str, again))} stands twice; each cell stands once.")
    labels = Labels(table, names)
    hidden, values = table["hidden"].to_numpy(dtype=bool), table["value"].to_numpy(dtype=float)
    stated = {name: [Total(whole, parts) for whole, parts in own.items()] for name, own in hierarchies.items()}
    lower, upper = np.where(hidden, 0.0, values), np.where(hidden, np.inf, values)
    known = system(list(sums(labels, stated)), lower, upper, labels.near(stated))
    forms = sp.identity(len(values), format="csr")[np.flatnonzero(hidden)]
    asked = np.ones(forms.shape[0])
    targets = Targets(forms, asked * threshold, asked * width)
    return narrow(known, targets, base=values if with_base else None)

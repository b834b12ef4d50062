"""Published cells as dense arrays with dictionaries: what the script of a page looks up.

A block is a full cross of its axes: the parts of the items, years, areas, and the groups of GROUPS. Its counts and
populations are flat lists in that order, the last axis fastest. Nothing is added up; a cell is in one block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from naerblik.parameters import ItemKind
from naerblik.report.cells import ALL
from naerblik.report.explorer.measures import split

HIDDEN, ABSENT = -1, -2
"""What stands for a number that is hidden, and for a cell that is not published."""

GROUPS = ("sex", "age", "nursing_home", "disease", "reporters")
"""The columns of the cells table that groups of citizens and of municipalities are chosen by."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Counts and populations over axes of codes. Populations that do not depend on the item are there once, without
    the axes of its parts; None where nothing is a share of them.
    """

    kind: ItemKind
    axes: tuple[tuple[str, ...], ...]
    counts: Numbers
    populations: Numbers | None

    def content(self) -> dict[str, Any]:
        """The block as JSON holds it."""
        made = {"kind": self.kind, "axes": self.axes, "counts": self.counts.ravel().tolist()}
        return made if self.populations is None else made | {"populations": self.populations.ravel().tolist()}


def blocks(
    cells: pd.DataFrame, kind: ItemKind, orders: Sequence[Sequence[str]], areas: Sequence[str], *, populations: bool
) -> Iterator[Block]:
    """The cells of a kind in as few blocks as their axes allow.

    `orders` holds the codes of each part of an item in the order of its list, `areas` the codes of the areas: what
    neither names is left out. `cells` is the protected table.
    """
    frame = cells.loc[(cells["items"] == kind) & cells["area"].isin(list(areas))]
    if frame.empty:
        return
    parts = pd.DataFrame([split(item, len(orders)) for item in frame["item"]], index=frame.index)
    kept = np.logical_and.reduce([parts[n].isin(list(order)) for n, order in enumerate(orders)] or [frame["year"] > 0])
    frame, parts = frame.loc[kept], parts.loc[kept]
    known = [*(list(order) for order in orders), [str(y) for y in sorted(frame["year"].unique())], list(areas)]
    codes = [*(parts[n] for n in range(len(orders))), frame["year"].astype(str), frame["area"]]
    columns = pd.DataFrame(dict(enumerate([*codes, *(frame[name] for name in GROUPS)])), dtype="object")
    for members in _alike(frame, columns, len(orders) + 1):
        yield _block(kind, frame.loc[members], columns.loc[members], known, populations)


def _alike(frame: pd.DataFrame, columns: pd.DataFrame, place: int) -> list[pd.Index]:
    """Rows of one shape (which groups are chosen) and level; levels with the same codes otherwise stand together."""
    shape = [frame["level"], *((frame[name] != ALL) for name in GROUPS[:-1]), frame["reporters"]]
    found: dict[tuple[object, ...], list[pd.Index]] = {}
    for key, rows in columns.groupby([part.to_numpy() for part in shape], sort=False):
        others = tuple(frozenset(rows[c]) for number, c in enumerate(columns) if number != place)
        found.setdefault((*key[1:], others), []).append(rows.index)
    return [members[0].append(members[1:]) for members in found.values()]


def _block(
    kind: ItemKind, frame: pd.DataFrame, columns: pd.DataFrame, known: Sequence[Sequence[str]], populations: bool
) -> Block:
    axes, places = [], []
    for number, name in enumerate(columns):
        column = columns[name]
        present = set(column)
        listed = known[number] if number < len(known) else dict.fromkeys(column)
        axis = tuple(code for code in listed if code in present)
        places.append(column.map({code: place for place, code in enumerate(axis)}).to_numpy(dtype=int))
        axes.append(axis)
    counts, behind = (_dense(frame[name], axes, places) for name in ("count", "population"))
    return Block(kind, tuple(axes), counts, _once(behind, len(axes) - 2 - len(GROUPS)) if populations else None)


def _dense(numbers: pd.Series, axes: Sequence[Sequence[str]], places: Sequence[Numbers]) -> Numbers:
    made = np.full([len(axis) for axis in axes], ABSENT, dtype=np.int64)
    made[tuple(places)] = numbers.astype("Int64").fillna(HIDDEN).to_numpy(dtype=np.int64)
    return made


def _once(populations: Numbers, parts: int) -> Numbers:
    """Without the axes of the item's parts where every item has the same."""
    flat = populations.reshape(-1, *populations.shape[parts:])
    return flat[0] if bool((flat == flat[0]).all()) else populations

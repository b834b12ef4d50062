"""Where the 98 municipalities stand on the tile map: equal squares that keep Denmark's shape and neighbours.

Own derivation from the coordinates in data/codelists/municipalities.csv, in four steps that give the same result
everywhere: (1) kilometres on the plane, each land mass stretched a little towards even spacing, so that the crowded
municipalities around København find room; (2) points closer than one tile push each other apart while a weak pull
holds them near home, and land masses keep water between them; (3) each land mass in turn takes the grid cells with
the smallest total squared displacement (an exact assignment), never a cell beside another land mass; (4) Bornholm
stands in the east at the height of its latitude. `derive` makes data/codelists/tile_map.csv, which pages read.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from naerblik.geography import Municipality, municipalities
from naerblik.project import CODELISTS

Floats = npt.NDArray[np.float64]

TILE_MAP = CODELISTS / "tile_map.csv"
KM_PER_DEGREE = 111.3
MIDDLE_LATITUDE = 56.0
TILE_KM = 26.0  # the 43 municipalities of Jylland fill their land with tiles of this size
STRETCH = 0.3  # how far coordinates move towards their rank; chosen with TILE_KM for most neighbours kept
APART, WATER = 1.05, 1.9  # smallest distance in tiles on one land mass and across water
PULL, PUSH, STEPS = 0.05, 0.5, 300
BORNHOLM = 400
_LAND_BEGINS = (100, 401, 500)
"""Municipality codes rise from Sjælland over Fyn to Jylland; the lowest code of each land mass."""


@dataclass(frozen=True)
class Tile:
    """A municipality's cell, counted from the north-west corner, and its short label."""

    code: int
    column: int
    row: int
    label: str


@cache
def tiles() -> tuple[Tile, ...]:
    """The committed layout by municipality code."""
    with TILE_MAP.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Tile(int(r["code"]), int(r["column"]), int(r["row"]), r["label"]) for r in rows)


def derive() -> dict[int, tuple[int, int]]:
    """Municipality code -> (column, row), computed afresh from the coordinates."""
    mainland = [m for m in municipalities() if m.code != BORNHOLM]
    land = np.searchsorted(_LAND_BEGINS, [m.code for m in mainland], side="right")
    points = _apart(_stretched(_kilometres(mainland), land) / TILE_KM, land)
    cells = _assigned(points - points.min(axis=0) + 1, land)
    cells -= cells.min(axis=0)
    placed = {m.code: (int(c), int(r)) for m, (c, r) in zip(mainland, cells, strict=True)}
    return {**placed, BORNHOLM: _bornholm(mainland, cells)}


def _kilometres(places: Sequence[Municipality]) -> Floats:
    """East and south in kilometres."""
    east = [m.longitude * np.cos(np.radians(MIDDLE_LATITUDE)) * KM_PER_DEGREE for m in places]
    return np.column_stack([east, [-m.latitude * KM_PER_DEGREE for m in places]])


def _stretched(points: Floats, land: npt.NDArray[np.intp]) -> Floats:
    """Each coordinate moved part of the way to where even spacing on its land mass would put it."""
    moved = points.copy()
    for mass in np.unique(land):
        own = points[land == mass]
        rank = own.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / (len(own) - 1)
        even = own.min(axis=0) + rank * np.ptp(own, axis=0)
        moved[land == mass] = (1 - STRETCH) * own + STRETCH * even
    return moved


def _apart(points: Floats, land: npt.NDArray[np.intp]) -> Floats:
    wanted = np.where(land[:, None] == land[None], APART, WATER)
    home = points.copy()
    for _ in range(STEPS):
        between = points[:, None] - points[None]
        distance = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(distance, np.inf)
        push = np.clip(wanted - distance, 0, None) / 2 / distance
        points = points + PUSH * (between * push[..., None]).sum(axis=1) + PULL * (home - points)
    return points


def _assigned(points: Floats, land: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """A grid cell for each point, land mass by land mass from west to east."""
    width, height = (int(edge) + 4 for edge in points.max(axis=0))
    free = np.ones((width + 2, height + 2), dtype=bool)
    cells = np.zeros(points.shape, dtype=np.intp)
    for mass in sorted(np.unique(land), key=lambda mass: points[land == mass][:, 0].min()):
        candidates = np.argwhere(free[1:-1, 1:-1])
        cost = ((points[land == mass][:, None] - candidates[None]) ** 2).sum(axis=-1)
        taken = candidates[assignment(cost)]
        cells[land == mass] = taken
        for column, row in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
            free[taken[:, 0] + 1 + column, taken[:, 1] + 1 + row] = False
    return cells


def _bornholm(mainland: Sequence[Municipality], cells: npt.NDArray[np.intp]) -> tuple[int, int]:
    """Two columns east of all others, beside the easternmost municipalities of its latitude."""
    island = next(m for m in municipalities() if m.code == BORNHOLM)
    east = [i for i, m in enumerate(mainland) if m.code < BORNHOLM]
    nearest = sorted(east, key=lambda i: abs(mainland[i].latitude - island.latitude))[:5]
    return int(cells[:, 0].max()) + 2, round(float(np.mean(cells[nearest, 1])))


def assignment(cost: Floats) -> npt.NDArray[np.intp]:
    """The column for each row that makes the summed cost smallest, each column used at most once.

    `cost` has at least as many columns as rows. Shortest augmenting paths with potentials, O(rows^2 x columns)
    (R. Jonker and A. Volgenant, Computing 38 (1987) 325-340).
    """
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows + 1), np.zeros(columns + 1)
    owner = np.zeros(columns + 1, dtype=np.intp)  # row (from 1) that holds a column; column 0 is the start
    for row in range(1, rows + 1):
        owner[0] = row
        _augment(cost, row_price, column_price, owner)
    chosen = np.zeros(rows, dtype=np.intp)
    held = np.flatnonzero(owner[1:])
    chosen[owner[1:][held] - 1] = held
    return chosen


def _augment(cost: Floats, row_price: Floats, column_price: Floats, owner: npt.NDArray[np.intp]) -> None:
    """Gives the row in owner[0] a column, moving other rows along the cheapest path; updates the prices."""
    slack = np.full(len(owner), np.inf)
    came_from = np.zeros(len(owner), dtype=np.intp)
    visited = np.zeros(len(owner), dtype=bool)
    column = 0
    while owner[column]:
        visited[column] = True
        reduced = cost[owner[column] - 1] - row_price[owner[column]] - column_price[1:]
        better = ~visited[1:] & (reduced < slack[1:])
        slack[1:][better], came_from[1:][better] = reduced[better], column
        nearest = int(np.argmin(np.where(visited[1:], np.inf, slack[1:]))) + 1
        step = slack[nearest]
        row_price[owner[visited]] += step
        column_price[visited] -= step
        slack[~visited] -= step
        column = nearest
    while column:
        owner[column] = owner[came_from[column]]
        column = int(came_from[column])

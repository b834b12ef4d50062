"""Looking up cells of the protected cube. Nothing here adds cells up: what is not published is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np
import pandas as pd

from naerblik.disclosure.cube import ProtectedCube
from naerblik.indicators import proportions
from naerblik.parameters import ItemKind
from naerblik.report.table import Mark, Value

ALL = "all"


class Key(NamedTuple):
    """What names a published cell; the fields are columns of the cells table."""

    items: ItemKind
    item: str
    year: int
    area: str
    reporters: str
    sex: str = ALL
    age: str = ALL
    nursing_home: str = ALL
    disease: str = ALL


@dataclass(frozen=True, slots=True)
class Share:
    """Citizens with something, among the citizens of the same group in reporting municipalities.

    None stands for a hidden number. A group in which nobody reported has population 0.
    """

    count: int | None
    population: int | None

    @property
    def is_known(self) -> bool:
        """Whether a rate can be shown."""
        return self.count is not None and bool(self.population)

    @property
    def is_some(self) -> bool:
        """Whether a rate above zero can be shown."""
        return self.is_known and bool(self.count)

    @property
    def is_reported(self) -> bool:
        """Whether anyone reported for the group, shown or not."""
        return self.population != 0

    @property
    def rate(self) -> float:
        """The share of 1. Raises ValueError where it is not known."""
        if self.count is None or not self.population:
            raise ValueError("the share is hidden or nobody reported: ask is_known first")
        return self.count / self.population

    @property
    def limits(self) -> tuple[float, float]:
        """95 % limits of chance (Wilson) as shares of 1."""
        lower, upper = proportions.wilson([self.count or 0], [self.population or 0], confidence=0.95)
        return float(lower[0]), float(upper[0])

    def less(self, part: Share) -> Self:
        """What a part leaves of this whole, from two published cells; hidden where either is."""
        return type(self)(_less(self.count, part.count), _less(self.population, part.population))

    def count_value(self) -> Value:
        """The count as a table shows it."""
        return self._shown(self.count)

    def population_value(self) -> Value:
        """The population as a table shows it."""
        return self._shown(self.population)

    def rate_value(self) -> Value:
        """The share as a table shows it."""
        return self.rate if self.is_known else self._mark()

    def limits_value(self) -> Value:
        """The limits as a table shows them."""
        return self.limits if self.is_known else self._mark()

    def values(self) -> tuple[Value, Value, Value]:
        """Population, count and share as a table shows them."""
        return self.population_value(), self.count_value(), self.rate_value()

    def _shown(self, number: int | None) -> Value:
        if not self.is_reported:
            return Mark.MISSING
        return Mark.HIDDEN if number is None else number

    def _mark(self) -> Mark:
        return Mark.HIDDEN if self.is_reported else Mark.MISSING


NOT_REPORTED = Share(0, 0)


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part


class Cells:
    """The cells table of a protected cube, looked up by key."""

    def __init__(self, cells: pd.DataFrame) -> None:
        keys = zip(*(_texts(cells[name]) for name in Key._fields), strict=True)  # a Key is found by an equal tuple
        found = (cells[name] for name in ("count", "population"))
        numbers = (number.astype("object").where(number.notna(), None) for number in found)
        self._shares: Mapping[tuple[object, ...], Share] = dict(zip(keys, map(Share, *numbers), strict=True))
        items = cells[["items", "item"]].drop_duplicates()
        self._items = {kind: tuple(sorted(own)) for kind, own in items.groupby("items")["item"]}
        self.years: tuple[int, ...] = tuple(sorted({int(year) for year in cells["year"].unique()}))

    def share(self, key: Key) -> Share:
        """The published share of a key; one without population where the cube has no such cell."""
        return self._shares.get(key, NOT_REPORTED)

    @classmethod
    @lru_cache(maxsize=1)
    def of(cls, cube: ProtectedCube) -> Cells:
        """The cells of a cube; they are sorted once for all that reports ask."""
        return cls(cube.tables["cells"])

    def items(self, kind: ItemKind) -> tuple[str, ...]:
        """The items of a kind that the cube holds."""
        return self._items.get(kind, ())


def _texts(column: pd.Series) -> Sequence[object]:
    """The values of a column; each text is one object, however often it stands there."""
    places, codes = pd.factorize(column)
    return list(np.asarray(codes, dtype=object)[places])


def whole_or_none(value: object) -> int | None:
    """A whole number of a protected table; None when it is hidden."""
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]

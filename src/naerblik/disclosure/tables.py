"""One table of counts: its cells by the codes of its dimensions, and the sums that hold between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naerblik import NaerblikError
from naerblik.disclosure.hierarchy import Hierarchy, Sum

Integers = NDArray[np.int64]
Gaps = Literal["refuse", "uncovered"]


class TableError(NaerblikError):
    """A table that cannot be protected as it stands; the text names table and cell."""


@dataclass(frozen=True)
class Table:
    """Cells of one measure.

    `codes` is cells x dimensions (places in each hierarchy), `values` the counts. `persons` are the people behind each
    cell when the measure counts something else (contacts, tumours); without it the values are persons themselves.
    `gaps` says what a part means that has no cell although its whole and another part have one: "refuse", or
    "uncovered" (a municipality that did not deliver adds nothing).
    """

    name: str
    dimensions: tuple[Hierarchy, ...]
    codes: Integers
    values: Integers
    persons: Integers | None = None
    gaps: Gaps = "refuse"

    @cached_property
    def places(self) -> Integers:
        """Place of each combination of codes among the cells; -1 where the table has no such cell."""
        shape = tuple(len(dimension.codes) for dimension in self.dimensions)
        found = np.full(shape, -1, dtype=np.int64)
        found[tuple(self.codes.T)] = np.arange(len(self.values))
        return found

    def taken(self, order: Integers) -> Table:
        """The same cells in another order."""
        persons = None if self.persons is None else self.persons[order]
        return replace(self, codes=self.codes[order], values=self.values[order], persons=persons)

    def label(self, place: int) -> str:
        """'citizens[area=1082, sex=K]': how messages name a cell."""
        parts = (f"{d.name}={d.codes[code]}" for d, code in zip(self.dimensions, self.codes[place], strict=True))
        return f"{self.name}[{', '.join(parts)}]"

    def same(self, other: Table, **changed: str) -> Integers:
        """For each cell, the place in `other` of the cell with the same codes; -1 where there is none.

        Dimensions are matched by name. `changed` fixes codes, as in same(table, disease="all").
        """
        axes = []
        for dimension in other.dimensions:
            if dimension.name in changed:
                axes.append(np.full(len(self.values), dimension.position[changed[dimension.name]]))
            else:
                own = [d.name for d in self.dimensions].index(dimension.name)
                axes.append(self.codes[:, own])
        return np.asarray(other.places[tuple(axes)], dtype=np.int64)


@dataclass(frozen=True)
class Sums:
    """All cells that are the sum of other cells along one sum of one dimension: `whole` lines, `parts` lines x k."""

    dimension: Hierarchy
    stated: Sum
    whole: Integers
    parts: Integers


def table(
    name: str, dimensions: Sequence[Hierarchy], cells: pd.DataFrame, *, persons: bool = False, gaps: Gaps = "refuse"
) -> Table:
    """A table from a frame with one column a dimension, `value` and, when asked for, `persons`.

    Raises TableError for a column that is missing, an unknown code, two rows for one cell, a value that is missing,
    infinite, negative or no whole number.
    """
    _refuse_missing(name, [*(d.name for d in dimensions), "value", *(["persons"] if persons else [])], cells)
    columns: list[Integers] = []
    for dimension in dimensions:
        places = cells[dimension.name].astype(str).map(dict(dimension.position))
        if places.isna().any():
            strange = cells[dimension.name][places.isna()].iloc[0]
            raise TableError(f"table '{name}': '{strange}' is no code of the dimension '{dimension.name}'.")
        columns.append(places.to_numpy().astype(np.int64))
    codes: Integers = np.column_stack(columns) if columns else np.zeros((len(cells), 0), dtype=np.int64)
    made = Table(
        name,
        tuple(dimensions),
        codes,
        _whole_numbers(name, "value", cells["value"]),
        _whole_numbers(name, "persons", cells["persons"]) if persons else None,
        gaps,
    )
    _refuse_repeated(made)
    _refuse_negative(made)
    return made


def dense(name: str, dimensions: Sequence[Hierarchy], values: Integers) -> Table:
    """A table in which every combination of codes has a cell; `values` has one axis a dimension."""
    codes = np.indices(values.shape).reshape(values.ndim, -1).T
    made = Table(name, tuple(dimensions), codes.astype(np.int64), values.ravel().astype(np.int64))
    _refuse_negative(made)
    return made


def sums_of(made: Table) -> Iterator[Sums]:
    """The sums between the table's cells, checked: every whole that has parts in the table is their sum.

    Raises TableError, naming the cell, where parts and whole do not add up or a part has no cell.
    """
    for axis, dimension in enumerate(made.dimensions):
        lines = np.moveaxis(made.places, axis, 0).reshape(len(dimension.codes), -1)
        for stated in dimension.sums:
            whole = lines[dimension.position[stated.whole]]
            parts = lines[[dimension.position[code] for code in stated.parts]].T
            published = (whole >= 0) & (parts >= 0).any(axis=1)
            if published.any():
                found = Sums(dimension, stated, whole[published], parts[published])
                _refuse_gaps(made, found)
                _refuse_wrong_sum(made, found)
                yield found


def frame(made: Table, columns: Mapping[str, object] | None = None) -> pd.DataFrame:
    """The table's cells as a frame of codes and values, with further columns beside them."""
    labels = {d.name: np.array(d.codes, dtype=object)[made.codes[:, a]] for a, d in enumerate(made.dimensions)}
    return pd.DataFrame({**labels, "value": made.values, **(columns or {})})


def _whole_numbers(name: str, column: str, values: pd.Series[int]) -> Integers:
    if values.isna().any():
        raise TableError(f"table '{name}': row {int(values.isna().to_numpy().argmax())} has no {column}.")
    numbers = values.to_numpy(dtype=float)
    if np.isinf(numbers).any():
        row = int(np.isinf(numbers).argmax())
        raise TableError(f"table '{name}': {column} in row {row} is infinite; counts are whole numbers.")
    if (numbers != np.round(numbers)).any():
        row = int((numbers != np.round(numbers)).argmax())
        raise TableError(f"table '{name}': {column} in row {row} is no whole number.")
    return numbers.astype(np.int64)


def _refuse_missing(name: str, needed: Sequence[str], cells: pd.DataFrame) -> None:
    absent = [column for column in needed if column not in cells.columns]
    if absent:
        raise TableError(f"table '{name}': the frame has no column '{absent[0]}'; it needs {', '.join(needed)}.")


def _refuse_repeated(made: Table) -> None:
    own = made.places[tuple(made.codes.T)]
    repeated = own != np.arange(len(made.values))
    if repeated.any():
        raise TableError(f"the cell {made.label(int(repeated.argmax()))} stands twice; each cell stands once.")


def _refuse_negative(made: Table) -> None:
    for name, numbers in (("value", made.values), ("number of persons", made.persons)):
        if numbers is not None and (numbers < 0).any():
            raise TableError(f"the {name} of {made.label(int((numbers < 0).argmax()))} is negative; counts never are.")


def _refuse_gaps(made: Table, found: Sums) -> None:
    gaps = (found.parts < 0).any(axis=1)
    if made.gaps == "refuse" and gaps.any():
        line = int(gaps.argmax())
        absent = found.stated.parts[int((found.parts[line] < 0).argmax())]
        raise TableError(
            f"{made.label(int(found.whole[line]))} is a sum over '{found.dimension.name}', but its part '{absent}' has "
            "no cell; add the cell, or say that parts without a cell are uncovered."
        )


def _refuse_wrong_sum(made: Table, found: Sums) -> None:
    added = np.where(found.parts >= 0, made.values[found.parts], 0).sum(axis=1)
    wrong = added != made.values[found.whole]
    if wrong.any():
        place = int(found.whole[int(wrong.argmax())])
        raise TableError(
            f"{made.label(place)} is not the sum of its parts over '{found.dimension.name}' "
            f"({', '.join(found.stated.parts[:6])}{' ...' if len(found.stated.parts) > 6 else ''}); totals must add up."
        )

"""Tables of counts to measure protection on: random tables of the project, stored small ones and large ones made anew.

A country has 98 municipalities of very different size in 5 regions, with or without clusters between them; persons by
sex and age; and conditions, most of them rare. Large families link several tables: the population N, conditions n <= N,
and areas of conditions, each between its largest condition and their sum.

python benchmarks/generate_tables.py NAME    prints what a family holds
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naerblik.disclosure.hierarchy import hierarchy
from naerblik.disclosure.linked import AtMost, Cells, LinkedTables, link
from naerblik.disclosure.tables import dense

STORED = Path(__file__).parent / "tables"
MUNICIPALITIES, REGIONS, CLUSTERS = 98, 5, 22
SEED = 20260701

Integers = NDArray[np.int64]
Sums = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Limit:
    """Cell by cell: the smaller table is at most the larger ones together."""

    smaller: str
    larger: tuple[str, ...]
    complement: bool


@dataclass(frozen=True)
class Tables:
    """Full tables over the same axes. `axes`: dimension -> whole -> parts; `codes`: dimension -> codes in order."""

    codes: Mapping[str, tuple[str, ...]]
    axes: Mapping[str, Sums]
    values: Mapping[str, Integers]
    limits: tuple[Limit, ...] = ()

    @property
    def cells(self) -> int:
        return sum(values.size for values in self.values.values())


def family(tables: Tables) -> LinkedTables:
    """The tables as the protection takes them."""
    dimensions = [hierarchy(name, codes, list(tables.axes[name].items())) for name, codes in tables.codes.items()]
    made = {name: dense(name, dimensions, values) for name, values in tables.values.items()}
    places = {name: Cells(name, np.arange(len(table.values))) for name, table in made.items()}
    limits = (
        AtMost(
            f"{limit.smaller} <= {' + '.join(limit.larger)}",
            (places[limit.smaller],),
            tuple(places[name] for name in limit.larger),
            complement=limit.complement,
        )
        for limit in tables.limits
    )
    return link(list(made.values()), limits)


def stored(file: str) -> Tables:
    """One of the random tables in benchmarks/tables: municipality, region, attributes, count."""
    rows = pd.read_csv(STORED / file)
    attributes = [name for name in rows if name not in {"mun", "region", "freq"}]
    region = rows.drop_duplicates("mun").set_index("mun")["region"].sort_index()
    axes = {"area": _areas({code: list(region.index[region == code]) for code in sorted(set(region))})}
    axes |= {name: {"all": sorted(rows[name].unique())} for name in attributes}
    codes = {name: _codes(sums) for name, sums in axes.items()}
    values = np.zeros(tuple(len(listed) for listed in codes.values()), dtype=np.int64)
    place = [rows[column].map(codes[name].index) for column, name in zip(["mun", *attributes], codes, strict=True)]
    np.add.at(values, tuple(place), rows["freq"])
    return Tables(codes, axes, {"citizens": _with_totals(values, codes, axes)})


def one_table(*, persons: int = 150_000, ages: int = 7, conditions: int = 7, seed: int = SEED) -> Tables:
    """Municipality < region < country x sex x age x condition."""
    rng = np.random.default_rng(seed)
    axes = _country(clusters=False, ages=ages) | {"condition": {"all": _named("c", conditions)}}
    codes = {name: _codes(sums) for name, sums in axes.items()}
    share = rng.dirichlet(np.full(conditions, 0.6))
    inner = rng.poisson(_persons(rng, persons, ages)[..., None] * share)
    return Tables(codes, axes, {"citizens": _with_totals(_placed(inner, codes), codes, axes)})


def linked_tables(
    *, persons: int = 2_000_000, ages: int = 7, areas: int = 5, conditions: int = 17, seed: int = SEED
) -> Tables:
    """The population and, over the same axes with clusters, conditions of it and areas of conditions.

    Of two million persons about one cell in seven is primary; with 600,000 more than one in three.
    """
    rng = np.random.default_rng(seed)
    axes = _country(clusters=True, ages=ages)
    codes = {name: _codes(sums) for name, sums in axes.items()}
    inner = {"population": rng.poisson(_persons(rng, persons, ages))}
    limits = []
    for number, members in enumerate(np.array_split(np.arange(conditions), areas)):
        area, of = f"area{number}", [f"condition{member:02}" for member in members]
        for name in of:
            common = np.exp(rng.normal(-4.5, 1.2))
            inner[name] = rng.binomial(inner["population"], np.minimum(common * _local(rng), 0.6))
        inner[area] = _any_of(rng, inner["population"], [inner[name] for name in of])
        limits += [Limit(name, (area,), complement=True) for name in of]
        limits += [Limit(area, ("population",), complement=True), Limit(area, tuple(of), complement=False)]
    values = {name: _with_totals(_placed(found, codes), codes, axes) for name, found in inner.items()}
    return Tables(codes, axes, values, tuple(limits))


def _named(letter: str, count: int) -> list[str]:
    return [f"{letter}{number:02}" for number in range(count)]


def _codes(sums: Sums) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for whole, parts in sums.items() for code in (whole, *parts)))


def _areas(regions: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    return {"country": list(regions), **regions}


def _country(*, clusters: bool, ages: int) -> dict[str, Sums]:
    """Municipalities in order: the first region holds the first ones, and so on."""
    municipalities, regions = _named("m", MUNICIPALITIES), _named("r", REGIONS)
    below = _named("k", CLUSTERS) if clusters else municipalities
    areas = _areas({code: list(part) for code, part in zip(regions, np.array_split(below, REGIONS), strict=True)})
    if clusters:
        areas |= {code: list(part) for code, part in zip(below, np.array_split(municipalities, CLUSTERS), strict=True)}
    return {"area": areas, "sex": {"all": ["K", "M"]}, "age": {"all": _named("a", ages)}}


def _persons(rng: np.random.Generator, persons: int, ages: int) -> NDArray[np.float64]:
    """Expected persons by municipality, sex and age: a few large municipalities, fewer old people."""
    size = rng.lognormal(0, 0.9, MUNICIPALITIES)
    age = np.linspace(1.0, 0.15, ages) * rng.uniform(0.8, 1.2, ages)
    share = (size / size.sum())[:, None, None] * np.array([0.5, 0.5])[:, None] * (age / age.sum())
    return np.asarray(persons * share)


def _local(rng: np.random.Generator) -> NDArray[np.float64]:
    """How much more often each municipality reports, for every sex and age alike."""
    return np.exp(rng.normal(0, 0.4, (MUNICIPALITIES, 1, 1)))


def _any_of(rng: np.random.Generator, population: Integers, parts: list[Integers]) -> Integers:
    """Persons with at least one of several conditions."""
    least, most = np.max(parts, axis=0), np.minimum(np.sum(parts, axis=0), population)
    found: Integers = least + rng.binomial(most - least, 0.8)
    return found


def _placed(inner: Integers, codes: Mapping[str, tuple[str, ...]]) -> Integers:
    """Counts of the finest codes, which stand last in each dimension, in a table that has room for the totals."""
    values = np.zeros(tuple(len(listed) for listed in codes.values()), dtype=np.int64)
    values[tuple(slice(-size, None) for size in inner.shape)] = inner
    return values


def _with_totals(values: Integers, codes: Mapping[str, tuple[str, ...]], axes: Mapping[str, Sums]) -> Integers:
    """Adds up along each dimension, the sums of the finest codes first."""
    for axis, (name, sums) in enumerate(axes.items()):
        lines, place = np.moveaxis(values, axis, 0), {code: number for number, code in enumerate(codes[name])}
        for whole, parts in sorted(sums.items(), key=lambda stated: -_depth(stated[0], sums)):
            lines[place[whole]] = lines[[place[code] for code in parts]].sum(axis=0)
    return values


def _depth(code: str, sums: Sums) -> int:
    above = [whole for whole, parts in sums.items() if code in parts]
    return 1 + _depth(above[0], sums) if above else 0


FAMILIES: dict[str, Callable[[], Tables]] = {
    "stored_3432": lambda: stored("scale_3432_cells.csv.gz"),
    "stored_10296": lambda: stored("scale_10296_cells.csv.gz"),
    "one_20000": one_table,
    "linked_70000": linked_tables,
}

if __name__ == "__main__":
    shown = FAMILIES[sys.argv[1]]()
    small = sum(int(((values > 0) & (values < 5)).sum()) for values in shown.values.values())
    print(f"{len(shown.values)} tables, {shown.cells:,} cells, {small:,} of 1 to 4")

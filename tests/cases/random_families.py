"""Small random families of linked tables, each as the suppression takes it and as the plain reader sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from cases.plain_reader import Cell, Rule, at_most, sums
from naerblik.disclosure.hierarchy import Hierarchy, hierarchy
from naerblik.disclosure.linked import AtMost, Cells, Equal, Flags, LinkedTables, link
from naerblik.disclosure.tables import Table, table

Sums = Mapping[str, Sequence[Sequence[str]]]
Axis = Mapping[str, Sums]

SEX: Sums = {"all": [["K", "M"]]}
AGE: Sums = {"all": [["young", "middle", "old"]]}
ONE_PART: Sums = {"dk": [["east", "west"]], "east": [["island"]], "west": [["m1", "m2"]]}
TWO_MAPS: Sums = {
    "dk": [["r1", "r2", "unknown"], ["s1", "unknown"]],
    "r1": [["m1", "m2"]],
    "r2": [["m3"]],
    "s1": [["m1", "m2", "m3"]],
}
LEVELS: Sums = {"dk": [["r1", "r2"]], "r1": [["c1", "c2"]], "r2": [["c3"]], "c1": [["m1", "m2"]], "c3": [["m3", "m4"]]}

SHAPES: tuple[Axis, ...] = (
    {"age": AGE},
    {"area": LEVELS},
    {"area": TWO_MAPS},
    {"age": AGE, "sex": SEX},
    {"area": ONE_PART, "sex": SEX},
    {"area": TWO_MAPS, "sex": SEX},
    {"area": LEVELS, "sex": SEX},
    {"area": ONE_PART, "sex": SEX, "home": {"all": [["yes", "no"]]}},
)
FEW_SHAPES = SHAPES[:5]
COUNTS = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 11, 19, 30))


@dataclass(frozen=True)
class Family:
    """One family in both forms: `cells` names the columns of `linked` that are cells, `volumes` those of contacts."""

    linked: LinkedTables
    cells: tuple[Cell, ...]
    counts: Mapping[Cell, int]
    persons: Mapping[Cell, int]
    volumes: Set[Cell]
    rules: tuple[Rule, ...]
    complements: tuple[Rule, ...]

    def names(self, flags: Flags) -> set[Cell]:
        return {self.cells[place] for place in np.flatnonzero(flags)}


@dataclass(frozen=True)
class Stated:
    """Counts of the finest cells by table, and limits: (smaller tables, larger tables, a complement or not).

    `equal`: tables that add up to a table, cell by cell. `persons`: those behind the counts of a table of contacts.
    """

    axes: Axis
    finest: Mapping[str, Mapping[Cell, int]]
    limits: Sequence[tuple[tuple[str, ...], tuple[str, ...], bool]] = ()
    equal: Sequence[tuple[tuple[str, ...], str]] = ()
    persons: Mapping[str, Mapping[Cell, int]] = field(default_factory=dict)


@st.composite
def one_table(draw: st.DrawFn) -> Stated:
    axes = draw(st.sampled_from(SHAPES))
    return Stated(axes, {"n": {codes: draw(COUNTS) for codes in atoms(axes)}})


@st.composite
def parts_of_a_population(draw: st.DrawFn) -> Stated:
    """One or two measures n <= N of the same persons N."""
    axes = draw(st.sampled_from(FEW_SHAPES))
    finest: dict[str, dict[Cell, int]] = {"N": {}}
    parts = draw(st.sampled_from((("n",), ("n", "m"))))
    for codes in atoms(axes):
        finest["N"][codes] = whole = draw(COUNTS)
        for part in parts:
            finest.setdefault(part, {})[codes] = whole - draw(st.sampled_from((0, whole, whole, *range(whole + 1))))
    return Stated(axes, finest, [((part,), ("N",), True) for part in parts])


@st.composite
def an_area_and_its_codes(draw: st.DrawFn) -> Stated:
    """An area of two codes: at least each code, at most their sum."""
    axes = draw(st.sampled_from(FEW_SHAPES))
    finest: dict[str, dict[Cell, int]] = {"code1": {}, "code2": {}, "area": {}}
    for codes in atoms(axes):
        first, second = draw(COUNTS), draw(COUNTS)
        finest["code1"][codes], finest["code2"][codes] = first, second
        finest["area"][codes] = draw(st.integers(max(first, second), first + second))
    single = [((code,), ("area",), True) for code in ("code1", "code2")]
    return Stated(axes, finest, [*single, (("area",), ("code1", "code2"), False)])


@st.composite
def contacts(draw: st.DrawFn) -> Stated:
    """Contacts, at least one a person."""
    axes = draw(st.sampled_from(FEW_SHAPES))
    persons = {codes: draw(st.sampled_from((0, 0, 1, 2, 4, 5, 7))) for codes in atoms(axes)}
    finest = {"n": {c: n * draw(st.sampled_from((1, 2, 4))) for c, n in persons.items()}}
    return Stated(axes, finest, persons={"n": persons})


@st.composite
def users_and_services(draw: st.DrawFn) -> Stated:
    """Users of two services and the services themselves: each user has one at least, and services add up."""
    axes = draw(st.sampled_from(FEW_SHAPES[:2]))
    finest: dict[str, dict[Cell, int]] = {name: {} for name in ("users", "first", "second", "services")}
    for codes in atoms(axes):
        first, second = (draw(st.sampled_from((0, 0, 1, 2, 5, 9))) for _ in range(2))
        finest["first"][codes], finest["second"][codes], finest["services"][codes] = first, second, first + second
        finest["users"][codes] = draw(st.integers(min(1, first + second), first + second))
    limits = [(("users",), ("services",), False)]
    return Stated(axes, finest, limits, [(("first", "second"), "services")], {"services": finest["users"]})


@st.composite
def a_site_and_its_years(draw: st.DrawFn) -> Stated:
    """Survivors of a site in two classes of years, among all survivors: the later class is a part of that of all."""
    axes = draw(st.sampled_from(FEW_SHAPES[:2]))
    finest: dict[str, dict[Cell, int]] = {name: {} for name in ("late", "early", "site", "all late")}
    for codes in atoms(axes):
        late, early = draw(COUNTS), draw(COUNTS)
        finest["late"][codes], finest["early"][codes], finest["site"][codes] = late, early, late + early
        finest["all late"][codes] = late + draw(st.integers(0, early + 3))
    return Stated(axes, finest, [(("late",), ("all late",), True)], [(("late", "early"), "site")])


ANY = st.one_of(one_table(), parts_of_a_population(), an_area_and_its_codes())


def atoms(axes: Axis) -> list[Cell]:
    """All combinations of codes that are no sums."""
    return list(product(*(finest_codes(stated) for stated in axes.values())))


def finest_codes(stated: Sums) -> list[str]:
    every = dict.fromkeys(code for lists in stated.values() for parts in lists for code in parts)
    return [code for code in every if code not in stated]


def below(code: str, stated: Sums) -> set[str]:
    """The finest codes that a code is the sum of, by the first list of its parts."""
    if code not in stated:
        return {code}
    return set().union(*(below(part, stated) for part in stated[code][0]))


def built(stated: Stated, order: int | None = None) -> Family:
    """The family; with `order`, the rows of each table in another order."""
    dimensions = [_hierarchy(name, axis) for name, axis in stated.axes.items()]
    tables = [_table(name, dimensions, stated, order) for name in stated.finest]
    equals = [Equal(f"{whole} is a sum", *_sides(tables, parts, (whole,))) for parts, whole in stated.equal]
    family = link(tables, [_limit(tables, *limit) for limit in stated.limits], equals)
    cells = tuple(cell for made in tables for cell in _cells(made))
    counts = dict(zip(cells, family.values.tolist(), strict=False))
    behind = np.concatenate([t.values if t.persons is None else t.persons for t in tables])
    equal = [rule for name in stated.finest for rule in sums(name, stated.axes, cells)]
    for parts, whole in stated.equal:
        equal += [replace(rule, exact=True) for rule in at_most(parts, (whole,), cells)]
    limits = [(list(at_most(less, more, cells)), complement) for less, more, complement in stated.limits]
    return Family(
        linked=family,
        cells=cells,
        counts=counts,
        persons=dict(zip(cells, behind.tolist(), strict=True)),
        volumes={cell for cell in cells if cell[0] in stated.persons},
        rules=(*equal, *(rule for found, _ in limits for rule in found)),
        complements=tuple(rule for found, complement in limits if complement for rule in found),
    )


def _hierarchy(name: str, stated: Sums) -> Hierarchy:
    codes = dict.fromkeys([*stated, *finest_codes(stated)])
    return hierarchy(name, codes, [(whole, parts) for whole, lists in stated.items() for parts in lists])


def _cells(made: Table) -> list[Cell]:
    return [(made.name, *(d.codes[p] for d, p in zip(made.dimensions, row, strict=True))) for row in made.codes]


def _table(name: str, dimensions: list[Hierarchy], stated: Stated, order: int | None) -> Table:
    measured = [stated.finest[name], *([stated.persons[name]] if name in stated.persons else [])]
    rows = []
    for codes in product(*(d.codes for d in dimensions)):
        inside = list(product(*(below(code, axis) for code, axis in zip(codes, stated.axes.values(), strict=True))))
        rows.append((*codes, *(sum(finest[atom] for atom in inside) for finest in measured)))
    frame = pd.DataFrame(rows, columns=[*stated.axes, "value", "persons"][: len(stated.axes) + len(measured)])
    shuffled = frame if order is None else frame.sample(frac=1, random_state=order)
    return table(name, dimensions, shuffled, persons=name in stated.persons)


def _limit(tables: list[Table], less: tuple[str, ...], more: tuple[str, ...], complement: bool) -> AtMost:
    return AtMost(f"{'+'.join(less)} <= {'+'.join(more)}", *_sides(tables, less, more), complement=complement)


def _sides(tables: list[Table], *named: tuple[str, ...]) -> Iterator[tuple[Cells, ...]]:
    by_name = {t.name: t for t in tables}
    first = by_name[named[0][0]]
    for names in named:
        yield tuple(Cells(name, first.same(by_name[name])) for name in names)

"""What a reader of FSIII knows between tables: what is a part of what, and what is the same number twice.

A part is at most its whole, and what is left of the whole is a group of citizens too: a complement. Where both are the
same citizens by rule (an area of conditions with one code, an area in which all municipalities deliver), the numbers
are equal and there is no complement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from naerblik import codelists
from naerblik.disclosure.areas import members_among
from naerblik.disclosure.fsiii_tables import OVERLAPPING, Block
from naerblik.disclosure.linked import AtMost, Cells, Equal, Flags
from naerblik.disclosure.tables import Integers, Table
from naerblik.parameters import ItemKind
from naerblik.views.plan import ANY, UNKNOWN_CODE, items_of

WIDER: dict[ItemKind, ItemKind] = {"conditions": "areas", "areas": "any_condition", "interventions": "any_intervention"}
"""Kind of items -> the kind whose items take several of them together."""


@dataclass
class Relations:
    """Limits and equalities as they are found."""

    limits: list[AtMost] = field(default_factory=list)
    equals: list[Equal] = field(default_factory=list)

    def part(self, name: str, part: Table, whole: Table, places: Integers, same: Flags | bool = False) -> None:
        """Each cell of `part` is a part of the cell of `whole` at `places` (-1: not published), or the `same`."""
        same = np.broadcast_to(same, len(places)) & (places >= 0)
        rest = ~same & (places >= 0)
        self.equals.append(Equal(f"{name} (the same)", *_sides(part, whole, places, same)))
        self.limits.append(AtMost(name, *_sides(part, whole, places, rest), complement=True, attribute=False))

    def of_group(self, part: Table, whole: Table, places: Integers) -> None:
        """N of N citizens of a group: what is true of all of a small group is said of each of them."""
        sides = _sides(part, whole, places, places >= 0)
        self.limits.append(AtMost(f"{part.name}: n of N", *sides, complement=True))


def _sides(part: Table, whole: Table, places: Integers, rows: Flags) -> tuple[tuple[Cells], tuple[Cells]]:
    return (Cells(part.name, np.flatnonzero(rows)),), (Cells(whole.name, places[rows]),)


def within(block: Block) -> Relations:
    """Between the tables of a block: a disease among all, n of N, an item among wider ones and at most their sum."""
    found = Relations()
    for made in block.tables:
        if any(d.name == OVERLAPPING for d in made.dimensions):
            places = beside(made, made, **{OVERLAPPING: np.zeros(len(made.values), dtype=np.int64)})
            places[places == np.arange(len(places))] = -1
            found.part(f"{made.name}: a disease among all", made, made, places)
    for made in block.items.values():
        found.of_group(made, block.population, beside(made, block.population))
    for kind, wider in WIDER.items():
        if kind in block.items and wider in block.items:
            for item, parts in parts_of(kind).items():
                _widen(found, block.items[kind], block.items[wider], item, parts)
    return found


def parts_of(kind: ItemKind) -> dict[str, tuple[str, ...]]:
    """Item of the wider kind -> the items of a kind that it takes together, by the code lists."""
    if kind != "conditions":
        return {ANY: items_of(kind)}
    area_of = {c.code: c.area_code for c in codelists.conditions()} | {UNKNOWN_CODE: UNKNOWN_CODE}
    return {area: tuple(code for code in items_of(kind) if area_of[code] == area) for area in items_of("areas")}


def _widen(found: Relations, narrow: Table, wide: Table, item: str, parts: tuple[str, ...]) -> None:
    place = wide.dimensions[0].position.get(item, -1)
    own = [narrow.dimensions[0].position[part] for part in parts if part in narrow.dimensions[0].position]
    if place < 0 or not own:
        return
    above = np.where(np.isin(narrow.codes[:, 0], own), beside(narrow, wide, item=place), -1)
    found.part(f"{narrow.name}: part of {wide.name}", narrow, wide, above, same=len(parts) == 1)
    rows = np.flatnonzero(wide.codes[:, 0] == place)
    below = np.column_stack([beside(wide, narrow, item=code)[rows] for code in own])
    whole = (below >= 0).all(axis=1) & (len(own) == len(parts)) & (len(parts) > 1)
    sides = (Cells(wide.name, rows[whole]),), (Cells(narrow.name, below[whole]),)
    found.limits.append(AtMost(f"{wide.name}: at most the sum of {narrow.name}", *sides))


def among_all_reporters(every_year: Block, month: Block) -> Relations:
    """The municipalities that deliver in every year are some of those that deliver, and in many areas all of them."""
    found = Relations()
    complete = members_among(every_year.delivers) == members_among(month.delivers)
    for made, other in _pairs(every_year, month):
        items = {}
        if made.dimensions[0].name == "item":
            position = other.dimensions[0].position
            items = {"item": np.array([position[code] for code in made.dimensions[0].codes])[made.codes[:, 0]]}
        area = made.codes[:, [d.name for d in made.dimensions].index("area")]
        found.part(f"{made.name}: among {other.name}", made, other, beside(made, other, **items), complete[area])
    return found


def _pairs(one: Block, other: Block) -> Iterator[tuple[Table, Table]]:
    yield one.population, other.population
    for kind in one.items.keys() & other.items.keys():
        yield one.items[kind], other.items[kind]


def among_residents(residents: Table, block: Block, municipalities: Integers) -> Relations:
    """Those counted are some of the residents, and all of them where each of the area's municipalities delivered."""
    found = Relations()
    year = residents.dimensions[0].position[str(block.year)]
    everyone = np.flatnonzero((block.population.codes[:, 1:] == 0).all(axis=1))
    area = block.population.codes[everyone, 0]
    places = np.full(len(block.population.values), -1, dtype=np.int64)
    places[everyone] = residents.places[year, area]
    complete = np.zeros(len(places), dtype=bool)
    complete[everyone] = (members_among(block.delivers) == municipalities)[area]
    found.part(f"{block.population.name}: among residents", block.population, residents, places, complete)
    return found


def beside(made: Table, other: Table, **fixed: Integers | int) -> Integers:
    """For each cell of a table the place of the cell beside it in another one; -1 where there is none.

    Dimensions are matched by name and share their codes; `fixed` gives places of codes of the other table. A dimension
    that the first table lacks is at its total.
    """
    own = {d.name: made.codes[:, axis] for axis, d in enumerate(made.dimensions)}
    given = own | fixed
    axes = [np.broadcast_to(given.get(d.name, 0), len(made.values)) for d in other.dimensions]
    found: Integers = other.places[tuple(axes)]
    return found.copy()

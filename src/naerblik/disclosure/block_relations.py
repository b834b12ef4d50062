"""What a reader knows between the tables of blocks: what is a part of what, and what is the same number twice.

A part is at most its whole, and what is left of the whole is a group of citizens too: a complement. Where both are the
same citizens by rule (an area of conditions with one code, an area in which all municipalities deliver), the numbers
are equal and there is no complement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from naerblik.disclosure.areas import members_among
from naerblik.disclosure.blocks import OVERLAPPING, Block
from naerblik.disclosure.linked import AtMost, Cells, Equal, Flags
from naerblik.disclosure.tables import Integers, Table, TableError
from naerblik.items import ON_THE_DAY, USERS_OF, items_of
from naerblik.parameters import ItemKind

Part = tuple[ItemKind, ItemKind, Mapping[str, str]]
"""Kind, wider kind, and item -> the wider item that it is a part of."""
Parts = tuple[ItemKind, str, Sequence[str]]
"""Kind, item, and the items of the kind that together are it, or hold everyone in it."""


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

    def at_most(self, name: str, smaller: Table, larger: Table, places: Integers) -> None:
        """Each cell is at most the one at `places`, and what is between them is no group of citizens."""
        self.limits.append(AtMost(name, *_sides(smaller, larger, places, places >= 0)))

    def items(self, narrow: Table, wide: Table, wider: Mapping[str, str], *, same: Sequence[str] = ()) -> None:
        """Items of one table that are parts of items of another; those named `same` are the same citizens."""
        places, own = _of_items(narrow, wide, wider)
        alike = np.isin(own, [narrow.dimensions[0].position.get(item, -1) for item in same])
        self.part(f"{narrow.name}: part of {wide.name}", narrow, wide, places, alike)

    def services(self, users: Table, services: Table, same: Mapping[str, str]) -> None:
        """Who uses a service uses it at least once."""
        self.at_most(f"{users.name}: at most {services.name}", users, services, _of_items(users, services, same)[0])

    def covered(self, wide: Table, narrow: Table, item: str, parts: Sequence[str]) -> None:
        """An item is at most the sum of its parts, where all of them are published."""
        rows, below = _with_parts(wide, narrow, item, parts)
        sides = (Cells(wide.name, rows),), (Cells(narrow.name, below),)
        self.limits.append(AtMost(f"{wide.name}: at most the sum of {narrow.name}", *sides))

    def added(self, made: Table, item: str, parts: Sequence[str]) -> None:
        """An item is the sum of its parts, where all of them are published."""
        rows, below = _with_parts(made, made, item, parts)
        sides = (Cells(made.name, rows),), (Cells(made.name, below),)
        self.equals.append(Equal(f"{made.name}: {item} is the sum of its parts", *sides))


def _of_items(narrow: Table, wide: Table, wider: Mapping[str, str]) -> tuple[Integers, Integers]:
    """For each cell of `narrow` the place in `wide` of the cell of its wider item (-1: none), and its own item."""
    item_of = np.array(
        [wide.dimensions[0].position.get(wider.get(code, ""), -1) for code in narrow.dimensions[0].codes]
    )
    own = narrow.codes[:, 0]
    places = np.full(len(own), -1, dtype=np.int64)
    has = item_of[own] >= 0
    places[has] = beside(narrow, wide, item=np.where(has, item_of[own], 0))[has]
    return places, own


def _with_parts(wide: Table, narrow: Table, item: str, parts: Sequence[str]) -> tuple[Integers, Integers]:
    """The cells of an item of which every part is published, and those of its parts."""
    place = wide.dimensions[0].position.get(item, -1)
    own = [narrow.dimensions[0].position.get(part, -1) for part in parts]
    rows = np.flatnonzero(wide.codes[:, 0] == place)
    if place < 0 or min(own, default=-1) < 0:
        return rows[:0], np.zeros((0, len(parts)), dtype=np.int64)
    below = np.column_stack([beside(wide, narrow, item=code)[rows] for code in own])
    whole = (below >= 0).all(axis=1)
    return rows[whole], below[whole]


def _sides(part: Table, whole: Table, places: Integers, rows: Flags) -> tuple[tuple[Cells], tuple[Cells]]:
    return (Cells(part.name, np.flatnonzero(rows)),), (Cells(whole.name, places[rows]),)


def in_groups(block: Block) -> Relations:
    """Between items and groups of citizens: a disease among all, n of N.

    Services are no citizens and have neither; citizens who are not counted on the reference date are not some of N.
    """
    found = Relations()
    for made in block.tables:
        if made.persons is None and any(d.name == OVERLAPPING for d in made.dimensions):
            places = beside(made, made, **{OVERLAPPING: np.zeros(len(made.values), dtype=np.int64)})
            places[places == np.arange(len(places))] = -1
            found.part(f"{made.name}: a disease among all", made, made, places)
    for kind, made in block.items.items():
        if kind in ON_THE_DAY:
            found.of_group(made, block.population, beside(made, block.population))
    return found


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


def of_kinds(block: Block, *, parts: Iterable[Part], unions: Iterable[Parts], sums: Iterable[Parts]) -> Relations:
    """What a topic says of its items: parts of wider ones, items that are at most the sum of others, and their sums.

    Of services, contacts, tumours and days a part leaves no group of citizens.
    """
    found, tables = Relations(), block.items
    for narrow, wide, pairs in parts:
        if narrow in tables and wide in tables:
            add = found.services if narrow in USERS_OF else found.items
            add(tables[narrow], tables[wide], pairs)
    for kind, item, own in unions:
        if kind in tables:
            found.covered(tables[kind], tables[kind], item, own)
    for kind, item, own in sums:
        if kind in tables:
            found.added(tables[kind], item, own)
    return found


def users(block: Block) -> Relations:
    """Who has services, contacts, tumours or days has one at least."""
    found = Relations()
    for kind, citizens in USERS_OF.items():
        if kind in block.items and citizens in block.items:
            found.services(block.items[citizens], block.items[kind], {item: item for item in items_of(kind)})
    return found


def among_residents(residents: Table, block: Block) -> Relations:
    """Those counted are some of the residents, and all of them where each of the area's municipalities counts."""
    found = Relations()
    year = residents.dimensions[0].position[str(block.year)]
    everyone = np.flatnonzero((block.population.codes[:, 1:] == 0).all(axis=1))
    area = block.population.codes[everyone, 0]
    places = np.full(len(block.population.values), -1, dtype=np.int64)
    places[everyone] = residents.places[year, area]
    complete = np.zeros(len(places), dtype=bool)
    complete[everyone] = _all_count(block)[area]
    found.part(f"{block.population.name}: among residents", block.population, residents, places, complete)
    return found


def among_everyone(block: Block, everyone: Block) -> Relations:
    """Groups of citizens whose municipalities delivered are parts of the same groups of all citizens.

    Raises TableError where the two blocks cut the ages differently: their groups could be subtracted in no stated way.
    """
    found = Relations()
    one, other = block.population, everyone.population
    for mine, theirs in zip(one.dimensions[1:], other.dimensions[1:], strict=True):
        if len(mine.codes) > 1 < len(theirs.codes) and mine.codes != theirs.codes:
            raise TableError(f"{one.name} and {other.name} differ in '{mine.name}'; topics share its values.")
    area = one.codes[:, 0]
    found.part(f"{one.name}: among {other.name}", one, other, beside(one, other), _all_count(block)[area])
    return found


def _all_count(block: Block) -> Flags:
    """The areas of which every municipality is counted."""
    all_of_them: Flags = members_among(block.delivers) == members_among(np.ones_like(block.delivers))
    return all_of_them


def beside(made: Table, other: Table, **fixed: Integers | int) -> Integers:
    """For each cell of a table the place of the cell beside it in another one; -1 where there is none.

    Dimensions are matched by name and share their codes; `fixed` gives places of codes of the other table. A dimension
    that the first table lacks is at its total, and so must the cell be in one that the other table lacks.
    """
    own = {d.name: made.codes[:, axis] for axis, d in enumerate(made.dimensions)}
    given = own | fixed
    axes = [np.broadcast_to(given.get(d.name, 0), len(made.values)) for d in other.dimensions]
    sizes = [len(d.codes) for d in other.dimensions]
    outside = np.any([axis >= size for axis, size in zip(axes, sizes, strict=True)], axis=0)
    found: Integers = other.places[tuple(np.where(outside, 0, axis) for axis in axes)].copy()
    lacking = [name for name in own if name not in {d.name for d in other.dimensions} and name != "item"]
    found[outside | np.any([own[name] > 0 for name in lacking], axis=0)] = -1
    return found

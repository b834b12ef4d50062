"""What can be chosen in an explorer: measures, the parts of their items, and what they are counted among."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from naerblik.items import SEPARATOR
from naerblik.parameters import ItemKind
from naerblik.report.unit import CITIZENS, Unit


class Option(NamedTuple):
    """A value that can be chosen: the code of the cube, its name, and the group it stands under in a list."""

    code: str
    name: str
    group: str = ""


@dataclass(frozen=True)
class Part:
    """One of the things that an item names, such as a cancer or a month: `key` names it in an address."""

    key: str
    label: str
    options: tuple[Option, ...]
    first: str = ""
    """The code that is chosen until a reader chooses; the first option where it is empty."""


@dataclass(frozen=True)
class Whole:
    """Another kind of count that a measure is a share of, instead of the population beside it.

    `item` makes its item: numbers are places among the parts of the measure, texts stand as they are. A count of days
    is shown as years where `per` is the days of one, with `digits` decimals.
    """

    kind: ItemKind
    item: tuple[int | str, ...]
    per: float = 1
    digits: int = 0


@dataclass(frozen=True)
class Measure:
    """A kind of count that a reader can choose. `key` names it in an address, `name` in the list of measures.

    `counted` and `population` title its two numbers. `limits` are those of the page's own tables: Wilson's for shares,
    Byar's for events, none for events that come several to a person. `along` is the part that a trend follows; the
    year where it is empty. Text in `note` stands under the numbers.
    """

    key: str
    kind: ItemKind
    name: str
    counted: str
    population: str = "Borgere"
    unit: Unit = CITIZENS
    limits: Literal["wilson", "byar", ""] = "wilson"
    parts: tuple[Part, ...] = ()
    whole: Whole | None = None
    along: str = ""
    note: str = ""


def split(item: str, parts: int) -> tuple[str, ...]:
    """The parts of an item, the last ones empty where it names fewer; a kind with one item has none."""
    if parts < 2:
        return (item,) if parts else ()
    named = item.split(SEPARATOR)
    return (*named, *[""] * (parts - len(named)))

"""All published numbers as one linked family, whatever topics they belong to, and all that a reader knows between them.

Not in the family: the reporting frame, which says nothing of persons, and the quality frame, whose numbers share no
sums (see few_rows in masking.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from naerblik.disclosure import cancer_relations, fsiii_relations, general_practice_relations
from naerblik.disclosure.areas import delivering_in_the_year, delivering_on_the_day
from naerblik.disclosure.block_relations import (
    Relations,
    among_all_reporters,
    among_everyone,
    among_residents,
    in_groups,
    users,
)
from naerblik.disclosure.blocks import Block, Number, blocks
from naerblik.disclosure.fsiii_tables import LONGEST_YEAR, reported, residents, yearly
from naerblik.disclosure.linked import Flags, LinkedTables, link
from naerblik.disclosure.safety import SafetyRules
from naerblik.disclosure.tables import Integers, Table
from naerblik.items import EVERYONE

NO_CELL = -1
NUMBERS = {
    "cells": ("count", "population"),
    "coverage": ("population", "reported_population"),
    "yearly": ("count", "person_days"),
}
"""Frame -> its numbers that are cells of the family."""


@dataclass(frozen=True)
class Family:
    """`columns`: (frame, number) -> for each row of the frame its column in `linked`, NO_CELL where it is nought
    because nobody delivered. Two rows can have one column: it is the same number, published twice.
    """

    linked: LinkedTables
    columns: Mapping[tuple[str, str], Integers]


def family(frames: Mapping[str, pd.DataFrame]) -> Family:
    """The family of the frames of naerblik.views.counting: cells, coverage and yearly; reporting says who delivered.

    Raises TableError, naming table and cell, where the frames do not add up or contradict each other.
    """
    found = blocks(frames["cells"], delivering_on_the_day(frames["coverage"]))
    relations = [relation for block in found for relation in _of_block(block)]
    relations += _between(found)
    tables, numbers = [t for b in found for t in b.tables], [n for b in found for n in b.numbers]
    if len(frames["coverage"]):
        more, beside, known = _fsiii(frames, found)
        tables, numbers, relations = [*tables, *more], [*numbers, *beside], [*relations, *known]
    linked = link(tables, (x for r in relations for x in r.limits), (x for r in relations for x in r.equals))
    return Family(linked, _columns(linked, numbers, frames))


def _of_block(block: Block) -> Iterator[Relations]:
    yield in_groups(block)
    yield users(block)
    topics = (cancer_relations, general_practice_relations) if block.reporters == EVERYONE else (fsiii_relations,)
    yield from (topic.of_items(block) for topic in topics)


def _between(found: Sequence[Block]) -> Iterator[Relations]:
    """Between the blocks of a year: who delivers every year, who delivers, and everyone."""
    of = {(b.year, b.reporters): b for b in found}
    for (year, reporters), block in of.items():
        if reporters == "every_year":
            yield among_all_reporters(block, of[year, "month"])
        if reporters == "month" and (year, EVERYONE) in of:
            yield among_everyone(block, of[year, EVERYONE])


def _fsiii(
    frames: Mapping[str, pd.DataFrame], found: Sequence[Block]
) -> tuple[list[Table], list[Number], list[Relations]]:
    """What FSIII publishes beside its cells: residents, and a year's citizens and days."""
    everyone, everyone_at = residents(frames["coverage"])
    clients, days, lived = yearly(frames["yearly"], delivering_in_the_year(frames["reporting"]))
    by_year = {b.year: b for b in found if b.reporters == "month"}
    relations = [among_residents(everyone, b) for b in found if b.reporters in ("month", EVERYONE)]
    numbers = [everyone_at, *reported(frames["coverage"], by_year), *lived]
    return [everyone, clients, days], numbers, relations


def _columns(
    linked: LinkedTables, numbers: Iterable[Number], frames: Mapping[str, pd.DataFrame]
) -> dict[tuple[str, str], Integers]:
    named = [(frame, name) for frame in frames for name in NUMBERS.get(frame, ())]
    found = {number: np.full(len(frames[number[0]]), NO_CELL, dtype=np.int64) for number in named}
    for number in numbers:
        columns = found[number.frame, number.name]
        columns[number.rows] = linked.start(number.table) + number.places
    return found


def nearly_all(found: Family, rules: SafetyRules) -> Flags:
    """By column: citizens of a year beside whom few others can have lived, which no room of the family says.

    How many persons lived the days is not known, only that each lived a year at most: more days than the citizens and
    `threshold` - 1 others can live come from `threshold` others or more.
    """
    clients, days = (found.columns["yearly", name] for name in ("count", "person_days"))
    clients, days = clients[clients != NO_CELL], days[days != NO_CELL]
    values = found.linked.values
    few = (values[clients] > 0) & (values[days] < (values[clients] + rules.threshold) * LONGEST_YEAR)
    marked = np.zeros(len(values), dtype=bool)
    marked[clients[few & rules.complements]] = True
    return marked

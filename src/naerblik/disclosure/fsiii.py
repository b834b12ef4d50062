"""FSIII as one linked family: every published number of it, and all that a reader knows between them.

Not in the family: the reporting frame, which says nothing of persons, and the quality frame, whose numbers share no
sums (see few_rows in masking.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from naerblik.disclosure.areas import delivering_in_the_year, delivering_on_the_day, members_among
from naerblik.disclosure.fsiii_relations import among_all_reporters, among_residents, within
from naerblik.disclosure.fsiii_tables import LONGEST_YEAR, Number, blocks, reported, residents, yearly
from naerblik.disclosure.linked import Flags, LinkedTables, link
from naerblik.disclosure.safety import SafetyRules
from naerblik.disclosure.tables import Integers

NO_CELL = -1


@dataclass(frozen=True)
class FsiiiFamily:
    """`columns`: (frame, number) -> for each row of the frame its column in `linked`, NO_CELL where it is nought
    because nobody delivered. Two rows can have one column: it is the same number, published twice.
    """

    linked: LinkedTables
    columns: Mapping[tuple[str, str], Integers]


def family(frames: Mapping[str, pd.DataFrame]) -> FsiiiFamily:
    """The family of the frames of naerblik.views.fsiii: cells, coverage and yearly; reporting says who delivered.

    Raises TableError, naming table and cell, where the frames do not add up or contradict each other.
    """
    coverage = frames["coverage"]
    delivers = delivering_on_the_day(coverage)
    found = blocks(frames["cells"], delivers)
    everyone, everyone_at = residents(coverage)
    clients, days, lived = yearly(frames["yearly"], delivering_in_the_year(frames["reporting"]))
    by_year = {b.year: b for b in found if b.reporters == "month"}
    relations = [within(b) for b in found]
    relations += [among_all_reporters(b, by_year[b.year]) for b in found if b.reporters == "every_year"]
    municipalities = members_among(np.ones_like(next(iter(delivers.values()))))
    relations += [among_residents(everyone, b, municipalities) for b in by_year.values()]
    tables = [*(t for b in found for t in b.tables), everyone, clients, days]
    linked = link(tables, (x for r in relations for x in r.limits), (x for r in relations for x in r.equals))
    numbers = [*(n for b in found for n in b.numbers), everyone_at, *reported(coverage, by_year), *lived]
    return FsiiiFamily(linked, _columns(linked, numbers, frames))


def _columns(
    linked: LinkedTables, numbers: Iterable[Number], frames: Mapping[str, pd.DataFrame]
) -> dict[tuple[str, str], Integers]:
    found: dict[tuple[str, str], Integers] = {}
    for number in numbers:
        frame = frames[number.frame]
        columns = found.setdefault((number.frame, number.name), np.full(len(frame), NO_CELL, dtype=np.int64))
        columns[number.rows] = linked.start(number.table) + number.places
    return found


def nearly_all(found: FsiiiFamily, rules: SafetyRules) -> Flags:
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

"""What a reader of FSIII knows between published cells, rebuilt from labels and code lists alone.

All numbers of a release are cells of one list: `items` and `item` say what is counted (codes, or one of the names
below), the other columns where, when and among whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from naerblik import codelists, geography
from naerblik.disclosure.attack.knowledge import Flags, Integers
from naerblik.disclosure.attack.rows import Rows
from naerblik.disclosure.attack.sums import Labels, Total

KEY = ("items", "item", "year", "area", "sex", "age", "nursing_home", "disease", "reporters")
ALL, ANY, UNKNOWN = "all", "*", "uoplyst"
POPULATION, RESIDENTS, REPORTED = "population", "residents", "reported"
CLIENTS, DAYS, QUALITY_ROWS, QUALITY_PERSONS = "clients", "days", "quality_rows", "quality_persons"
COUNTS = ("conditions", "areas", "any_condition", "interventions", "any_intervention")
WIDER = {"conditions": "areas", "areas": "any_condition", "interventions": "any_intervention"}
QUALITY_LABELS = ("register", "rule", "treatment")
NO_PERSONS = (
    DAYS,
    *("services", "diagnosis_services"),
    *("survivor_contacts", "observed_days", "course_contacts"),
)
"""What counts something else than persons."""


@dataclass(frozen=True)
class Delivery:
    """Of one year the municipalities that delivered, and those of which the files say whether they did."""

    inside: frozenset[int]
    stated: frozenset[int]

    def possible(self, municipalities: Iterable[int]) -> frozenset[int]:
        """Those of the municipalities that delivered or may have: the files of one recipient do not name them all."""
        return frozenset(m for m in municipalities if m in self.inside or m not in self.stated)


def quality_item(cells: pd.DataFrame) -> pd.DataFrame:
    """Counts of the data-quality section are of items of their own: register, rule and treatment together."""
    if not set(QUALITY_LABELS) <= set(cells.columns):
        return cells
    return cells.assign(item=cells["register"] + " " + cells["rule"] + " " + cells["treatment"], area="dk")


def totals(known: Labels) -> dict[str, list[Total]]:
    """The sums over geography, sex, age and nursing home. Diseases overlap and have none."""
    within = {name: [v for v in known.places[name] if v != ALL] for name in ("sex", "age", "nursing_home")}
    plain = {name: [Total(ALL, sorted(parts))] for name, parts in within.items() if parts}
    return {"area": areas(), **plain}


def areas() -> list[Total]:
    """Every area as the sum of smaller ones, on both maps; partitions that follow from coarser ones are fallbacks."""
    found: list[Total] = []
    for whole in geography.areas():
        partitions: list[tuple[geography.Area, ...]] = []
        for on_map in (2026, 2027):
            for level in ("municipality", "cluster", "council", "region"):
                parts = _parts(whole, level, on_map)
                if parts and set(parts) not in [set(p) for p in partitions]:
                    partitions.append(parts)
        found += _totals(whole, sorted(partitions, key=len))
    return found


def _parts(whole: geography.Area, level: geography.Level, on_map: geography.MapYear) -> tuple[geography.Area, ...]:
    """The areas of a level, if together they are the whole."""
    parts = [p for p in geography.parts_of(whole, level, on_map) if p.code != whole.code]
    missing = set(whole.municipalities).difference(*(p.municipalities for p in parts)) if parts else set()
    return tuple(parts) if parts and not missing else ()


def _totals(whole: geography.Area, partitions: Sequence[tuple[geography.Area, ...]]) -> Iterator[Total]:
    """An area that has the same municipalities as another is said to be it, and is divided all the same.

    Each might else be divided into the other, and neither into anything smaller.
    """
    yield from (Total(whole.code, _codes(parts)) for parts in partitions if len(parts) == 1)
    partitions = [parts for parts in partitions if len(parts) > 1]
    taken: Flags = np.zeros(len(partitions), dtype=bool)
    for place, coarse in enumerate(partitions):
        if not taken[place]:
            finer = [i for i in range(place + 1, len(partitions)) if not taken[i] and _refines(partitions[i], coarse)]
            taken[finer] = True
            yield Total(whole.code, _codes(coarse), tuple(_codes(partitions[i]) for i in finer))


def _refines(fine: Sequence[geography.Area], coarse: Sequence[geography.Area]) -> bool:
    return all(any(set(f.municipalities) <= set(c.municipalities) for c in coarse) for f in fine)


def _codes(parts: Sequence[geography.Area]) -> tuple[str, ...]:
    return tuple(part.code for part in parts)


def limits(known: Labels, delivered: Mapping[str, Delivery]) -> Iterator[Rows]:
    """Everything that is no sum: n of N, wider and narrower items, diseases, reporters, residents, quality.

    `delivered`: year -> the municipalities that delivered, as the release itself says.
    """
    for kind in COUNTS:
        cells = known.where(items=kind)
        yield replace(part("n of N", cells, known.beside(cells, items=POPULATION, item=ANY)), group=True)
    yield from _diseases(known)
    for kind, wider in WIDER.items():
        yield from _wider(known, kind, wider)
    yield from _reporters(known, delivered)
    yield from _residents(known, delivered)
    persons = known.where(items=QUALITY_PERSONS)
    yield part("persons of rows", persons, known.beside(persons, items=QUALITY_ROWS), complement=False)
    clients = known.where(items=CLIENTS)
    yield part("days of citizens", clients, known.beside(clients, items=DAYS), complement=False)


def part(
    name: str, smaller: Integers, larger: Integers, same: Flags | bool = False, *, complement: bool = True
) -> Rows:
    """Each smaller cell is at most the larger one beside it; lines without one fall away."""
    kept = (larger >= 0) & ~np.broadcast_to(same, len(smaller))
    return Rows(name, (larger[kept, None],), (smaller[kept, None],), 0.0, np.inf, complement=complement)


def equal(name: str, one: Integers, other: Integers, same: Flags | bool = True) -> Rows:
    """Cells that are the same number."""
    kept = (other >= 0) & np.broadcast_to(same, len(one))
    return Rows(name, (other[kept, None],), (one[kept, None],))


def _diseases(known: Labels) -> Iterator[Rows]:
    for disease in known.places["disease"]:
        if disease != ALL:
            cells = known.where(disease=disease)
            yield part("a disease among all", cells, known.beside(cells, disease=ALL))


def _wider(known: Labels, kind: str, wider: str) -> Iterator[Rows]:
    """An item is a part of the wider one, which is at most the sum of its items, where all of them are published."""
    for item, codes in parts_of(kind, known).items():
        for code in codes:
            cells = known.where(items=kind, item=code)
            above = known.beside(cells, items=wider, item=item)
            if len(codes) == 1:
                yield equal("an item alone in its area", cells, above)
            else:
                yield part("an item of an area", cells, above)
        wholes = known.where(items=wider, item=item)
        found = np.column_stack([known.beside(wholes, items=kind, item=code) for code in codes])
        complete = (found >= 0).all(axis=1)
        yield Rows("at most the sum of items", (found[complete],), (wholes[complete, None],), 0.0, np.inf)


def parts_of(kind: str, known: Labels) -> dict[str, list[str]]:
    """Item of the wider kind -> the published items of a kind that it takes together."""
    published = known.codes["item"][known.where(items=kind)]
    names = {place: label for label, place in known.places["item"].items()}
    codes = [names[place] for place in np.unique(published)]
    if kind != "conditions":
        return {ANY: codes} if codes else {}
    area_of = {c.code: c.area_code for c in codelists.conditions()} | {UNKNOWN: UNKNOWN}
    every = [c.code for c in codelists.conditions() if c.law == codelists.HOME_NURSING] + [UNKNOWN]
    grouped: dict[str, list[str]] = {}
    for code in every:
        grouped.setdefault(area_of[code], []).append(code)
    return {area: own for area, own in grouped.items() if set(own) & set(codes)}


def _reporters(known: Labels, delivered: Mapping[str, Delivery]) -> Iterator[Rows]:
    """Municipalities that deliver every year are some of those that deliver, and in many areas all of them."""
    always = _always(delivered)
    cells = known.where(reporters="every_year")
    month = known.beside(cells, reporters="month")
    same = np.zeros(len(cells), dtype=bool)
    for year, year_of in delivered.items():
        codes = [a.code for a in geography.areas() if year_of.possible(a.municipalities) <= always]
        same |= _labelled(known, cells, "area", codes) & _labelled(known, cells, "year", [year])
    yield equal("every year, the same municipalities", cells, month, same)
    yield part("every year among all", cells, month, same)


def _residents(known: Labels, delivered: Mapping[str, Delivery]) -> Iterator[Rows]:
    """The citizens counted are some of the residents, or all of them where every municipality delivered."""
    cells = known.where(items=REPORTED)
    everyone = known.beside(cells, items=RESIDENTS)
    same = np.zeros(len(cells), dtype=bool)
    for year, codes in complete(delivered):
        same |= _labelled(known, cells, "area", codes) & _labelled(known, cells, "year", [year])
    yield equal("all municipalities delivered", cells, everyone, same)
    yield part("counted among residents", cells, everyone, same)
    yield equal("the citizens counted", cells, known.beside(cells, items=POPULATION))


def complete(delivered: Mapping[str, Delivery]) -> Iterator[tuple[str, list[str]]]:
    """Year -> the areas of which every municipality delivered."""
    for year, year_of in delivered.items():
        yield year, [a.code for a in geography.areas() if year_of.inside.issuperset(a.municipalities)]


def _always(delivered: Mapping[str, Delivery]) -> frozenset[int]:
    return frozenset.intersection(*(d.inside for d in delivered.values())) if delivered else frozenset()


def _may_be_counted(area: geography.Area, years: Sequence[Delivery]) -> bool:
    """Whether any municipality of the area delivered, or may have, in all of these years."""
    return bool(frozenset.intersection(*(year.possible(area.municipalities) for year in years)))


def nobody(known: Labels, delivered: Mapping[str, Delivery]) -> Integers:
    """Cells of areas in which nobody delivered: a reader knows that they are nought."""
    found: list[Integers] = []
    for year, year_of in delivered.items():
        for reporters, years in (("month", [year_of]), ("every_year", list(delivered.values()))):
            codes = [a.code for a in geography.areas() if not _may_be_counted(a, years)]
            own = known.where(year=year, reporters=reporters)
            found.append(own[_labelled(known, own, "area", codes)])
    cells = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    other = [known.where(items=name) for name in (RESIDENTS, CLIENTS, DAYS)]
    return np.setdiff1d(cells, np.concatenate(other))


def _labelled(known: Labels, cells: Integers, name: str, labels: Sequence[str]) -> Flags:
    places = [known.places[name][label] for label in labels if label in known.places[name]]
    found: Flags = np.isin(known.codes[name][cells], places)
    return found

"""The publication plan made concrete: the exact cells that leave the store, stated before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from naerblik import codelists, geography
from naerblik.items import EVERYONE, IN_THE_YEAR, LOOKING_BACK, SEPARATOR, items_of, topic_of
from naerblik.parameters import Dimension, ItemKind, ParameterError, PublicationPlan, PublicationSet
from naerblik.views.period import Period

KEY = ["items", "item", "year", "level", "area", "sex", "age", "nursing_home", "disease", "reporters"]
TOTAL = "all"
DIMENSIONS: tuple[Dimension, ...] = ("sex", "age", "nursing_home", "disease")
SUMMARISED: tuple[ItemKind, ...] = ("areas", "any_condition", "any_intervention")
"""Items whose trend is also shown for the municipalities that deliver in every year."""


@dataclass(frozen=True)
class Years:
    """The years of a run: the year that is reported and, with it, the years of the trend in order.

    `whole`: those of the trend of which the twelve months up to the reference date are observed; `calendar`: those of
    which every day is.
    """

    report: int
    trend: tuple[int, ...]
    whole: tuple[int, ...] = ()
    calendar: tuple[int, ...] = ()

    def of(self, published: PublicationSet, kind: ItemKind) -> tuple[int, ...]:
        """The years in which a set publishes a kind of item."""
        wanted = self.trend if published.years == "trend" else (self.report,)
        known = self.whole if kind in LOOKING_BACK else self.calendar if kind in IN_THE_YEAR else wanted
        return tuple(year for year in wanted if year in known)


def trend(plan: PublicationPlan, report: int, period: Period) -> Years:
    """The report year and the years before it that the plan wants and the period observes.

    Raises ParameterError when the report year is not observed.
    """
    observed = period.years
    if report not in observed:
        raise ParameterError(
            f"year is {report}, but the snapshot observes {', '.join(map(str, observed)) or 'no year'}."
        )
    years = tuple(y for y in observed if report - plan.trend_years < y <= report)
    return Years(report, years, *(tuple(y for y in years if y in known) for known in (period.whole, period.calendar)))


def values_of(dimension: Dimension, plan: PublicationPlan) -> tuple[str, ...]:
    """The values of a dimension beside its total."""
    if dimension == "age":
        return plan.age_labels()
    if dimension == "disease":
        return tuple(disease.key for disease in codelists.chronic_diseases())
    return ("K", "M") if dimension == "sex" else ("yes", "no")


def published(plan: PublicationPlan, years: Years) -> pd.DataFrame:
    """Every published cell once: the columns of KEY, and `set`, the first set of the plan that names it.

    Labels are categories: a country has some 140,000 cells. Raises ParameterError when a set names something twice or
    two sets have one name.
    """
    _check(plan)
    blocks = [[*values, [s.name]] for s in plan.sets for values in _blocks(s, plan, years)]
    names = [*KEY, "set"]
    labels = [_numbered(chain(*(block[at] for block in blocks))) for at in range(len(names))]
    cells = np.concatenate([_crossed([()] * len(names), labels), *(_crossed(b, labels) for b in blocks)], axis=1)
    which = np.ravel_multi_index(tuple(cells[:-1]), [max(1, len(own)) for own in labels[:-1]])
    first = np.sort(np.unique(which, return_index=True)[1])
    columns = zip(names, cells[:, first], labels, strict=True)
    texts = {name: "int64" if name == "year" else "str" for name in names}
    found = {name: pd.Categorical.from_codes(at, pd.Index([*own], dtype=texts[name])) for name, at, own in columns}
    return pd.DataFrame(found).astype({"year": "int64"})


def together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The published cells of several plans, without their sets; labels stay categories."""
    years = pd.concat([part["year"] for part in parts], ignore_index=True)
    labels = {name: union_categoricals([part[name] for part in parts]) for name in KEY if name != "year"}
    return pd.DataFrame(labels | {"year": years})[KEY]


def cells(plan: PublicationPlan, years: Years) -> dict[str, int]:
    """Set -> number of cells that no earlier set of the plan has. Raises ParameterError as `published` does."""
    counts = published(plan, years)["set"].value_counts()
    return {s.name: int(counts.get(s.name, 0)) for s in plan.sets}


def _numbered(labels: Iterable[object]) -> dict[object, int]:
    return {label: place for place, label in enumerate(dict.fromkeys(labels))}


def _crossed(block: Sequence[Sequence[object]], labels: Sequence[Mapping[object, int]]) -> NDArray[np.int16]:
    """A full cross, a cell a column: in each row the place of a label among those of its column of KEY."""
    places = [np.array([own[v] for v in values], np.int16) for own, values in zip(labels, block, strict=True)]
    return np.stack(np.meshgrid(*places, indexing="ij")).reshape(len(places), -1)


def _blocks(s: PublicationSet, plan: PublicationPlan, years: Years) -> Iterator[list[Sequence[object]]]:
    """The values of each column of KEY for each block of a set; a block is a full cross."""
    for kind in s.items:
        for level in s.levels:
            areas = [a.code for a in geography.areas() if a.level == level]
            for shown in _subsets(s.dimensions):
                values = {d: values_of(d, plan) if d in shown else (TOTAL,) for d in DIMENSIONS}
                counted = years.of(s, kind)
                yield [[kind], _items(s, kind), counted, [level], areas, *values.values(), _reporters(s, kind, shown)]


def _items(s: PublicationSet, kind: ItemKind) -> tuple[str, ...]:
    """The items of a kind that a set publishes; 'total.*' in `only` stands for everything that begins so."""
    if not s.only:
        return items_of(kind)
    return tuple(i for i in items_of(kind) if i in s.only or f"{i.split(SEPARATOR)[0]}{SEPARATOR}*" in s.only)


def _reporters(s: PublicationSet, kind: ItemKind, shown: Sequence[Dimension]) -> list[str]:
    """Whose citizens are counted: all, or where municipalities report those of the municipalities that did."""
    if topic_of(kind) != "fsiii":
        return [EVERYONE]
    return ["month", "every_year"] if s.years == "trend" and kind in SUMMARISED and not shown else ["month"]


def _subsets(dimensions: tuple[Dimension, ...]) -> Iterator[tuple[Dimension, ...]]:
    """Every combination of dimensions, the totals first."""
    for size in range(len(dimensions) + 1):
        yield from combinations(dimensions, size)


def _check(plan: PublicationPlan) -> None:
    named: dict[str, tuple[str, ...]] = {"sets": tuple(s.name for s in plan.sets)}
    for s in plan.sets:
        named |= {f"items of set '{s.name}'": s.items, f"levels of set '{s.name}'": s.levels}
        named |= {f"dimensions of set '{s.name}'": s.dimensions}
    for where, names in named.items():
        if twice := {name for name in names if names.count(name) > 1}:
            raise ParameterError(f"publication plan: {where} name {', '.join(sorted(twice))} twice; name each once.")
    if not plan.sets:
        raise ParameterError("publication plan: there is no set; name at least one under 'sets'.")

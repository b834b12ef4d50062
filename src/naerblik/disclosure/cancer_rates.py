"""Rates of cancer that may leave the store, and the residents by age group that a reader takes them apart with.

A figure is withheld, for one neutral sign, when

1. it has fewer than 10 events (rates), or the number of its events is hidden, or that of the years before the report
   is 1 to 4 in one sex;
2. it is of the year of the report and a number of an age band of its area and sex is hidden: then hidden numbers of one
   age group can mostly move between areas and sexes without changing any sum that is printed;
3. with what else is printed of its item it narrows a hidden number, or leaves a group of an area, sex and five-year age
   group, which no count publishes, with tables only in which it is of few. Groups are cleared by whole tables
   (cancer_alternatives), hidden numbers by linear programmes (cancer_hidden), which are no proof in whole numbers.

For the third reason figures are withheld in the order of STEPS until nothing is left to clear. Where the residents of a
region are hidden or few in any age group, nothing is printed. Each item is looked at by itself: what the total less its
sites tells, within the rounding of all of them, is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from naerblik.disclosure.cancer_alternatives import Moves, Search, bands, moves, unpublished
from naerblik.disclosure.cancer_cells import Seen, bands_of, first_age, residents_seen, seen
from naerblik.disclosure.cancer_figures import MEASURES, NONE, figures
from naerblik.disclosure.cancer_forms import forms, limits
from naerblik.disclosure.cancer_hidden import hidden, narrowed
from naerblik.disclosure.cancer_strata import (
    SEXES,
    Floats,
    Strata,
    areas,
    in_areas,
    in_periods,
    in_sexes,
    regions,
    sexes_of,
)
from naerblik.disclosure.cube import OPTIONAL
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.tables import Integers
from naerblik.items import age_strata

_IS_LIMIT = np.array([m.name == "asr" and m.number != "value" for m in MEASURES])
_IS_EXPECTED = np.array([m.name == "expected" for m in MEASURES])
_IS_RATE = np.array([m.name == "asr" for m in MEASURES])
_IN_REGIONS = np.array([area.level == "region" for area in areas()])

STEPS: tuple[tuple[Flags, Flags], ...] = (
    (_IS_LIMIT, _IN_REGIONS),
    (_IS_EXPECTED, _IN_REGIONS),
    (~_IS_RATE, _IN_REGIONS),
    (_IS_RATE, _IN_REGIONS),
    (_IS_LIMIT, ~_IN_REGIONS),
    (_IS_RATE, ~_IN_REGIONS),
)
"""What is withheld first: limits of regions, expected numbers, ratios, rates of regions, then those of the country.

Each step concerns the sexes and periods that the group lies in, and the regions that it does; expected numbers those
of every region, since each is made from the whole country.
"""


def published(strata: Strata | None, cells: pd.DataFrame, threshold: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `rates` and `age_population` beside protected cells; both without rows where there are no strata.

    The search for tables follows from the numbers alone: the same input gives the same figures.
    """
    labels = bands_of(cells) if strata is not None else ()
    if strata is None or not labels or not _residents_known(strata, cells, labels, threshold):
        rates, residents = (pd.DataFrame(columns=list(OPTIONAL[name])) for name in ("rates", "age_population"))
        return rates, residents
    clearing = Clearing(strata, labels, threshold)
    beside = seen(cells, strata.years, labels)
    rows = [
        row
        for item, tumours in strata.tumours.items()
        if item in beside
        for row in _rows(strata, item, clearing.cleared(item, tumours, beside[item]))
    ]
    return pd.DataFrame(rows, columns=list(OPTIONAL["rates"])).astype({"value": "Int64"}), _residents(strata)


def _residents_known(strata: Strata, cells: pd.DataFrame, labels: Sequence[str], threshold: int) -> bool:
    return bool((strata.residents >= threshold).all()) and residents_seen(cells, strata.years, labels)


class Clearing:
    """What the items of a release share while their figures are cleared one by one."""

    def __init__(self, strata: Strata, labels: Sequence[str], threshold: int) -> None:
        self.bands = bands([first_age(label) for label in labels])
        shape = strata.residents.shape
        self.residents, self.threshold = strata.residents, threshold
        self.forms: Floats = forms(strata.residents)
        self.moves: Moves = moves(shape, self.bands)
        self.groups: Integers = unpublished(shape, self.bands)

    def cleared(self, item: str, tumours: Integers, beside: Seen) -> Integers:
        """The figures of an item, those withheld that the rules ask for (NONE)."""
        every = figures(tumours, self.residents)
        every[..., [sex not in sexes_of(item) for sex in SEXES]] = NONE
        printed = np.where(eligible(tumours, beside, self.threshold), every, NONE)
        search = Search(tumours, self.groups, self.forms, limits(tumours, printed), self.moves, self.threshold - 1)
        rng = np.random.default_rng(int(tumours.sum()))
        for group in range(len(search.groups)):
            steps = self._steps(search.groups[group].reshape(tumours.shape) * tumours, printed)
            while (printed != NONE).any() and not search.clears(group, rng) and (withheld := next(steps, None)):
                printed[withheld] = NONE
                search.limits = limits(tumours, printed)
        return self._beside_hidden(item, tumours, printed, beside)

    def _beside_hidden(self, item: str, tumours: Integers, printed: Integers, beside: Seen) -> Integers:
        """The figures without those that narrow a hidden number."""
        known = hidden(tumours, beside, self.bands)
        for measures, places in (*STEPS, STEPS[-1]):
            told = narrowed(known, self.forms, limits(tumours, printed), self.threshold)
            for number in told:
                held = (number[: tumours.size] > 0).astype(np.int64).reshape(tumours.shape)
                printed[_concerned(held, measures, places)] = NONE
            if len(told) == 0:
                break
        return printed

    def _steps(self, held: Integers, printed: Integers) -> Iterator[tuple[Integers, ...]]:
        """What is withheld for a group, step by step: of the year first, then of the period."""
        for measures, places in STEPS:
            for period in range(len(held)):
                concerned = _concerned(held, measures, places) & (printed != NONE)
                concerned[:, np.arange(len(held)) != period] = False
                if concerned.any():
                    yield np.nonzero(concerned)


def eligible(tumours: Integers, beside: Seen, threshold: int) -> Flags:
    """By the first two rules: the figures (MEASURES x period x area x sex) that have what they need."""
    own = beside.year
    events: Flags = own[..., 0]
    rates: list[Flags] = [np.logical_and.reduce(own, axis=-1)]
    counted: list[Flags] = [events]
    if len(tumours) > 1:
        before = np.einsum("rqa,Ar,sq->As", tumours[1], in_areas(), in_sexes())
        few = (before >= 1) & (before < threshold)
        before_seen = np.asarray(np.logical_and.reduce(beside.before, axis=0))
        whole = events & before_seen[:, None] & ~few
        rates.append(whole)
        counted.append(whole)
    rate, count = np.stack(rates), np.stack(counted)
    country: Flags = np.asarray(rate[:, -1:])
    country = np.concatenate([country.all(axis=-1, keepdims=True), country[..., 1:]], axis=-1)
    awaited = np.broadcast_to(country, rate.shape)
    by_name = {"asr": rate, "expected": awaited, "sir": awaited & count}
    return np.stack([by_name[m.name] for m in MEASURES])


def _concerned(held: Integers, measures: Flags, places: Flags) -> Flags:
    """The figures of some measures and areas that the tumours of a group count in."""
    inside = np.einsum("trqa,pt,Ar,sq->pAs", held, in_periods(len(held)), in_areas(), in_sexes()) > 0
    everywhere = np.broadcast_to(inside.any(axis=1, keepdims=True), inside.shape)
    concerned = np.stack([inside if rate else everywhere for rate in _IS_RATE])
    return np.asarray(concerned & measures[:, None, None, None] & places[:, None])


def _rows(strata: Strata, item: str, printed: Integers) -> Iterator[tuple[object, ...]]:
    """A row for each figure that exists; missing where it is withheld."""
    for place, measure in enumerate(MEASURES):
        for (period, area, sex), value in np.ndenumerate(printed[place]):
            if SEXES[sex] not in sexes_of(item) or not _exists(measure.name, measure.standard, area):
                continue
            where = (areas()[area].level, areas()[area].code, SEXES[sex])
            what = (measure.name, measure.standard, measure.number)
            shown = int(value) if value != NONE else pd.NA
            yield (item, strata.periods[period], *where, *what, shown, measure.digits, measure.method, value == NONE)


def _exists(name: str, standard: str, area: int) -> bool:
    """Other standards than the default are for the country, expected numbers and ratios for what is less than it."""
    if name != "asr":
        return bool(_IN_REGIONS[area])
    return standard == MEASURES[0].standard or not _IN_REGIONS[area]


def _residents(strata: Strata) -> pd.DataFrame:
    order = [stratum.label for stratum in age_strata()]
    own = strata.by_year[strata.by_year["area"].isin([region.code for region in regions()])]
    place = own["stratum"].map({label: i for i, label in enumerate(order)})
    found = own.assign(place=place).sort_values(["year", "area", "sex", "place"], ignore_index=True)
    return found.rename(columns={"residents": "population"}).assign(hidden=False)[list(OPTIONAL["age_population"])]

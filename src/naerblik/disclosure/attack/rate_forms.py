"""Printed figures and groups of people as weights of unknown strata: year x region x sex x five-year age group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from naerblik import codelists, geography
from naerblik.disclosure.attack.knowledge import Flags, Floats

PER = 100_000
SEXES = ("K", "M")
EXACT_BELOW = 10
SURE = 1e-9
Figures = dict[tuple[str, str, str], tuple[float, float]]
"""Measure, standard and number -> between what the figure was before it was rounded."""


@dataclass(frozen=True)
class Form:
    """least <= weights @ unknowns <= most."""

    weights: Floats
    least: float
    most: float


class RateForms:
    """The strata of the residents that are published, and what is printed in terms of them."""

    def __init__(self, residents: pd.DataFrame) -> None:
        self.years = sorted(residents["aar"].unique())
        self.regions = sorted(residents["omraade"].unique())
        self.ages = sorted(residents["alder"].unique(), key=_first)
        axes = (self.years, self.regions, list(SEXES), self.ages)
        index = pd.MultiIndex.from_product(axes)
        known = residents.set_index(["aar", "omraade", "koen", "alder"])["borgere"].astype(float)
        people = known.reindex(index, fill_value=0.0).to_numpy(dtype=np.float64)
        self.people: Floats = np.asarray(people.reshape([len(a) for a in axes]), dtype=np.float64)
        self.size = self.people.size

    @property
    def complete(self) -> bool:
        """Whether the regions are the whole country."""
        known = {m for region in self.regions for m in geography.area(region).municipalities}
        return known == {m.code for m in geography.municipalities()}

    def inside(self, period: str, area: str, sex: str) -> Flags:
        """The strata of a period, area and sex, with all four axes."""
        first, _, last = period.partition("-")
        members = set(geography.area(area).municipalities)
        year = np.array([first <= y <= (last or first) for y in self.years])
        region = np.array([set(geography.area(r).municipalities) <= members for r in self.regions])
        own = np.array([sex in ("all", s) for s in SEXES])
        found: Flags = np.einsum("y,r,s,a->yrsa", year, region, own, np.ones(len(self.ages), dtype=bool)) > 0
        return found

    def of_cell(self, year: str, area: str, sex: str, age: str) -> Floats | None:
        """The strata that add up to a published cell; None where it is not made of whole regions and age groups."""
        if year not in self.years or geography.area(area).level not in ("region", "country"):
            return None
        inside = self.inside(year, area, sex) & self._band(age)
        return inside.astype(float).reshape(-1)

    def _band(self, age: str) -> Flags:
        first, last = (0, 999) if age == "all" else (_first(age), _last(age))
        return np.array([first <= _first(a) and _last(a) <= last for a in self.ages])

    def groups(self, periods: Sequence[str], cells: pd.DataFrame) -> list[tuple[Floats, str]]:
        """Each area, sex and age group in each period, and in what of a period lies outside another, with its name.

        Without those that a cell publishes.
        """
        published = set(cells[["year", "area", "sex", "age"]].itertuples(index=False, name=None))
        areas = [a.code for a in geography.areas() if a.level in ("region", "country")]
        found: dict[bytes, tuple[Floats, str]] = {}
        for period in periods:
            for other in ("", *(p for p in periods if p != period and "-" in period)):
                for area in areas:
                    for sex in ("all", *SEXES):
                        inside = self.inside(period, area, sex)
                        inside = inside & ~self.inside(other, area, sex) if other else inside
                        for place, age in enumerate(self.ages):
                            if other or (period, area, sex, age) not in published:
                                own = inside & (np.arange(len(self.ages)) == place)
                                name = f"{period}{' without ' + other if other else ''}, {area}, {sex}, {age}"
                                weights = own.astype(float).reshape(-1)
                                found.setdefault(weights.tobytes(), (weights, name))
        return list(found.values())

    def of_rates(self, rates: pd.DataFrame, cells: pd.DataFrame) -> Iterator[Form]:
        """What the printed figures of an item say of its strata."""
        known = {tuple(k): v for *k, v in cells[["year", "area", "sex", "age", "value"]].itertuples(index=False)}
        for (period, area, sex), own in rates.groupby(["periode", "omraade", "koen"], sort=True):
            inside = self.inside(str(period), str(area), str(sex))
            events = self._events(str(period), str(area), str(sex), known)
            names = zip(own["maal"], own["standard"], own["tal"], strict=True)
            figures = dict(zip(names, (_interval(str(text)) for text in own["vaerdi"]), strict=True))
            for standard in dict.fromkeys(own.loc[own["maal"] == "asr", "standard"]):
                yield from self._rate(inside, str(standard), figures, events)
            yield from self._ratio(inside, str(sex), figures, events)

    def _events(self, period: str, area: str, sex: str, known: dict[tuple[object, ...], float]) -> float:
        """The number of events as the cells give it; missing where they do not."""
        first, _, last = period.partition("-")
        years = [y for y in self.years if first <= y <= (last or first)]
        found = [known.get((y, area, sex, "all"), np.nan) for y in years]
        return float(np.sum(found))

    def _rate(self, inside: Flags, standard: str, figures: Figures, events: float) -> Iterator[Form]:
        weights = self._weights(inside, standard)
        least, most = figures.get(("asr", standard, "value"), (0.0, np.inf))
        yield Form(weights, least, most)
        if np.isnan(events) or np.isinf(most) or events <= 0:
            return
        low, high = count_limits(events)
        spread = [0.0, np.inf]
        for number, limit in (("lower", low), ("upper", high)):
            if ("asr", standard, number) in figures:
                per = (limit - events) / np.sqrt(events)
                ends = figures["asr", standard, number]
                ways = sorted((end - rate) / per for end in ends for rate in (least, most))
                spread = [max(spread[0], ways[0]), min(spread[1], ways[-1])]
        if np.isfinite(spread[1]):
            yield Form(weights**2, max(spread[0], 0.0) ** 2 - SURE, spread[1] ** 2 + SURE)

    def _weights(self, inside: Flags, standard: str) -> Floats:
        """The weight w / n of each stratum per 100,000; n are the residents of its standard age group, 15-19 as one."""
        groups = codelists.standard_age_groups()
        share = np.array(codelists.standard_populations()[standard].weights, dtype=float)
        group = np.array([max(i for i, g in enumerate(groups) if _first(g) <= _first(a)) for a in self.ages])
        people = np.bincount(group, (self.people * inside).sum(axis=(0, 1, 2)), minlength=len(groups))
        per = PER * share / share.sum() / np.where(people > 0, people, np.inf)
        return np.asarray((inside * per[group]).reshape(-1))

    def _ratio(self, inside: Flags, sex: str, figures: Figures, events: float) -> Iterator[Form]:
        """Expected: the country's tumours, each counting for the area's share of the country's residents of its age."""
        groups = codelists.standard_age_groups()
        group = np.array([max(i for i, g in enumerate(groups) if _first(g) <= _first(a)) for a in self.ages])
        to_group = np.eye(len(groups))[group]
        years = inside.any(axis=(1, 2, 3))
        country = np.einsum("yrsa,y,ag->sg", self.people, years, to_group)
        own = np.einsum("yrsa,yrsa,ag->sg", self.people, inside, to_group)
        share = np.divide(own, country, out=np.zeros_like(own), where=country > 0)
        weights = np.einsum("y,r,sg,ag->yrsa", years, np.ones(len(self.regions)), share, to_group).reshape(-1)
        if ("expected", "", "value") in figures:
            yield Form(weights, *figures["expected", "", "value"])
        if ("sir", "", "value") in figures:
            least, most = figures["sir", "", "value"]
            yield Form(inside.reshape(-1) - most * weights, -np.inf, SURE)
            yield Form(inside.reshape(-1) - max(least, 0.0) * weights, -SURE, np.inf)
        yield from _beyond_ratio(weights, figures, events)


def _beyond_ratio(weights: Floats, figures: Figures, events: float) -> Iterator[Form]:
    """What the limits of a ratio say of the expected number: nothing where printed ratio and events give them."""
    if np.isnan(events) or events <= 0:
        return
    printed = sum(figures.get(("sir", "", "value"), (np.nan, np.nan))) / 2
    for number, limit in zip(("lower", "upper"), count_limits(events), strict=True):
        least, most = figures.get(("sir", "", number), (0.0, np.inf))
        if np.isfinite(most) and least > 0 and not least <= printed * limit / events <= most:
            yield Form(weights, limit / most - SURE, limit / least + SURE)


def count_limits(events: float) -> tuple[float, float]:
    """95 % limits of a count: exact below 10 (Garwood 1936), Byar's from there on (Breslow and Day 1987, 69)."""
    if events < EXACT_BELOW:
        low = float(gammaincinv(events, 0.025)) if events else 0.0
        return low, float(gammaincinv(events + 1, 0.975))
    z, more = NormalDist().inv_cdf(0.975), events + 1
    low = events * (1 - 1 / (9 * events) - z / (3 * events**0.5)) ** 3
    return low, more * (1 - 1 / (9 * more) + z / (3 * more**0.5)) ** 3


def _interval(text: str) -> tuple[float, float]:
    """What a printed number with its decimals may have been before it was rounded."""
    half = 0.5 * 10.0 ** -len(text.partition(",")[2])
    value = float(text.replace(",", "."))
    return value - half - SURE, value + half + SURE


def _first(age: str) -> int:
    return int(age.rstrip("+").split("-")[0])


def _last(age: str) -> int:
    return 999 if age.endswith("+") else int(age.split("-")[1])

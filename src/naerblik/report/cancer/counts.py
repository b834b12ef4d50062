"""What the cube holds of new tumours, and how an area's rate compares with the rest of the country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from naerblik import geography
from naerblik.geography import Area, MapYear
from naerblik.indicators import rate_funnel
from naerblik.indicators.rate_funnel import RateFunnel
from naerblik.items import TOTAL_SITE
from naerblik.report.compare import CONFIDENCE, Against
from naerblik.report.rate import Rate
from naerblik.report.scope import Scope

COUNCIL_MAP: MapYear = 2027
"""The map that has councils; they are units of comparison on both maps."""


def new_cases(scope: Scope, item: str, *, area: Area | None = None, **group: Any) -> Rate:
    """New tumours of the calendar year, and the citizens of the reference date in it."""
    return Rate.of(scope.share("tumours", item, area=area, **group))


def country(scope: Scope, item: str, **group: Any) -> Rate:
    """New cases of the country."""
    return new_cases(scope, item, area=scope.country, **group)


def years(scope: Scope) -> tuple[int, ...]:
    """The calendar years that new tumours are published for."""
    return tuple(y for y in scope.years if new_cases(scope, TOTAL_SITE, area=scope.country, year=y).is_reported)


def against_rest(scope: Scope, item: str, area: Area | None = None) -> Against:
    """Compares an area (the recipient by default) with the rest of the country in new tumours of the report year.

    Overdispersion is estimated from the municipalities where the cancer is published for them, else from the councils.
    What hidden units leave of the published totals enters as one more, so that both sides are whole.
    """
    area = area or scope.recipient
    own = new_cases(scope, item, area=area)
    rest = country(scope, item).less(own) if own.is_reported else own
    if area.level == "country" or not (own.is_known and rest.is_known):
        return Against(area, own, rest, "unknown")
    units = list(_units(scope, item))
    inside = [rate for unit, rate in units if set(unit.municipalities) <= set(area.municipalities)]
    outside = [rate for unit, rate in units if not set(unit.municipalities) & set(area.municipalities)]
    sides = _whole(inside, own), _whole(outside, rest)
    mask = np.repeat([True, False], [len(side) for side in sides])
    found = rate_funnel.against_rest(*_arrays([*sides[0], *sides[1]]), mask, CONFIDENCE)
    return Against(area, own, rest, found.verdict, (found.lower, found.upper))


def fit(scope: Scope, item: str) -> RateFunnel | None:
    """The funnel of all municipalities with a published number; None where fewer than three have one, or no tumour."""
    units = [rate for m in scope.municipalities if (rate := new_cases(scope, item, area=m)).is_known]
    if len(units) < 3 or not any(unit.count for unit in units):
        return None
    return rate_funnel.fit(*_arrays(units))


def _units(scope: Scope, item: str) -> Iterator[tuple[Area, Rate]]:
    local = new_cases(scope, item, area=scope.municipalities[0]).is_reported
    for unit in scope.municipalities if local else geography.areas_of("council", COUNCIL_MAP):
        rate = new_cases(scope, item, area=unit)
        if rate.is_known:
            yield unit, rate


def _whole(units: Sequence[Rate], total: Rate) -> list[Rate]:
    """The units, and what they leave of the total as one more; nothing is left where every unit is shown."""
    count = (total.count or 0) - sum(unit.count or 0 for unit in units)
    population = (total.population or 0) - sum(unit.population or 0 for unit in units)
    if population == 0 and count == 0:
        return list(units)
    return [*units, Rate(count, population)] if population > 0 and count >= 0 else [total]


def _arrays(units: Sequence[Rate]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([u.count for u in units], dtype=float), np.array([u.population for u in units], dtype=float)

"""A recipient or municipality against the rest of the country, within limits of chance and overdispersion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from naerblik.geography import Area
from naerblik.indicators import funnel
from naerblik.indicators.few_expected import beyond_binomial_chance
from naerblik.parameters import ItemKind
from naerblik.report.cells import NOT_REPORTED, Share
from naerblik.report.scope import Scope

CONFIDENCE = 0.998
"""Two-sided confidence outside which a difference is worded as a finding (DESIGN.md, "Who is counted")."""

Verdict = Literal["higher", "lower", "none", "unknown"]
ShareOf = Callable[[Area], Share]
"""The published share of an area, whatever it is a share of."""


@dataclass(frozen=True)
class Against:
    """An area's share and that of the rest of the country; `verdict` is 'unknown' where nothing can be compared.

    `limits` bound where the area's share would lie if it differed by chance and overdispersion only; None when unknown.
    """

    area: Area
    share: Share
    rest: Share
    verdict: Verdict
    limits: tuple[float, float] | None = None


def rest_of_country(share: Share, country: Share) -> Share:
    """The country without an area, from two published cells; hidden when either is."""
    if not share.is_reported:
        return NOT_REPORTED
    return country.less(share)


def against_rest(scope: Scope, items: ItemKind, item: str = "*", *, area: Area | None = None) -> Against:
    """Compares an area (the recipient by default) with the rest of the country in the report year."""
    return shares_against_rest(scope, _shares_of(scope, items, item), area or scope.recipient)


def shares_against_rest(scope: Scope, share_of: ShareOf, area: Area) -> Against:
    """Compares an area with the rest of the country in any share that municipalities have too.

    The municipalities are the units from which overdispersion is estimated; those whose number is hidden enter
    together, as what the published totals leave, so that both sides are whole.
    """
    share = share_of(area)
    rest = rest_of_country(share, share_of(scope.country))
    if area.level == "country" or not (share.is_known and rest.is_known):
        return Against(area, share, rest, "unknown")
    inside, outside = _units(scope, share_of, area)
    units = [*_whole(inside, share), *_whole(outside, rest)]
    mask = [True] * len(_whole(inside, share)) + [False] * len(_whole(outside, rest))
    found = funnel.against_rest(*_arrays(units), np.array(mask), confidence=CONFIDENCE)
    verdict = found.verdict if _beyond_chance(share, rest) else "none"
    return Against(area, share, rest, verdict, (found.lower, found.upper))


def _beyond_chance(share: Share, rest: Share) -> bool:
    """Whether the count is also outside the exact binomial limits around the rest's share."""
    return beyond_binomial_chance(share.count or 0, share.population or 0, rest.rate, CONFIDENCE)


def fit(scope: Scope, items: ItemKind, item: str = "*") -> funnel.Funnel | None:
    """The funnel of all municipalities with a published number; None when there are fewer than three."""
    return fit_shares(scope, _shares_of(scope, items, item))


def _shares_of(scope: Scope, items: ItemKind, item: str) -> ShareOf:
    return lambda area: scope.share(items, item, area=area)


def fit_shares(scope: Scope, share_of: ShareOf) -> funnel.Funnel | None:
    """The funnel of all municipalities in any share; None when fewer than three have a published number."""
    units = [share for m in scope.municipalities if (share := share_of(m)).is_known]
    return funnel.fit(*_arrays(units)) if len(units) > 2 else None


def _units(scope: Scope, share_of: ShareOf, area: Area) -> tuple[list[Share], list[Share]]:
    inside: list[Share] = []
    outside: list[Share] = []
    own = frozenset(area.municipalities)
    for municipality in scope.municipalities:
        share = share_of(municipality)
        if share.is_known:
            side = inside if own.issuperset(municipality.municipalities) else outside
            side.append(share)
    return inside, outside


def _whole(units: Sequence[Share], total: Share) -> list[Share]:
    """The units, and what they leave of the total as one more."""
    counts, populations = ([getattr(s, name) or 0 for s in (*units, total)] for name in ("count", "population"))
    count, population = 2 * counts[-1] - sum(counts), 2 * populations[-1] - sum(populations)
    return [*units, Share(count, population)] if population > 0 and 0 <= count <= population else list(units)


def _arrays(units: Sequence[Share]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([u.count for u in units], dtype=float), np.array([u.population for u in units], dtype=float)

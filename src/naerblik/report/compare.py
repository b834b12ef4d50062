"""A recipient or municipality against the rest of the country, within limits of chance and overdispersion."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from naerblik.geography import Area
from naerblik.indicators import funnel
from naerblik.indicators.few_expected import beyond_binomial_chance
from naerblik.indicators.funnel import Bools
from naerblik.indicators.units import Floats
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


@dataclass(frozen=True)
class Units:
    """The municipalities with a published number, in one measure: the code, count and population of each."""

    codes: tuple[int, ...]
    counts: Floats
    populations: Floats

    @classmethod
    def of(cls, scope: Scope, share_of: ShareOf) -> Units:
        """All municipalities of the country that have one."""
        known = [(m.municipalities[0], share) for m in scope.municipalities if (share := share_of(m)).is_known]
        counts, populations = ([getattr(share, name) for _, share in known] for name in ("count", "population"))
        return cls(tuple(code for code, _ in known), np.array(counts, float), np.array(populations, float))

    def within(self, codes: Collection[int]) -> Bools:
        """Which of them are among the municipalities with these codes."""
        return np.array([code in codes for code in self.codes], dtype=bool)

    def whole(self, part: Bools, total: Share) -> tuple[Floats, Floats]:
        """Counts and populations of a part of them, and what they leave of its total as one more."""
        counts, populations = self.counts[part], self.populations[part]
        count, population = (total.count or 0) - counts.sum(), (total.population or 0) - populations.sum()
        if population > 0 and 0 <= count <= population:
            return np.append(counts, count), np.append(populations, population)
        return counts, populations


def against_rest(scope: Scope, items: ItemKind, item: str = "*", *, area: Area | None = None) -> Against:
    """Compares an area (the recipient by default) with the rest of the country in the report year."""
    return shares_against_rest(scope, shares_of(scope, items, item), area or scope.recipient)


def shares_against_rest(scope: Scope, share_of: ShareOf, area: Area) -> Against:
    """Compares an area with the rest of the country in any share that municipalities have too."""
    return each_against_rest(scope, share_of, (area,))[0]


def each_against_rest(scope: Scope, share_of: ShareOf, areas: Sequence[Area]) -> list[Against]:
    """Compares each area by itself with the rest of the country.

    The municipalities are the units from which overdispersion is estimated; those whose number is hidden enter
    together, as what the published totals leave, so that both sides are whole.
    """
    units, country = Units.of(scope, share_of), share_of(scope.country)
    return [_against(units, area, share_of(area), country) for area in areas]


def _against(units: Units, area: Area, share: Share, country: Share) -> Against:
    rest = rest_of_country(share, country)
    if area.level == "country" or not (share.is_known and rest.is_known):
        return Against(area, share, rest, "unknown")
    own = units.within(frozenset(area.municipalities))
    inside, outside = units.whole(own, share), units.whole(~own, rest)
    counts, populations = (np.concatenate(pair) for pair in zip(inside, outside, strict=True))
    mask = np.arange(len(counts)) < len(inside[0])
    found = funnel.against_rest(counts, populations, mask, confidence=CONFIDENCE)
    verdict = found.verdict if _beyond_chance(share, rest) else "none"
    return Against(area, share, rest, verdict, (found.lower, found.upper))


def _beyond_chance(share: Share, rest: Share) -> bool:
    """Whether the count is also outside the exact binomial limits around the rest's share."""
    return beyond_binomial_chance(share.count or 0, share.population or 0, rest.rate, CONFIDENCE)


def fit(scope: Scope, items: ItemKind, item: str = "*") -> funnel.Funnel | None:
    """The funnel of all municipalities with a published number; None when there are fewer than three."""
    return fit_shares(scope, shares_of(scope, items, item))


def shares_of(scope: Scope, items: ItemKind, item: str = "*") -> ShareOf:
    """The shares of an item in the report year."""
    return lambda area: scope.share(items, item, area=area)


def fit_shares(scope: Scope, share_of: ShareOf) -> funnel.Funnel | None:
    """The funnel of all municipalities in any share; None when fewer than three have a published number."""
    units = Units.of(scope, share_of)
    return funnel.fit(units.counts, units.populations) if len(units.codes) > 2 else None

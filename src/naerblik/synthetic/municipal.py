"""What each municipality is like as a reporter: the months it delivers, its vendor, its level, when it simplifies."""

from __future__ import annotations

from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd

from naerblik import geography
from naerblik.synthetic.assumptions import Assumptions
from naerblik.synthetic.calibration import Counts, Flags, Floats

Draws = np.random.Generator
WHOLE_COUNTRY = 0  # as a region to draw municipalities from


def draws(seed: int, purpose: int) -> Draws:
    """Random numbers for one purpose, the same whatever else is drawn."""
    return np.random.Generator(np.random.PCG64([seed, purpose]))


def months(assumptions: Assumptions) -> list[date]:
    """The first days of the months of the window."""
    return [date(year, month, 1) for year in assumptions.years for month in range(1, 13)]


def places(assumptions: Assumptions, seed: int) -> pd.DataFrame:
    """A row for each municipality: municipality_code, region, population, delivered (array by month), level,
    vendor_change (day or None), keep_before, keep_after, uuid_before, uuid_after, simplified_from.

    keep_before and keep_after: the share of care that is registered before and after the change of vendor.
    """
    facts, known, chance = assumptions.reporting, geography.municipalities(), draws(seed, 1)
    population = np.array([m.population for m in known])
    delivered = _delivered(assumptions, population, chance)
    change, before, after = _vendor_changes(assumptions, delivered, chance)
    level = lognormal(chance, facts.level_spread, len(known))
    reports = delivered.any(axis=1)
    uuid = chance.random(len(known)) < facts.uuid_share
    changed_to = chance.random(len(known)) < facts.uuid_after_change
    return pd.DataFrame(
        {
            "municipality_code": [m.code for m in known],
            "region": [int(m.region) for m in known],
            "population": population,
            "delivered": list(delivered),
            "level": level / np.average(level[reports], weights=population[reports]),
            "vendor_change": change,
            "keep_before": before,
            "keep_after": after,
            "uuid_before": uuid,
            "uuid_after": np.where([day is None for day in change], uuid, changed_to),
            "simplified_from": [date(facts.simplified_in, int(m), 1) for m in chance.integers(1, 13, len(known))],
        }
    )


def lognormal(chance: Draws, spread: float, count: int) -> Floats:
    # Through plain uniforms: numpy may change its normal draws between versions, and the registers with them.
    return np.exp([spread * NormalDist().inv_cdf(u) for u in chance.random(count)])


def _delivered(assumptions: Assumptions, population: Counts, chance: Draws) -> Flags:
    """Municipality x month: never, from the beginning or from a later month, with gaps of some months.

    Gaps are drawn until as many municipalities deliver in the mean month as the source says.
    """
    facts, length = assumptions.reporting, len(months(assumptions))
    order = [int(n) for n in chance.permutation(len(population))]
    never = [n for n in order if population[n] <= facts.never_above_population][: len(population) - facts.ever]
    ever = [n for n in order if n not in never]
    delivered = np.ones((len(population), length), dtype=bool)
    delivered[never] = False
    for n in [n for n in ever if population[n] <= facts.late_above_population][: facts.late_starters]:
        delivered[n, : chance.integers(*facts.late_by_months)] = False
    while delivered.sum() > facts.in_a_month * length:
        n, start = ever[chance.integers(len(ever))], chance.integers(1, length)
        delivered[n, start : start + chance.integers(facts.gap_months[0], facts.gap_months[1] + 1)] = False
    return delivered


def _vendor_changes(
    assumptions: Assumptions, delivered: Flags, chance: Draws
) -> tuple[list[date | None], Floats, Floats]:
    """Day of the change of vendor and the share registered before and after it; half of the shifts go up."""
    facts, days, count = assumptions.reporting, months(assumptions), len(delivered)
    change: list[date | None] = [None] * count
    keep = np.ones((2, count))
    chosen = [n for n in chance.permutation(count) if delivered[n].any()][: facts.vendor_changes]
    low, high = facts.level_shift
    for number, n in enumerate(chosen):
        # Not in the first nor the last months: a shift is seen when there is something on both sides.
        change[n] = days[chance.integers(6, len(days) - 3)]
        keep[number % 2, n] = low + (high - low) * chance.random()
    return change, keep[0], keep[1]


def reporting_table(place: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """municipality_code, month, delivered: every municipality and month of the window."""
    days = months(assumptions)
    return pd.DataFrame(
        {
            "municipality_code": np.repeat(place["municipality_code"].to_numpy(), len(days)),
            "month": days * len(place),
            "delivered": np.concatenate(place["delivered"].to_list()),
        }
    )


def delivered_bits(place: pd.DataFrame) -> list[int]:
    """The delivered months of each municipality as bits, the first month lowest."""
    return [sum(1 << int(month) for month in np.flatnonzero(row)) for row in place["delivered"]]


def code_levels(place: pd.DataFrame, codes: int, assumptions: Assumptions, chance: Draws) -> pd.DataFrame:
    """municipality_code, code_no, factor: how much more or less a municipality registers each code than others."""
    factor = lognormal(chance, assumptions.reporting.code_spread, len(place) * codes)
    return pd.DataFrame(
        {
            "municipality_code": np.repeat(place["municipality_code"].to_numpy(), codes),
            "code_no": np.tile(np.arange(codes), len(place)),
            "factor": np.minimum(factor, assumptions.reporting.highest_code_level),
        }
    )


def origins(place: pd.DataFrame, slots: int) -> pd.DataFrame:
    """region, slot -> origin: municipalities of a region or the whole country in proportion to their population."""
    middle = (np.arange(slots) + 0.5) / slots
    parts = []
    for region in (WHOLE_COUNTRY, *sorted(place["region"].unique())):
        members = place if region == WHOLE_COUNTRY else place[place["region"] == region]
        limits = np.cumsum(members["population"].to_numpy() / members["population"].sum())
        chosen = np.minimum(np.searchsorted(limits, middle), len(members) - 1)
        codes = members["municipality_code"].to_numpy()[chosen]
        parts.append(pd.DataFrame({"region": region, "slot": np.arange(slots), "origin": codes}))
    return pd.concat(parts, ignore_index=True)

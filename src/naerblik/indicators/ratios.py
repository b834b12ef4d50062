"""Indirectly standardised ratios: the events of a unit against those it would have at the rates of a reference.

Called SIR where the events are new cases and SMR where they are deaths. Such a ratio answers whether a unit has more
events than its own ages let expect; two units with different ages are compared by standardised rates, not by ratios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from naerblik.indicators.rates import count_limits
from naerblik.indicators.units import Floats, exposed


@dataclass(frozen=True)
class Ratio:
    """Observed and expected events, their ratio and its limits; one number a unit. NaN: unknown or nothing expected."""

    observed: Floats
    expected: Floats
    ratio: Floats
    lower: Floats
    upper: Floats


def expected_events(person_time: npt.ArrayLike, reference_rates: npt.ArrayLike) -> Floats:
    """Events at the rates of the reference: sum(n x R) over the strata.

    `person_time` n has any shape with strata last; `reference_rates` R holds one rate a stratum, in events per unit of
    that time (`rates.crude(events, person_time, per=1)` of the reference). The strata are summed away.
    Source: N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (IARC 1987), 65.
    Raises ValueError for a negative number, rates that do not fit the strata, or a stratum with time and no rate.
    """
    time, rates = np.asarray(person_time, dtype=np.float64), np.asarray(reference_rates, dtype=np.float64)
    if time.ndim == 0 or rates.shape != time.shape[-1:]:
        raise ValueError(f"reference rates have shape {rates.shape}, person-time {time.shape}: give one per stratum")
    if np.any(time < 0) or np.any(rates < 0):
        raise ValueError("a person-time or a reference rate is negative")
    if np.any(np.isnan(rates) & (time > 0)):
        raise ValueError("a stratum has person-time and no reference rate: join it with its neighbour in both")
    total: Floats = (time * np.where(np.isnan(rates), 0.0, rates)).sum(axis=-1)
    return total


def observed_to_expected(observed: npt.ArrayLike, expected: npt.ArrayLike, confidence: float = 0.95) -> Ratio:
    """Ratios O / E with the limits of O (exact below 10, Byar's from there on) divided by E.

    The reference is taken as known without error. Both arrays have one shape. NaN where nothing is observed and
    nothing expected, or a number is NaN. Raises ValueError for a negative number, different shapes, events where none
    are expected, or a confidence outside 0 to 1.
    Source: Breslow and Day as above, 65 and 69 (Byar's limits); UKHSA, PHEindicatormethods (exact below 10).
    """
    seen, awaited = exposed(observed, expected)
    lower, upper = count_limits(seen, confidence)
    base = np.where(awaited == 0, np.nan, awaited)
    return Ratio(seen, awaited, seen / base, lower / base, upper / base)


def indirect(
    events: npt.ArrayLike, person_time: npt.ArrayLike, reference_rates: npt.ArrayLike, *, confidence: float = 0.95
) -> Ratio:
    """Ratios of units from their strata: sum(d) / sum(n x R).

    `events` d and `person_time` n have one shape, strata last; `reference_rates` R as for `expected_events`. A hidden
    stratum (NaN) makes the unit's ratio NaN. Raises ValueError as `expected_events` and `observed_to_expected` do, and
    for events in a stratum without person-time.
    """
    counts, time = exposed(events, person_time)
    return observed_to_expected(counts.sum(axis=-1), expected_events(time, reference_rates), confidence)

"""What is printed of the rates of one item: standardised rates, expected numbers and ratios, in whole last decimals.

Both sexes together are standardised by age alone, as NORDCAN and Sundhedsdatastyrelsen do. Expected numbers are those
at the country's rates by sex and age of the same period.

Decimals are chosen so that figures tell little of their strata: limits of rates and expected numbers have none, and the
limits of a ratio are those of its number of events, times the ratio as printed by that number: who knows both can
compute them, so that they tell nothing. They differ from the exact ones as little as the printed ratio does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from naerblik.codelists import Standard
from naerblik.disclosure.cancer_strata import Floats, summed
from naerblik.disclosure.tables import Integers
from naerblik.indicators import ratios, standardised
from naerblik.indicators.rates import count_limits

STANDARDS: tuple[Standard, ...] = ("nordic2000", "esp2013", "world_segi", "dk2000")
"""The default first, which every area has. The others are for comparison with other countries and other publishers and
are printed for the country alone: four rates of one region say nearly where each of its tumours stands.
"""
PER = 100_000
NUMBERS = ("value", "lower", "upper")
SIR_DIGITS = 2


@dataclass(frozen=True)
class Measure:
    """A figure: what it is, under which standard (empty: none), its decimals, the method of its limits."""

    name: str
    standard: str
    number: str
    digits: int
    method: str


MEASURES: tuple[Measure, ...] = (
    *(Measure("asr", s, number, int(number == "value"), "dobson") for s in STANDARDS for number in NUMBERS),
    Measure("expected", "", "value", 0, ""),
    *(Measure("sir", "", number, SIR_DIGITS, "byar") for number in NUMBERS),
)
"""The first axis of figures. 'byar': exact below 10 events."""
TELLING = np.array([m.name != "sir" or m.number == "value" for m in MEASURES])
"""Whether a figure says more than others that are printed with it."""
NONE = -1
"""In place of a figure that does not exist: too few events, nothing expected, the country against itself."""


def figures(tumours: Integers, residents: Integers) -> Integers:
    """Every figure (MEASURES x period x area x sex), as whole numbers of its last decimal; NONE where there is none.

    Raises ValueError where a standard gives weight to an age group without residents.
    """
    events, time = summed(tumours), summed(residents)
    rates = [standardised.by_age(events, time, standard=standard).per(PER) for standard in STANDARDS]
    awaited = expected(tumours, residents)
    ratio = ratios.observed_to_expected(events.sum(axis=-1), awaited)
    each = [getattr(rate, name) for rate in rates for name in ("rate", "lower", "upper")]
    found: Floats = np.stack([*each, awaited, ratio.ratio, *_ratio_limits(ratio.ratio, events.sum(axis=-1))])
    found[len(STANDARDS) * len(NUMBERS) :, :, -1] = np.nan
    found[len(NUMBERS) : len(STANDARDS) * len(NUMBERS), :, :-1] = np.nan
    return printed(found)


def _ratio_limits(ratio: Floats, events: Floats | Integers) -> tuple[Floats, Floats]:
    """The limits of the events, times the printed ratio by the events; NaN where there is no event."""
    unit = 10.0**-SIR_DIGITS
    by_event = np.floor(ratio / unit + 0.5) * unit / np.where(events > 0, events, np.nan)
    low, high = count_limits(events)
    return low * by_event, high * by_event


def expected(tumours: Integers, residents: Integers) -> Floats:
    """Period x area x sex: sum over sexes and ages of residents x tumours of the country / residents of the country."""
    events, time = summed(tumours), summed(residents)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = events[:, -1, 1:] / time[:, -1, 1:]
    by_sex = np.stack(
        [
            [ratios.expected_events(time[period, :, 1 + sex], own) for sex, own in enumerate(by_sex)]
            for period, by_sex in enumerate(rates)
        ]
    )
    found: Floats = np.concatenate([by_sex.sum(axis=1, keepdims=True), by_sex], axis=1).transpose(0, 2, 1)
    return found


def printed(values: Floats) -> Integers:
    """Rounded half up to the decimals of each measure, in whole numbers of the last one."""
    scale = np.array([10**m.digits for m in MEASURES]).reshape(-1, *[1] * (values.ndim - 1))
    with np.errstate(invalid="ignore"):
        whole = np.floor(values * scale + 0.5)
    return np.where(np.isfinite(whole), whole, NONE).astype(np.int64)

"""What is printed of the rates of one item: standardised rates, expected numbers and ratios, in whole last decimals.

Both sexes together are standardised by age alone, as NORDCAN and Sundhedsdatastyrelsen do. Expected numbers are those
at the country's rates by sex and age of the same period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from naerblik.codelists import Standard
from naerblik.disclosure.cancer_strata import Floats, summed
from naerblik.disclosure.tables import Integers
from naerblik.indicators import ratios, standardised

STANDARDS: tuple[Standard, ...] = ("nordic2000", "esp2013", "world_segi", "dk2000")
"""The default first, which every area has. The others are for comparison with other countries and other publishers and
are printed for the country alone: four rates of one region say nearly where each of its tumours stands.
"""
PER = 100_000
NUMBERS = ("value", "lower", "upper")


@dataclass(frozen=True)
class Measure:
    """A figure: what it is, under which standard (empty: none), its decimals, the method of its limits."""

    name: str
    standard: str
    number: str
    digits: int
    method: str


MEASURES: tuple[Measure, ...] = (
    *(Measure("asr", standard, number, 1, "dobson") for standard in STANDARDS for number in NUMBERS),
    Measure("expected", "", "value", 1, ""),
    *(Measure("sir", "", number, 2, "byar") for number in NUMBERS),
)
"""The first axis of figures. 'byar': exact below 10 events."""
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
    found: Floats = np.stack([*each, awaited, ratio.ratio, ratio.lower, ratio.upper])
    found[len(STANDARDS) * len(NUMBERS) :, :, -1] = np.nan
    found[len(NUMBERS) : len(STANDARDS) * len(NUMBERS), :, :-1] = np.nan
    return printed(found)


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

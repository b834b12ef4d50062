"""The figures of an item as functions of few sums over its strata, so that thousands of tables can be compared quickly.

While the number of events of each group stays, a standardised rate depends on sum(w d / n), its limits on that and on
sum(w^2 d / n^2) (Dobson), an expected number and a ratio on sum(n R): nine linear forms of the tumours d by stratum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from naerblik.codelists import standard_populations
from naerblik.disclosure.cancer_figures import MEASURES, NONE, PER, STANDARDS, TELLING
from naerblik.disclosure.cancer_strata import (
    Floats,
    in_areas,
    in_periods,
    in_sexes,
    in_standard_groups,
    summed,
)
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.tables import Integers
from naerblik.indicators.rates import count_limits

NEARLY = 1e-7
"""Of a last decimal: a table with a figure closer than this to where it would be rounded otherwise proves nothing."""


@dataclass(frozen=True)
class Limits:
    """Of an item: the events of each group with their limits, and between what each figure rounds to what is printed.

    `least` and `most` have the axes of figures; figures that are not printed, or tell nothing, have no bounds.
    """

    events: Floats
    low: Floats
    high: Floats
    least: Floats
    most: Floats

    def keep(self, sums: Floats) -> Flags:
        """Whether tables with these sums (tables x forms) print the same."""
        values = self.values(sums)
        inside = (values >= self.least) & (values <= self.most)
        return np.asarray(inside.reshape(len(values), -1).all(axis=1))

    def values(self, sums: Floats) -> Floats:
        """Tables x figures, unrounded; zero for those that tell nothing."""
        shaped = sums.reshape(-1, 2 * len(STANDARDS) + 1, *self.events.shape)
        rate, variance, awaited = shaped[:, : len(STANDARDS)], shaped[:, len(STANDARDS) : -1], shaped[:, -1]
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = np.sqrt(np.maximum(variance, 0.0) / self.events)
            rates = np.stack(
                [rate, rate + scale * (self.low - self.events), rate + scale * (self.high - self.events)], axis=2
            )
            ratio = self.events / awaited
        flat = rates.reshape(len(sums), -1, *self.events.shape)
        ratios = np.stack([ratio, *[np.zeros_like(ratio)] * int((~TELLING).sum())], axis=1)
        found: Floats = np.concatenate([flat, awaited[:, None], ratios], axis=1)
        return np.nan_to_num(found, nan=0.0, posinf=np.inf)


def limits(tumours: Integers, printed: Integers) -> Limits:
    """What the figures that are printed (NONE: not) leave open."""
    events = summed(tumours).sum(axis=-1).astype(float)
    low, high = count_limits(events)
    unit = np.array([10.0**-m.digits for m in MEASURES]).reshape(-1, 1, 1, 1)
    shown = (printed != NONE) & TELLING[:, None, None, None]
    least = np.where(shown, (printed - 0.5 + NEARLY) * unit, -np.inf)
    most = np.where(shown, (printed + 0.5 - NEARLY) * unit, np.inf)
    return Limits(events, low, high, least, most)


def forms(residents: Integers) -> Floats:
    """Strata (flat) x forms (flat): what one tumour of a stratum adds to each form of each period, area and sex."""
    time = summed(residents).astype(float)
    each = [_weights(time, np.array(standard_populations()[s].weights, dtype=float)) for s in STANDARDS]
    periods, groups = in_periods(len(residents)), in_standard_groups()
    within = (periods, in_areas(), in_sexes(), groups)
    added = [np.einsum("pAsg,pt,Ar,sq,ag->trqapAs", w, *within) for w in (*each, *(w**2 for w in each))]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(time[:, :, 1:] / time[:, -1:, 1:])
    awaited = np.einsum("pAqg,pt,sq,ag->tqapAs", share, periods, in_sexes(), groups)
    everywhere = np.broadcast_to(awaited[:, None], added[0].shape)
    stacked = np.stack([*added, everywhere], axis=4)
    found: Floats = stacked.reshape(np.prod(stacked.shape[:4]), -1)
    return found


def _weights(time: Floats, standard: Floats) -> Floats:
    """The weights w / (n sum(w)) per 100,000, by period, area, sex and age group."""
    found: Floats = PER * standard / standard.sum() / np.where(time > 0, time, np.inf)
    return found

"""Groups of persons with the same rates of contacts: age class, sex, nursing home and number of diseases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from naerblik.synthetic.assumptions import steps
from naerblik.synthetic.calibration import Counts, Floats, largest_remainder
from naerblik.synthetic.demography import AGES
from naerblik.synthetic.health_assumptions import ByAge, Factors

FIRST_AGES = np.array([0, 5, 15, 25, 35, 45, 55, 65, 70, 75, 80, 85, 90])
BURDENS = 4
SHAPE = (len(FIRST_AGES), 2, 2, BURDENS)
"""Age class, sex (women first), in a nursing home, diseases of RUKS (three and more are one)."""
AGE, SEX, HOME, BURDEN = (index.ravel() for index in np.indices(SHAPE))
PER_CELL = BURDENS
"""Groups that share a cell: age class, sex and nursing home. What a contact is about depends on the cell only."""
CELLS = np.arange(0, len(AGE), PER_CELL)


def age_classes() -> pd.DataFrame:
    """age, age_class."""
    return pd.DataFrame({"age": AGES, "age_class": np.searchsorted(FIRST_AGES, AGES, side="right") - 1})


def by_age(values: ByAge) -> Floats:
    """A value for each group, by the first age of its class."""
    return np.asarray(steps(values, FIRST_AGES)[AGE])


def factor(factors: Factors) -> Floats:
    """How much more often than a man without disease outside nursing homes each group has contacts."""
    women = np.where(SEX == 0, by_age(factors.women), 1.0)
    burden = np.array(factors.burden)[BURDEN]
    return np.asarray(women * burden * np.where(HOME == 1, factors.nursing_home, 1.0))


def slots(weights: Floats, count: int) -> Counts:
    """Row of `weights` x slot -> column, each in as many of the `count` slots as its weight asks for, row after row."""
    return np.concatenate([np.repeat(np.arange(len(row)), largest_remainder(row, count)) for row in weights])

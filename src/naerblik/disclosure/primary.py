"""Primary protection: which cells are dangerous by themselves, and the tables without them.

Applied once to the tables of the whole country, so that every recipient sees the same cells hidden. The rules are
those of params/disclosure.yaml. Why a cell is hidden stays here: a protected table says only that it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

import numpy as np
import numpy.typing as npt
import pandas as pd

from naerblik.parameters import DisclosureRules

Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
LONGEST_YEAR = 366


class Reason(Enum):
    """Why a number is hidden. Internal: it says on which side of the threshold the number lies."""

    SMALL = "small"
    COMPLEMENT = "complement"
    ATTRIBUTE = "attribute"


Dangers = dict[str, dict[Reason, Bools]]
"""Column -> reason -> the rows in which that column is hidden for that reason."""


def protect(tables: Mapping[str, pd.DataFrame], rules: DisclosureRules) -> dict[str, pd.DataFrame]:
    """The same tables with a column `hidden` (bool), and missing numbers (Int64, <NA>) in the hidden cells.

    Raises KeyError for a table that has no rule here: nothing leaves without one. Zero is shown.
    """
    return {name: _masked(frame, dangers(name, frame, rules)) for name, frame in tables.items()}


def dangers(name: str, frame: pd.DataFrame, rules: DisclosureRules) -> Dangers:
    """Where and why each number of a table is dangerous by itself. Raises KeyError for a table without a rule."""
    if name not in TABLES:
        raise KeyError(f"table '{name}' has no disclosure rule; there are rules for {', '.join(TABLES)}")
    return TABLES[name](frame, rules)


def _cells(frame: pd.DataFrame, rules: DisclosureRules) -> Dangers:
    """Citizens with an item among a group: few with it, few without it, few in all, or all of a small group."""
    count, population = _numbers(frame, "count"), _numbers(frame, "population")
    group = {Reason.SMALL: _few(population, rules)}
    with_it = {
        Reason.SMALL: _few(count, rules) | _few(population, rules),
        Reason.COMPLEMENT: _few(population - count, rules) & rules.hide_complements.value,
        Reason.ATTRIBUTE: (count == population) & (count > 0) & (count < rules.attribute_group_below.value),
    }
    return {"count": with_it, "population": group}


def _coverage(frame: pd.DataFrame, rules: DisclosureRules) -> Dangers:
    """Residents of an area, and those in its reporting municipalities: few of either, or few between them."""
    everyone, reported = _numbers(frame, "population"), _numbers(frame, "reported_population")
    small = _few(everyone, rules)
    return {
        "population": {Reason.SMALL: small},
        "reported_population": {
            Reason.SMALL: small | _few(reported, rules),
            Reason.COMPLEMENT: _few(everyone - reported, rules) & rules.hide_complements.value,
        },
    }


def _reporting(frame: pd.DataFrame, rules: DisclosureRules) -> Dangers:
    """Municipalities and months: nothing about a person."""
    return {}


def _yearly(frame: pd.DataFrame, rules: DisclosureRules) -> Dangers:
    """Citizens of a year against days lived. How many persons lived them is not known, only that each lived a year
    at most: more days than `threshold` - 1 persons can live come from `threshold` persons or more.
    """
    count, days = _numbers(frame, "count"), _numbers(frame, "person_days")
    small = (days > 0) & (days <= (rules.threshold.value - 1) * LONGEST_YEAR)
    nearly_all = (count > 0) & (days < (count + rules.threshold.value) * LONGEST_YEAR)
    return {
        "count": {
            Reason.SMALL: _few(count, rules) | small,
            Reason.COMPLEMENT: nearly_all & rules.hide_complements.value,
        },
        "person_days": {Reason.SMALL: small},
    }


def _quality(frame: pd.DataFrame, rules: DisclosureRules) -> Dangers:
    """Rows that met a rule. Few rows are few persons, also where their keys are missing and persons are 0."""
    few = _few(_numbers(frame, "persons"), rules) | _few(_numbers(frame, "rows"), rules)
    return {"rows": {Reason.SMALL: few}, "persons": {Reason.SMALL: few}}


TABLES: dict[str, Callable[[pd.DataFrame, DisclosureRules], Dangers]] = {
    "cells": _cells,
    "coverage": _coverage,
    "reporting": _reporting,
    "yearly": _yearly,
    "quality": _quality,
}


def _numbers(frame: pd.DataFrame, column: str) -> Integers:
    return frame[column].to_numpy(dtype=np.int64)


def _few(persons: Integers, rules: DisclosureRules) -> Bools:
    return np.asarray((persons >= 1) & (persons < rules.threshold.value))


def _masked(frame: pd.DataFrame, found: Dangers) -> pd.DataFrame:
    """A hidden number is replaced, not only marked: it is in no buffer of the protected table either."""
    protected, hidden = frame.copy(), np.zeros(len(frame), dtype=bool)
    for column, by_reason in found.items():
        mask = np.logical_or.reduce(list(by_reason.values()))
        hidden |= mask
        values = np.where(mask, 0, _numbers(frame, column))
        protected[column] = pd.array(pd.arrays.IntegerArray(values, mask))
    return protected.assign(hidden=hidden)

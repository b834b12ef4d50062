"""Numbers for what is counted, so that rows about citizens carry a number instead of names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from naerblik.items import KINDS, items_of
from naerblik.parameters import ItemKind

BESIDE: Mapping[ItemKind, ItemKind] = {
    "new_diagnoses": "diagnoses",
    "services": "users",
    "diagnosis_services": "diagnosis_users",
    "survivor_contacts": "survivor_users",
    "observed_days": "observed",
    "course_contacts": "course_users",
}
"""Kinds that are added up beside citizens who are counted -> the kind that these are counted in, by item."""


def items() -> pd.DataFrame:
    """item_no, items, item: every item of every topic."""
    rows = [(number, kind, item) for (kind, item), number in numbers().items()]
    return pd.DataFrame(rows, columns=["item_no", "items", "item"]).astype({"item_no": "int16"})


@cache
def numbers() -> Mapping[tuple[ItemKind, str], int]:
    """(kind, item) -> its number."""
    every = ((kind, item) for kinds in KINDS.values() for kind in kinds for item in items_of(kind))
    return {named: number for number, named in enumerate(every)}


def fact_no(kind: ItemKind, item: str) -> int:
    """The number of the rows about citizens that an item is counted from, or added up over."""
    return numbers()[BESIDE.get(kind, kind), item]


def fact_items() -> pd.DataFrame:
    """fact_no, item_no, is_volume: what is counted from a row about a citizen, and what is added up beside."""
    rows = [(fact_no(kind, item), number, kind in BESIDE) for (kind, item), number in numbers().items()]
    return pd.DataFrame(rows, columns=["fact_no", "item_no", "is_volume"]).astype(
        {"fact_no": "int16", "item_no": "int16"}
    )

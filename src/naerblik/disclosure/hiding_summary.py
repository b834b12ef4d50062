"""What may be told of a protection: how much is hidden and where, never which number for which reason.

How many numbers of a table and level are hidden can be counted in the release itself. What cannot is told coarsely: the
numbers hidden by each rule to the nearest ten over the whole family, and the share of the counted citizens only when
a step of the share is many groups of the size that is protected.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from naerblik.disclosure.masking import Frames, Reasons
from naerblik.disclosure.protection import Reason
from naerblik.items import USERS_OF

TENS = 10
STEPS = (0.001, 0.01)
GROUPS_IN_A_STEP = 100


def summary(frames: Frames, why: Reasons, threshold: int) -> dict[str, Any]:
    """`cells` and `hidden` numbers in all, `tables`: the same by table, number, items and level, `rules`: hidden
    numbers by reason to the nearest ten, `citizens`: the share of all counts that hidden cells stand for, None where
    it would tell too much.
    """
    lines = [line for number in why for line in _lines(frames[number[0]], number, why)]
    reasons = np.concatenate(list(why.values()))
    by_rule = {r.name.lower(): int((reasons == r).sum()) for r in Reason if r != Reason.SHOWN}
    return {
        "cells": len(reasons),
        "hidden": int((reasons != Reason.SHOWN).sum()),
        "tables": lines,
        "rules": {rule: (number + TENS // 2) // TENS * TENS for rule, number in by_rule.items()},
        "citizens": _citizens(frames["cells"], why["cells", "count"] != Reason.SHOWN, threshold),
    }


def _lines(frame: pd.DataFrame, number: tuple[str, str], why: Reasons) -> list[dict[str, Any]]:
    places = [name for name in ("items", "level") if name in frame]
    marked = pd.DataFrame({"hidden": why[number] != Reason.SHOWN} | {name: frame[name] for name in places})
    grouped = marked.groupby(places) if places else marked.groupby(lambda _: "all")
    counted = grouped["hidden"].agg(["size", "sum"]).reset_index()
    head = dict(zip(("table", "number"), number, strict=True))
    return [
        head | {name: line[name] for name in places} | {"cells": int(line["size"]), "hidden": int(line["sum"])}
        for line in counted.to_dict("records")
    ]


def _citizens(cells: pd.DataFrame, hidden: np.ndarray, threshold: int) -> float | None:
    """Of the counts of citizens; services are none."""
    persons = ~cells["items"].isin(list(USERS_OF)).to_numpy()
    return _share(cells["count"][persons], hidden[persons], threshold)


def _share(counts: pd.Series[int], hidden: np.ndarray, threshold: int) -> float | None:
    total = int(counts.sum())
    for step in STEPS:
        if step * total >= GROUPS_IN_A_STEP * threshold:
            return round(round(int(counts[hidden].sum()) / total / step) * step, 3)
    return None

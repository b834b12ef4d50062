"""One measurement of protection and attack in a process of its own, so that its peak memory is its own.

python benchmarks/protect.py NAME    prints a JSON line; the names are those of generate_tables.py
python benchmarks/protect.py plain NAME    a plain attacker: two linear programs for each hidden cell
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.optimize import linprog

from generate_tables import FAMILIES, family
from measured import tell
from naerblik import parameters
from naerblik.disclosure.attack.knowledge import Verdict
from naerblik.disclosure.attack.narrow import narrow
from naerblik.disclosure.linked import Flags
from naerblik.disclosure.protection import Reason, protect
from naerblik.disclosure.rules import safety_rules
from read_tables import known, targets

ASKED = 40
"""Hidden cells that the plain attacker is asked about, evenly spread; its time is reckoned for all of them."""


def protected(name: str) -> dict[str, float | int | bool | str]:
    """Protects the family, then attacks the pattern as a reader would, without the true numbers."""
    tables, rules = FAMILIES[name](), safety_rules(parameters.disclosure_rules())
    began = time.perf_counter()
    done = protect(family(tables), rules)
    protected = time.perf_counter()
    hidden = done.hidden[: tables.cells]
    asked = targets(tables, hidden, rules.threshold)
    outcome = narrow(known(tables, hidden), asked)
    attacked = time.perf_counter()
    return {
        "cells": tables.cells,
        "primary": int((hidden & (done.reason[: tables.cells] != Reason.SECONDARY)).sum()),
        "secondary": int((done.reason[: tables.cells] == Reason.SECONDARY).sum()),
        "protect": protected - began,
        "attack": attacked - protected,
        "targets": asked.forms.shape[0],
        "unsafe": int((outcome.verdicts != Verdict.SAFE).sum()),
    }


def plain(name: str) -> dict[str, float | int]:
    """The time of two linear programs for every hidden cell, reckoned from some of them."""
    tables, rules = FAMILIES[name](), safety_rules(parameters.disclosure_rules())
    hidden: Flags = protect(family(tables), rules).hidden[: tables.cells]
    reader = known(tables, hidden)
    unknown = np.flatnonzero(hidden)
    rest = reader.rows[:, np.flatnonzero(~hidden)] @ reader.lower[~hidden]
    system = reader.rows[:, unknown]
    used = np.flatnonzero(np.diff(system.indptr))
    cells = np.linspace(0, len(unknown) - 1, ASKED).astype(int)
    began = time.perf_counter()
    for cell in cells:
        for sign in (1.0, -1.0):
            cost = np.zeros(len(unknown))
            cost[cell] = sign
            linprog(cost, A_eq=system[used], b_eq=-rest[used], bounds=(0, None), method="highs")
    return {"attack": (time.perf_counter() - began) / len(cells) * len(unknown), "hidden": len(unknown)}


if __name__ == "__main__":
    way, *names = sys.argv[1:]
    tell(lambda: plain(*names) if names else protected(way))

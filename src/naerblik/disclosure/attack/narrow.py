"""The attack on any system of whole numbers and linear relations: which targets can a reader narrow too far?

Settle what follows from single relations; take any table that agrees with what is published; look for whole alternative
tables that move many targets at once, each of which certifies all targets that it moves far enough; decide what is left
one by one. A target is called safe only when such tables were found, and unsafe only when it is proven that there are
none, so neither rests on fractions.
"""

from __future__ import annotations

import numpy as np

from naerblik.disclosure.attack.evidence import Evidence
from naerblik.disclosure.attack.exact import decide
from naerblik.disclosure.attack.first import first_table
from naerblik.disclosure.attack.knowledge import (
    NEARLY,
    ContradictionError,
    Floats,
    Knowledge,
    Outcome,
    Targets,
    Verdict,
    Verdicts,
)
from naerblik.disclosure.attack.propagate import activity, propagate
from naerblik.disclosure.attack.reduced import Reduced, reduce, require_solution
from naerblik.disclosure.attack.search import search

SEED = 0
"""Where the search looks follows from it; what it concludes does not."""


def narrow(known: Knowledge, targets: Targets, *, base: Floats | None = None, enough: float = np.inf) -> Outcome:
    """A verdict on each target, in whole numbers and exact.

    `base` may give a table that is known to be possible (the true one); without it the attack finds one by itself.
    Once `enough` targets are found unsafe the rest may stay OPEN: what has to stop is stopped by then.
    Raises ContradictionError when no table agrees with what is published, BaseError when `base` does not.
    """
    if base is not None:
        require_solution(known, base)
    lower, upper = propagate(known)
    problem = reduce(known, targets, lower, upper)
    _refuse_broken(known, lower, upper)
    verdicts = _settled(problem, targets)
    waiting = np.flatnonzero(verdicts == Verdict.OPEN)
    if len(waiting) == 0:
        return Outcome(verdicts, 0, 0)
    asked = Targets(targets.forms[waiting], targets.reach[waiting], targets.width[waiting])
    problem = reduce(known, asked, lower, upper)
    rng = np.random.default_rng(SEED)
    table = first_table(problem, rng) if base is None else base[problem.columns]
    evidence = Evidence(problem, asked, table)
    enough -= float((verdicts > Verdict.SAFE).sum())
    search(evidence, rng, enough=enough)
    certified = int(evidence.met().sum())
    verdicts[waiting] = _decided(evidence, enough)
    return Outcome(verdicts, certified, int((verdicts[waiting] != Verdict.OPEN).sum()) - certified)


def _decided(evidence: Evidence, enough: float) -> Verdicts:
    """Verdicts from the evidence, and one by one where it gives none."""
    verdicts = np.where(evidence.refuted, Verdict.BELOW, Verdict.OPEN).astype(np.int8)
    verdicts[evidence.met()] = Verdict.SAFE
    for place in np.flatnonzero(verdicts == Verdict.OPEN):
        if (verdicts > Verdict.SAFE).sum() >= enough:
            break
        verdicts[place] = decide(evidence, int(place))
    return verdicts


def _settled(problem: Reduced, targets: Targets) -> Verdicts:
    """What the bounds alone decide: known numbers, and numbers that stay below what they must reach."""
    least, most = activity(problem.forms, problem.limits.lower, problem.limits.upper)
    verdicts = np.full(len(targets.reach), Verdict.OPEN, dtype=np.int8)
    verdicts[most + problem.fixed < targets.reach - NEARLY] = Verdict.BELOW
    narrow_ones = (most - least < targets.width - NEARLY) & (targets.width > 0)
    verdicts[narrow_ones] = Verdict.RECOMPUTABLE
    known = (np.diff(problem.forms.indptr) == 0) & (verdicts == Verdict.OPEN)
    verdicts[known] = Verdict.SAFE
    return verdicts


def _refuse_broken(known: Knowledge, lower: Floats, upper: Floats) -> None:
    """Relations whose variables are all fixed have no bound to fail on; they are looked at here."""
    least, most = activity(known.rows, lower, upper)
    slack = NEARLY * np.maximum(1.0, np.where(np.isfinite(most), np.abs(most), 1.0))
    broken = (least > known.row_upper + slack) | (most < known.row_lower - slack)
    if broken.any():
        raise ContradictionError(row=int(broken.argmax()))

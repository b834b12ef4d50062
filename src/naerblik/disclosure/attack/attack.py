"""The attack on a release: read what its readers have, rebuild what they know, and try to narrow what is hidden."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from naerblik.disclosure.attack import cancer, fsiii, general_practice
from naerblik.disclosure.attack.asking import Asked, asked, near_misses
from naerblik.disclosure.attack.knowledge import ContradictionError, Knowledge, Verdict, Verdicts
from naerblik.disclosure.attack.narrow import narrow
from naerblik.disclosure.attack.reading import Release, read
from naerblik.disclosure.attack.rows import Rows, system
from naerblik.disclosure.attack.sums import Labels, sums
from naerblik.parameters import DisclosureRules

RECOMPUTABLE = "recomputable"
BELOW = "below threshold"
COMPLEMENT = "complement below threshold"
GIVEN_AWAY = "hidden elsewhere, shown here"
BESIDE = "a printed limit beside a hidden number"
ENOUGH = 200
"""After so many findings the attack stops: a release that must not go out is not searched to the end."""


@dataclass(frozen=True)
class Finding:
    """A cell that is not protected: which, by which rule, in which file. Never its value or interval."""

    table: str
    cell: str
    rule: str
    file: str

    def __str__(self) -> str:
        return f"{self.file}: table {self.table}, {self.cell}: {self.rule}"


@dataclass(frozen=True)
class AttackFault:
    """Something for which the attack cannot be trusted: numbers that contradict each other, a file nobody can read."""

    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}"


@dataclass(frozen=True)
class AttackResult:
    """`cells` and `hidden` count numbers; `certified` and `exact` say how the targets of the attack were decided."""

    findings: tuple[Finding, ...]
    faults: tuple[AttackFault, ...]
    cells: int
    hidden: int
    certified: int
    exact: int
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings and not self.faults


def release(folders: Sequence[Path], rules: DisclosureRules, *, enough: float = ENOUGH) -> AttackResult:
    """Attacks the files of all recipients' folders together (earlier releases of the same numbers may be among them).

    Raises ReadingError for a file that the attack does not know: nothing passes unread.
    """
    started = time.perf_counter()
    printed = read(folders)
    labels = Labels(printed.cells, fsiii.KEY)
    blocks = [*sums(labels, fsiii.totals(labels)), *_between(labels, printed), *_rates(printed)]
    known = _known(printed, labels, blocks)
    values = printed.cells["value"].to_numpy(dtype=float)
    questions = asked(blocks, values, rules)
    found = list(_shown(printed, near_misses(blocks, values, rules, printed.cells)))
    faults = [_contradiction(printed, place) for place in printed.contradictions]
    certified, exact = 0, 0
    try:
        outcome = narrow(known, questions.targets, enough=max(1, enough - len(found)))
        found += _findings(printed, questions, outcome.verdicts)
        certified, exact = outcome.certified, outcome.exact
    except ContradictionError as error:
        faults.append(_unexplained(printed, blocks, error))
    hidden = int(np.isnan(values).sum())
    seconds = time.perf_counter() - started
    return AttackResult(tuple(found), tuple(faults), len(values), hidden, certified, exact, seconds)


def _between(labels: Labels, printed: Release) -> Iterator[Rows]:
    """What holds between cells of each topic, and between the citizens that the topics count."""
    yield from fsiii.limits(labels, printed.delivered)
    yield from cancer.limits(labels)
    yield from general_practice.limits(labels)
    yield from general_practice.everyone(labels, list(fsiii.complete(printed.delivered)))


def _known(printed: Release, labels: Labels, blocks: Sequence[Rows]) -> Knowledge:
    values = printed.cells["value"].to_numpy(dtype=float)
    hidden = np.isnan(values)
    upper = np.where(hidden, np.inf, values)
    nobody = fsiii.nobody(labels, printed.delivered)
    upper[nobody] = np.where(hidden[nobody], 0.0, upper[nobody])
    return system(blocks, np.where(hidden, 0.0, values), upper, labels.near(fsiii.totals(labels)))


def _rates(printed: Release) -> Iterator[Rows]:
    """A printed rate says that the count lies within its rounding of rate x denominator."""
    rates = printed.rates
    if len(rates):
        count, among = (rates[name].to_numpy(dtype=np.int64)[:, None] for name in ("cell", "among"))
        low, high = (rates["rate"] - rates["half"]).to_numpy(), (rates["rate"] + rates["half"]).to_numpy()
        yield Rows("a printed rate", (count,), (among,), 0.0, np.inf, scale=np.maximum(low, 0.0))
        yield Rows("a printed rate", (count,), (among,), -np.inf, 0.0, scale=high)


def _shown(printed: Release, misses: Iterator[tuple[int, str]]) -> Iterator[Finding]:
    for place in np.flatnonzero(printed.cells["given_away"].to_numpy()):
        yield _finding(printed, int(place), GIVEN_AWAY, file=str(printed.cells["also_in"].iloc[place]))
    for cell, file in zip(printed.beside["cell"], printed.beside["file"], strict=True):
        yield _finding(printed, int(cell), BESIDE, file=str(file))
    for cell, rule in misses:
        yield _finding(printed, int(cell), rule)


def _findings(printed: Release, questions: Asked, verdicts: Verdicts) -> Iterator[Finding]:
    for place in np.flatnonzero(verdicts > Verdict.SAFE):
        complement = bool(questions.complement[place])
        known = verdicts[place] == Verdict.RECOMPUTABLE
        rule = COMPLEMENT if complement else RECOMPUTABLE if known else BELOW
        yield _finding(printed, int(questions.cell[place]), rule)


def _finding(printed: Release, place: int, rule: str, *, file: str = "") -> Finding:
    row = printed.cells.iloc[place]
    return Finding(str(row["items"]), cell_name(row), rule, file or str(row["file"]))


def cell_name(row: pd.Series[str]) -> str:
    """The labels of a cell that are not the usual ones: 'item I1.1, year 2024, area 101'."""
    usual = {fsiii.ALL, fsiii.ANY, "month", ""}
    return ", ".join(f"{name} {row[name]}" for name in fsiii.KEY[1:] if row[name] not in usual)


def _contradiction(printed: Release, place: int) -> AttackFault:
    row = printed.cells.iloc[place]
    return AttackFault(str(row["file"]), f"contradiction: {row['items']}, {cell_name(row)} is printed in two ways.")


def _unexplained(printed: Release, blocks: Sequence[Rows], error: ContradictionError) -> AttackFault:
    if error.column >= 0:
        row = printed.cells.iloc[error.column]
        return AttackFault(str(row["file"]), f"contradiction: no number fits {row['items']}, {cell_name(row)}.")
    ends = np.cumsum([block.lines for block in blocks])
    rule = blocks[int(np.searchsorted(ends, error.row, side="right"))].name if error.row >= 0 else "all together"
    return AttackFault("data", f"contradiction: the printed numbers break a relation ({rule}).")

"""What rates of cancer tell a reader: he takes them apart with the residents and the standard populations.

For each item the tumours by year, region, sex and five-year age group are unknowns. Published counts are their sums;
a printed rate says that sum(w d / n) lies within its rounding; its limits say the same of sum(w^2 d / n^2), since
Dobson's are rate + sqrt(sum(w^2 d / n^2) / D) (limit of D - D); expected numbers and ratios are sums over the country.
Bounds are those of linear programmes: what lies between two fractions may still be narrower in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp

from naerblik.disclosure.attack.knowledge import ContradictionError, Floats, Knowledge
from naerblik.disclosure.attack.propagate import propagate
from naerblik.disclosure.attack.rate_forms import Form, RateForms
from naerblik.disclosure.attack.solver import Limits, Programme
from naerblik.disclosure.attack.tables import LayoutError
from naerblik.parameters import DisclosureRules

RATES, RESIDENTS = "kraeft-rater.csv", "kraeft-aldre.csv"
FILES: Mapping[str, tuple[str, ...]] = {
    RATES: ("kode", "periode", "omraade", "koen", "maal", "standard", "tal", "metode", "vaerdi"),
    RESIDENTS: ("aar", "omraade", "koen", "alder", "borgere"),
}
"""File -> the columns that the attack reads."""
FEW = "a group of few that no count publishes"
NARROWED = "narrowed by printed rates"
PASSES, SEED, SLACK = 8, 0, 1e-6
FAR = 1e6
"""More tumours than any number has, so that every programme ends."""


Told = tuple[str, str, str, str]
"""Table, cell, rule and file of a hidden number or group that rates tell; never what they tell."""


def read(folders: Sequence[Path]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rates and residents of all folders, each line once; without rows where no folder has them."""
    found = {name: [pd.DataFrame(columns=[*columns, "file"])] for name, columns in FILES.items()}
    for folder in folders:
        for name, columns in FILES.items():
            path = folder / "data" / name
            if path.is_file():
                frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
                found[name].append(frame[list(columns)].assign(file=f"{folder.name}/data/{name}"))
    joined = [pd.concat(found[name], ignore_index=True).drop_duplicates(list(FILES[name])) for name in FILES]
    return joined[0], joined[1]


def told(folders: Sequence[Path], cells: pd.DataFrame, rules: DisclosureRules) -> Iterator[Told]:
    """What the rates in these folders tell beside the cells of the release.

    Raises ContradictionError where no table agrees with what is printed, LayoutError where residents are missing.
    """
    rates, residents = read(folders)
    shown = rates[rates["vaerdi"].str.contains(r"\d")]
    if shown.empty:
        return
    forms = RateForms(residents)
    if not forms.complete:
        raise LayoutError(f"{folders[0]}: data/{RESIDENTS} lacks residents of a region; rates cannot be read without.")
    counts = cells[(cells["items"] == "tumours") & (cells[["nursing_home", "disease"]] == "all").all(axis=1)]
    for item, own in shown.groupby("kode", sort=True):
        beside = counts[counts["item"] == item].reset_index(drop=True)
        yield from _Item(str(item), forms, own, beside, rules).told()


class _Item:
    """The strata of one item as unknowns, followed by its published cells."""

    def __init__(
        self, item: str, forms: RateForms, rates: pd.DataFrame, cells: pd.DataFrame, rules: DisclosureRules
    ) -> None:
        self.item, self.forms, self.cells = item, forms, cells
        self.file = str(rates["file"].iloc[0])
        self.threshold, self.width = float(rules.threshold.value), float(rules.minimum_width.value)
        self.values = cells["value"].to_numpy(dtype=float)
        self.size = forms.size + len(cells)
        sums = [*self._sums()]
        figures = [self._wide(form) for form in forms.of_rates(rates, cells)]
        self.rows = [*sums, *figures]
        self.periods = sorted(set(rates["periode"]))

    def _wide(self, form: Form) -> Form:
        """A form of the strata as one of all unknowns."""
        return Form(np.concatenate([form.weights, np.zeros(len(self.cells))]), form.least, form.most)

    def _sums(self) -> Iterator[Form]:
        """Each cell is the sum of its strata."""
        place = {tuple(k): i for i, k in enumerate(self.cells[["year", "area", "sex", "age"]].itertuples(index=False))}
        for key, i in place.items():
            weights = np.zeros(self.size)
            inside = self.forms.of_cell(*key)
            if inside is None:
                continue
            weights[: self.forms.size], weights[self.forms.size + i] = inside, -1.0
            yield Form(weights, 0.0, 0.0)

    def told(self) -> Iterator[Told]:
        hidden = np.flatnonzero(np.isnan(self.values))
        groups = self.forms.groups(self.periods, self.cells)
        targets = np.zeros((len(hidden) + len(groups), self.size))
        targets[np.arange(len(hidden)), self.forms.size + hidden] = 1.0
        for line, (weights, _) in enumerate(groups, start=len(hidden)):
            targets[line, : self.forms.size] = weights
        low, high = self._bounds(targets, len(hidden))
        for line, place in enumerate(hidden):
            if high[line] < self.threshold - SLACK or high[line] - low[line] < self.width - SLACK:
                row = self.cells.iloc[place]
                name = f"{row['year']}, {row['area']}, {row['sex']}, {row['age']}"
                yield "tumours", self._named(name), NARROWED, self.file
        for line, (_, name) in enumerate(groups, start=len(hidden)):
            if low[line] > SLACK and high[line] < self.threshold - SLACK:
                yield "rates", self._named(name), FEW, self.file

    def _named(self, place: str) -> str:
        return f"item {self.item}, {place}"

    def _bounds(self, targets: Floats, hidden: int) -> tuple[Floats, Floats]:
        """How low and high each target was found to go: as far as asked, or as far as it can."""
        limits = self._limits()
        programme = Programme(limits)
        low, high = np.full(len(targets), np.inf), np.full(len(targets), -np.inf)

        def learn(gain: Floats) -> None:
            best = programme.maximise(gain)
            if best is None:
                raise ContradictionError
            np.minimum(low, targets @ best[0], out=low)
            np.maximum(high, targets @ best[0], out=high)

        def waiting() -> np.ndarray:
            far = high >= self.threshold - SLACK
            cells = far[:hidden] & (high - low >= self.width - SLACK)[:hidden]
            return np.flatnonzero(~np.concatenate([cells, (far | (low <= SLACK))[hidden:]]))

        rng = np.random.default_rng(SEED)
        learn(np.zeros(self.size))
        for turn in range(PASSES):
            left = waiting()
            if len(left) == 0:
                break
            learn((1.0 if turn % 2 else -1.0) * (rng.uniform(0.5, 1.5, len(left)) @ targets[left]))
        for target in waiting():
            if target in waiting():
                learn(targets[target])
                if target in waiting():
                    learn(-targets[target])
        return low, high

    def _limits(self) -> Limits:
        rows = sp.csr_matrix(np.stack([form.weights for form in self.rows]))
        least, most = (np.array([getattr(form, name) for form in self.rows]) for name in ("least", "most"))
        known = np.isnan(self.values)
        lower = np.concatenate([np.zeros(self.forms.size), np.where(known, 0.0, self.values)])
        upper = np.concatenate([np.full(self.forms.size, np.inf), np.where(known, np.inf, self.values)])
        near = np.arange(self.size, dtype=np.int64)[:, None]
        lower, upper = propagate(Knowledge(lower, upper, rows, least, most, near))
        return Limits(sp.csc_matrix(rows), least, most, lower, np.minimum(upper, FAR))

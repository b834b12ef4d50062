"""The published counts of tumours beside which rates are printed: which of them a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from naerblik.disclosure.cancer_strata import OWN_SEXES, SEXES, areas, regions
from naerblik.disclosure.linked import Flags
from naerblik.views.plan import DIMENSIONS, TOTAL

TUMOURS = "tumours"


@dataclass(frozen=True)
class Seen:
    """By area (those with rates), sex and age (all, then the bands): whether the number of the year of
    the report is shown; and by earlier year and area whether that of all citizens is.
    """

    year: Flags
    before: Flags


def bands_of(cells: pd.DataFrame) -> tuple[str, ...]:
    """The age bands of the published counts, the youngest first."""
    labels = set(cells.loc[cells["items"] == TUMOURS, "age"]) - {TOTAL}
    return tuple(sorted(labels, key=first_age))


def first_age(band: str) -> int:
    """The age that a band begins at: 18 of '18-64', 85 of '85+'."""
    return int(band.rstrip("+").split("-")[0])


def seen(cells: pd.DataFrame, years: Sequence[int], bands: Sequence[str]) -> dict[str, Seen]:
    """Item -> what is seen of its tumours. A number that is not published at all is not seen."""
    codes = [area.code for area in areas()]
    own = _shown(cells[cells["items"] == TUMOURS], "count", ["item"])
    found = {}
    for item in own.index.unique("item"):
        known = own.xs(item, level="item")
        year = _looked_up(known, [[years[-1]], codes, SEXES, [TOTAL, *bands]])[0]
        before = _looked_up(known, [years[:-1], codes, [TOTAL], [TOTAL]])[..., 0, 0]
        found[str(item)] = Seen(year, before)
    return found


def residents_seen(cells: pd.DataFrame, years: Sequence[int], bands: Sequence[str]) -> bool:
    """Whether no number of residents of a region is hidden, which the residents by age group would tell."""
    known = _shown(cells, "population", []).groupby(level=[0, 1, 2, 3]).all()
    codes = [area.code for area in regions()]
    every = _looked_up(known, [[years[-1]], codes, [TOTAL, *OWN_SEXES], [TOTAL, *bands]])
    return bool(every.all() and _looked_up(known, [list(years), codes, [TOTAL], [TOTAL]]).all())


def _shown(cells: pd.DataFrame, number: str, keys: list[str]) -> pd.Series[bool]:
    own = cells[(cells[[d for d in DIMENSIONS if d not in ("sex", "age")]] == TOTAL).all(axis=1)]
    index = pd.MultiIndex.from_frame(own[["year", "area", "sex", "age", *keys]])
    return pd.Series(own[number].notna().to_numpy(dtype=bool), index=index)


def _looked_up(known: pd.Series[bool], labels: Sequence[Sequence[object]]) -> Flags:
    wanted = pd.MultiIndex.from_product(labels)
    found: Flags = known.reindex(wanted, fill_value=False).to_numpy(dtype=bool)
    return found.reshape([len(values) for values in labels])

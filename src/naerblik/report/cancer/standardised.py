"""Aldersstandardiserede tal: rates by a standard population and observed against expected, as the cube holds them.

They need strata that are hidden, so they are computed in the store: the cube has a table `rates` (year, area, sex,
site, measure, value, lower, upper) where a run made them. Measures: 'asr_<standard>' per 100,000, 'expected', 'sir'.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from naerblik import codelists
from naerblik.report.cancer.wording import SITES, behind, where
from naerblik.report.cells import ALL
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Text
from naerblik.report.wording import LIMITS, SEXES

TABLE = "rates"
RATE = "asr_"
Found = dict[tuple[Any, Any, Any], dict[Any, Any]]


def shown(scope: Scope) -> Table | Text:
    """The standardised figures of the recipient, or one sentence where the report has none."""
    own = _own(scope)
    if own.empty:
        return Text(("Aldersstandardiserede rater og SIR er ikke en del af denne rapport; alle rater er rå.",))
    measures = [m for m in dict.fromkeys(own["measure"]) if str(m).startswith(RATE)]
    found: Found = {(r["site"], r["sex"], r["measure"]): dict(r) for r in own.to_dict("records")}
    given = {key[:2] for key in found}
    keys = [(site, sex) for site in SITES for sex in (ALL, *SEXES) if (site, sex) in given]
    rows = tuple(_row(found, key, measures) for key in keys)
    caption = f"Aldersstandardiserede rater og observeret mod forventet (SIR), {where(scope)}"
    notes = ("SIR: nye tilfælde i forhold til dem, landets rater efter alder og køn ville give; 1 er som landet.",)
    columns = (Column("Kræftform"), Column("Køn"), *_columns(measures))
    return Table("kraeft-standardiseret", caption, columns, rows, behind(scope), notes)


def _own(scope: Scope) -> pd.DataFrame:
    if TABLE not in scope.cube.tables:
        return pd.DataFrame()
    table = scope.cube.tables[TABLE]
    return table[(table["area"] == scope.recipient.code) & (table["year"] == scope.year)]


def _columns(measures: list[Any]) -> list[Column]:
    columns = []
    for measure in measures:
        label = codelists.standard_populations()[str(measure).removeprefix(RATE)].label
        columns += [Column(f"Pr. 100.000 ({label})", "ratio"), Column(LIMITS)]
    return [*columns, Column("Forventede tilfælde", "ratio"), Column("SIR", "ratio", 2), Column(LIMITS)]


def _row(found: Found, key: tuple[str, str], measures: list[Any]) -> Row:
    site, sex = key
    values: list[Value] = [SITES[site], SEXES.get(sex, "Begge køn")]
    for measure in measures:
        values += _numbers(found.get((site, sex, measure)), 1)
    values += _numbers(found.get((site, sex, "expected")), 1)[:1]
    return Row((*values, *_numbers(found.get((site, sex, "sir")), 2)))


def _numbers(line: dict[Any, Any] | None, digits: int) -> list[Value]:
    """The value and its limits as text; hidden where the store withheld them."""
    if line is None:
        return [Mark.MISSING, Mark.MISSING]
    if pd.isna(line["value"]):
        return [Mark.HIDDEN, Mark.HIDDEN]
    ends = [f"{line[end]:.{digits}f}".replace(".", ",") for end in ("lower", "upper") if not pd.isna(line[end])]
    return [float(line["value"]), "–".join(ends) if len(ends) == 2 else Mark.MISSING]

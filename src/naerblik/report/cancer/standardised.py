"""Aldersstandardiserede tal: rates by a standard population and observed against expected, as the cube holds them.

They need strata that are hidden, so they are computed in the store: the cube has a table `rates` where a run made any
(item, period, area, sex, measure, standard, number, value in whole units of its last decimal, digits).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from naerblik import codelists
from naerblik.items import TOTAL_SITE
from naerblik.report import sentences
from naerblik.report.cancer.wording import NOTHING, SITES, behind
from naerblik.report.cells import ALL
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.wording import LIMITS, SEXES

TABLE = "rates"
BOTH = "Begge køn"
Figure = tuple[str, str, str, str, str]
"""Item, sex, measure, standard and number: ('lung', 'K', 'asr', 'nordic2000', 'lower')."""

NOT_HERE = "Aldersstandardiserede rater og SIR vises kun for regioner og hele landet; raterne her er rå."
TOO_SMALL = (
    "Aldersstandardiserede rater og SIR vises ikke: i nogle aldersgrupper er der så få borgere, at de ville røbe dem. "
    "Raterne her er rå."
)
NOTES = (
    "Aldersstandardiserede rater er pr. 100.000 med Dobsons grænser, afrundet til hele tal; de vises fra 10 nye "
    "tilfælde. Begge køn er standardiseret efter alder alene.",
    "SIR er nye tilfælde i forhold til dem, landets rater efter køn og alder ville give; 1 er som landet. Grænserne er "
    "Byars for antallet, eksakte under 10 tilfælde, i forhold til det viste SIR; uden tilfælde er der ingen. Landet er "
    "her de fem regioner tilsammen.",
    "Et tal vises ikke, hvis det sammen med de andre tal kunne røbe et skjult tal eller en gruppe på få borgere.",
)


def finding(scope: Scope) -> Finding | Text:
    """All cancers against the expected number, or the country's rate: the number with its limits, and no more."""
    period, found = _of_trend(scope)
    compared = not scope.is_country
    measure = "sir" if compared else "asr"
    standard = next((key[3] for key in found if key[:3] == (TOTAL_SITE, ALL, measure)), "")
    rate = (TOTAL_SITE, ALL, measure, standard)
    if (*rate, "value") not in found:
        return NOTHING
    what = "Observeret mod forventet (SIR)"
    if not compared:
        label = codelists.standard_populations()[standard].label
        what = f"Aldersstandardiseret rate pr. 100.000 borgere ({label})"
    value = Column("", "ratio", 2 if compared else 1).text(found[(*rate, "value")], "")
    limits = Column("", "interval_ratio", 2 if compared else 0).text(_limits(found, rate), "")
    said = f"{value} ({LIMITS} {limits})" if value and limits else sentences.NOT_SHOWN
    return Finding(f"{what} for {SITES[TOTAL_SITE].lower()}, {period.replace('-', '–')}: {said}")


def _of_trend(scope: Scope) -> tuple[str, dict[Figure, Value]]:
    """The years of the trend and the recipient's figures over them; none where it has none."""
    own = _own(scope)
    if own.empty:
        return "", {}
    period = max(own["period"], key=len)
    return str(period), _figures(own[own["period"] == period])


def shown(scope: Scope) -> Table | Text:
    """The standardised figures of the recipient over the years of the trend, or one sentence where it has none."""
    period, found = _of_trend(scope)
    if not found:
        return Text((NOT_HERE if scope.recipient.level not in ("region", "country") else TOO_SMALL,))
    standards = [name for name in codelists.standard_populations() if any(key[3] == name for key in found)]
    columns = (Column("Køn", "label"), *_columns(standards, compared=not scope.is_country))
    rows = [
        Row((SEXES.get(sex, BOTH), *_values(found, site, sex, standards, not scope.is_country)), group=SITES[site])
        for site in SITES
        for sex in (ALL, *SEXES)
        if any(key[:2] == (site, sex) for key in found)
    ]
    caption = f"Aldersstandardiserede rater og observeret mod forventet (SIR), {called(scope.recipient)}, {period}"
    heading = caption.replace("-", "–")
    return Table("kraeft-standardiseret", heading, columns, tuple(rows), behind(scope), NOTES, group_title="Kræftform")


def _own(scope: Scope) -> pd.DataFrame:
    """The rows of the recipient; the country stands in the table as its regions together."""
    table = scope.cube.tables.get(TABLE)
    return pd.DataFrame() if table is None else table[table["area"] == scope.recipient.code]


def _figures(own: pd.DataFrame) -> dict[Figure, Value]:
    """Every figure by its key; where nothing is printed, one that is withheld or never was one."""
    found: dict[Figure, Value] = {}
    for line in own.to_dict("records"):
        key = (*(str(line[name]) for name in ("item", "sex", "measure", "standard", "number")),)
        value = Mark.HIDDEN if line["hidden"] else int(line["value"]) / 10 ** int(line["digits"])
        found[key] = value  # type: ignore[index]
    return found


def _columns(standards: list[str], *, compared: bool) -> list[Column]:
    columns = []
    for name in standards:
        label = codelists.standard_populations()[name].label
        columns += [Column(f"Pr. 100.000 ({label})", "ratio"), Column(LIMITS, "interval_ratio", 0)]
    sir = [
        Column("Forventede tilfælde", "ratio", 0),
        Column("SIR", "ratio", 2),
        Column(f"SIR, {LIMITS}", "interval_ratio", 2),
    ]
    return [*columns, *(sir if compared else [])]


def _values(found: Mapping[Figure, Value], site: str, sex: str, standards: list[str], compared: bool) -> list[Value]:
    rates = [(site, sex, "asr", name) for name in standards]
    values = [value for rate in rates for value in (_of(found, *rate), _limits(found, rate))]
    if compared:
        ratio = (site, sex, "sir", "")
        values += [_of(found, site, sex, "expected", ""), _of(found, *ratio), _limits(found, ratio)]
    return values


def _of(found: Mapping[Figure, Value], site: str, sex: str, measure: str, standard: str) -> Value:
    return found.get((site, sex, measure, standard, "value"), Mark.MISSING)


def _limits(found: Mapping[Figure, Value], of: tuple[str, str, str, str]) -> Value:
    lower, upper = (found.get((*of, end), Mark.MISSING) for end in ("lower", "upper"))
    if isinstance(lower, float) and isinstance(upper, float):
        return lower, upper
    return upper if isinstance(lower, float) else lower

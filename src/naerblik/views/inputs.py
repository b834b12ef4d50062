"""The small relations that views read in place of parameters, made from code lists, geography and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from naerblik import codelists, geography
from naerblik.items import ANY, UNKNOWN_CODE, items_of
from naerblik.parameters import ItemKind, PublicationPlan
from naerblik.views import cancer_inputs, general_practice_inputs, numbering
from naerblik.views.cancer_inputs import cancer
from naerblik.views.general_practice_inputs import general_practice
from naerblik.views.period import Period
from naerblik.views.plan import DIMENSIONS, TOTAL

OLDEST = 200
"""Completed years that the age bands reach to: beyond any life, so that nobody falls out of the last band."""

FACTS = (*cancer_inputs.KINDS_OF, *general_practice_inputs.KINDS_OF)
"""The relations that number what is counted of a citizen."""

CODED: dict[str, ItemKind] = {"condition": "conditions", "intervention": "interventions"}


def relations(plan: PublicationPlan, published: pd.DataFrame, period: Period) -> dict[str, pd.DataFrame]:
    """Relation -> rows. `published` is the data frame of naerblik.views.plan.together, of all topics."""
    by_disease = _facts_by_disease(published)
    facts = general_practice(published, period) | cancer(published, period)
    return {
        "reference_date": _reference_dates(period),
        "year_span": _year_spans(period),
        "calendar": _calendar(period),
        "age_band": _age_bands(plan),
        "area_member": _area_members(),
        "item": numbering.items(),
        "fact_item": numbering.fact_items(),
        "fact_by_disease": by_disease,
        "fsiii_code": _delivered_codes(),
        "unknown_code": _unknown_codes(),
        "wider_item": _wider_items(),
        "published_cell": published.rename_axis("cell_no").reset_index(),
        "published_grouping": _groupings(published),
        "disease_item": _disease_items(published),
        "disease_year": _published_by_disease(published)[["year"]].drop_duplicates(),
        **facts,
        **{name: _marked(facts[name], by_disease) for name in FACTS},
    }


def _marked(relation: pd.DataFrame, by_disease: pd.DataFrame) -> pd.DataFrame:
    """by_disease: 1 where a fact is published by disease as well, in any year. Where none is, engines read nothing."""
    return relation.assign(by_disease=relation["fact_no"].isin(by_disease["fact_no"]).astype("int8"))


def _reference_dates(period: Period) -> pd.DataFrame:
    rows = [(year, day, day.replace(day=1)) for year, day in period.reference_dates.items()]
    return pd.DataFrame(rows, columns=["year", "reference_date", "month"])


def _year_spans(period: Period) -> pd.DataFrame:
    start, end = period.observed
    rows = [(y, max(start, date(y, 1, 1)), min(end, date(y, 12, 31))) for y in period.reference_dates]
    return pd.DataFrame(rows, columns=["year", "first_day", "last_day"])


def _calendar(period: Period) -> pd.DataFrame:
    days = [
        first + timedelta(days=n)
        for first, last in _year_spans(period)[["first_day", "last_day"]].itertuples(index=False)
        for n in range((last - first).days + 1)
    ]
    return pd.DataFrame([(d.year, d.replace(day=1), d) for d in days], columns=["year", "month", "day"])


def _age_bands(plan: PublicationPlan) -> pd.DataFrame:
    ends = [*plan.age_bands[1:], OLDEST]
    rows = [
        (age, label)
        for first, end, label in zip(plan.age_bands, ends, plan.age_labels(), strict=True)
        for age in range(first, end)
    ]
    return pd.DataFrame(rows, columns=["completed_years", "age"])


def _area_members() -> pd.DataFrame:
    """Every area of both maps; `municipalities` is 1 for one of the 98 and 0 for residents outside them."""
    rows = [
        (code, area.level, area.code, int(code != geography.UNKNOWN_MUNICIPALITY))
        for area in geography.areas()
        for code in area.municipalities
    ]
    return pd.DataFrame(rows, columns=["municipality_code", "level", "area", "municipalities"])


def _home_nursing() -> Iterator[tuple[str, codelists.Code]]:
    for kind, codes in (("condition", codelists.conditions()), ("intervention", codelists.interventions())):
        yield from ((kind, code) for code in codes if code.law == codelists.HOME_NURSING)


def _delivered_codes() -> pd.DataFrame:
    """A delivery may carry the legacy code or the UUID of a concept: both lead to one number."""
    numbers = numbering.numbers()
    rows = [
        (kind, delivered, numbers[CODED[kind], code.code])
        for kind, code in _home_nursing()
        for delivered in dict.fromkeys((code.code, code.uuid))
    ]
    return pd.DataFrame(rows, columns=["kind", "delivered_code", "code_no"]).astype({"code_no": "int16"})


def _unknown_codes() -> pd.DataFrame:
    """One row: the number of an unknown condition and of an unknown intervention."""
    numbers = numbering.numbers()
    row = {f"{kind}_no": [numbers[coded, UNKNOWN_CODE]] for kind, coded in CODED.items()}
    return pd.DataFrame(row).astype("int16")


def _wider_items() -> pd.DataFrame:
    """The area of each condition, and "any" for every code."""
    numbers = numbering.numbers()
    areas = {code.code: code.area_code for kind, code in _home_nursing() if kind == "condition"}
    rows = []
    for code in items_of("conditions"):
        number = numbers["conditions", code]
        rows += [(number, numbers["areas", areas.get(code, UNKNOWN_CODE)]), (number, numbers["any_condition", ANY])]
    rows += [(numbers["interventions", code], numbers["any_intervention", ANY]) for code in items_of("interventions")]
    return pd.DataFrame(rows, columns=["code_no", "item_no"]).astype("int16")


def _groupings(published: pd.DataFrame) -> pd.DataFrame:
    """The sets of dimensions that are published for each year, kind of item, level and choice of reporters."""
    shown = {f"by_{name}": published[name] != TOTAL for name in DIMENSIONS}
    columns = ["year", "items", "level", "reporters", *shown]
    return published.assign(**shown)[columns].drop_duplicates(ignore_index=True)


def _published_by_disease(published: pd.DataFrame) -> pd.DataFrame:
    """year, items: the kinds that are published by disease, and the years in which they are."""
    return published.loc[published["disease"] != TOTAL, ["year", "items"]].drop_duplicates().astype({"year": "int64"})


def _disease_items(published: pd.DataFrame) -> pd.DataFrame:
    return _published_by_disease(published).merge(numbering.items(), on="items")[["year", "item_no"]]


def _facts_by_disease(published: pd.DataFrame) -> pd.DataFrame:
    by_item = _disease_items(published).merge(numbering.fact_items(), on="item_no")
    return by_item[["year", "fact_no"]].drop_duplicates(ignore_index=True)

"""Kontakter blandt levende med kræft: share with contact and contacts per citizen in twelve months, by sector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from naerblik.items import SECTORS, SEPARATOR, TOTAL_SITE, WITH_CONTACTS, cancer_groups
from naerblik.report import sentences
from naerblik.report.cancer.wording import NOTHING, SECTOR_NAMES, SITES, behind, only_for_regions, where_on_day
from naerblik.report.cells import Share
from naerblik.report.compare import rest_of_country
from naerblik.report.rate import Rate
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.unit import PERCENT

WHAT = "Kontakter blandt borgere, der lever med en kræftdiagnose,"


def with_contact(scope: Scope, site: str, sector: str, **rest: Any) -> Share:
    """Citizens with contact in the twelve months, among all with the cancer."""
    users = scope.share("survivor_users", f"{site}{SEPARATOR}{sector}", **rest)
    return Share(users.count, scope.share("survivors", site, **rest).count) if users.is_reported else users


def contacts(scope: Scope, site: str, sector: str, **rest: Any) -> Rate:
    """Contacts in the twelve months, and the citizens with the cancer."""
    number = scope.share("survivor_contacts", f"{site}{SEPARATOR}{sector}", **rest)
    alive = scope.share("survivors", site, **rest)
    return Rate(number.count, alive.count) if number.is_reported else Rate.of(number)


def finding(scope: Scope) -> Finding | Text:
    """Citizens with any cancer who were admitted in the twelve months."""
    if missing := only_for_regions(scope, WHAT):
        return missing
    share = with_contact(scope, TOTAL_SITE, "indlagt")
    if not share.is_reported:
        return Finding(f"Kontakter i de 12 måneder før opgørelsesdagen i {scope.year} er ikke dækket af data")
    rate = sentences.rate_with_limits(share, unit=PERCENT)
    return Finding(f"Indlagt i de seneste 12 måneder blandt borgere med en kræftdiagnose: {rate}")


def table(scope: Scope) -> Table | Text:
    """Every chosen cancer and sector."""
    if only_for_regions(scope, WHAT):
        return NOTHING
    compared = not scope.is_country
    columns = (
        Column("Sektor"),
        Column("Borgere med kontakt", "count"),
        Column("Andel", "percent"),
        *([Column("Resten af landet, andel", "percent")] if compared else []),
        Column("Kontakter", "count"),
        Column("Pr. borger", "ratio"),
        *([Column("Resten af landet, pr. borger", "ratio")] if compared else []),
    )
    rows = tuple(_rows(scope, compared))
    caption = f"Kontakter i de 12 måneder op til opgørelsesdagen efter kræftform og sektor, {where_on_day(scope)}"
    notes = (
        "Andel og kontakter er i forhold til alle borgere i live med kræftformen på opgørelsesdagen, uanset hvornår "
        "den blev fundet. Kontakterne kan handle om alt andet end kræft.",
    )
    return Table("kraeft-kontakter", caption, columns, rows, behind(scope), notes, group_title="Kræftform")


def _rows(scope: Scope, compared: bool) -> Iterator[Row]:
    for site in (TOTAL_SITE, *cancer_groups()):
        for sector in SECTORS:
            own = with_contact(scope, site, sector)
            whole = with_contact(scope, site, sector, area=scope.country)
            values: list[Value] = [SECTOR_NAMES[sector], own.count_value(), own.rate_value()]
            values += [rest_of_country(own, whole).rate_value()] if compared else []
            values += _contacts(scope, site, sector, compared)
            yield Row(tuple(values), group=SITES[site])


def _contacts(scope: Scope, site: str, sector: str, compared: bool) -> list[Value]:
    if sector not in WITH_CONTACTS:
        return [Mark.EMPTY] * (3 if compared else 2)
    own = contacts(scope, site, sector)
    whole = contacts(scope, site, sector, area=scope.country)
    values = [own.count_value(), own.rate_value()]
    return [*values, whole.less(own).rate_value()] if compared else values

"""Kontakter og undersøgelser: who uses general practice within twelve months, and how much."""

from __future__ import annotations

from naerblik import codelists
from naerblik.items import CONTACTS
from naerblik.report import numbers, sentences
from naerblik.report.cells import Share
from naerblik.report.compare import Against, against_rest, rest_of_country
from naerblik.report.general_practice.comparison import Compared
from naerblik.report.general_practice.wording import NOBODY, VERDICT_NOTE, certainty, provenance, within
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding
from naerblik.report.unit import PERCENT
from naerblik.report.wording import VERDICT

_NOTE = (
    "Andel: borgere med mindst én på 12 måneder. Rækkerne kan ikke lægges sammen for borgere: den samme borger kan "
    "bruge flere ydelser."
)
_UNSURE = "Usikker: ydelsens kode er ikke fundet i en kilde og skal efterprøves, før tallet bruges."


def per(amount: int | None, among: int | None) -> Value:
    """Services per citizen, or the mark of why there is no number."""
    if among == 0:
        return Mark.MISSING
    return Mark.HIDDEN if amount is None or among is None else amount / among


def compared(scope: Scope) -> list[Compared]:
    """Every service: the share of citizens with at least one, against the rest of the country."""
    listed = codelists.practice_items("service")
    return [Compared(s.name, against_rest(scope, "users", s.item), s.group, (certainty(s.confidence),)) for s in listed]


def finding(scope: Scope, *, limits: bool = False) -> Finding:
    """How many citizens had any contact, and how many contacts a citizen had; a key finding has limits too."""
    users, contacts = scope.share("users", CONTACTS), scope.share("services", CONTACTS)
    if not users.is_known:
        rate = sentences.rate(users, unit=PERCENT, nobody=NOBODY)
        return Finding(f"Borgere i {called(scope.recipient)} med kontakt til almen praksis: {rate}")
    each = per(contacts.count, contacts.population)
    many = f", {numbers.decimal(each)} kontakter pr. borger" if isinstance(each, float) else ""
    share = (sentences.rate_with_limits if limits else sentences.rate)(users, unit=PERCENT)
    return Finding(f"{share} af borgerne havde mindst én kontakt med almen praksis{many}")


def table(scope: Scope, found: list[Compared]) -> Table:
    """Every service: citizens with at least one, services per 1,000 citizens and per user."""
    compare = not scope.is_country
    columns = (
        Column("Ydelse"),
        Column("Kode", "label"),
        Column("Borgere med mindst én", "count"),
        Column("Andel", "percent"),
        *([Column("Resten af landet", "percent"), Column(VERDICT, "label")] if compare else []),
        Column("Ydelser", "count"),
        Column("Ydelser pr. 1.000 borgere", "per_1000"),
        *([Column("Resten af landet, ydelser pr. 1.000", "per_1000")] if compare else []),
        Column("Ydelser pr. bruger", "ratio"),
    )
    items = [s.item for s in codelists.practice_items("service")]
    rows = tuple(Row(_values(scope, thing, item), group=thing.group) for thing, item in zip(found, items, strict=True))
    notes = (_NOTE, _UNSURE, *([VERDICT_NOTE] if compare else []))
    caption = f"Kontakter og undersøgelser i almen praksis, {within(scope)}"
    return Table("praksis-kontakter", caption, columns, rows, provenance(scope), notes)


def _values(scope: Scope, thing: Compared, item: str) -> tuple[Value, ...]:
    users, against = thing.against.share, thing.against
    own = scope.share("services", item)
    rest = rest_of_country(own, scope.share("services", item, area=scope.country))
    compare = not scope.is_country
    return (
        thing.name,
        *thing.words,
        users.count_value(),
        users.rate_value(),
        *(_rest(against) if compare else ()),
        own.count_value(),
        per(own.count, own.population),
        *((per(rest.count, rest.population),) if compare else ()),
        _each(own, users),
    )


def _rest(against: Against) -> tuple[Value, Value]:
    return against.rest.rate_value(), sentences.VERDICTS[against.verdict]


def _each(services: Share, users: Share) -> Value:
    return per(services.count, users.count) if services.is_reported else Mark.MISSING

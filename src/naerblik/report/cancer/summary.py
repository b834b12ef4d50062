"""Kort fortalt: four to six sentences with number, comparison and uncertainty, and the number of the first page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from naerblik.items import TOTAL_SITE
from naerblik.report import numbers, sentences
from naerblik.report.cancer import courses, municipalities, new_cases, survivors, trend
from naerblik.report.cancer.counts import against_rest
from naerblik.report.cancer.new_cases import Site
from naerblik.report.cancer.wording import ALIVE, NEW, REGIONAL, behind
from naerblik.report.compare import Against
from naerblik.report.key_figure import KeyFigure
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.text import KeyFindings


def key_findings(scope: Scope, sites: Sequence[Site], compared: Sequence[Against]) -> KeyFindings:
    """The findings of the report year."""
    return KeyFindings(tuple((f"{heading}.", sentence) for heading, sentence in _findings(scope, sites, compared)))


def key_figure(scope: Scope) -> KeyFigure:
    """New tumours of the year: the number of the first page."""
    against = against_rest(scope, TOTAL_SITE)
    if against.share.is_known:
        number = numbers.counted(against.share.count or 0, "nyt kræfttilfælde", "nye kræfttilfælde")
        compared = sentences.comparison(against, claim=_CLAIM, unit=NEW)
        sentence = f"{number} i {scope.year}. {compared}".strip()
    else:
        sentence = f"Nye kræfttilfælde i {scope.year}: {sentences.rate(against.share, unit=NEW)}."
    return KeyFigure(against.share, NEW, sentence, trend.small(scope), behind(scope))


def _findings(scope: Scope, sites: Sequence[Site], compared: Sequence[Against]) -> Iterator[tuple[str, str]]:
    yield "Nye tilfælde", _new(scope)
    yield "Hyppigst", f"{new_cases.finding(scope, sites, limits=True).text}."
    if scope.recipient.level != "municipality":
        yield "Kommuner", f"{municipalities.finding(scope, compared).text}."
    yield "Levende med kræft", _alive(scope)
    if scope.recipient.level in REGIONAL:
        yield "Kontakter", f"{courses.said(scope)}."
    yield "Udvikling", f"{trend.finding(scope).text}."


def _new(scope: Scope) -> str:
    against = against_rest(scope, TOTAL_SITE)
    if not against.share.is_known:
        return (
            f"Nye kræfttilfælde i {called(scope.recipient)} i {scope.year}: {sentences.rate(against.share, unit=NEW)}."
        )
    number = numbers.counted(against.share.count or 0, "nyt kræfttilfælde", "nye kræfttilfælde")
    people = scope.share("cancer_patients", TOTAL_SITE).count
    who = "" if people is None else f" hos {numbers.counted(people, 'person', 'personer')}"
    rate = sentences.rate_with_limits(against.share, unit=NEW)
    return f"{number}{who} i {scope.year}: {rate}. {sentences.comparison(against, claim=_CLAIM, unit=NEW)}".strip()


_CLAIM = "Kræft registreres"


def _alive(scope: Scope) -> str:
    against = survivors.against(scope)
    day = numbers.day(scope.day)
    if not against.share.is_known:
        return f"Borgere, der lever med en kræftdiagnose den {day}: {sentences.rate(against.share, unit=ALIVE)}."
    number = numbers.counted(against.share.count or 0, "borger", "borgere")
    rate = sentences.rate_with_limits(against.share, unit=ALIVE)
    compared = sentences.comparison(against, claim="Det er", unit=ALIVE)
    return f"{number} lever med en kræftdiagnose den {day}: {rate}. {compared}".strip()

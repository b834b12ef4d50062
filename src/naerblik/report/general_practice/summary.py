"""Kort fortalt: the findings that matter, each with its number, comparison and uncertainty."""

from __future__ import annotations

from collections.abc import Iterator

from naerblik.items import CONTACTS
from naerblik.report import numbers, sentences
from naerblik.report.compare import Against, against_rest, shares_against_rest
from naerblik.report.general_practice import admissions, care, diagnoses, examinations, groups, measures, trend
from naerblik.report.general_practice.wording import NOBODY, day, is_observed, is_published, provenance
from naerblik.report.general_practice.wording import diagnoses as listed
from naerblik.report.key_figure import KeyFigure
from naerblik.report.scope import Scope
from naerblik.report.text import KeyFindings
from naerblik.report.unit import CITIZENS, PERCENT

TOLD = ("diabetes", "R95")
"""Diagnoses with a sentence of their own."""
ADMITTED = "R95"
_CLAIM = "Diagnosen registreres"


def key_findings(scope: Scope) -> KeyFindings:
    """Four to six sentences of the report year."""
    return KeyFindings(tuple((f"{heading}.", sentence) for heading, sentence in _findings(scope)))


def key_figure(scope: Scope) -> KeyFigure:
    """Citizens with diabetes: the number of the first page."""
    against = against_rest(scope, "diagnoses", TOLD[0])
    if against.share.is_known:
        number = numbers.counted(against.share.count or 0, "borger", "borgere")
        said = f"{number} har diabetes registreret i almen praksis den {day(scope)}."
        sentence = f"{said} {sentences.comparison(against, claim=_CLAIM)}".strip()
    else:
        rate = sentences.rate(against.share, nobody=NOBODY)
        sentence = f"Borgere med diabetes registreret i almen praksis den {day(scope)}: {rate}."
    return KeyFigure(against.share, CITIZENS, sentence, trend.small(scope), provenance(scope), "ingen borgere")


def _findings(scope: Scope) -> Iterator[tuple[str, str]]:
    for item in TOLD:
        name = next(d.name for d in listed() if d.item == item)
        yield name.split(",", maxsplit=1)[0], _diagnosis(against_rest(scope, "diagnoses", item), f"den {day(scope)}")
    if is_observed(scope):
        yield "Kontakter", _contacts(scope)
        yield "Årskontrol", _examination(scope)
        yield "Akutte indlæggelser", _admitted(admissions.against(scope, ADMITTED))
    if is_published(scope):
        yield "Plejehjem", sentences.ended(groups.key_finding(scope))
    else:
        found = diagnoses.compared(scope)
        yield "Diagnoser", sentences.ended(diagnoses.finding(scope, found, limits=True).text)


def _diagnosis(against: Against, when: str) -> str:
    share = against.share
    if not share.is_known:
        return f"Borgere registreret med diagnosen {when}: {sentences.rate(share, nobody=NOBODY)}."
    number = numbers.counted(share.count or 0, "borger", "borgere")
    rate = sentences.rate_with_limits(share, nobody=NOBODY)
    said = sentences.comparison(against, claim=_CLAIM)
    return f"{number} er registreret med diagnosen {when}: {rate}. {said}".strip()


def _contacts(scope: Scope) -> str:
    against = against_rest(scope, "users", CONTACTS)
    text = sentences.ended(care.finding(scope, limits=True).text)
    return f"{text} {_compared(against, 'Almen praksis bruges')}".strip()


def _examination(scope: Scope) -> str:
    measure = measures.examination(examinations.COMPARED)
    against = shares_against_rest(scope, lambda area: measure.share(scope, area), scope.recipient)
    return _part_of(against, "borgere med diabetes", "har fået årskontrol inden for 12 måneder", "Den gives")


def _admitted(against: Against) -> str:
    what = "har været indlagt akut mindst én gang på 12 måneder"
    return _part_of(against, "borgere med KOL", what, "De indlægges")


def _part_of(against: Against, whom: str, what: str, claim: str) -> str:
    """'62,3 pct. (95 pct. sikkerhedsgrænser 61,9-62,7) af borgere med diabetes har fået ...', and the comparison."""
    rate = sentences.rate_with_limits(against.share, unit=PERCENT, nobody=NOBODY)
    if not against.share.is_known:
        return f"{sentences.first_upper(whom)}, der {what}: {rate}."
    return f"{rate} af {whom} {what}. {_compared(against, claim)}".strip()


def _compared(against: Against, claim: str) -> str:
    return sentences.comparison(against, claim=claim, unit=PERCENT)

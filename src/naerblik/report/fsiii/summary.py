"""Kort fortalt: the four to six findings that matter, each with its number, comparison and uncertainty."""

from __future__ import annotations

from collections.abc import Iterator

from naerblik.parameters import ItemKind
from naerblik.report import numbers, sentences
from naerblik.report.compare import against_rest
from naerblik.report.fsiii import groups, items, municipalities, practice, trend
from naerblik.report.fsiii.wording import MEASURES, PLURALS
from naerblik.report.key_figure import KeyFigure
from naerblik.report.scope import Scope
from naerblik.report.text import KeyFindings
from naerblik.report.unit import CITIZENS

COUNTED: ItemKind = "any_intervention"
"""What the number of the first page counts."""


def key_findings(scope: Scope) -> KeyFindings:
    """The findings of the report year; only the reporting practice when nobody reported."""
    found = [("Indberetning.", f"{practice.finding(scope).text}.")]
    if scope.coverage().reporting:
        found += [(f"{heading}.", sentence) for heading, sentence in _findings(scope)]
    return KeyFindings(tuple(found))


def key_figure(scope: Scope) -> KeyFigure:
    """Citizens with any intervention: the number of the first page."""
    against, what, day = against_rest(scope, COUNTED), MEASURES[COUNTED], numbers.day(scope.day)
    share = against.share
    if share.is_known:
        number = numbers.counted(share.count or 0, "borger", "borgere")
        sentence = f"{number} havde {what} den {day}. {sentences.comparison(against)}".strip()
    else:
        sentence = f"Borgere med {what} den {day}: {sentences.rate(share)}."
    return KeyFigure(share, CITIZENS, sentence, trend.small(scope, COUNTED), scope.provenance())


def _findings(scope: Scope) -> Iterator[tuple[str, str]]:
    for measure in MEASURES:
        yield sentences.first_upper(PLURALS[measure]), _measure(scope, measure)
    areas = items.condition_areas(scope)
    if scope.recipient.level == "municipality":
        yield "Områder", f"{items.finding(scope, areas, 'det område', 'områder', limits=True).text}."
    else:
        found = municipalities.compared(scope, "any_intervention")
        yield "Kommuner", f"{municipalities.finding(scope, 'any_intervention', found).text}."
    yield "Plejehjem", f"{groups.key_finding(scope)}."
    yield "Udvikling", f"{trend.key_finding(scope, 'any_intervention')}."


def _measure(scope: Scope, measure: ItemKind) -> str:
    return sentences.how_many(MEASURES[measure], against_rest(scope, measure), numbers.day(scope.day))

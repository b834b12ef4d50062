"""Alder og køn: the main diagnoses by age for women and men."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from naerblik.codelists import PracticeItem
from naerblik.report import age_chart, numbers, sentences
from naerblik.report.cells import ALL, Share
from naerblik.report.dot_chart import Dot
from naerblik.report.figure import Figure
from naerblik.report.general_practice.measures import diagnosis
from naerblik.report.general_practice.wording import (
    NOBODY,
    NOTHING,
    is_published,
    main_diagnoses,
    not_published,
    provenance,
    running,
    where,
)
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Finding, Text
from naerblik.report.wording import SEXES, age

NOT_HERE = "Diagnoser efter alder og køn"
_GROUPS = (*SEXES, ALL)


def finding(scope: Scope, item: str) -> Finding | Text:
    """Women beside men in the age group where the diagnosis is most common."""
    if not is_published(scope):
        return not_published(NOT_HERE)
    shares = {label: scope.share("diagnoses", item, age=label) for label in scope.ages}
    known = {label: share.rate for label, share in shares.items() if share.is_known}
    measure = diagnosis(item)
    if len(known) < sentences.FEWEST_AGES:
        return Finding(f"{measure.name} efter alder og køn: {sentences.TOO_FEW_AGES}")
    top = max(known, key=lambda label: known[label])
    sexes = {word: scope.share("diagnoses", item, age=top, sex=sex) for sex, word in SEXES.items()}
    said = numbers.listing([f"{_number(share)} blandt {word.lower()}" for word, share in sexes.items()])
    if not any(share.is_known for share in sexes.values()):
        said = f"{_number(shares[top])}; for kvinder og mænd hver for sig vises tallene ikke"
    among = "" if len(known) == len(shares) else " af dem, der kan vises"
    return Finding(f"{measure.name} er hyppigst i aldersgruppen {age(top)}{among}: {said}")


def _number(share: Share) -> str:
    if not share.is_known:
        return f"({NOBODY if not share.is_reported else sentences.NOT_SHOWN})"
    return f"{numbers.per_1000(share.rate, 0)} pr. 1.000"


def figure(scope: Scope, item: str) -> Figure | Table | Text:
    """One diagnosis by age for women and men; the table when there is nothing to draw."""
    if not is_published(scope):
        return NOTHING
    measure = diagnosis(item)
    key = f"praksis-alder-koen-{measure.key}"
    caption = f"Borgere med {running(measure.name)} efter alder og køn, {where(scope)}"
    behind = _one(scope, item, key, caption)
    lines = {
        name: [Dot.of(scope.share("diagnoses", item, sex=sex, age=label)) for label in scope.ages]
        for sex, name in SEXES.items()
    }
    if not any(dot.share for dots in lines.values() for dot in dots):
        return behind
    heading = f"Borgere med {running(measure.name)} pr. 1.000 efter alder og køn, {where(scope)}"
    words = Words(key, heading, f"{finding(scope, item)!r}.")
    drawing = partial(age_chart.draw, [age(label) for label in scope.ages], lines, words)
    return Figure(key, heading, words.description, drawing, behind, "Stregerne er 95 pct. sikkerhedsgrænser.")


def _one(scope: Scope, item: str, key: str, caption: str) -> Table:
    columns = [Column("Alder")]
    for name in (*SEXES.values(), "Alle"):
        columns += [
            Column(f"{name}: borgere", "count"),
            Column("Med diagnosen", "count"),
            Column("Pr. 1.000", "per_1000"),
        ]
    rows = []
    for label in (*scope.ages, ALL):
        values = [v for s in _shares(scope, item, label) for v in s.values()]
        rows.append(Row((_age(label), *values), emphasis=label == ALL))
    return Table(key, caption, tuple(columns), tuple(rows), provenance(scope))


def _age(label: str) -> str:
    return "Alle aldre" if label == ALL else age(label)


def _shares(scope: Scope, item: str, label: str) -> list[Share]:
    return [scope.share("diagnoses", item, age=label, sex=sex) for sex in _GROUPS]


def table(scope: Scope) -> Table | Text:
    """The five main diagnoses by age for women and men."""
    if not is_published(scope):
        return NOTHING
    columns = [Column("Alder")]
    for name in (*SEXES.values(), "Alle"):
        columns += [Column(f"{name}: med diagnosen", "count"), Column("Pr. 1.000", "per_1000")]
    caption = f"Borgere med de fem forløbssygdomme efter alder og køn, {where(scope)}"
    rows = tuple(_rows(scope, main_diagnoses()))
    return Table("praksis-alder-koen", caption, tuple(columns), rows, provenance(scope), group_title="Diagnose")


def _rows(scope: Scope, listed: Sequence[PracticeItem]) -> Iterator[Row]:
    for found in listed:
        for label in (*scope.ages, ALL):
            values = [v for s in _shares(scope, found.item, label) for v in (s.count_value(), s.rate_value())]
            yield Row((_age(label), *values), group=found.name, emphasis=label == ALL)

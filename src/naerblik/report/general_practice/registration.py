"""Registrering i almen praksis mod RUKS: who stands in both registers, and who in one alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from naerblik import codelists
from naerblik.geography import Area
from naerblik.report import dot_chart, ruks, sentences
from naerblik.report.cells import NOT_REPORTED, Share
from naerblik.report.compare import rest_of_country
from naerblik.report.dot_chart import Dot, Line
from naerblik.report.figure import Figure
from naerblik.report.general_practice.wording import (
    NOTHING,
    diagnoses,
    is_published,
    not_published,
    provenance,
    running,
    where,
)
from naerblik.report.places import title
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.unit import PERCENT

NOT_HERE = "Registrering i almen praksis mod RUKS"


@dataclass(frozen=True)
class Registration:
    """Citizens with a diagnosis in general practice, and of those in RUKS the part who are in both.

    None stands for a hidden number. `rest` is the same part in the rest of the country.
    """

    name: str
    practice: int | None
    in_practice: Share
    rest: Share

    @property
    def in_ruks(self) -> Share:
        """Of those registered in general practice the ones who are in RUKS."""
        return NOT_REPORTED if self.practice == 0 else Share(self.in_practice.count, self.practice)


def difference(whole: int | None, part: int | None, threshold: int) -> Value:
    """What two published numbers leave, hidden where either is or where it would be a small number of citizens."""
    if whole is None or part is None:
        return Mark.HIDDEN
    left = whole - part
    return left if left == 0 or left >= threshold else Mark.HIDDEN


def registrations(scope: Scope) -> list[Registration]:
    """The diagnoses that have a disease of the same name in RUKS, in the order of the report."""
    diseases = {d.code: d.disease for d in codelists.practice_diagnoses() if d.disease}
    return [
        _registration(scope, found.name, found.item, diseases[found.item])
        for found in diagnoses()
        if found.item in diseases
    ]


def _registration(scope: Scope, name: str, item: str, disease: str) -> Registration:
    def share_of(area: Area) -> Share:
        return scope.share("diagnoses", item, disease=disease, area=area)

    own = share_of(scope.recipient)
    rest = rest_of_country(own, share_of(scope.country))
    return Registration(name, scope.share("diagnoses", item).count, own, rest)


def finding(scope: Scope) -> Finding | Text:
    """Which disease is most often, and which least often, registered in general practice too."""
    if not is_published(scope):
        return not_published(NOT_HERE)
    known = {r.name: r.in_practice.rate for r in registrations(scope) if r.in_practice.is_known}
    if len(known) < 2:
        return Finding(f"Registrering i almen praksis mod RUKS: {sentences.NOT_SHOWN}")
    high, low = max(known, key=lambda name: known[name]), min(known, key=lambda name: known[name])
    return Finding(
        f"Af borgere med sygdommen i RUKS er fra {PERCENT.number(known[low])} ({running(low)}) til "
        f"{PERCENT.number(known[high])} ({running(high)}) også registreret i almen praksis"
    )


def figure(scope: Scope) -> Figure | Table | Text:
    """The part of those in RUKS who are registered in general practice, beside the rest of the country."""
    if not is_published(scope):
        return NOTHING
    behind, own = _table(scope), registrations(scope)
    if not any(r.in_practice.is_some for r in own):
        return behind
    series = [title(scope.recipient)] + (["Resten af landet"] if any(r.rest.is_known for r in own) else [])
    lines = [Line(r.name, tuple(Dot.of(share) for share in (r.in_practice, r.rest)[: len(series)])) for r in own]
    heading = f"Borgere med sygdommen i RUKS, der også har diagnosen i almen praksis, {where(scope)}"
    words = Words(behind.key, heading, f"{finding(scope)!r}.")
    reading = "Prikken er tallet for modtageren, stregen 95 pct. sikkerhedsgrænser" + (
        "." if len(series) == 1 else "; ruden er resten af landet. Forskelle er ikke prøvet statistisk her."
    )
    drawing = partial(dot_chart.draw, lines, series, words, axis=PERCENT.name, scale=PERCENT.scale)
    return Figure(words.key, heading, words.description, drawing, behind, reading)


def _table(scope: Scope) -> Table:
    columns = (
        Column("Diagnose"),
        Column("I almen praksis", "count"),
        Column("I RUKS", "count"),
        Column("I begge", "count"),
        Column("Kun i almen praksis", "count"),
        Column("Kun i RUKS", "count"),
        Column("Andel af RUKS, der er i almen praksis", "percent"),
        Column("Andel af almen praksis, der er i RUKS", "percent"),
    )
    caption = f"Borgere med samme sygdom i almen praksis og i RUKS, {where(scope)}"
    return Table("praksis-ruks", caption, columns, tuple(_rows(scope)), provenance(scope))


def _rows(scope: Scope) -> Iterator[Row]:
    threshold = int(scope.manifest["rules"]["threshold"]["value"])
    for found in registrations(scope):
        own = found.in_practice
        alone = (difference(whole, own.count, threshold) for whole in (found.practice, own.population))
        shown = (_shown(found.practice), own.population_value(), own.count_value())
        yield Row((found.name, *shown, *alone, own.rate_value(), found.in_ruks.rate_value()))


def _shown(number: int | None) -> Value:
    return Mark.HIDDEN if number is None else number


def note(scope: Scope) -> Text:
    """What is measured, and how the diseases of RUKS are defined here; depends on where the data come from."""
    if not is_published(scope):
        return NOTHING
    measured = (
        "Tallene måler praksis for registrering, ikke hvem der er syge: en borger kan mangle det ene sted, fordi "
        "diagnosen er stillet på sygehus, er behandlet uden kode eller er registreret før registrets begyndelse. "
        "For kommuner og klynger offentliggøres tallene ikke."
    )
    return Text((measured, ruks.definitions(scope)))

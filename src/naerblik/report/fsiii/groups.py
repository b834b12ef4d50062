"""Plejehjem, kronisk sygdom, alder og køn: how common any intervention is in groups of citizens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from naerblik import codelists
from naerblik.parameters import ItemKind
from naerblik.report import age_chart, dot_chart, numbers, ruks, sentences
from naerblik.report.cells import ALL, Share
from naerblik.report.compare import rest_of_country
from naerblik.report.dot_chart import Dot, Line
from naerblik.report.figure import Figure
from naerblik.report.fsiii.wording import MEASURES, where
from naerblik.report.places import called, title
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Finding, Text
from naerblik.report.wording import LIMITS, PER_1000, SEXES, age

ITEMS: ItemKind = "any_intervention"


def finding(scope: Scope) -> Finding:
    """Residents of nursing homes beside other citizens."""
    home, others = (scope.share(ITEMS, nursing_home=answer) for answer in ("yes", "no"))
    if not home.is_reported:
        return Finding(f"Ingen borgere i {called(scope.recipient)} boede på plejehjem den {numbers.day(scope.day)}")
    if not (home.is_known and others.is_known):
        who = f"Plejehjemsbeboere i {called(scope.recipient)} med {MEASURES[ITEMS]}"
        return Finding(f"{who}: {sentences.rate(home)}")
    return Finding(
        f"{numbers.per_1000(home.rate, 0)} af 1.000 plejehjemsbeboere havde {MEASURES[ITEMS]} "
        f"mod {numbers.per_1000(others.rate, 0)} af 1.000 øvrige borgere"
    )


def key_finding(scope: Scope) -> str:
    """The same with one decimal and limits of chance, where both numbers are shown."""
    home, others = (scope.share(ITEMS, nursing_home=answer) for answer in ("yes", "no"))
    if not (home.is_known and others.is_known):
        return finding(scope).text
    return sentences.beside(home, others, ("plejehjemsbeboere", f"havde {MEASURES[ITEMS]}", "øvrige borgere"))


def _groups() -> list[tuple[str, dict[str, Any]]]:
    """Everyone, the two answers on nursing homes, and the nine diseases; each with its dimensions."""
    return [
        ("Alle borgere", {}),
        ("Bor på plejehjem", {"nursing_home": "yes"}),
        ("Bor ikke på plejehjem", {"nursing_home": "no"}),
        *((disease.label, {"disease": disease.key}) for disease in codelists.chronic_diseases()),
    ]


def _against(scope: Scope, group: dict[str, Any]) -> tuple[Share, Share]:
    own = scope.share(ITEMS, **group)
    return own, rest_of_country(own, scope.share(ITEMS, area=scope.country, **group))


def figure(scope: Scope) -> Figure | Table:
    """Any intervention by nursing home and by disease, beside the rest of the country; a table when all is hidden."""
    series = [title(scope.recipient)] + ([] if scope.is_country else ["Resten af landet"])
    found = [(name, _against(scope, group)) for name, group in _groups()]
    if not any(own.is_known for _, (own, _) in found):
        return _figure_table(scope, found)
    lines = [Line(name, tuple(Dot.of(share) for share in shares[: len(series)])) for name, shares in found]
    heading = f"Borgere med {MEASURES[ITEMS]} pr. 1.000 i grupper af borgere, {where(scope)}"
    words = Words("grupper", heading, f"{finding(scope).text}. {_diseases(found[3:])}")
    reading = "Prikken er tallet for modtageren, stregen 95 pct. sikkerhedsgrænser" + (
        "." if scope.is_country else "; ruden er resten af landet."
    )
    drawing = partial(dot_chart.draw, lines, series, words, axis=PER_1000)
    return Figure(words.key, words.title, words.description, drawing, _figure_table(scope, found), reading)


def _diseases(found: Sequence[tuple[str, tuple[Share, Share]]]) -> str:
    known = sorted(((name, own.rate) for name, (own, _) in found if own.is_known), key=lambda pair: -pair[1])[:3]
    if not known:
        return "Ingen tal for de ni sygdomme kan vises."
    highest = numbers.listing([f"{name} ({numbers.per_1000(rate)})" for name, rate in known])
    among = "de ni sygdomme" if all(own.is_known for _, (own, _) in found) else "de sygdomme, der kan vises,"
    return f"Blandt {among} er tallet højest for {highest}."


def _figure_table(scope: Scope, found: Sequence[tuple[str, tuple[Share, Share]]]) -> Table:
    compared = not scope.is_country
    columns = (
        Column("Gruppe"),
        Column("Borgere i gruppen", "count"),
        Column("Med indsats", "count"),
        Column("Pr. 1.000", "per_1000"),
        Column(LIMITS, "interval_per_1000"),
        *([Column("Resten af landet, pr. 1.000", "per_1000")] if compared else []),
    )
    rows = [
        Row(
            (
                name,
                own.population_value(),
                own.count_value(),
                own.rate_value(),
                own.limits_value(),
                *([rest.rate_value()] if compared else []),
            )
        )
        for name, (own, rest) in found
    ]
    caption = f"Borgere med {MEASURES[ITEMS]} i grupper af borgere, {where(scope)}"
    return Table("grupper", caption, columns, tuple(rows), scope.provenance())


def crossed_table(scope: Scope) -> Table | Text:
    """Disease by nursing home for any intervention, where the publication plan holds the combination."""
    if scope.recipient.level == "municipality":
        return Text(
            (
                "For en enkelt kommune offentliggøres plejehjem og kronisk sygdom kun hver for sig: kombinationen "
                "ville give mange små tal, der alligevel skulle skjules.",
            )
        )
    columns = (
        Column("Sygdom"),
        Column("På plejehjem: borgere", "count"),
        Column("Med indsats", "count"),
        Column("Pr. 1.000", "per_1000"),
        Column("Ikke på plejehjem: borgere", "count"),
        Column("Med indsats", "count"),
        Column("Pr. 1.000", "per_1000"),
    )
    caption = f"Borgere med {MEASURES[ITEMS]} efter kronisk sygdom og plejehjem, {where(scope)}"
    return Table("plejehjem-og-sygdom", caption, columns, tuple(_crossed_rows(scope)), scope.provenance())


def _crossed_rows(scope: Scope) -> Iterator[Row]:
    diseases = [("Alle borgere", ALL), *((d.label, d.key) for d in codelists.chronic_diseases())]
    for name, disease in diseases:
        shares = [scope.share(ITEMS, disease=disease, nursing_home=answer) for answer in ("yes", "no")]
        values = [v for s in shares for v in s.values()]
        yield Row((name, *values), emphasis=disease == ALL)


def disease_note(scope: Scope) -> Text:
    """How the nine diseases are defined here; depends on where the data come from."""
    return Text((ruks.definitions(scope),))


def age_and_sex_figure(scope: Scope) -> Figure | Table:
    """Any intervention by age for women and men; a table when there is nothing to draw."""
    ages = scope.ages
    lines = {name: [Dot.of(scope.share(ITEMS, sex=sex, age=label)) for label in ages] for sex, name in SEXES.items()}
    if not any(dot.share for dots in lines.values() for dot in dots):
        return _age_table(scope)
    heading = f"Borgere med {MEASURES[ITEMS]} pr. 1.000 efter alder og køn, {where(scope)}"
    words = Words("alder-og-koen", heading, f"{age_finding(scope).text}.")
    drawing = partial(age_chart.draw, [age(label) for label in ages], lines, words)
    return Figure(
        words.key, words.title, words.description, drawing, _age_table(scope), "Stregerne er 95 pct. sikkerhedsgrænser."
    )


def age_finding(scope: Scope) -> Finding:
    """The oldest beside all citizens."""
    label = scope.ages[-1]
    oldest, everyone = scope.share(ITEMS, age=label), scope.share(ITEMS)
    if not (oldest.is_known and everyone.is_known):
        return Finding(f"Borgere på {age(label)}: {sentences.rate(oldest)}")
    return Finding(
        f"{numbers.per_1000(oldest.rate, 0)} af 1.000 borgere på {age(label)} havde {MEASURES[ITEMS]} "
        f"mod {numbers.per_1000(everyone.rate, 0)} af 1.000 i alle aldre"
    )


def _age_table(scope: Scope) -> Table:
    columns = [Column("Alder")]
    for name in ("Alle", *SEXES.values()):
        columns += [
            Column(f"{name}: borgere", "count"),
            Column("Med indsats", "count"),
            Column("Pr. 1.000", "per_1000"),
        ]
    rows = []
    for label in (*scope.ages, ALL):
        shares = [scope.share(ITEMS, age=label, sex=sex) for sex in (ALL, *SEXES)]
        values = [v for s in shares for v in s.values()]
        rows.append(Row(("Alle aldre" if label == ALL else age(label), *values), emphasis=label == ALL))
    caption = f"Borgere med {MEASURES[ITEMS]} efter alder og køn, {where(scope)}"
    return Table("alder-og-koen", caption, tuple(columns), tuple(rows), scope.provenance())

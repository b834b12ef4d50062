"""Plejehjem og RUKS-sygdom: diagnoses and acute admissions in groups of citizens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from naerblik import codelists
from naerblik.report import dot_chart, numbers, sentences
from naerblik.report.cells import Share
from naerblik.report.dot_chart import Dot, Line
from naerblik.report.figure import Figure
from naerblik.report.general_practice.comparison import NOT_DRAWN
from naerblik.report.general_practice.diagnoses import NOT_A_SUM
from naerblik.report.general_practice.measures import among_patients
from naerblik.report.general_practice.wording import (
    NOBODY,
    NOTHING,
    day,
    diagnoses,
    is_published,
    not_published,
    provenance,
    where,
    within,
)
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Finding, Text
from naerblik.report.unit import CITIZENS

HOMES = {"yes": "På plejehjem", "no": "Ikke på plejehjem"}
NOT_HERE = "Diagnoser efter plejehjem og RUKS-sygdom"
DEMENTIA = "P70"


def finding(scope: Scope) -> Finding | Text:
    """Residents of nursing homes beside other citizens: dementia, which sets them most apart."""
    if not is_published(scope):
        return not_published(NOT_HERE)
    home, others = (scope.share("diagnoses", DEMENTIA, nursing_home=answer) for answer in HOMES)
    if not (home.is_known and others.is_known):
        rate = sentences.rate(home, nobody=NOBODY)
        return Finding(f"Plejehjemsbeboere i {called(scope.recipient)} med demens: {rate}")
    return Finding(
        f"{numbers.per_1000(home.rate, 0)} af 1.000 plejehjemsbeboere er registreret med demens i almen praksis mod "
        f"{numbers.per_1000(others.rate, 0)} af 1.000 øvrige borgere"
    )


def key_finding(scope: Scope) -> str:
    """The same with one decimal and limits of chance, where both numbers are shown."""
    home, others = (scope.share("diagnoses", DEMENTIA, nursing_home=answer) for answer in HOMES)
    if not (home.is_known and others.is_known):
        return repr(finding(scope))
    words = ("plejehjemsbeboere", "er registreret med demens i almen praksis", "øvrige borgere")
    return sentences.beside(home, others, words)


def figure(scope: Scope) -> Figure | Table | Text:
    """Each diagnosis among residents of nursing homes and among other citizens."""
    if not is_published(scope):
        return NOTHING
    behind = _table(scope)
    found = [(d.name, [scope.share("diagnoses", d.item, nursing_home=a) for a in HOMES]) for d in diagnoses()]
    if not any(share.is_some for _, shares in found for share in shares):
        return behind
    lines = [Line(name, tuple(map(Dot.of, shares))) for name, shares in found]
    heading = f"Borgere med hver diagnose pr. 1.000 på plejehjem og uden for, {where(scope)}"
    words = Words(behind.key, heading, f"{finding(scope)!r}. {_most(found)}")
    drawing = partial(dot_chart.draw, lines, list(HOMES.values()), words, axis=CITIZENS.name)
    whole = all(share.is_known for _, shares in found for share in shares)
    reading = "Stregerne er 95 pct. sikkerhedsgrænser." + ("" if whole else f" {NOT_DRAWN}")
    return Figure(words.key, heading, words.description, drawing, behind, reading)


def _most(found: list[tuple[str, list[Share]]]) -> str:
    known = sorted(((name, home.rate) for name, (home, _) in found if home.is_known), key=lambda pair: -pair[1])[:3]
    if not known:
        return "Ingen tal for plejehjemsbeboere kan vises."
    named = numbers.listing([f"{name} ({numbers.per_1000(rate)})" for name, rate in known])
    among = "" if all(home.is_known for _, (home, _) in found) else " blandt de diagnoser, der kan vises,"
    return f"På plejehjem er tallet{among} højest for {named}."


def _table(scope: Scope) -> Table:
    columns = [Column("Diagnose")]
    for name in HOMES.values():
        columns += [
            Column(f"{name}: borgere", "count"),
            Column("Med diagnosen", "count"),
            Column("Pr. 1.000", "per_1000"),
        ]
    rows = []
    for found in diagnoses():
        shares = [scope.share("diagnoses", found.item, nursing_home=answer) for answer in HOMES]
        values = [v for s in shares for v in s.values()]
        rows.append(Row((found.name, *values)))
    caption = f"Borgere med hver diagnose på plejehjem og uden for, {where(scope)}"
    return Table("praksis-plejehjem", caption, tuple(columns), tuple(rows), provenance(scope), (NOT_A_SUM,))


def admissions_table(scope: Scope) -> Table | Text:
    """Acute admissions among residents of nursing homes, and among others, with each diagnosis."""
    if not is_published(scope):
        return NOTHING
    columns = [Column("Diagnose")]
    for name in HOMES.values():
        columns += [
            Column(f"{name}: med diagnosen", "count"),
            Column("Akut indlagt", "count"),
            Column("Andel", "percent"),
        ]
    caption = f"Borgere med hver diagnose, der var indlagt akut mindst én gang, {within(scope)}"
    note = f"Plejehjem er bopæl på plejehjem {day(scope)}; indlæggelsen kan ligge før indflytningen."
    rows = tuple(_admissions(scope))
    return Table("praksis-plejehjem-indlaeggelser", caption, tuple(columns), rows, provenance(scope), (note,))


def _admissions(scope: Scope) -> Iterator[Row]:
    for found in diagnoses():
        shares = [among_patients(scope, "acute_admissions", found.item, nursing_home=answer) for answer in HOMES]
        values = [v for s in shares for v in s.values()]
        yield Row((found.name, *values))


def disease_table(scope: Scope) -> Table | Text:
    """Each diagnosis of general practice among the citizens with each of the nine diseases of RUKS."""
    if not is_published(scope):
        return NOTHING
    diseases = codelists.chronic_diseases()
    columns = (Column("Diagnose i almen praksis"), *(Column(f"{d.label}, pr. 1.000", "per_1000", 0) for d in diseases))
    rows = tuple(
        Row((found.name, *(scope.share("diagnoses", found.item, disease=d.key).rate_value() for d in diseases)))
        for found in diagnoses()
    )
    caption = f"Borgere med hver diagnose pr. 1.000 borgere med hver RUKS-sygdom, {where(scope)}"
    note = "Kolonnen er sygdommen i RUKS, rækken diagnosen i almen praksis; en borger kan stå i flere af begge."
    return Table("praksis-sygdom", caption, columns, rows, provenance(scope), (note,))

"""Kontakter efter alder og køn og pr. diagnose: who uses general practice, where the areas are large enough."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from naerblik import codelists
from naerblik.items import SEPARATOR, contacts
from naerblik.parameters import ItemKind
from naerblik.report import age_chart, numbers, sentences
from naerblik.report.cells import ALL
from naerblik.report.dot_chart import Dot
from naerblik.report.figure import Figure
from naerblik.report.general_practice.care import per
from naerblik.report.general_practice.measures import among_patients
from naerblik.report.general_practice.wording import NOTHING, diagnoses, not_published, provenance, within
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table, Value
from naerblik.report.text import Text
from naerblik.report.wording import SEXES, age

DRAWN = "ekonsultation"
"""The service that is drawn by age and sex; the table behind holds every service."""
_LEVELS = "regioner og hele landet"


def is_published(scope: Scope) -> bool:
    """Whether services by groups of citizens are published for the recipient's level."""
    return scope.recipient.level in ("region", "country")


def figure(scope: Scope) -> Figure | Table | Text:
    """E-consultations by age for women and men; the table behind has every service."""
    if not is_published(scope):
        return not_published("Kontakter efter alder og køn og pr. diagnose", _LEVELS)
    behind = _table(scope)
    lines = {
        name: [Dot.of(scope.share("users", DRAWN, sex=sex, age=label)) for label in scope.ages]
        for sex, name in SEXES.items()
    }
    if not any(dot.share for dots in lines.values() for dot in dots):
        return behind
    heading = f"Borgere med mindst én e-konsultation pr. 1.000 efter alder og køn, {within(scope)}"
    words = Words(behind.key, heading, read_out(lines, [age(label) for label in scope.ages]))
    drawing = partial(age_chart.draw, [age(label) for label in scope.ages], lines, words)
    return Figure(words.key, heading, words.description, drawing, behind, "Stregerne er 95 pct. sikkerhedsgrænser.")


def read_out(lines: dict[str, list[Dot]], ages: list[str]) -> str:
    """What the drawing of e-consultations by age says of women and of men, about the ages that are shown."""
    said = []
    for name, dots in lines.items():
        known = {label: dot.share for label, dot in zip(ages, dots, strict=True) if dot.share is not None}
        if len(known) < sentences.FEWEST_AGES:
            said.append(f"{name}: {sentences.TOO_FEW_AGES}.")
            continue
        top = max(known, key=lambda label: known[label])
        among = "" if len(known) == len(ages) else " af dem, der kan vises"
        most = numbers.per_1000(known[top])
        said.append(f"{name} bruger e-konsultation hyppigst i alderen {top}{among}: {most} pr. 1.000.")
    return " ".join(said)


def _table(scope: Scope) -> Table:
    columns = [Column("Alder")]
    for name in (*SEXES.values(), "Alle"):
        columns += [Column(f"{name}: andel", "percent"), Column("Ydelser pr. borger", "ratio", 2)]
    caption = f"Borgere med mindst én ydelse, og ydelser pr. borger, efter alder og køn, {within(scope)}"
    rows = tuple(_rows(scope))
    return Table("praksis-kontakter-alder-koen", caption, tuple(columns), rows, provenance(scope), group_title="Ydelse")


def _rows(scope: Scope) -> Iterator[Row]:
    for service in codelists.practice_items("service"):
        for label in (*scope.ages, ALL):
            values: list[Value] = []
            for sex in (*SEXES, ALL):
                users, services = (
                    scope.share(kind, service.item, sex=sex, age=label) for kind in ("users", "services")
                )
                values += [users.rate_value(), per(services.count, services.population)]
            name = "Alle aldre" if label == ALL else age(label)
            yield Row((name, *values), group=service.name, emphasis=label == ALL)


def users_by_diagnosis(scope: Scope) -> Table | Text:
    """The share of those with each diagnosis who had each kind of contact."""
    if not is_published(scope):
        return NOTHING
    caption = f"Andel af borgere med hver diagnose, der havde mindst én kontakt, {within(scope)}"
    return _by_diagnosis(scope, "diagnosis_users", "praksis-kontakter-diagnose", caption)


def services_by_diagnosis(scope: Scope) -> Table | Text:
    """Contacts per citizen with each diagnosis."""
    if not is_published(scope):
        return NOTHING
    caption = f"Kontakter pr. borger med hver diagnose, {within(scope)}"
    return _by_diagnosis(scope, "diagnosis_services", "praksis-ydelser-diagnose", caption)


def _by_diagnosis(scope: Scope, kind: ItemKind, key: str, caption: str) -> Table:
    names = {s.item: s.name for s in codelists.practice_items("service")}
    printed = Column("", "percent") if kind == "diagnosis_users" else Column("", "ratio", 2)
    columns = (
        Column("Diagnose"),
        Column("Borgere med diagnosen", "count"),
        *(Column(names[contact], printed.kind, printed.digits) for contact in contacts()),
    )
    rows = []
    for found in diagnoses():
        shares = [among_patients(scope, kind, f"{found.item}{SEPARATOR}{contact}") for contact in contacts()]
        values = [per(share.count, share.population) for share in shares]
        rows.append(Row((found.name, scope.share("diagnoses", found.item).count_value(), *values)))
    note = "Kontakter med almen praksis af enhver årsag, ikke kun på grund af diagnosen."
    return Table(key, caption, columns, tuple(rows), provenance(scope), (note,))

"""Diagnoser: citizens with each diagnosis, and those who got it within twelve months, beside the rest of Denmark."""

from __future__ import annotations

from collections.abc import Sequence

from naerblik.codelists import PracticeItem
from naerblik.parameters import ItemKind
from naerblik.report import sentences
from naerblik.report.compare import against_rest
from naerblik.report.figure import Figure
from naerblik.report.general_practice import comparison
from naerblik.report.general_practice.comparison import Compared, Layout
from naerblik.report.general_practice.wording import NOBODY, diagnoses, main_diagnoses, running, where, within
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.table import Table
from naerblik.report.text import Finding
from naerblik.report.unit import CITIZENS

NOT_A_SUM = "En borger kan have flere diagnoser; tallene kan derfor ikke lægges sammen."
_KINDS_OF_DIABETES = (
    "En borger kan være registreret med begge typer diabetes; »type 1 eller 2« tæller vedkommende én gang."
)
_NEW = (
    "Nye: diagnosen er første gang registreret inden for 12 måneder. Nævneren er alle borgere, også dem, der allerede "
    "har den."
)


def compared(scope: Scope, kind: ItemKind = "diagnoses") -> list[Compared]:
    """Every diagnosis under its group, in the order of the code list."""
    return [_compared(scope, kind, found) for found in diagnoses()]


def _compared(scope: Scope, kind: ItemKind, found: PracticeItem) -> Compared:
    return Compared(found.name, against_rest(scope, kind, found.item), found.group, (" ".join(found.codes),))


def finding(scope: Scope, found: Sequence[Compared], *, limits: bool = False) -> Finding:
    """The most common of the main diseases that are shown; a key finding has its limits of chance too."""
    main = [d.name for d in main_diagnoses()]
    known = [thing for thing in found if thing.name in main and thing.against.share.is_known]
    top = max(known, key=lambda thing: thing.against.share.rate, default=None)
    if top is None or not top.against.share.is_some:
        return Finding(f"Ingen diagnoser med borgere kan vises for {called(scope.recipient)}")
    rate = (sentences.rate_with_limits if limits else sentences.rate)(top.against.share, nobody=NOBODY)
    shown = "" if len(known) == len(main) else ", der kan vises,"
    return Finding(f"Af de fem forløbssygdomme{shown} er {running(top.name)} registreret hos flest: {rate}")


def figure(scope: Scope, found: Sequence[Compared]) -> Figure | Table:
    """The main diseases as dots; the table behind holds every diagnosis."""
    names = [d.name for d in main_diagnoses()]
    heading = f"Borgere med de fem forløbssygdomme pr. 1.000, {where(scope)}"
    shown = [thing for thing in found if thing.name in names]
    return comparison.figure(scope, shown, table(scope, found), heading, CITIZENS)


def table(scope: Scope, found: Sequence[Compared]) -> Table:
    """Every diagnosis with its number, limits and comparison."""
    layout = Layout(
        key="praksis-diagnoser",
        caption=f"Borgere med hver diagnose i almen praksis, {where(scope)}",
        first="Diagnose",
        part="Borgere",
        words=("ICPC-2",),
        notes=(NOT_A_SUM, _KINDS_OF_DIABETES),
    )
    return comparison.table(scope, found, layout)


def new_table(scope: Scope) -> Table:
    """Every diagnosis that was registered for the first time within twelve months."""
    layout = Layout(
        key="praksis-nye-diagnoser",
        caption=f"Borgere med en ny diagnose i almen praksis, {within(scope)}",
        first="Diagnose",
        part="Nye",
        words=("ICPC-2",),
        notes=(_NEW,),
        digits=2,
    )
    return comparison.table(scope, compared(scope, "new_diagnoses"), layout)

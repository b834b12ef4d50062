"""Akutte indlæggelser: how many of those with a diagnosis were admitted acutely within twelve months."""

from __future__ import annotations

from collections.abc import Sequence

from naerblik.report import sentences
from naerblik.report.compare import Against, shares_against_rest
from naerblik.report.figure import Figure
from naerblik.report.general_practice import comparison
from naerblik.report.general_practice.comparison import Compared, Layout
from naerblik.report.general_practice.measures import among_patients
from naerblik.report.general_practice.wording import NOBODY, diagnoses, main_diagnoses, running, within
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.table import Table
from naerblik.report.text import Finding
from naerblik.report.unit import PERCENT

_NOTE = "Mindst én akut indlæggelse af enhver årsag; en indlæggelse er et sygehusophold på mindst 12 timer."


def against(scope: Scope, item: str) -> Against:
    """Acute admissions among those with a diagnosis, against the rest of the country."""
    return shares_against_rest(
        scope, lambda area: among_patients(scope, "acute_admissions", item, area=area), scope.recipient
    )


def compared(scope: Scope) -> list[Compared]:
    """Every diagnosis under its group."""
    return [Compared(found.name, against(scope, found.item), found.group) for found in diagnoses()]


def finding(scope: Scope, found: Sequence[Compared]) -> Finding:
    """The main disease whose patients are admitted most often."""
    main = [d.name for d in main_diagnoses()]
    known = [thing for thing in found if thing.name in main and thing.against.share.is_known]
    if not known:
        rate = sentences.rate(found[0].against.share, unit=PERCENT, nobody=NOBODY)
        return Finding(f"Akutte indlæggelser blandt borgere med en diagnose i {called(scope.recipient)}: {rate}")
    top = max(known, key=lambda thing: thing.against.share.rate)
    among = "" if len(known) == len(main) else ", der kan vises,"
    return Finding(
        f"Blandt de fem forløbssygdomme{among} er andelen, der var indlagt akut mindst én gang på 12 måneder, højest "
        f"for {running(top.name)}: {PERCENT.number(top.against.share.rate)}"
    )


def figure(scope: Scope, found: Sequence[Compared]) -> Figure | Table:
    """The diagnoses as dots in percent; the table behind has the numbers."""
    heading = f"Borgere med diagnosen, der var indlagt akut mindst én gang, {within(scope)}"
    return comparison.figure(scope, found, _table(scope, found), heading, PERCENT)


def _table(scope: Scope, found: Sequence[Compared]) -> Table:
    layout = Layout(
        key="praksis-indlaeggelser",
        caption=f"Akutte indlæggelser blandt borgere med hver diagnose, {within(scope)}",
        first="Diagnose",
        part="Akut indlagt",
        unit=PERCENT,
        whole="Borgere med diagnosen",
        notes=(_NOTE,),
    )
    return comparison.table(scope, found, layout)

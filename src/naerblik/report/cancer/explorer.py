"""Udforsk tallene: what can be chosen of cancer."""

from __future__ import annotations

from collections.abc import Iterable

from naerblik.items import DURATIONS, MONTHS, OTHER_SKIN, SECTORS, TOTAL_SITE, WITH_CONTACTS, cancer_groups
from naerblik.report.cancer.courses import DAYS_PER_YEAR, YEARLY
from naerblik.report.cancer.wording import (
    ALIVE,
    CRUDE,
    DURATION_NAMES,
    NEW,
    OTHER_SKIN_GROUP,
    PARTS_GROUP,
    SECTOR_NAMES,
    SHARED_OUT,
    SITES,
)
from naerblik.report.explorer import Explorer, Measure, Option, Part, Whole
from naerblik.report.scope import Scope
from naerblik.report.unit import PERCENT, Unit

_SEVERAL = "En borgers kontakter følges ad; der er derfor ingen sikkerhedsgrænser."
_MONTH_0 = "Måned 0 begynder på diagnosedagen."


def explorer(scope: Scope) -> Explorer:
    """New cases, citizens who live with a cancer and their contacts, and contacts round the diagnosis."""
    return Explorer(scope, (*_new_cases(), *_living(), *_courses()))


def _new_cases() -> tuple[Measure, ...]:
    sites = (_sites(SITES),)
    persons = "Borgere med nye tilfælde"
    return (
        Measure("nye", "tumours", "Nye tilfælde", "Nye tilfælde", "Borgere", NEW, "byar", sites, note=CRUDE),
        Measure("personer", "cancer_patients", persons, persons, "Borgere", ALIVE, "byar", sites, note=CRUDE),
    )


def _living() -> tuple[Measure, ...]:
    alive, title = Whole("survivors", (0, "")), "Borgere med en kræftdiagnose"
    durations = Part(
        "tid",
        "Tid siden første diagnose",
        (Option("", "Alle"), *(Option(str(d), DURATION_NAMES[d]) for d in DURATIONS)),
    )
    chosen = _sites((TOTAL_SITE, *cancer_groups()))
    users, contacts = ((chosen, _sectors(sectors)) for sectors in (SECTORS, WITH_CONTACTS))
    return (
        Measure(
            key="levende",
            kind="survivors",
            name="Borgere, der lever med en kræftdiagnose",
            counted="Med kræftdiagnose",
            unit=ALIVE,
            parts=(_sites(SITES), durations),
            note=f"{SHARED_OUT} {CRUDE}",
        ),
        Measure(
            key="levende-med-kontakt",
            kind="survivor_users",
            name="Levende med kræft: andel med kontakt på 12 måneder",
            counted="Med kontakt",
            population=title,
            unit=PERCENT,
            parts=users,
            whole=alive,
        ),
        Measure(
            key="levende-kontakter",
            kind="survivor_contacts",
            name="Levende med kræft: kontakter på 12 måneder",
            counted="Kontakter",
            population=title,
            unit=Unit("Kontakter pr. borger", 1, "pr. borger", ""),
            limits="",
            parts=contacts,
            whole=alive,
            note=_SEVERAL,
        ),
    )


def _courses() -> tuple[Measure, ...]:
    months = Part("maaned", "Måned fra diagnosen", tuple(Option(str(m), str(m).replace("-", "−")) for m in MONTHS), "0")
    sites = _sites(cancer_groups())
    users, contacts = ((sites, _sectors(sectors), months) for sectors in (SECTORS, WITH_CONTACTS))
    return (
        Measure(
            key="forloeb-andel",
            kind="course_users",
            name="Omkring diagnosen: andel med kontakt i måneden",
            counted="Med kontakt",
            population="Borgere under observation",
            unit=PERCENT,
            parts=users,
            whole=Whole("observed", (0, 2)),
            along="maaned",
            note=_MONTH_0,
        ),
        Measure(
            key="forloeb-kontakter",
            kind="course_contacts",
            name="Omkring diagnosen: kontakter i måneden",
            counted="Kontakter",
            population="Personår under observation",
            unit=YEARLY,
            limits="",
            parts=contacts,
            whole=Whole("observed_days", (0, 2), per=DAYS_PER_YEAR, digits=1),
            along="maaned",
            note=f"{_MONTH_0} {_SEVERAL}",
        ),
    )


def _sites(keys: Iterable[str]) -> Part:
    """The cancers, the total first; what lies outside the total in a group of its own."""
    listed = (Option(key, SITES[key], OTHER_SKIN_GROUP if key == OTHER_SKIN else PARTS_GROUP) for key in keys)
    return Part("kraeftform", "Kræftform", tuple(listed))


def _sectors(sectors: Iterable[str]) -> Part:
    return Part("sektor", "Sektor", tuple(Option(sector, SECTOR_NAMES[sector]) for sector in sectors))

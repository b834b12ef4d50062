"""Levende med kræft: citizens alive on the reference date with an earlier cancer, by cancer and years since."""

from __future__ import annotations

from functools import partial

from naerblik.items import DURATIONS, OTHER_SKIN, REST, SEPARATOR, TOTAL_SITE, cancer_groups
from naerblik.parameters import ItemKind
from naerblik.report import age_chart, dot_chart, numbers, sentences
from naerblik.report.cancer.age_table import Head, age_table
from naerblik.report.cancer.group_table import GroupHead, group_table
from naerblik.report.cancer.wording import (
    ALIVE,
    DURATION_NAMES,
    OTHER_SKIN_GROUP,
    PARTS_GROUP,
    REGISTER,
    SHARED_OUT,
    SITES,
    behind,
    only_for_regions,
    where_on_day,
)
from naerblik.report.cells import Share
from naerblik.report.compare import Against, against_rest, rest_of_country
from naerblik.report.dot_chart import Dot, Line
from naerblik.report.figure import Figure
from naerblik.report.places import called, title
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Finding, Text
from naerblik.report.wording import LIMITS, SEXES, age

ITEMS: ItemKind = "survivors"
SHOWN = 15


def against(scope: Scope) -> Against:
    """The recipient's citizens with any earlier cancer against the rest of the country."""
    return against_rest(scope, ITEMS, TOTAL_SITE)


def finding(scope: Scope) -> Finding:
    """How many live with a cancer, and since when."""
    alive = scope.share(ITEMS, TOTAL_SITE)
    if not alive.is_known:
        return Finding(f"Borgere med en kræftdiagnose i {called(scope.recipient)}: {sentences.rate(alive, unit=ALIVE)}")
    said = f"{numbers.counted(alive.count or 0, 'borger', 'borgere')} lever med en kræftdiagnose"
    long = scope.share(ITEMS, f"{TOTAL_SITE}{SEPARATOR}{DURATIONS[-1]}")
    if long.count is None or not alive.count:
        return Finding(said)
    part = numbers.percent(long.count / alive.count)
    return Finding(f"{said}; {part} af dem fik den første for mindst {DURATIONS[-1]} år siden")


def note(scope: Scope) -> Text:
    """Who counts as living with cancer, and who is missing."""
    first = (
        f"Der tælles borgere, der er i live den {numbers.day(scope.day)}, og som har fået en kræftdiagnose, også hvis "
        "de for længst er raske. Tiden regnes fra den første diagnose af kræftformen i fuldendte år."
    )
    began = "I de syntetiske data begynder registret" if scope.is_synthetic else "Cancerregistret bruges her"
    second = (
        f"{began} med diagnoser fra {scope.begins(REGISTER).year}. Ældre diagnoser mangler, og det gør også kræft, "
        "som borgere har fået, før de flyttede til landet."
    )
    return Text((first, second))


def published(scope: Scope) -> list[str]:
    """The cancers that the cube holds for the recipient, the total first and other skin last."""
    return [site for site in SITES if site != REST and scope.share(ITEMS, site).is_reported]


def figure(scope: Scope) -> Figure | Table:
    """The cancers that most live with, beside the rest of the country; a table where only the total is published."""
    shares = {site: _beside_rest(scope, site) for site in published(scope) if site not in (TOTAL_SITE, OTHER_SKIN)}
    known = {site: pair for site, pair in shares.items() if pair[0].is_known}
    if not known:
        return table(scope)
    common = sorted(known, key=lambda site: -known[site][0].rate)[:SHOWN]
    series = [title(scope.recipient)] + ([] if scope.is_country else ["Resten af landet"])
    lines = [Line(SITES[site], tuple(Dot.of(share) for share in known[site][: len(series)])) for site in common]
    heading = f"Borgere, der lever med en kræftdiagnose, pr. 100.000, {where_on_day(scope)}"
    most = numbers.listing([f"{SITES[site]} ({ALIVE.bare(known[site][0].rate)})" for site in common[:3]])
    words = Words("kraeft-levende", heading, f"{finding(scope).text}. Flest pr. 100.000 har: {most}.")
    drawing = partial(dot_chart.draw, lines, series, words, axis=ALIVE.name, scale=ALIVE.scale)
    reading = "Prikken er tallet for modtageren, stregen 95 pct. sikkerhedsgrænser" + (
        "." if scope.is_country else "; ruden er resten af landet."
    )
    return Figure(words.key, words.title, words.description, drawing, table(scope), reading)


def _beside_rest(scope: Scope, site: str) -> tuple[Share, Share]:
    own = scope.share(ITEMS, site)
    return own, rest_of_country(own, scope.share(ITEMS, site, area=scope.country))


def table(scope: Scope) -> Table:
    """Every published cancer with its classes of years since the first diagnosis."""
    compared = not scope.is_country
    columns = (
        Column("Kræftform"),
        Column("Borgere", "count"),
        Column("Pr. 100.000", "per_100000"),
        Column(LIMITS, "interval_per_100000"),
        *([Column("Resten af landet, pr. 100.000", "per_100000")] if compared else []),
        *(Column(name, "count") for name in DURATION_NAMES.values()),
    )
    shown = published(scope)
    rows = tuple(_row(scope, site, compared, grouped=len(shown) > 1) for site in shown)
    notes = (SHARED_OUT,) if len(shown) > 1 else ()
    caption = f"Borgere, der lever med en kræftdiagnose, efter kræftform og tid siden den første, {where_on_day(scope)}"
    return Table("kraeft-levende", caption, columns, rows, behind(scope), notes, group_title="Gruppe")


def _row(scope: Scope, site: str, compared: bool, *, grouped: bool) -> Row:
    own, rest = _beside_rest(scope, site)
    classes = [scope.share(ITEMS, f"{site}{SEPARATOR}{first}").count_value() for first in DURATIONS]
    shown = (own.count_value(), own.rate_value(), own.limits_value(), *((rest.rate_value(),) if compared else ()))
    group = (OTHER_SKIN_GROUP if site == OTHER_SKIN else PARTS_GROUP) if grouped else ""
    return Row((SITES[site], *shown, *classes), group=group, emphasis=site == TOTAL_SITE)


def ages_figure(scope: Scope) -> Figure | Table | Text:
    """Living with any cancer by age, for women and men."""
    if missing := only_for_regions(scope, "Borgere med en kræftdiagnose efter alder og køn"):
        return missing
    lines = {
        name: [Dot.of(scope.share(ITEMS, TOTAL_SITE, sex=sex, age=label)) for label in scope.ages]
        for sex, name in SEXES.items()
    }
    if not any(dot.share for dots in lines.values() for dot in dots):
        return ages_table(scope)
    heading = f"Borgere, der lever med en kræftdiagnose, pr. 100.000 efter alder og køn, {where_on_day(scope)}"
    words = Words("kraeft-levende-alder", heading, f"{_oldest(scope)}.")
    drawing = partial(age_chart.draw, [age(label) for label in scope.ages], lines, words, unit=ALIVE)
    reading = "Stregerne er 95 pct. sikkerhedsgrænser."
    return Figure(words.key, words.title, words.description, drawing, ages_table(scope), reading)


def _oldest(scope: Scope) -> str:
    label = scope.ages[-1]
    oldest = sentences.rate(scope.share(ITEMS, TOTAL_SITE, age=label), unit=ALIVE)
    return f"Blandt borgere på {age(label)} er tallet {oldest}"


def ages_table(scope: Scope) -> Table:
    """The total and the chosen cancers by age and sex."""
    caption = f"Borgere, der lever med en kræftdiagnose, efter alder og køn, {where_on_day(scope)}"
    head = Head("kraeft-levende-alder", caption, "borgere")
    sites = (TOTAL_SITE, *cancer_groups())
    return age_table(scope, sites, lambda site, sex, label: scope.share(ITEMS, site, sex=sex, age=label), head)


def groups_table(scope: Scope) -> Table | Text:
    """Living with any cancer among residents of nursing homes and citizens with a chronic disease."""
    caption = f"Borgere, der lever med en kræftdiagnose, efter plejehjem og kronisk sygdom, {where_on_day(scope)}"
    head = GroupHead("kraeft-levende-grupper", caption, "Med en kræftdiagnose", "percent")
    return group_table(scope, lambda **group: scope.share(ITEMS, TOTAL_SITE, **group), head)

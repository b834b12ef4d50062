"""Alder, køn og grupper: new tumours by age for women and men, by nursing home and by chronic disease."""

from __future__ import annotations

from functools import partial

from naerblik.items import REST, TOTAL_SITE, cancer_groups
from naerblik.report import age_chart, sentences
from naerblik.report.cancer.age_table import Head, age_table
from naerblik.report.cancer.counts import new_cases
from naerblik.report.cancer.group_table import GroupHead, group_table
from naerblik.report.cancer.wording import NEW, NOTHING, only_for_regions, where
from naerblik.report.dot_chart import Dot
from naerblik.report.figure import Figure
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Table
from naerblik.report.text import Finding, Text
from naerblik.report.wording import SEXES, age

WHAT = "Nye tilfælde efter alder og køn"
NOT_BREAST = (
    "Brystkræft offentliggøres ikke efter alder for kvinder og mænd hver for sig: de få mænd ville skjule kvinderne."
)


def finding(scope: Scope) -> Finding | Text:
    """The age group with the highest rate, beside all ages. Where numbers are hidden, it is said of those shown."""
    if missing := only_for_regions(scope, WHAT):
        return missing
    known = {label: rate for label in scope.ages if (rate := new_cases(scope, TOTAL_SITE, age=label)).is_known}
    if len(known) < sentences.FEWEST_AGES:
        return Finding(f"Nye tilfælde efter alder i {called(scope.recipient)}: {sentences.TOO_FEW_AGES}")
    top = max(known, key=lambda label: known[label].rate)
    first = "Raten er højest" if len(known) == len(scope.ages) else "Af de aldersgrupper, der vises, er raten højest"
    everyone = new_cases(scope, TOTAL_SITE)
    beside = f" mod {sentences.rate(everyone, unit=NEW)} i alle aldre" if everyone.is_known else ""
    return Finding(f"{first} blandt borgere på {age(top)}: {NEW.number(known[top].rate)}{beside} i {scope.year}")


def figure(scope: Scope) -> Figure | Table | Text:
    """New tumours of all cancers by age and sex; a table when there is nothing to draw."""
    if only_for_regions(scope, WHAT):
        return NOTHING
    ages = scope.ages
    lines = {
        name: [Dot.of(new_cases(scope, TOTAL_SITE, sex=sex, age=label)) for label in ages]
        for sex, name in SEXES.items()
    }
    behind_it = table(scope, (TOTAL_SITE,), "kraeft-alder-og-koen", "Nye kræfttilfælde")
    if not any(dot.share for dots in lines.values() for dot in dots):
        return behind_it
    heading = f"Nye kræfttilfælde pr. 100.000 borgere efter alder og køn, {where(scope)}"
    words = Words("kraeft-alder-og-koen", heading, f"{finding(scope)!r}.")
    drawing = partial(age_chart.draw, [age(label) for label in ages], lines, words, unit=NEW)
    return Figure(words.key, heading, words.description, drawing, behind_it, "Stregerne er 95 pct. sikkerhedsgrænser.")


def chosen(scope: Scope) -> Table | Text:
    """The chosen cancers by age and sex."""
    if only_for_regions(scope, WHAT):
        return NOTHING
    sites = tuple(g for g in cancer_groups() if g != REST)
    return table(scope, sites, "kraeft-alder-kraeftformer", "Nye tilfælde af udvalgte kræftformer", (NOT_BREAST,))


def groups(scope: Scope) -> Table | Text:
    """New tumours of all cancers among residents of nursing homes and citizens with a chronic disease."""
    if only_for_regions(scope, WHAT):
        return NOTHING
    caption = f"Nye kræfttilfælde efter plejehjem og kronisk sygdom, {where(scope)}"
    head = GroupHead("kraeft-nye-grupper", caption, "Nye tilfælde", "per_100000")
    return group_table(scope, lambda **group: new_cases(scope, TOTAL_SITE, **group), head)


def table(scope: Scope, sites: tuple[str, ...], key: str, what: str, notes: tuple[str, ...] = ()) -> Table:
    """New tumours by age for everyone, women and men; `what` begins the caption."""
    head = Head(key, f"{what} efter alder og køn, {where(scope)}", "nye tilfælde", notes)
    return age_table(scope, sites, lambda site, sex, label: new_cases(scope, site, sex=sex, age=label), head)

"""Nye tilfælde: new tumours and the citizens who have them, by cancer, against the rest of the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from naerblik.items import OTHER_SKIN, REST, TOTAL_SITE
from naerblik.report import dot_chart, numbers, sentences
from naerblik.report.cancer.counts import against_rest
from naerblik.report.cancer.wording import NEW, OTHER_SKIN_GROUP, PARTS_GROUP, SITES, VERDICT_NOTE, behind, where
from naerblik.report.cells import Share
from naerblik.report.compare import Against
from naerblik.report.dot_chart import Dot, Line
from naerblik.report.figure import Figure
from naerblik.report.places import called, title
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Finding, Text
from naerblik.report.wording import LIMITS, VERDICT

SHOWN = 15
"""Cancers of the figure; its table behind holds them all."""


@dataclass(frozen=True)
class Site:
    """A cancer with its new tumours against the rest of the country, and the citizens who have them."""

    key: str
    against: Against
    patients: Share

    @property
    def name(self) -> str:
        """What the cancer is called."""
        return SITES[self.key]


def sites(scope: Scope) -> list[Site]:
    """The cancers that are published for the recipient, the total first and other skin last."""
    found = [Site(key, against_rest(scope, key), scope.share("cancer_patients", key)) for key in SITES if key != REST]
    return [site for site in found if site.against.share.is_reported]


def single(found: Sequence[Site]) -> list[Site]:
    """The cancers that are part of the total."""
    return [site for site in found if site.key not in (TOTAL_SITE, OTHER_SKIN)]


def finding(scope: Scope, found: Sequence[Site], *, limits: bool = False) -> Finding:
    """The most common cancers, of those that are shown; a key finding has their limits of chance too."""
    known = _most_first(single(found))[:3]
    if not known:
        return Finding(f"Ingen kræftformer kan vises for {called(scope.recipient)} i {scope.year}")
    first = sentences.rate_with_limits if limits else sentences.rate
    named = [f"{site.name} med {first(site.against.share, unit=NEW)}" for site in known[:1]]
    named += [f"{site.name} med {_number(site.against.share, limits=limits)}" for site in known[1:]]
    return Finding(f"Flest nye tilfælde i {scope.year} blandt de kræftformer, der vises: {numbers.listing(named)}")


def _number(share: Share, *, limits: bool) -> str:
    return f"{NEW.bare(share.rate)} ({NEW.interval(share.limits)})" if limits else NEW.bare(share.rate)


def differences(scope: Scope, found: Sequence[Site]) -> Text:
    """How many cancers differ from the rest of the country, and the two units of the table."""
    paragraphs = [] if scope.is_country else [f"{_differ(found)}."]
    return Text((*paragraphs, _UNITS, _OTHER_SKIN))


def _differ(found: Sequence[Site]) -> str:
    verdicts = [site.against.verdict for site in single(found)]
    return sentences.items_differ(verdicts, "kræftformer", verb="registreres")


_UNITS = (
    "Svulster og personer er to enheder. Et nyt tilfælde er en ny svulst i Cancerregisteret; den, der får to svulster "
    "i samme år, tæller som to tilfælde, men som én person. Derfor kan summen af personer over kræftformerne være "
    "større end antallet af personer med nye tilfælde i alt."
)
_OTHER_SKIN = (
    "»Alle kræftformer« er uden anden hudkræft end modermærkekræft, som den opgøres for sig selv: den er hyppig, "
    "sjældent alvorlig og registreres ujævnt. Basalcellekræft tælles slet ikke med, som i NORDCAN."
)


def figure(scope: Scope, found: Sequence[Site]) -> Figure | Table:
    """The most common cancers beside the rest of the country; a table when nothing can be drawn."""
    common = _most_first(single(found))[:SHOWN]
    if not common:
        return table(scope, found)
    series = [title(scope.recipient)] + ([] if scope.is_country else ["Resten af landet"])
    lines = [
        Line(site.name, (Dot.of(site.against.share), Dot.of(site.against.rest))[: len(series)], _remark(site))
        for site in common
    ]
    heading = f"Nye kræfttilfælde pr. 100.000 borgere, de hyppigste kræftformer, {where(scope)}"
    words = Words("kraeft-nye-tilfaelde", heading, _read_out(scope, found))
    drawing = partial(dot_chart.draw, lines, series, words, axis=NEW.name, scale=NEW.scale)
    reading = "Prikken er tallet for modtageren, stregen 95 pct. sikkerhedsgrænser" + (
        "." if scope.is_country else "; ruden er resten af landet. ▲ og ▼ er statistisk sikre forskelle."
    )
    return Figure(words.key, words.title, words.description, drawing, table(scope, found), reading)


def _remark(site: Site) -> str:
    return {"higher": "▲", "lower": "▼"}.get(site.against.verdict, "")


def _read_out(scope: Scope, found: Sequence[Site]) -> str:
    parts = [f"{finding(scope, found).text}."]
    if not scope.is_country:
        for verdict, word in (("higher", "hyppigere"), ("lower", "sjældnere")):
            names = [site.name for site in single(found) if site.against.verdict == verdict]
            parts += [f"Registreres {word} end i resten af landet: {numbers.listing(names)}."] if names else []
        if len(parts) == 1:
            parts.append(f"Der er {sentences.NO_DIFFERENCE} fra resten af landet for det, der vises.")
    return " ".join(parts)


def _most_first(found: Sequence[Site]) -> list[Site]:
    known = [site for site in found if site.against.share.is_known and site.against.share.count]
    return sorted(known, key=lambda site: -site.against.share.rate)


def table(scope: Scope, found: Sequence[Site]) -> Table:
    """Every cancer that is published for the recipient."""
    compared = not scope.is_country
    columns = (
        Column("Kræftform"),
        Column("Nye tilfælde", "count"),
        Column("Personer", "count"),
        Column("Pr. 100.000", "per_100000"),
        Column(LIMITS, "interval_per_100000"),
        *([Column("Resten af landet, pr. 100.000", "per_100000"), Column(VERDICT, "label")] if compared else []),
    )
    rows = tuple(_row(site, compared) for site in found)
    notes = (
        "Prostata, livmoder og andre kræftformer, som kun det ene køn kan få, er også sat i forhold til alle borgere.",
    )
    notes = (*((VERDICT_NOTE,) if compared else ()), *notes)
    caption = f"Nye kræfttilfælde efter kræftform, {where(scope)}"
    return Table("kraeft-nye-tilfaelde", caption, columns, rows, behind(scope), notes, group_title="Gruppe")


_ONE_SEX = "Kræftformer, som kun det ene køn kan få, er også sat i forhold til alle borgere."


def _row(site: Site, compared: bool) -> Row:
    share, rest = site.against.share, site.against.rest
    values = (
        site.name,
        share.count_value(),
        site.patients.count_value(),
        share.rate_value(),
        share.limits_value(),
        *((rest.rate_value(), sentences.VERDICTS[site.against.verdict]) if compared else ()),
    )
    apart = OTHER_SKIN_GROUP if site.key == OTHER_SKIN else PARTS_GROUP
    return Row(values, group=apart, emphasis=site.key == TOTAL_SITE)

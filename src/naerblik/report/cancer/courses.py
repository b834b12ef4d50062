"""Kontakter omkring diagnosen: share with contact and contacts per person-year by month from diagnosis and sector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from naerblik.items import MONTHS, SECTORS, WITH_CONTACTS, cancer_groups
from naerblik.parameters import ItemKind
from naerblik.report import numbers, panel_chart, sentences
from naerblik.report.cancer.counts import years
from naerblik.report.cancer.wording import NOTHING, SECTOR_NAMES, SITES, SPOKEN, behind, only_for_regions, period
from naerblik.report.cells import Share
from naerblik.report.dot_chart import Dot
from naerblik.report.figure import Figure
from naerblik.report.panel_chart import Across
from naerblik.report.places import called
from naerblik.report.rate import Rate
from naerblik.report.scope import Scope
from naerblik.report.svg import Words
from naerblik.report.table import Column, Mark, Row, Table, Value
from naerblik.report.text import Finding, Text
from naerblik.report.trend_chart import Panel, Series
from naerblik.report.unit import PERCENT, Unit

WHAT = "Kontakter omkring diagnosen"
DAYS_PER_YEAR = 365.25
YEARLY = Unit("Kontakter pr. personår", 1, "pr. personår", "")
ACROSS = Across(
    at=tuple(float(month) for month in MONTHS),
    ticks=tuple((float(month), str(month).replace("-", "−")) for month in (*range(-12, 24, 6), 23)),
    marked=6,
    line=(0.0, "diagnose"),
)
FIRST, DIAGNOSIS = MONTHS[0], 0
SPOKEN_OF = "lung"
"""The cancer of the finding and the key findings."""


def _cell(scope: Scope, kind: ItemKind, *parts: str | int) -> Share:
    return scope.share(kind, ".".join(map(str, parts)))


def with_contact(scope: Scope, site: str, sector: str, month: int) -> Share:
    """Citizens with contact in a month from diagnosis, among those under observation in it."""
    users = _cell(scope, "course_users", site, sector, month)
    return Share(users.count, _cell(scope, "observed", site, month).count)


def contacts(scope: Scope, site: str, sector: str, month: int) -> Rate:
    """Contacts in a month from diagnosis, and the days under observation."""
    number = _cell(scope, "course_contacts", site, sector, month)
    return Rate(number.count, _cell(scope, "observed_days", site, month).count)


def finding(scope: Scope, site: str = SPOKEN_OF) -> Finding | Text:
    """Hospital contact without admission: the month after diagnosis beside the first month of the year before it."""
    if missing := only_for_regions(scope, WHAT):
        return missing
    return Finding(said(scope, site))


def said(scope: Scope, site: str = SPOKEN_OF) -> str:
    """'Af borgere med lungekræft havde 80,1 pct. ambulant sygehuskontakt i måneden efter diagnosen mod ...'."""
    after, before = (with_contact(scope, site, "ambulant", month) for month in (DIAGNOSIS, FIRST))
    who = f"borgere med {SPOKEN[site]} diagnosticeret i {period(years(scope) or (scope.year,))}"
    if not (after.is_known and before.is_known):
        return f"Sygehuskontakt omkring diagnosen for {who}: {sentences.NOT_SHOWN}"
    low, high = PERCENT.interval(after.limits), PERCENT.number(after.rate)
    return (
        f"Af {who} havde {high} (95 pct. sikkerhedsgrænser {low}) ambulant sygehuskontakt i den første måned efter "
        f"diagnosen mod {PERCENT.number(before.rate)} et år før"
    )


def rules(scope: Scope) -> Text:
    """How months, observation, stays and municipal nursing are counted."""
    if scope.recipient.level not in ("region", "country"):
        return NOTHING
    first, last = scope.observed
    observed = (
        f"Et forløb begynder med borgerens første diagnose af kræftformen i {period(years(scope) or (scope.year,))}. "
        f"Måned 0 begynder på diagnosedagen. Registrene dækker {numbers.month(first)} til {numbers.month(last)}, så "
        "måneder langt fra diagnosen har færre borgere bag sig end dem omkring den; borgere, der dør eller flytter ud "
        "af landet, tæller ikke med derefter. Antal borgere og personår under observation står i tabellerne."
    )
    return Text((observed, *_STAYS))


_STAYS = (
    "Sygehuskontakter med fysisk fremmøde kædes til ét ophold, når de overlapper, eller der er højst 4 timer imellem "
    "dem. Et ophold på 12 timer eller mere er en indlæggelse, kortere ophold er ambulante. Et ophold tæller på sin "
    "første dag. Almen praksis er konsultationer, også skriftlige og ved telefon eller video, og hjemmebesøg; "
    "speciallægepraksis er alle ydelser.",
    "Om kommunal sygepleje (FSIII, sundhedslovens § 138) vides kun, fra hvornår til hvornår en indsats er bevilget; "
    "derfor vises andelen med en bevilget indsats, men ikke antal kontakter. Kommuner, der ikke indberetter, bidrager "
    "ikke, så andelen er lavere end den virkelige.",
)


@dataclass(frozen=True)
class _Measure:
    """One of the two things that are drawn: key and words of the figure, sectors, unit, and the dot of a month."""

    key: str
    heading: str
    sectors: tuple[str, ...]
    unit: Unit
    dot: Callable[[Scope, str, str, int], Dot]
    table: Callable[[Scope], Table]


def share_figure(scope: Scope) -> Figure | Table | Text:
    """Share with contact by month: a panel for each cancer, a line for each sector."""
    heading = "Andel med kontakt"
    return _figure(scope, _Measure("kraeft-forloeb-andel", heading, SECTORS, PERCENT, _share_dot, share_table))


def contacts_figure(scope: Scope) -> Figure | Table | Text:
    """Contacts per person-year by month, in the same panels."""
    heading = "Kontakter pr. personår"
    made = _Measure("kraeft-forloeb-kontakter", heading, WITH_CONTACTS, YEARLY, _contacts_dot, contacts_table)
    return _figure(scope, made)


def _share_dot(scope: Scope, site: str, sector: str, month: int) -> Dot:
    share = with_contact(scope, site, sector, month)
    return Dot(share.rate if share.is_known else None, None)


def _contacts_dot(scope: Scope, site: str, sector: str, month: int) -> Dot:
    rate = contacts(scope, site, sector, month)
    return Dot(DAYS_PER_YEAR * rate.rate if rate.is_known else None, None)


def _figure(scope: Scope, measure: _Measure) -> Figure | Table | Text:
    if only_for_regions(scope, WHAT):
        return NOTHING
    panels = [
        Panel(
            SITES[site],
            tuple(
                Series(SECTOR_NAMES[sector], tuple(measure.dot(scope, site, sector, month) for month in MONTHS))
                for sector in measure.sectors
            ),
        )
        for site in cancer_groups()
    ]
    behind_it = measure.table(scope)
    if not any(dot.share is not None for panel in panels for series in panel.series for dot in series.dots):
        return behind_it
    heading = f"{measure.heading}, måned for måned fra diagnosen, {called(scope.recipient)}"
    words = Words(measure.key, heading, f"{said(scope)}.")
    unit = replace(measure.unit, name="Pct." if measure.unit is PERCENT else measure.unit.name)
    drawing = partial(panel_chart.draw, panels, ACROSS, words, unit=unit, one_scale=True)
    reading = (
        "Måned 0 begynder på diagnosedagen, som den lodrette streg viser; alle felter har samme skala. Et hul i en "
        "linje er et tal, der ikke vises."
    )
    return Figure(words.key, words.title, words.description, drawing, behind_it, reading)


def share_table(scope: Scope) -> Table:
    """Citizens and person-years under observation, and the share with contact, by cancer and month."""
    columns = (
        Column("Måned fra diagnosen"),
        Column("Borgere", "count"),
        Column("Personår", "ratio"),
        *(Column(f"{SECTOR_NAMES[sector]}, pct.", "ratio") for sector in SECTORS),
    )
    rows = [
        Row((str(month), *_under_observation(scope, site, month), *_shares(scope, site, month)), group=SITES[site])
        for site in cancer_groups()
        for month in MONTHS
    ]
    caption = f"Borgere under observation og andel med kontakt efter måned fra diagnosen, {called(scope.recipient)}"
    return Table("kraeft-forloeb-andel", caption, columns, tuple(rows), behind(scope), group_title="Kræftform")


def _under_observation(scope: Scope, site: str, month: int) -> tuple[Value, Value]:
    days = _cell(scope, "observed_days", site, month)
    time: Value = Mark.HIDDEN if days.count is None else days.count / DAYS_PER_YEAR
    return _cell(scope, "observed", site, month).count_value(), time


def _shares(scope: Scope, site: str, month: int) -> list[Value]:
    values = [with_contact(scope, site, sector, month).rate_value() for sector in SECTORS]
    return [100 * value if isinstance(value, float) else value for value in values]


def contacts_table(scope: Scope) -> Table:
    """Contacts and contacts per person-year, by cancer and month."""
    columns = [Column("Måned fra diagnosen"), Column("Personår", "ratio")]
    for sector in WITH_CONTACTS:
        columns += [Column(f"{SECTOR_NAMES[sector]}: kontakter", "count"), Column("Pr. personår", "ratio")]
    rows = [
        Row((str(month), _under_observation(scope, site, month)[1], *_numbers(scope, site, month)), group=SITES[site])
        for site in cancer_groups()
        for month in MONTHS
    ]
    caption = f"Kontakter og kontakter pr. personår efter måned fra diagnosen, {called(scope.recipient)}"
    notes = ("En borgers kontakter følges ad; der er derfor ingen sikkerhedsgrænser for antallet pr. personår.",)
    return Table(
        "kraeft-forloeb-kontakter",
        caption,
        tuple(columns),
        tuple(rows),
        behind(scope),
        notes,
        group_title="Kræftform",
    )


def _numbers(scope: Scope, site: str, month: int) -> list[Value]:
    values: list[Value] = []
    for sector in WITH_CONTACTS:
        rate = contacts(scope, site, sector, month)
        per_year = rate.rate_value()
        values += [rate.count_value(), DAYS_PER_YEAR * per_year if isinstance(per_year, float) else per_year]
    return values

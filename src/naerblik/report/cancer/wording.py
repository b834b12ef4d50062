"""The Danish words that several parts of the cancer report share."""

from __future__ import annotations

from dataclasses import replace

from naerblik import codelists, geography
from naerblik.geography import Area, Level
from naerblik.items import DURATIONS, REST, TOTAL_SITE
from naerblik.report import numbers
from naerblik.report.places import called
from naerblik.report.provenance import Provenance
from naerblik.report.scope import Scope
from naerblik.report.text import Text
from naerblik.report.unit import Unit

TITLE = "Kræft: nye tilfælde, levende med kræft og kontakter på tværs af sektorer"
LEAD = (
    "Hvor mange borgere får kræft, hvor mange lever med en kræftdiagnose, og hvor ofte er de i kontakt med almen "
    "praksis, speciallæger, sygehuse og kommunal sygepleje før og efter diagnosen?"
)

REGISTER = "cancer_tumour"
NEW = Unit("Nye tilfælde pr. 100.000", 100_000, "pr. 100.000", " borgere")
ALIVE = Unit("Borgere pr. 100.000", 100_000, "pr. 100.000", " borgere")
PARTS_GROUP = "Alle kræftformer og deres dele"
OTHER_SKIN_GROUP = "Uden for alle kræftformer"

SITES = {
    TOTAL_SITE: "Alle kræftformer",
    **{site.key: site.label for site in codelists.cancer_sites() if site.counted != "outside"},
    REST: "Øvrige kræftformer",
}
"""Item of a cancer -> its name; the rest is everything but the chosen ones."""

SPOKEN = {
    "colon": "tyktarmskræft",
    "rectum": "endetarmskræft",
    "lung": "lungekræft",
    "melanoma": "modermærkekræft",
    "breast": "brystkræft",
    "prostate": "prostatakræft",
    REST: "andre kræftformer",
}
"""What the chosen cancers are called in running text."""

SECTOR_NAMES = {
    "almen": "Almen praksis",
    "special": "Speciallægepraksis",
    "ambulant": "Sygehus, ambulant",
    "indlagt": "Sygehus, indlæggelse",
    "sygepleje": "Kommunal sygepleje",
}

DURATION_NAMES = {
    first: f"{first}–{after} år" if after else f"{first} år og mere"
    for first, after in zip(DURATIONS, (*DURATIONS[1:], None), strict=True)
}
"""First completed year since diagnosis -> the class: '0–1 år' is up to the day one year after."""

CRUDE = "Raterne er rå: forskelle i alder og køn er ikke fjernet."
SHARED_OUT = "En borger med flere kræftformer står ved hver af dem; tallene kan derfor ikke lægges sammen."
VERDICT_NOTE = (
    "▲ og ▼: tallet ligger uden for 99,8 pct.-grænser, der også rummer almindelige forskelle mellem kommuner eller "
    f"sundhedsråd (overspredning). {CRUDE}"
)
NOTHING = Text(())
"""What stands where the sentence before has said that there are no numbers."""

REGIONAL: tuple[Level, ...] = ("region", "country")
"""Levels that numbers by sex and age, by cancer and by sector are published for."""


def where(scope: Scope) -> str:
    """'Region Midtjylland, 2024': of what is counted over the calendar year."""
    return f"{called(scope.recipient)}, {scope.year}"


def where_on_day(scope: Scope) -> str:
    """'Region Midtjylland, 1. juli 2024': of what is counted on the reference date."""
    return f"{called(scope.recipient)}, {numbers.day(scope.day)}"


def behind(scope: Scope, area: Area | None = None) -> Provenance:
    """The line under a table or figure of an area, of the recipient by default: everyone who lives there counts,
    whatever municipalities report.
    """
    place = area or scope.recipient
    people = scope.share("survivors", TOTAL_SITE, area=place).population
    said = "vises ikke" if people is None else numbers.counted(people, "borger", "borgere")
    return replace(scope.source(), population=said, coverage=f"alle borgere med bopæl i {called(place)}")


def only_for_regions(scope: Scope, what: str) -> Text | None:
    """The sentence that stands instead of numbers that are published for regions only; None where they are."""
    if scope.recipient.level in REGIONAL:
        return None
    regions = geography.areas_of("region", scope.parameters.geography)
    own = set(scope.recipient.municipalities)
    see = next((f" Se rapporten for {r.name}." for r in regions if own <= set(r.municipalities)), "")
    text = f"{what} offentliggøres kun for regioner og hele landet: i mindre områder ville de fleste tal være skjult."
    return Text((text + see,))


def period(years: tuple[int, ...]) -> str:
    """'2022–2024', or one year."""
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])

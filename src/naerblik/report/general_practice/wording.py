"""The Danish words that several parts of the report of general practice share."""

from __future__ import annotations

from dataclasses import replace

from naerblik import codelists
from naerblik.codelists import PracticeItem
from naerblik.geography import Area
from naerblik.items import CONTACTS
from naerblik.report import numbers
from naerblik.report.places import called
from naerblik.report.provenance import Provenance
from naerblik.report.scope import Scope
from naerblik.report.text import Text

TITLE = "Almen praksis: diagnoser, undersøgelser og kontakter"
LEAD = (
    "Hvor mange borgere har en diagnose i almen praksis, får de undersøgelser, vejledningerne forventer, hvor ofte "
    "bruger de deres læge, og hvor adskiller tallene sig fra resten af landet mere, end tilfældet kan forklare?"
)
VERDICT_NOTE = (
    "▲ og ▼: tallet ligger uden for 99,8 pct.-grænser, der også rummer kommunernes almindelige forskelligheder "
    "(overspredning). Forskellen gælder det, der er registreret, ikke nødvendigvis sygdom eller kvalitet."
)
NOBODY = "der er ingen borgere at opgøre tallet for"
PUBLISHED_LEVELS = ("council", "region", "country")
"""Levels for which numbers by sex, age, nursing home and disease are published."""


def diagnoses() -> tuple[PracticeItem, ...]:
    """All diagnoses of the report in its order."""
    return codelists.practice_items("diagnosis")


def main_diagnoses() -> list[PracticeItem]:
    """The five diseases with which the register of general practice began: diabetes as one, whatever its type."""
    first = [d for d in diagnoses() if d.group == diagnoses()[0].group]
    return [d for d in first if not any(set(d.codes) < set(wider.codes) for wider in first)]


def running(name: str) -> str:
    """A name inside a sentence: 'Diabetes, type 1 eller 2' -> 'diabetes type 1 eller 2', 'KOL' as it is."""
    plain = name.replace(",", "")
    return plain if plain[:2].isupper() else plain[:1].lower() + plain[1:]


def day(scope: Scope) -> str:
    """'1. juli 2024'."""
    return numbers.day(scope.day)


def where(scope: Scope) -> str:
    """'Region Midtjylland, 1. juli 2024'."""
    return f"{called(scope.recipient)}, {day(scope)}"


def within(scope: Scope) -> str:
    """'Region Midtjylland, 12 måneder til 1. juli 2024'."""
    return f"{called(scope.recipient)}, 12 måneder til {day(scope)}"


def citizens(scope: Scope, area: Area | None = None) -> int | None:
    """The residents of an area on the reference date; None when the number is hidden."""
    return scope.share("diagnoses", diagnoses()[0].item, area=area).population


def provenance(scope: Scope, area: Area | None = None) -> Provenance:
    """The line under a table or figure: general practice covers all residents of an area."""
    behind = citizens(scope, area)
    population = "vises ikke" if behind is None else numbers.counted(behind, "borger", "borgere")
    coverage = f"alle borgere med bopæl i {called(area or scope.recipient)} {day(scope)}"
    return replace(scope.source(), population=population, coverage=coverage)


def is_published(scope: Scope) -> bool:
    """Whether numbers by groups of citizens are published for the recipient's level."""
    return scope.recipient.level in PUBLISHED_LEVELS


def not_published(what: str, levels: str = "sundhedsråd, regioner og hele landet") -> Text:
    """What stands instead of numbers that are published for larger areas only."""
    return Text(
        (
            f"{what} offentliggøres kun for {levels}: for mindre områder ville de fleste tal være så små, at de "
            "skulle skjules.",
        )
    )


NOTHING = Text(())
"""What later parts of a section show when its first part has said that there are no numbers."""


def is_observed(scope: Scope) -> bool:
    """Whether the registers observe the twelve months up to the reference date."""
    return scope.share("users", CONTACTS, area=scope.country).is_reported


def not_observed(scope: Scope) -> Text | None:
    """What stands instead of numbers of twelve months when the registers do not observe them."""
    if is_observed(scope):
        return None
    first, _ = scope.observed
    return Text(
        (
            f"Her er ingen tal for de 12 måneder til {day(scope)}, fordi registrene først dækker fra "
            f"{numbers.day(first)}.",
        )
    )


def certainty(confidence: str) -> str:
    """Whether a code was found in a source."""
    return "usikker" if confidence == "unsure" else "fundet i kilde"

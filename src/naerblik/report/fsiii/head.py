"""The head of the FSIII report."""

from __future__ import annotations

from naerblik.report import numbers
from naerblik.report.fsiii.wording import TITLE
from naerblik.report.header import Header
from naerblik.report.places import title
from naerblik.report.provenance import SYNTHETIC
from naerblik.report.scope import Scope

_MAPS = {2026: "fem regioner og 22 sundhedsklynger (2026)", 2027: "fire regioner og 17 sundhedsråd (2027)"}


def header(scope: Scope) -> Header:
    """Title, recipient, period, data snapshot, publisher, and the banners that apply."""
    first, last = scope.observed
    facts = (
        ("Opgjort", numbers.day(scope.day)),
        ("Data dækker", f"{numbers.month(first)} til {numbers.month(last)}"),
        ("Inddeling", _MAPS[scope.parameters.geography]),
        ("Datagrundlag", scope.provenance().data),
        ("Udgiver", scope.parameters.publisher),
    )
    lead = (
        "Hvor mange borgere har tilstande og indsatser efter sundhedslovens § 138, som kommunerne indberetter dem, "
        "hvem indberetter, og hvor adskiller tallene sig fra resten af landet mere, end tilfældet kan forklare?"
    )
    name, banners = title(scope.recipient), tuple(_banners(scope))
    return Header(TITLE, scope.recipient.code, name, lead, facts, banners, scope.is_synthetic)


def _banners(scope: Scope) -> list[tuple[str, str]]:
    banners = []
    if scope.is_synthetic:
        text = "Alle tal er lavet af et program til afprøvning. De beskriver ingen virkelige borgere eller kommuner."
        banners.append((SYNTHETIC, text))
    return banners

"""The head of a report and its last lines: period, map, data, publisher, contact, and the banners that apply."""

from __future__ import annotations

from naerblik.report import cell_file, numbers
from naerblik.report.header import Header
from naerblik.report.places import title
from naerblik.report.provenance import SYNTHETIC
from naerblik.report.scope import Scope
from naerblik.report.text import Text

_MAPS = {2026: "fem regioner og 22 sundhedsklynger (2026)", 2027: "fire regioner og 17 sundhedsråd (2027)"}


def header(scope: Scope, heading: str, lead: str) -> Header:
    """Title, recipient, period, data snapshot, publisher, and the banners that apply."""
    first, last = scope.observed
    facts = (
        ("Opgjort", numbers.day(scope.day)),
        ("Data dækker", f"{numbers.month(first)} til {numbers.month(last)}"),
        ("Inddeling", _MAPS[scope.parameters.geography]),
        ("Datagrundlag", scope.source().data),
        ("Udgiver", scope.parameters.publisher),
    )
    name, banners = title(scope.recipient), tuple(_banners(scope))
    focus = f"{scope.recipient.level} {scope.parameters.geography}"
    own = cell_file.slice_digest(scope)
    return Header(heading, scope.recipient.code, name, focus, own, lead, facts, banners, scope.is_synthetic)


def _banners(scope: Scope) -> list[tuple[str, str]]:
    banners = []
    if scope.is_synthetic:
        text = "Alle tal er lavet af et program til afprøvning. De beskriver ingen virkelige borgere eller kommuner."
        banners.append((SYNTHETIC, text))
    return banners


def contact(scope: Scope) -> Text:
    """Who publishes the report, whom to ask, and which data and code made it."""
    snapshot = scope.manifest["snapshot"]
    made = f"Datagrundlag: {scope.source().data}, fingeraftryk {snapshot['fingerprint'][:12]}. "
    program = f"Programversion: {scope.manifest['code_version']}."
    publisher = f"Udgiver: {scope.parameters.publisher}. {scope.parameters.contact}."
    return Text((publisher, made + program), "Udgiver og kontakt")

"""The Danish words that several parts of the FSIII report share."""

from __future__ import annotations

from naerblik.codelists import Code
from naerblik.parameters import ItemKind
from naerblik.report import numbers
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.text import Text

TITLE = "Kommunal sygepleje i Fælles Sprog III"
LEAD = (
    "Hvor mange borgere har tilstande og indsatser efter sundhedslovens § 138, som kommunerne indberetter dem, "
    "hvem indberetter, og hvor adskiller tallene sig fra resten af landet mere, end tilfældet kan forklare?"
)
VERDICT_NOTE = (
    "▲ og ▼: tallet ligger uden for 99,8 pct.-grænser, der også rummer kommunernes almindelige forskelligheder "
    "(overspredning). Forskellen gælder det, der indberettes, ikke behov eller kvalitet."
)

MEASURES: dict[ItemKind, str] = {
    "any_intervention": "mindst én aktiv indsats",
    "any_condition": "mindst én aktiv tilstand",
}
"""What a citizen has, by the kind of items that count any of them."""

PLURALS: dict[ItemKind, str] = {"any_intervention": "indsatser", "any_condition": "tilstande"}


def legacy_code(code: Code) -> str:
    """The key of the older code list, or 'ny' for a code that has only a UUID."""
    return code.code if "." in code.code else "ny"


def covered(scope: Scope) -> str:
    """', indberettet i 17 af 19 kommuner' for levels above the municipality; empty for one municipality."""
    return "" if scope.recipient.level == "municipality" else f", {scope.coverage().title()}"


def where(scope: Scope) -> str:
    """'Region Midtjylland, 1. juli 2024, indberettet i 17 af 19 kommuner'."""
    return f"{called(scope.recipient)}, {numbers.day(scope.day)}{covered(scope)}"


def nothing_reported(scope: Scope) -> Text | None:
    """The sentence that stands instead of a section when nobody reported; None when someone did."""
    if scope.coverage().reporting:
        return None
    who = "kommunen" if scope.recipient.level == "municipality" else "ingen af kommunerne"
    verb = "ikke har" if scope.recipient.level == "municipality" else "har"
    reason = f"{who} {verb} indberettet for {numbers.month(scope.day)}"
    return Text((f"Her er ingen tal for {called(scope.recipient)}, fordi {reason}.",))

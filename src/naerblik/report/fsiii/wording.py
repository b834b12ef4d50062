"""The Danish words that several parts of the FSIII report share."""

from __future__ import annotations

from naerblik.codelists import Code
from naerblik.parameters import ItemKind
from naerblik.report import numbers
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.text import Text

TITLE = "Kommunal sygepleje i Fælles Sprog III"
PER_1000 = "Borgere pr. 1.000"
LIMITS = "95 pct. sikkerhedsgrænser"
VERDICT = "Mod resten af landet"
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

REGISTERS = {
    "population": "Befolkning",
    "nursing_home": "Plejehjem",
    "chronic_disease": "Kronisk sygdom",
    "fsiii_condition": "FSIII, tilstande",
    "fsiii_intervention": "FSIII, indsatser",
    "fsiii_reporting": "FSIII, indberetning",
}

TREATMENTS = {
    "unknown": "beholdes som uoplyst",
    "left_out": "udelades",
    "counted_at_home": "tælles i bopælskommunen",
}
"""What happens to rows that break a rule or meet a named rule of counting."""

RULES = {
    "missing_value": "En oplysning, som skal være der, mangler",
    "unknown_sex": "Kønnet er hverken kvinde eller mand",
    "birth_in_future": "Fødselsdatoen ligger efter observationsperioden",
    "death_before_birth": "Dødsdatoen ligger før fødselsdatoen",
    "unknown_municipality": "Kommunen er ikke en af de 98",
    "unknown_law": "Loven er ikke kendt",
    "unknown_code": "Koden findes ikke i Fælles Sprog III under den leverede lov",
    "unknown_disease": "Sygdommen er ikke en af de ni udvalgte",
    "end_before_start": "Slutdatoen ligger før startdatoen",
    "date_in_future": "Datoen ligger efter observationsperioden",
    "person_not_in_population": "Personen findes ikke i befolkningen",
    "flyttet": "Indberettet af en kommune, som borgeren er flyttet fra",
    "anden_kommune": "Indberettet af en anden kommune end bopælskommunen",
}


def age(label: str) -> str:
    """'0-17' -> '0–17 år', '85+' -> '85 år og derover'."""
    return f"{label[:-1]} år og derover" if label.endswith("+") else f"{label.replace('-', '–')} år"


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

"""Hvad der ikke vises: what is hidden and why, how much of it, and what was done so that it cannot be computed."""

from __future__ import annotations

from naerblik.items import KINDS
from naerblik.parameters import Topic
from naerblik.report import cell_file, numbers
from naerblik.report.scope import Scope
from naerblik.report.text import Text


def text(scope: Scope, topic: Topic) -> Text:
    """The rules of hiding, and how much of the numbers of a topic is hidden."""
    return Text((_rules_of_hiding(scope), _how_much(scope, topic), _ATTACKED), "Hvad der ikke vises")


_ATTACKED = (
    "Frigivelsen prøves af et angreb på alle modtageres rapporter under ét, før den sendes ud. Kan blot ét skjult tal "
    "regnes ud eller ses at være under grænsen, standser den."
)


def _rules_of_hiding(scope: Scope) -> str:
    rules = scope.manifest["rules"]
    few, whole = int(rules["threshold"]["value"]) - 1, int(rules["attribute_group_below"]["value"])
    return (
        f"Antal fra 1 til {few} borgere vises ikke, og heller ikke antal, som kun {few} eller færre i gruppen står "
        f"uden for. Har alle i en gruppe på under {whole} borgere det samme, skjules det også. Derudover er så mange "
        "andre tal skjult, at intet af disse kan regnes ud: ikke fra summer, ikke på tværs af de to inddelinger og "
        f"ikke fra rapporter til andre modtagere. Tegnet er altid »{scope.source().sign}«, uanset hvorfor et tal "
        "er skjult, og der kan stå både et lille tal, et stort tal og nul bag det. Andre nuller vises."
    )


def _how_much(scope: Scope, topic: Topic) -> str:
    """Counted in the cells that the recipient is given; what the hidden ones stand for is known to the store alone."""
    cells, summary = scope.cube.tables["cells"], scope.manifest["protection_summary"]
    given = cells["hidden"][cells["area"].isin(cell_file.areas(scope)) & cells["items"].isin(KINDS[topic])]
    hidden, everything = numbers.count(int(given.sum())), numbers.count(len(given))
    said = f"I de tal, som følger med rapporten, er {hidden} af {everything} celler skjult helt eller delvis."
    share = summary["citizens"]
    if share is None:
        return said
    part = f"under {numbers.percent(0.01)}" if share == 0 else numbers.percent(share)
    return f"{said} I hele landets tal står de skjulte for {part} af optællingerne."

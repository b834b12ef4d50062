"""Metode, definitioner og datakvalitet: who is counted, how, and what was wrong with the rows."""

from __future__ import annotations

from dataclasses import replace

from naerblik.report import quality, sentences
from naerblik.report.general_practice.wording import day, provenance
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Text


def definitions(scope: Scope) -> Table:
    """The named rules of who is counted, where and when."""
    rows = (
        ("Opgørelsesdag", f"Der tælles borgere, som lever og har bopæl i Danmark {day(scope)}."),
        ("Alle borgere", "Alle tæller med, også dem uden kontakt til almen praksis; intet afhænger af indberetning."),
        ("Bopæl", "Borgeren tælles i den kommune, hvor vedkommende bor på opgørelsesdagen, uanset lægens adresse."),
        (
            "Diagnose",
            "Koden er registreret i almen praksis på eller før opgørelsesdagen; den bliver stående, til borgeren dør.",
        ),
        ("Ny diagnose", "Koden er første gang registreret inden for de 12 måneder, der slutter på opgørelsesdagen."),
        ("12 måneder", "Kontakter, undersøgelser og indlæggelser tælles i de 12 måneder til og med opgørelsesdagen."),
        ("Bruger", "En borger med mindst én ydelse; ydelser tælles som afregnet, også flere samme dag."),
        ("Kontakt i alt", "Konsultation, e-konsultation, telefon- og videokonsultation og hjemmebesøg."),
        (
            "Akut indlæggelse",
            "Sygehuskontakter med fremmøde, der højst ligger 4 timer fra hinanden, er ét ophold; et akut ophold på "
            "mindst 12 timer er en akut indlæggelse.",
        ),
        (
            "Uoplyst bopæl",
            "Borgere uden bopæl i en af de 98 kommuner er opgjort for sig og tæller ikke med i hele landet.",
        ),
        ("Plejehjem og RUKS-sygdom", "Aflæses på opgørelsesdagen, ikke »nogensinde«."),
    )
    columns = (Column("Regel"), Column("Betydning"))
    caption = "Hvem tælles med, hvor og hvornår"
    return Table("praksis-definitioner", caption, columns, tuple(map(Row, rows)), scope.source())


def methods() -> Text:
    """How shares, limits and comparisons are computed."""
    return Text(_METHODS, "Sådan er tallene beregnet")


_METHODS = (
    "Diagnoser vises som borgere pr. 1.000 borgere med bopæl i området. Undersøgelser og indlæggelser vises i pct. af "
    "borgere med diagnosen. Alle andele er beregnet af beskyttede antal; tallene er ikke standardiseret for alder.",
    "95 pct. sikkerhedsgrænser er Wilsons grænser for en andel: hvor langt tilfældet alene kan flytte tallet.",
    "Sammenligninger sker med resten af landet. En forskel nævnes kun, når tallet ligger uden for 99,8 pct.-grænser, "
    "der rummer både tilfældet og kommunernes almindelige forskelligheder (overspredning; additiv model på "
    "arcsinus-skala efter Spiegelhalter), og uden for eksakte binomialgrænser. Ellers "
    "skrives »ingen statistisk sikker forskel«.",
    sentences.BY_CHANCE,
    "Tallene viser, hvad almen praksis registrerer og afregner. En forskel kan skyldes praksis for kodning, borgernes "
    "alder og sammensætning eller undersøgelser givet andre steder lige så vel som sygdom, og den siger intet om "
    "kvalitet.",
)


def quality_table(scope: Scope) -> Table:
    """Rows of this topic's registers that broke a rule, in the whole country."""
    behind = replace(provenance(scope, scope.country), population="alle leverede rækker")
    return quality.table(scope, "almen_praksis", "praksis-datakvalitet", behind)

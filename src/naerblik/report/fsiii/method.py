"""Metode, definitioner og datakvalitet: who is counted, how, and what was wrong with the rows."""

from __future__ import annotations

from dataclasses import replace

from naerblik.report import numbers, quality, sentences
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Text


def definitions(scope: Scope) -> Table:
    """The named rules of who is counted, where and when."""
    month = numbers.month(scope.day)
    rows = (
        ("Opgørelsesdag", f"Der tælles borgere med en aktiv tilstand eller indsats den {numbers.day(scope.day)}."),
        ("Lov", "Kun sundhedslovens § 138 (hjemmesygepleje). Serviceloven, § 119 og § 140 indgår ikke."),
        ("Bopæl", "Borgeren tælles i den kommune, hvor vedkommende bor på opgørelsesdagen."),
        ("Indberetning", f"Kun kommuner, der har leveret for {month}, tæller med – både i tæller og nævner."),
        ("Død", "En borger tælles ikke med på eller efter dødsdagen, heller ikke hvis en indsats stadig står åben."),
        ("Flyttet", "En registrering fra en kommune, som borgeren er flyttet fra, tæller ikke med."),
        (
            "Anden kommune",
            "Pleje, som en anden kommune giver og indberetter, tælles i bopælskommunen, når begge har leveret.",
        ),
        (
            "Uoplyst bopæl",
            "Borgere uden bopæl i en af de 98 kommuner er opgjort for sig og tæller ikke med i hele landet.",
        ),
        ("Plejehjem og sygdom", "Aflæses på opgørelsesdagen, ikke »nogensinde«."),
        (
            "I løbet af året",
            "Borgere med en indsats på mindst én dag i en leveret måned, sat i forhold til levetid i disse.",
        ),
    )
    columns = (Column("Regel"), Column("Betydning"))
    return Table("definitioner", "Hvem tælles med, hvor og hvornår", columns, tuple(map(Row, rows)), scope.source())


def methods() -> Text:
    """How shares, limits and comparisons are computed."""
    return Text(_METHODS, "Sådan er tallene beregnet")


_METHODS = (
    "Andele er borgere pr. 1.000 borgere i kommuner, der har indberettet. Tal for områder over kommunen er summen af "
    "de kommuner, der har indberettet, og ikke et tal for hele området; derfor står der, hvor mange kommuner det er.",
    "95 pct. sikkerhedsgrænser er Wilsons grænser for en andel: hvor langt tilfældet alene kan flytte tallet.",
    "Sammenligninger sker med resten af landet. En forskel nævnes kun, når tallet ligger uden for 99,8 pct.-grænser, "
    "der rummer både tilfældet og kommunernes almindelige forskelligheder (overspredning; additiv model på "
    "arcsinus-skala efter Spiegelhalter). Ellers skrives »ingen statistisk sikker forskel«.",
    sentences.BY_CHANCE,
    "FSIII viser, hvad kommunerne indberetter. En forskel kan skyldes praksis for registrering, skift af journalsystem "
    "eller borgernes alder lige så vel som behov, og den siger intet om kvalitet.",
)


def quality_table(scope: Scope) -> Table:
    """Rows that broke a rule or met a named rule of counting, in the whole country."""
    behind = replace(scope.provenance(scope.country), population="alle leverede rækker")
    return quality.table(scope, "fsiii", "datakvalitet", behind)

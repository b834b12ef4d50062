"""Metode, definitioner og datakvalitet: what counts as a case, as living with cancer and as a contact."""

from __future__ import annotations

from dataclasses import replace

from naerblik.report import numbers, quality, sentences
from naerblik.report.cancer.wording import REGISTER, behind
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Row, Table
from naerblik.report.text import Text


def definitions(scope: Scope) -> Table:
    """The named rules of who is counted, where and when."""
    day = numbers.day(scope.day)
    rows = (
        (
            "Nyt tilfælde",
            f"En svulst i Cancerregisteret med diagnosedato i {scope.year}; hver har én kræftform.",
        ),
        ("Person med nyt tilfælde", "Tælles én gang for hver kræftform og år, ved årets første svulst."),
        ("Alle kræftformer", "NORDCANs grupper uden anden hudkræft end modermærkekræft."),
        ("Anden hudkræft", "Opgøres for sig selv og uden basalcellekræft (morfologi 8090–8098)."),
        (
            "Blære og urinveje",
            "In situ og godartede svulster tæller kun med ved morfologi 8010, 8120 og 8130, som i NORDCAN.",
        ),
        ("Bopæl, alder og plejehjem ved nye tilfælde", "Som de er på diagnosedagen."),
        (
            "Levende med en kræftdiagnose",
            f"I live med bopæl i landet den {day} og med en diagnose senest den dag.",
        ),
        ("Tid siden diagnosen", "Fuldendte år fra den første diagnose af kræftformen til opgørelsesdagen."),
        ("Registrets begyndelse", f"Diagnoser fra {scope.begins(REGISTER).year} og senere."),
        ("Borgere i grundlaget", f"Alle med bopæl i området den {day}, uanset om kommunen indberetter."),
        (
            "Uoplyst bopæl",
            "Borgere uden bopæl i en af de 98 kommuner er opgjort for sig og tæller ikke med i hele landet.",
        ),
        ("Forløb", "Fra 12 måneder før til 24 måneder efter borgerens første svulst af kræftformen i de viste år."),
        ("Personår", "Dage i live med bopæl i landet inden for observationsperioden, delt med 365,25."),
        (
            "Sygehusophold",
            "Kontakter med fysisk fremmøde, kædet ved overlap eller højst 4 timer imellem.",
        ),
        ("Indlæggelse", "Et ophold på 12 timer eller mere; kortere ophold er ambulante."),
        ("Kommunal sygepleje", "En bevilget indsats efter sundhedslovens § 138 i FSIII på mindst én dag i perioden."),
        ("Kronisk sygdom", "De ni sygdomme i RUKS; aflæses på opgørelsesdagen."),
    )
    columns = (Column("Regel"), Column("Betydning"))
    caption = "Hvad der tælles, hvor og hvornår"
    return Table("kraeft-definitioner", caption, columns, tuple(map(Row, rows)), scope.source())


def methods() -> Text:
    """How rates, limits and comparisons are computed."""
    return Text(_METHODS, "Sådan er tallene beregnet")


_METHODS = (
    "Rater er nye svulster i kalenderåret pr. 100.000 borgere på opgørelsesdagen. De er rå: områder med mange ældre "
    "har højere rater. En forskel siger derfor ikke noget om risiko, udredning eller kvalitet.",
    "95 pct. sikkerhedsgrænser er Byars grænser for et antal, og eksakte (Garwood) under 10 tilfælde. For andele af "
    "borgere er de Wilsons.",
    "Sammenligninger sker med resten af landet. En forskel nævnes kun, når tallet ligger uden for 99,8 pct.-grænser, "
    "der rummer både tilfældet og almindelige forskelle mellem kommuner eller, for de mindre hyppige kræftformer, "
    "sundhedsråd (overspredning; additiv model på kvadratrodsskala efter Spiegelhalter), og når heller ikke en eksakt "
    "sammenligning af de to antal kan forklare den med tilfældet. Ellers skrives »ingen statistisk sikker forskel«.",
    sentences.BY_CHANCE,
    "Kontakter siger, hvor ofte borgerne er i kontakt med sundhedsvæsenet, uanset hvorfor; de er ikke "
    "begrænset til kræft.",
)


def quality_table(scope: Scope) -> Table:
    """Rows that broke a rule, in the whole country."""
    provenance = replace(behind(scope, scope.country), population="alle leverede rækker")
    return quality.table(scope, "kraeft", "kraeft-datakvalitet", provenance)

"""Metode, definitioner og datakvalitet: who is counted, what is hidden, what was wrong with the rows, and sources."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from naerblik import codelists
from naerblik.report import cell_file, numbers
from naerblik.report.fsiii.wording import REGISTERS, RULES, TREATMENTS
from naerblik.report.places import called
from naerblik.report.scope import Scope
from naerblik.report.sources import SOURCES
from naerblik.report.table import Column, Mark, Row, Table
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
            "Borgere uden bopæl i en af de 98 kommuner tæller med i hele landet, men ikke i nogen region.",
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
    "FSIII viser, hvad kommunerne indberetter. En forskel kan skyldes praksis for registrering, skift af journalsystem "
    "eller borgernes alder lige så vel som behov, og den siger intet om kvalitet.",
)


def protection(scope: Scope) -> Text:
    """What is hidden and why, how much of it, and what was done so that it cannot be computed."""
    return Text((_rules_of_hiding(scope), _how_much(scope), _ATTACKED), "Hvad der ikke vises")


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
        f"ikke fra rapporter til andre modtagere. Tegnet er altid »{scope.provenance().sign}«, uanset hvorfor et tal "
        "er skjult, og der kan stå både et lille tal, et stort tal og nul bag det. Andre nuller vises."
    )


def _how_much(scope: Scope) -> str:
    """Counted in the cells that the recipient is given; what the hidden ones stand for is known to the store alone."""
    cells, summary = scope.cube.tables["cells"], scope.manifest["protection_summary"]
    given = cells["hidden"][cells["area"].isin(cell_file.areas(scope))]
    hidden, everything = numbers.count(int(given.sum())), numbers.count(len(given))
    text = f"I de tal, som følger med rapporten, er {hidden} af {everything} celler skjult helt eller delvis."
    share = summary["citizens"]
    if share is None:
        return text
    part = f"under {numbers.percent(0.01)}" if share == 0 else numbers.percent(share)
    return f"{text} I hele landets tal står de skjulte for {part} af optællingerne."


def quality_table(scope: Scope) -> Table:
    """Rows that broke a rule or met a named rule of counting, in the whole country."""
    columns = (
        Column("Regel"),
        Column("Behandling"),
        Column("Rækker", "count"),
        Column("Borgere", "count"),
    )
    rows = tuple(_quality(scope.cube.tables["quality"]))
    covered = scope.coverage(scope.country)
    provenance = scope.provenance("alle leverede rækker", covered.text(called(scope.country)))
    caption = "Rækker, der brød en regel eller blev talt efter en særlig regel"
    notes = ("Ingen række er fjernet uden at være talt med her.",)
    return Table("datakvalitet", caption, columns, rows, provenance, notes, group_title="Register")


def _quality(table: pd.DataFrame) -> Iterator[Row]:
    """One row per rule, those of a register together."""
    lines = sorted(table.to_dict("records"), key=lambda line: list(REGISTERS).index(str(line["register"])))
    for line in lines:
        rule = str(line["rule"])
        when = "" if pd.isna(line["year"]) else f", {int(line['year'])}"
        shown = (Mark.HIDDEN if pd.isna(line[name]) else int(line[name]) for name in ("rows", "persons"))
        values = (RULES[rule] + when, TREATMENTS[str(line["treatment"])], *shown)
        yield Row(values, group=REGISTERS[str(line["register"])])


def sources_table(scope: Scope) -> Table:
    """The code lists and published figures behind the report, each with its year."""
    years = {source.file: source.year for source in codelists.sources()}
    columns = (Column("Bruges til"), Column("Kilde"), Column("År"))
    rows = tuple(Row((use, source, years[file].replace("-", "–"))) for file, (use, source) in SOURCES.items())
    return Table("kilder", "Kodelister og offentliggjorte tal", columns, rows, scope.source())


def contact(scope: Scope) -> Text:
    """Who publishes the report, whom to ask, and which data and code made it."""
    snapshot = scope.manifest["snapshot"]
    made = f"Datagrundlag: {scope.provenance().data}, fingeraftryk {snapshot['fingerprint'][:12]}. "
    program = f"Programversion: {scope.manifest['code_version']}."
    publisher = f"Udgiver: {scope.parameters.publisher}. {scope.parameters.contact}."
    return Text((publisher, made + program), "Udgiver og kontakt")

"""Datakvalitet: the rows of a topic's registers that broke a rule or were counted by a named rule, in Danish words."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from naerblik.parameters import Topic
from naerblik.report.provenance import Provenance
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Mark, Row, Table

REGISTERS = {
    "population": "Befolkning",
    "nursing_home": "Plejehjem",
    "chronic_disease": "Kronisk sygdom",
    "fsiii_condition": "FSIII, tilstande",
    "fsiii_intervention": "FSIII, indsatser",
    "fsiii_reporting": "FSIII, indberetning",
    "cancer_tumour": "Cancerregisteret",
    "practice_diagnosis": "Diagnoser i almen praksis",
    "health_service": "Ydelser i almen praksis",
    "hospital_contact": "Sygehuskontakter",
}

_SHARED = ("population", "nursing_home", "chronic_disease")
REGISTERS_OF: dict[Topic, tuple[str, ...]] = {
    "fsiii": (*_SHARED, "fsiii_condition", "fsiii_intervention", "fsiii_reporting"),
    "kraeft": (*_SHARED, "cancer_tumour", "health_service", "hospital_contact", "fsiii_intervention"),
    "almen_praksis": (*_SHARED, "practice_diagnosis", "health_service", "hospital_contact"),
}
"""Topic -> the registers that its numbers are counted from, in the order of the table."""

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
    "diagnosis_not_used": "Diagnosen er ikke en af dem, rapporterne bruger",
    "specialty_not_used": "Specialet er ikke et af dem, rapporterne bruger",
    "service_not_used": "Ydelsen er ikke en af dem, rapporterne bruger",
    "no_services": "Rækken har ingen ydelser",
    "date_too_early": "Behandlingsdatoen ligger før 2021, hvor den begynder at blive indberettet",
    "other_reporting_system": "Kontakten er overført fra et ældre system og ville tælle to gange",
    "unknown_contact_type": "Kontaktens type er ikke kendt",
    "unknown_priority": "Kontakten er hverken akut eller planlagt",
    "leading_d": "Koden er en SKS-kode med foranstillet D, hvor registret har ICD-10-koden alene",
    "diagnosis_before_birth": "Diagnosen ligger før personens fødsel",
    "same_contact_twice": "Kontakten er leveret før, med samme nøgle",
    "code_not_in_force": "Koden gælder ikke på datoen",
    "malformed_person_key": "Personens nøgle har ikke den form, den skal have",
    "unreadable_value": "En oplysning kan ikke læses som den type, den skal have",
    "implausible_date": "En dato ligger før 1850",
    "person_number_in_text": "Der står et personnummer, hvor der skal stå en kode",
    "set_aside_by_supplier": "Rækken er valgt fra efter leverandørens egne oplysninger",
    "same_tumour_twice": "Svulsten er leveret før, med samme nummer hos samme person",
    "unknown_hospital": "Sygehuset mangler eller findes ikke i listen over sundhedsinstitutioner",
    "flyttet": "Indberettet af en kommune, som borgeren er flyttet fra",
    "anden_kommune": "Indberettet af en anden kommune end bopælskommunen",
}

RULES_OF = {
    ("cancer_tumour", "unknown_code"): "Koden hører ikke til nogen af registrets svulster",
    ("cancer_tumour", "unknown_municipality"): "Bopælen ved diagnosen er ikke i en af de 98 kommuner",
    ("cancer_tumour", "date_in_future"): "Diagnosen ligger efter observationsperioden",
}
"""Rules that a register has its own words for."""


def table(scope: Scope, topic: Topic, key: str, provenance: Provenance) -> Table:
    """Rows that broke a rule or met a named rule of counting, in the whole country."""
    columns = (Column("Regel"), Column("Behandling"), Column("Rækker", "count"), Column("Borgere", "count"))
    rows = tuple(_rows(scope.cube.tables["quality"], topic))
    caption = "Rækker, der brød en regel eller blev talt efter en særlig regel"
    notes = ("Ingen række er fjernet uden at være talt med her.",)
    return Table(key, caption, columns, rows, provenance, notes, group_title="Register")


def _said(register: str, rule: str) -> str:
    return RULES_OF.get((register, rule), RULES[rule])


def _applies(line: Mapping[Hashable, Any], topic: Topic) -> bool:
    """The named rules of counting, which have a year, are those of FSIII."""
    return topic == "fsiii" or bool(pd.isna(line["year"]))


def _rows(quality: pd.DataFrame, topic: Topic) -> Iterator[Row]:
    """One row per rule, those of a register together."""
    registers = REGISTERS_OF[topic]
    own = [line for line in quality.to_dict("records") if line["register"] in registers and _applies(line, topic)]
    for line in sorted(own, key=lambda line: registers.index(str(line["register"]))):
        rule = str(line["rule"])
        when = "" if pd.isna(line["year"]) else f", {int(line['year'])}"
        shown = (Mark.HIDDEN if pd.isna(line[name]) else int(line[name]) for name in ("rows", "persons"))
        values = (_said(str(line["register"]), rule) + when, TREATMENTS[str(line["treatment"])], *shown)
        yield Row(values, group=REGISTERS[str(line["register"])])

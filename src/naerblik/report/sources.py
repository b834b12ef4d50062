"""Kilder: what the files of data/ are called in a Danish report; their years stand in data/sources.csv."""

from __future__ import annotations

from collections.abc import Sequence

from naerblik import codelists
from naerblik.parameters import Topic
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Row, Table

_SHARED = (
    "codelists/municipalities.csv",
    "codelists/regions.csv",
    "codelists/health_clusters.csv",
    "codelists/health_councils.csv",
    "codelists/chronic_diseases.csv",
)
SOURCES_OF: dict[Topic, Sequence[str]] = {
    "fsiii": ("codelists/fsiii_conditions.csv", "codelists/fsiii_interventions.csv", *_SHARED),
    "kraeft": (
        "codelists/cancer_sites.csv",
        "codelists/practice_items.csv",
        "codelists/practice_services.csv",
        "codelists/specialties.csv",
        *_SHARED,
    ),
    "almen_praksis": (
        "codelists/practice_diagnoses.csv",
        "codelists/practice_services.csv",
        "codelists/practice_items.csv",
        "codelists/practice_expected_examinations.csv",
        *_SHARED,
    ),
}
"""Topic -> the files of data/ behind its report, in the order of the table."""

SOURCES: dict[str, tuple[str, str]] = {
    "codelists/fsiii_conditions.csv": (
        "Tilstande",
        "KL, Fælles Sprog III, kodesystem 1.2.208.176.2.21, version 20240530",
    ),
    "codelists/fsiii_interventions.csv": (
        "Indsatser",
        "KL, Fælles Sprog III, kodesystem 1.2.208.176.2.21, version 20240530",
    ),
    "codelists/cancer_sites.csv": ("Kræftformer", "NORDCAN, grupper og ICD-10-koder; egne danske navne"),
    "codelists/specialties.csv": ("Specialer", "Sygesikringsregisterets SPEC2, kun de specialer, rapporten bruger"),
    "codelists/practice_diagnoses.csv": (
        "Diagnoser",
        "ICPC-2-DK, kun de koder, rapporten bruger; sygdom i RUKS: egen læsning af samme navn",
    ),
    "codelists/practice_services.csv": (
        "Ydelser",
        "Overenskomst om almen praksis (OK22); koder mærket »usikker« er ikke fundet i en kilde",
    ),
    "codelists/practice_items.csv": ("Samling af koder", "Egen gruppering af diagnoser og ydelser"),
    "codelists/practice_expected_examinations.csv": (
        "Forventede undersøgelser",
        "DSAM's vejledninger, RKKP's databaser og OK22 efter almen viden; ikke slået op",
    ),
    "codelists/municipalities.csv": (
        "Kommuner og kort",
        "Klimadatastyrelsen, DAGI 1:2.000.000; eget kort af lige store firkanter",
    ),
    "codelists/regions.csv": ("Regioner", "Klimadatastyrelsen, DAGI; L 213 (2024-25) om Region Østdanmark"),
    "codelists/health_clusters.csv": ("Sundhedsklynger", "Danske Regioner og regionernes hjemmesider"),
    "codelists/health_councils.csv": ("Sundhedsråd", "L 214 (2024-25); medlemslister som offentliggjort"),
    "codelists/chronic_diseases.csv": ("Kroniske sygdomme", "Sundhedsdatastyrelsen, RUKS; egne kandidatdefinitioner"),
}
"""File of data/ -> (what the report uses it for, its source), both in Danish."""


def table(scope: Scope, topic: Topic, key: str) -> Table:
    """The code lists and published figures behind the report, each with its year."""
    years = {source.file: source.year for source in codelists.sources()}
    columns = (Column("Bruges til"), Column("Kilde"), Column("År"))
    rows = tuple(Row((*SOURCES[file], years[file].replace("-", "–"))) for file in SOURCES_OF[topic])
    return Table(key, "Kodelister og offentliggjorte tal", columns, rows, scope.source())

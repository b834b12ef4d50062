"""What the files of data/ are called in a Danish report; their years stand in data/sources.csv."""

from __future__ import annotations

SOURCES: dict[str, tuple[str, str]] = {
    "codelists/fsiii_conditions.csv": (
        "Tilstande",
        "KL, Fælles Sprog III, kodesystem 1.2.208.176.2.21, version 20240530",
    ),
    "codelists/fsiii_interventions.csv": (
        "Indsatser",
        "KL, Fælles Sprog III, kodesystem 1.2.208.176.2.21, version 20240530",
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

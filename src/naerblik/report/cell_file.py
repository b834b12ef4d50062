"""The published cells themselves as CSV files: codes as in the cube, a row a cell, one sign for every hidden number.

They are what a reader computes further from, and what the attack on a release reads first. UTF-8 with a mark,
semicolons, decimal commas. The first column says where each row comes from, as in the tables beside them.

    fsiii.csv            counts of FSIII by measure, item, year, area and group
    fsiii-daekning.csv   municipalities and residents behind the numbers of FSIII
    fsiii-aar.csv        citizens of a year with FSIII interventions against days lived
    almen-praksis.csv    counts of general practice by measure, item, year, area and group
    kraeft.csv           counts of cancer by measure, item, year, area and group
    kvalitet.csv         rows that broke a rule, in the whole country
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from naerblik import geography
from naerblik.geography import Area, Level, MapYear
from naerblik.items import KINDS
from naerblik.parameters import Topic
from naerblik.report.scope import Scope
from naerblik.report.table import MISSING_SIGN
from naerblik.report.table_file import SOURCE_TITLE

FILES: Mapping[str, tuple[str, Topic | None]] = {
    "fsiii": ("cells", "fsiii"),
    "fsiii-daekning": ("coverage", "fsiii"),
    "fsiii-aar": ("yearly", "fsiii"),
    "almen-praksis": ("cells", "almen_praksis"),
    "kraeft": ("cells", "kraeft"),
    "kvalitet": ("quality", None),
}
"""File stem -> table of the protected cube, and the topic that it belongs to (None: all)."""

TITLES: Mapping[str, Mapping[str, str]] = {
    "cells": {
        "items": "maal",
        "item": "kode",
        "year": "aar",
        "level": "niveau",
        "area": "omraade",
        "sex": "koen",
        "age": "alder",
        "nursing_home": "plejehjem",
        "disease": "sygdom",
        "reporters": "kommuner",
        "population": "borgere",
        "count": "antal",
        "rate": "pr_1000",
    },
    "coverage": {
        "year": "aar",
        "level": "niveau",
        "area": "omraade",
        "municipalities": "kommuner",
        "reporting": "indberettede",
        "population": "borgere",
        "reported_population": "indberettede_borgere",
    },
    "yearly": {
        "year": "aar",
        "level": "niveau",
        "area": "omraade",
        "count": "borgere",
        "person_days": "persondage",
        "rate": "pr_1000_personaar",
    },
    "quality": {
        "register": "register",
        "rule": "regel",
        "treatment": "behandling",
        "year": "aar",
        "rows": "raekker",
        "persons": "borgere",
    },
}
"""Table -> its columns in the order of the file, and what the file calls them."""

RATES = {"cells": ("population", 1_000), "yearly": ("person_days", 365_250)}
"""Table -> the denominator of its rate and the scale: days in 1,000 years where the denominator is days."""


def write(scope: Scope, folder: Path) -> list[Path]:
    """Writes the data files of a recipient into an existing folder and returns their paths."""
    return [_write(scope, stem, folder) for stem in files_of(scope.manifest["topics"])]


def files_of(topics: Collection[str]) -> tuple[str, ...]:
    """The stems of the files that a release of these topics has."""
    return tuple(stem for stem, (_, topic) in FILES.items() if topic is None or topic in topics)


def areas(scope: Scope) -> frozenset[str]:
    """Codes of the areas whose cells a recipient gets; the country gets every area of both maps.

    Others get what lies inside them on the maps they stand on, the municipalities that their page lists, and, to
    compare with, the regions of the map, the country and the citizens outside all regions.
    """
    if scope.is_country:
        return frozenset(area.code for area in geography.areas())
    inside = [area for on_map in scope.recipient.maps for area in _parts(scope, on_map)]
    regions = geography.areas_of("region", scope.parameters.geography)
    codes = {area.code for area in (*inside, *scope.shown, *regions)}
    return frozenset(codes | {geography.COUNTRY, geography.UNKNOWN})


def frame(scope: Scope, stem: str) -> pd.DataFrame:
    """What a file holds, as text: the titles of its table as columns, the rows of the recipient's areas."""
    table, topic = FILES[stem]
    found = scope.cube.tables[table]
    if table == "cells" and topic is not None:
        found = found[found["items"].isin(KINDS[topic])]
    if "area" in found.columns:
        found = found[found["area"].isin(areas(scope))]
    if table in RATES:
        denominator, scale = RATES[table]
        found = found.assign(rate=_rate(found["count"], found[denominator], scale, scope.source().sign))
    shown = found[list(TITLES[table])].rename(columns=dict(TITLES[table]))
    years = shown["aar"].astype("string").fillna("")
    text = shown.astype("string").fillna(scope.source().sign).assign(aar=years)
    text.insert(0, SOURCE_TITLE, scope.source().data)
    return text


def _write(scope: Scope, stem: str, folder: Path) -> Path:
    file = folder / f"{stem}.csv"
    frame(scope, stem).to_csv(file, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return file


def _parts(scope: Scope, on_map: MapYear) -> list[Area]:
    levels: tuple[Level, ...] = ("municipality", "cluster", "council", "region")
    return [part for level in levels for part in geography.parts_of(scope.recipient, level, on_map)]


def _rate(count: pd.Series, denominator: pd.Series, scale: int, sign: str) -> pd.Series:
    """Scale x count / denominator with one decimal, in whole numbers so that the rounding is half up everywhere."""
    counts, below = count.astype("Int64"), denominator.astype("Int64")
    tenths = (20 * scale * counts + below) // (2 * below.mask(below == 0))
    text = (tenths // 10).astype("string") + "," + (tenths % 10).astype("string")
    return text.mask(counts.isna() | below.isna(), sign).fillna(MISSING_SIGN)

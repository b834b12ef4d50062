"""The published cells themselves as CSV files: codes as in the cube, a row a cell, one sign for every hidden number.

They are what a reader computes further from, and what the attack on a release reads first. UTF-8 with a mark,
semicolons, decimal commas. The first column says where each row comes from, as in the tables beside them.

    fsiii.csv            counts of FSIII by measure, item, year, area and group
    fsiii-daekning.csv   municipalities and residents behind the numbers of FSIII
    fsiii-aar.csv        citizens of a year with FSIII interventions against days lived
    almen-praksis.csv    counts of general practice by measure, item, year, area and group
    kraeft.csv           counts of cancer by measure, item, year, area and group
    kraeft-rater.csv     standardised rates of new tumours, expected numbers and ratios, with their limits
    kraeft-aldre.csv     residents of the regions by sex and five-year age group, which the rates are made with
    kvalitet.csv         rows that broke a rule, in the whole country
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.util import hash_pandas_object

from naerblik import geography
from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import Area, Level, MapYear
from naerblik.items import KINDS
from naerblik.parameters import Topic
from naerblik.report.cell_lines import Lines, Places
from naerblik.report.cells import Key
from naerblik.report.scope import Scope, source_of
from naerblik.report.table import MISSING_SIGN
from naerblik.report.table_file import SOURCE_TITLE

FILES: Mapping[str, tuple[str, Topic | None]] = {
    "fsiii": ("cells", "fsiii"),
    "fsiii-daekning": ("coverage", "fsiii"),
    "fsiii-aar": ("yearly", "fsiii"),
    "almen-praksis": ("cells", "almen_praksis"),
    "kraeft": ("cells", "kraeft"),
    "kraeft-rater": ("rates", "kraeft"),
    "kraeft-aldre": ("age_population", "kraeft"),
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
    "rates": {
        "item": "kode",
        "period": "periode",
        "level": "niveau",
        "area": "omraade",
        "sex": "koen",
        "measure": "maal",
        "standard": "standard",
        "number": "tal",
        "method": "metode",
        "value": "vaerdi",
    },
    "age_population": {
        "year": "aar",
        "level": "niveau",
        "area": "omraade",
        "sex": "koen",
        "stratum": "alder",
        "population": "borgere",
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

OF_RATES = ("rates", "age_population")
"""Tables that a country can be too small for."""

FOR_EVERYONE = ("age_population",)
"""Tables that every recipient gets whole: rates of the country are made of all regions."""

RATES = {"cells": ("population", 1_000), "yearly": ("person_days", 365_250)}
"""Table -> the denominator of its rate and the scale: days in 1,000 years where the denominator is days."""


def write(scope: Scope, folder: Path) -> list[Path]:
    """Writes the data files of a recipient into an existing folder and returns their paths.

    Rates that a small country has none of make no file: one without rows could not say where it comes from.
    """
    return [_write(scope, stem, folder) for stem in stems_of(scope)]


def make_ready(cube: ProtectedCube) -> None:
    """Makes what the files and the digests of all recipients are cut from."""
    _row_digests(cube)
    for stem in files_of(cube.manifest["topics"]):
        if _has_rows(cube, stem):
            _places(cube, stem)
            _lines(cube, stem)


def stems_of(scope: Scope) -> tuple[str, ...]:
    """The stems of the files that a recipient gets."""
    every = files_of(scope.manifest["topics"])
    return tuple(stem for stem in every if FILES[stem][0] not in OF_RATES or _has_rows(scope.cube, stem))


def _has_rows(cube: ProtectedCube, stem: str) -> bool:
    """Whether the table of a file stands in the cube with any row."""
    table = cube.tables.get(FILES[stem][0])
    return table is not None and len(table) > 0


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


@lru_cache(maxsize=1)
def slice_digest(scope: Scope) -> str:
    """sha256 of what tells a recipient's numbers from those of any other: whose they are, of when, and each of them."""
    digests, places = _row_digests(scope.cube)
    told = f"{scope.recipient.code} {scope.year} {scope.parameters.geography}".encode()
    return hashlib.sha256(told + digests[places.within(areas(scope))].tobytes()).hexdigest()


@lru_cache(maxsize=1)
def _row_digests(cube: ProtectedCube) -> tuple[npt.NDArray[np.uint64], Places]:
    cells = cube.tables["cells"]
    own = cells[[*Key._fields, "count", "population"]]
    return np.asarray(hash_pandas_object(own, index=False), dtype=np.uint64), Places(cells["area"])


def frame(scope: Scope, stem: str) -> pd.DataFrame:
    """What a file holds, as text: the titles of its table as columns, the rows of the recipient's areas."""
    return _texts(scope.cube, stem)[_own(scope, stem)]


def _own(scope: Scope, stem: str) -> npt.NDArray[np.bool_]:
    """The rows of a file's table that the recipient gets."""
    if places := _places(scope.cube, stem):
        return places.within(areas(scope))
    return np.full(len(_rows(scope.cube, stem)), fill_value=True)


@lru_cache(maxsize=len(FILES))
def _places(cube: ProtectedCube, stem: str) -> Places | None:
    """Of which area each row is; None where every recipient gets all."""
    rows = _rows(cube, stem)
    return Places(rows["area"]) if "area" in rows.columns and FILES[stem][0] not in FOR_EVERYONE else None


def _rows(cube: ProtectedCube, stem: str) -> pd.DataFrame:
    """The rows of a file's table that are about its topic."""
    table, topic = FILES[stem]
    found = cube.tables[table]
    return found[found["items"].isin(KINDS[topic])] if table == "cells" and topic is not None else found


def _texts(cube: ProtectedCube, stem: str) -> pd.DataFrame:
    """What a file would hold with the rows of all areas."""
    (table, _), found, source = FILES[stem], _rows(cube, stem), source_of(cube)
    if table in RATES:
        denominator, scale = RATES[table]
        found = found.assign(rate=_rate(found["count"], found[denominator], scale, source.sign))
    if table == "rates":
        found = found.assign(value=_decimal(found["value"], found["digits"]))
    shown = found[list(TITLES[table])].rename(columns=dict(TITLES[table]))
    text = shown.astype("string").fillna(source.sign)
    if "aar" in text.columns:
        text = text.assign(aar=shown["aar"].astype("string").fillna(""))
    text.insert(0, SOURCE_TITLE, source.data)
    return text


@lru_cache(maxsize=len(FILES))
def _lines(cube: ProtectedCube, stem: str) -> Lines:
    return Lines(_texts(cube, stem))


def _write(scope: Scope, stem: str, folder: Path) -> Path:
    file = folder / f"{stem}.csv"
    file.write_bytes(_lines(scope.cube, stem).text(_own(scope, stem)).encode("utf-8-sig"))
    return file


def _parts(scope: Scope, on_map: MapYear) -> list[Area]:
    levels: tuple[Level, ...] = ("municipality", "cluster", "council", "region")
    return [part for level in levels for part in geography.parts_of(scope.recipient, level, on_map)]


def _decimal(value: pd.Series, digits: pd.Series) -> pd.Series:
    """Whole numbers of the last decimal as decimal numbers: 1234 with one decimal is 123,4."""
    whole, places = value.astype("Int64"), digits.astype("Int64")
    text = whole.astype("string")
    for number in places[places > 0].unique():
        own = places == number
        filled = text[own].str.zfill(int(number) + 1)
        text = text.mask(own, filled.str[: -int(number)] + "," + filled.str[-int(number) :])
    return text


def _rate(count: pd.Series, denominator: pd.Series, scale: int, sign: str) -> pd.Series:
    """Scale x count / denominator with one decimal, in whole numbers so that the rounding is half up everywhere."""
    counts, below = count.astype("Int64"), denominator.astype("Int64")
    tenths = (20 * scale * counts + below) // (2 * below.mask(below == 0))
    text = (tenths // 10).astype("string") + "," + (tenths % 10).astype("string")
    return text.mask(counts.isna() | below.isna(), sign).fillna(MISSING_SIGN)

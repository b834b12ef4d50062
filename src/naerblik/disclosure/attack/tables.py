"""The presentational tables of a release (tables/*.csv, Danish words), read by the layouts in layouts.yaml.

Each printed number becomes what it says of a cell: the number itself, a rate with its decimals, or a limit that was
computed from it. A table without a layout and a column that its layout does not name cannot be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import yaml

from naerblik import NaerblikError, codelists, geography
from naerblik.disclosure.attack import fsiii

TABLES = "tables"
WORKBOOK = ".xlsx"
"""Workbooks repeat the tables: naerblik.run.gate holds each cell of them against these files."""
LAYOUTS = Path(__file__).with_name("layouts.yaml")
SOURCE_TITLE = "Datagrundlag"
LABELS_FIRST = ("text", "label")


SEPARATOR = "."
"""Between the diagnosis and the service of an item that is both."""
PARTS: Mapping[str, Callable[[str], str]] = {
    "same": str,
    "diagnosis": lambda item: item.split(SEPARATOR, maxsplit=1)[0],
}
"""What a layout takes of the item of a row: all of it, or the diagnosis where it is a diagnosis and a service."""


class LayoutError(NaerblikError):
    """A table that the attack cannot read; nothing passes that was not read."""


@dataclass(frozen=True)
class Printed:
    """What a file prints: `observations` (fsiii.KEY, value, rate, digits, among, among_item, scale, file), `beside`
    (fsiii.KEY, file) the cells next to which a number computed from them stands.
    """

    observations: pd.DataFrame
    beside: pd.DataFrame


def printed(folders: Iterable[Path]) -> Iterator[Printed]:
    """What the tables in recipients' folders print; those of one form, whoever they are for, are read as one.

    Raises LayoutError for a table or column without a layout.
    """
    forms: dict[tuple[str, ...], list[_Table]] = {}
    for folder in folders:
        files = [path for path in sorted((folder / TABLES).glob("*")) if path.suffix != WORKBOOK]
        usual = _context(folder) if files else {}
        for path in files:
            table = _table(path, usual)
            forms.setdefault((path.stem, *table.titles), []).append(table)
    for tables in forms.values():
        yield _read(tables)


@dataclass(frozen=True)
class _Table:
    """The words of a table as they stand in its file, and the labels that hold for all of its rows."""

    path: Path
    usual: Mapping[str, str]
    titles: list[str]
    body: pd.DataFrame


def _table(path: Path, usual: Mapping[str, str]) -> _Table:
    if path.suffix != ".csv" or path.stem not in _layouts()["tables"]:
        raise LayoutError(f"{path}: the attack has no layout for this table; describe it in {LAYOUTS.name}.")
    frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False, header=None)
    return _Table(path, usual, [str(title) for title in frame.iloc[0]], frame.iloc[1:])


@cache
def _layouts() -> Mapping[str, Any]:
    return cast(Mapping[str, Any], yaml.load(LAYOUTS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def _context(folder: Path) -> dict[str, str]:
    """The labels that hold for every table of a recipient unless a table says otherwise."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    usual = {"item": fsiii.ANY, "reporters": "month"}
    usual |= dict.fromkeys(("sex", "age", "nursing_home", "disease"), fsiii.ALL)
    return usual | {"area": str(manifest["recipient"]["code"]), "year": str(manifest["parameters"]["year"])}


def _read(tables: Sequence[_Table]) -> Printed:
    """What tables of one form print; their rows stand below each other."""
    first = tables[0]
    layout = _layouts()["tables"][first.path.stem]
    columns = list(_matched(first.path, first.titles, layout["columns"]))
    body = pd.concat([table.body for table in tables], ignore_index=True)
    paths = pd.Series([table.path for table in tables for _ in range(len(table.body))], dtype=object)
    fixed = layout.get("fixed", {})
    labels = _usual(tables, fixed)
    for place, column, _ in columns:
        if "label" in column:
            labels = _labelled(paths, labels, column["label"], body[place])
    observations, beside = [_no_observations()], [pd.DataFrame(columns=[*fsiii.KEY, "file"], dtype="string")]
    for place, column, found in columns:
        stated = found | column.get("where", {})
        if "number" in column or "rate" in column:
            observations.append(_observed(paths, _put_together(labels, stated, fixed), column, body[place]))
        elif "beside" in column:
            stands = body[place].str.contains(r"\d")
            beside.append(_counted(_put_together(labels, stated, fixed), column)[stands])
            if "below" in column:
                denominators = _put_together(labels, found | column["below"], fixed)
                beside.append(_counted(denominators, {"beside": "count"})[stands])
    return Printed(pd.concat(observations, ignore_index=True), pd.concat(beside, ignore_index=True))


def _usual(tables: Sequence[_Table], fixed: Mapping[str, str]) -> pd.DataFrame:
    """The labels that hold for all rows of each table, and its file, a row for each of its rows."""
    own = pd.DataFrame([{**table.usual, **fixed} for table in tables])
    own = own.assign(file=[f"{table.path.parts[-3]}/{TABLES}/{table.path.name}" for table in tables])
    return own.loc[own.index.repeat([len(table.body) for table in tables])].reset_index(drop=True)


def _matched(
    path: Path, titles: list[str], columns: list[Mapping[str, Any]]
) -> Iterator[tuple[int, Mapping[str, Any], dict[str, str]]]:
    """Each column of the file with its layout, and the labels that its title names. Titles are taken in order."""
    if titles[0] != SOURCE_TITLE:
        raise LayoutError(f"{path}: the first column is '{titles[0]}' and not {SOURCE_TITLE}.")
    waiting = list(columns)
    for place, title in enumerate(titles[1:], start=1):
        fits = next((c for c in waiting if re.fullmatch(c["title"], title)), None)
        if fits is None:
            raise LayoutError(f"{path}: the layout of this table has no column '{title}'; add it in {LAYOUTS.name}.")
        if not fits.get("many"):
            waiting.remove(fits)
        found = re.fullmatch(fits["title"], title)
        yield place, fits, found.groupdict() if found else {}


def _labelled(paths: pd.Series[Any], labels: pd.DataFrame, kind: str, words: pd.Series[str]) -> pd.DataFrame:
    """The labels with what a column of words adds; `paths` are the files that the rows stand in."""
    known = _vocabulary(kind)
    if kind == "rule":
        parts = words.str.extract(r"^(?P<rule>.*?)(?:, (?P<year>\d{4}))?$")
        labels, words = labels.assign(year=parts["year"].fillna("")), parts["rule"]
    if kind == "code":
        return labels.assign(item=labels["item"].mask(words.str.contains(".", regex=False), words))
    if kind == "year":
        return labels.assign(year=words)
    strange = ~words.isin(list(known))
    if strange.any():
        file, word = paths[strange].iloc[0], words[strange].iloc[0]
        raise LayoutError(f"{file}: '{word}' is no known {kind}; add it to the words of {LAYOUTS.name}.")
    added = pd.DataFrame([known[word] for word in words], index=labels.index).astype("string")
    for name in added.columns:
        labels = labels.assign(**{name: added[name].fillna(labels[name]) if name in labels else added[name]})
    return labels


@cache
def _vocabulary(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Word -> the labels that it stands for."""
    words = _layouts()["words"]
    if kind in ("code", "year"):
        return {}
    if kind in fsiii.QUALITY_LABELS:
        return {word: {kind: key} for word, key in words[kind].items()}
    listed = _LISTED[kind]() if kind in _LISTED else _items(kind, words["unknown_code"])
    return {**listed, **words.get(kind, {})}


def _areas() -> dict[str, dict[str, str]]:
    """Names of areas, and municipalities as a line begins with them: 'Læsø Kommune'."""
    named = {a.name: {"area": a.code} for a in geography.areas()}
    return named | {f"{name} Kommune": own for name, own in _municipalities().items()}


def _municipalities() -> dict[str, dict[str, str]]:
    return {a.name: {"area": a.code} for a in geography.areas() if a.level == "municipality"}


def _diseases() -> dict[str, dict[str, str]]:
    return {d.label: {"disease": d.key} for d in codelists.chronic_diseases()}


def _diagnoses() -> dict[str, dict[str, str]]:
    return {d.name: {"item": d.item} for d in codelists.practice_items("diagnosis")}


def _services() -> dict[str, dict[str, str]]:
    return {s.name: {"item": s.item} for s in codelists.practice_items("service")}


def _examinations() -> dict[str, dict[str, str]]:
    listed = codelists.expected_examinations()
    return {e.name: {"item": f"{e.diagnosis}{SEPARATOR}{e.examination}"} for e in listed}


def _registered() -> dict[str, dict[str, str]]:
    """Diagnoses that have a disease of RUKS: both labels at once."""
    diseases = {d.code: d.disease for d in codelists.practice_diagnoses() if d.disease}
    return {
        name: own | {"disease": diseases[own["item"]]} for name, own in _diagnoses().items() if own["item"] in diseases
    }


def _ages() -> dict[str, dict[str, str]]:
    """Any band that a plan can name: '0–17 år', '85 år og derover'."""
    bands = {f"{a}–{b} år": f"{a}-{b}" for a in range(120) for b in range(a, 121)}
    return {word: {"age": age} for word, age in (bands | {f"{a} år og derover": f"{a}+" for a in range(120)}).items()}


def _sites() -> dict[str, dict[str, str]]:
    return {site.label: {"site": site.key} for site in codelists.cancer_sites()}


def _months() -> dict[str, dict[str, str]]:
    """Any month from diagnosis that a course can have."""
    return {str(month): {"month": str(month)} for month in range(-120, 121)}


_LISTED = {
    "area": _areas,
    "municipality": _municipalities,
    "age": _ages,
    "disease": _diseases,
    "group": _diseases,
    "diagnosis": _diagnoses,
    "service": _services,
    "examination": _examinations,
    "registered": _registered,
    "site": _sites,
    "course_month": _months,
}
"""Kinds of words that code lists or plain numbers give."""


def _items(kind: str, unknown: str) -> dict[str, dict[str, str]]:
    """Names of codes; where an older and a newer code share a name, the code's own column tells them apart."""
    if kind in ("measure", "sector"):
        return {}
    listed = codelists.interventions() if kind == "intervention" else codelists.conditions()
    own = sorted((c for c in listed if c.law == codelists.HOME_NURSING), key=lambda c: "." not in c.code)
    if kind == "condition_area":
        return {c.area: {"item": c.area_code} for c in own}
    return {c.name: {"item": c.code} for c in own} | {unknown: {"item": fsiii.UNKNOWN}}


def _put_together(labels: pd.DataFrame, stated: Mapping[str, str], fixed: Mapping[str, str]) -> pd.DataFrame:
    """The labels, and what is stated for one column; '{site}.{month}' is filled in from the other labels of a row."""
    labels = labels.assign(**stated)
    written = [name for name, word in {**fixed, **stated}.items() if "{" in word]
    if not written:
        return labels
    rows = labels.to_dict("records")
    return labels.assign(**{name: [str(row[name]).format_map(row) for row in rows] for name in written})


def _counted(own: pd.DataFrame, column: Mapping[str, Any]) -> pd.DataFrame:
    """The cell that a column is about: the items of the row, a service among them, or others by name."""
    items = next(column[kind] for kind in ("number", "rate", "beside") if kind in column)
    if "part" in column:
        own = own.assign(item=own["item"].map(PARTS[column["part"]]))
    if "with_service" in column:
        own = own.assign(item=own["item"] + SEPARATOR + column["with_service"])
    own = own if items == "count" else own.assign(items=items, item=fsiii.ANY)
    return fsiii.quality_item(own)[[*fsiii.KEY, "file"]]


def _observed(
    paths: pd.Series[Any], own: pd.DataFrame, column: Mapping[str, Any], words: pd.Series[str]
) -> pd.DataFrame:
    cell = _counted(own, column)
    numbers = pd.to_numeric(words.str.replace(",", ".", regex=False), errors="coerce")
    strange = numbers.isna() & (words.str.len() > 1)
    if strange.any():
        raise LayoutError(
            f"{paths[strange].iloc[0]}: a column of numbers holds something else; its layout does not fit."
        )
    if "number" in column:
        told = cell.assign(value=numbers, rate=float("nan"), digits=0, among="", among_item="", scale=1.0)
        return told[told["value"].notna()]
    digits = words.str.replace("^[^,]*,?", "", regex=True).str.len()
    among, scale = column.get("among", fsiii.POPULATION), float(column.get("scale", 1000))
    below = cell["item"].map(PARTS[column["among_item"]]) if "among_item" in column else fsiii.ANY
    told = cell.assign(value=float("nan"), rate=numbers, digits=digits, scale=scale)
    told = told.assign(among=among, among_item=below)
    return told[told["rate"].notna()]


def _no_observations() -> pd.DataFrame:
    words = pd.DataFrame(columns=[*fsiii.KEY, "file", "among", "among_item"], dtype="string")
    return words.assign(value=np.zeros(0), rate=np.zeros(0), digits=np.zeros(0, dtype=np.int64), scale=np.zeros(0))

"""A release as its readers have it: the files in the folders of all recipients, put together.

Only what is printed is read. A number that is hidden in one file and shown in another is shown; two files that print
different numbers for one cell contradict each other. Presentational tables are read in tables.py, rates of cancer in
cancer_rates.py, the arrays embedded in pages in embedded.py. Workbooks are not read: the gate holds them against the
tables, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from naerblik import NaerblikError
from naerblik.disclosure.attack import cancer_rates, fsiii
from naerblik.disclosure.attack.embedded import embedded
from naerblik.disclosure.attack.knowledge import Integers
from naerblik.disclosure.attack.tables import printed

MISSING_SIGN = "–"
DATA = "data"


class ReadingError(NaerblikError):
    """A file of a release that the attack cannot read; nothing passes that was not read."""


@dataclass(frozen=True)
class Number:
    """A column of a file that holds numbers: `items` names what they are, `rate_of` is the scale of a rate beside it.

    `rate` is the column of the rate, `among` the items of its denominator.
    """

    column: str
    items: str | None
    rate: str = ""
    among: str = ""
    scale: float = 1.0


@dataclass(frozen=True)
class DataFile:
    """Which columns of a data file are labels (file column -> label), and which are numbers."""

    labels: Mapping[str, str]
    numbers: Sequence[Number]


PLACE = {"aar": "year", "omraade": "area"}
CELLS = DataFile(
    {**PLACE, "maal": "items", "kode": "item", "koen": "sex", "alder": "age", "plejehjem": "nursing_home"}
    | {"sygdom": "disease", "kommuner": "reporters"},
    (Number("antal", None, "pr_1000", fsiii.POPULATION, 1000), Number("borgere", fsiii.POPULATION)),
)
FILES: Mapping[str, DataFile] = {
    "fsiii.csv": CELLS,
    "almen-praksis.csv": CELLS,
    "kraeft.csv": CELLS,
    "fsiii-daekning.csv": DataFile(
        PLACE, (Number("borgere", fsiii.RESIDENTS), Number("indberettede_borgere", fsiii.REPORTED))
    ),
    "fsiii-aar.csv": DataFile(
        PLACE,
        (
            Number("borgere", fsiii.CLIENTS, "pr_1000_personaar", fsiii.DAYS, 365_250),
            Number("persondage", fsiii.DAYS),
        ),
    ),
    "kvalitet.csv": DataFile(
        {"aar": "year", "register": "register", "regel": "rule", "behandling": "treatment"},
        (Number("raekker", fsiii.QUALITY_ROWS), Number("borgere", fsiii.QUALITY_PERSONS)),
    ),
}
"""File -> what its columns are. A data file that is not named here cannot be read, and stops the attack."""
DEFAULTS = {
    "item": fsiii.ANY,
    "area": "dk",
    "sex": fsiii.ALL,
    "age": fsiii.ALL,
    "nursing_home": fsiii.ALL,
    "disease": fsiii.ALL,
    "reporters": "month",
}


@dataclass(frozen=True)
class Release:
    """Everything that is printed, cell by cell.

    `cells`: the labels of fsiii.KEY, `file`, `value` (missing where no file shows it), `given_away` (hidden in one data
    file, shown in the file `also_in`). `rates`: cell and denominator (places in `cells`), the printed rate of one, and
    half a unit of its last decimal. `beside`: cell and file where a number that was computed from a hidden one stands.
    `delivered`: year -> municipalities that delivered. `contradictions`: places of cells printed in two ways.
    """

    cells: pd.DataFrame
    rates: pd.DataFrame
    beside: pd.DataFrame
    delivered: Mapping[str, fsiii.Delivery]
    contradictions: Sequence[int]


def read(folders: Sequence[Path]) -> Release:
    """Everything printed in the folders. Raises ReadingError where a data file is missing, unknown or not as agreed."""
    frames = [(path, _frame(path)) for folder in folders for path in _data(folder)]
    tables = list(printed(folders))
    data = [o for path, frame in frames for o in _observations(path, frame)]
    pages = [found for folder in folders for found in embedded(folder)]
    observed = pd.concat([*data, *(found.observations for found in tables), *pages], ignore_index=True)
    key = list(fsiii.KEY)
    cell: Integers = observed.groupby(key, sort=False).ngroup().to_numpy().astype(np.int64)
    cells = observed.loc[~observed.duplicated(key), [*key, "file"]].reset_index(drop=True)
    values = observed["value"]
    low, high = (getattr(values.groupby(cell), name)().to_numpy() for name in ("min", "max"))
    hidden = (values.isna() & observed["in_data"].eq(True)).groupby(cell).any().to_numpy()
    cells = cells.assign(value=high, given_away=hidden & ~np.isnan(high), also_in=_shown_in(observed, cell))
    return Release(
        cells=cells,
        rates=_rates(observed, cell, cells),
        beside=_beside(cells, [found.beside for found in tables]),
        delivered=_delivered(frames),
        contradictions=[int(place) for place in np.flatnonzero(low < high)],
    )


def _beside(cells: pd.DataFrame, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Cells without a shown number next to which a number stands all the same."""
    found = pd.concat([pd.DataFrame(columns=[*fsiii.KEY, "file"], dtype="string"), *tables], ignore_index=True)
    index = pd.MultiIndex.from_frame(cells[list(fsiii.KEY)].astype(str))
    place = index.get_indexer(pd.MultiIndex.from_frame(found[list(fsiii.KEY)].astype(str)))
    kept = (place >= 0) & np.isnan(cells["value"].to_numpy(dtype=float))[place]
    return pd.DataFrame({"cell": place[kept], "file": found["file"].to_numpy()[kept]})


def _data(folder: Path) -> Iterator[Path]:
    if not (folder / DATA).is_dir():
        raise ReadingError(f"{folder / DATA}: there is no such folder; write the data files before the attack.")
    for path in sorted((folder / DATA).iterdir()):
        if path.name in cancer_rates.FILES:
            continue
        if path.name not in FILES:
            raise ReadingError(f"{path}: the attack does not know this file; say in {__name__}.FILES what it holds.")
        yield path


def _frame(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    described = FILES[path.name]
    wanted = [*described.labels, *(name for n in described.numbers for name in (n.column, n.rate) if name)]
    if absent := [name for name in wanted if name not in frame.columns]:
        raise ReadingError(f"{path}: column {', '.join(absent)} is missing; it has {', '.join(frame.columns)}.")
    return frame


def _observations(path: Path, frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """One row a printed number: labels, value (missing where hidden), and the rate beside it as printed."""
    described = FILES[path.name]
    labels = frame[list(described.labels)].rename(columns=dict(described.labels))
    for number in described.numbers:
        own = labels.assign(value=_numbers(path, frame, number.column), file=f"{path.parts[-3]}/{DATA}/{path.name}")
        own = own.assign(**{name: value for name, value in DEFAULTS.items() if name not in labels.columns})
        if number.items is not None:
            own = fsiii.quality_item(own.assign(items=number.items, item=fsiii.ANY))
        printed = frame[number.rate] if number.rate else pd.Series("", index=frame.index)
        own = own.assign(rate=_rate(printed), digits=_digits(printed), scale=number.scale)
        own = own.assign(among=number.among, among_item=fsiii.ANY, in_data=True)
        if number.items == fsiii.POPULATION:
            own = own.drop_duplicates([*fsiii.KEY, "value"])
        yield own


def _numbers(path: Path, frame: pd.DataFrame, column: str) -> pd.Series[float]:
    """Whole numbers; missing where the sign of a hidden number stands."""
    text = frame[column].str.replace(".", "", regex=False)
    numbers = pd.to_numeric(text, errors="coerce")
    strange = numbers.isna() & (text.str.len() != 1) | (numbers % 1 != 0) & numbers.notna() | (numbers < 0)
    if strange.any():
        raise ReadingError(f"{path}: column {column}, line {int(strange.to_numpy().argmax()) + 2}: not a whole number.")
    return numbers


def _rate(printed: pd.Series[str]) -> pd.Series[float]:
    return pd.to_numeric(printed.str.replace(",", ".", regex=False), errors="coerce")


def _digits(printed: pd.Series[str]) -> pd.Series[int]:
    return printed.str.replace("^[^,]*,?", "", regex=True).str.len()


def _shown_in(observed: pd.DataFrame, cell: Integers) -> pd.Series[str]:
    """A file that shows the number of each cell; empty where none does."""
    shown = observed["file"].where(observed["value"].notna())
    return shown.groupby(cell).first().fillna("").reset_index(drop=True)


TIE = ("cell", "rate", "digits", "scale", "among", "among_item")
"""What makes a printed rate one of its own: '12' and '12,0' say different things of a count."""


def _rates(observed: pd.DataFrame, cell: Integers, cells: pd.DataFrame) -> pd.DataFrame:
    """Printed rates beside which a number is hidden: each ties a count to its denominator."""
    printed = observed.assign(cell=cell)[observed["rate"].notna()].drop_duplicates(list(TIE))
    index = pd.MultiIndex.from_frame(cells[list(fsiii.KEY)].astype(str))
    denominators = printed[list(fsiii.KEY)].assign(items=printed["among"], item=printed["among_item"])
    below = index.get_indexer(pd.MultiIndex.from_frame(denominators.astype(str)))
    rates = pd.DataFrame(
        {
            "cell": printed["cell"].to_numpy(),
            "among": below,
            "rate": printed["rate"].to_numpy() / printed["scale"].to_numpy(),
            "half": 0.5 * 10.0 ** -printed["digits"].to_numpy() / printed["scale"].to_numpy(),
        }
    )
    values = cells["value"].to_numpy()
    unknown = np.isnan(values[rates["cell"]]) | np.isnan(values[rates["among"]])
    kept: pd.DataFrame = rates[unknown & (rates["among"] >= 0)].reset_index(drop=True)
    return kept


def _delivered(frames: Sequence[tuple[Path, pd.DataFrame]]) -> dict[str, fsiii.Delivery]:
    """Year -> who delivered; citizens outside all municipalities are always counted."""
    found: dict[str, fsiii.Delivery] = {}
    for path, frame in frames:
        if path.name == "fsiii-daekning.csv":
            own = frame[frame["niveau"] == "municipality"]
            for year in frame["aar"].unique():
                here = own[own["aar"] == year]
                stated = frozenset(here["omraade"].astype(int))
                inside = frozenset(here.loc[here["indberettede"] != "0", "omraade"].astype(int))
                before = found.get(year, fsiii.Delivery(frozenset({0}), frozenset({0})))
                found[year] = fsiii.Delivery(before.inside | inside, before.stated | stated)
    return found

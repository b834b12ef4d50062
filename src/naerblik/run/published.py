"""What the data files of a release say, read back: the cells as a reader has them, all recipients together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from naerblik import NaerblikError
from naerblik.disclosure.ledger import KEYS, NUMBERS
from naerblik.report import cell_file

DATA = "data"


class PublishedError(NaerblikError):
    """A data file that is missing or does not say what it must; the text names file, table and column."""


def tables(folders: Sequence[Path], topics: Collection[str], *, sign: str, snapshot: str) -> dict[str, pd.DataFrame]:
    """The tables of naerblik.disclosure.ledger.KEYS from the data files of recipients, each cell once, hidden <NA>.

    `topics` are those of the release, `sign` stands for hidden numbers in the files, `snapshot` is the fingerprint of
    the data behind them. Raises PublishedError when a file is missing or unreadable, or two recipients were given
    different numbers of one cell.
    """
    return {name: _table(folders, name, topics, sign=sign, snapshot=snapshot) for name in KEYS}


def _table(folders: Sequence[Path], name: str, topics: Collection[str], *, sign: str, snapshot: str) -> pd.DataFrame:
    stems = [stem for stem in cell_file.files_of(topics) if cell_file.FILES[stem][0] == name]
    parts = [_read(folder / DATA / f"{stem}.csv", name, sign) for folder in folders for stem in stems]
    found = pd.concat([_empty(name), *parts], ignore_index=True).drop_duplicates(ignore_index=True)
    if "snapshot" in KEYS[name]:
        found = found.assign(snapshot=snapshot)
    keys = list(KEYS[name])
    if found.duplicated(keys).any():
        raise PublishedError(
            f"{folders[0].parent}: {DATA}/: table {name} gives different numbers of one cell to two recipients; "
            "make all reports again from one protected cube."
        )
    return found[[*keys, *NUMBERS[name]]].sort_values(keys, ignore_index=True)


def _empty(name: str) -> pd.DataFrame:
    """No rows, where no topic of the release has the table."""
    labels = pd.DataFrame(columns=[key for key in KEYS[name] if key not in ("year", "snapshot")], dtype="object")
    return labels.assign(**{number: pd.array([], dtype="Int64") for number in (*NUMBERS[name], "year")})


def _read(file: Path, name: str, sign: str) -> pd.DataFrame:
    if not file.is_file():
        raise PublishedError(f"{file}: the data file of table {name} is missing; make the report again.")
    text = pd.read_csv(file, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    titles = {title: column for column, title in cell_file.TITLES[name].items()}
    if gone := [title for title in titles if title not in text.columns]:
        raise PublishedError(f"{file}: column {', '.join(gone)} is missing; make the report again.")
    found = text.rename(columns=titles)
    kept = [column for column in titles.values() if column in (*KEYS[name], *NUMBERS[name])]
    return found[kept].assign(**{c: _whole(found[c], file, sign) for c in (*NUMBERS[name], "year")})


def _whole(text: pd.Series, file: Path, sign: str) -> pd.Series:
    """Whole numbers; the sign and, for rules of no single year, an empty field are <NA>."""
    missing = text.isin([sign, ""])
    if not text[~missing].str.fullmatch(r"\d+").all():
        raise PublishedError(f"{file}: column {text.name} holds something else than a whole number or the sign.")
    return text.mask(missing).astype("Int64")

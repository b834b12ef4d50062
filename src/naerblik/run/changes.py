"""What changed in the tables of a recipient since the release before: in words and by name."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from naerblik.report import numbers


@dataclass(frozen=True)
class Before:
    """The tables that a recipient was given before: the folder of the release, and file name -> content."""

    release: str
    tables: Mapping[str, bytes]


class Changes(BaseModel):
    """Tables (file names) that say something else than before, that are new, and that are gone.

    `since` is the folder of the release before, None for the first one. `text` says it in Danish.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    since: str | None
    text: str
    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def since(before: Before | None, folder: Path) -> Changes:
    """What the CSV files of a folder say that those before did not; which data they come from is no change."""
    if before is None:
        return Changes(since=None, text="første frigivelse")
    now = {file.name: _rows(file.read_bytes()) for file in folder.glob("*.csv")}
    then = {name: _rows(content) for name, content in before.tables.items()}
    changed = tuple(sorted(name for name in now.keys() & then.keys() if now[name] != then[name]))
    new, gone = (tuple(sorted(more - less)) for more, less in ((now.keys(), then.keys()), (then.keys(), now.keys())))
    told = [numbers.counted(len(changed), "tabel ændret", "tabeller ændret") if changed else "ingen tabel ændret"]
    told += [numbers.counted(len(new), "ny", "nye")] if new else []
    told += [numbers.counted(len(gone), "udgået", "udgået")] if gone else []
    text = ", ".join(told)
    return Changes(since=before.release, text=text, changed=changed, new=new, gone=gone)


def _rows(content: bytes) -> list[list[str]]:
    """The rows without their first column, which says where each comes from."""
    return [row[1:] for row in csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";")]

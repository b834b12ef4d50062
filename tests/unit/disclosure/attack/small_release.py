"""A release of a few cells, written as the reports write theirs."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from naerblik.items import KINDS
from naerblik.report.cell_file import TITLES

SOURCE = "SYNTETISKE DATA"
HIDDEN = "·"
CELLS = "maal;kode;aar;niveau;omraade;koen;alder;plejehjem;sygdom;kommuner;borgere;antal;pr_1000"
COLUMNS = {
    "fsiii.csv": CELLS,
    "fsiii-daekning.csv": "aar;niveau;omraade;kommuner;indberettede;borgere;indberettede_borgere",
    "fsiii-aar.csv": "aar;niveau;omraade;borgere;persondage;pr_1000_personaar",
    "kvalitet.csv": "register;regel;behandling;aar;raekker;borgere",
    "almen-praksis.csv": CELLS,
    "kraeft.csv": CELLS,
}
FILES = dict(zip(("fsiii", "daekning", "aar", "kvalitet", "almen_praksis", "kraeft"), COLUMNS, strict=True))
CELL = {
    "maal": "any_intervention",
    "kode": "*",
    "aar": "2024",
    "niveau": "municipality",
    "omraade": "101",
    "koen": "all",
    "alder": "all",
    "plejehjem": "all",
    "sygdom": "all",
    "kommuner": "month",
    "borgere": "1000",
    "pr_1000": HIDDEN,
}
PLACE = {"aar": "2024", "niveau": "municipality", "omraade": "101"}
COVERAGE = PLACE | {"kommuner": "1", "indberettede": "1", "borgere": "5000", "indberettede_borgere": "1000"}
YEARLY = PLACE | {"pr_1000_personaar": HIDDEN}
QUALITY = {"register": "population", "regel": "missing_value", "behandling": "left_out", "aar": ""}
EVERYONE = CELL | {"kommuner": "all", "borgere": "5000"}
USUAL = dict(
    zip(
        COLUMNS,
        (CELL, COVERAGE, YEARLY, QUALITY, EVERYONE | {"maal": "users"}, EVERYONE | {"maal": "tumours"}),
        strict=True,
    )
)

Lines = Iterable[Mapping[str, object]]


def write(folder: Path, **files: Lines) -> Path:
    """Writes a recipient's folder; the keys of FILES give the lines where they are unusual."""
    given = {FILES[name]: lines for name, lines in files.items()}
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, columns in COLUMNS.items():
        titles = columns.split(";")
        lines = [{**USUAL[name], **line} for line in given.get(name, [])]
        text = [f"Datagrundlag;{columns}", *(";".join([SOURCE, *(str(line[t]) for t in titles)]) for line in lines)]
        (folder / "data" / name).write_bytes(("\r\n".join(text) + "\r\n").encode("utf-8-sig"))
    return folder


def write_frames(folder: Path, frames: Mapping[str, pd.DataFrame]) -> Path:
    """Writes protected frames of all topics as the release of a recipient."""
    cells = frames["cells"]
    of_topic = {topic: cells[cells["items"].isin(kinds)] for topic, kinds in KINDS.items()}
    given = {**{topic: ("cells", own) for topic, own in of_topic.items()}, "daekning": ("coverage", frames["coverage"])}
    given |= {"aar": ("yearly", frames["yearly"]), "kvalitet": ("quality", frames["quality"])}
    return write(folder, **{name: _lines(own, TITLES[table]) for name, (table, own) in given.items()})


def _lines(frame: pd.DataFrame, titles: Mapping[str, str]) -> list[dict[str, object]]:
    named = frame.rename(columns=titles)[[title for name, title in titles.items() if name in frame]]
    numbers = ("borgere", "antal", "persondage", "indberettede_borgere", "raekker")
    hidden = {title: named[title].isna() for title in numbers if title in named}
    text = named.astype("object").where(named.notna(), "")
    for title, where in hidden.items():
        text[title] = text[title].mask(where, HIDDEN)
    return list(text.to_dict("records"))

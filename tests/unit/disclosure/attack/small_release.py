"""A release of a few cells, written as the reports write theirs."""

from collections.abc import Iterable, Mapping
from pathlib import Path

SOURCE = "SYNTETISKE DATA"
HIDDEN = "·"
COLUMNS = {
    "fsiii.csv": "maal;kode;aar;niveau;omraade;koen;alder;plejehjem;sygdom;kommuner;borgere;antal;pr_1000",
    "fsiii-daekning.csv": "aar;niveau;omraade;kommuner;indberettede;borgere;indberettede_borgere",
    "fsiii-aar.csv": "aar;niveau;omraade;borgere;persondage;pr_1000_personaar",
    "kvalitet.csv": "register;regel;behandling;aar;raekker;borgere",
}
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
USUAL = dict(zip(COLUMNS, (CELL, COVERAGE, YEARLY, QUALITY), strict=True))

Lines = Iterable[Mapping[str, object]]


def write(folder: Path, **files: Lines) -> Path:
    """Writes a recipient's folder; `fsiii`, `daekning`, `aar` and `kvalitet` give the lines where they are unusual."""
    given = {"fsiii" + (f"-{name}" if name != "fsiii" else "") + ".csv": lines for name, lines in files.items()}
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, columns in COLUMNS.items():
        titles = columns.split(";")
        lines = [{**USUAL[name], **line} for line in given.get(name, [])]
        text = [f"Datagrundlag;{columns}", *(";".join([SOURCE, *(str(line[t]) for t in titles)]) for line in lines)]
        (folder / "data" / name).write_bytes(("\r\n".join(text) + "\r\n").encode("utf-8-sig"))
    return folder

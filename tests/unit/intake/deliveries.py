"""Small deliveries in a supplier's own form: what a test changes to plant a fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from naerblik.intake import delivery
from naerblik.registers.snapshot import Snapshot

OBSERVED = (date(2022, 1, 1), date(2024, 12, 31))
SECRET = "0123456789abcdef0123456789abcdef-secret"
CPR, OTHER = "0105401234", "1212125678"
PEOPLE = "PNR;KOEN;FOED_DAG;KOM;FRA;TIL"
PERSON = f"{CPR};2;1940-05-01;751;2000-01-01;"
SECOND = f"{OTHER};1;1912-12-12;101;1990-01-01;2023-06-30"
VISITS = "PNR;ATC;EKSD;APK"
VISIT = f"{CPR};A10BA02;2023-02-01;1"

SUPPLIER: dict[str, Any] = {
    "key_spaces": {
        "cpr": {"name_da": "CPR-numre", "form": "cpr"},
        "dst": {"name_da": "Tolv cifre", "form": "twelve_digits"},
        "pseudonym": {"name_da": "Pseudonymer", "form": "pseudonym"},
    },
    "sources": {
        "region": {
            "name_da": "En region",
            "key_space": "cpr",
            "tables": {
                "PERSONER": {"format": "csv", "files": "personer*.csv"},
                "MEDICIN": {"format": "csv", "files": "medicin*.csv"},
            },
            "registers": {
                "population": {
                    "table": "PERSONER",
                    "columns": {
                        "person_key": "PNR",
                        "sex": {"column": "KOEN", "codes": {"1": "M", "2": "K"}},
                        "birth_date": "FOED_DAG",
                        "municipality_code": "KOM",
                        "residence_start": "FRA",
                        "residence_end": "TIL",
                    },
                    "absent": {"death_date": "Dødsdato er ikke leveret"},
                },
                "dispensed_medicine": {
                    "table": "MEDICIN",
                    "columns": {"person_key": "PNR", "atc": "ATC", "dispensing_date": "EKSD", "packages": "APK"},
                },
            },
        }
    },
}


def lay(
    folder: Path,
    people: Sequence[str] = (PEOPLE, PERSON, SECOND),
    medicine: Sequence[str] = (VISITS, VISIT),
    encoding: str = "utf-8",
) -> Path:
    """A folder with the two tables, line by line."""
    folder.mkdir(exist_ok=True)
    for name, lines in (("personer", people), ("medicin", medicine)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding=encoding, newline="")
    return folder


def sources(folder: Path, supplier: Mapping[str, Any] = SUPPLIER) -> Path:
    """The file of the sources."""
    file = folder / "sources.yaml"
    file.write_text(yaml.safe_dump(dict(supplier), allow_unicode=True), encoding="utf-8")
    return file


def take_in(folder: Path, name: str = "levering", supplier: Mapping[str, Any] = SUPPLIER) -> Snapshot:
    """The folder of the one supplier, taken in."""
    declared = sources(folder.parent, supplier)
    return delivery.take_in(delivery.Delivery({"region": folder}, OBSERVED, sources=declared), name)

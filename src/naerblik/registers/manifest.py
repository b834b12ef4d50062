"""The manifest of a snapshot: origin, observation window, facts, and a fingerprint of everything in its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, computed_field

from naerblik.registers.checking import RegisterError

FILE = "manifest.json"
REMAKE = "Remove the folder and make the registers again with `naerblik registers`"


class FileFacts(BaseModel):
    """Size and content of a file."""

    model_config = ConfigDict(frozen=True)
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What manifest.json holds.

    `gaps`: register -> column that the supplier does not deliver -> why. `without`: register that is not delivered ->
    why.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: str
    origin: str
    observation_start: date
    observation_end: date
    facts: dict[str, Any]
    gaps: dict[str, dict[str, str]] = {}
    without: dict[str, str] = {}
    files: dict[str, FileFacts]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def fingerprint(self) -> str:
        """sha256 over the names and contents of the files, through their own sha256."""
        return fingerprint({name: facts.sha256 for name, facts in self.files.items()})


def fingerprint(contents: Mapping[str, str]) -> str:
    """One sha256 for file names and their sha256, whatever their order."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(contents.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def files_of(folder: Path) -> dict[str, FileFacts]:
    """Size and sha256 of every Parquet file in a folder."""
    facts = {}
    for file in sorted(folder.glob("*.parquet")):
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        facts[file.name] = FileFacts(bytes=file.stat().st_size, sha256=digest)
    return facts


def write(folder: Path, content: Manifest) -> None:
    """Writes manifest.json."""
    (folder / FILE).write_text(content.model_dump_json(indent=2) + "\n", encoding="utf-8")


def verify_sizes(folder: Path, content: Manifest) -> None:
    """Raises RegisterError when a file is missing or has another size than its manifest says."""
    for name, facts in content.files.items():
        file = folder / name
        if not file.is_file():
            raise RegisterError(f"{file}: the file is missing. {REMAKE}.")
        if file.stat().st_size != facts.bytes:
            found = f"the file has {file.stat().st_size} bytes, the manifest says {facts.bytes}"
            raise RegisterError(f"{file}: {found}. {REMAKE}.")


def read(folder: Path) -> Manifest:
    """The manifest of a snapshot. Raises RegisterError when it is missing or does not say what it must."""
    file = folder / FILE
    if not file.is_file():
        raise RegisterError(f"{file}: the manifest is missing. {REMAKE}.")
    try:
        return Manifest.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        where = ", ".join(".".join(str(part) for part in fault["loc"]) or "the file" for fault in error.errors())
        raise RegisterError(f"{file}: {where} cannot be read. {REMAKE}.") from None

"""The folder of a release: one folder per recipient, put in place whole and described by its manifest.

reports/<release>/<recipient>/index.html, fsiii.html, tables/*.csv, manifest.json
reports/<release>/notebooks/    the executed notebooks, for the analyst
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from naerblik import project
from naerblik.geography import Area
from naerblik.parameters import RunParameters
from naerblik.registers.snapshot import Snapshot

MANIFEST = "manifest.json"
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-", **dict.fromkeys(".,()", "")})


def release_folder(parameters: RunParameters, snapshot: Snapshot) -> Path:
    """Where the reports of a run stand: named by year, map and data snapshot."""
    return project.reports_folder() / f"{parameters.year}-kort{parameters.geography}-{snapshot.name}"


def recipient_folder(area: Area) -> str:
    """'1082-region-midtjylland': the code, then the name in ASCII, so that it survives mail and archives."""
    name = area.name.lower().translate(_LETTERS)
    return name if name.endswith(area.code) else f"{area.code}-{name}"


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def is_current(folder: Path, inputs: str) -> bool:
    """Whether a recipient's folder was made from these inputs and still holds every file of its manifest."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    files: Mapping[str, Mapping[str, Any]] = manifest.get("files", {})
    return manifest.get("inputs") == inputs and all(
        (folder / name).is_file() and (folder / name).stat().st_size == entry["bytes"] for name, entry in files.items()
    )


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Writes manifest.json with the hash and size of every other file in the folder."""
    files = {
        str(file.relative_to(folder)): {"sha256": digest(file.read_bytes()), "bytes": file.stat().st_size}
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }
    text = json.dumps({**content, "files": files}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


@contextmanager
def workplace(release: Path) -> Iterator[Path]:
    """A folder beside the finished ones to make files in; it is gone afterwards, whatever happens."""
    release.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".making-", dir=release))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(made: Path, target: Path) -> None:
    """Moves a finished folder to its place; an older one there is replaced whole."""
    old = made.parent / f"{made.name}.old"
    if target.exists():
        target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)

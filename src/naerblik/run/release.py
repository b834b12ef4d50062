"""The folder of a draft or a release: one folder per recipient, put in place whole and described by its manifest.

reports/<release>/<recipient>/index.html, tilgaengelighed.html, variabelliste.html and .xlsx, a page per topic, tables/,
                              data/, oprindelse.json, manifest.json
reports/<release>/variabelliste.html, .xlsx and .json    the list of variables over all topics, and its manifest
reports/<release>/notebooks/    the executed notebooks, for the analyst
reports/<release>-kladde/       the draft that a release is made from
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from naerblik import project
from naerblik.geography import Area
from naerblik.parameters import RunParameters

MANIFEST = "manifest.json"
LIST_MANIFEST = "variabelliste.json"
"""The manifest of the list of variables at the root of a draft or a release."""
TABLES = "tables"
NOTEBOOKS = "notebooks"
"""The folder of executed notebooks in that of a draft or a release."""
RELEASED = "released"
"""The state of a folder that is no draft."""
RELEASE_FACTS = ("state", "deliverable", "attack", "released", "ledger", "ledger_begun", "approved_by", "withdrawn")
"""What a release adds to a manifest, or changes in it."""
DRAFT = "-kladde"
"""How the folder of a draft ends."""

CUBE = ("topics", "snapshot", "parameters", "rules", "plan", "protection", "earlier", "code_version")
"""What makes two protected cubes the same, of a cube's manifest. How long it took and what it cost do not."""

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-", **dict.fromkeys(".,()", "")})


def release_folder(parameters: RunParameters, snapshot: str, *, draft: bool) -> Path:
    """Where the reports of a run stand: named by year, map and data snapshot."""
    name = folder_name(parameters.year, parameters.geography, snapshot)
    return project.reports_folder() / (name + DRAFT if draft else name)


def folder_name(year: int, geography: int, snapshot: str) -> str:
    """The name of a release: '2024-kort2026-sds-2025-03'."""
    return f"{year}-kort{geography}-{snapshot}"


def recipient_folder(area: Area) -> str:
    """'1082-region-midtjylland': the code, then the name in ASCII, so that it survives mail and archives."""
    name = area.name.lower().translate(_LETTERS)
    return name if name.endswith(area.code) else f"{area.code}-{name}"


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digests(released: Sequence[Path]) -> dict[str, str]:
    """Name -> sha256 of files, and of every file of recipients' folders but the manifests, which name the entry of the
    ledger themselves.
    """
    return {
        str(file.relative_to(one.parent)): digest(file.read_bytes())
        for one in released
        for file in (sorted(one.rglob("*")) if one.is_dir() else [one])
        if file.is_file() and file.name != MANIFEST
    }


def is_as_listed(folder: Path) -> bool:
    """Whether a folder holds the files that its manifest lists, byte for byte, and no other."""
    listed = {f"{folder.name}/{name}": entry["sha256"] for name, entry in read_manifest(folder)["files"].items()}
    return digests([folder]) == listed


def content_digest(content: object) -> str:
    """SHA-256 of what JSON can hold, whatever the order of its names."""
    return digest(json.dumps(content, sort_keys=True).encode())


def cube_digest(manifest: Mapping[str, Any]) -> str:
    """What a protected cube was made from, as one digest: reports of one release share it."""
    return content_digest({name: manifest.get(name) for name in CUBE})


def outdated(folder: Path, inputs: Mapping[str, str], named: str = MANIFEST) -> tuple[str, ...]:
    """Why a recipient's folder, or what else a manifest lists, has to be made: what is missing, or has changed since.

    Nothing where it was made from these inputs (what -> its digest) and holds every file of its manifest.
    """
    try:
        manifest = json.loads((folder / named).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ("not made yet",)
    except json.JSONDecodeError:
        return ("its manifest cannot be read",)
    files: Mapping[str, Mapping[str, Any]] = manifest.get("files", {})
    damaged = (name for name, entry in files.items() if not _as_written(folder / name, entry))
    before = manifest.get("inputs")
    if not isinstance(before, dict):
        return ("made by an older program",)
    changed = tuple(what for what in inputs if before.get(what) != inputs[what])
    return (*(f"{name} is missing or another" for name in damaged), *changed)


def _as_written(file: Path, entry: Mapping[str, Any]) -> bool:
    return file.is_file() and file.stat().st_size == entry["bytes"]


def stands(folder: Path) -> bool:
    """Whether a recipient's folder is part of a release."""
    return (folder / MANIFEST).is_file() and read_manifest(folder).get("state") == RELEASED


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a recipient's folder."""
    content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return content


def released(manifest: Mapping[str, Any], attack: Mapping[str, object], **approval: object) -> dict[str, Any]:
    """The manifest of a draft as that of its release: what the attack said, and who approved it where anyone must.

    Only data that are not synthetic may be sent out.
    """
    facts = {"state": RELEASED, "deliverable": manifest["snapshot"]["origin"] != "synthetic", "attack": attack}
    return {**manifest, **facts, "released": datetime.now(UTC).isoformat(timespec="seconds"), **approval}


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Writes manifest.json with the hash and size of every other file in the folder."""
    files = {
        str(file.relative_to(folder)): {"sha256": digest(file.read_bytes()), "bytes": file.stat().st_size}
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }
    text = json.dumps({**content, "files": files}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

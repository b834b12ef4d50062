"""The gate of a release: the attack on everything that readers will have, and what a folder must say of having passed.

A release that does not pass is written nowhere. What is said of it names tables and rules, never a number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from naerblik import NaerblikError
from naerblik import parameters as params
from naerblik.disclosure import attack
from naerblik.run import workbooks
from naerblik.run.check import Fault, recipient_folders
from naerblik.run.release import LIST_MANIFEST, MANIFEST, TABLES

TOLD = 5
"""So many of the attack's findings are told; the others are of the same kind more often than not."""


class GateError(NaerblikError):
    """A release that did not pass; the text names table, rule and file."""


def attacked(folders: Sequence[Path], earlier: Sequence[Path] = ()) -> dict[str, object]:
    """What the manifest says of an attack that was passed: passed, cells, hidden, seconds.

    `folders`: the recipients' folders of the release; `earlier`: those of earlier releases with the same numbers.
    Raises GateError when the attack finds a cell or a contradiction.
    """
    result = attack.release([*folders, *earlier], params.disclosure_rules())
    found = [*dict.fromkeys(str(fault) for fault in result.faults), *_findings(result.findings), *_workbooks(folders)]
    if found:
        more = f"\n... and {len(found) - TOLD} more of this kind" if len(found) > TOLD else ""
        raise GateError("the attack stops the release; nothing was written:\n" + "\n".join(found[:TOLD]) + more)
    return {"passed": True, "cells": result.cells, "hidden": result.hidden, "seconds": round(result.seconds, 1)}


def _workbooks(folders: Sequence[Path]) -> Iterator[str]:
    """What workbooks say that the tables beside them, which the attack reads, do not."""
    for folder in folders:
        for name, text in workbooks.faults(folder / TABLES):
            yield f"{folder.name}/{TABLES}/{name}: {text}"


def _findings(findings: Sequence[attack.Finding]) -> Iterator[str]:
    """One line a table, rule and file, with the first cell as an example."""
    told: dict[tuple[str, str, str], str] = {}
    for f in findings:
        told.setdefault((f.file, f.table, f.rule), f"{f.file}: table {f.table}: {f.rule}, for instance {f.cell}")
    yield from told.values()


def faults(release: Path) -> list[Fault]:
    """What a release or a recipient's folder does not say that it must; an empty list is a pass.

    A draft passes as a draft; it says that it must not be sent out.
    """
    files = {f"{folder.name}/{MANIFEST}": folder / MANIFEST for folder in recipient_folders(release)}
    if (release / LIST_MANIFEST).is_file():
        files[LIST_MANIFEST] = release / LIST_MANIFEST
    manifests = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items()}
    found = [Fault("release", name, text) for name, manifest in manifests.items() for text in _says(manifest)]
    if len({manifest.get("cube") for manifest in manifests.values()}) > 1:
        found.append(Fault("release", release.name, "its files come from different protected cubes: run all again"))
    return found


def standing(release: Path) -> str:
    """In words, whether a folder may be sent out."""
    manifests = [json.loads((f / MANIFEST).read_text(encoding="utf-8")) for f in recipient_folders(release)]
    if all(manifest.get("deliverable") for manifest in manifests):
        return "may be sent out"
    draft = any(manifest.get("state") == "draft" for manifest in manifests)
    return "a draft: must not be sent out" if draft else "synthetic data: must not be sent out"


def _says(manifest: Mapping[str, Any]) -> Iterator[str]:
    state = manifest.get("state")
    if state not in STATES:
        yield f"the state is not one of {', '.join(STATES)}: run again"
    else:
        yield from STATES[state](manifest)


def _draft(manifest: Mapping[str, Any]) -> Iterator[str]:
    if manifest.get("deliverable"):
        yield "a draft says that it may be sent out: release it first"


def _released(manifest: Mapping[str, Any]) -> Iterator[str]:
    synthetic = manifest["snapshot"]["origin"] == "synthetic"
    if not manifest.get("attack", {}).get("passed"):
        yield "the release does not carry an attack that it passed: release it again"
    if synthetic and manifest.get("deliverable"):
        yield "synthetic data say that they may be sent out: they never may"
    if not synthetic and not (manifest.get("approved_by") and manifest.get("ledger")):
        yield "the release names no approver or no entry of a ledger: release it again"


STATES: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {"draft": _draft, "released": _released}

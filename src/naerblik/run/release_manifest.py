"""What manifest.json says beside a recipient's pages; docs/manifest.schema.json is made from these models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from naerblik.run.changes import Changes

Digest = str
"""sha256 in hexadecimal."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Recipient(_Part):
    """Whom the folder is for: code, name and level of the area."""

    code: str
    name: str
    level: str


class File(_Part):
    """Hash and size of a file."""

    sha256: Digest
    bytes: int


class Snapshot(_Part):
    """The registers behind the numbers: name, origin, fingerprint of their content, what they observe, and facts."""

    name: str
    origin: str
    fingerprint: Digest
    observation_start: str
    observation_end: str
    facts: Mapping[str, Any]


class Attack(_Part):
    """What the attack on the release said: cells that it knew, hidden ones among them, and how long it took."""

    passed: bool
    cells: int
    hidden: int
    seconds: float


class Manifest(_Part):
    """How the files in a recipient's folder came about.

    `slice`: digest of the numbers that the recipient is given; `cube`: of what the protected cube was made from;
    `inputs`: what decides whether the folder is outdated -> its digest; `seconds`: topic -> how long its notebook took.
    A release adds `released`, `attack` and, for real data, who approved it, its entry in the ledger, and whether
    numbers that were shown earlier and are hidden now were accepted as `withdrawn`.
    """

    state: Literal["draft", "released"]
    deliverable: bool
    recipient: Recipient
    topics: tuple[str, ...]
    mark: str
    snapshot: Snapshot
    parameters: Mapping[str, Any]
    rules: Mapping[str, Any]
    plan: Mapping[str, Any]
    protection: str
    protection_summary: Any
    cube: Digest
    slice: Digest
    code_version: str
    renderer: Literal["quarto", "pandoc"]
    inputs: Mapping[str, str]
    made: datetime
    seconds: Mapping[str, float]
    changes: Changes
    files: Mapping[str, File]
    released: datetime | None = None
    attack: Attack | None = None
    ledger: str | None = None
    ledger_begun: str | None = None
    approved_by: str = ""
    withdrawn: bool = False


def faults(content: Mapping[str, Any]) -> list[str]:
    """What a manifest does not say as it must: the place, and what is wrong there."""
    try:
        Manifest.model_validate(content)
    except ValidationError as error:
        return [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}: run again" for fault in error.errors()]
    return []

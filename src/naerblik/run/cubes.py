"""The protected cube of a run made from its registers: counted in one pass, protected, and written."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from naerblik import parameters as params
from naerblik.disclosure import cancer_strata, cube, earlier, protected_frames
from naerblik.disclosure.ledger import Release
from naerblik.parameters import RunParameters, Topic
from naerblik.registers.snapshot import Snapshot
from naerblik.run.counted import counted
from naerblik.run.topics import plans_of
from naerblik.views import counting, lineage
from naerblik.views import plan as plans


def cells(parameters: RunParameters, observed: tuple[date, date]) -> dict[Topic, int]:
    """Topic -> how many cells it would publish, from the plan alone. Raises ParameterError for a plan with faults."""
    found = plans_of(parameters)
    years = counting.years_of(parameters, found, observed)
    return {topic: sum(plans.cells(plan, years).values()) for topic, plan in found.items()}


def write(
    folder: Path,
    parameters: RunParameters,
    snapshot: Snapshot,
    manifest: Mapping[str, Any],
    before: tuple[Release, ...],
) -> None:
    """Counts, protects and writes a cube; `manifest` is what it is made from, `before` what was released earlier.

    The summary of the protection, the time that it took and where the numbers come from are told in the manifest, but
    the cube is not made from them. Raises ProtectionError when the numbers cannot be protected, LedgerError when they
    cannot agree with `before`, EngineError when the engine cannot count.
    """
    tables = counted(parameters, snapshot)
    begun = time.monotonic()
    fixed = earlier.fixed(before, tables, manifest["snapshot"]["fingerprint"]) if before else None
    strata = cancer_strata.strata(tables.strata, tables.residents)
    made = protected_frames.protected(tables, params.disclosure_rules(), fixed, strata)
    told = {
        "protection_summary": made.summary,
        "protection_seconds": round(time.monotonic() - begun, 1),
        "lineage": lineage.told(),
    }
    cube.write(folder, made.frames, {**manifest, **told}, {"reasons": made.reasons})

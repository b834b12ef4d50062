"""oprindelse.json: for each file of a recipient with numbers, the way back to the columns of the registers.

source      'SYNTETISKE DATA (...)' where they are
delivery    name, origin and fingerprint of the snapshot, first and last day that it observes
registers   register -> name, source and track, from its contract
files       file -> topic, and from right to left: `numbers` (kinds of item or tables of the protected cube),
`views` that count them, and `registers`: register -> columns that those views name
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from naerblik.items import KINDS
from naerblik.report import cell_file, lineage
from naerblik.report.header import ORIGIN
from naerblik.report.lineage import Origin, Origins
from naerblik.report.scope import Scope


def write(scope: Scope, origins: Origins, folder: Path) -> Path:
    """Writes the file into a recipient's folder and returns its path; `origins` are those of its tables."""
    snapshot, told = scope.manifest["snapshot"], scope.manifest["lineage"]
    content = {
        "source": scope.source().data,
        "delivery": {name: snapshot[name] for name in ("name", "origin", "fingerprint")}
        | {name: snapshot[name] for name in ("observation_start", "observation_end")},
        "registers": {
            register: {name: own[name] for name in ("name", "source", "track")}
            for register, own in told["registers"].items()
        },
        "files": dict(_files(scope, origins)),
    }
    file = folder / ORIGIN
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def _files(scope: Scope, origins: Origins) -> Iterator[tuple[str, dict[str, Any]]]:
    for topic, tables in origins.items():
        for stem, origin in tables.items():
            yield f"tables/{stem}.csv", {"topic": topic, **_said(origin)}
    for stem in cell_file.stems_of(scope):
        table, own = cell_file.FILES[stem]
        topics = [own] if own else [*origins]
        parts = [lineage.origin(scope, t, KINDS[t] if table == "cells" else [table]) for t in topics]
        yield f"data/{stem}.csv", {"topic": own, **_said(lineage.together(parts))}


def _said(origin: Origin) -> dict[str, Any]:
    return {"numbers": origin.numbers, "views": origin.views, "registers": origin.reads}

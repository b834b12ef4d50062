"""The run of `make reports`: from nothing, and from registers that stand."""

from __future__ import annotations

import tempfile

from measured import row, table
from staged import Staged, staged

TITLE = "`make reports`"


def measured(persons: int, store: str) -> str:
    with tempfile.TemporaryDirectory() as empty:
        first = staged(empty, persons)
    again = staged(store, persons)
    rows = [row(name, *_of(first, name), *_of(again, name)) for name in first.stages | again.stages]
    whole = row(
        "**all, from the call to the end**", first.seconds, round(first.peak_mb), again.seconds, round(again.peak_mb)
    )
    return "\n".join(
        [
            f"The call of `make reports` for {first.recipients} recipients and three topics, environment set up, "
            f"pages by {first.renderer}: from nothing, and from registers that stand. Memory is that of all "
            "processes together.",
            "",
            table("stage | from nothing, s: | MB: | from registers, s: | MB:", *rows, whole),
        ]
    )


def _of(run: Staged, stage: str) -> tuple[float | str, int | str]:
    seconds, peak = run.stages.get(stage, ("", 0))
    return seconds, round(peak) or ""

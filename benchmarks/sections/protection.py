"""The part of RESULTS.md on protection: each family of tables, protected and attacked, and what others published.

python benchmarks/protection_table.py    measures this part alone and prints it
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATIENCE = 300
"""Seconds after which a family is reported as not finished."""
FAMILIES = {
    "stored_3432": "3,432 cells, random tables of the project",
    "stored_10296": "10,296 cells, random tables of the project",
    "one_20000": "municipality x sex x age x condition, one table",
    "linked_70000": "23 linked tables: population, areas, conditions",
}
SMALLEST, LARGEST = "stored_3432", "linked_70000"
OTHERS = """\
Other programs on the two random tables, measured once and **not in this run**: another machine (two busy cores), and a
weaker guarantee. They stop exact recomputation and say nothing of the interval in which a hidden number must lie.

| program | tables | seconds | secondary |
|---|---|---:|---:|
| tau-Argus, modular | 3,432 cells | 2.4 | 118 |
| tau-Argus, modular | 10,296 cells | 16.8 | 636 |
| GaussSuppression | 3,432 cells | 2.6 | 126 |
| GaussSuppression | 10,296 cells | 22.4 | 718 |
"""


@dataclass(frozen=True)
class Row:
    """One family measured in a process of its own; without `found` it did not finish in time."""

    name: str
    found: dict[str, Any] | None

    def __str__(self) -> str:
        what = FAMILIES[self.name]
        if self.found is None:
            return f"| {what} | | | | more than {PATIENCE} | | not finished | |"
        f = self.found
        passed = "yes" if f["unsafe"] == 0 else f"**no**: {f['unsafe']} of {f['targets']:,}"
        return (
            f"| {what} | {f['cells']:,} | {f['primary']:,} | {f['secondary']:,} | {f['protect']:.1f} | "
            f"{f['attack']:.1f} | {passed} | {f['peak_mb']:,.0f} |"
        )


def measured() -> str:
    """Measures every family and the plain attacker on the smallest; Markdown."""
    rows = {name: Row(name, _run(name)) for name in FAMILIES}
    lines = [
        "",
        "## Protection",
        "",
        "Each family is protected under the rules of params/disclosure.yaml, then attacked without the true numbers: "
        "each hidden cell has to have two values and reach the threshold, and each complement beside one reach it too.",
        "",
        "| tables | cells | primary | secondary | protect s | attack s | attack passed | peak MB |",
        "|---|---:|---:|---:|---:|---:|---|---:|",
        *map(str, rows.values()),
        "",
        *_ratios(rows),
        OTHERS,
    ]
    return "\n".join(lines)


def _ratios(rows: dict[str, Row]) -> list[str]:
    small, large = rows[SMALLEST].found, rows[LARGEST].found
    said = []
    plain = _run("plain", SMALLEST)
    if small and plain:
        times = plain["attack"] / small["attack"]
        said.append(
            f"On the smallest table the attack is {times:,.0f} times as fast as two linear programs for each of its "
            f"{plain['hidden']:,} hidden cells."
        )
    if small and large:
        each = [(f["protect"] + f["attack"]) / f["cells"] for f in (small, large)]
        said.append(f"The largest family takes {each[1] / each[0]:.1f} times as long for each cell as the smallest.")
    return [*said, ""]


def _run(*arguments: str) -> dict[str, Any] | None:
    command = [sys.executable, str(HERE / "protection.py"), *arguments]
    try:
        finished = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    found: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    print(" ".join(arguments), found, file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    print(measured())

"""Families of tables of any size, protected and attacked. They have sizes of their own (generate_tables.py)."""

from __future__ import annotations

from collections.abc import Iterator

from measured import Measured, MeasureError, measure, row, table

TITLE = "Protection"
PATIENCE = 300
"""Seconds after which a family is reported as not finished."""
FAMILIES = {
    "stored_3432": "3,432 cells, random tables of the project",
    "stored_10296": "10,296 cells, random tables of the project",
    "one_20000": "municipality x sex x age x condition, one table",
    "linked_70000": "23 linked tables: population, areas, conditions",
}
SMALLEST, LARGEST = "stored_3432", "linked_70000"


def measured(_: int, store: str) -> str:
    found = {name: _taken(store, name) for name in FAMILIES}
    rows = [_row(FAMILIES[name], taken) for name, taken in found.items()]
    return "\n".join(
        [
            "Each family is protected under the rules of params/disclosure.yaml, then attacked without the true "
            "numbers: each hidden cell has to have two values and reach the threshold, and each complement beside "
            "one reach it too.",
            "",
            table(
                "tables | cells: | primary: | secondary: | protect, s: | attack, s: | attack passed | peak MB:", *rows
            ),
            "",
            *_ratios(store, found[SMALLEST], found[LARGEST]),
        ]
    )


def _taken(store: str, *arguments: str) -> Measured | None:
    try:
        return measure(store, "protect.py", *arguments, patience=PATIENCE)
    except MeasureError:
        return None


def _row(what: str, taken: Measured | None) -> str:
    if taken is None:
        return row(what, "", "", "", f"more than {PATIENCE}", "", "not finished", "")
    f = taken.found
    passed = "yes" if f["unsafe"] == 0 else f"**no**: {f['unsafe']} of {f['targets']:,}"
    return row(what, f["cells"], f["primary"], f["secondary"], f["protect"], f["attack"], passed, round(taken.peak_mb))


def _ratios(store: str, small: Measured | None, large: Measured | None) -> Iterator[str]:
    plain = _taken(store, "plain", SMALLEST)
    if small and plain:
        times = plain.found["attack"] / small.found["attack"]
        yield (
            f"On the smallest table the attack is {times:,.0f} times as fast as two linear programs for each of its "
            f"{plain.found['hidden']:,} hidden cells."
        )
    if small and large:
        each = [(t.found["protect"] + t.found["attack"]) / t.found["cells"] for t in (small, large)]
        yield f"The largest family takes {each[1] / each[0]:.1f} times as long for each cell as the smallest."

"""Persons reduced to one row a group before any cube, against COUNT(DISTINCT person_key)."""

from __future__ import annotations

from measured import REPEATS, MeasureError, measure, row, table

TITLE = "Against naive distinct counts"
CUBES = {"fsiii": "FSIII", "almen_praksis": "general practice"}
PATIENCE = 1800
LARGEST = 600_000
"""Persons of the largest country that is counted so: distinct counts of general practice hold gigabytes even there."""


def measured(persons: int, store: str) -> str:
    size = min(persons, LARGEST)
    measure(store, "measure.py", "registers", size)  # made before anything over them is timed
    return "\n".join(
        [
            f"Of {size:,} persons: the cells that count persons by the obvious SQL ([naive_sql.py](naive_sql.py)): "
            "`COUNT(DISTINCT person_key)` over the joined rows with a grouping set for each published combination. "
            "Who counts is taken from the same views, and the cells of both must be equal. The views' time for "
            "general practice also holds numbers of services.",
            "",
            table(
                "cube | views, s: | spread s: | MB: | distinct, s: | MB: | views / distinct:",
                *(_row(topic, size, store) for topic in CUBES),
            ),
        ]
    )


def _row(topic: str, persons: int, store: str) -> str:
    smart = measure(store, "naive_sql.py", "smart", topic, persons, repeats=REPEATS)
    shown = (CUBES[topic], smart.median, smart.spread, round(smart.peak_mb))
    try:
        naive = measure(store, "naive_sql.py", "naive", topic, persons, patience=PATIENCE)
    except MeasureError as error:
        return row(*shown, str(error), "", "")
    return row(*shown, naive.median, round(naive.peak_mb), f"{smart.median / naive.median:.2f}")

"""The slowest views, and how DuckDB executed them."""

from __future__ import annotations

from measured import HERE, measure, row, table

TITLE = "The slowest views"
SHOWN, EXPLAINED = 10, 5
PLANS = HERE / "plans"


def measured(persons: int, store: str) -> str:
    whole = measure(store, "measure.py", "views", persons)
    seconds: dict[str, float] = whole.found["views"]
    slowest = sorted(seconds, key=lambda view: -seconds[view])[:SHOWN]
    explained = measure(store, "measure.py", "plans", persons, *slowest[:EXPLAINED])
    for file in PLANS.glob("*.txt"):
        file.unlink()
    for view, plan in explained.found["plans"].items():
        (PLANS / f"{view}.txt").write_text(f"{view}, {persons:,} persons\n\n{plan}", encoding="utf-8")
    rows = [row(_linked(view), seconds[view], f"{seconds[view] / whole.median:.0%}") for view in slowest]
    rest = whole.median - sum(seconds.values())
    return "\n".join(
        [
            f"All cubes took {whole.median:.1f} s here: {sum(seconds.values()):.1f} s in {len(seconds)} statements, "
            f"{rest:.1f} s outside of them (the publication plans made concrete, small tables, data frames). "
            "A view that is not stored is part of the ones that read it. What was done about the slowest stands in "
            "[plans/README.md](plans/README.md).",
            "",
            table("view | s: | of all:", *rows),
        ]
    )


def _linked(view: str) -> str:
    return f"[{view}](plans/{view}.txt)" if (PLANS / f"{view}.txt").exists() else view

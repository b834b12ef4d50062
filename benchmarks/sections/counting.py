"""All cubes counted: against the floor of a scan, against each region apart, and within a limit of memory."""

from __future__ import annotations

from measured import REPEATS, Measured, measure, row, table

TITLE = "Counting all cubes"
LIMIT = "1GB"
WHY = {
    "all": "every person-level table that the three topics below need, made once",
    "fsiii": "records are joined with homes and months delivered, made one a person and code, then rolled up to "
    "69,050 cells",
    "kraeft": "residents, contacts chained to hospital stays (a window over sorted contacts) and services of "
    "everyone who had a cancer; courses month by month",
    "almen_praksis": "services of a year grouped by person, hospital stays as above, and facts rolled up",
}
"""Why each lies above the floor."""


def measured(persons: int, store: str) -> str:
    topics = {"all": (), **{topic: (topic,) for topic in WHY if topic != "all"}}
    floors = {name: measure(store, "measure.py", "floor", persons, *t, repeats=REPEATS) for name, t in topics.items()}
    counted = {
        name: measure(store, "measure.py", "cubes_of", persons, *t, repeats=REPEATS) for name, t in topics.items()
    }
    apart = measure(store, "measure.py", "cubes_by_region", persons)
    within = measure(store, "measure.py", "cubes_within", persons, LIMIT, repeats=REPEATS)
    every = counted["all"]
    rows = [_row(f"cubes: {name}", counted[name], floors[name], WHY[name]) for name in topics]
    scans = [
        _row(f"scan of the columns: {name}", floors[name], floors[name], _scanned(floors[name])) for name in topics
    ]
    return "\n".join(
        [
            "The three topics from the registers in one pass over the country, each alone, and the floor of each: a "
            "scan of exactly the columns that its views read. Times hold the opening of the registers but no "
            "start-up.",
            "",
            table("what | median s: | spread s: | times the floor: | peak MB: | why", *scans, *rows),
            "",
            f"**Regions apart.** Five passes with the citizens of one region each take {apart.median:.1f} s, "
            f"{apart.median / every.median:.1f} times as long as the one pass.",
            "",
            f"**Memory bounded.** With `memory_limit` {LIMIT}, DuckDB spills at most "
            f"{within.found['spilled_mb']:,.0f} MB at once and takes {within.median:.1f} s ({within.spread}), "
            f"{within.median / every.median:.2f} times as long; the process peaks at {within.peak_mb:,.0f} MB "
            f"instead of {every.peak_mb:,.0f}, Python and the small tables included.",
        ]
    )


def _row(what: str, taken: Measured, floor: Measured, why: str) -> str:
    return row(what, taken.median, taken.spread, f"{taken.median / floor.median:.1f}", round(taken.peak_mb), why)


def _scanned(floor: Measured) -> str:
    return f"{floor.found['columns']} columns of {floor.found['registers']} registers"

"""Deliveries taken in: services of a supplier, and FHIR reports of KL's gateway."""

from __future__ import annotations

from measured import measure, row, table

TITLE = "Deliveries"
ROWS_PER_PERSON, PERSONS_PER_REPORT = 10, 100


def measured(persons: int, store: str) -> str:
    rows, reports = persons * ROWS_PER_PERSON, persons // PERSONS_PER_REPORT
    taken = measure(store, "delivery.py", rows)
    stages = taken.found["stages"]
    gateway = measure(store, "fhir.py", reports).found
    return "\n".join(
        [
            f"{rows:,} rows of services of {persons:,} persons, Parquet with CPR numbers, once; no limit of memory "
            f"is set, and the process peaks at {taken.peak_mb:,.0f} MB.",
            "",
            table(
                "stage | s:",
                *(row(name, seconds) for name, seconds in stages),
                row("**all**", sum(seconds for _, seconds in stages)),
            ),
            "",
            f"{reports:,} reports of KL's gateway of {gateway['bytes'] / reports:,.0f} bytes, {gateway['rows']:,} "
            f"rows: {reports / gateway['reading']:,.0f} a second are read into a table with "
            f"{gateway['reading_mb']:,.0f} MB at most, {gateway['reading'] / gateway['loads']:.2f} times as long as "
            "`json.loads` of the same lines takes.",
        ]
    )

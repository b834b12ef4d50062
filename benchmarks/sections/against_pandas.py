"""The cubes against pandas."""

from __future__ import annotations

from collections.abc import Sequence

from measured import REPEATS, Measured, MeasureError, measure, row, table

TITLE = "Against pandas"
PATIENCE = 3600
LIMIT = "120MB"
"""What DuckDB may hold of 600,000 persons: little more than it needs (with 100 MB it stops), and it spills the rest."""
WAYS = {"apart": "pandas, region by region", "at_once": "pandas, all areas of a level at once"}


def measured(persons: int, store: str) -> str:
    return compared(persons, store, LIMIT)


def compared(persons: int, store: str, limit: str, gigabytes: int | None = None) -> str:
    """Views, as they are and bounded, against pandas, which may hold so many gigabytes and is ended above."""
    own = {
        "views on DuckDB": measure(store, "measure.py", "cubes_of", persons, repeats=REPEATS),
        f"views with memory_limit {limit}": measure(
            store, "measure.py", "cubes_within", persons, limit, repeats=REPEATS
        ),
    }
    most = (gigabytes,) if gigabytes else ()
    cells = own["views on DuckDB"].found["cells"]
    rows = [row(name, taken.median, taken.spread, round(taken.peak_mb), cells, "", "") for name, taken in own.items()]
    rows += [_row(way, [*own.values()], measure_pandas(store, way, persons, *most)) for way in WAYS]
    return "\n".join(
        [
            "The same cells as a careful user would compute them in pandas ([pandas_country.py](pandas_country.py) "
            "reads and joins, [pandas_year.py](pandas_year.py) says who counts, [pandas_cubes.py](pandas_cubes.py) "
            "groups): files are read once, only needed rows and columns of them, dates are dates, labels are "
            "categories. *Region by region* filters, joins and groups in a loop over the regions and the country, as "
            "reports by recipient are written; *all areas at once* groups by the areas of a level together. Every cell "
            "is held against the views' in the same run; one that differs stops it. Pandas computes all kinds of FSIII "
            "and of general practice, and of cancer tumours, patients and survivors. The views' time and memory hold "
            "more: contacts of survivors and courses by sector and month, tables of coverage, person-time and data "
            "quality, and strata of rates. So the ratios are lower bounds."
            + " Ratios are those to the views as they are, and to the views bounded."
            + (f" Pandas may hold {gigabytes} GB and is ended above." if gigabytes else ""),
            "",
            table("what | median s: | spread s: | peak MB: | cells: | times the time: | times the memory:", *rows),
        ]
    )


def measure_pandas(store: str, way: str, *arguments: int) -> Measured | str:
    """What was measured, or why it did not finish."""
    try:
        return measure(store, "pandas_cubes.py", way, *arguments, patience=PATIENCE)
    except MeasureError as error:
        return str(error)


def _row(way: str, own: Sequence[Measured], theirs: Measured | str) -> str:
    if isinstance(theirs, str):
        return row(WAYS[way], f"did not finish: {theirs}", "", "", "", "", "")
    shown = (theirs.median, "", round(theirs.peak_mb), theirs.found["cells"])
    times = " / ".join(f"{theirs.median / taken.median:.1f}" for taken in own)
    memory = " / ".join(f"{theirs.peak_mb / taken.peak_mb:.1f}" for taken in own)
    return row(WAYS[way], *shown, times, memory)

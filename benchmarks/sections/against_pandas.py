"""The cubes against pandas."""

from __future__ import annotations

from measured import REPEATS, Measured, MeasureError, measure, row, table

TITLE = "Against pandas"
PATIENCE = 3600
WAYS = {"apart": "pandas, region by region", "at_once": "pandas, all areas of a level at once"}


def measured(persons: int, store: str) -> str:
    return compared(persons, store)


def compared(persons: int, store: str, gigabytes: int | None = None) -> str:
    """Views against pandas, which may hold so many gigabytes and is ended above."""
    own = measure(store, "measure.py", "cubes_of", persons, repeats=REPEATS)
    limit = (gigabytes,) if gigabytes else ()
    rows = [row("views on DuckDB", own.median, own.spread, round(own.peak_mb), own.found["cells"], "", "")]
    rows += [_row(way, own, measure_pandas(store, way, persons, *limit)) for way in WAYS]
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


def _row(way: str, own: Measured, theirs: Measured | str) -> str:
    if isinstance(theirs, str):
        return row(WAYS[way], f"did not finish: {theirs}", "", "", "", "", "")
    ratios = (theirs.median / own.median, theirs.peak_mb / own.peak_mb)
    shown = (theirs.median, "", round(theirs.peak_mb), theirs.found["cells"])
    return row(WAYS[way], *shown, *(f"{ratio:.1f}" for ratio in ratios))

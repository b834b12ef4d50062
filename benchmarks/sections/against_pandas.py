"""The cubes against pandas."""

from __future__ import annotations

from measured import REPEATS, Measured, MeasureError, measure, row, table

TITLE = "Against pandas"
WHOLE_COUNTRY, GIGABYTES = 6_000_000, 16
"""From so many persons on pandas may take so much memory and no more: a usual machine."""
PATIENCE = 3600


def measured(persons: int, store: str) -> str:
    own = measure(store, "measure.py", "cubes_of", persons, repeats=REPEATS)
    limit = (GIGABYTES,) if persons >= WHOLE_COUNTRY else ()
    try:
        theirs: Measured | None = measure(store, "pandas_cubes.py", persons, *limit, patience=PATIENCE)
        said = ""
    except MeasureError as error:
        theirs, said = None, str(error)
    rows = [row("views on DuckDB", own.median, own.spread, round(own.peak_mb), f"{own.found['cells']:,}")]
    if theirs:
        rows.append(row("pandas", theirs.median, theirs.spread, round(theirs.peak_mb), f"{theirs.found['cells']:,}"))
        rows.append(row("pandas / views", theirs.median / own.median, "", f"{theirs.peak_mb / own.peak_mb:.1f}", ""))
    else:
        rows.append(row("pandas", f"did not finish: {said}", "", "", ""))
    return "\n".join(
        [
            "The same cells as a careful user would compute them in pandas ([pandas_country.py](pandas_country.py) "
            "reads and joins, [pandas_year.py](pandas_year.py) says who counts, [pandas_cubes.py](pandas_cubes.py) "
            "groups): only needed rows and columns are read, dates are dates, labels are categories, every group-by "
            "is over whole columns and over all areas of a level at once. Every cell is held against the views' in "
            "the same run; one that differs stops it. Pandas computes all kinds of FSIII and of general practice, "
            "and of cancer tumours, patients and survivors. The views' time and memory hold more: contacts of "
            "survivors and courses by sector and month, tables of coverage, person-time and data quality, and "
            "strata of rates. So the ratios are lower bounds."
            + (f" Pandas may take {GIGABYTES} GB (RLIMIT_AS)." if limit else ""),
            "",
            table("what | median s: | spread s: | peak MB: | cells:", *rows),
        ]
    )

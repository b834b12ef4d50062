"""Compares a run from a stored cube with a loop of papermill and nbconvert, as a user would write it, and the floor.

python benchmarks/loop.py PERSONS    the registers and the cube of so many persons stand in the data store

The loop calls `papermill` and `jupyter nbconvert` for each notebook, and so makes neither tables and workbooks nor a
check. The floor is the cells of the same notebooks in one process that has done the first of them before, on one
processor, and Pandoc for each page.
"""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pypandoc

from naerblik import geography, project
from naerblik.run.topics import TOPICS
from staged import staged
from watching import watched

BIN = Path(sys.executable).parent
REGIONS = ("1081", "1082", "1083", "1084", "1085")
SAMPLED = 4
"""Municipalities that the loop is measured on; all of them would take it most of an hour."""
REPEATS = 3


def ours(persons: int, recipients: Sequence[str]) -> float:
    """Seconds of `naerblik run` to checked drafts."""
    with tempfile.TemporaryDirectory() as reports:
        begun = time.perf_counter()
        _run(persons, recipients, reports)
        return time.perf_counter() - begun


def peak(persons: int, recipients: Sequence[str]) -> float:
    """The most MB (PSS) that all processes of such a run hold together: another run, since looking takes time too."""
    with tempfile.TemporaryDirectory() as reports, watched(reports) as seen:
        _run(persons, recipients, reports)
    return seen.peak()


def _run(persons: int, recipients: Sequence[str], reports: str) -> None:
    command = [str(BIN / "naerblik"), "run", "--persons", str(persons)]
    command += [part for code in recipients for part in ("--recipient", code)]
    subprocess.run(command, env=os.environ | {"NAERBLIK_REPORTS": reports}, stdout=subprocess.DEVNULL, check=True)


def loop(persons: int, recipients: Sequence[str]) -> float:
    """Seconds of a call of papermill and one of nbconvert for each notebook."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for code in recipients:
            for pages in TOPICS.values():
                out = Path(folder) / f"{code}-{pages.notebook}"
                given = ["-p", "recipient", code, "-p", "persons", str(persons), "-y", f"topics: {list(TOPICS)}"]
                _quietly([BIN / "papermill", project.NOTEBOOKS / pages.notebook, out, *given])
                _quietly([BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", out])
    return time.perf_counter() - begun


def floor(persons: int, recipients: Sequence[str]) -> float:
    """Seconds of the cells in this process, which has executed one notebook of each kind before, and of Pandoc."""
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 - it changes how this process displays

    shell = InteractiveShell.instance()
    work = [(code, pages.notebook) for code in recipients for pages in TOPICS.values()]
    for notebook in dict.fromkeys(notebook for _, notebook in work):
        _cells(shell, notebook, recipients[0], persons)
    begun = time.perf_counter()
    for code, notebook in work:
        shown = _cells(shell, notebook, code, persons)
        command = [pypandoc.get_pandoc_path(), "--to", "html5"]
        subprocess.run(command, input=shown, capture_output=True, text=True, check=True)
    return time.perf_counter() - begun


def _cells(shell: object, notebook: str, code: str, persons: int) -> str:
    import nbformat  # noqa: PLC0415

    given = f"recipient, persons, topics = {code!r}, {persons}, {list(TOPICS)}"
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        for cell in nbformat.read(project.NOTEBOOKS / notebook, 4).cells:
            if cell.cell_type == "code":
                shell.run_cell(cell.source).raise_error()  # type: ignore[attr-defined]
                if "parameters" in cell.metadata.get("tags", []):
                    shell.run_cell(given).raise_error()  # type: ignore[attr-defined]
    return shown.getvalue()


def _quietly(command: Sequence[object]) -> None:
    subprocess.run([str(part) for part in command], capture_output=True, check=True)


def table(persons: int) -> list[str]:
    """Markdown lines; needs registers and cube of so many persons."""
    municipalities = [area.code for area in geography.areas_of("municipality", 2026)]
    ours(persons, REGIONS[:1])  # the cube stands, and the files are in memory
    turns = [(ours(persons, REGIONS), loop(persons, REGIONS), floor(persons, REGIONS)) for _ in range(REPEATS)]
    mine, theirs, low = map(statistics.median, zip(*turns, strict=True))
    stages = staged(str(project.data_store()), persons, *REGIONS).stages
    all_of_them = ours(persons, municipalities)
    sampled = loop(persons, municipalities[:SAMPLED]) / SAMPLED * len(municipalities)
    number, many = len(REGIONS) * len(TOPICS), len(municipalities) * len(TOPICS)
    return [
        f"From the stored cube of {persons:,} persons to checked drafts with pages, tables, workbooks and data, "
        "against a loop that calls `papermill` and `jupyter nbconvert` for each notebook (pages alone), and "
        "against the floor (the cells in one warm process, and Pandoc, on one processor).",
        "",
        "| notebooks | run s | loop s | loop / run | floor s | run / floor | peak MB of the run |",
        "|---|---:|---:|---:|---:|---:|---:|",
        f"| five regions: {number} | {mine:.1f} | {theirs:.1f} | {theirs / mine:.1f} | {low:.1f} | {mine / low:.2f} | "
        f"{peak(persons, REGIONS):,.0f} |",
        f"| {len(municipalities)} municipalities: {many} | {all_of_them:.1f} | "
        f"{sampled:.0f} (from {SAMPLED}) | {sampled / all_of_them:.1f} | | | {peak(persons, municipalities):,.0f} |",
        "",
        "Where the time of five regions goes, in another run that is watched: "
        + ", ".join(f"{name} {seconds:.2f} s" for name, (seconds, _) in stages.items())
        + ".",
        "",
    ]


if __name__ == "__main__":
    print("\n".join(table(int(sys.argv[1]))))

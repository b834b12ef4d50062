"""What a process does before others are copied from it: what reports need is imported, read and drawn once for all.

Importing this module does it (naerblik.run.workers). Nothing here depends on a recipient, and what is read is never
changed: a copy that finds it read saves time and sees nothing that another one did.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import date
from pathlib import Path

import nbformat

from naerblik import geography, project
from naerblik import parameters as params
from naerblik.registers import contracts
from naerblik.report import cell_file, numbers, svg
from naerblik.report.cells import Cells
from naerblik.report.explorer.coded import CodedCells
from naerblik.run import prepare
from naerblik.run.workers import told
from naerblik.synthetic import assumptions
from naerblik.views import declaration

OBJECTS_BETWEEN_SEARCHES = 50_000
"""So many more objects, and the garbage collector looks for what nobody needs (Python: 700)."""


def _warm_up() -> None:
    """What is made is kept (naerblik.run.kept). Then it stands in all copies, and looking through it for garbage would
    copy it page by page. A copy lives for a second or two and looks seldom.
    """
    try:
        _make_ready()
        gc.freeze()
    finally:
        gc.enable()
        gc.set_threshold(OBJECTS_BETWEEN_SEARCHES)


def _make_ready() -> None:
    nbformat.validate(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call] # compiles the schema of notebooks
    assumptions.load()
    contracts.load()
    declaration.load()
    params.load_run(project.PARAMS / "standard.yaml")
    params.disclosure_rules()
    geography.area(geography.COUNTRY)
    prepare.code_version()
    prepare.code_version(prepare.CUBE_ROOMS)
    numbers.decimal(0.5)
    numbers.day(date(2000, 1, 1))
    _draw()
    if cube := told():
        _read(cube)


def _draw() -> None:
    """The first drawing of a process looks for fonts."""
    with svg.style():
        drawing = svg.drawing(height=100)
        axes = svg.plane(drawing, (0.1, 0.1, 0.8, 0.8))
        axes.set_axis_off()
        axes.text(0, 0, "Ærø")
        svg.inline(drawing, svg.Words("a", "a", "a"))


def _read(folder: Path) -> None:
    """What cannot be read is told by the report that needs it, to which the error belongs."""
    with suppress(Exception):
        cube = prepare.read_cube(folder)
        Cells.of(cube)
        CodedCells.of(cube)
        cell_file.make_ready(cube)
        prepare.opened(cube.manifest["snapshot"]["name"])


_warm_up()

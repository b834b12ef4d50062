"""The reporting calendar: a line per municipality, a field per month, filled where data were delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from naerblik.report import numbers, svg
from naerblik.report.palette import LIGHT
from naerblik.report.svg import WIDTH, Words

LINE = 15.0
TOP, BOTTOM, LABELS, RIGHT = 68.0, 6.0, 150.0, 46.0
GAP = 0.08


@dataclass(frozen=True)
class Row:
    """A municipality with its months; a row without months is a heading."""

    label: str
    delivered: tuple[bool, ...]
    emphasis: bool = False


def draw(rows: Sequence[Row], months: Sequence[date], reference: Sequence[date], words: Words) -> str:
    """The calendar as an SVG element; the months of the `reference` dates are framed."""
    height = TOP + LINE * len(rows) + BOTTOM
    with svg.style():
        figure = svg.drawing(height)
        axes = figure.add_axes(
            (LABELS / WIDTH, BOTTOM / height, (WIDTH - LABELS - RIGHT) / WIDTH, LINE * len(rows) / height)
        )
        axes.set_axis_off()
        axes.set_xlim(0, len(months))
        axes.set_ylim(len(rows), 0)
        _fields(axes, rows)
        _names(axes, rows, len(months))
        _time(axes, months, reference, len(rows))
        _legend(figure)
        return svg.inline(figure, words)


def _fields(axes: Axes, rows: Sequence[Row]) -> None:
    """One path for all delivered months and one for the missing ones, so that the figure stays small."""
    where = [(x, y, got) for y, row in enumerate(rows) for x, got in enumerate(row.delivered)]
    full = _squares([(x, y) for x, y, got in where if got])
    missing = _strokes([(x, y) for x, y, got in where if not got])
    if full:
        axes.add_patch(PathPatch(full, facecolor=LIGHT["step3"], lw=0))
    if missing:
        axes.add_patch(PathPatch(missing, facecolor="none", edgecolor=LIGHT["muted"], lw=1))


def _squares(cells: Sequence[tuple[int, int]]) -> Path | None:
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * (1 - 2 * GAP) + GAP
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return _repeated(corners, codes, cells)


def _strokes(cells: Sequence[tuple[int, int]]) -> Path | None:
    return _repeated(np.array([[0.3, 0.7], [0.7, 0.3]]), [Path.MOVETO, Path.LINETO], cells)


def _repeated(shape: npt.NDArray[np.float64], codes: Sequence[Any], cells: Sequence[tuple[int, int]]) -> Path | None:
    if not cells:
        return None
    corners = np.array(cells, dtype=float)[:, None, :] + shape[None]
    return Path(corners.reshape(-1, 2), np.tile(codes, len(cells)))


def _names(axes: Axes, rows: Sequence[Row], months: int) -> None:
    for y, row in enumerate(rows):
        bold = row.emphasis or not row.delivered
        place: dict[str, Any] = {"xycoords": "data", "textcoords": "offset points", "va": "center", "fontsize": 11}
        axes.annotate(row.label, (0, y + 0.5), (-6, 0), ha="right", fontweight="bold" if bold else 400, **place)
        if row.delivered:
            axes.annotate(f"{sum(row.delivered)}/{months}", (months, y + 0.5), (6, 0), color=LIGHT["muted"], **place)


def _time(axes: Axes, months: Sequence[date], reference: Sequence[date], rows: int) -> None:
    wanted = {(day.year, day.month) for day in reference}
    for x, month in enumerate(months):
        if month.month == 1:
            axes.annotate(str(month.year), (x, 0), (1, 22), textcoords="offset points", fontsize=12, fontweight="bold")
        if x and month.month == 1:
            axes.plot([x, x], [0, rows], color=LIGHT["ink"], lw=0.8)
        if (month.year, month.month) in wanted:
            axes.plot([x, x + 1, x + 1, x, x], [0, 0, rows, rows, 0], color=LIGHT["ink"], lw=1.6, clip_on=False)
            axes.annotate(
                numbers.month(month)[:4].strip(),
                (x + 0.5, 0),
                (0, 5),
                textcoords="offset points",
                ha="center",
                fontsize=11,
            )


def _legend(figure: Drawing) -> None:
    handles = [
        Line2D([], [], marker="s", ls="", ms=9, color=LIGHT["step3"], label="leveret"),
        Line2D([], [], marker=(2, 0, -45), ls="", ms=8, color=LIGHT["muted"], label="ikke leveret"),
        Line2D([], [], marker="s", ls="", ms=9, color=LIGHT["ink"], markerfacecolor="none", label="opgørelsesmåned"),
    ]
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(LABELS / WIDTH - 0.015, 1.0),
        ncols=3,
        frameon=False,
        fontsize=11.5,
        handletextpad=0.2,
        columnspacing=1.4,
        borderaxespad=0,
    )

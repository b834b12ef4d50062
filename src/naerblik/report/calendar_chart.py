"""The reporting calendar: a line per municipality, a field per month, filled where data were delivered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

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
Points = list[tuple[float, float]]


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
        axes = svg.plane(
            figure, (LABELS / WIDTH, BOTTOM / height, (WIDTH - LABELS - RIGHT) / WIDTH, LINE * len(rows) / height)
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
    """A bar for each run of delivered months and a line for each gap: small, whatever the number of municipalities."""
    bars: list[Points] = []
    lines: list[Points] = []
    for y, row in enumerate(rows):
        for got, first, last in _runs(row.delivered):
            if got:
                bars.append(
                    [(first, y + GAP), (last, y + GAP), (last, y + 1 - GAP), (first, y + 1 - GAP), (first, y + GAP)]
                )
            else:
                lines.append([(first + 2 * GAP, y + 0.5), (last - 2 * GAP, y + 0.5)])
    if bars:
        axes.add_patch(PathPatch(_path(bars), facecolor=LIGHT["bar"], lw=0))
    if lines:
        axes.add_patch(PathPatch(_path(lines), facecolor="none", edgecolor=LIGHT["muted"], lw=1.2))
    months = max((len(row.delivered) for row in rows), default=0)
    between = _path([[(x, 0), (x, len(rows))] for x in range(1, months)])
    axes.add_patch(PathPatch(between, facecolor="none", edgecolor=LIGHT["paper"], lw=2))


def _runs(delivered: Sequence[bool]) -> Iterator[tuple[bool, int, int]]:
    """Delivered or not, first month, month after the last, for each stretch of equal months."""
    at = 0
    for got, months in groupby(delivered):
        length = len(list(months))
        yield got, at, at + length
        at += length


def _path(parts: Sequence[Points]) -> Path:
    codes = [code for part in parts for code in (Path.MOVETO, *[Path.LINETO] * (len(part) - 1))]
    return Path([point for part in parts for point in part], codes)


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
        Line2D([], [], marker="s", ls="", ms=9, color=LIGHT["bar"], label="leveret"),
        Line2D([], [], color=LIGHT["muted"], lw=1.2, label="ikke leveret"),
        Line2D([], [], marker="s", ls="", ms=9, color=LIGHT["ink"], markerfacecolor="none", label="opgørelsesmåned"),
    ]
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(LABELS / WIDTH - 0.015, 1.0),
        ncols=3,
        frameon=False,
        fontsize=11.5,
        handletextpad=0.4,
        handlelength=1.2,
        columnspacing=1.4,
        borderaxespad=0,
    )

"""Small multiples: a panel per item with the same lines, side by side on one axis of months or years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, nan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from naerblik.report import scales, svg
from naerblik.report.palette import LIGHT
from naerblik.report.svg import WIDTH, Words
from naerblik.report.trend_chart import Panel, Series
from naerblik.report.unit import Unit

COLUMNS = 2
_COLUMNS_OF_LEGEND = 4
PANEL, LEGEND, LINE, LEFT, RIGHT, TOP, BOTTOM = 182.0, 30.0, 18.0, 44.0, 14.0, 34.0, 26.0
_LOOKS = (
    ("accent", "o", "-", "accent"),
    ("muted", "D", (0, (1, 1.5)), "paper"),
    ("ink", "^", "-", "ink"),
    ("accent", "s", (0, (4, 2)), "paper"),
    ("muted", "v", (0, (5, 1.5, 1, 1.5)), "muted"),
)


@dataclass(frozen=True)
class Across:
    """The axis that panels share: where the dots stand, the labels below, every how many dots carry a mark.

    `line` is where a vertical line stands, with what it marks.
    """

    at: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]
    marked: int = 1
    line: tuple[float, str] | None = None


def draw(panels: Sequence[Panel], across: Across, words: Words, *, unit: Unit, one_scale: bool) -> str:
    """The panels as an SVG element, two a line, on the scale of `unit`, which each panel names.

    With `one_scale` all panels end at the same height, so that they can be compared.
    """
    legend = LEGEND + LINE * (max((len(panel.series) for panel in panels), default=1) > _COLUMNS_OF_LEGEND)
    height = legend + PANEL * ceil(len(panels) / COLUMNS)
    tops = [_top(panel, unit.scale) for panel in panels]
    with svg.style():
        figure = svg.drawing(height)
        for number, panel in enumerate(panels):
            axes = svg.plane(figure, _place(number, height, legend))
            _frame(axes, panel.heading, across, max(tops) if one_scale else tops[number])
            axes.annotate(unit.name, (0, 1), (-30, 5), **_TEXT, fontsize=10.5, color=LIGHT["muted"])
            for series, look in zip(panel.series, _LOOKS, strict=False):
                _line(axes, across, series, (look, unit.scale))
        _legend(figure, panels)
        return svg.inline(figure, words)


_TEXT: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}


def _top(panel: Panel, scale: float) -> float:
    """Where the scale of a panel ends: a little above the highest dot or limit."""
    ends = [scale * (d.limits or (0, d.share))[1] for s in panel.series for d in s.dots if d.share]
    return 1.08 * max(ends, default=1)


def _place(number: int, height: float, legend: float) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of a panel as parts of the figure."""
    line, column = divmod(number, COLUMNS)
    width = WIDTH / COLUMNS
    down = legend + (line + 1) * PANEL - BOTTOM
    return (
        (column * width + LEFT) / WIDTH,
        1 - down / height,
        (width - LEFT - RIGHT) / WIDTH,
        (PANEL - TOP - BOTTOM) / height,
    )


def _frame(axes: Axes, heading: str, across: Across, top: float) -> None:
    margin = 0.03 * max(across.at[-1] - across.at[0], 1)
    axes.set_xlim(across.at[0] - margin, across.at[-1] + margin)
    axes.set_ylim(0, top)
    scales.draw(axes, across.ticks, scales.ticks((0, top), 4), lines="y", size=10.5)
    axes.annotate(heading, (0, 1), (-30, 19), **_TEXT, fontweight="bold", fontsize=11.5)
    if across.line:
        at, name = across.line
        axes.axvline(at, color=LIGHT["ink"], lw=1, ls=(0, (2, 2)), zorder=1)
        axes.annotate(name, (at, 1), (0, 3), xycoords=("data", "axes fraction"), **_NEAR, color=LIGHT["ink"])


_NEAR: dict[str, Any] = {"textcoords": "offset points", "fontsize": 10, "ha": "center"}


def _line(axes: Axes, across: Across, series: Series, drawn: tuple[tuple[str, str, object, str], float]) -> None:
    (colour, marker, dashes, fill), scale = drawn
    dots = [(x, dot) for x, dot in zip(across.at, series.dots, strict=True)]
    axes.plot(
        [x for x, _ in dots],
        [nan if dot.share is None else scale * dot.share for _, dot in dots],
        color=LIGHT[colour],
        marker=marker,
        markevery=across.marked,
        ls=dashes,
        lw=1.5,
        ms=4.5,
        markerfacecolor=LIGHT[fill],
        markeredgewidth=1.1,
        label=series.name,
    )
    bars = [(x, dot.limits) for x, dot in dots if dot.share is not None and dot.limits]
    if bars:
        lower, upper = ([scale * limits[end] for _, limits in bars] for end in (0, 1))
        axes.vlines([x for x, _ in bars], lower, upper, colors=LIGHT[colour], lw=1.2)


def _legend(figure: Drawing, panels: Sequence[Panel]) -> None:
    figure.legend(
        *figure.axes[0].get_legend_handles_labels(),
        loc="upper left",
        bbox_to_anchor=(0.01, 1.0),
        ncols=_COLUMNS_OF_LEGEND,
        frameon=False,
        fontsize=10.5,
        columnspacing=1.2,
        handlelength=2.4,
        handletextpad=0.5,
    )

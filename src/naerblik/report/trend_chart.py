"""A trend over the reference dates of some years, with the series breaks marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes

from naerblik.report import numbers, scales, svg
from naerblik.report.dot_chart import Dot
from naerblik.report.palette import LIGHT
from naerblik.report.series_breaks import SeriesBreak
from naerblik.report.svg import Words

HEIGHT = 330.0


@dataclass(frozen=True)
class Series:
    """A named line: one dot per date, None shares leave a gap."""

    name: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Panel:
    """A part of the figure with its own heading."""

    heading: str
    series: tuple[Series, ...]


_LOOKS = (
    ("accent", "o", "-", "accent"),
    ("accent", "s", (0, (4, 2)), "paper"),
    ("muted", "D", (0, (1, 1.5)), "paper"),
    ("ink", "^", (0, (5, 1.5, 1, 1.5)), "paper"),
    ("muted", "v", "-", "muted"),
)
COLUMNS = 3


def draw(
    panels: Sequence[Panel],
    dates: Sequence[date],
    breaks: Sequence[SeriesBreak],
    words: Words,
    *,
    one_scale: bool = True,
) -> str:
    """Two panels side by side (citizens per 1,000), on one scale or each on its own; up to five series in each."""
    at = [position(day) for day in dates]
    tops = [_top(panel) for panel in panels]
    with svg.style():
        figure = svg.drawing(HEIGHT)
        for number, panel in enumerate(panels):
            axes = svg.plane(figure, (0.075 + number * 0.475, 0.215, 0.43, 0.63))
            _frame(axes, panel.heading, (at, dates), max(tops) if one_scale else tops[number])
            for piece in breaks:
                _mark(axes, piece, at)
            for series, look in zip(panel.series, _LOOKS, strict=False):
                _line(axes, at, series, look)
        figure.legend(
            *figure.axes[0].get_legend_handles_labels(),
            loc="lower left",
            bbox_to_anchor=(0.05, 0.0),
            ncols=COLUMNS,
            frameon=False,
            fontsize=11,
            columnspacing=1.4,
            handlelength=2.2,
        )
        return svg.inline(figure, words)


def _top(panel: Panel) -> float:
    """Where the scale of a panel ends: a little above the highest limit."""
    ends = [1000 * (dot.limits or (0, dot.share))[1] for s in panel.series for dot in s.dots if dot.share]
    return 1.12 * max(ends, default=1)


def position(day: date) -> float:
    """A day on the axis of years."""
    return day.year + (day - date(day.year, 1, 1)).days / 365.25


def _frame(axes: Axes, heading: str, times: tuple[Sequence[float], Sequence[date]], top: float) -> None:
    at, dates = times
    axes.set_xlim(at[0] - 0.35, at[-1] + 0.35)
    axes.set_ylim(0, top)
    named = [f"{d.day}. {numbers.month(d)[:3]}. {d.year}" if len(at) < 4 else str(d.year) for d in dates]
    scales.draw(axes, list(zip(at, named, strict=True)), scales.ticks((0, top), 5), lines="y")
    axes.annotate(heading, (0, 1), (-30, 22), xycoords="axes fraction", textcoords="offset points", fontweight="bold")
    axes.annotate(
        "Borgere pr. 1.000",
        (0, 1),
        (-30, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        color=LIGHT["muted"],
        fontsize=11,
    )


def _mark(axes: Axes, piece: SeriesBreak, at: Sequence[float]) -> None:
    """A break at one date is a line, one over a period a field that begins with a line."""
    start = position(piece.begins)
    end = min(position(piece.ends), at[-1] + 0.35) if piece.ends else start
    axes.axvspan(start, end, color=LIGHT["soft"], lw=0, zorder=0)
    axes.axvline(start, color=LIGHT["muted"], lw=1, ls=(0, (2, 2)))
    axes.annotate(
        piece.label,
        (start, 0),
        (4, 5),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        fontsize=10.5,
        color=LIGHT["muted"],
        va="bottom",
    )


def _line(axes: Axes, at: Sequence[float], series: Series, look: tuple[str, str, object, str]) -> None:
    colour, marker, dashes, fill = look
    shares = [float("nan") if dot.share is None else 1000 * dot.share for dot in series.dots]
    axes.plot(
        at,
        shares,
        color=LIGHT[colour],
        marker=marker,
        ls=dashes,
        lw=1.8,
        ms=6.5,
        markerfacecolor=LIGHT[fill],
        markeredgewidth=1.3,
        label=series.name,
    )
    bars = [(x, *dot.limits) for x, dot in zip(at, series.dots, strict=True) if dot.share is not None and dot.limits]
    axes.vlines(
        [b[0] for b in bars], [1000 * b[1] for b in bars], [1000 * b[2] for b in bars], colors=LIGHT[colour], lw=1.2
    )

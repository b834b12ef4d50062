"""The funnel: each municipality by size and share, with the limits that chance and overdispersion leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from naerblik.indicators.funnel import Funnel
from naerblik.report import numbers, svg
from naerblik.report.compare import CONFIDENCE, Verdict
from naerblik.report.dot_chart import tick
from naerblik.report.palette import LIGHT
from naerblik.report.svg import Words

HEIGHT = 400.0
LETTER, LABEL_HEIGHT = 6.6, 13.0  # generous size of a label's letter, so that no two labels touch


@dataclass(frozen=True)
class Point:
    """A municipality: population, share of 1, whether it is the recipient's, and how it compares."""

    name: str
    population: int
    share: float
    own: bool
    verdict: Verdict


_MARKERS: dict[Verdict, str] = {"higher": "^", "lower": "v", "none": "o", "unknown": "o"}


def draw(points: Sequence[Point], funnel: Funnel, words: Words, *, axis: str) -> str:
    """The funnel as an SVG element; a marker's shape says the verdict, its fill whose municipality it is."""
    with svg.style():
        figure = svg.drawing(HEIGHT)
        axes = figure.add_axes((0.085, 0.135, 0.9, 0.75))
        _limits(axes, funnel, [p.population for p in points])
        for own in (False, True):
            for verdict, marker in _MARKERS.items():
                _points(axes, [p for p in points if p.own == own and p.verdict == verdict], marker, own)
        _frame(axes, axis)
        _labels(axes, points)
        _legend(axes, points)
        return svg.inline(figure, words)


def _limits(axes: Axes, funnel: Funnel, populations: Sequence[int]) -> None:
    sizes = np.geomspace(min(populations) * 0.85, max(populations) * 1.18, 60)
    lower, upper = funnel.limits(sizes, CONFIDENCE)
    axes.fill_between(sizes, 1000 * lower, 1000 * upper, color=LIGHT["soft"], lw=0, zorder=0)
    for limit in (lower, upper):
        axes.plot(sizes, 1000 * limit, color=LIGHT["line"], lw=1, ls=(0, (4, 2)))
    axes.axhline(1000 * funnel.target, color=LIGHT["muted"], lw=1)
    axes.set_xlim(sizes[0], sizes[-1])


def _points(axes: Axes, points: Sequence[Point], marker: str, own: bool) -> None:
    axes.plot(
        [p.population for p in points],
        [1000 * p.share for p in points],
        marker,
        ms=(7.5 if own else 5) + (1.5 if marker != "o" else 0),
        color=LIGHT["accent" if own else "muted"],
        markerfacecolor=LIGHT["accent" if own else "paper"],
        markeredgewidth=1.1,
        zorder=4 if own else 3,
    )


def _frame(axes: Axes, axis: str) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=20))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.count(round(value))))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(tick))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Borgere i kommunen (logaritmisk skala)", fontsize=12, labelpad=6)
    axes.annotate(axis, (0, 1), (-46, 10), xycoords="axes fraction", textcoords="offset points", color=LIGHT["muted"])
    axes.grid(axis="y")


def _labels(axes: Axes, points: Sequence[Point]) -> None:
    """Names those that stand out: the recipient's municipalities, or all of them when the recipient is the country."""
    taken: list[tuple[float, float, float, float]] = []
    pixels = {p: axes.transData.transform((p.population, 1000 * p.share)) for p in points}
    named = [p for p in points if p.own and (p.verdict in ("higher", "lower") or sum(q.own for q in points) == 1)]
    for point in sorted(named, key=lambda p: (-abs(p.share), p.name)):
        x, y = pixels[point]
        width = LETTER * len(point.name)
        for dx, anchor in ((9, "left"), (-9, "right")):
            left = x + dx - (width if anchor == "right" else 0)
            box = (left, y - LABEL_HEIGHT / 2, left + width, y + LABEL_HEIGHT / 2)
            if _fits(box, taken, axes):
                taken.append(box)
                axes.annotate(
                    point.name,
                    (point.population, 1000 * point.share),
                    (dx, 0),
                    textcoords="offset points",
                    ha=anchor,
                    va="center",
                    fontsize=11,
                    color=LIGHT["ink"],
                )
                break


def _fits(box: tuple[float, float, float, float], taken: Sequence[tuple[float, ...]], axes: Axes) -> bool:
    left, bottom, right, top = box
    inside = axes.bbox.x0 <= left and right <= axes.bbox.x1
    return inside and all(right < x0 or left > x1 or top < y0 or bottom > y1 for x0, y0, x1, y1 in taken)


def _legend(axes: Axes, points: Sequence[Point]) -> None:
    own = [point.name for point in points if point.own]
    mine = own[0] if len(own) == 1 else "modtagerens kommuner"
    entries = [("o", "accent", "accent", mine), ("o", "muted", "paper", "øvrige kommuner")]
    if len(own) == len(points):
        entries = [("o", "accent", "accent", "kommuner")]
    entries += [("^", "ink", "paper", "hyppigere"), ("v", "ink", "paper", "sjældnere")]
    for marker, edge, fill, name in entries:
        axes.plot([], [], marker, color=LIGHT[edge], markerfacecolor=LIGHT[fill], ms=7, markeredgewidth=1.1, label=name)
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.01),
        ncols=len(entries),
        frameon=False,
        handletextpad=0.1,
        columnspacing=1.0,
        borderaxespad=0.1,
        fontsize=11.5,
    )

"""The funnel: each municipality by size and share, with the limits that chance and overdispersion leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from naerblik.indicators.units import Floats
from naerblik.report import scales, svg
from naerblik.report.compare import CONFIDENCE, Verdict
from naerblik.report.palette import LIGHT
from naerblik.report.svg import Words
from naerblik.report.unit import CITIZENS, Unit

HEIGHT = 400.0
SIZES = "Borgere i kommunen (logaritmisk skala)"
LETTER, LABEL_HEIGHT, MARKER = 6.2, 12.0, 6.0  # generous sizes, so that no label touches another or a marker


class Limits(Protocol):
    """A funnel of shares or rates: the level of all units, and the limits for units of a size."""

    @property
    def target(self) -> float:
        """The level of all units together."""

    def limits(self, size: npt.ArrayLike, confidence: float, /) -> tuple[Floats, Floats]:
        """Lower and upper limits for units of these sizes."""


@dataclass(frozen=True)
class Point:
    """A municipality: population, share of 1, whether it is the recipient's, and how it compares."""

    name: str
    population: int
    share: float
    own: bool
    verdict: Verdict


_MARKERS: dict[Verdict, str] = {"higher": "^", "lower": "v", "none": "o", "unknown": "o"}


def draw(points: Sequence[Point], funnel: Limits, words: Words, *, unit: Unit = CITIZENS, sizes: str = SIZES) -> str:
    """The funnel as an SVG element; a marker's shape says the verdict, its fill whose municipality it is.

    `unit` is that of the shares, `sizes` titles the scale of what they are shares of.
    """
    with svg.style():
        figure = svg.drawing(HEIGHT)
        axes = svg.plane(figure, (0.085, 0.135, 0.9, 0.75))
        _limits(axes, funnel, [p.population for p in points], unit)
        for own in (False, True):
            for verdict, marker in _MARKERS.items():
                _points(axes, [p for p in points if p.own == own and p.verdict == verdict], (marker, own, unit))
        _frame(axes, unit, sizes)
        _labels(axes, points, unit)
        _legend(axes, points)
        return svg.inline(figure, words)


def _limits(axes: Axes, funnel: Limits, populations: Sequence[int], unit: Unit) -> None:
    sizes = np.geomspace(min(populations) * 0.85, max(populations) * 1.18, 60)
    lower, upper = funnel.limits(sizes, CONFIDENCE)
    axes.fill_between(sizes, unit.scale * lower, unit.scale * upper, color=LIGHT["soft"], lw=0, zorder=0)
    for limit in (lower, upper):
        axes.plot(sizes, unit.scale * limit, color=LIGHT["muted"], lw=1, ls=(0, (4, 2)))
    axes.axhline(unit.scale * funnel.target, color=LIGHT["muted"], lw=1)
    axes.set_xlim(sizes[0], sizes[-1])


def _points(axes: Axes, points: Sequence[Point], look: tuple[str, bool, Unit]) -> None:
    marker, own, unit = look
    axes.plot(
        [p.population for p in points],
        [unit.scale * p.share for p in points],
        marker,
        ms=(7.5 if own else 5) + (1.5 if marker != "o" else 0),
        color=LIGHT["accent" if own else "muted"],
        markerfacecolor=LIGHT["accent" if own else "paper"],
        markeredgewidth=1.1,
        zorder=4 if own else 3,
    )


def _frame(axes: Axes, unit: Unit, sizes: str) -> None:
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    ends = axes.get_xlim()
    steps = LogLocator(subs=(1, 2, 5), numticks=20).tick_values(*ends)
    scales.draw(axes, scales.labelled(map(float, steps), ends), scales.ticks(axes.get_ylim(), 6), lines="y")
    scales.title(axes, sizes)
    axes.annotate(
        unit.name, (0, 1), (-46, 10), xycoords="axes fraction", textcoords="offset points", color=LIGHT["muted"]
    )


def _labels(axes: Axes, points: Sequence[Point], unit: Unit) -> None:
    """Names those that stand out, or the recipient's only municipality, where a name finds room beside its marker."""
    centres = {p: _centre(axes, p, unit) for p in points if p.own}
    taken = [(x - MARKER, y - MARKER, x + MARKER, y + MARKER) for x, y in centres.values()]
    named = [p for p in centres if p.verdict in ("higher", "lower") or len(centres) == 1]
    for point in sorted(named, key=lambda p: (-p.share, p.name)):
        for dx, dy, anchor in _PLACES:
            box = _box(centres[point], (dx, dy), anchor, LETTER * len(point.name))
            if _fits(box, taken, axes):
                taken.append(box)
                _name(axes, point, unit, ((dx, dy), anchor))
                break


def _centre(axes: Axes, point: Point, unit: Unit) -> tuple[float, float]:
    x, y = axes.transData.transform((point.population, unit.scale * point.share))
    return float(x), float(y)


_PLACES = ((9.0, 0.0, "left"), (-9.0, 0.0, "right"), (0.0, 14.0, "center"), (0.0, -14.0, "center"))
"""Where a name may stand from its marker: right, left, above, below."""

Box = tuple[float, float, float, float]


def _box(centre: tuple[float, float], offset: tuple[float, float], anchor: str, width: float) -> Box:
    x, y = centre[0] + offset[0], centre[1] + offset[1]
    left = x - {"left": 0.0, "center": width / 2, "right": width}[anchor]
    return left, y - LABEL_HEIGHT / 2, left + width, y + LABEL_HEIGHT / 2


def _fits(box: Box, taken: Sequence[Box], axes: Axes) -> bool:
    left, bottom, right, top = box
    inside = axes.bbox.x0 <= left and right <= axes.bbox.x1 and axes.bbox.y0 <= bottom and top <= axes.bbox.y1
    return inside and all(right < x0 or left > x1 or top < y0 or bottom > y1 for x0, y0, x1, y1 in taken)


def _name(axes: Axes, point: Point, unit: Unit, place: tuple[tuple[float, float], str]) -> None:
    offset, anchor = place
    axes.annotate(
        point.name,
        (point.population, unit.scale * point.share),
        offset,
        textcoords="offset points",
        ha=anchor,
        va="center",
        fontsize=11,
        color=LIGHT["ink"],
    )


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

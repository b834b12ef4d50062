"""The scales of a chart: lines across it, its axes with a mark at each tick, and the labels.

A scale of matplotlib makes five artists a tick and lays each label out twice, which takes more time than all that a
report draws between its scales. Here a chart has one artist for its lines, one for its axes, and one a label.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import IdentityTransform

from naerblik.report import numbers
from naerblik.report.palette import LIGHT

Tick = tuple[float, str]
"""Where a mark stands, in the data of its axis, and its label."""

MARK, PAD, TITLE_BELOW = 3.5, 3.5, 25.0
"""In the units of a figure: how long a mark is, how far from it its label stands, how far below an axis its title."""
_STEPS = (1, 2, 2.5, 5, 10)
_BELOW, _ABOVE = 0.5, 2.5
"""Lines lie below what is drawn, axes above it."""


def ticks(ends: tuple[float, float], many: int) -> list[Tick]:
    """At most `many` + 1 round numbers within the ends of an axis."""
    found = MaxNLocator(many, steps=list(_STEPS)).tick_values(*ends)
    return labelled((float(at) for at in found), ends)


def labelled(at: Iterable[float], ends: tuple[float, float]) -> list[Tick]:
    """Those of the numbers that lie within the ends of an axis, as numbers are written."""
    low, high = sorted(ends)
    room = (high - low) * 1e-9
    return [(value, _number(value)) for value in at if low - room <= value <= high + room]


def _number(value: float) -> str:
    return numbers.decimal(value, 0 if value.is_integer() else 1)


def draw(axes: Axes, x: Sequence[Tick], y: Sequence[Tick], *, lines: Literal["x", "y"], size: float = 12) -> None:
    """Draws the scales of axes whose limits and place are final: `lines` run across at the ticks of that axis.

    An axis without ticks is not drawn.
    """
    axes.set_axis_off()
    left, bottom, right, top = axes.bbox.extents
    columns, rows = _places(axes, x, 0), _places(axes, y, 1)
    across = (
        [[(at, bottom), (at, top)] for at in columns] if lines == "x" else [[(left, at), (right, at)] for at in rows]
    )
    marks = [[(at, bottom), (at, bottom - MARK)] for at in columns] + [[(left, at), (left - MARK, at)] for at in rows]
    ends = [[(left, bottom), (right, bottom)]] * bool(x) + [[(left, bottom), (left, top)]] * bool(y)
    for segments, colour, order in ((across, "grid", _BELOW), (marks + ends, "line", _ABOVE)):
        drawn = LineCollection(segments, colors=LIGHT[colour], lw=0.8, zorder=order, transform=IdentityTransform())
        axes.add_artist(drawn).set_clip_on(False)
    for at, (_, label) in zip(columns, x, strict=True):
        _label(axes, (at, bottom - MARK - PAD), label, ("center", "top", size))
    for at, (_, label) in zip(rows, y, strict=True):
        _label(axes, (left - MARK - PAD, at), label, ("right", "center_baseline", size))


def title(axes: Axes, text: str) -> None:
    """What the horizontal axis measures, below its labels."""
    left, bottom, right, _ = axes.bbox.extents
    _label(axes, ((left + right) / 2, bottom - TITLE_BELOW), text, ("center", "top", 12))


def _places(axes: Axes, ticks: Sequence[Tick], axis: Literal[0, 1]) -> list[float]:
    """Where ticks stand in the figure."""
    other = (axes.get_ylim() if axis == 0 else axes.get_xlim())[0]
    points = [(at, other) if axis == 0 else (other, at) for at, _ in ticks]
    return [float(point[axis]) for point in axes.transData.transform(points)] if points else []


def _label(axes: Axes, at: tuple[float, float], text: str, look: tuple[str, str, float]) -> None:
    ha, va, size = look
    axes.text(*at, text, ha=ha, va=va, fontsize=size, color=LIGHT["muted"], transform=IdentityTransform())

"""Dots with limits of chance: one line per item, one or two series side by side on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from matplotlib.axes import Axes

from naerblik.report import scales, svg
from naerblik.report.cells import Share
from naerblik.report.palette import LIGHT
from naerblik.report.svg import WIDTH, Words
from naerblik.report.unit import CITIZENS

LINE = 27.0
TOP, BOTTOM, LABELS, RIGHT = 30.0, 44.0, 250.0, 20.0
WRAPPED_AT = 33  # letters that fit beside the scale


@dataclass(frozen=True)
class Dot:
    """A share of 1 with its limits, None where the number is not shown."""

    share: float | None
    limits: tuple[float, float] | None

    @classmethod
    def of(cls, share: Share) -> Dot:
        """The dot of a published share."""
        return cls(share.rate, share.limits) if share.is_known else cls(None, None)


@dataclass(frozen=True)
class Line:
    """An item with its dot in each series; `remark` stands at the right, such as a verdict's sign."""

    label: str
    dots: tuple[Dot, ...]
    remark: str = ""


_MARKERS = ("o", "D")
_COLOURS = ("accent", "muted")
_OFFSETS = {1: (0.0,), 2: (-0.14, 0.18)}


def draw(lines: Sequence[Line], series: Sequence[str], words: Words, *, axis: str, scale: int = CITIZENS.scale) -> str:
    """The chart as an SVG element. `series` names the dots of each line (one or two).

    `axis` titles the scale, on which a share of 1 is `scale`.
    """
    height = TOP + LINE * len(lines) + BOTTOM
    with svg.style():
        figure = svg.drawing(height)
        axes = svg.plane(
            figure, (LABELS / WIDTH, BOTTOM / height, (WIDTH - LABELS - RIGHT) / WIDTH, LINE * len(lines) / height)
        )
        for number, name in enumerate(series):
            _series(axes, [line.dots[number] for line in lines], number, _OFFSETS[len(series)][number], (name, scale))
        _frame(axes, lines, axis)
        if len(series) > 1:
            _legend(axes)
        return svg.inline(figure, words)


def _series(axes: Axes, dots: Sequence[Dot], number: int, offset: float, called: tuple[str, int]) -> None:
    name, scale = called
    at = [(row + offset, dot) for row, dot in enumerate(dots) if dot.share is not None]
    colour = LIGHT[_COLOURS[number]]
    bars = [(row, *dot.limits) for row, dot in at if dot.limits]
    rows, lower, upper = ([bar[i] for bar in bars] for i in range(3))
    axes.hlines(rows, [scale * v for v in lower], [scale * v for v in upper], colors=colour, lw=1.8)
    axes.plot(
        [scale * (dot.share or 0.0) for _, dot in at],
        [row for row, _ in at],
        _MARKERS[number],
        ms=7 if number == 0 else 5.5,
        color=colour,
        markerfacecolor=colour if number == 0 else LIGHT["paper"],
        markeredgewidth=1.4,
        clip_on=False,
        label=name,
        zorder=3 - number,
    )


def _frame(axes: Axes, lines: Sequence[Line], axis: str) -> None:
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_xlim(left=0, right=max(axes.get_xlim()[1], 1) * 1.02)
    scales.draw(axes, scales.ticks(axes.get_xlim(), 6), (), lines="x")
    scales.title(axes, axis)
    for row, line in enumerate(lines):
        _label(axes, row, line.label)
        axes.annotate(
            line.remark,
            (1, row),
            (6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            ha="left",
            fontsize=11,
            color=LIGHT["ink"],
            annotation_clip=False,
        )


def _label(axes: Axes, row: int, label: str) -> None:
    """Each line of a wrapped label is a text of its own: a page's font has other widths than the one drawn with."""
    parts = wrap(label, WRAPPED_AT)
    for number, part in enumerate(parts):
        down = 12.0 * (number - (len(parts) - 1) / 2)
        axes.annotate(
            part,
            (0, row),
            (-8, -down),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            ha="right",
            fontsize=11.5,
            annotation_clip=False,
        )


def _legend(axes: Axes) -> None:
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.0),
        ncols=2,
        frameon=False,
        handletextpad=0.2,
        columnspacing=1.4,
        borderaxespad=0.1,
        fontsize=12,
    )

"""Age groups on one axis, one line for women and one for men, with limits of chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from naerblik.report import scales, svg
from naerblik.report.dot_chart import Dot
from naerblik.report.palette import LIGHT
from naerblik.report.svg import Words
from naerblik.report.unit import CITIZENS, Unit

HEIGHT = 300.0
_LOOKS = (("accent", "o", "accent", -0.04), ("muted", "D", "paper", 0.04))


def draw(ages: Sequence[str], lines: Mapping[str, Sequence[Dot]], words: Words, *, unit: Unit = CITIZENS) -> str:
    """The chart as an SVG element; `lines` by name, one dot per age group, on the scale of `unit`."""
    with svg.style():
        figure = svg.drawing(HEIGHT)
        axes = svg.plane(figure, (0.075, 0.11, 0.91, 0.76))
        for (name, dots), (colour, marker, fill, offset) in zip(lines.items(), _LOOKS, strict=False):
            at = [
                (x + offset, dot.share, dot.limits or (0.0, 0.0)) for x, dot in enumerate(dots) if dot.share is not None
            ]
            x, shares = [a[0] for a in at], [unit.scale * a[1] for a in at]
            lower, upper = ([unit.scale * a[2][end] for a in at] for end in (0, 1))
            axes.plot(
                x, shares, color=LIGHT[colour], marker=marker, lw=1.4, ms=7, markerfacecolor=LIGHT[fill], label=name
            )
            axes.vlines(x, lower, upper, colors=LIGHT[colour], lw=1.2)
        axes.set_xlim(-0.4, len(ages) - 0.6)
        axes.set_ylim(bottom=0)
        scales.draw(axes, list(enumerate(ages)), scales.ticks(axes.get_ylim(), 5), lines="y")
        axes.annotate(
            unit.name,
            (0, 1),
            (-40, 10),
            xycoords="axes fraction",
            textcoords="offset points",
            color=LIGHT["muted"],
        )
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False, handletextpad=0.3)
        return svg.inline(figure, words)

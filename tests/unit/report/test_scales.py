"""The scales of charts, held against those that matplotlib draws itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from naerblik.report import numbers, scales, svg

ends = st.tuples(st.floats(0, 1e5), st.floats(1e-2, 1e5)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def _axes(height: float = 200) -> Axes:
    return svg.drawing(height).add_axes((0.1, 0.2, 0.8, 0.6))


@given(ends, st.integers(3, 8))
def test_ticks_are_those_of_matplotlib_within_the_ends(limits: tuple[float, float], many: int) -> None:
    axes = _axes()
    axes.set_ylim(limits)
    axes.yaxis.set_major_locator(MaxNLocator(many, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numbers.decimal(value, 0 if value % 1 == 0 else 1)))
    own = [(tick.get_loc(), tick.label1.get_text()) for tick in axes.yaxis._update_ticks()]
    made = scales.ticks(limits, many)
    assert [label for _, label in made] == [label for _, label in own]
    assert [at for at, _ in made] == pytest.approx([at for at, _ in own])


def test_axes_that_run_downwards_have_the_same_ticks() -> None:
    assert scales.ticks((10, 0), 5) == scales.ticks((0, 10), 5) == [(at, str(at)) for at in (0, 2, 4, 6, 8, 10)]


def _linear(axes: Axes) -> None:
    axes.set_xlim(0, 30)


def _logarithmic(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.set_xlim(5, 500)


@pytest.mark.parametrize("scale", [_linear, _logarithmic])
def test_each_label_and_line_stands_where_its_number_is(scale: Callable[[Axes], None]) -> None:
    axes = _axes()
    scale(axes)
    axes.set_ylim(8, -1)
    x, y = [(10.0, "ti"), (20.0, "tyve")], [(0.0, "nul"), (5.0, "fem")]
    scales.draw(axes, x, y, lines="y")
    left, bottom, right, _ = axes.bbox.extents
    places = {text.get_text(): text.get_position() for text in axes.texts}
    for at, label in x:
        assert places[label] == pytest.approx((axes.transData.transform((at, 0))[0], bottom - 7))
    for at, label in y:
        assert places[label] == pytest.approx((left - 7, axes.transData.transform((10, at))[1]))
    grid, _ = (artist for artist in axes.get_children() if isinstance(artist, LineCollection))
    across = [[(left, places[label][1]), (right, places[label][1])] for _, label in y]
    assert np.array(grid.get_segments()) == pytest.approx(np.array(across))


def test_an_axis_without_ticks_is_not_drawn_and_nothing_is_drawn_twice() -> None:
    axes = _axes()
    scales.draw(axes, [(0.5, "halv")], (), lines="x")
    _, lines = (artist for artist in axes.get_children() if isinstance(artist, LineCollection))
    assert len(lines.get_segments()) == 2, "the mark of the tick and the horizontal axis"
    assert [text.get_text() for text in axes.texts] == ["halv"]
    assert not axes.axison, "matplotlib's own scales are off"


def test_the_title_of_an_axis_stands_below_its_middle() -> None:
    axes = _axes()
    scales.title(axes, "Borgere pr. 1.000")
    (text,) = axes.texts
    assert isinstance(axes.figure, Figure)
    assert text.get_position() == pytest.approx((svg.WIDTH / 2, 0.2 * 200 - scales.TITLE_BELOW))

"""The tile map: one equal square per municipality, coloured in five steps, with its number in it.

Colour is never the only sign: every tile prints its number, a hidden or missing one has its own pattern and sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from naerblik.report import svg
from naerblik.report.palette import LIGHT, ON_STEP, STEPS
from naerblik.report.svg import WIDTH, Words, short
from naerblik.report.table import MISSING_SIGN, Mark
from naerblik.report.tile_layout import Tile, tiles
from naerblik.report.unit import CITIZENS, Unit

GAP = 2.0
LEGEND_COLUMNS = (8.5, 12.0)  # in tiles: in the sea east of Jylland, north of Sjælland
LEGEND_BOX, LEGEND_LINE = 16.0, 21.0


@dataclass(frozen=True)
class TileValue:
    """What a tile shows: a share of 1, or a mark, with the municipality's name; `own` outlines it."""

    name: str
    value: float | Mark
    own: bool


@dataclass(frozen=True)
class _Step:
    """One colour with the range of values that have it."""

    colour: str
    low: float
    high: float


@dataclass(frozen=True)
class _Box:
    """A square by its upper left corner."""

    x: float
    y: float
    size: float

    def place(self) -> str:
        return f'x="{short(self.x)}" y="{short(self.y)}" width="{short(self.size)}" height="{short(self.size)}" rx="2"'


def draw(values: Mapping[int, TileValue], words: Words, *, unit: str, sign: str, scale: Unit = CITIZENS) -> str:
    """The map as an SVG element. `values` by municipality code; `unit` heads the legend; `sign` marks hidden ones.

    Numbers are printed on `scale`.
    """
    shown = [v.value for v in values.values() if isinstance(v.value, float)]
    missing = any(v.value is Mark.MISSING for v in values.values())
    columns, rows = (max(getattr(t, axis) for t in tiles()) + 1 for axis in ("column", "row"))
    painter = _Painter(words.key, sign, tuple(_steps(shown)), (WIDTH - GAP) / columns - GAP, missing, scale)
    body = [painter.pattern(), *(painter.tile(t, values[t.code]) for t in tiles())]
    # Outlines come last, so that no neighbour covers a line.
    body += [painter.outline(painter.box(t)) for t in tiles() if values[t.code].own]
    body += painter.legend(unit, any(v.own for v in values.values()))
    return svg.element(words, rows * (painter.size + GAP) + GAP, "\n".join(body))


def _steps(shown: Sequence[float]) -> Iterator[_Step]:
    """Five steps with as equal numbers of municipalities as the values allow; fewer where they are few."""
    if not shown:
        return
    cuts = np.quantile(shown, np.linspace(0, 1, len(STEPS) + 1)[1:-1])
    at = np.searchsorted(cuts, shown, side="left")
    for number, colour in enumerate(STEPS):
        members = [value for value, step in zip(shown, at, strict=True) if step == number]
        if members:
            yield _Step(colour, min(members), max(members))


@dataclass(frozen=True)
class _Painter:
    """Draws tiles of one size with one set of steps."""

    key: str
    sign: str
    steps: tuple[_Step, ...]
    size: float
    missing: bool
    scale: Unit

    def box(self, tile: Tile) -> _Box:
        return _Box(GAP + tile.column * (self.size + GAP), GAP + tile.row * (self.size + GAP), self.size)

    def pattern(self) -> str:
        return (
            f'<defs><pattern id="{self.key}-skravering" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="6" height="6" class="fill-paper" fill="{LIGHT["paper"]}"/>'
            f'<rect width="2" height="6" class="fill-grid" fill="{LIGHT["grid"]}"/></pattern></defs>'
        )

    def tile(self, tile: Tile, shown: TileValue) -> str:
        box, value = self.box(tile), shown.value
        ink = ON_STEP[self.colour(value)] if isinstance(value, float) else "ink"
        number = self.scale.bare(value) if isinstance(value, float) else self.signs()[value]
        middle = box.x + self.size / 2
        label = _text(middle, box.y + self.size * 0.45, tile.label, _style(ink, 11.5, 600))
        text = _text(middle, box.y + self.size * 0.82, number, _style(ink, 10.5))
        return f"<g><title>{escape(shown.name)}: {number}</title>{self.square(box, value)}{label}{text}</g>"

    def signs(self) -> dict[Mark, str]:
        return {Mark.HIDDEN: self.sign, Mark.MISSING: MISSING_SIGN}

    def colour(self, value: float) -> str:
        return next(step.colour for step in self.steps if step.low <= value <= step.high)

    def square(self, box: _Box, value: float | Mark) -> str:
        if isinstance(value, float):
            colour = self.colour(value)
            return f'<rect {box.place()} class="fill-{colour}" fill="{LIGHT[colour]}"/>'
        line = f'class="stroke-line" stroke="{LIGHT["line"]}"'
        if value is Mark.HIDDEN:
            return f'<rect {box.place()} fill="url(#{self.key}-skravering)" {line}/>'
        return f'<rect {box.place()} fill="none" stroke-dasharray="3 2" {line}/>'

    def outline(self, box: _Box) -> str:
        line = f'stroke-width="2.4" class="stroke-ink" stroke="{LIGHT["ink"]}"'
        return f'<rect {box.place()} fill="none" {line}/>'

    def legend(self, unit: str, outlined: bool) -> Iterator[str]:
        left, right = (column * (self.size + GAP) for column in LEGEND_COLUMNS)
        yield _text(left, 12, unit, _style("ink", 12, 600), anchor="start")
        for line, step in enumerate(self.steps):
            box = _Box(left, 22 + line * LEGEND_LINE, LEGEND_BOX)
            yield self.square(box, step.low) + _beside(box, self.scale.interval((step.low, step.high)))
        marks = {
            Mark.HIDDEN: f"{self.sign}  vises ikke (anonymitet)",
            **({Mark.MISSING: f"{MISSING_SIGN}  ingen indberetning"} if self.missing else {}),
        }
        for line, (mark, text) in enumerate(marks.items()):
            box = _Box(right, 22 + line * LEGEND_LINE, LEGEND_BOX)
            yield self.square(box, mark) + _beside(box, text)
        if outlined:
            box = _Box(right, 22 + len(marks) * LEGEND_LINE, LEGEND_BOX)
            yield self.outline(box) + _beside(box, "modtagerens område")


def _beside(box: _Box, text: str) -> str:
    return _text(box.x + box.size + 8, box.y + 12.5, text, _style("muted", 12), anchor="start")


def _style(ink: str, size: float, weight: int = 400) -> str:
    return f'font-size="{size}" font-weight="{weight}" class="fill-{ink}" fill="{LIGHT[ink]}"'


def _text(x: float, y: float, text: str, style: str, *, anchor: str = "middle") -> str:
    return f'<text x="{short(x)}" y="{short(y)}" text-anchor="{anchor}" {style}>{escape(text)}</text>'

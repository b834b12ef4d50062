"""A way drawn from left to right: columns of names with thin lines from each to what is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from naerblik.report import svg
from naerblik.report.palette import LIGHT
from naerblik.report.svg import Words, short

HEAD, LINE, LETTER, SIZE = 30.0, 17.5, 5.1, 10.5
"""Height of the head, of a line of the fullest column, and width and height of a letter."""


@dataclass(frozen=True)
class Stage:
    """A column: its heading, where it begins, and key -> name of what stands in it."""

    heading: str
    left: float
    names: dict[str, str]


def draw(stages: Sequence[Stage], links: Sequence[set[tuple[str, str]]], words: Words) -> str:
    """The stages as an SVG element; `links` are from each stage to the next: pairs of keys."""
    height = HEAD + LINE * max(len(stage.names) for stage in stages)
    places = [_places(stage, height) for stage in stages]
    lines = "".join(_line(a, b, own, other) for (a, b), own, other in _joined(stages, links, places))
    body = [
        f'<path d="{lines}" fill="none" class="stroke-line" stroke="{LIGHT["line"]}" stroke-width=".7"/>',
        f'<g font-size="{short(SIZE)}" {_AROUND}>',
        *(text for stage, own in zip(stages, places, strict=True) for text in _texts(stage, own)),
        "</g>",
    ]
    return svg.element(words, height, "\n".join(body))


def _places(stage: Stage, height: float) -> dict[str, float]:
    """Key -> how far down it stands: a column is spread over the whole height."""
    step = (height - HEAD) / len(stage.names)
    return {key: HEAD + step * (number + 0.5) for number, key in enumerate(stage.names)}


def _joined(
    stages: Sequence[Stage], links: Sequence[set[tuple[str, str]]], places: Sequence[dict[str, float]]
) -> Iterator[tuple[tuple[float, float], float, float]]:
    """((where a line begins, where it ends), how far down it does each)."""
    for (stage, after), found, (own, other) in zip(pairwise(stages), links, pairwise(places), strict=True):
        for key, target in sorted(found):
            ends = stage.left + LETTER * len(stage.names[key]) + 5
            yield (min(ends, after.left - 18), after.left - 5), own[key], other[target]


def _line(begin: float, end: float, own: float, other: float) -> str:
    middle = short((begin + end) / 2)
    return f"M{short(begin)} {short(own)}C{middle} {short(own)} {middle} {short(other)} {short(end)} {short(other)}"


_AROUND = (
    f'class="stroke-paper" stroke="{LIGHT["paper"]}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
)
"""Lines give way to names."""


def _texts(stage: Stage, places: dict[str, float]) -> Iterator[str]:
    yield _text(stage.left, 14, stage.heading, "muted", ' font-weight="600"')
    for key, name in stage.names.items():
        yield _text(stage.left, places[key] + 0.35 * SIZE, name, "ink")


def _text(x: float, y: float, said: str, colour: str, look: str = "") -> str:
    fill = f'class="fill-{colour}" fill="{LIGHT[colour]}"'
    return f'<text x="{short(x)}" y="{short(y)}" {fill}{look}>{escape(said)}</text>'

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from naerblik.project import PAGE
from naerblik.report import age_chart, dot_chart, funnel_chart, panel_chart, scales, svg, trend_chart
from naerblik.report.palette import LIGHT, ON_STEP
from naerblik.report.svg import Words

WORDS = Words("proeve", "Titel & mere", "Det går fra 1 til 3.")


def _drawn(colour: str) -> str:
    with svg.style():
        figure = svg.drawing(200)
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.plot([1, 2, 3], [1, 3, 2], "o-", color=colour)
        axes.set_title("Overskrift", fontweight="bold")
        return svg.inline(figure, WORDS)


def test_axes_without_ticks_of_their_own_draw_what_those_of_matplotlib_draw_without_scales() -> None:
    drawn = []
    for own in (True, False):
        with svg.style():
            figure = svg.drawing(200)
            axes = svg.plane(figure, (0.1, 0.1, 0.8, 0.8)) if own else figure.add_axes((0.1, 0.1, 0.8, 0.8))
            axes.plot([1, 2, 3], [1, 3, 2], "o-", color=LIGHT["accent"], label="a")
            axes.annotate("Tekst", (2, 1), (4, 4), textcoords="offset points")
            scales.draw(axes, [(1.0, "1")], [(2.0, "2")], lines="y")
            figure.legend(*axes.get_legend_handles_labels(), frameon=False)
            drawn.append(svg.inline(figure, WORDS))
    assert drawn[0] == drawn[1]


def test_axes_that_show_ticks_have_their_own_and_draw_the_same_every_time() -> None:
    def drawn() -> str:
        with svg.style():
            figure = svg.drawing(100)
            svg.plane(figure, (0.1, 0.2, 0.8, 0.7)).plot([0, 1, 4], [0, 2, 3], color=LIGHT["accent"])
            svg.plane(figure, (0.5, 0.5, 0.2, 0.2)).plot([0, 9], [0, 9], color=LIGHT["accent"])
            return svg.inline(figure, svg.Words("a", "a", "a"))

    assert drawn() == drawn()


def test_a_figure_is_a_named_and_described_image() -> None:
    root = ET.fromstring(_drawn(LIGHT["accent"]))
    assert root.get("role") == "img"
    by_id = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert by_id[root.get("aria-labelledby")] == "Titel & mere"
    assert by_id[root.get("aria-describedby")] == "Det går fra 1 til 3."


def test_the_same_figure_is_the_same_text_in_every_run() -> None:
    assert _drawn(LIGHT["accent"]) == _drawn(LIGHT["accent"])


def test_nothing_in_a_figure_reaches_the_page_around_it() -> None:
    text = _drawn(LIGHT["accent"])
    root = ET.fromstring(text)
    assert not [e for e in root.iter() if e.tag.endswith(("style", "metadata", "script"))]
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert ids
    assert all(i.startswith("proeve-") for i in ids)
    assert set(re.findall(r"#(proeve-[\w-]+)", text)) <= set(ids)
    assert "style=" not in text


def test_colours_have_a_class_that_dark_mode_can_reach() -> None:
    for element in ET.fromstring(_drawn(LIGHT["accent"])).iter():
        for name in ("fill", "stroke"):
            value = element.get(name, "none")
            if value.startswith("#"):
                assert f"{name}-" in element.get("class", ""), ET.tostring(element)


def test_a_colour_outside_the_palette_is_an_error() -> None:
    with pytest.raises(ValueError, match="colour #123456 is not in the palette"):
        _drawn("#123456")


def test_text_stays_text_in_the_font_of_the_page() -> None:
    root = ET.fromstring(_drawn(LIGHT["accent"]))
    texts = [e for e in root.iter() if e.tag.endswith("text")]
    assert "Overskrift" in [e.text for e in texts]
    assert all(e.get("font-size") and not e.get("font-family") for e in texts)


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def _themes() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The colours of style.css in the light, in the dark and on paper."""
    css = (PAGE / "style.css").read_text(encoding="utf-8")
    light = css[: css.index("@media (prefers-color-scheme: dark)")]
    dark = css[len(light) : css.index("* { box-sizing")]
    return _colours(light), _colours(dark), _colours(css[css.index("@media print") :])


def test_the_light_colours_of_the_page_are_those_of_the_figures() -> None:
    light, dark, paper = _themes()
    assert {name: light[name] for name in LIGHT} == LIGHT
    assert set(dark) == set(paper) == set(light)


def test_every_colour_has_its_classes_in_the_page() -> None:
    css = (PAGE / "style.css").read_text(encoding="utf-8")
    for name in LIGHT:
        assert f".fill-{name} {{ fill: var(--{name}); }}" in css
        assert f".stroke-{name} {{ stroke: var(--{name}); }}" in css


Mix = tuple[tuple[float, ...], ...]
NORMAL: Mix = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def _luminance(colour: str, mixed: Mix = NORMAL) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    seen = [min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0), 1) for row in mixed]
    return 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]


def _contrast(a: str, b: str, mixed: Mix = NORMAL) -> float:
    high, low = sorted((_luminance(a, mixed), _luminance(b, mixed)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_ON = [("ink", "paper"), ("muted", "paper"), ("accent", "paper"), ("ink", "wash"), ("ink", "warning")]
TEXT_ON += [("muted", "soft")] + [(ink, step) for step, ink in ON_STEP.items()]


@pytest.mark.parametrize("theme", range(3), ids=["light", "dark", "print"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_holds_the_contrast_of_wcag(theme: int, text: str, ground: str) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[text], colours[ground]) >= 4.5


MEET = [("bar", "paper"), ("ink", "bar"), ("accent", "paper"), ("muted", "paper"), ("line", "paper"), ("ink", "paper")]
MEET += [("muted", "soft"), ("accent", "soft"), ("muted", "wash"), ("accent", "wash"), ("warning-line", "warning")]
"""Colours that lie beside each other in a figure or control where telling them apart means something."""

BLIND = {
    "nothing": NORMAL,
    "red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""What a reader does not see -> how linear red, green and blue are mixed (Machado, Oliveira and Fernandes 2009)."""


@pytest.mark.parametrize("blind_to", BLIND)
@pytest.mark.parametrize("theme", range(3), ids=["light", "dark", "print"])
@pytest.mark.parametrize(("one", "other"), MEET)
def test_what_means_something_in_a_figure_or_control_holds_the_contrast_of_wcag(
    theme: int, one: str, other: str, blind_to: str
) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[one], colours[other], BLIND[blind_to]) >= 3


DECORATIVE = {"grid", "soft", "paper", *ON_STEP}
"""Gridlines, fields whose edge is a line, what hollow marks are filled with, and tiles that print their number."""


def test_every_colour_of_figures_is_held_against_the_page_or_said_to_be_decorative() -> None:
    assert {one for pair in MEET for one in pair if one in LIGHT} | DECORATIVE == set(LIGHT)


LOOKS = {
    "trend": [(marker, str(dashes), fill == "paper") for _, marker, dashes, fill in trend_chart._LOOKS],
    "panels": [(marker, str(dashes), fill == "paper") for _, marker, dashes, fill in panel_chart._LOOKS],
    "ages": [(marker, "-", fill == "paper") for _, marker, fill, _ in age_chart._LOOKS],
    "dots": [(marker, "", number > 0) for number, marker in enumerate(dot_chart._MARKERS)],
    "funnel": [(funnel_chart._MARKERS[verdict], "", False) for verdict in ("higher", "lower", "none")],
}


@pytest.mark.parametrize("chart", LOOKS)
def test_figures_tell_nothing_by_colour_alone(chart: str) -> None:
    """Without colour, what a figure tells apart still differs: in its mark, its dashes or whether it is filled."""
    assert len(LOOKS[chart]) > 1
    assert len(set(LOOKS[chart])) == len(LOOKS[chart])


def test_the_style_fetches_nothing() -> None:
    css = Path(PAGE / "style.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css
    assert "$" not in css, "a dollar sign is a variable to Pandoc's templates"

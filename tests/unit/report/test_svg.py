from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from naerblik.project import PAGE
from naerblik.report import svg
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


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_ON = [("ink", "paper"), ("muted", "paper"), ("accent", "paper"), ("ink", "wash"), ("ink", "warning")]
TEXT_ON += [("muted", "soft")] + [(ink, step) for step, ink in ON_STEP.items()]


@pytest.mark.parametrize("theme", range(3), ids=["light", "dark", "print"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_holds_the_contrast_of_wcag(theme: int, text: str, ground: str) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[text], colours[ground]) >= 4.5


def test_the_style_fetches_nothing() -> None:
    css = Path(PAGE / "style.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css
    assert "$" not in css, "a dollar sign is a variable to Pandoc's templates"

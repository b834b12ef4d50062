"""From a matplotlib figure to SVG that stands in a page: named, small, the same in every run, coloured by class.

matplotlib writes colours into style attributes, repeats its ids in every figure and adds a style rule for '*', which
would reach the whole page. Here colours become presentation attributes with a class beside them (a class in the page
wins, so dark mode reaches them), ids go or are named after the figure, and text keeps the page's own font.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib
from matplotlib.axes import Axes
from matplotlib.axis import Tick, XAxis, YAxis
from matplotlib.figure import Figure as Drawing

from naerblik.report.palette import LIGHT, NAMES

WIDTH = 704
"""Width of a figure in its own units, which are pixels where the page is wide enough."""

FONT = "'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}")
_REFERENCE = re.compile(r"#([\w.-]+)")
_GEOMETRY = {"d", "x", "y", "width", "height", "transform", "points", "cx", "cy", "r"}

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "naerblik",
    "font.size": 12,
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.edgecolor": LIGHT["line"],
    "axes.labelcolor": LIGHT["muted"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "text.color": LIGHT["ink"],
    "grid.color": LIGHT["grid"],
    "grid.linewidth": 0.8,
    "hatch.linewidth": 0.8,
}


@dataclass(frozen=True)
class Words:
    """What an image says to those who do not see it. `key` is unique in the page."""

    key: str
    title: str
    description: str


@contextmanager
def style() -> Iterator[None]:
    """The look of all figures while one is drawn and written."""
    with matplotlib.rc_context(_STYLE):
        yield


def drawing(height: float) -> Drawing:
    """An empty figure of the page's width; `height` in the same units."""
    figure = Drawing(figsize=(WIDTH / 72, height / 72), dpi=72)
    figure.patch.set_visible(False)
    return figure


class _NoTicks:
    """The ticks of an axis, none until it draws any: matplotlib makes a first one that most charts never show."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, axis: object, owner: type) -> list[Tick]:
        ticks: list[Tick] = []
        if axis is not None:
            vars(axis)[self.name] = ticks
        return ticks


class _XAxis(XAxis):
    majorTicks, minorTicks = _NoTicks(), _NoTicks()  # noqa: N815 - the names are matplotlib's


class _YAxis(YAxis):
    majorTicks, minorTicks = _NoTicks(), _NoTicks()  # noqa: N815


class Plane(Axes):
    """Axes that make no ticks until they show any: charts draw scales of their own (naerblik.report.scales)."""

    def _init_axis(self) -> None:
        self.xaxis, self.yaxis = _XAxis(self, clear=False), _YAxis(self, clear=False)
        for side in ("bottom", "top"):
            self.spines[side].register_axis(self.xaxis)
        for side in ("left", "right"):
            self.spines[side].register_axis(self.yaxis)


def plane(figure: Drawing, place: tuple[float, float, float, float]) -> Plane:
    """Axes at a place: left, bottom, width and height as parts of the figure."""
    axes = figure.add_axes(place, axes_class=Plane)
    assert isinstance(axes, Plane)
    return axes


def inline(figure: Drawing, words: Words) -> str:
    """The figure as an SVG element that names and describes itself.

    Raises ValueError for a colour that is not in the palette: dark mode could not reach it.
    """
    raw = io.BytesIO()
    figure.savefig(raw, format="svg", metadata=_NO_METADATA)
    root = ET.fromstring(raw.getvalue())
    _drop_page_rules(root)
    for element in root.iter():
        _restyle(element)
        _shorten(element)
    _rename_ids(root, words.key)
    _name(root, words)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _drop_page_rules(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}metadata"):
                parent.remove(child)
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}defs" and not len(child):
                parent.remove(child)


def _restyle(element: ET.Element) -> None:
    """Moves the style attribute into attributes; colours get the class of their name."""
    classes = []
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font-size":
            element.set(name, value.removesuffix("px"))
        elif name and name != "font-family":
            element.set(name, value)
        if name in ("fill", "stroke") and value.startswith("#"):
            classes.append(f"{name}-{_colour(value)}")
    if classes:
        element.set("class", " ".join(classes))


def _colour(value: str) -> str:
    if value not in NAMES:
        raise ValueError(f"colour {value} is not in the palette: use one of {', '.join(LIGHT)}")
    return NAMES[value]


def _shorten(element: ET.Element) -> None:
    """Two decimals, no turning by nothing, no line breaks inside paths."""
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    if "d" in element.attrib:
        element.set("d", " ".join(element.attrib["d"].split()))
    for name in _GEOMETRY & element.attrib.keys():
        element.set(name, _LONG_DECIMAL.sub(lambda match: short(float(match.group())), element.attrib[name]))


def short(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _rename_ids(root: ET.Element, key: str) -> None:
    """Keeps the ids that something refers to, named after the figure; the others go."""
    for element in root.iter():
        if f"{{{_XLINK}}}href" in element.attrib:
            element.set("href", element.attrib.pop(f"{{{_XLINK}}}href"))
    used = {m for e in root.iter() for v in e.attrib.values() for m in _REFERENCE.findall(v)} - set(_hex())
    names: dict[str, str] = {}
    for element in root.iter():
        old = element.attrib.pop("id", "")
        if old in used:
            names[old] = f"{key}-{len(names) + 1}"
            element.set("id", names[old])
    for element in root.iter():
        for name, value in element.attrib.items():
            element.set(name, _REFERENCE.sub(lambda m: f"#{names.get(m.group(1), m.group(1))}", value))


def _hex() -> Iterator[str]:
    return (value[1:] for value in LIGHT.values())


def _name(root: ET.Element, words: Words) -> None:
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.attrib |= root_attributes(words.key)
    for position, (tag, suffix, text) in enumerate(_named(words)):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{words.key}-{suffix}"})
        element.text = text
        root.insert(position, element)


def _named(words: Words) -> tuple[tuple[str, str, str], ...]:
    return ("title", "titel", words.title), ("desc", "beskrivelse", words.description)


def root_attributes(key: str, look: str = "chart") -> dict[str, str]:
    """What makes an SVG element a named image of the page; `look` is its class."""
    return {
        "role": "img",
        "class": look,
        "aria-labelledby": f"{key}-titel",
        "aria-describedby": f"{key}-beskrivelse",
        "font-family": FONT,
    }


def element(words: Words, height: float, body: str, *, width: float = WIDTH, look: str = "chart") -> str:
    """A hand-drawn SVG element that names and describes itself; `body` is its content, `look` its class."""
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in root_attributes(words.key, look).items())
    named = "".join(f'<{tag} id="{words.key}-{suffix}">{escape(text)}</{tag}>' for tag, suffix, text in _named(words))
    return f'<svg xmlns="{_SVG}" viewBox="0 0 {short(width)} {short(height)}" {attributes}>{named}\n{body}\n</svg>'

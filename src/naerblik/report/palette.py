"""The colours of figures by name: one accent, one for bars, greys, and five steps for maps.

The light value is written into each SVG, so that a figure looks right in JupyterLab; in a page the class named after
the colour lets style.css choose, also in the dark. A test holds these values and style.css together.
"""

from __future__ import annotations

LIGHT: dict[str, str] = {
    "paper": "#ffffff",
    "ink": "#1b2327",
    "muted": "#55626a",
    "line": "#85929a",
    "grid": "#dde3e6",
    "accent": "#0b6477",
    "soft": "#cfe3e7",
    "bar": "#4a94a4",
    "step1": "#e2eff1",
    "step2": "#b5d8de",
    "step3": "#84bdc8",
    "step4": "#2c7b8c",
    "step5": "#084957",
}
"""Colour name -> value in the light."""

STEPS = ("step1", "step2", "step3", "step4", "step5")
ON_STEP = {"step1": "ink", "step2": "ink", "step3": "ink", "step4": "paper", "step5": "paper"}
"""Text colour that is readable on each step, in the light and in the dark."""

NAMES = {value: name for name, value in LIGHT.items()}

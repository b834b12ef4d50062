"""Which program renders: Quarto where it is on the PATH, else Pandoc."""

from __future__ import annotations

import shutil
from typing import Literal

from naerblik import NaerblikError
from naerblik.parameters import Renderer


class RenderError(NaerblikError):
    """A page that could not be made; the text names the page and what to do."""


def choose(renderer: Renderer) -> Literal["quarto", "pandoc"]:
    """The program that will render. Raises RenderError when Quarto is asked for by name and is not there."""
    if renderer != "pandoc" and shutil.which("quarto"):
        return "quarto"
    if renderer == "quarto":
        raise RenderError(
            "renderer is 'quarto', but no program of that name is on the PATH: install it or choose 'auto'."
        )
    return "pandoc"

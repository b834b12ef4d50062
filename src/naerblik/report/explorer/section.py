"""The explorer as a notebook and a page show it: one sentence, which the page's script replaces, and its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from naerblik.report import markup
from naerblik.report.explorer import content
from naerblik.report.explorer.measures import Measure
from naerblik.report.scope import Scope

WITHOUT_SCRIPT = (
    "Her kan man vælge mål, område og gruppe og se tal, søjler og udvikling, når siden åbnes i en browser, der kører "
    "scripts. De vigtigste af tallene står i tabellerne nedenfor, og filerne i mappen »data« har dem alle."
)


@dataclass(frozen=True)
class Explorer:
    """The published cells of a topic for a recipient, to be chosen among. `breaks` is said of every trend by year."""

    scope: Scope
    measures: Sequence[Measure]
    breaks: str = ""

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the script is given."""
        return content.content(self.scope, self.measures, self.breaks)

    def _repr_html_(self) -> str:
        return (
            f'<div class="explorer" id="udforsk">\n<p>{markup.text(WITHOUT_SCRIPT)}</p>\n</div>\n'
            f'<script type="application/json" id="udforsk-data">{content.text(self.content)}</script>'
        )

    def __repr__(self) -> str:
        cells = sum(len(block["counts"]) for block in self.content["blocks"])
        return f"Udforsk: {len(self.content['measures'])} mål, {cells} celler"

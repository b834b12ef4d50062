"""The number that stands for a topic on a recipient's first page: published cells that its page shows too."""

from __future__ import annotations

from dataclasses import dataclass

from naerblik.report import markup
from naerblik.report.cells import Share
from naerblik.report.provenance import Provenance
from naerblik.report.small_trend import SmallTrend
from naerblik.report.unit import Unit

HIDDEN = "vises ikke"


@dataclass(frozen=True)
class KeyFigure:
    """A share with its unit, one sentence that says what it is, its small trend, and the line of trust.

    `nobody` stands for the number of a group without citizens.
    """

    share: Share
    unit: Unit
    sentence: str
    trend: SmallTrend
    provenance: Provenance
    nobody: str = "ikke indberettet"

    @property
    def number(self) -> str:
        """'36,1', or in words that there is none."""
        if self.share.is_known:
            return self.unit.bare(self.share.rate)
        return HIDDEN if self.share.is_reported else self.nobody

    def _repr_html_(self) -> str:
        return (
            f'<p class="key-figure">{self._figure()}</p>\n<p>{markup.text(self.sentence)}</p>\n'
            f'<div class="small-trend">{self.trend._repr_html_()}</div>\n'
            f'<p class="provenance">{markup.text(self.provenance.line())}</p>'
        )

    def _figure(self) -> str:
        if not self.share.is_known:
            return f'<strong class="in-words">{markup.text(self.number)}</strong>'
        return f"<strong>{markup.text(self.number)}</strong> {markup.text(self.unit.after + self.unit.whom)}"

"""A figure as a reader sees it: inline SVG that says its finding, a caption, and the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from naerblik.report import markup
from naerblik.report.provenance import Provenance
from naerblik.report.table import Table


@dataclass(frozen=True)
class Figure:
    """An SVG drawing with its text.

    `key` names it in the page. `title` heads it, `finding` is the alternative text: what the drawing shows, with
    numbers. `draw` gives the whole element (naerblik.report.svg) when it is first looked at: who only wants the
    table behind it, which holds every number that is drawn, does not wait for it. `behind` is what stands behind a
    drawing that shows more than its table, as a funnel of all municipalities does.
    """

    key: str
    title: str
    finding: str
    draw: Callable[[], str]
    table: Table
    reading: str = ""
    behind: Provenance | None = None

    @cached_property
    def svg(self) -> str:
        """The drawing as an SVG element."""
        return self.draw()

    def _repr_html_(self) -> str:
        """Drawing and caption kept together; the table behind opens below."""
        title, region = markup.text(self.title), 'class="scroll" role="region" tabindex="0"'
        reading = f'<p class="reading">{markup.text(self.reading)}</p>\n' if self.reading else ""
        return (
            f'<figure class="figure" id="figur-{self.key}">\n'
            f'<figcaption><p class="figure-title">{title}</p>\n{reading}</figcaption>\n'
            f'<div {region} aria-label="Figur: {title}">\n{self.svg}\n</div>\n'
            f'<p class="provenance">{markup.text((self.behind or self.table.provenance).line())}</p>\n</figure>\n'
            f'<details class="behind"><summary>Tallene bag figuren: {markup.text(self.table.caption)}</summary>\n'
            f"{self.table._repr_html_()}\n</details>"
        )

    def __repr__(self) -> str:
        return f"Figur: {self.title}\n{self.finding}\n{self.table!r}"


def tables_of(shown: Iterable[object]) -> dict[str, Table]:
    """The tables among what a page shows by file stem, also those behind figures; empty ones are left out."""
    tables = [part.table if isinstance(part, Figure) else part for part in shown]
    return {table.key: table for table in tables if isinstance(table, Table) and table.rows}

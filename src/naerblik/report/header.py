"""The head of a page: title, recipient, facts of the run, and the banners that must be seen first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from naerblik.report import markup

MARKER = '<header class="report-header"'
"""How the head begins in a notebook's output; a page takes it from `metadata`, so that it has one h1."""


ACCESSIBILITY = "tilgaengelighed.html"
"""The page about accessibility in the folder of each recipient, to which the foot of every page leads."""

VARIABLES = "variabelliste.html"
"""The list of variables in the folder of each recipient, and at the root of a release."""

ORIGIN = "oprindelse.json"
"""Where each table comes from, in the folder of each recipient (naerblik.report.origin_file)."""


@dataclass(frozen=True)
class Header:
    """Title, recipient (code and name), labelled facts, and warnings in the order in which they must be read.

    `focus` says what the recipient is and on which map; `slice` is the digest of the numbers that the recipient is
    given (naerblik.report.cell_file). A page carries both, so that one that lies in the wrong folder is found. A page
    at the root of a release has neither code nor slice, and the name of the release in place of a recipient.
    """

    title: str
    code: str
    recipient: str
    focus: str
    slice: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    banners: tuple[tuple[str, str], ...]
    synthetic: bool

    def metadata(self) -> dict[str, Any]:
        """The variables of the page template (reports/page/template.html)."""
        return {
            "title": f"{self.title}: {self.recipient}",
            "heading": self.title,
            "code": self.code,
            "focus": self.focus,
            "slice": self.slice,
            "recipient": self.recipient,
            "lead": self.lead,
            "facts": [{"label": label, "value": value} for label, value in self.facts],
            "banners": [{"label": label, "text": text} for label, text in self.banners],
            "kind": "synthetic" if self.synthetic else "delivered",
            "accessibility": ACCESSIBILITY if self.code else "",
            "footer": "; ".join(f"{label}: {value}" for label, value in self.facts),
        }

    def marker(self) -> str:
        """How the head begins in the output of a notebook that was executed for this recipient and these numbers."""
        return f'{MARKER} data-recipient="{self.code}" data-focus="{self.focus}" data-slice="{self.slice}"'

    def _repr_html_(self) -> str:
        banners = "".join(
            f"<p><strong>{markup.text(label)}</strong> {markup.text(text)}</p>" for label, text in self.banners
        )
        facts = "".join(f"<dt>{markup.text(label)}</dt><dd>{markup.text(value)}</dd>" for label, value in self.facts)
        return (
            f"{self.marker()}>{banners}<h1>{markup.text(self.title)}: {markup.text(self.recipient)}</h1>"
            f"<p>{markup.text(self.lead)}</p><dl>{facts}</dl></header>"
        )

    def __repr__(self) -> str:
        banners = [f"{label} {text}" for label, text in self.banners]
        facts = [f"{label}: {value}" for label, value in self.facts]
        return "\n".join([*banners, f"{self.title}: {self.recipient}", self.lead, *facts])

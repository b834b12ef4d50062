"""Drafts: what a run makes before it is released. Their pages say so; a release takes the words away again.

The words are set into the finished page and not into the notebook, so that a page is released as it was checked, with
nothing else changed and nothing rendered anew.
"""

from __future__ import annotations

from pathlib import Path

from naerblik import NaerblikError

MARK = "KLADDE"
_HEAD = '<header class="page-header">'
_BANNER = (
    f'<div class="banners draft"><p class="banner"><strong>{MARK}</strong> '
    "Rapporten er ikke frigivet og må ikke udleveres. Den er beskyttet, men ikke prøvet sammen med tidligere "
    "frigivelser.</p></div>"
)


class DraftError(NaerblikError):
    """A page that cannot be marked as a draft or freed of the mark; the text names the file."""


def mark(folder: Path) -> None:
    """Every page of a recipient's folder says that it is a draft. Raises DraftError for a page without a head."""
    _replace(folder, _HEAD, _HEAD + _BANNER)


def unmark(folder: Path) -> None:
    """The pages as they were before `mark`. Raises DraftError for a page that does not say it is a draft."""
    _replace(folder, _HEAD + _BANNER, _HEAD)


def _replace(folder: Path, found: str, wanted: str) -> None:
    for page in sorted(folder.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        if text.count(found) != 1:
            raise DraftError(f"{folder.name}/{page.name}: the head of the page is not as a run writes it; run again.")
        page.write_text(text.replace(found, wanted), encoding="utf-8")

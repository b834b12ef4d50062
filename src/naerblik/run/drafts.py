"""Drafts: what a run makes before it is released. Pages and workbooks say so; a release takes the words away again.

The words are set into the finished file and not into the notebook, so that a page is released as it was checked, with
nothing else changed and nothing rendered anew.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from naerblik import NaerblikError
from naerblik.report.workbook import OWNER

MARK = "KLADDE"
_SAID = (
    "Rapporten er ikke frigivet og må ikke udleveres. Den er beskyttet, men ikke prøvet sammen med tidligere "
    "frigivelser."
)
_TEXTS = "xl/sharedStrings.xml"
"""The part of a workbook that holds each text once, whichever sheets show it."""


class DraftError(NaerblikError):
    """A page or workbook that cannot be marked as a draft or freed of the mark; the text names the file."""


@dataclass(frozen=True)
class _Place:
    """Where a kind of file says that it is a draft: `free` stands there exactly once, or `marked` does."""

    pattern: str
    free: str
    marked: str
    replace: Callable[[Path, str, str], int]


def mark(folder: Path) -> None:
    """Every page and workbook of a recipient's folder says that it is a draft. Raises DraftError for one of no run."""
    for place in _PLACES:
        _replace(folder, place, place.free, place.marked)


def unmark(folder: Path) -> None:
    """The files as they were before `mark`. Raises DraftError for one that does not say it is a draft."""
    for place in _PLACES:
        _replace(folder, place, place.marked, place.free)


def _replace(folder: Path, place: _Place, found: str, wanted: str) -> None:
    for file in sorted(folder.glob(place.pattern)):
        if place.replace(file, found, wanted) != 1:
            name = file.relative_to(folder.parent)
            raise DraftError(f"{name}: the head of the file is not as a run writes it; run again.")


def _in_page(page: Path, found: str, wanted: str) -> int:
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(found, wanted), encoding="utf-8")
    return text.count(found)


def _in_workbook(book: Path, found: str, wanted: str) -> int:
    """The archive is written anew as it was, with its fixed times, so that its bytes depend on its content alone."""
    made = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {info: old.read(info) for info in old.infolist()}
        for info, content in parts.items():
            own = info.filename == _TEXTS
            new.writestr(info, content.replace(found.encode(), wanted.encode()) if own else content)
    book.write_bytes(made.getvalue())
    return sum(content.count(found.encode()) for info, content in parts.items() if info.filename == _TEXTS)


_HEAD = '<header class="page-header">'
_BANNER = f'<div class="banners draft"><p class="banner"><strong>{MARK}</strong> {_SAID}</p></div>'
_PLACES = (
    _Place("*.html", _HEAD, _HEAD + _BANNER, _in_page),
    *(
        _Place(where, f"<si><t>{OWNER}", f"<si><t>{MARK}: {_SAID} {OWNER}", _in_workbook)
        for where in ("*.xlsx", "tables/*.xlsx")
    ),
)

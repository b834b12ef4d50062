"""Danish text as HTML: escaped, and kept together where a line must not break."""

from __future__ import annotations

import re
from html import escape

_MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_DATE = re.compile(rf"(\d\.) ({_MONTHS}) (\d{{4}})")
_TOGETHER = re.compile(r"(\bpr\.|§|\d(?= pct\.)) ")
_INTERVAL = re.compile(r"\d(?:[\d.,]*\d)?–\d(?:[\d.,]*\d)?")
_SPACE = "\N{NO-BREAK SPACE}"


def text(value: str) -> str:
    """'pr. 1.000', '§ 138', '1. juli 2024' and '12,3 pct.' with spaces that do not break."""
    dated = _DATE.sub(rf"\1{_SPACE}\2{_SPACE}\3", escape(value))
    return _TOGETHER.sub(rf"\1{_SPACE}", dated)


def prose(value: str) -> str:
    """The same in a sentence, where '706,0–734,4' stays in one line too; not for an attribute."""
    return _INTERVAL.sub(r'<span class="interval">\g<0></span>', text(value))

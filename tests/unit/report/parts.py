"""What a notebook shows of a report, and what holds for every part of it whatever the topic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from lxml import html as lxml_html

from naerblik.report.figure import Figure
from naerblik.report.report import Report
from naerblik.report.table import Table

ENGLISH = re.compile(
    r"\b(the|and|with|of|year|population|municipality|reporting|hidden|nan|none|true|false|unknown|count)\b",
    re.IGNORECASE,
)


def parts_of(report: type[Report]) -> list[str]:
    """The methods that show numbers: all public ones but those that a run calls for its own, and the way to numbers.

    That one names variables and views as they are called (test_lineage.py).
    """
    own = ("tables", "origins", "key_figure", "lineage")
    public = [name for name in dir(report) if not name.startswith("_") and name not in own]
    return [name for name in public if callable(getattr(report, name))]


def visible(markup: str) -> str:
    """The text that a reader sees, in one line: without elements and the data of scripts."""
    tree = lxml_html.fromstring(f"<div>{markup}</div>")
    return " ".join("".join(tree.xpath(".//text()[not(ancestor::script)]")).split())


def is_filled(part: Any, *, drawn_in: int) -> bool:
    """A table has rows; a figure has some behind it, says its finding and is drawn in fewer bytes than that."""
    if isinstance(part, Figure):
        return bool(part.table.rows) and part.finding.endswith(".") and len(part.svg.encode()) < drawn_in
    return not isinstance(part, Table) or bool(part.rows)


def ids_twice(parts: Iterable[Any]) -> list[str]:
    """The ids that a page of all parts would have more than once."""
    page = "".join(part._repr_html_() for part in parts)
    ids = lxml_html.fromstring(f"<div>{page}</div>").xpath("//@id")
    return [name for name, times in Counter(ids).items() if times > 1]


def shares_without_limits(findings: Iterable[tuple[str, str]]) -> list[str]:
    """Key findings with a share of citizens but no limits of chance; who reports is counted, not drawn by chance."""
    shares = [said for name, said in findings if name != "Indberetning." and re.search(r"\d (pr\. 1[.0]+|pct\.)", said)]
    assert len(shares) >= 3
    return [said for said in shares if "95 pct. sikkerhedsgrænser" not in said]

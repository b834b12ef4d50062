"""What a reader sees of a part's HTML."""

from __future__ import annotations

from lxml import html as lxml_html


def visible(markup: str) -> str:
    """The text without elements, and without the data of scripts, in one line."""
    tree = lxml_html.fromstring(f"<div>{markup}</div>")
    return " ".join("".join(tree.xpath(".//text()[not(ancestor::script)]")).split())

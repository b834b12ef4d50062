"""The pages of general practice: whole, small, and in a browser nothing overlaps or is cut off."""

from __future__ import annotations

from collections import Counter

from lxml import html as lxml_html
from playwright.sync_api import Browser

from naerblik.project import NOTEBOOKS
from pages.page_samples import PRACTICE_SECTIONS, Made
from pages.test_browser import CUT, OVERLAPS, WIDTHS
from pages.test_html import LARGEST_PAGE


def test_the_page_is_one_small_file_with_its_sections(practice_recipient: Made) -> None:
    text = practice_recipient.page.read_text(encoding="utf-8")
    tree = lxml_html.document_fromstring(text)
    assert len(text.encode()) < LARGEST_PAGE
    assert not tree.xpath("//script[@src] | //link | //img | //iframe")
    assert [section.xpath("string(h2)") for section in tree.xpath("//main//section")] == list(PRACTICE_SECTIONS)
    for section in tree.xpath("//main//section"):
        assert len(section.text_content()) > len(section.xpath("string(h2)")) + 40
    assert not [name for name, times in Counter(tree.xpath("//@id")).items() if times > 1]


def test_no_text_in_a_figure_lies_on_another_or_is_cut_off(browser: Browser, practice_recipient: Made) -> None:
    page = browser.new_page()
    page.goto(practice_recipient.page.as_uri())
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(CUT) == []
    page.close()


def test_the_page_never_scrolls_sideways(browser: Browser, practice_recipient: Made) -> None:
    page = browser.new_page()
    page.goto(practice_recipient.page.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_on_a_desk_no_table_of_eight_columns_hides_the_last_of_them(
    browser: Browser, practice_made: dict[str, Made]
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(practice_made["1082"].page.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('main table')].filter(table =>
            table.querySelectorAll('thead th').length < 9 &&
            table.getBoundingClientRect().right > table.parentElement.getBoundingClientRect().right + 1
        ).map(table => table.caption.textContent)"""
    )
    assert hidden == []
    page.close()


def test_the_sections_are_those_of_the_notebook() -> None:
    """What is rendered here is what the notebook shows."""
    text = (NOTEBOOKS / "03_almen_praksis.ipynb").read_text(encoding="utf-8")
    for heading, parts in PRACTICE_SECTIONS.items():
        assert f"## {heading}" in text
        assert all(f"report.{part}()" in text for part in parts)

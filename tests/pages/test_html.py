"""What the file itself must hold, whatever opens it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from naerblik.run import workbooks
from pages.page_samples import SECTIONS, Made

LARGEST_PAGE = 1_000_000


@pytest.fixture
def tree(recipient: Made) -> HtmlElement:
    return lxml_html.document_fromstring(recipient.page.read_text(encoding="utf-8"))


def test_the_page_begins_as_every_browser_expects(recipient: Made) -> None:
    lines = recipient.page.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "<!DOCTYPE html>"
    assert '<meta charset="utf-8" />' in lines


def test_the_page_is_one_file_that_fetches_nothing(recipient: Made, tree: HtmlElement) -> None:
    text = recipient.page.read_text(encoding="utf-8")
    assert not re.findall(r"(?i)https?://(?!www\.w3\.org/)", text)
    assert not tree.xpath("//script[@src] | //link | //img | //iframe")
    assert len(text.encode()) < LARGEST_PAGE


def test_there_is_one_h1_one_main_and_no_heading_level_is_skipped(tree: HtmlElement) -> None:
    assert tree.get("lang") == "da"
    assert len(tree.xpath("//h1")) == len(tree.xpath("//main")) == 1
    levels = [int(h.tag[1]) for h in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_title_recipient_and_banners_are_there(recipient: Made, tree: HtmlElement) -> None:
    (code,) = tree.xpath("//meta[@name='recipient']/@content")
    assert code == recipient.code
    (title,) = tree.xpath("//head/title/text()")
    assert title.startswith("Kommunal sygepleje i Fælles Sprog III: ")
    assert " ".join(tree.xpath("//h1")[0].text_content().split()) == title.replace(":", "")
    banners = " ".join(tree.xpath("//div[@class='banners']")[0].text_content().split())
    assert "SYNTETISKE DATA" in banners
    assert "1. juli 2024" in tree.xpath("//dl")[0].text_content(), "a date is not a numbered list"


def test_no_code_is_shown(recipient: Made, tree: HtmlElement) -> None:
    assert "secret_code" not in recipient.page.read_text(encoding="utf-8")
    assert not tree.xpath("//pre | //code")


def test_the_contents_lead_to_every_section(tree: HtmlElement) -> None:
    links = tree.xpath("//nav//a")
    assert [" ".join(link.text_content().split()) for link in links] == list(SECTIONS)
    ids = set(tree.xpath("//@id"))
    assert {href.removeprefix("#") for href in tree.xpath("//a[starts-with(@href, '#')]/@href")} <= ids


def test_ids_are_unique_and_every_reference_finds_its_target(tree: HtmlElement) -> None:
    ids = Counter(tree.xpath("//@id"))
    assert [name for name, times in ids.items() if times > 1] == []
    for attribute in ("aria-labelledby", "aria-describedby"):
        assert set(tree.xpath(f"//@{attribute}")) <= set(ids)


def test_every_section_says_something(tree: HtmlElement) -> None:
    sections = tree.xpath("//main//section")
    assert [s.xpath("string(h2)") for s in sections] == list(SECTIONS)
    for section in sections:
        assert len(section.text_content()) > len(section.xpath("string(h2)")) + 40


def test_every_figure_has_alternative_text_with_its_finding_and_a_table_behind(tree: HtmlElement) -> None:
    figures = tree.xpath("//figure")
    assert figures
    for figure in figures:
        (drawing,) = figure.xpath(".//*[local-name()='svg']")
        assert drawing.get("role") == "img"
        described = tree.xpath(f"string(//*[@id='{drawing.get('aria-describedby')}'])")
        assert re.search(r"\d", described), described
        assert figure.getnext().tag == "details"
        assert figure.getnext().xpath(".//table")


def test_every_table_has_caption_scopes_and_a_region_of_its_own(tree: HtmlElement) -> None:
    for table in tree.xpath("//table"):
        assert table.xpath("string(caption)").strip()
        assert all(th.get("scope") for th in table.xpath(".//th"))
        assert table.getparent().get("tabindex") == "0"
        widths = {len(row.xpath("td | th")) for row in table.xpath(".//tr[not(@class='group')]")}
        assert len(widths) == 1, "every row has a cell for every column"


def test_every_region_of_the_page_has_a_name_of_its_own(tree: HtmlElement) -> None:
    names = [
        region.get("aria-label") or tree.xpath(f"string(//*[@id='{region.get('aria-labelledby')}'])")
        for region in tree.xpath("//*[@role='region']")
    ]
    assert all(names)
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_the_first_page_leads_to_the_report_and_to_files_that_exist(recipient: Made) -> None:
    tree = lxml_html.document_fromstring(recipient.index.read_text(encoding="utf-8"))
    assert len(tree.xpath("//h1")) == len(tree.xpath("//main")) == 1
    assert not tree.xpath("//nav")
    addresses = tree.xpath("//main//a/@href")
    assert addresses[:2] == ["fsiii.html", "tables/fsiii.xlsx"]
    assert len(addresses) > 8
    for address in addresses:
        assert (recipient.folder / address).is_file()


def test_the_first_page_shows_the_key_figure_of_the_report_with_its_trend_in_words(recipient: Made) -> None:
    tree = lxml_html.document_fromstring(recipient.index.read_text(encoding="utf-8"))
    page = lxml_html.document_fromstring(recipient.page.read_text(encoding="utf-8"))
    (card,) = tree.xpath("//ul[@class='topics']/li")
    number = card.xpath("string(.//*[@class='key-figure']/strong)")
    assert card.xpath("string(.//*[@class='provenance'])") in page.xpath("//*[@class='provenance']/text()")
    drawings = card.xpath(".//*[local-name()='svg']")
    if recipient.code == "360":
        assert (number, drawings) == ("ikke indberettet", [])
        return
    assert number in page.xpath("string(//ul[@class='key-findings'])")
    (drawing,) = drawings
    assert drawing.get("role") == "img"
    described = tree.xpath(f"string(//*[@id='{drawing.get('aria-describedby')}'])")
    printed = set(page.xpath("//*[@id='tabel-udvikling']//td/text()"))
    assert len(re.findall(r"\d+,\d", described)) == 5
    assert set(re.findall(r"\d+,\d", described)) <= printed


def test_every_file_says_that_its_data_are_synthetic(recipient: Made) -> None:
    for file in sorted(Path(recipient.folder).rglob("*")):
        if file.is_file():
            sheets = workbooks.texts(file) if file.suffix == ".xlsx" else {"": file.read_text(encoding="utf-8-sig")}
            assert all("SYNTETISKE DATA" in said for said in sheets.values()), file.name


def test_files_have_as_many_fields_in_each_line(recipient: Made) -> None:
    for file in (recipient.folder / "tables").glob("*.csv"):
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
        assert len({len(row) for row in rows}) == 1, file.name

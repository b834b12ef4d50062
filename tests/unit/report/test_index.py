"""The first page of a recipient: cards, files by topic, and the earlier release in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from naerblik.disclosure.cube import ProtectedCube
from naerblik.report import index
from naerblik.report.earlier import Earlier
from naerblik.report.report import Report
from report.practice_cube import PracticeOf
from report.sample_cube import ReportOf

EARLIER = Earlier(2023, date(2024, 3, 4), "sds-2024-03", "../../2023/1082/index.html")


def topic(report: Report) -> index.Topic:
    tables = {f"tables/{key}.csv": table.caption for key, table in report.tables().items()}
    return index.Topic("emne.html", report.title, report.key_figure(), "tables/emne.xlsx", tables)


def page(report: Report, earlier: Earlier | None = None) -> HtmlElement:
    return lxml_html.fromstring(f"<main>{index.body([topic(report)], earlier)}</main>")


def said(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture(scope="module")
def whole(report_of: ReportOf) -> Report:
    return report_of("1082")


def test_the_workbook_comes_first_then_every_table(whole: Report) -> None:
    addresses = page(whole).xpath("//section[2]//a/@href")
    assert addresses == ["tables/emne.xlsx", *(f"tables/{key}.csv" for key in whole.tables())]


def test_a_card_has_number_unit_sentence_trend_and_provenance(whole: Report) -> None:
    (card,) = page(whole).xpath("//ul[@class='topics']/li")
    figure = whole.key_figure()
    assert said(card.xpath(".//*[@class='key-figure']")[0]) == f"{figure.number} pr. 1.000 borgere"
    assert said(card.xpath("./p[2]")[0]) == " ".join(figure.sentence.split())
    assert card.xpath(".//*[local-name()='svg']/@role") == ["img"]
    assert said(card.xpath(".//*[@class='provenance']")[0]) == figure.provenance.line()


def test_the_trend_of_fsiii_is_that_of_its_finding(whole: Report) -> None:
    description, finding = whole.key_figure().trend.words.description, whole.trend_finding().text  # type: ignore[attr-defined]
    first, last = description.split(" i ")[0].removeprefix("Fra "), description.split(" til ")[1].split(" i ")[0]
    assert finding.startswith(f"Indsatser: {first} pr. 1.000 borgere i 2022 og {last} i 2024")


def test_a_hidden_key_figure_is_said_in_words_and_tells_no_number(
    practice_of: PracticeOf, small_practice: ProtectedCube
) -> None:
    figure = practice_of("825", 2026, small_practice).key_figure()
    assert figure.number == "vises ikke"
    assert figure.sentence == (
        "Borgere med diabetes registreret i almen praksis den 1. juli 2024: "
        "tallet vises ikke af hensyn til borgernes anonymitet."
    )
    assert "pr." not in lxml_html.fromstring(f"<div>{figure._repr_html_()}</div>").xpath(
        "string(//*[@class='key-figure'])"
    )


def test_a_municipality_that_never_reports_has_no_number_and_no_trend(report_of: ReportOf) -> None:
    figure = report_of("360").key_figure()
    assert figure.number == "ikke indberettet"
    assert "Udviklingen kan ikke vises." in figure._repr_html_()


def test_the_earlier_release_is_linked_to_where_it_stands_and_named_in_words_where_not(whole: Report) -> None:
    linked, alone = page(whole, EARLIER), page(whole, replace(EARLIER, address=None))
    assert linked.xpath("//section[2]//a/@href") == [EARLIER.address]
    assert not alone.xpath("//section[2]//a")
    for shown in (linked, alone):
        text = said(shown.xpath("//section[2]")[0])
        assert "Rapporterne for 2023, frigivet 4. marts 2024. Datagrundlag: sds-2024-03." in text


def test_without_an_earlier_release_nothing_is_said_of_one(whole: Report) -> None:
    assert page(whole).xpath("//h2/text()") == ["Rapporter", "Tabeller", "Variable og oprindelse", "Tilgængelighed"]


def test_a_release_that_was_withdrawn_is_said_to_be_replaced_and_why(whole: Report) -> None:
    said = page(whole, replace(EARLIER, withdrawn="Forkert år")).xpath("string(//section[h2='Tidligere udgivelse'])")
    assert "Denne udgivelse erstatter den tidligere, som er trukket tilbage: Forkert år." in said
    assert "trukket tilbage" not in page(whole, EARLIER).text_content()

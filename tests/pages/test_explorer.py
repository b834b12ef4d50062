"""The explorer in a browser: every number is the protected cube's, every control works, nothing leaves the page."""

from __future__ import annotations

import csv
import random
import re
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from naerblik.report.cells import Share
from naerblik.report.explorer.section import WITHOUT_SCRIPT
from naerblik.report.rate import Rate
from naerblik.report.table import MISSING_SIGN
from naerblik.run import drafts
from pages.explorer_pages import Choice, Explored, altered, differences, follow, read, read_whole
from pages.page_samples import EXPLORERS
from pages.test_browser import CUT, OVERLAPS, WIDTHS

TOPICS = ("fsiii", "kraeft", "almen_praksis")
Pages = dict[tuple[str, str], Explored]
EVERYONE = ("all", "all", "all", "all", "month")


@pytest.fixture(params=[(topic, code) for topic in TOPICS for code, _ in EXPLORERS], ids="-".join)
def page(request: pytest.FixtureRequest, explored: Pages) -> Explored:
    return explored[request.param]


def test_each_number_row_and_bar_is_that_of_the_protected_cube(tab: Tab, page: Explored) -> None:
    choices = page.choices(4, seed=1)
    assert {page.texts(choice).rate == "·" for choice in choices} == {True, False}, "hidden ones are among them"
    tab.goto(page.page.as_uri())
    faults = [f for choice in choices for f in differences(page, choice, follow(tab, page.address(choice)))]
    assert faults == []


def test_a_changed_cell_is_seen(tab: Tab, explored: Pages, tmp_path: Path) -> None:
    page = explored["fsiii", "1082"]
    choice = next(c for c in page.choices(4, seed=1) if c.parts and page.share(c).is_some)
    codes, kind = [*choice.parts, choice.year, choice.area, *choice.groups], page.measure(choice.measure).kind

    def plant(data: dict[str, Any]) -> None:
        for block in data["blocks"]:
            axes = block["axes"]
            if block["kind"] == kind and all(code in axis for code, axis in zip(codes, axes, strict=True)):
                place = [axis.index(code) for code, axis in zip(codes, axes, strict=True)]
                block["counts"][np.ravel_multi_index(place, [len(axis) for axis in axes])] += 1

    tab.goto(altered(page.page, plant, tmp_path).as_uri())
    assert len(list(differences(page, choice, follow(tab, page.address(choice))))) >= 2


COUNTS = [*range(13), 15, 16, 24, 25, 49, 50, 75, 99, 125, 175, 343, 500, 625, 1001, 7777]
TENTHS = [8, 16, 40, 80, 125, 160, 250, 320, 400, 625, 800, 1250, 2000, 2500, 3200, 4000, 8000, 16000, 31250, 123457]
"""Populations of which many shares end in exactly half of the last decimal that is shown."""


@pytest.mark.parametrize(("topic", "measure"), [("fsiii", "indsats"), ("fsiii", "tilstande"), ("kraeft", "nye")])
def test_shares_and_limits_are_rounded_as_the_tables_of_the_page_are(
    tab: Tab, explored: Pages, tmp_path: Path, topic: str, measure: str
) -> None:
    page, chance = explored[topic, "dk"], random.Random(4)
    own = page.measure(measure)
    pairs = [(n, among) for n, among in product(COUNTS, TENTHS) if n <= among or own.limits == "byar"]
    chance.shuffle(pairs)

    def plant(data: dict[str, Any]) -> None:
        for block in data["blocks"]:
            if block["kind"] == own.kind:
                drawn = [chance.choice(pairs) for _ in block["counts"]]
                block["counts"], block["populations"] = map(list, zip(*drawn, strict=True))

    tab.goto(altered(page.page, plant, tmp_path).as_uri() + f"#udforsk&maal={measure}")
    rows = [row for row in read_whole(tab)["rows"] if row[0] == "Kommuner"]
    assert len(rows) == 98
    for *_, whole, count, rate, limits in rows:
        share = (Rate if own.limits == "byar" else Share)(*(int(text.replace(".", "")) for text in (count, whole)))
        assert (rate, limits) == (own.unit.bare(share.rate), own.unit.interval(share.limits)), share


def test_what_is_hidden_and_what_nobody_reported_is_said_in_words(tab: Tab, explored: Pages) -> None:
    page = explored["fsiii", "1082"]
    tab.goto(page.page.as_uri())
    silent = follow(tab, page.address(Choice("indsats", (), "2024", "779", EVERYONE)))
    assert silent["facts"][0] == ["–", "ikke indberettet"]
    assert "Skive Kommune" in silent["where"]
    assert "ikke indberettet" in silent["status"]
    hidden = next(c for c in page.choices(4, seed=1) if page.texts(c).rate == "·")
    shown = follow(tab, page.address(hidden))
    assert shown["facts"][0] == ["·", "vises ikke af hensyn til borgernes anonymitet"]
    assert "vises ikke af hensyn til borgernes anonymitet" in shown["status"]


def _open(tab: Tab, key: str) -> dict[str, bool]:
    """Value -> whether it can be chosen, of a list of the explorer."""
    script = "list => [...list.options].map(option => [option.value, !option.disabled && !list.disabled])"
    return dict(tab.locator(f"#udforsk-{key}").evaluate(script))


def test_what_can_be_chosen_is_what_is_published_together_and_the_rest_says_why(tab: Tab, page: Explored) -> None:
    tab.goto(page.page.as_uri())
    for choice in random.Random(2).sample(page.choices(2, seed=2), 6):
        follow(tab, page.address(choice))
        for key, others in _others(page, choice).items():
            if tab.locator(f"#udforsk-{key}").count():
                published = {value: page.share(other) is not None for value, other in others.items()}
                alone = sum(published.values()) < 2  # a list with nothing to choose is closed as a whole
                assert _open(tab, key) == {value: there and not alone for value, there in published.items()}, (
                    choice,
                    key,
                )
        assert all(" – udgives " in text for text in tab.locator("#udforsk option[disabled]").all_text_contents())


def _others(page: Explored, choice: Choice) -> dict[str, dict[str, Choice]]:
    """By list and value: the choice that it would make."""
    content, parts = page.explorer.content, page.measure(choice.measure).parts
    made = {"omraade": {area: choice._replace(area=area) for area in content["areas"]}}
    for n, part in enumerate(parts):
        made[part.key] = {o.code: choice._replace(parts=_with(choice.parts, n, o.code)) for o in part.options}
    for n, group in enumerate(content["groups"]):
        made[group["key"]] = {
            code: choice._replace(groups=_with(choice.groups, n, code)) for code, _ in group["options"]
        }
    return made


def _with(values: tuple[str, ...], place: int, value: str) -> tuple[str, ...]:
    return (*values[:place], value, *values[place + 1 :])


def test_a_closed_list_says_its_reason_below_and_to_a_screen_reader(tab: Tab, explored: Pages) -> None:
    tab.goto(explored["fsiii", "1082"].page.as_uri())
    tab.get_by_label("Plejehjem", exact=True).select_option("På plejehjem")
    age = tab.get_by_label("Alder", exact=True)
    assert age.is_disabled()
    reason = tab.locator(f"#{age.get_attribute('aria-describedby')}")
    assert reason.inner_text() == "Udgives ikke sammen med plejehjem"
    assert reason.is_visible()
    tab.get_by_label("Plejehjem", exact=True).select_option("all")
    assert age.is_enabled()
    assert reason.inner_text() == ""


def test_every_control_changes_what_is_shown_and_the_result_is_announced(tab: Tab, explored: Pages) -> None:
    tab.goto(explored["kraeft", "1082"].page.as_uri())
    seen = [read(tab)["status"]]
    for label, value in (
        ("Kræftform", "Lunge (inkl. luftrør)"),
        ("Område", "Hele landet"),
        ("Alder", "75–84 år"),
        ("Køn", "Kvinder"),
        ("Mål", "Borgere, der lever med en kræftdiagnose"),
    ):
        tab.get_by_label(label, exact=True).select_option(value)
        seen.append(read(tab)["status"])
    tab.get_by_label("Mål", exact=True).select_option("Nye tilfælde")
    tab.get_by_label("Køn", exact=True).select_option("Alle")
    tab.get_by_label("Alder", exact=True).select_option("Alle aldre")
    tab.get_by_label("År", exact=True).select_option("2022")
    seen.append(read(tab)["status"])
    assert len(set(seen)) == len(seen), seen
    before = read(tab)["bars"]
    tab.get_by_label("Regioner", exact=True).check()
    assert read(tab)["bars"] != before
    tab.get_by_role("button", name="Begynd forfra").click()
    assert read(tab)["status"] == seen[0]


def test_a_measure_that_is_not_published_so_far_down_moves_to_the_region_and_says_so(tab: Tab, explored: Pages) -> None:
    tab.goto(explored["kraeft", "751"].page.as_uri())
    assert read(tab)["where"].startswith("Aarhus Kommune")
    tab.get_by_label("Mål", exact=True).select_option("Omkring diagnosen: andel med kontakt i måneden")
    shown = read(tab)
    assert shown["where"].startswith("Region Midtjylland")
    assert shown["note"] == "Sat tilbage, fordi kombinationen ikke udgives: område."
    assert shown["note"] in shown["status"]


def test_a_measure_that_does_not_reach_the_year_of_the_report_shows_its_last_year(
    tab: Tab, explored: Pages, tmp_path: Path
) -> None:
    def plant(data: dict[str, Any]) -> None:
        for block in data["blocks"]:
            if block["kind"] == "tumours":
                place = len(block["axes"]) - 7
                block["axes"][place] = [str(int(year) - 1) for year in block["axes"][place]]

    tab.goto(altered(explored["kraeft", "1082"].page, plant, tmp_path).as_uri())
    assert read(tab)["where"].endswith("2023")
    tab.get_by_label("Mål", exact=True).select_option("Borgere med nye tilfælde")
    assert read(tab)["where"].endswith("2023")
    tab.get_by_role("button", name="Begynd forfra").click()
    assert tab.get_by_label("Køn", exact=True).is_enabled()


def test_an_address_brings_a_choice_back(tab: Tab, browser: Browser, explored: Pages) -> None:
    page = explored["almen_praksis", "dk"]
    tab.goto(page.page.as_uri())
    tab.get_by_label("Diagnose", exact=True).select_option("KOL")
    tab.get_by_label("Område", exact=True).select_option("Region Syddanmark")
    tab.get_by_label("Køn", exact=True).select_option("Kvinder")
    tab.get_by_label("Regioner", exact=True).check()
    assert tab.evaluate("location.hash") == "#udforsk&maal=diagnoser&diagnose=R95&omraade=1083&koen=K&soejler=regioner"
    other = browser.new_page()
    other.goto(tab.url)
    assert read(other) == read(tab)
    assert other.locator("#udforsk").evaluate("host => host.getBoundingClientRect().top") < 400
    other.close()


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("udforsk&maal=findes-ikke&omraade=%E0%A4%A", "En del af valget i adressen findes ikke her."),
        ("udforsk&maal=tilstande&koen=K", "Sat tilbage, fordi kombinationen ikke udgives: køn."),
        (
            "udforsk&maal=tilstande&sygdom=kol",
            "Sat tilbage, fordi kombinationen ikke udgives: kronisk sygdom (RUKS).",
        ),
        ("udforsk&", ""),
    ],
)
def test_an_address_that_cannot_be_shown_is_answered_with_what_can(
    tab: Tab, explored: Pages, address: str, note: str
) -> None:
    tab.goto(explored["fsiii", "1082"].page.as_uri() + "#" + address)
    shown = read(tab)
    assert shown["note"].strip() == note
    assert re.search(r"\d", shown["facts"][0][0])


def test_addresses_of_sections_still_work(tab: Tab, explored: Pages) -> None:
    tab.goto(explored["fsiii", "1082"].page.as_uri() + "#indhold")
    assert read(tab)["note"] == ""
    assert tab.evaluate("location.hash") == "#indhold"


def _saved(tab: Tab, to: Path) -> list[list[str]]:
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Hent som CSV").click()
    download.value.save_as(to)
    raw = to.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    return list(csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))


def test_the_table_can_be_saved_as_a_file_like_the_others(tab: Tab, page: Explored, tmp_path: Path) -> None:
    tab.goto(page.page.as_uri())
    for choice in random.Random(3).sample(page.choices(2, seed=3), 3):
        shown = follow(tab, page.address(choice))
        head, *lines = _saved(tab, tmp_path / "file.csv")
        assert head[:2] == ["Datagrundlag", "Mål"]
        assert len({len(line) for line in (head, *lines)}) == 1
        assert {line[0] for line in lines} == {"SYNTETISKE DATA (syntetisk-6000000-1)"}
        measure = page.measure(choice.measure)
        first, limits = head.index("Visning"), 2 if measure.limits else 0
        assert len(lines) == len(shown["rows"])
        for line, row in zip(lines, shown["rows"], strict=True):
            plain = [text.replace(".", "") for text in row[3:6]]
            ends = [part.replace(".", "") for part in row[6].split("–")] if limits and row[6] != "–" else []
            wanted = [row[0], row[1], row[2].replace("−", "-"), *plain]
            assert line[first : first + 6] == wanted
            if len(ends) == 2:
                assert line[first + 6 : first + 8] == ends


def test_a_file_of_a_draft_says_so(tab: Tab, explored: Pages, tmp_path: Path) -> None:
    (tmp_path / "draft").mkdir()
    copy = Path(shutil.copy2(explored["fsiii", "1082"].page, tmp_path / "draft"))
    drafts.mark(copy.parent)
    tab.goto(copy.as_uri())
    _, first, *_ = _saved(tab, tmp_path / "file.csv")
    assert first[0] == "KLADDE, SYNTETISKE DATA (syntetisk-6000000-1)"


def test_the_keyboard_reaches_and_works_every_control(tab: Tab, explored: Pages) -> None:
    tab.goto(explored["kraeft", "1082"].page.as_uri())
    tab.locator("#udforsk-maal").focus()
    reached = []
    for _ in range(12):
        reached.append(tab.evaluate("document.activeElement.id || document.activeElement.textContent"))
        width = tab.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2, reached[-1]
        tab.keyboard.press("Tab")
    wanted = ["maal", "kraeftform", "omraade", "aar", "koen", "alder", "plejehjem", "sygdom"]
    assert reached[:8] == [f"udforsk-{key}" for key in wanted]
    assert reached[8:] == ["udforsk-soejler-kommuner", "Tallene bag figurerne", "Hent som CSV", "Begynd forfra"]
    tab.locator("#udforsk-kraeftform").focus()
    before = read(tab)["status"]
    tab.keyboard.press("ArrowDown")
    assert read(tab)["status"] != before
    assert tab.evaluate("document.activeElement.id") == "udforsk-kraeftform"
    tab.keyboard.press("ArrowUp")
    tab.get_by_label("Kommuner", exact=True).focus()
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.value") == "klynger"
    assert read(tab)["bars"][0][0].startswith("Sundhedsklynge")
    tab.locator("#udforsk summary").focus()
    tab.keyboard.press("Enter")
    tab.locator("#udforsk table").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways_overlaps_or_is_cut_off(tab: Tab, page: Explored, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(page.page.as_uri())
    tab.locator("#udforsk summary").click()
    for choice in random.Random(width).sample(page.choices(1, seed=width), 4):
        follow(tab, page.address(choice))
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, choice
        assert tab.evaluate(OVERLAPS) == []
        assert tab.evaluate(CUT) == []
        outside = tab.evaluate(
            """() => [...document.querySelectorAll('#udforsk *')].filter(element =>
                !element.closest('.scroll, .visually-hidden, option, optgroup') &&
                element.getBoundingClientRect().right > innerWidth + 1).map(element => element.className)"""
        )
        assert outside == []


def test_drawings_have_a_text_and_ids_are_unique(tab: Tab, page: Explored) -> None:
    tab.goto(page.page.as_uri())
    for choice in page.choices(1, seed=5):
        follow(tab, page.address(choice))
        texts = tab.evaluate(
            "[...document.querySelectorAll('#udforsk [role=img]')].map(e => e.getAttribute('aria-label'))"
        )
        assert texts
        assert all(re.search(r"\d|ingen tal", text, re.IGNORECASE) for text in texts), texts
        ids = tab.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
        assert len(ids) == len(set(ids))
        assert tab.locator("#udforsk").inner_text().find("undefined") == -1


def test_without_script_a_sentence_stands_instead(browser: Browser, explored: Pages) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(explored["fsiii", "1082"].page.as_uri())
    assert " ".join(tab.locator("#udforsk").inner_text().split()) == WITHOUT_SCRIPT
    assert tab.locator("#udforsk select, #udforsk button").count() == 0
    context.close()


def test_the_table_behind_is_built_when_it_is_opened_and_follows_the_choice(tab: Tab, explored: Pages) -> None:
    tab.goto(explored["fsiii", "1082"].page.as_uri())
    assert read(tab)["rows"] == []
    tab.get_by_label("Område", exact=True).select_option("dk")
    assert read(tab)["rows"] == []
    tab.locator("#udforsk summary").click()
    tab.locator("#udforsk table").wait_for()
    assert read(tab)["rows"][0][:2] == ["Valget", "Hele landet"]
    tab.get_by_label("Område", exact=True).select_option("1082")
    assert read(tab)["rows"][0][:2] == ["Valget", "Region Midtjylland"]


def test_on_paper_the_numbers_stand_without_controls(tab: Tab, explored: Pages) -> None:
    tab.goto(explored["fsiii", "1082"].page.as_uri())
    tab.emulate_media(media="print")
    tab.locator("#udforsk table").wait_for()  # it is built when the page hears of the paper
    for selector in ("select", "button", "input"):
        assert not any(one.is_visible() for one in tab.locator(f"#udforsk {selector}").all())
    assert tab.locator("#udforsk table").is_visible()
    assert tab.locator("#udforsk .explorer-numbers").is_visible()


def test_who_did_not_report_all_years_is_not_said_to_have_reported_nothing(tab: Tab, explored: Pages) -> None:
    page = explored["fsiii", "dk"]
    choice = Choice("indsats", (), "2024", "dk", (*EVERYONE[:-1], "every_year"))
    tab.goto(page.page.as_uri())
    month = follow(tab, page.address(choice._replace(groups=EVERYONE)))["rows"]
    years = follow(tab, page.address(choice))["rows"]
    silent = [row[1] for row in years if row[0] == "Kommuner" and row[5] == MISSING_SIGN]
    assert {row[1] for row in month if row[5] != MISSING_SIGN} & set(silent), "some of them reported in the month"
    told = set(tab.locator("#udforsk .withheld").all_inner_texts())
    assert "ikke indberettet alle årene" in told
    assert "ikke indberettet" not in told
    bars = tab.locator("#udforsk .bars").get_attribute("aria-label") or ""
    assert f"{len(silent)} uden tal: ikke indberettet alle årene." in bars
    assert f"{MISSING_SIGN} = ikke indberettet alle årene." in tab.locator("#udforsk details .note").inner_text()


@pytest.mark.parametrize(
    ("area", "reporters", "covered"),
    [
        ("751", "every_year", "Aarhus Kommune: kommunen har indberettet alle årene;"),
        ("779", "every_year", "Skive Kommune: kommunen har ikke indberettet alle årene;"),
        ("751", "month", "Aarhus Kommune: kommunen har indberettet;"),
        ("uoplyst", "month", "Uoplyst eller uden for region: borgere uden bopæl i en kommune;"),
    ],
)
def test_the_coverage_of_one_municipality_and_of_none_is_said_in_plain_words(
    tab: Tab, explored: Pages, area: str, reporters: str, covered: str
) -> None:
    page = explored["fsiii", "dk"]
    tab.goto(page.page.as_uri())
    follow(tab, page.address(Choice("indsats", (), "2024", area, (*EVERYONE[:-1], reporters))))
    assert covered in tab.locator("#udforsk .explorer-result > .provenance").inner_text()


def test_the_trend_says_what_its_upright_lines_are(tab: Tab, explored: Pages) -> None:
    tab.goto(explored["fsiii", "1082"].page.as_uri())
    assert "De lodrette streger er 95 pct. sikkerhedsgrænser." in tab.locator("#udforsk figure").last.inner_text()
    tab.goto(explored["kraeft", "1082"].page.as_uri() + "#udforsk&maal=forloeb-andel")
    assert "De lodrette streger er" not in tab.locator("#udforsk figure").last.inner_text()

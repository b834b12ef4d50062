"""The pages in a browser, from file://: nothing fetched, nothing overlapping, everything reached by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from naerblik.parameters import Topic
from pages.page_samples import Made

WIDTHS = [1280, 768, 390, 320]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(tab: Page, recipient: Made, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    for file in (recipient.page, recipient.index):
        tab.goto(file.as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, file.name


OVERLAPS = """() => {
  const found = [];
  for (const drawing of document.querySelectorAll('svg')) {
    const boxes = [...drawing.querySelectorAll('text')].filter(t => t.textContent.trim())
      .map(t => [t.textContent.trim(), t.getBoundingClientRect()]);
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const [a, p] = boxes[i], [b, q] = boxes[j];
      const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (wide > 1 && high > 4) found.push(drawing.getAttribute('aria-labelledby') + ': ' + a + ' / ' + b);
    }
  }
  return found;
}"""


def test_no_text_in_a_figure_lies_on_another(tab: Page, recipient: Made) -> None:
    tab.goto(recipient.page.as_uri())
    assert tab.evaluate(OVERLAPS) == []


CUT = """() => [...document.querySelectorAll('svg text')].filter(t => {
  const own = t.getBoundingClientRect(), whole = t.closest('svg').getBoundingClientRect();
  return own.width && (own.left < whole.left - 1 || own.right > whole.right + 1 || own.bottom > whole.bottom + 1);
}).map(t => t.textContent)"""


def test_no_text_in_a_figure_is_cut_off(tab: Page, recipient: Made) -> None:
    tab.goto(recipient.page.as_uri())
    assert tab.evaluate(CUT) == []


PLANTED = """() => {
  const drawing = document.querySelector('svg'), [first] = drawing.querySelectorAll('text');
  const other = first.cloneNode(true), far = first.cloneNode(true);
  far.setAttribute('x', 5000);
  drawing.append(other, far);
}"""


def test_the_checks_of_figures_find_what_is_planted(tab: Page, made: dict[str, Made]) -> None:
    tab.goto(made["1082"].page.as_uri())
    tab.evaluate(PLANTED)
    assert tab.evaluate(OVERLAPS)
    assert tab.evaluate(CUT)


def test_the_keyboard_goes_first_to_the_skip_link_and_then_past_the_contents(tab: Page, recipient: Made) -> None:
    tab.goto(recipient.page.as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "indhold"


def test_a_table_behind_a_figure_opens_with_the_keyboard(tab: Page, made: dict[str, Made]) -> None:
    tab.goto(made["1082"].page.as_uri())
    summary = tab.locator("details.behind summary").first
    summary.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("details.behind[open] table").first).to_be_visible()


def test_focus_is_seen(tab: Page, made: dict[str, Made]) -> None:
    tab.goto(made["1082"].page.as_uri())
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    width = tab.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(width.removesuffix("px")) >= 2


def _colour(page: Page, selector: str, name: str) -> str:
    return str(page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}"))


@pytest.mark.parametrize(("scheme", "paper", "ink"), [("light", 255, 27), ("dark", 18, 232)])
def test_figures_follow_the_colours_of_the_page(
    browser: Browser, made: dict[str, Made], scheme: str, paper: int, ink: int
) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(made["1082"].page.as_uri())
    assert _colour(page, "body", "backgroundColor").startswith(f"rgb({paper},")
    assert _colour(page, "svg text.fill-ink", "fill").startswith(f"rgb({ink},")
    context.close()


def test_on_paper_there_are_no_controls_and_the_tables_behind_stand_open(tab: Page, made: dict[str, Made]) -> None:
    tab.goto(made["1082"].page.as_uri())
    tab.emulate_media(media="print", color_scheme="dark")
    for selector in (".skip", ".contents", "details.behind summary"):
        assert not tab.locator(selector).first.is_visible()
    assert tab.locator("details.behind:not([open]) table").first.is_visible()
    assert _colour(tab, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert tab.locator(".banners").is_visible()


PAPER = {"width": 673, "height": 987}
"""What the margins of an A4 page leave, in CSS pixels."""


def test_on_paper_a_figure_fits_a_page_together_with_its_heading(tab: Page, recipient: Made) -> None:
    """A higher one would leave its heading behind on an empty page. Bars of many areas go on over pages instead."""
    tab.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
    tab.emulate_media(media="print")
    tab.goto(recipient.page.as_uri())
    heights = tab.evaluate(
        "[...document.querySelectorAll('.figure:not(:has(.many))')].map(one => one.getBoundingClientRect().height)"
    )
    assert max(heights) < PAPER["height"] - 120


PARTED = """() => [...document.querySelectorAll('main .figure')].flatMap(figure => {
  const before = [];
  let one = figure.previousElementSibling;
  for (; one && one.matches('p'); one = one.previousElementSibling) before.push(one);
  if (!one || !one.matches('h2, h3')) return [];
  return [one, ...before].filter(part => {
    const style = getComputedStyle(part);
    return style.breakAfter !== 'avoid' || style.breakInside !== 'avoid';
  }).map(part => part.textContent);
})"""


@pytest.mark.parametrize("topic", ["fsiii", "kraeft", "almen_praksis"])
def test_on_paper_what_stands_between_a_finding_and_its_figure_goes_with_both(
    tab: Page, whole: dict[Topic, Made], topic: Topic
) -> None:
    tab.emulate_media(media="print")
    tab.goto(whole[topic].page.as_uri())
    assert tab.evaluate(PARTED) == []
    numbers = tab.locator("#udforsk .explorer-numbers").first
    assert numbers.evaluate("element => getComputedStyle(element).breakInside") == "avoid"


def test_on_paper_the_key_findings_stand_on_the_first_page_with_the_head(tab: Page, recipient: Made) -> None:
    """And those of the index its cards: the text is printed as small as the tables are."""
    tab.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
    tab.emulate_media(media="print")
    for file, last in ((recipient.page, ".key-findings li"), (recipient.index, ".topics li")):
        tab.goto(file.as_uri())
        bottom = tab.locator(last).last.evaluate("element => element.getBoundingClientRect().bottom")
        assert bottom < PAPER["height"], file.name
        assert float(_colour(tab, last, "fontSize").removesuffix("px")) < 14, file.name  # 10.5 pt


def test_a_first_page_leads_to_the_report(tab: Page, made: dict[str, Made]) -> None:
    tab.goto(made["1082"].index.as_uri())
    tab.get_by_role("link", name="Kommunal sygepleje i Fælles Sprog III").click()
    assert tab.title() == "Kommunal sygepleje i Fælles Sprog III: Region Midtjylland"

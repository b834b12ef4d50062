"""Accessibility as a tested property: axe-core finds nothing in any state, and the keyboard alone is enough.

What the page about accessibility says of each criterion (data/codelists/wcag.csv) is held against these tests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html as lxml_html
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from naerblik import codelists
from naerblik.parameters import Topic
from naerblik.project import PAGE, ROOT
from naerblik.report import accessibility
from pages.explorer_pages import Explored, follow, read
from pages.page_samples import Made

TOPICS: tuple[Topic, ...] = ("fsiii", "kraeft", "almen_praksis")
Whole = dict[Topic, Made]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
ALIKE = ["tbody tr:nth-child(n+4)", ".row:nth-child(n+6)"]
"""Rows that are made and coloured as those above them: axe-core takes seconds for the contrast of hundreds."""

STATES: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark, 320 px": {"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"},
    "200 %": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    "paper": {"viewport": {"width": 700, "height": 1000}},
}
OPEN = "open => document.querySelectorAll('details').forEach(part => part.open = open)"


@contextmanager
def opened(browser: Browser, page: Path, state: str = "light", **more: Any) -> Iterator[Tab]:
    context = browser.new_context(**STATES[state], **more)
    tab = context.new_page()
    if state == "paper":
        tab.emulate_media(media="print")
    tab.goto(page.as_uri())
    yield tab
    context.close()


def judged(tab: Tab, *, without: tuple[str, ...] = (), only: str = "", but: list[str] | None = None) -> dict[str, Any]:
    """What axe-core says by all rules, or `only` one, or all `without` some; elements of `but` are left out."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(Axe().axe_script)
    rules: dict[str, Any] = {"runOnly": {"type": "rule", "values": [only]} if only else {"type": "tag", "values": TAGS}}
    rules["rules"] = {rule: {"enabled": False} for rule in without}
    rules["resultTypes"] = ["violations"]  # of the others one example each
    context = {"include": ["html"], "exclude": but or []}
    return dict(tab.evaluate("([context, rules]) => axe.run(context, rules)", [context, rules]))


def faults(result: dict[str, Any]) -> list[str]:
    found = result["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def structure(tab: Tab) -> list[str]:
    """What every rule but that of contrast finds."""
    return faults(judged(tab, without=(CONTRAST,)))


def contrast(tab: Tab) -> list[str]:
    """Text whose contrast is too low."""
    return faults(judged(tab, only=CONTRAST, but=ALIKE))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("topic", TOPICS)
def test_axe_finds_nothing_in_any_state_of_a_topic_page(
    browser: Browser, whole: Whole, topic: Topic, state: str
) -> None:
    with opened(browser, whole[topic].page, state) as tab:
        closed = structure(tab)
        tab.evaluate(OPEN, True)
        assert closed + structure(tab) + contrast(tab) == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", ["index.html", "tilgaengelighed.html", "variabelliste.html"])
def test_axe_finds_nothing_on_the_first_page_and_on_that_about_accessibility(
    browser: Browser, whole: Whole, name: str, state: str
) -> None:
    with opened(browser, whole["fsiii"].folder / name, state) as tab:
        assert structure(tab) + contrast(tab) == []


def _addresses(page: Explored) -> list[str]:
    """Every measure, numbers that are hidden, each group, each level of bars, and what cannot be shown."""
    content = page.explorer.content
    first = f"udforsk&maal={content['measures'][0]['key']}"
    found = [page.address(choice) for choice in page.choices(1, seed=6)]
    found += [f"{first}&{group['key']}={group['options'][-1][0]}" for group in content["groups"]]
    found += [f"{first}&soejler={level['key']}" for level in content["levels"]]
    return [*dict.fromkeys(found), "udforsk&maal=findes-ikke", "udforsk&maal=indsats&omraade=779"]


@pytest.mark.parametrize("state", ["light", "dark, 320 px"])
@pytest.mark.parametrize("topic", TOPICS)
def test_axe_finds_nothing_in_any_state_of_the_explorer(
    browser: Browser, explorers: dict[Topic, Explored], topic: Topic, state: str
) -> None:
    page = explorers[topic]
    with opened(browser, page.page, state) as tab:
        tab.locator("#udforsk summary").click()
        shown, found = [], []
        for address in _addresses(page)[:: 1 if state == "light" else 3]:
            shown.append(follow(tab, address))
            found += [f"{address}: {fault}" for fault in faults(judged(tab, but=ALIKE))]
        assert found == []
    if state == "light":
        assert {"·" in [text for text, _ in one["facts"]] for one in shown} == {True, False}
        assert any(one["note"] for one in shown)


PLANTED = {
    "image-alt": "main.insertAdjacentHTML('beforeend', '<img src=\"data:,\">')",
    "heading-order": "main.insertAdjacentHTML('afterbegin', '<h5>x</h5>')",
    "select-name": "main.querySelector('label').remove()",
    CONTRAST: "main.querySelector('h2').style.color = 'var(--grid)'",
    "scrollable-region-focusable": "main.querySelectorAll('.scroll').forEach(one => one.removeAttribute('tabindex'))",
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_found(browser: Browser, whole: Whole, rule: str) -> None:
    with opened(browser, whole["kraeft"].page, "dark, 320 px") as tab:
        tab.evaluate(f"() => {{ const main = document.querySelector('main'); {PLANTED[rule]}; }}")
        found = contrast(tab) if rule == CONTRAST else structure(tab)
        assert {fault.split(":")[0] for fault in found} == {rule}


REACHABLE = """() => [...document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]')]
  .filter(one => !one.disabled && one.checkVisibility({ contentVisibilityAuto: true }))
  .filter(one => one.type !== 'radio' || one.checked)
  .map((one, place) => {
    const style = getComputedStyle(one);
    one.dataset.place = place;
    one.dataset.outline = style.outlineStyle + style.outlineWidth;
    return one.outerHTML.slice(0, 100);
  })"""
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const x = Math.max(box.left, 0) + 2, y = Math.min(Math.max(box.top, 0) + 2, innerHeight - 2);
  const on = one.matches('a') ? one : document.elementFromPoint(x, y);
  return {
    place: Number(one.dataset.place ?? -1),
    seen: style.outlineStyle + style.outlineWidth !== one.dataset.outline && parseFloat(style.outlineWidth) >= 2,
    uncovered: box.bottom > 0 && box.top < innerHeight && one.contains(on),
  };
}"""


@pytest.mark.parametrize("name", ["kraeft.html", "index.html", "tilgaengelighed.html", "variabelliste.html"])
def test_the_keyboard_goes_through_a_whole_page(tab: Tab, whole: Whole, name: str) -> None:
    """In the order of the page, with focus seen and not covered, changing nothing, and out at its end."""
    tab.goto((whole["kraeft"].folder / name).as_uri())
    wanted, before = tab.evaluate(REACHABLE), read(tab) if name == "kraeft.html" else None
    assert len(wanted) > 3
    for place, element in enumerate(wanted):
        tab.keyboard.press("Tab")
        assert tab.evaluate(FOCUSED) == {"place": place, "seen": True, "uncovered": True}, element
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement === document.body || document.activeElement.className === 'skip'")
    assert before is None or read(tab) == before
    tab.add_style_tag(content=":focus-visible { outline: none; }")
    tab.keyboard.press("Tab")
    assert not tab.evaluate(FOCUSED)["seen"], "the check can fail"
    assert "#" not in tab.url


def _marked(tab: Tab) -> list[str]:
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return [text.strip() for text in tab.locator(".contents [aria-current]").all_text_contents()]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_contents_follow_the_reader(tab: Tab, whole: Whole, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(whole["almen_praksis"].page.as_uri())
    assert _marked(tab) == []
    links = tab.locator(".contents a")
    for number in range(links.count()):
        links.nth(number).click()
        assert _marked(tab) == [links.nth(number).inner_text()]
    tab.evaluate("scrollTo(0, 0)")
    assert _marked(tab) == []


def test_without_script_the_contents_are_a_list_and_every_table_and_figure_is_there(
    browser: Browser, whole: Whole
) -> None:
    page = whole["fsiii"].page
    with opened(browser, page, java_script_enabled=False) as tab:
        assert tab.locator(".contents a").first.is_visible()
        assert tab.locator(".contents [aria-current]").count() == 0
        tree = lxml_html.document_fromstring(page.read_text(encoding="utf-8"))
        for kind in ("figure", "details", "table"):
            assert tab.locator(f"main {kind}").count() == len(tree.xpath(f"//main//{kind}")) > 3
        assert all(one.is_visible() for one in tab.locator("figure svg").all())


SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
SPACED += "p { margin-bottom: 2em !important; }"
LOST = """() => [...document.querySelectorAll('body *:not(svg *, option, optgroup, select)')].filter(one => {
  if (one.closest('.scroll, .visually-hidden, .skip')) return false;
  const cut = getComputedStyle(one).overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
  return cut || one.getBoundingClientRect().right > innerWidth + 1;
}).map(one => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("state", ["light", "dark, 320 px"])
def test_wider_spacing_of_text_hides_nothing(browser: Browser, whole: Whole, state: str) -> None:
    for file in (page.target for page in whole["kraeft"].sources):
        with opened(browser, file, state) as tab:
            tab.add_style_tag(content=SPACED)
            tab.evaluate(OPEN, True)
            assert tab.evaluate(LOST) == []
            tab.add_style_tag(content="h2 { width: 2000px; }")
            assert tab.evaluate(LOST), "the check can fail"


FORCED = """() => {
  const part = value => {
    const [r, g, b] = value.match(/[\\d.]+/g).map(Number).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const contrast = (a, b) => { const [low, high] = [part(a), part(b)].sort((x, y) => x - y); return high / low; };
  const ground = getComputedStyle(document.body).backgroundColor;
  const texts = [...document.querySelectorAll('svg text')].map(text => {
    const tile = text.parentElement.querySelector(':scope > title ~ rect'), fill = tile && getComputedStyle(tile).fill;
    return contrast(getComputedStyle(text).fill, fill && fill.startsWith('rgb') ? fill : ground);
  });
  const bars = [...document.querySelectorAll('.bar')]
    .map(bar => contrast(getComputedStyle(bar).backgroundColor, ground));
  return { texts: Math.min(...texts), bars: Math.min(...bars) };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_stay_readable_where_the_system_forces_its_colours(browser: Browser, whole: Whole, scheme: Any) -> None:
    with opened(browser, whole["fsiii"].page, forced_colors="active", color_scheme=scheme) as tab:
        lowest = tab.evaluate(FORCED)
        assert lowest["texts"] >= 4.5
        assert lowest["bars"] >= 3


ABSENT = "audio, video, iframe, object, embed, canvas, img, marquee, blink, textarea, form[action], [accesskey], "
ABSENT += "input:not([type=radio]), [contenteditable], [draggable], meta[http-equiv=refresh], animate, animateTransform"


def test_pages_hold_nothing_of_what_is_said_to_be_absent(tab: Tab, whole: Whole) -> None:
    for topic in TOPICS:
        for file in (page.target for page in whole[topic].sources):
            tab.goto(file.as_uri())
            assert tab.locator(ABSENT).count() == 0
            assert tab.evaluate("document.getAnimations().length") == 0
    assert not re.search(r"animation|transition|@keyframes", (PAGE / "style.css").read_text(encoding="utf-8"))


def test_the_scripts_use_no_shortcuts_gestures_or_timers() -> None:
    for file in PAGE.glob("*.js"):
        text = file.read_text(encoding="utf-8").replace("setTimeout(() => URL.revokeObjectURL(link.href), 1000)", "")
        assert not re.search(r"key(down|up|press)|touch|pointer|mouse|drag|device|setInterval|setTimeout", text), file
        assert "$" not in text, "a dollar sign is a variable to Pandoc's templates"


def test_the_style_has_no_rule_for_a_way_of_holding_the_screen() -> None:
    assert "orientation" not in (PAGE / "style.css").read_text(encoding="utf-8")


def _tested() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)}


def test_what_is_said_of_each_criterion_is_what_is_tested(browser: Browser, whole: Whole) -> None:
    """A criterion tested by axe-core has a rule that found something to judge on the pages; a named test exists.

    On a narrow page tables scroll, and axe-core judges whether the keyboard can do that.
    """
    tags: set[str] = set()
    for page, state in [(page, state) for page in whole["kraeft"].sources for state in ("light", "dark, 320 px")]:
        with opened(browser, page.target, state) as tab:
            result = judged(tab, but=ALIKE)
            tags |= {tag for kind in ("passes", "incomplete") for rule in result[kind] for tag in rule["tags"]}
            assert tab.evaluate("axe.version") == accessibility.AXE
    names = _tested()
    for criterion in codelists.criteria():
        assert bool(criterion.tests) == (criterion.how in ("machine", "machine eyes", "absent")), criterion
        assert set(criterion.tests) - {"axe"} <= names, criterion
        if "axe" in criterion.tests:
            assert f"wcag{criterion.number.replace('.', '')}" in tags, criterion


def test_every_criterion_of_wcag_at_level_a_and_aa_is_named_once() -> None:
    criteria = codelists.criteria()
    times = Counter((c.level, c.since == "2.2") for c in criteria)
    assert times == {("A", False): 30, ("AA", False): 20, ("A", True): 2, ("AA", True): 4}
    numbers = [tuple(map(int, c.number.split("."))) for c in criteria]
    assert numbers == sorted(set(numbers))


def test_the_page_about_accessibility_claims_no_conformance_and_is_found_from_every_page(whole: Whole) -> None:
    folder = whole["fsiii"]
    for page in folder.sources:
        tree = lxml_html.document_fromstring(page.target.read_text(encoding="utf-8"))
        addresses = tree.xpath("//footer//a/@href")
        assert addresses == ["index.html", "tilgaengelighed.html"]
        assert all((folder.folder / address).is_file() for address in addresses)
    text = " ".join((folder.folder / "tilgaengelighed.html").read_text(encoding="utf-8").split())
    assert "Den lovpligtige tilgængelighedserklæring afgives af den, der udgiver rapporterne" in text
    text = text.replace("Om rapporterne overholder kravene, siges ikke her", "")
    assert not re.search(r"(?i)(er|lever|overholder) (fuldt |delvist )?(op til|i overensstemmelse|kravene|wcag)", text)
    assert accessibility.AXE in text
    for criterion in codelists.criteria():
        assert f"{criterion.number} {criterion.name}" in text

"""Pages of the sample country, rendered once as a run renders them, and a browser to open them in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from report.cancer_sample import cancer_cube
from report.practice_cube import practice_cube
from report.sample_cube import sample_cube

from naerblik import parameters as params
from naerblik import project
from naerblik.disclosure.cube import ProtectedCube
from naerblik.parameters import Topic
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.general_practice import GeneralPracticeReport
from naerblik.run import render
from naerblik.run.render import Page
from naerblik.run.topic_reports import REPORTS
from naerblik.run.topics import TOPICS
from pages.explorer_pages import Explored
from pages.page_samples import (
    EXPLORERS,
    PRACTICE_RECIPIENTS,
    PRACTICE_SECTIONS,
    RECIPIENTS,
    Made,
    executed_notebook,
    pages_of,
    sections_of,
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """The pages of all recipients, rendered with Pandoc."""
    root, cube = tmp_path_factory.mktemp("pages"), sample_cube(scale=0.1)
    pages: dict[str, list[Page]] = {}
    for code, geography in RECIPIENTS:
        parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=[code], geography=geography)
        report = FsiiiReport(cube, params.recipients(parameters)[0], parameters)
        pages[code] = pages_of(report, root / code, executed_notebook(report, root / f"{code}.ipynb"))
    render.render([page for both in pages.values() for page in both], "pandoc")
    return {code: Made(code, root / code, tuple(both)) for code, both in pages.items()}


@pytest.fixture(scope="session")
def practice_made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """The pages of general practice, rendered with Pandoc; in this small country many numbers are hidden."""
    root, cube, name = tmp_path_factory.mktemp("practice"), practice_cube(scale=0.03), "almen-praksis.html"
    pages: dict[str, list[Page]] = {}
    for code, geography in PRACTICE_RECIPIENTS:
        parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=[code], geography=geography)
        report = GeneralPracticeReport(cube, params.recipients(parameters)[0], parameters)
        notebook = executed_notebook(report, root / f"{code}.ipynb", PRACTICE_SECTIONS)
        pages[code] = pages_of(report, root / code, notebook, name)
    render.render([page for both in pages.values() for page in both], "pandoc")
    return {code: Made(code, root / code, tuple(both), name) for code, both in pages.items()}


@pytest.fixture(params=[code for code, _ in PRACTICE_RECIPIENTS])
def practice_recipient(request: pytest.FixtureRequest, practice_made: dict[str, Made]) -> Made:
    """Each recipient of general practice in turn."""
    return practice_made[request.param]


@pytest.fixture(params=[code for code, _ in RECIPIENTS])
def recipient(request: pytest.FixtureRequest, made: dict[str, Made]) -> Made:
    """Each recipient in turn."""
    return made[request.param]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed: .ci/run installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A tab that fails its test on any message of the console and any request that leaves the file."""
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("request", lambda request: faults.append(f"request: {request.url}") if _leaves(request.url) else None)
    yield page
    context.close()
    assert faults == []


def _leaves(url: str) -> bool:
    return not url.startswith(("file://", "data:"))


@cache
def _cubes() -> dict[Topic, ProtectedCube]:
    return {
        "fsiii": sample_cube(scale=0.1),
        "kraeft": cancer_cube(scale=0.1),
        "almen_praksis": practice_cube(scale=0.03),
    }


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[Topic, Made]:
    """By topic: all pages of a small council with every section of the notebook, rendered with Pandoc."""
    root, pages, made = tmp_path_factory.mktemp("whole"), [], {}
    for topic, cube in _cubes().items():
        parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=["vendsyssel"], geography=2027)
        report, name = REPORTS[topic](cube, params.recipients(parameters)[0], parameters), TOPICS[topic].page
        sections = sections_of(project.NOTEBOOKS / TOPICS[topic].notebook)
        own = pages_of(report, root / topic, executed_notebook(report, root / f"{topic}.ipynb", sections), name)
        made[topic] = Made("vendsyssel", root / topic, tuple(own), name)
        pages += own
    render.render(pages, "pandoc")
    return made


@pytest.fixture(scope="session")
def explored(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Topic, str], Explored]:
    """By topic and recipient: a page that holds the explorer, rendered with Pandoc."""
    return _explored(tmp_path_factory.mktemp("explorer"), EXPLORERS)


@pytest.fixture(scope="session")
def explorers(tmp_path_factory: pytest.TempPathFactory) -> dict[Topic, Explored]:
    """By topic: a page that holds the explorer of a region."""
    found = _explored(tmp_path_factory.mktemp("explorers"), EXPLORERS[:1])
    return {topic: page for (topic, _), page in found.items()}


def _explored(root: Path, recipients: Sequence[tuple[str, int]]) -> dict[tuple[Topic, str], Explored]:
    pages, made = [], {}
    for topic, cube in _cubes().items():
        for code, geography in recipients:
            parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=[code], geography=geography)
            report = REPORTS[topic](cube, params.recipients(parameters)[0], parameters)
            body = f"## Udforsk tallene\n\n{render.raw_html(report.explorer()._repr_html_())}\n"
            pages.append(Page(root / code / TOPICS[topic].page, report.header().metadata(), body))
            made[topic, code] = Explored.of(pages[-1].target, report.explorer())
    render.render(pages, "pandoc")
    return made

"""From an executed notebook to a page."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import nbformat
import pypandoc
import pytest
from lxml import html as lxml_html

from naerblik.project import PAGE
from naerblik.report.header import Header
from naerblik.run import render
from naerblik.run.render import Page, RenderError
from pages.page_samples import Made

HEAD = Header(
    title="Prøve",
    code="1082",
    focus="region 2026",
    slice="ab",
    recipient="Region Midtjylland",
    lead="§ 138 & mere",
    facts=(("Opgjort", "1. juli 2024"), ("Udgiver", "*Styrelsen* <b>")),
    banners=(),
    synthetic=False,
)
HTML = '<table data-x="1"><tr><td>1.234</td></tr></table>'


def _notebook(file: Path, data: dict[str, str] | None = None) -> Path:
    output = nbformat.v4.new_output("execute_result", data or {"text/html": HTML, "text/plain": "tabel"})
    noise = nbformat.v4.new_output("stream", name="stderr", text="a warning of a library")
    cells = [
        nbformat.v4.new_markdown_cell("# Overskrift\n\nEt *afsnit*, 50 $ og 60 $."),
        nbformat.v4.new_code_cell(
            "report.header()", outputs=[nbformat.v4.new_output("display_data", {"text/html": HEAD._repr_html_()})]
        ),
        nbformat.v4.new_markdown_cell("## Første del"),
        nbformat.v4.new_code_cell("report.table()", outputs=[noise, output]),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), file)
    return file


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(
        tmp_path / "ud" / "side.html", HEAD.metadata(), render.notebook_body(_notebook(tmp_path / "a.ipynb"), HEAD)
    )


def test_text_and_outputs_stand_and_code_and_noise_do_not(page: Page) -> None:
    assert render.render([page], "pandoc") == "pandoc"
    text = page.target.read_text(encoding="utf-8")
    assert HTML in text
    assert "<em>afsnit</em>, 50 $ og 60 $" in text
    for gone in ("report.table()", "a warning", "Overskrift"):
        assert gone not in text


def test_the_head_comes_once_and_its_values_are_no_markdown(page: Page) -> None:
    render.render([page], "pandoc")
    tree = lxml_html.document_fromstring(page.target.read_text(encoding="utf-8"))
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//dd/text()") == ["1. juli 2024", "*Styrelsen* <b>"]
    assert tree.xpath("//p[@class='lead']/text()") == ["§ 138 & mere"]
    assert tree.xpath("//title/text()") == ["Prøve: Region Midtjylland"]
    assert not tree.xpath("//div[@class='banners']")
    assert tree.xpath("//main/section/@id") == ["første-del"]


def test_an_output_that_no_page_can_show_is_an_error(tmp_path: Path) -> None:
    notebook = _notebook(tmp_path / "a.ipynb", {"text/plain": "<object>"})
    with pytest.raises(RenderError, match=r"a\.ipynb, cell 4: it shows plain text"):
        render.notebook_body(notebook, HEAD)


@pytest.mark.parametrize("other", [{"code": "1081"}, {"focus": "region 2027"}, {"slice": "cd"}], ids=str)
def test_a_notebook_of_another_recipient_or_other_numbers_makes_no_page(tmp_path: Path, other: dict[str, str]) -> None:
    with pytest.raises(RenderError, match=r"a\.ipynb: the notebook does not show the head of a report to Region"):
        render.notebook_body(_notebook(tmp_path / "a.ipynb"), replace(HEAD, **other))


@pytest.mark.parametrize(
    "markup",
    ['<img src="https://example.org/a.png">', '<script src="x.js"></script>', '<link rel="stylesheet" href="a.css">'],
)
def test_a_page_that_would_fetch_something_is_an_error_and_leaves_the_old_one(page: Page, markup: str) -> None:
    render.render([page], "pandoc")
    before = page.target.read_bytes()
    with pytest.raises(RenderError, match=r"ud/side\.html: the page would fetch"):
        render.render([Page(page.target, page.metadata, render.raw_html(markup))], "pandoc")
    assert page.target.read_bytes() == before
    assert [file.name for file in page.target.parent.iterdir()] == ["side.html"]


def test_a_page_without_contents_has_no_list_of_sections(page: Page) -> None:
    render.render([Page(page.target, page.metadata, page.body, contents=False)], "pandoc")
    tree = lxml_html.document_fromstring(page.target.read_text(encoding="utf-8"))
    assert not tree.xpath("//nav")
    assert "plain" in tree.xpath("//body/@class")[0].split()


def test_quarto_is_used_where_it_is_and_missed_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert render.choose("auto") == render.choose("pandoc") == "pandoc"
    with pytest.raises(RenderError, match="renderer is 'quarto'"):
        render.choose("quarto")
    program = tmp_path / "quarto"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    assert render.choose("auto") == render.choose("quarto") == "quarto"
    assert render.choose("pandoc") == "pandoc"


def test_a_program_that_fails_is_named_with_the_page(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "quarto"
    program.write_text("#!/bin/sh\necho 'no such option' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(RenderError, match=r"ud/side\.html: quarto did not make the page: no such option"):
        render.render([page], "quarto")
    assert not page.target.exists()


def test_a_page_that_pandoc_cannot_read_is_named_and_the_ones_beside_it_say_nothing_of_it(page: Page) -> None:
    broken = Page(page.target.with_name("brudt.html"), page.metadata, f"{page.body}\n\n---\na: [\n---\n\n")
    with pytest.raises(RenderError, match=r"ud/brudt\.html: pandoc did not make the page: did not find expected node"):
        render.render([page, broken, page], "pandoc")
    assert not broken.target.exists()


def test_a_page_that_cannot_be_written_whole_is_none(page: Page, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(PAGE, work)
    for name in ("0000", "0001"):
        (work / f"{name}.md").write_text(page.body, encoding="utf-8")
    (work / "0001.html.tmp").symlink_to("/dev/full")
    command = [pypandoc.get_pandoc_path(), "lua", "-E", "pages.lua", "markdown", "2", "0000", "0001"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    assert done.returncode
    assert "No space left on device" in done.stderr
    assert (work / "0000.html").is_file()
    assert not (work / "0001.html").exists()


def test_many_pages_of_few_starts_are_the_pages_of_one_start_each(page: Page) -> None:
    targets = [page.target.with_name(f"{number}.html") for number in range(5)]
    pages = [
        Page(target, page.metadata, f"{page.body}\n\n## {target.stem}\n", contents=number % 2 == 0)
        for number, target in enumerate(targets)
    ]
    for alone in pages:
        render.render([alone], "pandoc")
    before = [target.read_bytes() for target in targets]
    render.render(pages, "pandoc")
    assert [target.read_bytes() for target in targets] == before
    assert len(set(before)) == len(before)


def _content(file: Path) -> list[tuple[str, str]]:
    """Headings, captions, cells, drawings' texts and paragraphs, in order."""
    tree = lxml_html.document_fromstring(file.read_text(encoding="utf-8"))
    parts = tree.xpath(
        "//h1 | //h2 | //h3 | //p | //caption | //th | //td | //dt | //dd | //li | //*[local-name()='text']"
    )
    return [(part.tag, " ".join(part.text_content().split())) for part in parts]


@pytest.mark.skipif(shutil.which("quarto") is None, reason="quarto is not on the PATH; conda installs it")
def test_both_programs_give_the_same_content(made: dict[str, Made], tmp_path: Path) -> None:
    sources = [page for recipient in made.values() for page in recipient.sources]
    again = [replace(page, target=tmp_path / page.target.parent.name / page.target.name) for page in sources]
    assert render.render(again, "quarto") == "quarto"
    for with_pandoc, with_quarto in zip(sources, again, strict=True):
        assert _content(with_quarto.target) == _content(with_pandoc.target)

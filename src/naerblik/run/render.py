"""From executed notebooks to pages: Quarto where it is on the PATH, else Pandoc from the package pypandoc_binary.

Both get the same Markdown (headings and text of the notebook, its HTML outputs kept as they are, no code) and the same
template, so that they give the same page. A page holds everything it needs and asks no network for anything.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Literal

import nbformat
import pypandoc
import yaml

from naerblik import project
from naerblik.parameters import Renderer
from naerblik.report.header import MARKER, Header
from naerblik.run.renderer import RenderError, choose

FENCE = "``````"
_FROM_METADATA = re.compile(r"^# .*\n?", re.MULTILINE)
_FETCHED = re.compile(
    r"<(?:script|link|img|iframe|object|embed|source)\b[^>]*\b(?:src|href|data)\s*=\s*[\"']?(?!data:|#)([^\"'\s>]+)"
)
_PLAIN = ("title", "pagetitle", "lang", "kind", "code", "focus", "slice", "accessibility")


@dataclass(frozen=True)
class Page:
    """A page to make: the file, the variables of the template (reports/page/template.html), and Markdown.

    `contents` says whether the page has a list of its sections.
    """

    target: Path
    metadata: Mapping[str, Any]
    body: str
    contents: bool = True


def render(pages: Sequence[Page], renderer: Renderer) -> Literal["quarto", "pandoc"]:
    """Makes all pages and returns the program that did. A page stands whole in its place or not at all.

    Raises RenderError when a page fails or would fetch something.
    """
    program = choose(renderer)
    with tempfile.TemporaryDirectory(prefix="naerblik-pages-") as folder:
        work = Path(folder)
        for file in project.PAGE.iterdir():
            shutil.copy2(file, work / file.name)
        made = _quarto(pages, work) if program == "quarto" else _pandoc(pages, work)
        for page, html in zip(pages, made, strict=True):
            _put_in_place(page.target, html)
    return program


def notebook_body(notebook: Path, head: Header) -> str:
    """The Markdown of an executed notebook: its text and what its cells show, without code and without the head.

    Raises RenderError for a notebook that was executed for another recipient or with other numbers than `head` names,
    and for a cell that shows something no page can: an output without HTML.
    """
    content = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    if not any(html.startswith(head.marker()) for html in _shown(content)):
        raise RenderError(
            f"{notebook.name}: the notebook does not show the head of a report to {head.recipient} with its numbers: "
            "run again."
        )
    parts = [part for number, cell in enumerate(content.cells, 1) for part in _parts(notebook, number, cell)]
    return "\n\n".join(parts) + "\n"


def _shown(content: Any) -> Iterator[str]:
    """The HTML that cells show."""
    for cell in content.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", {}).get("text/html", "")


def _parts(notebook: Path, number: int, cell: Any) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield _FROM_METADATA.sub("", cell.source)
    for output in cell.get("outputs", []):
        if output.output_type not in ("display_data", "execute_result"):
            continue
        if "text/html" not in output.data:
            raise RenderError(
                f"{notebook.name}, cell {number}: it shows plain text; return a table, figure or text of the report."
            )
        if output.data["text/html"] and not output.data["text/html"].startswith(MARKER):
            yield raw_html(output.data["text/html"])


def raw_html(html: str) -> str:
    """A Markdown block that both programs pass on untouched."""
    return f"{FENCE}{{=html}}\n{html}\n{FENCE}"


def _markdown(page: Page, **settings: Any) -> str:
    """Front matter with the program's own `settings`, then the body.

    Values are raw HTML: as Markdown '1. juli 2024' would become a numbered list.
    """
    front = {name: value if name in _PLAIN else _raw(value) for name, value in page.metadata.items()}
    front |= settings | {"lang": "da", "pagetitle": page.metadata["title"]}
    return f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=True)}---\n\n{page.body}"


def _raw(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _raw(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_raw(inner) for inner in value]
    return f"`{escape(str(value))}`{{=html}}"


def _pandoc(pages: Sequence[Page], work: Path) -> Iterator[str]:
    """As many starts as there are processors, each for its part of the pages (reports/page/pages.lua)."""
    names = _written(pages, work, ".md")
    settings = yaml.safe_load((work / "_quarto.yml").read_text(encoding="utf-8"))["format"]["html"]
    command = [pypandoc.get_pandoc_path(), "lua", "-E", "pages.lua", settings["from"], str(settings["toc-depth"])]
    starts = min(os.cpu_count() or 1, len(names))
    with ThreadPoolExecutor(max(starts, 1)) as pool:
        parts = [pool.submit(_called, [*command, *names[first::starts]], work) for first in range(starts)]
    for number, (page, name) in enumerate(zip(pages, names, strict=True)):
        complaint = _text(work / f"{name}.txt") or parts[number % starts].result().stderr
        yield _checked(page, _text(work / f"{name}.html"), "pandoc", complaint)


def _quarto(pages: Sequence[Page], work: Path) -> Iterator[str]:
    """One call for all pages: a call costs seconds, a page in it little."""
    names = _written(pages, work, ".qmd")
    done = _called(["quarto", "render", str(work), "--no-execute", "--quiet"], work)
    for page, name in zip(pages, names, strict=True):
        html = "" if done.returncode else _text(work / "rendered" / f"{name}.html")
        yield _checked(page, html, "quarto", done.stderr)


def _written(pages: Sequence[Page], work: Path, suffix: str) -> list[str]:
    """The stems of the files that the Markdown of the pages is written to, in the order of the pages."""
    names = [f"{number:04d}" for number in range(len(pages))]
    for name, page in zip(names, pages, strict=True):
        (work / f"{name}{suffix}").write_text(_markdown(page, toc=page.contents), encoding="utf-8")
    return names


def _called(command: Sequence[str], work: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=work, capture_output=True, text=True, encoding="utf-8", check=False)


def _text(file: Path) -> str:
    """What a file says; nothing where there is none."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _checked(page: Page, html: str, program: str, complaint: str) -> str:
    """The page, when the program made it and it fetches nothing."""
    where = f"{page.target.parent.name}/{page.target.name}"
    if not html:
        lines = complaint.strip().splitlines() or ["it gave no reason"]
        raise RenderError(f"{where}: {program} did not make the page: {lines[-1]}")
    if fetched := _FETCHED.search(html):
        raise RenderError(
            f"{where}: the page would fetch {fetched.group(1)}; render with renderer=pandoc and report it."
        )
    return html


def _put_in_place(target: Path, html: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f"{target.name}.tmp")
    making.write_text(html, encoding="utf-8")
    making.replace(target)

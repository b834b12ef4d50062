"""Measures the explorer of pages in Chromium: from a choice to the result on the screen, median and slowest of many.

python benchmarks/explorer.py PAGE [PAGE ...]    pages of a run, such as reports/<release>/dk/kraeft.html
"""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

EACH = 5
"""Values that are tried of every list."""

CHOOSE = """([id, place]) => new Promise(done => {
  const list = document.getElementById(id), open = [...list.options].filter(option => !option.disabled);
  const began = performance.now();
  list.value = open[place % open.length].value;
  list.dispatchEvent(new Event('change'));
  document.body.getBoundingClientRect();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""
"""A choice, its layout and the next frame: what a reader waits for."""


def measure(page: Page) -> list[float]:
    """Milliseconds of every choice: each measure, and some values of each list that is open under it."""
    taken = []
    for number in range(page.locator("#udforsk-maal option").count()):
        taken.append(page.evaluate(CHOOSE, ["udforsk-maal", number]))
        for name in page.locator("#udforsk select:enabled").evaluate_all("lists => lists.map(list => list.id)"):
            if name != "udforsk-maal":
                taken += [page.evaluate(CHOOSE, [name, place]) for place in (*range(1, EACH), 0)]
    return taken


def table(files: Sequence[Path]) -> list[str]:
    """A Markdown table with a line for each page."""
    lines = ["| page | kB | choices | median ms | slowest ms |", "|---|---:|---:|---:|---:|"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for file in files:
            tab = browser.new_page()
            tab.goto(file.resolve().as_uri())
            taken = measure(tab)
            name, size = f"{file.parent.name}/{file.name}", file.stat().st_size / 1000
            lines.append(f"| {name} | {size:.0f} | {len(taken)} | {statistics.median(taken):.0f} | {max(taken):.0f} |")
            tab.close()
        browser.close()
    return lines


if __name__ == "__main__":
    print("\n".join(table([Path(name) for name in sys.argv[1:]])))

"""Pages with the explorer of each topic and kind of recipient, and what a reader must be shown of each choice."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd
from playwright.sync_api import Page as Tab

from naerblik.items import SEPARATOR
from naerblik.report.cells import Share, whole_or_none
from naerblik.report.explorer import Explorer, Measure
from naerblik.report.explorer.coded import GROUPS
from naerblik.report.explorer.content import text
from naerblik.report.explorer.measures import split
from naerblik.report.rate import Rate
from naerblik.report.table import MISSING_SIGN, Column

GROUP_KEYS = ("koen", "alder", "plejehjem", "sygdom", "kommuner")


class Choice(NamedTuple):
    """What names a number of the explorer: a measure, the parts of its item, year, area and groups."""

    measure: str
    parts: tuple[str, ...]
    year: str
    area: str
    groups: tuple[str, ...]


class Texts(NamedTuple):
    """What stands for a number: what it is a share of, the count, the share and its limits ('' without limits)."""

    whole: str
    count: str
    rate: str
    limits: str


@dataclass(frozen=True)
class Explored:
    """A page with the explorer that it was made from."""

    page: Path
    explorer: Explorer
    cells: dict[tuple[str, ...], tuple[object, object]]

    @classmethod
    def of(cls, page: Path, explorer: Explorer) -> Explored:
        return cls(page, explorer, _by_key(explorer.scope.cube.tables["cells"]))

    def measure(self, key: str) -> Measure:
        return next(measure for measure in self.explorer.measures if measure.key == key)

    def address(self, choice: Choice) -> str:
        named = dict(zip((part.key for part in self.measure(choice.measure).parts), choice.parts, strict=True))
        named = {"maal": choice.measure, **named, "omraade": choice.area, "aar": choice.year}
        named |= dict(zip(GROUP_KEYS, choice.groups, strict=True))
        return "udforsk&" + "&".join(f"{key}={quote(value)}" for key, value in named.items())

    def share(self, choice: Choice) -> Share | None:
        """The two numbers of the protected cube; None where either is not published."""
        measure, rest = self.measure(choice.measure), (choice.year, choice.area, *choice.groups)
        item = SEPARATOR.join(part for part in choice.parts if part) or "*"
        found = self.cells.get((measure.kind, item, *rest))
        if found is None or measure.whole is None:
            return found and _share(measure, *found)
        pieces = item.split(SEPARATOR)
        named = [pieces[part] if isinstance(part, int) else part for part in measure.whole.item]
        among = self.cells.get((measure.whole.kind, SEPARATOR.join(n for n in named if n), *rest))
        return among and _share(measure, found[0], among[0])

    def texts(self, choice: Choice) -> Texts | None:
        """What must be shown of a choice, by the words and roundings of the page's own tables."""
        share, measure = self.share(choice), self.measure(choice.measure)
        if share is None:
            return None
        sign, unit = self.explorer.scope.source().sign, measure.unit
        per, digits = (measure.whole.per, measure.whole.digits) if measure.whole else (1, 0)
        whole = share.population_value()
        if isinstance(whole, int):
            whole = Column("", "ratio", digits).text(whole / per, sign)
        else:
            whole = Column("").text(whole, sign)
        count = Column("", "count").text(share.count_value(), sign)
        if not share.is_known:
            mark = sign if share.is_reported else MISSING_SIGN
            return Texts(whole, count, mark, mark if measure.limits else "")
        return Texts(whole, count, unit.bare(per * share.rate), unit.interval(share.limits) if measure.limits else "")

    def choices(self, number: int, seed: int) -> list[Choice]:
        """Published choices: some of each measure, one in three with a hidden number."""
        chance, found = random.Random(seed), []
        keys = [self._choice(key) for key in self.cells]
        known = [choice for choice in keys if choice and self.share(choice) is not None]
        hidden = [choice for choice in known if not (self.share(choice) or Share(1, 1)).is_known]
        for measure in self.explorer.content["measures"]:
            own = [choice for choice in known if choice.measure == measure["key"]]
            found += chance.sample(own, min(len(own), number))
        return found + chance.sample(hidden, min(len(hidden), number * 2))

    def _choice(self, key: tuple[str, ...]) -> Choice | None:
        kind, item, year, area, *groups = key
        measure = next((measure for measure in self.explorer.measures if measure.kind == kind), None)
        if measure is None or area not in self.explorer.content["areas"]:
            return None
        parts = split(item, len(measure.parts))
        offered = all(code in [o.code for o in part.options] for code, part in zip(parts, measure.parts, strict=True))
        return Choice(measure.key, parts, year, area, tuple(groups)) if offered else None


def _share(measure: Measure, count: object, population: object) -> Share:
    found = Share(whole_or_none(count), whole_or_none(population))
    return Rate.of(found) if measure.limits == "byar" else found


def _by_key(cells: pd.DataFrame) -> dict[tuple[str, ...], tuple[object, object]]:
    columns = [cells[name].astype(str) for name in ("items", "item", "year", "area", *GROUPS)]
    numbers = zip(cells["count"].astype("object"), cells["population"].astype("object"), strict=True)
    return dict(zip(zip(*columns, strict=True), numbers, strict=True))


READ = """() => {
  const text = element => element ? element.textContent : '';
  const host = document.getElementById('udforsk'), all = (from, what) => [...from.querySelectorAll(what)];
  const rowsOf = body => all(body, 'tr:not(.group)').map(row =>
    [text(body.querySelector('.group th')), ...[...row.children].map(text)]);
  return {
    facts: all(host, '.explorer-numbers dd').map(dd => [dd.firstChild.data, text(dd.querySelector('small'))]),
    rows: all(host, 'tbody').flatMap(rowsOf),
    bars: all(host, '.row').map(row => [text(row.querySelector('.name')), text(row.querySelector('.value'))]),
    where: text(host.querySelector('.explorer-where')), status: text(host.querySelector('[role=status]')),
    note: text(host.querySelector('.explorer-note')), title: text(host.querySelector('h3')),
  };
}"""
FOLLOW = """address => new Promise(done => {
  addEventListener('hashchange', () => done(null), { once: true });
  location.hash = address;
})"""


OPENED = """() => new Promise(done => {
  const behind = document.querySelector('#udforsk details.behind');
  if (behind.open) return done();
  behind.addEventListener('toggle', () => done(), { once: true });
  behind.open = true;
})"""
"""The table behind is built once it is open."""


def read(tab: Tab) -> dict[str, Any]:
    """What the explorer shows; the rows of the table behind while it is open."""
    return dict(tab.evaluate(READ))


def follow(tab: Tab, address: str) -> dict[str, Any]:
    """Goes to another address within the page and reads what is shown."""
    if tab.evaluate("location.hash") != f"#{address}":
        tab.evaluate(FOLLOW, address)
    return read_whole(tab)


def read_whole(tab: Tab) -> dict[str, Any]:
    """What the explorer shows once the table behind is open."""
    tab.evaluate(OPENED)
    return read(tab)


def differences(explored: Explored, choice: Choice, shown: dict[str, Any]) -> Iterator[str]:
    """Where what is shown of a choice is not what the protected cube holds."""
    wanted = explored.texts(choice)
    assert wanted is not None
    facts = [text for text, _ in shown["facts"]][:3]
    if facts != [wanted.rate, wanted.count, wanted.whole]:
        yield f"{choice}: the numbers are {facts}, not {wanted}"
    if wanted.limits and any(c.isdigit() for c in wanted.limits) and not shown["facts"][0][1].endswith(wanted.limits):
        yield f"{choice}: the limits are {shown['facts'][0][1]}, not {wanted.limits}"
    yield from _rows(explored, choice, shown["rows"])
    names = {name: title for name, title in explored.explorer.content["areas"].values()}
    compared = {row[1]: row[5] for row in shown["rows"] if row[0] not in ("Valget", "Udvikling")}
    if {names[name]: value for name, value in shown["bars"]} != compared:
        yield f"{choice}: bars and table differ"


def _rows(explored: Explored, choice: Choice, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    codes = {title: code for code, (_, title) in explored.explorer.content["areas"].items()}
    measure = explored.measure(choice.measure)
    if not rows:
        yield f"{choice}: the table is empty"
    for _, title, step, *values in rows:
        own = choice._replace(area=codes[title])
        if measure.along:
            place = [part.key for part in measure.parts].index(measure.along)
            code = next(option.code for option in measure.parts[place].options if option.name == step)
            own = own._replace(parts=tuple(code if n == place else old for n, old in enumerate(own.parts)))
        else:
            own = own._replace(year=step)
        wanted = explored.texts(own)
        if wanted is None or [text.replace("·–·", "·") for text in values] != [text for text in wanted if text]:
            yield f"{own}: the row is {values}, not {wanted}"


def altered(page: Path, change: Callable[[dict[str, Any]], None], folder: Path) -> Path:
    """A copy of a page whose embedded data were changed."""
    html, copy = page.read_text(encoding="utf-8"), folder / page.name
    found = re.search(r'(?s)<script type="application/json"[^>]*>(.*?)</script>', html)
    assert found
    data = json.loads(found.group(1))
    change(data)
    copy.write_text(html[: found.start(1)] + text(data) + html[found.end(1) :], encoding="utf-8")
    return copy

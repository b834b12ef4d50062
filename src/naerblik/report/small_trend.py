"""A trend small enough for a card: a line from zero, its first and last number, gaps where nothing is shown.

Its alternative text holds every number, so that it needs no table behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from naerblik.report import markup, numbers, svg
from naerblik.report.cells import Share
from naerblik.report.series_breaks import SeriesBreak
from naerblik.report.svg import Words, short
from naerblik.report.trend_chart import position
from naerblik.report.unit import Unit

WIDTH, HEIGHT = 280.0, 84.0
_SIDE, _TOP, _ZERO, _YEARS = 28.0, 26.0, 64.0, 80.0

Point = tuple[float, float]


@dataclass(frozen=True)
class SmallTrend:
    """Shares at dates. `key` names it in the page, `what` and `whom` say what is shown and of which citizens."""

    key: str
    what: str
    whom: str
    unit: Unit
    dates: tuple[date, ...]
    shares: tuple[Share, ...]
    breaks: tuple[SeriesBreak, ...] = ()
    note: str = ""

    @property
    def words(self) -> Words:
        """Title and finding: the first and the last number, each year, and the marked breaks; no claim of a cause."""
        first, last = self._known[0], self._known[-1]
        years = "; ".join(
            f"{day.year}: {self._said(share)}" for day, share in zip(self.dates, self.shares, strict=True)
        )
        marked = "".join(f" Markeret databrud: {_said_of(piece)}." for piece in self.breaks)
        title = f"{self.what} {self.unit.after}{self.unit.whom}, {self.whom}, {self._period}"
        finding = f"Fra {self._number(first)} i {self._year(first)} til {self._number(last)} i {self._year(last)}."
        return Words(self.key, title, f"{finding} {years}.{marked} {self.note}".strip())

    def _repr_html_(self) -> str:
        if len(self._known) < 2:
            return '<p class="reading">Udviklingen kan ikke vises.</p>'
        field = "".join(f" Farvet felt: {_said_of(piece)}." for piece in self.breaks)
        reading = f"{self._period}, {self.whom}.{field} {self.note}".strip()
        drawing = svg.element(self.words, HEIGHT, "".join(self._body()), width=WIDTH, look="small-chart")
        return f'{drawing}\n<p class="reading">{markup.text(reading)}</p>'

    @property
    def _known(self) -> list[int]:
        """Places of the shares that can be shown."""
        return [place for place, share in enumerate(self.shares) if share.is_known]

    @property
    def _period(self) -> str:
        return f"{self.dates[0].year}–{self.dates[-1].year}"

    def _year(self, place: int) -> int:
        return self.dates[place].year

    def _number(self, place: int) -> str:
        return self.unit.bare(self.shares[place].rate)

    def _said(self, share: Share) -> str:
        if share.is_known:
            return self.unit.bare(share.rate)
        return "vises ikke" if share.is_reported else "intet tal"

    def _x(self, day: date) -> float:
        first, last = position(self.dates[0]), position(self.dates[-1])
        return _SIDE + (WIDTH - 2 * _SIDE) * (position(day) - first) / (last - first)

    def _points(self) -> dict[int, Point]:
        top = max(self.shares[place].rate for place in self._known) or 1.0
        heights = {place: (_ZERO - _TOP) * self.shares[place].rate / top for place in self._known}
        return {place: (self._x(self.dates[place]), _ZERO - height) for place, height in heights.items()}

    def _body(self) -> Iterator[str]:
        points = self._points()
        yield from map(self._break, self.breaks)
        yield f'<path d="M0 {short(_ZERO)}H{short(WIDTH)}" class="stroke-grid" stroke-width="1"/>'
        for run in _runs(self._known):
            line = "L".join(f"{short(x)} {short(y)}" for x, y in (points[place] for place in run))
            yield f'<path d="M{line}" fill="none" class="stroke-accent" stroke-width="2"/>'
        for place, (x, y) in points.items():
            end = place in (self._known[0], self._known[-1])
            yield f'<circle cx="{short(x)}" cy="{short(y)}" r="{4 if end else 2.5}" class="fill-accent"/>'
            if end:
                yield _text(x, y - 9, self._number(place), 'class="fill-ink" font-size="13" font-weight="700"')
        for place in sorted({0, self._known[0], self._known[-1], len(self.dates) - 1}):
            yield _text(self._x(self.dates[place]), _YEARS, str(self._year(place)), 'class="fill-muted" font-size="12"')

    def _break(self, piece: SeriesBreak) -> str:
        """A break at one date is a line, one over a period a field that begins with a line."""
        start = max(self._x(piece.begins), 0.0)
        end = min(self._x(piece.ends), WIDTH) if piece.ends else start
        size = f'width="{short(end - start)}" height="{short(_ZERO)}"'
        line = f'<path d="M{short(start)} 0V{short(_ZERO)}" class="stroke-muted" stroke-dasharray="2 2"/>'
        return f'<rect x="{short(start)}" y="0" {size} class="fill-soft"/>{line}'


def _text(x: float, y: float, said: str, look: str) -> str:
    return f'<text x="{short(x)}" y="{short(y)}" text-anchor="middle" {look}>{said}</text>'


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Places that stand beside each other: a line never crosses a year that is not shown."""
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        yield [place for _, place in run]


def _said_of(piece: SeriesBreak) -> str:
    return f"{piece.label} fra {numbers.day(piece.begins)}"

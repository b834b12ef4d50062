"""What the script of an explorer is given: choices, words, coverage and the cells, as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from naerblik import codelists
from naerblik.geography import Area
from naerblik.indicators import rates
from naerblik.indicators.units import normal_quantile
from naerblik.items import reporters_of
from naerblik.parameters import ItemKind
from naerblik.report import numbers
from naerblik.report.cells import ALL
from naerblik.report.explorer import places
from naerblik.report.explorer.blocks import Block, blocks
from naerblik.report.explorer.coded import CodedCells
from naerblik.report.explorer.measures import Measure
from naerblik.report.scope import Scope
from naerblik.report.table import MISSING_SIGN
from naerblik.report.wording import SEXES, age

CONFIDENCE = 0.95


def content(scope: Scope, measures: Sequence[Measure], breaks: str) -> dict[str, Any]:
    """Everything that the script needs. Measures that the cube holds nothing of are left out; `breaks` is what is said
    of the trend.
    """
    areas = places.offered(scope)
    made = _blocks(scope, measures, [area.code for area in areas])
    known = {block.kind for block in made} | {None}
    return {
        "sign": scope.source().sign,
        "missing": MISSING_SIGN,
        "source": scope.source().data,
        "year": str(scope.year),
        "years": [str(year) for year in scope.years],
        "z": normal_quantile(CONFIDENCE),
        "exact": [list(map(float, pair)) for pair in zip(*rates.exact(range(rates.EXACT_BELOW)), strict=True)],
        "areas": places.names(areas),
        "levels": places.levels(scope, areas),
        "home": places.home(scope, areas),
        "groups": _groups(scope, measures[0].kind),
        "coverage": _coverage(scope, areas) if reporters_of(measures[0].kind) != ALL else None,
        "breaks": breaks,
        "measures": [_measure(m) for m in measures if {m.kind, m.whole and m.whole.kind} <= known],
        "blocks": [block.content() for block in made],
    }


def text(document: dict[str, Any]) -> str:
    """The document as it stands in a page: compact, and without a sign that could end the element around it."""
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c")


@dataclass
class _Kind:
    """How the items of a kind are taken apart, and whether anything is a share of the population beside it."""

    orders: list[list[str]]
    populations: bool


def _blocks(scope: Scope, measures: Sequence[Measure], areas: list[str]) -> list[Block]:
    cells = CodedCells.of(scope.cube)
    return [
        block
        for kind, how in _kinds(measures).items()
        for block in blocks(cells, kind, how.orders, areas, populations=how.populations)
    ]


def _kinds(measures: Sequence[Measure]) -> dict[ItemKind, _Kind]:
    """The kinds of the measures, and those that measures are shares of."""
    found = {
        measure.kind: _Kind([[option.code for option in part.options] for part in measure.parts], measure.whole is None)
        for measure in measures
    }
    for measure in measures:
        if measure.whole and measure.whole.kind not in found:
            orders = [[o.code for o in measure.parts[n].options] for n in measure.whole.item if isinstance(n, int)]
            found[measure.whole.kind] = _Kind(orders, populations=False)
    return found


def _measure(measure: Measure) -> dict[str, Any]:
    unit, whole = measure.unit, measure.whole
    return {
        "key": measure.key,
        "kind": measure.kind,
        "name": measure.name,
        "counted": measure.counted,
        "population": measure.population,
        "unit": {"name": unit.name, "scale": unit.scale, "after": unit.after, "digits": unit.digits},
        "limits": measure.limits,
        "parts": [{"key": p.key, "label": p.label, "options": p.options, "first": p.first} for p in measure.parts],
        "whole": whole and {"kind": whole.kind, "item": whole.item, "per": whole.per, "digits": whole.digits},
        "along": measure.along,
        "note": measure.note,
    }


def _groups(scope: Scope, kind: ItemKind) -> list[dict[str, Any]]:
    """The groups in the order of coded.GROUPS: how an address and a reader call them, and their values, all first."""
    diseases = [(disease.key, disease.label) for disease in codelists.chronic_diseases()]
    everyone = reporters_of(kind)
    reporting = [(everyone, "Indberettede i måneden"), ("every_year", "Indberettede alle årene")]
    return [
        _group("koen", "Køn", "køn", [(ALL, "Alle"), *SEXES.items()]),
        _group("alder", "Alder", "alder", [(ALL, "Alle aldre"), *((label, age(label)) for label in scope.ages)]),
        _group(
            "plejehjem", "Plejehjem", "plejehjem", [(ALL, "Alle"), ("yes", "På plejehjem"), ("no", "Ikke på plejehjem")]
        ),
        _group("sygdom", "Kronisk sygdom (RUKS)", "kronisk sygdom", [(ALL, "Alle"), *diseases]),
        _group(
            "kommuner",
            "Kommuner bag tallene",
            "kommuner, der indberettede alle årene",
            reporting if everyone != ALL else [(ALL, "")],
        ),
    ]


def _group(key: str, label: str, said: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    return {"key": key, "label": label, "said": said, "options": options}


def _coverage(scope: Scope, areas: list[Area]) -> dict[str, Any]:
    """By area: reporting and all municipalities, and the part of the citizens in percent, of each year; and how many
    reported in every year.
    """
    return {area.code: [[_covered(scope, area, year) for year in scope.years], _steady(scope, area)] for area in areas}


def _covered(scope: Scope, area: Area, year: int) -> tuple[int, int, str | None]:
    found = scope.coverage(area, year)
    return found.reporting, found.municipalities, None if found.share is None else numbers.percent(found.share)


def _steady(scope: Scope, area: Area) -> int:
    own = [m for m in scope.municipalities if set(m.municipalities) <= set(area.municipalities)]
    return sum(all(scope.reports(m, year) for year in scope.years) for m in own)

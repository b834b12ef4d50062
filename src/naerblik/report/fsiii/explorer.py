"""Udforsk tallene: what can be chosen of municipal nursing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from naerblik import codelists
from naerblik.codelists import HOME_NURSING, Code
from naerblik.items import UNKNOWN_CODE
from naerblik.parameters import ItemKind
from naerblik.report import numbers
from naerblik.report.explorer import Explorer, Measure, Option, Part
from naerblik.report.fsiii.items import UNKNOWN_GROUP, condition_area_names
from naerblik.report.fsiii.trend import breaks
from naerblik.report.fsiii.wording import MEASURES, legacy_code
from naerblik.report.places import danish_order
from naerblik.report.scope import Scope
from naerblik.report.sentences import first_upper
from naerblik.report.unit import CITIZENS

_REPORTED = "Tallene er det, kommunerne indberetter; forskelle er ikke i sig selv forskelle i behov eller kvalitet."
_NOT_A_SUM = f"En borger kan have flere koder; tallene kan ikke lægges sammen. {_REPORTED}"
_UNKNOWN = Option(UNKNOWN_CODE, "Kode, der ikke findes i kodelisten", UNKNOWN_GROUP)
_FEW = replace(CITIZENS, digits=2)


def explorer(scope: Scope) -> Explorer:
    """Any intervention and condition, the areas of conditions, and every code."""
    return Explorer(
        scope,
        (
            _any("indsats", "any_intervention", "Med indsats"),
            _any("tilstand", "any_condition", "Med tilstand"),
            _each("omraader", "areas", "Tilstande efter område", "Med tilstand", _areas()),
            _each("tilstande", "conditions", "Hver tilstand for sig", "Med tilstanden", _conditions()),
            _each("indsatser", "interventions", "Hver indsats for sig", "Med indsatsen", _interventions()),
        ),
        breaks=_breaks(scope),
    )


def _breaks(scope: Scope) -> str:
    """'Databrud: FSIII forenkles fra 1. januar 2024. Et spring ...'."""
    known = [f"{piece.label} fra {numbers.day(piece.begins)}" for piece in breaks(scope)]
    said = f"Databrud i perioden: {numbers.listing(known)}. " if known else ""
    return f"{said}Et spring kan også komme af, at andre kommuner indberetter, eller af skift af leverandør."


def _any(key: str, kind: ItemKind, counted: str) -> Measure:
    return Measure(key, kind, first_upper(MEASURES[kind]), counted, note=_REPORTED)


def _each(key: str, kind: ItemKind, name: str, counted: str, part: Part) -> Measure:
    unit = CITIZENS if kind == "areas" else _FEW
    return Measure(key, kind, name, counted, unit=unit, parts=(part,), note=_NOT_A_SUM)


def _areas() -> Part:
    named = (Option(code, name) for code, name in condition_area_names().items())
    return Part("tilstandsomraade", "Tilstandsområde", (*named, _UNKNOWN))


def _conditions() -> Part:
    own = sorted(_home_nursing(codelists.conditions()), key=lambda code: int(code.area_code[1:]))
    return Part("kode", "Tilstand", (*(Option(c.code, _named(c), c.area) for c in own), _UNKNOWN))


def _interventions() -> Part:
    own = sorted(_home_nursing(codelists.interventions()), key=lambda code: danish_order(code.name))
    return Part("kode", "Indsats", (*(Option(c.code, _named(c)) for c in own), _UNKNOWN))


def _home_nursing(codes: Iterable[Code]) -> list[Code]:
    return [code for code in codes if code.law == HOME_NURSING]


def _named(code: Code) -> str:
    """The name with the key of its code list: both lists are in use, and names come again."""
    return f"{code.name} ({legacy_code(code)})"

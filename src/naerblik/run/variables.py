"""The list of variables of a recipient: the contracts, and what the protected cube tells of where they are used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from naerblik import codelists, geography
from naerblik.items import KINDS
from naerblik.parameters import RunParameters, Topic
from naerblik.registers import contracts
from naerblik.registers.contracts import CodeList, Column
from naerblik.report import numbers, variables, workbook
from naerblik.report.header import VARIABLES, Header
from naerblik.report.lineage import Origins
from naerblik.report.scope import Scope
from naerblik.report.variables import REPORTS, TYPES, Register, Variable
from naerblik.run import release
from naerblik.run.render import Page, raw_html
from naerblik.run.topics import TOPICS

WORKBOOK = Path(VARIABLES).with_suffix(".xlsx").name

CODE_LISTS: Mapping[CodeList, tuple[str, Callable[[], Collection[object]]]] = {
    "municipalities": ("Kommuner", geography.municipalities),
    "chronic_diseases": ("Kroniske sygdomme (RUKS)", codelists.chronic_diseases),
    "fsiii_conditions": ("Tilstande i Fælles Sprog III", codelists.conditions),
    "fsiii_interventions": ("Indsatser i Fælles Sprog III", codelists.interventions),
    "fsiii_laws": (
        "Love i Fælles Sprog III",
        lambda: {c.law for c in (*codelists.conditions(), *codelists.interventions())},
    ),
    "practice_diagnoses": ("Diagnoser i almen praksis (ICPC-2)", codelists.practice_diagnoses),
    "specialties": ("Specialer", codelists.specialties),
    "practice_services": ("Ydelser", codelists.practice_services),
    "hospitals": ("Sundhedsinstitutioner", codelists.hospitals),
    "cancer_codes": ("Kræftkoder (ICD-10)", codelists.cancer_codes),
}
"""Code list -> what it is called, and its codes."""


def page(scope: Scope, head: Header, origins: Origins, folder: Path) -> Page:
    """Writes the list as a workbook into a recipient's folder; returns its page. `head` is that of a topic."""
    return _written(scope, variables.header(head), origins, folder, "")


def release_name(parameters: RunParameters, snapshot: str) -> str:
    """What the list at the root of a release says instead of a recipient."""
    return f"Udgivelsen {release.folder_name(parameters.year, parameters.geography, snapshot)}"


def of_release(scope: Scope, head: Header, origins: Origins, folder: Path) -> Page:
    """The same for the root of a release: the head names the release and no recipient."""
    name = release_name(scope.parameters, scope.manifest["snapshot"]["name"])
    own = replace(
        variables.header(head), code="", recipient=name, focus=f"release {scope.parameters.geography}", slice=""
    )
    return _written(scope, own, origins, folder, variables.ALL_TABLES)


def _written(scope: Scope, head: Header, origins: Origins, folder: Path, tables: str) -> Page:
    registers = of(scope.manifest["lineage"], origins)
    workbook.write_alone(folder / WORKBOOK, head, variables.sheets(registers, scope.source()))
    return Page(
        folder / VARIABLES, head.metadata(), raw_html(variables.body(registers, WORKBOOK, tables)), contents=False
    )


def of(told: Mapping[str, Any], origins: Origins) -> tuple[Register, ...]:
    """Every register of the contracts; `origins` are those of the tables beside the list."""
    return tuple(
        Register(
            c.name,
            c.name_da,
            c.track,
            c.meaning_da,
            c.source,
            tuple(_variable(c.name, column, told, origins) for column in c.columns),
        )
        for c in contracts.load().values()
    )


def _variable(register: str, column: Column, told: Mapping[str, Any], origins: Origins) -> Variable:
    read_by = told["registers"][register]["read_by"]
    used = {topic: _used(register, column.name, topic, told, origins) for topic in KINDS}
    return Variable(
        column.name,
        column.meaning_da,
        TYPES[column.type],
        _codes(column),
        column.source,
        column.first_year,
        column.identifying,
        tuple(read_by[column.name]),
        {REPORTS[topic]: tables for topic, tables in used.items() if tables},
        tuple(TOPICS[topic].notebook for topic, tables in used.items() if tables),
    )


def _codes(column: Column) -> str:
    """'K Kvinde, M Mand', 'kodelisten Specialer (12 koder)'."""
    if isinstance(column.codes, str):
        name, codes = CODE_LISTS[column.codes]
        return f"kodelisten {name} ({numbers.counted(len(codes()), 'kode', 'koder')})"
    return ", ".join(f"{code} {name}" for code, name in (column.codes or {}).items())


def _used(register: str, column: str, topic: Topic, told: Mapping[str, Any], origins: Origins) -> str:
    """The tables of a report that a variable is used in, '' where there are none."""
    if topic not in origins:
        kinds = (told["numbers"][kind]["reads"] for kind in KINDS[topic])
        return "ikke i denne mappe" if any(column in reads.get(register, ()) for reads in kinds) else ""
    tables = {stem: origin.reads for stem, origin in origins[topic].items() if origin.numbers}
    used = [stem for stem, reads in tables.items() if column in reads.get(register, ())]
    rest = [stem for stem in tables if stem not in used]
    if len(rest) >= len(used):
        return ", ".join(used)
    return f"alle {len(tables)} tabeller med tal" + (f" undtagen {', '.join(rest)}" if rest else "")

"""How the tests make pages: the report of a sample country, as the notebook and the run would put it together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from naerblik.report import accessibility, index, origin_file
from naerblik.report.header import ACCESSIBILITY
from naerblik.report.report import Report
from naerblik.report.scope import Scope
from naerblik.run import render, variables
from naerblik.run.recipients import write_tables
from naerblik.run.render import Page

RECIPIENTS = [("1082", 2026), ("vendsyssel", 2027), ("360", 2026), ("dk", 2026)]
"""A large region, a small council, a municipality that never reports, and the country."""

SECTIONS = {
    "Kort fortalt": ["key_findings"],
    "Udforsk tallene": ["explorer"],
    "Indberetningspraksis": ["reporting_finding", "reporting_calendar", "coverage"],
    "Tilstande": ["conditions_finding", "conditions_differences", "condition_areas", "conditions"],
    "Indsatser": ["interventions_finding", "interventions_differences", "common_interventions"],
    "Alder og køn": ["age_and_sex_finding", "age_and_sex"],
    "Plejehjem og kronisk sygdom": ["nursing_home_finding", "groups", "disease_by_nursing_home", "disease_note"],
    "Sammenligning af kommuner": [
        "municipalities_finding",
        "municipalities_with_interventions",
        "municipalities_with_conditions",
        "municipalities",
    ],
    "Kort over kommunerne": ["map_finding", "map"],
    "Udvikling": ["trend_finding", "trend", "breaks", "condition_areas_by_year", "yearly"],
    "Metode, definitioner og datakvalitet": [
        "methods",
        "definitions",
        "protection",
        "data_quality",
        "sources",
        "contact",
    ],
    "Fra inddata til uddata": ["lineage"],
}


PRACTICE_RECIPIENTS = [("1082", 2026), ("vendsyssel", 2027), ("825", 2026), ("dk", 2026)]
"""A large region, a small council, the smallest municipality, and the country."""

PRACTICE_SECTIONS = {
    "Kort fortalt": ["key_findings"],
    "Udforsk tallene": ["explorer"],
    "Diagnoser": ["diagnoses_finding", "diagnoses_differences", "main_diagnoses", "new_diagnoses"],
    "Alder og køn": ["age_and_sex_finding", "copd_by_age", "diabetes_by_age", "age_and_sex"],
    "Plejehjem og RUKS-sygdom": ["nursing_home_finding", "nursing_home", "nursing_home_admissions", "diseases"],
    "Kontakter og undersøgelser": [
        *("care_finding", "care_differences", "care"),
        *("care_by_age", "users_by_diagnosis", "services_by_diagnosis"),
    ],
    "Forventede undersøgelser": [
        *("examinations_finding", "examinations_differences", "examinations", "examinations_funnel"),
        *("examinations_by_municipality", "expectations", "examinations_note"),
    ],
    "Registrering i almen praksis mod RUKS": ["registration_finding", "registration", "registration_note"],
    "Akutte indlæggelser": ["admissions_finding", "admissions_differences", "admissions"],
    "Sammenligning af kommuner": [
        *("municipalities_finding", "municipalities_with_diabetes"),
        *("municipalities_with_copd", "municipalities", "map_of_diabetes", "map_of_copd"),
    ],
    "Udvikling": ["trend_finding", "trend", "trend_note"],
    "Metode, definitioner og datakvalitet": SECTIONS["Metode, definitioner og datakvalitet"],
    "Fra inddata til uddata": SECTIONS["Fra inddata til uddata"],
}


EXPLORERS = [("1082", 2026), ("vendsyssel", 2027), ("751", 2026), ("dk", 2026)]
"""A large region, a small council, a municipality, and the country."""


@dataclass(frozen=True)
class Made:
    """The folder of one recipient."""

    code: str
    folder: Path
    sources: tuple[Page, ...]

    name: str = "fsiii.html"

    @property
    def page(self) -> Path:
        return self.folder / self.name

    @property
    def index(self) -> Path:
        return self.folder / "index.html"


def sections_of(notebook: Path) -> dict[str, list[str]]:
    """Heading -> the parts that a notebook shows below it."""
    sections: dict[str, list[str]] = {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections[cell.source.removeprefix("## ").strip()] = []
        elif sections:
            list(sections.values())[-1].extend(re.findall(r"report\.(\w+)\(\)", cell.source))
    return sections


def executed_notebook(report: Report, file: Path, sections: Mapping[str, list[str]] = SECTIONS) -> Path:
    """A notebook with the outputs that executing it gives."""
    cells = [nbformat.v4.new_code_cell("report.header()", outputs=[_output(report.header())])]
    for heading, parts in sections.items():
        cells.append(nbformat.v4.new_markdown_cell(f"## {heading}"))
        outputs = [_output(getattr(report, part)()) for part in parts]
        cells.append(nbformat.v4.new_code_cell("display(secret_code)", outputs=outputs))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), file)
    return file


def _output(part: object) -> nbformat.NotebookNode:
    data = {"text/html": part._repr_html_(), "text/plain": repr(part)}  # type: ignore[attr-defined]
    return nbformat.v4.new_output("display_data", data)


def pages_of(report: Report, folder: Path, notebook: Path, name: str = "fsiii.html") -> list[Page]:
    """The page of a topic, the first page, the one about accessibility, the list of variables, and the tables."""
    first = render.raw_html(index.body([write_tables(report, name, folder)]))
    scope = Scope(report.cube, report.recipient, report.parameters)
    origins = {report.topic: report.origins()}
    origin_file.write(scope, origins, folder)
    ground = render.raw_html(accessibility.body("Sundhedsdatastyrelsen", "Kontakt udgiveren af rapporten"))
    return [
        Page(folder / name, report.header().metadata(), render.notebook_body(notebook, report.header())),
        Page(folder / "index.html", index.header(report.header()).metadata(), first, contents=False),
        Page(folder / ACCESSIBILITY, accessibility.header(report.header()).metadata(), ground, contents=False),
        variables.page(scope, report.header(), origins, folder),
    ]

"""The report of general practice for one recipient, as the notebook calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, TypeVar

from naerblik.report.compare import Against
from naerblik.report.explorer import Explorer
from naerblik.report.figure import Figure
from naerblik.report.general_practice import (
    admissions,
    ages,
    care,
    care_groups,
    comparison,
    diagnoses,
    examinations,
    explorer,
    groups,
    method,
    municipalities,
    registration,
    summary,
    trend,
)
from naerblik.report.general_practice.comparison import Compared
from naerblik.report.general_practice.measures import Measure, diagnosis, examination
from naerblik.report.general_practice.wording import LEAD, NOTHING, TITLE, is_observed, not_observed
from naerblik.report.key_figure import KeyFigure
from naerblik.report.report import Method, Number, Report
from naerblik.report.table import Table
from naerblik.report.text import Finding, KeyFindings, Text

Shown = TypeVar("Shown")
DIABETES, COPD = "diabetes", "R95"


@dataclass(frozen=True)
class GeneralPracticeReport(Report):
    """Every table, figure and sentence of the report.

    Where numbers are not published for the recipient's level, or the registers do not observe twelve months, the first
    part of a section is a Text that says so and the others show nothing.
    """

    topic = "almen_praksis"
    title = TITLE
    lead = LEAD
    prefix = "praksis-"
    method: ClassVar[Method] = method
    saved: ClassVar[Mapping[str, tuple[Number, ...]]] = {
        "main_diagnoses": ("diagnoses",),
        "new_diagnoses": ("new_diagnoses",),
        "copd_by_age": ("diagnoses",),
        "diabetes_by_age": ("diagnoses",),
        "age_and_sex": ("diagnoses",),
        "nursing_home": ("diagnoses",),
        "nursing_home_admissions": ("diagnoses", "acute_admissions"),
        "diseases": ("diagnoses",),
        "care": ("users", "services"),
        "care_by_age": ("users", "services"),
        "users_by_diagnosis": ("diagnoses", "diagnosis_users"),
        "services_by_diagnosis": ("diagnoses", "diagnosis_services"),
        "examinations": ("diagnoses", "examinations"),
        "examinations_by_municipality": ("diagnoses", "examinations"),
        "examinations_funnel": ("diagnoses", "examinations"),
        "expectations": (),
        "registration": ("diagnoses",),
        "admissions": ("diagnoses", "acute_admissions"),
        "municipalities_with_diabetes": ("diagnoses",),
        "municipalities_with_copd": ("diagnoses",),
        "municipalities": ("diagnoses",),
        "map_of_diabetes": ("diagnoses",),
        "map_of_copd": ("diagnoses",),
        "trend": ("diagnoses", "new_diagnoses"),
    }

    @cached_property
    def _diagnoses(self) -> list[Compared]:
        return diagnoses.compared(self._scope)

    @cached_property
    def _services(self) -> list[Compared]:
        return care.compared(self._scope)

    @cached_property
    def _examinations(self) -> list[Compared]:
        return examinations.compared(self._scope)

    @cached_property
    def _admissions(self) -> list[Compared]:
        return admissions.compared(self._scope)

    @cached_property
    def _with_diabetes(self) -> tuple[Measure, list[Against]]:
        return self._in_municipalities(diagnosis(DIABETES))

    @cached_property
    def _with_copd(self) -> tuple[Measure, list[Against]]:
        return self._in_municipalities(diagnosis(COPD))

    def _in_municipalities(self, measure: Measure) -> tuple[Measure, list[Against]]:
        return measure, municipalities.compared(self._scope, measure)

    def _if_observed(self, make: Callable[[], Shown]) -> Shown | Text:
        return make() if is_observed(self._scope) else NOTHING

    def key_figure(self) -> KeyFigure:
        """The number that stands for the topic on the recipient's first page."""
        return summary.key_figure(self._scope)

    def key_findings(self) -> KeyFindings:
        """Kort fortalt: four to six sentences with number, comparison and uncertainty."""
        return summary.key_findings(self._scope)

    def explorer(self) -> Explorer:
        """Udforsk tallene: every published cell of the recipient, to be chosen among."""
        return explorer.explorer(self._scope)

    def diagnoses_finding(self) -> Finding:
        """The most common of the five main diseases."""
        return diagnoses.finding(self._scope, self._diagnoses)

    def diagnoses_differences(self) -> Text:
        """Which diagnoses differ from the rest of the country."""
        return comparison.differences(self._scope, self._diagnoses, "diagnoser", "registreres")

    def main_diagnoses(self) -> Figure | Table:
        """The five main diseases beside the rest of the country; the table behind holds every diagnosis."""
        return diagnoses.figure(self._scope, self._diagnoses)

    def new_diagnoses(self) -> Table | Text:
        """Citizens with a new diagnosis within twelve months."""
        return not_observed(self._scope) or diagnoses.new_table(self._scope)

    def age_and_sex_finding(self) -> Finding | Text:
        """Where COPD is most common."""
        return ages.finding(self._scope, COPD)

    def copd_by_age(self) -> Figure | Table | Text:
        """COPD by age for women and men."""
        return ages.figure(self._scope, COPD)

    def diabetes_by_age(self) -> Figure | Table | Text:
        """Diabetes by age for women and men."""
        return ages.figure(self._scope, DIABETES)

    def age_and_sex(self) -> Table | Text:
        """The five main diseases by age for women and men."""
        return ages.table(self._scope)

    def nursing_home_finding(self) -> Finding | Text:
        """Residents of nursing homes beside other citizens."""
        return groups.finding(self._scope)

    def nursing_home(self) -> Figure | Table | Text:
        """Every diagnosis on nursing homes and elsewhere."""
        return groups.figure(self._scope)

    def nursing_home_admissions(self) -> Table | Text:
        """Acute admissions among residents of nursing homes with each diagnosis, and among others."""
        return self._if_observed(lambda: groups.admissions_table(self._scope))

    def diseases(self) -> Table | Text:
        """Every diagnosis among citizens with each disease of RUKS."""
        return groups.disease_table(self._scope)

    def care_finding(self) -> Finding | Text:
        """Who had any contact with general practice."""
        return not_observed(self._scope) or care.finding(self._scope)

    def care_differences(self) -> Text:
        """Which services differ from the rest of the country."""
        return self._if_observed(lambda: comparison.differences(self._scope, self._services, "ydelser", "bruges"))

    def care(self) -> Table | Text:
        """Contacts and examinations: users and services."""
        return self._if_observed(lambda: care.table(self._scope, self._services))

    def care_by_age(self) -> Figure | Table | Text:
        """E-consultations by age and sex; the table behind holds every service."""
        return self._if_observed(lambda: care_groups.figure(self._scope))

    def users_by_diagnosis(self) -> Table | Text:
        """The share of those with each diagnosis who had each kind of contact."""
        return self._if_observed(lambda: care_groups.users_by_diagnosis(self._scope))

    def services_by_diagnosis(self) -> Table | Text:
        """Contacts per citizen with each diagnosis."""
        return self._if_observed(lambda: care_groups.services_by_diagnosis(self._scope))

    def examinations_finding(self) -> Finding | Text:
        """The annual review among those with diabetes."""
        return not_observed(self._scope) or examinations.finding(self._scope, self._examinations)

    def examinations_differences(self) -> Text:
        """Which examinations differ from the rest of the country."""
        return self._if_observed(
            lambda: comparison.differences(self._scope, self._examinations, "undersøgelser", "gives")
        )

    def examinations(self) -> Figure | Table | Text:
        """What guidelines expect, among those with the diagnosis."""
        return self._if_observed(lambda: examinations.figure(self._scope, self._examinations))

    def examinations_by_municipality(self) -> Table | Text:
        """The expected examinations by municipality of residence."""
        return self._if_observed(lambda: examinations.municipalities_table(self._scope))

    def examinations_funnel(self) -> Figure | Text:
        """One expected examination in all municipalities with the limits of chance."""
        return self._if_observed(self._examinations_funnel)

    def _examinations_funnel(self) -> Figure | Text:
        measure, found = self._in_municipalities(examination(examinations.COMPARED))
        return municipalities.funnel(self._scope, measure, found)

    def expectations(self) -> Table:
        """What is expected, by which guideline."""
        return examinations.expectations(self._scope)

    def examinations_note(self) -> Text:
        """How the numbers are to be read."""
        return examinations.caution()

    def registration_finding(self) -> Finding | Text:
        """How many in RUKS are registered in general practice."""
        return registration.finding(self._scope)

    def registration(self) -> Figure | Table | Text:
        """General practice against RUKS; the table behind holds both, one and the other."""
        return registration.figure(self._scope)

    def registration_note(self) -> Text:
        """What the comparison measures."""
        return registration.note(self._scope)

    def admissions_finding(self) -> Finding | Text:
        """The main disease whose patients are admitted most often."""
        return not_observed(self._scope) or admissions.finding(self._scope, self._admissions)

    def admissions_differences(self) -> Text:
        """Which diagnoses differ from the rest of the country."""
        return self._if_observed(
            lambda: comparison.differences(self._scope, self._admissions, "diagnosegrupper", "indlægges")
        )

    def admissions(self) -> Figure | Table | Text:
        """Acute admissions among those with each diagnosis."""
        return self._if_observed(lambda: admissions.figure(self._scope, self._admissions))

    def municipalities_finding(self) -> Finding:
        """Which municipalities differ in diabetes."""
        return municipalities.finding(self._scope, *self._with_diabetes)

    def municipalities_with_diabetes(self) -> Figure | Text:
        """Funnel of all municipalities for diabetes; the table behind lists the recipient's."""
        return municipalities.funnel(self._scope, *self._with_diabetes)

    def municipalities_with_copd(self) -> Figure | Text:
        """The same for COPD."""
        return municipalities.funnel(self._scope, *self._with_copd)

    def municipalities(self) -> Table:
        """The recipient's municipalities in one table: the five main diseases with their comparison."""
        return municipalities.overview(self._scope)

    def map_of_diabetes(self) -> Figure:
        """The tile map of the 98 municipalities for diabetes."""
        return municipalities.map_figure(self._scope, diagnosis(DIABETES))

    def map_of_copd(self) -> Figure:
        """The same for COPD."""
        return municipalities.map_figure(self._scope, diagnosis(COPD))

    def trend_finding(self) -> Finding:
        """First and last year."""
        return trend.finding(self._scope)

    def trend(self) -> Figure | Text:
        """The five main diseases by year, and the new ones."""
        return trend.figure(self._scope)

    def trend_note(self) -> Text:
        """How the lines are to be read."""
        return trend.note()

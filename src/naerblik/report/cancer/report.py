"""The cancer report of one recipient, as the notebook calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from naerblik.report.cancer import (
    ages,
    contacts,
    courses,
    explorer,
    method,
    municipalities,
    new_cases,
    standardised,
    summary,
    survivors,
    trend,
)
from naerblik.report.cancer.new_cases import Site
from naerblik.report.cancer.wording import LEAD, TITLE
from naerblik.report.compare import Against
from naerblik.report.explorer import Explorer
from naerblik.report.figure import Figure
from naerblik.report.key_figure import KeyFigure
from naerblik.report.report import Method, Number, Report
from naerblik.report.table import Table
from naerblik.report.text import Finding, KeyFindings, Text

Shown = Figure | Table | Text


@dataclass(frozen=True)
class CancerReport(Report):
    """Every table, figure and sentence of the report.

    Numbers that are published for larger areas only are replaced by a Text that says so.
    """

    topic = "kraeft"
    title = TITLE
    lead = LEAD
    prefix = "kraeft-"
    method: ClassVar[Method] = method
    saved: ClassVar[Mapping[str, tuple[Number, ...]]] = {
        "new_cases": ("tumours", "cancer_patients"),
        "standardised": ("rates",),
        "ages": ("tumours",),
        "ages_by_cancer": ("tumours",),
        "new_cases_by_group": ("tumours",),
        "municipalities": ("tumours",),
        "municipalities_by_cancer": ("tumours",),
        "map": ("tumours", "cancer_patients"),
        "survivors": ("survivors",),
        "survivors_by_age": ("survivors",),
        "survivors_by_group": ("survivors",),
        "course_shares": ("observed", "observed_days", "course_users"),
        "course_contacts": ("observed_days", "course_contacts"),
        "contacts": ("survivors", "survivor_users", "survivor_contacts"),
        "trend": ("tumours", "cancer_patients"),
    }

    @cached_property
    def _sites(self) -> list[Site]:
        return new_cases.sites(self._scope)

    @cached_property
    def _municipalities(self) -> list[Against]:
        return municipalities.compared(self._scope)

    def key_figure(self) -> KeyFigure:
        """The number that stands for the topic on the recipient's first page."""
        return summary.key_figure(self._scope)

    def key_findings(self) -> KeyFindings:
        """Kort fortalt: four to six sentences with number, comparison and uncertainty."""
        return summary.key_findings(self._scope, self._sites, self._municipalities)

    def explorer(self) -> Explorer:
        """Udforsk tallene: every published cell of the recipient, to be chosen among."""
        return explorer.explorer(self._scope)

    def new_cases_finding(self) -> Finding:
        """The most common cancers."""
        return new_cases.finding(self._scope, self._sites)

    def new_cases_differences(self) -> Text:
        """How many cancers differ from the rest of the country; tumours and persons are two units."""
        return new_cases.differences(self._scope, self._sites)

    def new_cases(self) -> Figure | Table:
        """The most common cancers beside the rest of the country; the table behind holds every cancer."""
        return new_cases.figure(self._scope, self._sites)

    def standardised_finding(self) -> Finding | Text:
        """All cancers against the expected number, with limits."""
        return standardised.finding(self._scope)

    def standardised(self) -> Table | Text:
        """Age-standardised rates and observed against expected, where the cube has them."""
        return standardised.shown(self._scope)

    def ages_finding(self) -> Finding | Text:
        """The age group with the highest rate."""
        return ages.finding(self._scope)

    def ages(self) -> Figure | Table | Text:
        """New tumours by age for women and men."""
        return ages.figure(self._scope)

    def ages_by_cancer(self) -> Table | Text:
        """The chosen cancers by age and sex."""
        return ages.chosen(self._scope)

    def new_cases_by_group(self) -> Table | Text:
        """All cancers by nursing home and chronic disease."""
        return ages.groups(self._scope)

    def municipalities_finding(self) -> Finding:
        """Which municipalities differ."""
        return municipalities.finding(self._scope, self._municipalities)

    def municipalities(self) -> Figure | Text:
        """Funnel of all municipalities; the table behind lists the recipient's."""
        return municipalities.funnel(self._scope, self._municipalities)

    def municipalities_by_cancer(self) -> Table:
        """The recipient's municipalities by the cancers that are published for them."""
        return municipalities.by_cancer(self._scope)

    def map(self) -> Figure:
        """The tile map of the 98 municipalities."""
        return municipalities.map_figure(self._scope)

    def survivors_finding(self) -> Finding:
        """How many live with a cancer, and since when."""
        return survivors.finding(self._scope)

    def survivors_note(self) -> Text:
        """Who counts as living with cancer, and who is missing."""
        return survivors.note(self._scope)

    def survivors(self) -> Figure | Table:
        """Living with a cancer, by cancer and years since the first diagnosis."""
        return survivors.figure(self._scope)

    def survivors_by_age(self) -> Shown:
        """Living with a cancer by age, for women and men."""
        return survivors.ages_figure(self._scope)

    def survivors_by_group(self) -> Table | Text:
        """Living with a cancer among residents of nursing homes and citizens with a chronic disease."""
        return survivors.groups_table(self._scope)

    def courses_finding(self) -> Finding | Text:
        """Hospital contact round the diagnosis of lung cancer."""
        return courses.finding(self._scope)

    def courses_rules(self) -> Text:
        """How months, observation, stays and municipal nursing are counted."""
        return courses.rules(self._scope)

    def course_shares(self) -> Figure | Table | Text:
        """Share with contact by month from diagnosis and sector."""
        return courses.share_figure(self._scope)

    def course_contacts(self) -> Figure | Table | Text:
        """Contacts per person-year by month from diagnosis and sector."""
        return courses.contacts_figure(self._scope)

    def contacts_finding(self) -> Finding | Text:
        """Admissions among citizens who live with a cancer."""
        return contacts.finding(self._scope)

    def contacts(self) -> Table | Text:
        """Contacts of citizens who live with a cancer, by sector."""
        return contacts.table(self._scope)

    def trend_finding(self) -> Finding:
        """First and last year."""
        return trend.finding(self._scope)

    def trend(self) -> Shown:
        """All cancers and the common ones by year."""
        return trend.figure(self._scope)

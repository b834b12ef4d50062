"""The FSIII report of one recipient, as the notebook calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, TypeVar

from naerblik.report.compare import Against
from naerblik.report.explorer import Explorer
from naerblik.report.figure import Figure
from naerblik.report.fsiii import explorer, groups, items, method, municipalities, practice, summary, trend
from naerblik.report.fsiii.items import Item
from naerblik.report.fsiii.wording import LEAD, TITLE, nothing_reported
from naerblik.report.key_figure import KeyFigure
from naerblik.report.report import Method, Number, Report
from naerblik.report.table import Table
from naerblik.report.text import Finding, KeyFindings, Text

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class FsiiiReport(Report):
    """Every table, figure and sentence of the report. Where nobody reported, methods return a Text that says so."""

    topic = "fsiii"
    title = TITLE
    lead = LEAD
    prefix = ""
    method: ClassVar[Method] = method
    saved: ClassVar[Mapping[str, tuple[Number, ...]]] = {
        "reporting_calendar": ("reporting", "coverage"),
        "coverage": ("coverage",),
        "condition_areas": ("areas",),
        "conditions": ("conditions",),
        "common_interventions": ("interventions",),
        "age_and_sex": ("any_intervention",),
        "groups": ("any_intervention",),
        "disease_by_nursing_home": ("any_intervention",),
        "municipalities_with_interventions": ("any_intervention",),
        "municipalities_with_conditions": ("any_condition",),
        "municipalities": ("any_condition", "any_intervention", "coverage"),
        "map": ("any_intervention",),
        "trend": ("any_condition", "any_intervention"),
        "condition_areas_by_year": ("areas",),
        "yearly": ("yearly",),
    }

    @cached_property
    def _areas(self) -> list[Item]:
        return items.condition_areas(self._scope)

    @cached_property
    def _interventions(self) -> list[Item]:
        return items.interventions(self._scope)

    @cached_property
    def _with_intervention(self) -> list[Against]:
        return municipalities.compared(self._scope, "any_intervention")

    @cached_property
    def _with_condition(self) -> list[Against]:
        return municipalities.compared(self._scope, "any_condition")

    def _if_reported(self, make: Callable[[], Shown]) -> Shown | Text:
        return nothing_reported(self._scope) or make()

    def key_figure(self) -> KeyFigure:
        """The number that stands for the topic on the recipient's first page."""
        return summary.key_figure(self._scope)

    def key_findings(self) -> KeyFindings:
        """Kort fortalt: four to six sentences with number, comparison and uncertainty."""
        return summary.key_findings(self._scope)

    def explorer(self) -> Explorer:
        """Udforsk tallene: every published cell of the recipient, to be chosen among."""
        return explorer.explorer(self._scope)

    def reporting_finding(self) -> Finding:
        """Who reported."""
        return practice.finding(self._scope)

    def reporting_calendar(self) -> Figure:
        """Municipality by month: delivered or not; the table behind says since when."""
        return practice.calendar(self._scope)

    def coverage(self) -> Table:
        """Municipalities and population behind the numbers, by area and year."""
        return practice.coverage_table(self._scope)

    def conditions_finding(self) -> Finding | Text:
        """The most common area of conditions."""
        return self._if_reported(lambda: items.finding(self._scope, self._areas, "det område", "områder"))

    def conditions_differences(self) -> Text:
        """How many areas differ from the rest of the country."""
        return self._if_reported(lambda: items.differences(self._scope, self._areas, "områder"))

    def condition_areas(self) -> Figure | Table | Text:
        """The areas of conditions, beside the rest of the country."""
        return self._if_reported(lambda: items.areas_figure(self._scope, self._areas))

    def conditions(self) -> Table | Text:
        """Every condition under its area."""
        return self._if_reported(lambda: items.conditions_table(self._scope, items.conditions(self._scope)))

    def age_and_sex_finding(self) -> Finding | Text:
        """The oldest beside all citizens."""
        return self._if_reported(lambda: groups.age_finding(self._scope))

    def age_and_sex(self) -> Figure | Table | Text:
        """Any intervention by age for women and men."""
        return self._if_reported(lambda: groups.age_and_sex_figure(self._scope))

    def interventions_finding(self) -> Finding | Text:
        """The most common intervention."""
        return self._if_reported(lambda: items.finding(self._scope, self._interventions, "den indsats", "indsatser"))

    def interventions_differences(self) -> Text:
        """How many interventions differ from the rest of the country."""
        return self._if_reported(lambda: items.differences(self._scope, self._interventions, "indsatser"))

    def common_interventions(self) -> Figure | Table | Text:
        """The most common interventions; the table behind holds every intervention."""
        return self._if_reported(lambda: items.interventions_figure(self._scope, self._interventions))

    def nursing_home_finding(self) -> Finding | Text:
        """Residents of nursing homes beside other citizens."""
        return self._if_reported(lambda: groups.finding(self._scope))

    def groups(self) -> Figure | Table | Text:
        """Any intervention by nursing home and by chronic disease."""
        return self._if_reported(lambda: groups.figure(self._scope))

    def disease_by_nursing_home(self) -> Table | Text:
        """Chronic disease by nursing home, where the publication plan holds both."""
        return self._if_reported(lambda: groups.crossed_table(self._scope))

    def disease_note(self) -> Text:
        """How the nine diseases are defined."""
        return groups.disease_note(self._scope)

    def municipalities_finding(self) -> Finding | Text:
        """Which municipalities differ in interventions."""
        found = self._with_intervention
        return self._if_reported(lambda: municipalities.finding(self._scope, "any_intervention", found))

    def municipalities_with_interventions(self) -> Figure | Text:
        """Funnel of all municipalities for interventions; the table behind lists the recipient's."""
        found = self._with_intervention
        return self._if_reported(lambda: municipalities.funnel(self._scope, "any_intervention", found))

    def municipalities_with_conditions(self) -> Figure | Text:
        """The same for conditions."""
        found = self._with_condition
        return self._if_reported(lambda: municipalities.funnel(self._scope, "any_condition", found))

    def municipalities(self) -> Table:
        """The recipient's municipalities in one table: interventions and conditions with their comparison."""
        return municipalities.overview(self._scope, self._with_intervention, self._with_condition)

    def map_finding(self) -> Finding | Text:
        """From which number to which the municipalities lie."""
        return municipalities.map_finding(self._scope, "any_intervention")

    def map(self) -> Figure:
        """The tile map of the 98 municipalities."""
        return municipalities.map_figure(self._scope, "any_intervention")

    def trend_finding(self) -> Finding | Text:
        """First and last year in the municipalities that reported in all of them."""
        return self._if_reported(lambda: trend.finding(self._scope, "any_intervention"))

    def trend(self) -> Figure | Text:
        """Both measures by year with the breaks in the series."""
        return self._if_reported(lambda: trend.figure(self._scope))

    def breaks(self) -> Text:
        """What the breaks in the series mean."""
        return trend.breaks_text(self._scope)

    def condition_areas_by_year(self) -> Table | Text:
        """The areas of conditions by year."""
        return self._if_reported(lambda: trend.areas_table(self._scope))

    def yearly(self) -> Table:
        """Citizens with an intervention during the year, against person-time."""
        return trend.yearly_table(self._scope)

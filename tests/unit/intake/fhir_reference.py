"""What reports of KL's gateway mean for the registers, slowly: every version of a resource in turn, in plain Python."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

Report = dict[str, Any]
Row = tuple[Any, ...]

DENMARK = ZoneInfo("Europe/Copenhagen")
ENDED = {
    "Condition": {"inactive", "remission", "resolved"},
    "CarePlan": {"completed", "cancelled", "stopped", "revoked"},
}


def when(report: Report) -> datetime:
    return datetime.fromisoformat(report["timestamp"]).replace(microsecond=0)


def about(report: Report) -> tuple[str, str]:
    patient = report["entry"][0]["resource"]
    return patient["identifier"][0]["value"], patient["managingOrganization"]["identifier"]["value"]


def day(moment: str | None) -> date | None:
    if moment is None or len(moment) < 10:
        return None
    return datetime.fromisoformat(moment).astimezone(DENMARK).date() if "T" in moment else date.fromisoformat(moment)


def code_in(concept: Mapping[str, Any] | None) -> str | None:
    return concept["coding"][0]["code"] if concept and concept["coding"] else None


class Version:
    """What one report says of a resource."""

    def __init__(self, report: Report, resource: Mapping[str, Any]) -> None:
        self.at, self.kind = when(report), resource["resourceType"]
        self.reported = self.at.astimezone(DENMARK).date()
        read = {"Condition": self._condition, "CarePlan": self._plan, "Procedure": self._procedure}[self.kind]
        self.code, self.status, self.start, self.stop = read(resource)
        if self.status == "entered-in-error":
            self.state = "in error"
        elif self.kind == "Procedure":
            self.state = "active" if self.status == "completed" else "not completed"
        else:
            self.state = "ended" if self.status in ENDED[self.kind] else "active"

    def _condition(self, found: Mapping[str, Any]) -> Row:
        status = code_in(found.get("verificationStatus")) or code_in(found.get("clinicalStatus"))
        return code_in(found["code"]), status, day(found.get("recordedDate")), None

    def _plan(self, found: Mapping[str, Any]) -> Row:
        detail = found["activity"][0]["detail"]
        status, of_activity = found.get("status"), detail.get("status")
        if of_activity and status not in {"completed", "revoked", "entered-in-error"}:
            status = of_activity
        return code_in(detail["code"]), status, day(found["period"].get("start")), day(found["period"].get("end"))

    def _procedure(self, found: Mapping[str, Any]) -> Row:
        return code_in(found["code"]), found.get("status"), day(found.get("performedDateTime")), None

    def order(self) -> Row:
        """By time, then by what is said; an unknown day counts as later than every day, an unknown code as earlier."""
        known = self.code or ""
        return self.at, self.state, known, self.start or date.max, self.stop or date.max


def histories(reports: Iterable[Report], *kinds: str) -> dict[Row, list[Version]]:
    """(CPR, organisation, type, id, number where there is no id) -> the versions of a resource, the earliest first."""
    found, number = defaultdict(list), count()
    for report in reports:
        for entry in report["entry"]:
            resource = entry["resource"]
            if resource["resourceType"] in kinds:
                name = resource.get("id")
                key = (*about(report), resource["resourceType"], name, None if name else next(number))
                found[key].append(Version(report, resource))
    return {key: sorted(versions, key=Version.order) for key, versions in found.items()}


def ended_on(versions: list[Version]) -> date | None:
    """The day since when every version that is not in error says that it is over."""
    ended = None
    for version in versions:
        if version.state == "active":
            ended = None
        elif version.state == "ended" and ended is None:
            ended = version.reported
    return ended if versions[-1].state == "ended" else None


def conditions(reports: Iterable[Report]) -> list[Row]:
    """(CPR, code, organisation, first day, last day, rule that sets it aside)."""
    rows = []
    for (cpr, organisation, _, name, _), versions in histories(reports, "Condition").items():
        starts = [version.start for version in versions if version.start]
        start = min(starts) if starts else min(version.reported for version in versions)
        fault = "entered_in_error" if versions[-1].state == "in error" else None if name else "without_id"
        rows.append((cpr, versions[-1].code, organisation, start, ended_on(versions), fault))
    return rows


def interventions(reports: Iterable[Report]) -> list[Row]:
    """As conditions."""
    planned, completed = [], []
    for (cpr, organisation, kind, name, _), versions in histories(reports, "CarePlan", "Procedure").items():
        latest = versions[-1]
        start = latest.start or min(version.reported for version in versions)
        faults = {"in error": "entered_in_error", "not completed": "not_completed"}
        fault = faults.get(latest.state, None if name else "without_id")
        if kind == "Procedure":
            completed.append((cpr, latest.code, organisation, start, start, fault))
        else:
            ends = [end for end in (latest.stop, ended_on(versions)) if end]
            planned.append((cpr, latest.code, organisation, start, min(ends, default=None), fault))
    return planned + [(*row[:5], row[5] or within(planned, row)) for row in completed]


def within(planned: list[Row], completed: Row) -> str | None:
    for *same, start, end, fault in planned:
        if same == list(completed[:3]) and same[1] and fault is None and start <= completed[3] <= (end or date.max):
            return "within_plan"
    return None


def delivered_months(reports: Iterable[Report]) -> set[tuple[str, date]]:
    """(organisation, first day of the month) of each report."""
    return {(about(report)[1], when(report).astimezone(DENMARK).date().replace(day=1)) for report in reports}

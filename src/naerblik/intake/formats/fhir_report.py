"""The rows of a report of KL's gateway: one for the report, and one for each resource that it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from re import match
from typing import Any, TypeVar

from msgspec import DecodeError, json

from naerblik.intake.formats.fhir_bundle import (
    CPR,
    SOR,
    Bundle,
    CarePlan,
    Condition,
    Encounter,
    Known,
    Observation,
    Other,
    Patient,
    Period,
    Procedure,
    Resource,
    local_day,
    local_id,
)
from naerblik.registers.checking import RegisterError

COLUMNS = (
    *("cpr", "organisation", "bundle_time"),
    *("kind", "resource_id", "code", "status", "verification", "start", "stop"),
)
Row = tuple[str | None, ...]
Item = tuple[str | None, Resource]
T = TypeVar("T")

PLAN_IS_OVER = {"completed", "revoked", "entered-in-error"}
"""What the status of a plan says of its activities, whose own status then is seldom brought up to date."""

_KNOWN: json.Decoder[Known] = json.Decoder(Known)
_OTHER = json.Decoder(Other)
_TYPES = {kind.__name__ for kind in (Patient, Condition, CarePlan, Procedure, Encounter, Observation, Bundle)}


def rows(content: bytes) -> list[Row]:
    """The rows, in COLUMNS, of a Bundle: of one report, or of a collection of reports.

    Raises RegisterError that names the entry and what is wrong, never a value.
    """
    if b"\0" in content or b"\\u0000" in content:
        raise RegisterError("it holds a NUL, which no text has")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise RegisterError(f"it is not UTF-8 at byte {error.start:,}") from None
    bundle = _decoded(_KNOWN, content)
    if not isinstance(bundle, Bundle):
        raise RegisterError(f"it is a {type(bundle).__name__}, not a Bundle")
    items = list(_items(bundle))
    reports = [resource for _, resource in items if isinstance(resource, Bundle)]
    if not reports:
        return list(_report(bundle, items))
    if len(reports) < len(items):
        raise RegisterError("a Bundle stands among other resources; it holds either reports or what one report holds")
    return [row for n, report in enumerate(reports, 1) for row in _within(n, lambda r: list(_report(r)), report)]


def _decoded(decoder: json.Decoder[T], content: Any) -> T:
    try:
        return decoder.decode(content)
    except RecursionError:
        raise RegisterError("it is nested far deeper than any report") from None
    except DecodeError as error:
        raise RegisterError(_without_values(str(error))) from None


def _without_values(text: str) -> str:
    """What msgspec says, unless it repeats the value that it found."""
    if match("Expected `|Object missing|Invalid RFC3339|JSON is malformed|Input data was truncated", text):
        return text
    place = text.rpartition(" - at ")[2] if " - at " in text else "it"
    return f"{place} has a value that a report does not have there"


def _within(n: int, read: Callable[[Any], T], given: Any) -> T:
    """Reads the entry `n`, which its faults then name."""
    try:
        return read(given)
    except RegisterError as error:
        raise RegisterError(f"entry {n}: {error}") from None


def _items(bundle: Bundle) -> Iterator[Item]:
    """The id and the resource of each entry. An id stands once for each type."""
    seen = set()
    for n, entry in enumerate(bundle.entry, 1):
        resource = _within(n, _resource, entry.resource)
        name = resource.id or local_id(entry.full_url or "") or None
        kind = resource.resource_type if isinstance(resource, Other) else type(resource)
        if name and (kind, name) in seen:
            raise RegisterError(f"entry {n} has the id of an entry before it; a report holds one state of a resource")
        seen.add((kind, name))
        yield name, resource


def _resource(content: Any) -> Resource:
    try:
        return _KNOWN.decode(content)
    except (DecodeError, RecursionError):
        other = _decoded(_OTHER, content)
        return _decoded(_KNOWN, content) if other.resource_type in _TYPES else other


def _report(bundle: Bundle, items: list[Item] | None = None) -> Iterator[Row]:
    items = list(_items(bundle)) if items is None else items
    patients = [(name, resource) for name, resource in items if isinstance(resource, Patient)]
    if len(patients) != 1:
        raise RegisterError(f"it holds {len(patients) or 'no'} Patient resources; a report is about one citizen")
    name, patient = patients[0]
    cpr = _cpr(patient)
    head = (cpr, _organisation(patient), _utc(bundle))
    yield (*head, "bundle", bundle.id, None, None, None, None, None)
    for n, (resource_id, resource) in enumerate(items, 1):
        if resource is not patient:
            _check_subject(n, resource, name, cpr)
            for line in _within(n, _LINES.get(type(resource), _other), (resource_id, resource)):
                yield head + line


def _cpr(patient: Patient) -> str:
    found = {identifier.value for identifier in patient.identifier if identifier.system == CPR and identifier.value}
    if len(found) != 1:
        raise RegisterError(f"the Patient has {len(found) or 'no'} CPR numbers (identifier of the system {CPR})")
    return str(found.pop())


def _organisation(patient: Patient) -> str | None:
    organisation = patient.managing_organization
    identifier = organisation.identifier if organisation else None
    return identifier.value if identifier and identifier.system == SOR else None


def _utc(bundle: Bundle) -> str:
    try:
        time = bundle.timestamp.astimezone(UTC)
    except OverflowError:
        raise RegisterError("timestamp lies outside the calendar") from None
    return time.replace(microsecond=0, tzinfo=None).isoformat(" ")


def _check_subject(n: int, resource: Any, patient: str | None, cpr: str) -> None:
    subject = resource.subject
    if subject is None:
        return
    named = subject.identifier.value if subject.identifier and subject.identifier.system == CPR else cpr
    if (subject.reference is not None and local_id(subject.reference) != patient) or named != cpr:
        raise RegisterError(f"entry {n}: its subject is not the Patient of the report")


def _day(moment: str | None) -> str | None:
    try:
        return local_day(moment) if moment else None
    except (ValueError, OverflowError):
        raise RegisterError("a date or time does not exist, or a time has no zone") from None


def _days(period: Period | None) -> tuple[str | None, str | None]:
    return (_day(period.start), _day(period.end)) if period else (None, None)


def _condition(given: tuple[str | None, Condition]) -> list[Row]:
    name, found = given
    status, verification = found.clinical_status.code, found.verification_status.code
    return [("condition", name, found.code.fsiii, status, verification, _day(found.recorded_date), None)]


def _planned(given: tuple[str | None, CarePlan]) -> list[Row]:
    """An activity each; the second and later ones, which the profile does not have, by their number."""
    name, plan = given
    days = _days(plan.period)
    if not plan.activity:
        return [("planned", name, None, plan.status, None, *days)]
    lines: list[Row] = []
    for n, activity in enumerate(plan.activity, 1):
        detail = activity.detail
        status = detail.status if detail and detail.status and plan.status not in PLAN_IS_OVER else plan.status
        place = f"{name}#{n}" if name and n > 1 else name
        lines.append(("planned", place, detail.code.fsiii if detail else None, status, None, *days))
    return lines


def _completed(given: tuple[str | None, Procedure]) -> list[Row]:
    name, found = given
    return [("completed", name, found.code.fsiii, found.status, None, _day(found.performed_date_time), None)]


def _encounter(given: tuple[str | None, Encounter]) -> list[Row]:
    name, found = given
    return [("encounter", name, None, found.status, None, *_days(found.period))]


def _observation(given: tuple[str | None, Observation]) -> list[Row]:
    name, found = given
    return [("observation", name, found.code.fsiii, found.status, None, _day(found.effective_date_time), None)]


def _other(given: tuple[str | None, Resource]) -> list[Row]:
    if isinstance(given[1], Bundle):
        raise RegisterError("a report stands within a report")
    return [("other", given[0], None, None, None, None, None)]


_LINES: dict[type, Callable[[Any], list[Row]]] = {
    Condition: _condition,
    CarePlan: _planned,
    Procedure: _completed,
    Encounter: _encounter,
    Observation: _observation,
}

"""A report of KL's gateway as FHIR R4 writes it: the fields that are read, typed; all others are passed over.

Source: the profiles of hl7dk/kl-gateway-municipality-healthcare-data (KLGatewayCareDeliveryReport and what it names).
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from re import fullmatch
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Raw, Struct, convert, field

CPR = "urn:oid:1.2.208.176.1.2"
SOR = "urn:oid:1.2.208.176.1.1"
FSIII = {"http://kl.dk/fhir/common/caresocial/CodeSystem/FSIII", "urn:oid:1.2.208.176.2.21"}
"""The code system of FSIII under its older and its present name; level 3 codes are of local systems."""

Instant = Annotated[datetime, Meta(tz=True)]
DENMARK = ZoneInfo("Europe/Copenhagen")


class _Part(Struct, rename="camel", gc=False):
    pass


class Identifier(_Part):
    system: str | None = None
    value: str | None = None


class Coding(_Part):
    system: str | None = None
    code: str | None = None


class Concept(_Part):
    coding: tuple[Coding, ...] = ()

    @property
    def code(self) -> str | None:
        """Its code, of whatever system."""
        return next((coding.code for coding in self.coding), None)

    @property
    def fsiii(self) -> str | None:
        """Its code in FSIII: the older key or the UUID, as delivered."""
        return next((coding.code for coding in self.coding if coding.system in FSIII), None)


class Reference(_Part):
    reference: str | None = None
    identifier: Identifier | None = None


class Period(_Part):
    start: str | None = None
    end: str | None = None


class Detail(_Part):
    code: Concept = field(default_factory=Concept)
    status: str | None = None


class Activity(_Part):
    detail: Detail | None = None


class _Resource(_Part, tag_field="resourceType", tag=True):
    id: str | None = None
    subject: Reference | None = None


class Patient(_Resource):
    identifier: tuple[Identifier, ...] = ()
    managing_organization: Reference | None = None


class Condition(_Resource):
    code: Concept = field(default_factory=Concept)
    clinical_status: Concept = field(default_factory=Concept)
    verification_status: Concept = field(default_factory=Concept)
    recorded_date: str | None = None


class CarePlan(_Resource):
    status: str | None = None
    period: Period | None = None
    activity: tuple[Activity, ...] = ()


class Procedure(_Resource):
    status: str | None = None
    code: Concept = field(default_factory=Concept)
    performed_date_time: str | None = None


class Encounter(_Resource):
    status: str | None = None
    period: Period | None = None


class Observation(_Resource):
    status: str | None = None
    code: Concept = field(default_factory=Concept)
    effective_date_time: str | None = None


class Entry(_Part):
    """`resource` is read when its type is known to be one of ours."""

    resource: Raw
    full_url: str | None = None


class Bundle(_Part, tag_field="resourceType", tag=True):
    """A report of one citizen; or, of the profile KLGatewayCareIncrementalDelivery, a collection of such reports."""

    type: Literal["collection"]
    timestamp: Instant
    id: str | None = None
    entry: tuple[Entry, ...] = ()


class Other(_Part):
    """A resource of a type that FSIII reports do not use."""

    resource_type: str
    id: str | None = None
    subject = None


Known = Patient | Condition | CarePlan | Procedure | Encounter | Observation | Bundle
Resource = Known | Other


def local_id(address: str) -> str:
    """The id in a fullUrl or a reference: Condition/ID, https://.../Condition/ID, .../ID/_history/2, urn:uuid:ID."""
    return address.partition("/_history/")[0].rpartition("/")[2].removeprefix("urn:uuid:")


@lru_cache(maxsize=1 << 16)
def local_day(moment: str) -> str | None:
    """The Danish day of a FHIR dateTime, None for a mere month or year. Raises ValueError or OverflowError."""
    if fullmatch("[0-9]{4}(-(0[1-9]|1[0-2]))?", moment):
        return None
    if "T" not in moment:
        return convert(moment, date).isoformat()
    time: datetime = convert(moment, Instant)
    return time.astimezone(DENMARK).date().isoformat()

"""Reports of KL's gateway, made small: resources and Bundles as plain dictionaries, and many of them at once.

`Condition(...)` and its like give one resource; `report` puts them beside a Patient, as the profiles of
hl7dk/kl-gateway-municipality-healthcare-data have it.
"""

import json
import random
from collections.abc import Iterator
from typing import Any

Resource = dict[str, Any]

CPR = "0101501234"
AARHUS, SAMSO = "6081000016005", "6091000016007"
"""Made-up SOR codes of two municipalities."""
FSIII = "http://kl.dk/fhir/common/caresocial/CodeSystem/FSIII"
LOCAL = "http://gateway.kl.dk/1.0/CodeSystem/LocallyDefinedInterventions"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def concept(code: str | None, system: str = FSIII) -> Resource:
    return {"coding": [{"system": system, "code": code}] if code else []}


def without_gaps(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if value is not None}


def condition(
    name: str | None, code: str | None = "I7.1", status: str | None = "active", recorded: str | None = "2024-02-10"
) -> Resource:
    """A condition; the status 'entered-in-error' is that of its verification."""
    mistaken = status == "entered-in-error"
    return without_gaps(
        {
            "resourceType": "Condition",
            "id": name,
            "code": concept(code),
            "clinicalStatus": concept(status, CLINICAL) if status and not mistaken else None,
            "verificationStatus": concept(status, VERIFICATION) if mistaken else None,
            "recordedDate": recorded,
        }
    )


def plan(
    name: str | None,
    code: str | None = "G1.30",
    status: str | None = "active",
    period: tuple[str | None, str | None] = ("2024-02-10", None),
    activity: str | None = "in-progress",
) -> Resource:
    detail = without_gaps({"code": concept(code), "status": activity})
    return without_gaps(
        {
            "resourceType": "CarePlan",
            "id": name,
            "status": status,
            "intent": "plan",
            "period": without_gaps(dict(zip(("start", "end"), period, strict=True))),
            "activity": [{"detail": detail}],
        }
    )


def procedure(
    name: str | None, code: str | None = "G1.39", status: str | None = "completed", performed: str | None = "2024-02-10"
) -> Resource:
    return without_gaps(
        {
            "resourceType": "Procedure",
            "id": name,
            "status": status,
            "code": concept(code),
            "performedDateTime": performed,
        }
    )


def patient(cpr: str = CPR, organisation: str = AARHUS, name: str = "citizen") -> Resource:
    return {
        "resourceType": "Patient",
        "id": name,
        "identifier": [{"use": "official", "system": "urn:oid:1.2.208.176.1.2", "value": cpr}],
        "managingOrganization": {"identifier": {"system": "urn:oid:1.2.208.176.1.1", "value": organisation}},
    }


def entry(resource: Resource) -> Resource:
    return {"fullUrl": f"{resource['resourceType']}/{resource.get('id', '')}", "resource": resource}


def collection(time: str, *resources: Resource) -> Resource:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": time,
        "entry": [entry(resource) for resource in resources],
    }


def report(
    *resources: Resource, time: str = "2024-02-10T13:34:56Z", cpr: str = CPR, organisation: str = AARHUS
) -> Resource:
    """A report about one citizen, whom all its resources have as their subject."""
    told = [{"subject": {"reference": "Patient/citizen"}} | resource for resource in resources]
    return collection(time, patient(cpr, organisation), *told)


def content(bundle: Resource) -> bytes:
    return json.dumps(bundle, ensure_ascii=False).encode()


def many(number: int, seed: int = 1) -> Iterator[bytes]:
    """So many reports of 10 to 20 entries, as long as those of the gateway are."""
    chance = random.Random(seed)
    for n in range(number):
        made = [chance.choice(MAKERS)(_uuid(chance)) for _ in range(chance.randint(9, 19))]
        day, month = f"{1 + n % 28:02}", f"{1 + n % 12:02}"
        cpr = f"{day}{month}{n % 100:02}{n // 100 % 10_000:04}"
        yield content(report(*made, time=f"2024-{month}-{day}T08:17:19Z", cpr=cpr))


def _uuid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _encounter(name: str) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": name,
        "status": "planned",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HH"},
        "type": [concept("9f03dfbb-7a97-45a5-94db-d4c3501714a9", "http://kl.dk/fhir/common/caresocial/CodeSystem/KL")],
        "period": {"start": "2024-02-12"},
    }


def _observation(name: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": concept("712744002", "http://snomed.info/sct"),
        "focus": [{"reference": f"Condition/{name}"}, {"reference": f"CarePlan/{name}"}],
        "effectiveDateTime": "2024-02-12",
        "valueCodeableConcept": concept("E1"),
    }


def _procedure(name: str) -> Resource:
    return procedure(name, performed=f"2024-02-10T13:{int(name[:2], 16) % 60:02}:00Z")


MAKERS = (condition, plan, _procedure, _encounter, _observation)

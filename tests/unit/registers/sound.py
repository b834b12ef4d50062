"""A sound delivery of a few rows, as SQL: what a test changes to plant a fault."""

from collections.abc import Sequence
from datetime import date

from naerblik.engine.duckdb import Connection
from naerblik.registers import writing
from naerblik.registers.snapshot import Snapshot
from naerblik.registers.writing import Part

OBSERVED = (date(2022, 1, 1), date(2024, 12, 31))
CONTACT = 4611686018427380001
PERSON, OTHER, STRANGER = 4611686018427387904, 4611686018427387905, 4611686018427387999

SOUND: dict[str, dict[str, str]] = {
    "population": {
        "person_key": f"{PERSON}",
        "sex": "'K'",
        "birth_date": "DATE '1940-05-01'",
        "municipality_code": "751",
        "residence_start": "DATE '2000-01-01'",
        "residence_end": "CAST(NULL AS DATE)",
        "death_date": "CAST(NULL AS DATE)",
    },
    "nursing_home": {
        "person_key": f"{PERSON}",
        "start_date": "DATE '2023-01-01'",
        "end_date": "CAST(NULL AS DATE)",
    },
    "chronic_disease": {"person_key": f"{PERSON}", "disease": "'kol'", "first_date": "DATE '2015-01-01'"},
    "fsiii_condition": {
        "person_key": f"{PERSON}",
        "law": "'SUL §138'",
        "code": "'I7.1'",
        "municipality_code": "751",
        "start_date": "DATE '2023-01-01'",
        "end_date": "CAST(NULL AS DATE)",
    },
    "fsiii_intervention": {
        "person_key": f"{PERSON}",
        "law": "'SUL §138'",
        "code": "'04393d04-a756-41d8-b0b0-f88577526443'",
        "municipality_code": "751",
        "start_date": "DATE '2023-01-01'",
        "end_date": "DATE '2023-01-01'",
    },
    "fsiii_reporting": {"municipality_code": "751", "month": "DATE '2024-07-01'", "delivered": "true"},
    "practice_diagnosis": {"person_key": f"{PERSON}", "code": "'R95'", "diagnosis_date": "DATE '2016-01-01'"},
    "health_service": {
        "person_key": f"{PERSON}",
        "specialty": "'80'",
        "service_code": "'0101'",
        "treatment_date": "DATE '2023-01-01'",
        "services": "1",
    },
    "hospital_contact": {
        "contact_key": f"{CONTACT}",
        "person_key": f"{PERSON}",
        "start_time": "TIMESTAMP '2023-01-01 08:00:00'",
        "end_time": "TIMESTAMP '2023-01-01 20:00:00'",
        "contact_type": "'ALCA00'",
        "priority": "'ATA1'",
        "reporting_system": "'LPR3'",
        "hospital": "'6620'",
    },
    "hospital_diagnosis": {
        "contact_key": f"{CONTACT}",
        "code": "'DJ449'",
        "diagnosis_type": "'A'",
        "later_disproved": "CAST(NULL AS VARCHAR)",
    },
    "dispensed_medicine": {
        "person_key": f"{PERSON}",
        "atc": "'A10BA02'",
        "dispensing_date": "DATE '2024-12-31'",
        "packages": "1",
    },
    "cancer_tumour": {
        "person_key": f"{PERSON}",
        "tumour_no": "'0001'",
        "diagnosis_date": "DATE '2024-12-31'",
        "icd10": "'C509'",
        "morphology": "'85003'",
        "stage_t": "'AZCD13'",
        "stage_n": "'AZCD30'",
        "stage_m": "'AZCD40'",
        "municipality_code": "751",
    },
}


def row(register: str, **changes: str) -> str:
    """A SELECT of the sound row of a register, with some columns changed."""
    return "SELECT " + ", ".join(f"{value} AS {name}" for name, value in (SOUND[register] | changes).items())


def delivery(**changed: str | Sequence[Part]) -> dict[str, str | Sequence[Part]]:
    """Register -> SELECT of a sound delivery, some registers replaced."""
    return {register: row(register) for register in SOUND} | changed


def write(connection: Connection, name: str = "levering", **changed: str | Sequence[Part]) -> Snapshot:
    """A snapshot of a sound delivery, some registers replaced."""
    return writing.write(
        connection,
        delivery(**changed),
        name=name,
        origin=name,
        observation_start=OBSERVED[0],
        observation_end=OBSERVED[1],
        facts={},
    )

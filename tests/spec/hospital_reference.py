"""Hospital stays as plain pairs of contacts: two contacts that overlap or lie at most four hours apart are one stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from reference import Registers

AT_MOST_BETWEEN = timedelta(hours=4)
ADMISSION_FROM = timedelta(hours=12)
PHYSICAL, ACUTE = "ALCA00", "ATA1"


@dataclass(frozen=True)
class Contact:
    """From when to when; one that is not ended goes on."""

    start: datetime
    end: datetime
    priority: str


@dataclass(frozen=True)
class Stay:
    start: datetime
    is_admission: bool
    is_acute: bool


def stays(registers: Registers, person_key: int) -> list[Stay]:
    """The stays of a person."""
    contacts = [
        Contact(row["start_time"], row["end_time"] or datetime.max - AT_MOST_BETWEEN, row["priority"])
        for row in registers["hospital_contact"]
        if row["person_key"] == person_key and row["contact_type"] == PHYSICAL
    ]
    found = []
    while contacts:
        stay = [contacts.pop()]
        while joined := [c for c in contacts if any(_one_stay(c, other) for other in stay)]:
            stay += joined
            contacts = [c for c in contacts if c not in stay]
        first = min(stay, key=lambda contact: (contact.start, contact.end, contact.priority))
        lasted = max(contact.end for contact in stay) - first.start
        found.append(Stay(first.start, lasted >= ADMISSION_FROM, first.priority == ACUTE))
    return found


def _one_stay(one: Contact, other: Contact) -> bool:
    first, second = sorted((one, other), key=lambda contact: contact.start)
    return second.start - first.end <= AT_MOST_BETWEEN

"""What was released before a run: the releases of its ledger that its protection must agree with."""

from __future__ import annotations

from naerblik import project
from naerblik.disclosure import ledger
from naerblik.disclosure.earlier import comparable
from naerblik.disclosure.ledger import Release
from naerblik.parameters import RunParameters
from naerblik.registers.snapshot import Snapshot


def earlier_releases(parameters: RunParameters, snapshot: Snapshot) -> tuple[Release, ...]:
    """The earlier releases of any topic; none for synthetic data, and none while no ledger is named.

    A draft can be made without a ledger, a release of real data cannot. Raises LedgerError when the ledger was
    changed or counts on another day of the year.
    """
    if snapshot.origin == "synthetic" or parameters.ledger is None:
        return ()
    found = ledger.read(project.ledger_folder(parameters.ledger))
    return comparable(found, parameters.reference_day)


def digest(releases: tuple[Release, ...]) -> str | None:
    """What a protected cube is made again for when it changes: the last of the releases."""
    return releases[-1].digest if releases else None

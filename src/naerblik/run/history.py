"""What was released before a run: what its protection must agree with, and what a recipient was given before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from naerblik import project
from naerblik.disclosure import ledger
from naerblik.disclosure.earlier import comparable
from naerblik.disclosure.ledger import Entry, Release
from naerblik.geography import Area
from naerblik.parameters import RunParameters
from naerblik.registers.snapshot import Snapshot
from naerblik.report.earlier import Earlier
from naerblik.report.provenance import Provenance
from naerblik.run import release
from naerblik.run.changes import Before


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


def withdrawn(parameters: RunParameters, snapshot: Snapshot) -> dict[str, str]:
    """Entry of the ledger -> why it was withdrawn."""
    if snapshot.origin == "synthetic" or parameters.ledger is None:
        return {}
    found = ledger.read(project.ledger_folder(parameters.ledger)).withdrawals
    return {entry: withdrawal.reason for entry, withdrawal in found.items()}


def given_before(
    area: Area,
    parameters: RunParameters,
    snapshot: Snapshot,
    entries: Sequence[Entry],
    withdrawn: Mapping[str, str],
) -> Earlier | None:
    """The recipient's release before the one of a run, if there is one.

    Real data: the last in the ledger before the run's own year, map and snapshot were first entered and not `withdrawn`
    (entry -> why) since: the next release names what it replaces. Synthetic data have no ledger: the release of an
    earlier year of the same made-up country that stands beside. Neither changes when a later release is made, so a
    report that links to an earlier one is never linked back to.
    """
    if snapshot.origin == "synthetic":
        return _earlier_year(area, parameters, snapshot)
    own = release.release_folder(parameters, snapshot.name, draft=False).name
    before = takewhile(lambda entry: _folder(entry) != own or entry.id in withdrawn, entries)
    given = [entry for entry in before if area.code in entry.recipients]
    if not given:
        return None
    last = given[-1]
    address = _address(_folder(last), area) if _folder(last) != own else None
    return Earlier(last.year, last.time.date(), last.snapshot["name"], address, withdrawn.get(last.id, ""))


def tables_before(area: Area, parameters: RunParameters, snapshot: Snapshot, entries: Sequence[Entry]) -> Before | None:
    """The tables of the last release that the recipient was given, the one that a run would replace included."""
    if snapshot.origin == "synthetic":
        return _standing(area, parameters, snapshot)
    given = [entry for entry in entries if area.code in entry.recipients]
    if not given or parameters.ledger is None:
        return None
    place = f"{release.recipient_folder(area)}/{release.TABLES}/"
    files = ledger.released_files(project.ledger_folder(parameters.ledger), given[-1].id, place, ".csv")
    return Before(_folder(given[-1]), files)


def _standing(area: Area, parameters: RunParameters, snapshot: Snapshot) -> Before | None:
    """Synthetic data have no ledger: the release that the run would replace, or that of an earlier year."""
    own = release.release_folder(parameters, snapshot.name, draft=False)
    found = own.name if release.stands(own / release.recipient_folder(area)) else None
    if found is None and (last := _last_year(area, parameters, snapshot)):
        found = last[0]
    if found is None:
        return None
    tables = project.reports_folder() / found / release.recipient_folder(area) / release.TABLES
    return Before(found, {file.name: file.read_bytes() for file in tables.glob("*.csv")})


def _folder(entry: Entry) -> str:
    return release.folder_name(entry.year, entry.geography, entry.snapshot["name"])


def _address(folder: str, area: Area) -> str | None:
    """From a recipient's folder to its folder in a release that stands beside; None where it does not."""
    place = f"{folder}/{release.recipient_folder(area)}/index.html"
    return f"../../{place}" if (project.reports_folder() / place).is_file() else None


def _earlier_year(area: Area, parameters: RunParameters, snapshot: Snapshot) -> Earlier | None:
    last = _last_year(area, parameters, snapshot)
    if last is None:
        return None
    name, told = last
    day = datetime.fromisoformat(told["released"]).date()
    data = Provenance(snapshot.name, synthetic=True, sign="").data
    return Earlier(told["parameters"]["year"], day, data, _address(name, area))


def _last_year(area: Area, parameters: RunParameters, snapshot: Snapshot) -> tuple[str, dict[str, Any]] | None:
    """Folder and manifest of the latest earlier year; where it was released on both maps, on that of the run."""
    folders = project.reports_folder().glob(f"*/{release.recipient_folder(area)}/{release.MANIFEST}")
    manifests = {file.parents[1].name: release.read_manifest(file.parent) for file in folders}
    found = {
        (told["parameters"]["year"], told["parameters"]["geography"] == parameters.geography): (name, told)
        for name, told in sorted(manifests.items())
        if told.get("state") == release.RELEASED
        and told["snapshot"]["fingerprint"] == snapshot.fingerprint
        and told["parameters"]["year"] < parameters.year
    }
    return max(found.items())[1] if found else None

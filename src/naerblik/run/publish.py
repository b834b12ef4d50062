"""A release made from a draft: attacked with all that was released before, approved, written into the ledger.

Nothing is written anywhere before the draft has passed. Then the ledger comes first and the folder second: what a
crash in between leaves is a release that the ledger knows and that can be put in place by releasing again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from naerblik import NaerblikError
from naerblik.disclosure import earlier, ledger
from naerblik.disclosure.earlier import Conflict
from naerblik.disclosure.ledger import Ledger
from naerblik.run import check, drafts, gate, listing, published, release
from naerblik.workplace import alone, put_in_place, workplace

Step = Callable[[str], None]


class ReleaseError(NaerblikError):
    """A draft that cannot be released; the text names the folder, table and rule, and what to do."""


@dataclass(frozen=True)
class Approval:
    """Who releases real data, into which ledger.

    `new`: the ledger is begun with this release. `withdrawn`: corrected numbers that were shown earlier and are hidden
    now are accepted as withdrawn.
    """

    ledger: Path | None = None
    approved_by: str = ""
    new: bool = False
    withdrawn: bool = False


@dataclass(frozen=True)
class Published:
    """A release that stands: its folder, its recipients' folders, its entry in the ledger (None: synthetic data)."""

    folder: Path
    recipients: tuple[Path, ...]
    entry: str | None


def release_draft(draft: Path, approval: Approval, step: Step = lambda text: None) -> Published:
    """Releases all recipients of a draft folder, beside it.

    Raises ReleaseError when the folder is no sound draft, a ledger or an approver is missing, or it contradicts an
    earlier release, and GateError when the attack finds something; then nothing is written.
    """
    folders = _sound_draft(draft)
    target = draft.with_name(draft.name.removesuffix(release.DRAFT))
    if release.read_manifest(folders[0])["snapshot"]["origin"] == "synthetic":
        step("Attacking the release")
        release_synthetic(folders, target)
        listing.release_list(draft, target)
        return Published(target, tuple(target / folder.name for folder in folders), None)
    book = _ledger(approval)
    _require_whole(book, target.parent)
    with workplace(target) as work:
        listed = listing.finished(draft, work)
        made = _copied(folders, work)
        step("Attacking the release")
        entry = _enter(book, approval, made, [listed / name for name in listing.FILES])
        for folder in made:
            put_in_place(folder, target / folder.name)
        listing.put_in_place(listed, target)
    return Published(target, tuple(target / folder.name for folder in folders), entry)


def _sound_draft(draft: Path) -> list[Path]:
    folders = check.recipient_folders(draft)
    if not folders or not draft.name.endswith(release.DRAFT):
        raise ReleaseError(f"{draft}: this is no draft; make one with `naerblik run` and name its folder.")
    if any(release.read_manifest(folder).get("state") != "draft" for folder in folders):
        raise ReleaseError(f"{draft}: not every folder in it is a draft; run again.")
    for fault in [*check.check(draft), *gate.faults(draft)]:
        raise ReleaseError(f"{draft.name}/{fault.file}: {fault.rule}: {fault.text}.")
    return folders


def _copied(folders: Sequence[Path], work: Path) -> list[Path]:
    """Finished copies of recipients' folders of one draft. Raises ReleaseError where a run, with other parameters, has
    replaced some of them since they were made or checked, or the list that is copied already.
    """
    made = [_finished(folder, work / folder.name) for folder in folders]
    for fault in gate.faults(work):
        raise ReleaseError(f"{folders[0].parent.name}/{fault.file}: {fault.rule}: {fault.text}.")
    return made


def _finished(folder: Path, made: Path) -> Path:
    """A copy of a recipient's folder that no longer says that it is a draft.

    A run that makes the draft anew puts nothing in place meanwhile: the copy would be half of one draft and half of
    another, which nobody checked together. Raises ReleaseError where it is none that a run finished.
    """
    with alone(folder.parent):
        if not folder.is_dir():
            raise ReleaseError(f"{folder}: a run has released or removed it meanwhile.")
        shutil.copytree(folder, made)
    if not release.is_as_listed(made):
        raise ReleaseError(f"{folder}: it was changed while it was copied; release again.")
    drafts.unmark(made)
    return made


def release_synthetic(drafts: Sequence[Path], target: Path) -> None:
    """Releases folders of drafts into a folder, attacked together with what stands there of the same cube.

    Nobody approves synthetic data and no ledger knows them. Raises GateError, and writes nothing, when the attack finds
    something.
    """
    with workplace(target) as work:
        made = _copied(drafts, work)
        cube = release.read_manifest(made[0])["cube"]
        others = [f for f in check.recipient_folders(target) if f.name not in {folder.name for folder in made}]
        attack = gate.attacked([*made, *(f for f in others if release.read_manifest(f).get("cube") == cube)])
        for folder in made:
            release.write_manifest(folder, release.released(release.read_manifest(folder), attack))
            put_in_place(folder, target / folder.name)


def _enter(book: Ledger, approval: Approval, made: Sequence[Path], listed: Sequence[Path]) -> str:
    """Real data: held against the ledger, attacked with what was released before, and entered. Returns the entry.

    `made` are the recipients' folders, `listed` the files of the list of variables.
    """
    shared = release.read_manifest(made[0])
    tables = published.tables(
        made, shared["topics"], sign=shared["rules"]["sign"], snapshot=shared["snapshot"]["fingerprint"]
    )
    before = earlier.comparable(book, shared["parameters"]["reference_day"])
    _refuse_conflicts(earlier.conflicts(before, tables, withdrawn=approval.withdrawn))
    same = [r.unpack(made[0].parent / "earlier" / r.entry.id) for r in before if earlier.is_same(r, tables)]
    attack = gate.attacked(made, [folder for folders in same for folder in folders])
    files = release.digests([*made, *listed])
    entered = next((r.entry.id for r in before[-1:] if r.entry.files == files), None)
    name = entered or book.next
    time = datetime.now(UTC)
    facts: dict[str, object] = {"ledger": name, "ledger_begun": book.begun or time.isoformat()}
    facts |= {"approved_by": approval.approved_by, "withdrawn": approval.withdrawn}
    for folder in made:
        release.write_manifest(folder, release.released(release.read_manifest(folder), attack, **facts))
    if entered is None:
        entry = {"time": time, **_entry(made, files, approval, attack)}
        ledger.append(book, entry, tables, [*made, *listed])
    return name


def _refuse_conflicts(found: Sequence[Conflict]) -> None:
    if found:
        raise ReleaseError(
            "the release contradicts the ledger and nothing was written:\n"
            + "\n".join(map(str, found))
            + "\nMake the draft again with the ledger as parameter, or leave these cells out of the publication plan."
        )


def _entry(
    made: Sequence[Path], files: Mapping[str, str], approval: Approval, attack: Mapping[str, object]
) -> dict[str, object]:
    shared = release.read_manifest(made[0])
    return {
        "topics": shared["topics"],
        "year": shared["parameters"]["year"],
        "geography": shared["parameters"]["geography"],
        "reference_day": shared["parameters"]["reference_day"],
        "recipients": tuple(release.read_manifest(folder)["recipient"]["code"] for folder in made),
        "snapshot": {name: shared["snapshot"][name] for name in ("name", "origin", "fingerprint")},
        "plan": release.content_digest(shared["plan"]),
        "rules": release.content_digest(shared["rules"]),
        "code_version": shared["code_version"],
        "approved_by": approval.approved_by,
        "withdrawn": approval.withdrawn,
        "attack": attack,
        "files": files,
    }


def _require_whole(book: Ledger, reports: Path) -> None:
    """Raises ReleaseError where the ledger does not hold what was released into it and stands beside the draft.

    Each entry holds the hash of the one before it, so only the newest could be lost unseen. What was released into
    another ledger, for other readers, is not this one's.
    """
    entries = {r.entry.id: r.entry for r in book.releases}
    for file in sorted(reports.glob(f"*/*/{release.MANIFEST}")):
        try:
            told = release.read_manifest(file.parent)
        except json.JSONDecodeError:
            raise ReleaseError(f"{file}: the manifest cannot be read: restore the folder, or move it away.") from None
        if told.get("state") != release.RELEASED or not book.begun or told.get("ledger_begun") != book.begun:
            continue
        files = {f"{file.parent.name}/{name}": content["sha256"] for name, content in told["files"].items()}
        entry = entries.get(told["ledger"])
        if entry is None or not files.items() <= entry.files.items():
            raise ReleaseError(
                f"{file.parent}: this was released as entry {told['ledger']}, which {book.folder} no longer holds: "
                "restore the ledger from its copy."
            )


def _ledger(approval: Approval) -> Ledger:
    if approval.ledger is None:
        raise ReleaseError("real data are released into a ledger: name it with --ledger or as ledger in params/.")
    if not approval.approved_by.strip():
        raise ReleaseError("real data are released by a person: name them with --approved-by.")
    stands = ledger.exists(approval.ledger)
    if not stands and not approval.new:
        raise ReleaseError(
            f"{approval.ledger}: no ledger stands here; correct the path, or begin it with --new-ledger."
        )
    if stands and approval.new:
        raise ReleaseError(f"{approval.ledger}: a ledger stands here already; leave out --new-ledger.")
    return ledger.read(approval.ledger)

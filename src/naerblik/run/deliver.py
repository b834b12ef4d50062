"""A release delivered: each recipient's folder as one archive, encrypted to the recipient's public key, with a receipt.

    data/deliveries/<release>/<recipient>.zip.age          what is sent
    data/deliveries/<release>/<recipient>-kvittering.txt   what it is, its checksums, and how it is opened
    data/deliveries/<release>/kontrolkopi/<recipient>.zip  the same archive, for the publisher to look things up in

Only what the ledger names is delivered, file by file: it holds who approved it, when, and the hash of every file.
Encryption is age (https://age-encryption.org/v1) by the library pyrage; a recipient decrypts with any program of age.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from pyrage import x25519

from naerblik import NaerblikError, project
from naerblik.disclosure import ledger
from naerblik.disclosure.ledger import Entry
from naerblik.parameters import delivery_keys
from naerblik.report import numbers
from naerblik.run import check, release
from naerblik.workplace import alone, workplace

ENCRYPTED, RECEIPT, CONTROL = ".zip.age", "-kvittering.txt", "kontrolkopi"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of every file in an archive: the same release gives the same archive


class DeliveryError(NaerblikError):
    """A release that cannot be delivered; the text names the folder, recipient or file and what to do."""


@dataclass(frozen=True)
class Delivered:
    """What is sent to a recipient, and the receipt that goes with it; `encrypted` is False where it was asked for."""

    recipient: str
    archive: Path
    receipt: Path
    encrypted: bool


def deliver(
    folder: Path, book: Path | None, recipients: Sequence[str] = (), *, in_the_clear: bool = False
) -> list[Delivered]:
    """Packs a release for its recipients (all of them, or those with these codes).

    Everything is checked before anything is written; a file stands whole or not at all. Raises DeliveryError for what
    is synthetic, not released, not as the ledger has it, or has faults, and for a recipient without a key, and
    LedgerError for a ledger that was changed.
    """
    chosen = _chosen(folder, recipients)
    manifests = {made: release.read_manifest(made) for made in chosen}
    for made, manifest in manifests.items():
        _require_deliverable(made, manifest)
    if book is None:
        raise DeliveryError("real data are delivered as the ledger has them: name it with --ledger or in params/.")
    entries = {made: _approved(made, manifest, book) for made, manifest in manifests.items()}
    for fault in (fault for made in chosen for fault in check.check(made)):
        raise DeliveryError(f"{fault.file}: {fault.rule}: {fault.text}; nothing was packed.")
    keys = {made: None if in_the_clear else _key(manifest) for made, manifest in manifests.items()}
    target = project.deliveries_store() / folder.name
    return [_pack(made, manifests[made], entries[made], keys[made], target) for made in chosen]


def _chosen(folder: Path, recipients: Sequence[str]) -> list[Path]:
    found = {release.read_manifest(made)["recipient"]["code"]: made for made in check.recipient_folders(folder)}
    if not found:
        raise DeliveryError(f"{folder}: no recipient's folder lies here; name the folder of a release.")
    for code in recipients:
        if code not in found:
            raise DeliveryError(f"{folder}: recipient '{code}' has no folder here; those are {', '.join(found)}.")
    return [found[code] for code in recipients or found]


def _require_deliverable(made: Path, manifest: dict[str, Any]) -> None:
    if manifest["snapshot"]["origin"] == "synthetic":
        raise DeliveryError(f"{made}: synthetic data are not delivered to anyone.")
    if manifest.get("state") != "released" or not manifest.get("deliverable"):
        raise DeliveryError(f"{made}: this is no release; make one of its draft with `naerblik release`.")


def _approved(made: Path, manifest: dict[str, Any], book: Path) -> Entry:
    """The entry of the ledger that approves these very files."""
    found = ledger.read(book)
    releases = {entered.entry.id: entered.entry for entered in found.releases}
    entry = releases.get(str(manifest.get("ledger")))
    if entry is None:
        raise DeliveryError(f"{made}: the ledger {book} has no entry '{manifest.get('ledger')}'; name the right one.")
    if withdrawal := found.withdrawals.get(entry.id):
        raise DeliveryError(f"{made}: entry {entry.id} of the ledger was withdrawn: {withdrawal.reason}.")
    _require_same(made, entry, release.digests([made]))
    return entry


def _require_same(made: Path, entry: Entry, found: Mapping[str, str]) -> None:
    approved = {name: known for name, known in entry.files.items() if name.startswith(f"{made.name}/")}
    for name in sorted(approved.keys() | found.keys()):
        if approved.get(name) != found.get(name):
            raise DeliveryError(f"{name}: not as approved in entry {entry.id} of the ledger; take it from there.")


def _key(manifest: dict[str, Any]) -> x25519.Recipient:
    code, name = manifest["recipient"]["code"], manifest["recipient"]["name"]
    key = delivery_keys().get(code)
    if key is None:
        raise DeliveryError(
            f"recipient '{code}' ({name}) has no key in params/delivery.yaml: add its public key of age, or pack "
            "everything without encryption by --in-the-clear."
        )
    try:
        return x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise DeliveryError(f"params/delivery.yaml: the key of '{code}' is no public key of age (age1...).") from None


def _pack(made: Path, manifest: dict[str, Any], entry: Entry, key: x25519.Recipient | None, target: Path) -> Delivered:
    plain = _archive(made)
    _require_same(made, entry, _digests(plain))  # the folder can have been released anew since it was looked at
    sent = pyrage.encrypt(plain, [key]) if key else plain
    archive = target / f"{made.name}{ENCRYPTED if key else '.zip'}"
    receipt = target / f"{made.name}{RECEIPT}"
    text = _receipt(manifest, entry, archive.name, sent, release.digest(plain), encrypted=key is not None)
    _put_in_place(target, {f"{CONTROL}/{made.name}.zip": plain, archive.name: sent, receipt.name: text.encode("utf-8")})
    return Delivered(manifest["recipient"]["code"], archive, receipt, key is not None)


def _archive(made: Path) -> bytes:
    """The folder as a ZIP archive; the same files give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in made.rglob("*") if file.is_file()):
            archive.writestr(zipfile.ZipInfo(f"{made.name}/{file.relative_to(made)}", _FIRST_DAY), file.read_bytes())
    return content.getvalue()


def _digests(archive: bytes) -> dict[str, str]:
    """As release.digests, of the files in an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = [name for name in opened.namelist() if Path(name).name != release.MANIFEST]
        return {name: release.digest(opened.read(name)) for name in names}


def _put_in_place(target: Path, files: Mapping[str, bytes]) -> None:
    """Each whole, the last one last: a receipt stands beside nothing but the archive that it tells of."""
    *_, last = files
    with workplace(target) as work:
        for name, content in files.items():
            (work / name).parent.mkdir(exist_ok=True)
            (work / name).write_bytes(content)
        with alone(target):
            (target / last).unlink(missing_ok=True)
            for name in files:
                (target / name).parent.mkdir(exist_ok=True)
                (work / name).replace(target / name)


def _receipt(  # noqa: PLR0913 - what a receipt tells of
    manifest: dict[str, Any], entry: Entry, name: str, sent: bytes, inner: str, *, encrypted: bool
) -> str:
    recipient, zipped = manifest["recipient"], name.removesuffix(".age")
    opening = (
        [
            f"2. Dekryptér den med jeres private nøgle: age --decrypt -i NØGLEFIL -o {zipped} {name}",
            f"3. Pak {zipped} ud, og åbn index.html i en browser. Der kræves hverken net eller installation.",
        ]
        if encrypted
        else [f"2. Pak {zipped} ud, og åbn index.html i en browser. Der kræves hverken net eller installation."]
    )
    lines = [
        "Forsendelse af Nærblik-rapporter",
        "",
        f"Modtager: {recipient['name']} ({recipient['code']})",
        f"Rapportår: {manifest['parameters']['year']}",
        f"Datagrundlag: {manifest['snapshot']['name']}",
        f"Udgiver: {manifest['parameters']['publisher']}",
        f"Ændret siden sidst: {manifest['changes']['text']}",
        f"Godkendt af {entry.approved_by} den {numbers.day(entry.time.date())} (frigivelse {entry.id})",
        "",
        f"Fil: {name}, {numbers.count(len(sent))} byte",
        "Kryptering: age, til modtagerens offentlige nøgle" if encrypted else "Kryptering: INGEN, efter eget valg",
        f"SHA-256 af filen: {release.digest(sent)}",
        *([f"SHA-256 af zip-filen i den: {inner}"] if encrypted else []),
        "",
        "Sådan åbnes den",
        f"1. Kontrollér, at filen er hel: sha256sum {name}",
        f"   (Windows: certutil -hashfile {name} SHA256). Tallet skal være det, der står ovenfor.",
        *opening,
        "",
    ]
    return "\n".join(lines)

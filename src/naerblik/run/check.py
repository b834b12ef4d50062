"""The check of a release folder before it leaves the house: what each file says is held against where it stands.

Every rule is a function from a file to the faults it finds; `RULES` lists them all. A fault names the rule, the file
and what to do, never the number or key that was found.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from naerblik.engine import duckdb
from naerblik.registers.checking import RegisterError
from naerblik.run import digits, page_tables, prepare, release_manifest, workbooks
from naerblik.run.release import LIST_MANIFEST, MANIFEST, TABLES, digest

KINDS = {".html", ".csv", ".xlsx", ".json"}
"""Of files that a run writes."""
VOCABULARIES = ("http://www.w3.org/", "http://schemas.openxmlformats.org/", "http://purl.org/dc/")
"""Names of XML vocabularies, in pages and workbooks: nothing fetches them."""
SYNTHETIC_MARK = "SYNTETISKE DATA"
PROTECTION = "family"


_CPR_FORM = re.compile(r"(\d(?<!\d\d)(?<!\d[.,]\d)\d)(\d{2})(\d{2})[- ]?\d{4}(?![.,]?\d)")
"""Its first digit is the first of those that stand together: a match begins where naerblik.run.digits finds a run."""
_DIGEST = re.compile(r"\b(?=[0-9a-f]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{16}|[0-9a-f]{12})\b")
"""Fingerprints of files: their digits are chance, and one in two hundred would look like a CPR number."""
_ADDRESS = re.compile(r"(?i)\b(?:https?|ftp)://[^\s\"'<>)]+")
_WITHOUT_SCHEME = re.compile(r"(?i)\b(?:src|href)\s*=\s*[\"']//")
_PLACES = ("home", "root", "Users", "usr", "var", "opt", "mnt", "srv", "tmp", "private")
_PATH = re.compile(rf"(?:(?<![\w.:/<-])/(?:{'|'.join(_PLACES)})/\w|\b[A-Z]:\\\\?\w)")


@dataclass(frozen=True)
class Fault:
    """A rule that a file breaks; `file` is relative to the checked folder."""

    rule: str
    file: str
    text: str


@dataclass(frozen=True)
class Page:
    """A file of a recipient's folder or of the root, or a part of one, with the manifest it stands under."""

    name: str
    text: str
    manifest: Mapping[str, Any]
    is_part: bool = False

    @property
    def is_page(self) -> bool:
        return self.name.endswith(".html")

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """Where six or more digits stand together."""
        return digits.runs(self.text)


def recipient_folders(release: Path) -> list[Path]:
    """The folders of a release, or the folder itself when it is one recipient's."""
    if (release / MANIFEST).is_file():
        return [release]
    return sorted(folder.parent for folder in release.glob(f"*/{MANIFEST}"))


def check(release: Path) -> list[Fault]:
    """All faults of a release or of one recipient's folder; an empty list is a pass."""
    folders = recipient_folders(release)
    if not folders:
        return [Fault("manifest", str(release), f"no recipient folder with {MANIFEST} lies here")]
    root = [] if folders == [release] else check_root(release)
    return [*root, *(fault for folder in folders for fault in check_recipient(folder))]


def check_root(release: Path) -> list[Fault]:
    """The faults of what lies in a release beside its folders: the list of variables."""
    if not (release / LIST_MANIFEST).is_file():
        return [Fault("manifest", LIST_MANIFEST, "the release has no list of variables: run again")]
    return _faults(release, LIST_MANIFEST, sorted(file for file in release.iterdir() if file.is_file()))


def check_recipient(folder: Path) -> list[Fault]:
    """The faults of one recipient's folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [Fault(f.rule, f"{folder.name}/{f.file}", f.text) for f in _faults(folder, MANIFEST, files)]


def _faults(folder: Path, named: str, files: Sequence[Path]) -> list[Fault]:
    """The faults of files in a folder that are listed in the manifest that is `named` so, and of the manifest."""
    manifest = json.loads((folder / named).read_text(encoding="utf-8"))
    faults = [Fault("manifest", named, text) for text in release_manifest.faults(manifest)]
    if faults:
        return faults
    names = {file: str(file.relative_to(folder)) for file in files}
    faults += _files_as_listed(folder, manifest, {name for name in names.values() if name != named})
    faults += [Fault("workbook", f"{TABLES}/{name}", text) for name, text in workbooks.faults(folder / TABLES)]
    faults += [
        Fault("hidden number", name, text)
        for file, name in names.items()
        if file.suffix == ".html"
        for text in page_tables.faults(file, folder / TABLES)
    ]
    faults += [
        Fault("kind of file", name, "a run writes no such file: remove it")
        for file, name in names.items()
        if file.suffix not in KINDS
    ]
    pages = [Page(inner, text, manifest) for file, name in names.items() for inner, text in _texts(file, name)]
    pages += [Page(inner, text, manifest, True) for file, name in names.items() for inner, text in _parts(file, name)]
    faults += [Fault(rule, page.name, text) for page in pages for rule, find in RULES.items() for text in find(page)]
    return [*faults, *_person_keys(pages, manifest, named)]


def _texts(file: Path, name: str) -> Iterator[tuple[str, str]]:
    """What a file says, under its name; a workbook sheet by sheet, since each can be copied out of it."""
    if file.suffix in {".html", ".csv", ".json"}:
        yield name, file.read_text(encoding="utf-8-sig")
    elif file.suffix == ".xlsx":
        yield from ((f"{name}, sheet {sheet}", said) for sheet, said in workbooks.texts(file).items())


def _parts(file: Path, name: str) -> Iterator[tuple[str, str]]:
    """What the parts of a workbook or another archive say, archives in archives too: it holds more than cells."""
    if zipfile.is_zipfile(file):
        yield from _members(zipfile.ZipFile(file), name)


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    with archive:
        for part in archive.namelist():
            content = archive.read(part)
            if zipfile.is_zipfile(io.BytesIO(content)):
                yield from _members(zipfile.ZipFile(io.BytesIO(content)), f"{name}, part {part}")
            else:
                yield f"{name}, part {part}", content.decode("utf-8", errors="replace")


def _files_as_listed(folder: Path, manifest: Mapping[str, Any], present: set[str]) -> Iterator[Fault]:
    listed: Mapping[str, Mapping[str, Any]] = manifest["files"]
    for name in sorted(present - set(listed)):
        yield Fault("manifest", name, "the file is not listed in the manifest: remove it or run again")
    for name, entry in listed.items():
        if name not in present:
            yield Fault("manifest", name, "the manifest lists this file, but it is missing: run again")
        elif digest((folder / name).read_bytes()) != entry["sha256"]:
            yield Fault("manifest", name, "the file was changed after it was written: run again")


def _belongs_here(page: Page) -> Iterator[str]:
    if not page.is_page:
        return
    recipient = page.manifest["recipient"]
    focus = f"{recipient['level']} {page.manifest['parameters']['geography']}"
    for name, wanted in (("recipient", recipient["code"]), ("focus", focus), ("slice", page.manifest["slice"])):
        found = re.search(rf'<meta name="{name}" content="([^"]*)"', page.text)
        if not found:
            yield f"the page does not name its {name}: run again"
        elif found.group(1) != wanted:
            yield f"the page is made for {name} '{found.group(1)}', but lies in the folder of '{wanted}': run again"
    if recipient["name"] not in "".join(re.findall(r"<title>(.*?)</title>", page.text, re.DOTALL)):
        yield f"the title does not name {recipient['name']}"


def _no_external_address(page: Page) -> Iterator[str]:
    for found in re.finditer("://", page.text):
        address = _ADDRESS.search(page.text, max(found.start() - len("https"), 0), found.end() + 200)
        if address and not address.group().startswith(VOCABULARIES):
            yield f"the address {address.group()} leaves the page"
    if any(f"{quote}//" in page.text for quote in "\"'") and _WITHOUT_SCHEME.search(page.text):
        yield "an address without a scheme leaves the page"


def _no_machine_path(page: Page) -> Iterator[str]:
    if "/" not in page.text and "\\" not in page.text:  # most of the data: no path is without one
        return
    possible = any(part in page.text for part in (":\\", *(f"/{place}/" for place in _PLACES)))
    if str(Path.home()) in page.text or (possible and _PATH.search(page.text)):
        yield "a path of a machine stands in the file"


def _no_cpr_number(page: Page) -> Iterator[str]:
    forms = (form for start, _ in page.runs if (form := _CPR_FORM.match(page.text, start)))
    found = (m for m in forms if _is_date(*m.groups()) and not _in_digest(page.text, m))
    if any(found):
        yield "a number with the form and date of a CPR number stands in the file"


def _in_digest(text: str, found: re.Match[str]) -> bool:
    end = found.end() + 65  # of what is looked through: a word that reaches it may go on
    near = _DIGEST.finditer(text, max(found.start() - 64, 0), end)
    return any(word.start() <= found.start() and found.end() <= word.end() < end for word in near)


def _is_date(day: str, month: str, year: str) -> bool:
    """Whether the digits can begin a CPR number: a real date, or a replacement number with 60 added to the day."""
    for number in (int(day), int(day) - 60):
        for century in (1900, 2000):
            try:
                date(century + int(year), int(month), number)
            except ValueError:
                continue
            return True
    return False


def _origin_stated(page: Page) -> Iterator[str]:
    if not page.is_part and page.manifest["snapshot"]["origin"] == "synthetic" and SYNTHETIC_MARK not in page.text:
        yield f"the file does not say {SYNTHETIC_MARK}"


def _protection_stated(page: Page) -> Iterator[str]:
    if page.is_page and page.manifest["protection"] != PROTECTION:
        yield "the numbers are not protected as one family: remove the protected cube and run again"


RULES: dict[str, Callable[[Page], Iterator[str]]] = {
    "recipient": _belongs_here,
    "external address": _no_external_address,
    "machine path": _no_machine_path,
    "cpr number": _no_cpr_number,
    "origin": _origin_stated,
    "protection": _protection_stated,
}


def _person_keys(pages: list[Page], manifest: Mapping[str, Any], named: str) -> Iterator[Fault]:
    """Numbers in the files that are person keys of the snapshot, matched exactly."""
    try:
        snapshot = prepare.opened(manifest["snapshot"]["name"])
    except RegisterError:
        yield Fault("person key", named, "not checked: the snapshot of this release is not on this machine")
        return
    numbers = {page.name: {page.text[start:end] for start, end in page.runs} for page in pages}
    everything = sorted({int(n) for found in numbers.values() for n in found if len(n) < 20 and int(n) < 2**63})
    if not everything:
        return
    connection = duckdb.connect()
    duckdb.attach_parquet(connection, "population", snapshot.folder / "population.parquet")
    values = ", ".join(map(str, everything))
    sql = f"SELECT DISTINCT person_key FROM population WHERE person_key IN ({values})"
    keys = {str(k) for k in duckdb.query(connection, sql)["person_key"]}
    for name, found in numbers.items():
        if found & keys:
            yield Fault("person key", name, "a person key of the snapshot stands in the file")

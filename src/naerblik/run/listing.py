"""The list of variables at the root of a draft or release: over all its topics, for all recipients together.

variabelliste.html and .xlsx, and variabelliste.json, which says of the two what a manifest says of a recipient's files.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from naerblik import NaerblikError, geography
from naerblik.geography import COUNTRY
from naerblik.report.header import VARIABLES
from naerblik.report.scope import Scope
from naerblik.run import check, drafts, prepare, release, render, variables
from naerblik.run.check import Fault
from naerblik.run.job import Job, Reporter
from naerblik.run.release import LIST_MANIFEST, MANIFEST
from naerblik.run.render import Page
from naerblik.run.topic_reports import REPORTS
from naerblik.run.workers import beside
from naerblik.workplace import alone, workplace

FILES = (VARIABLES, variables.WORKBOOK)
MAKING = "variabelliste"
"""The folder in which the list is made; its manifest gets its own name when it is put in place."""


class ListError(NaerblikError):
    """A list of variables that has faults; the text names the file and the rule."""


@dataclass(frozen=True)
class _Work:
    job: Job
    folder: Path


@contextmanager
def begun(job: Job) -> Iterator[Callable[[Reporter], None]]:
    """Begins the list of a draft in a process of its own, beside what the run makes meanwhile.

    What is yielded finishes it and puts it at the root of the draft. It raises ListError when the check finds faults.
    """
    with workplace(job.folder) as work:
        made = work / MAKING
        made.mkdir()
        with beside(_make, _Work(job, made), job.cube) as faults:
            yield lambda reporter: _finish(job, made, faults, reporter)


def _finish(job: Job, made: Path, faults: Callable[[], Sequence[Fault]], reporter: Reporter) -> None:
    reporter.step("Writing the list of variables")
    _put(made, job.folder, faults())


def _make(work: _Work) -> list[Fault]:
    """Makes the list, a draft; returns the faults that the check finds in it."""
    render.render([_page(work)], work.job.parameters.renderer)
    drafts.mark(work.folder)
    release.write_manifest(work.folder, _manifest(work.job))
    return check.check_recipient(work.folder)


def _page(work: _Work) -> Page:
    """Writes the workbook; returns the page. The tables are those of the country, which lacks none."""
    parameters, cube = work.job.parameters, prepare.read_cube(work.job.cube)
    country = geography.area(COUNTRY)
    reports = {topic: REPORTS[topic](cube, country, parameters) for topic in work.job.topics}
    origins = {topic: report.origins() for topic, report in reports.items()}
    head = reports[work.job.topics[0]].header()
    return variables.of_release(Scope(cube, country, parameters), head, origins, work.folder)


def _manifest(job: Job) -> dict[str, object]:
    """That of a recipient, of whom there is none: the release stands in its place."""
    return {
        **job.manifest(geography.area(COUNTRY)),
        "recipient": {
            "code": "",
            "name": variables.release_name(job.parameters, job.snapshot.name),
            "level": "release",
        },
        "inputs": job.list_inputs,
        "slice": "",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": {},
        "changes": {"since": None, "text": ""},
    }


def finished(draft: Path, work: Path) -> Path:
    """A copy of a draft's list that no longer says that it is a draft, in a folder of its own.

    Raises ListError where none stands by then: a run that released all of the draft has removed it.
    """
    made = work / MAKING
    made.mkdir()
    with alone(draft):
        if not (draft / LIST_MANIFEST).is_file():
            raise ListError(f"{draft / LIST_MANIFEST}: a run has removed the list meanwhile; run again.")
        for name in FILES:
            shutil.copy2(draft / name, made / name)
        shutil.copy2(draft / LIST_MANIFEST, made / MANIFEST)
    drafts.unmark(made)
    return made


def put_in_place(made: Path, target: Path) -> None:
    """Puts a finished list at the root of a release, released as the recipients who stand there of its numbers are.

    Raises ListError where none does: another run has released recipients of other numbers meanwhile.
    """
    own = release.read_manifest(made)
    beside = (release.read_manifest(folder) for folder in check.recipient_folders(target))
    like = next((manifest for manifest in beside if manifest["cube"] == own["cube"]), None)
    if like is None:
        raise ListError(f"{target}: a run has released other numbers here meanwhile; run again.")
    release.write_manifest(made, own | {name: like[name] for name in release.RELEASE_FACTS if name in like})
    _put(made, target, ())


def release_list(draft: Path, target: Path) -> None:
    """Releases the list of a draft beside recipients who are released."""
    with workplace(target) as work:
        put_in_place(finished(draft, work), target)


def remove(folder: Path) -> None:
    """Takes the list out of the folder of a draft."""
    with suppress(FileNotFoundError), alone(folder):
        for name in (*FILES, LIST_MANIFEST):
            (folder / name).unlink(missing_ok=True)


def _put(made: Path, target: Path, faults: Iterable[check.Fault]) -> None:
    """The manifest last: a list that was put in place by half is outdated."""
    for fault in faults:
        raise ListError(f"{fault.file}: {fault.rule}: {fault.text}; the list of variables was not put in place.")
    with alone(target):
        for name in FILES:
            (made / name).replace(target / name)
        (made / MANIFEST).replace(target / LIST_MANIFEST)

"""What is made of one recipient: notebooks executed, tables, data, the texts of its pages, and the check.

Each step works on one recipient alone, in a process of its own (naerblik.run.workers). A step that cannot be done says
why instead of raising: what fails for one recipient leaves the others whole. A step that is killed ends the run, which
goes on with --resume; a kernel that is killed fails its notebook alone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from naerblik import project
from naerblik.geography import Area
from naerblik.parameters import Topic
from naerblik.report import accessibility, cell_file, index, origin_file, table_file, workbook
from naerblik.report.header import ACCESSIBILITY
from naerblik.report.lineage import Origin
from naerblik.report.report import Report
from naerblik.report.scope import Scope
from naerblik.run import ahead, changes, drafts, history, prepare, release, render, variables
from naerblik.run.check import Fault, check_recipient
from naerblik.run.execute import Execution, Failure, execute
from naerblik.run.job import Job
from naerblik.run.published import DATA
from naerblik.run.render import Page
from naerblik.run.topics import TOPICS


@dataclass(frozen=True)
class Making:
    """A recipient whose files are made: the job, the folder to make them in, its executed notebooks by topic, how many
    seconds they took, and the digest of the numbers that it is given (both once they are known).
    """

    job: Job
    recipient: Area
    folder: Path
    notebooks: Mapping[Topic, Path]
    seconds: Mapping[Topic, float] = field(default_factory=dict)
    slice: str = ""


@dataclass(frozen=True)
class Part:
    """What a topic adds to the files of its recipient: its part of the index, and where its tables come from."""

    told: index.Topic
    origins: Mapping[str, Origin]


@dataclass(frozen=True)
class Made:
    """What became of a topic of a recipient, and in how many seconds its notebook was executed.

    `failure` where its notebook stopped, and the run keeps it in `kept`; `error` where its tables or the text of its
    page could not be made; else its page and its part.
    """

    recipient: Area
    topic: Topic
    seconds: float
    failure: Failure | None = None
    kept: Path | None = None
    error: str = ""
    page: Page | None = None
    part: Part | None = None


@dataclass(frozen=True)
class Written:
    """The pages to render of a recipient beside those of its topics, or why they cannot be."""

    recipient: Area
    pages: tuple[Page, ...] = ()
    slice: str = ""
    error: str = ""


@dataclass(frozen=True)
class Checked:
    """A recipient whose folder is finished; `faults` of the check, or `error` where it could not be finished."""

    recipient: Area
    faults: tuple[Fault, ...] = ()
    error: str = ""


def make_topic(work: tuple[Making, Topic]) -> Made:
    """Executes the notebook of a topic, writes its tables, and says what its page will say."""
    making, topic = work
    begun = time.monotonic()
    is_copied = making.job.parameters.notebook_engine == "naerblik"
    report = ahead.made(lambda: _report(making, topic)) if is_copied else None
    executed = execute(_execution(making, topic))
    made = Made(making.recipient, topic, time.monotonic() - begun, executed.failure)
    if executed.failure:
        return made
    try:
        page, part = _topic(making, topic, report or _report(making, topic))
        return replace(made, page=page, part=part)
    except Exception as error:
        return replace(made, error=f"{topic}: {type(error).__name__}: {error}")


def write(work: tuple[Making, Mapping[Topic, Part]]) -> Written:
    """Writes the files of a recipient beside those of its topics, and says what its other pages will say."""
    making, parts = work
    try:
        pages = _pages(making, parts)
        return Written(making.recipient, tuple(pages), pages[0].metadata["slice"])
    except Exception as error:
        return Written(making.recipient, error=f"{type(error).__name__}: {error}")


def finish(making: Making) -> Checked:
    """Marks a recipient's folder, with its pages rendered, as a draft, writes its manifest and checks it."""
    try:
        drafts.mark(making.folder)
        release.write_manifest(making.folder, _manifest(making))
        return Checked(making.recipient, tuple(check_recipient(making.folder)))
    except Exception as error:
        return Checked(making.recipient, error=f"{type(error).__name__}: {error}")


def _manifest(making: Making) -> dict[str, object]:
    job, area = making.job, making.recipient
    before = history.tables_before(area, job.parameters, job.snapshot, job.before)
    return {
        **job.manifest(area),
        "slice": making.slice,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": {topic: round(seconds, 1) for topic, seconds in making.seconds.items()},
        "changes": changes.since(before, making.folder / release.TABLES).model_dump(),
    }


def _execution(making: Making, topic: Topic) -> Execution:
    values = {"recipient": making.recipient.code, **_changes(making.job)}
    notebook = project.NOTEBOOKS / TOPICS[topic].notebook
    return Execution(notebook, making.notebooks[topic], values, making.job.parameters.notebook_engine)


def _changes(job: Job) -> dict[str, Any]:
    """The parameters that a run gives to notebooks, beside the recipient."""
    parameters = job.parameters
    return {
        "topics": list(job.topics),
        "year": parameters.year,
        "geography": parameters.geography,
        "reference_day": parameters.reference_day,
        "publisher": parameters.publisher,
        "contact": parameters.contact,
        "snapshot": parameters.snapshot,
        "persons": parameters.persons,
        "ledger": parameters.ledger,
    }


def _report(making: Making, topic: Topic) -> Report:
    """The report that a notebook opens, over the cube of the run."""
    parameters = prepare.of_notebook(making.recipient.code, _changes(making.job))
    own: Report = prepare.report(topic, prepare.read_cube(making.job.cube), parameters)
    return own


def _topic(making: Making, topic: Topic, report: Report) -> tuple[Page, Part]:
    head, name = report.header(), TOPICS[topic].page
    body = render.notebook_body(making.notebooks[topic], head)
    part = Part(write_tables(report, name, making.folder), report.origins())
    return Page(making.folder / name, head.metadata(), body), part


def _pages(making: Making, parts: Mapping[Topic, Part]) -> list[Page]:
    job, area, folder = making.job, making.recipient, making.folder
    scope = Scope(prepare.read_cube(job.cube), area, job.parameters)
    (folder / DATA).mkdir(parents=True)
    cell_file.write(scope, folder / DATA)
    head = _report(making, job.topics[0]).header()
    front = render.raw_html(index.body([parts[topic].told for topic in job.topics], job.given_before(area)))
    ground = render.raw_html(accessibility.body(job.parameters.publisher, job.parameters.contact))
    first = Page(folder / "index.html", index.header(head).metadata(), front, contents=False)
    origins = {topic: parts[topic].origins for topic in job.topics}
    origin_file.write(scope, origins, folder)
    listed = variables.page(scope, head, origins, folder)
    last = Page(folder / ACCESSIBILITY, accessibility.header(head).metadata(), ground, contents=False)
    return [first, listed, last]


def write_tables(report: Report, page: str, folder: Path) -> index.Topic:
    """Writes the tables of a report as CSV and as a workbook named after its page; returns its part of the index."""
    place = folder / release.TABLES
    place.mkdir(parents=True, exist_ok=True)
    tables = report.tables()
    files = [table_file.write_csv(table, place) for table in tables.values()]
    captions = {f"{release.TABLES}/{f.name}": table.caption for f, table in zip(files, tables.values(), strict=True)}
    book = workbook.write(report, tables, (place / page).with_suffix(".xlsx"))
    return index.Topic(page, report.header().title, report.key_figure(), f"{release.TABLES}/{book.name}", captions)

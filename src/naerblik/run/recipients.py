"""What is made of one recipient from its executed notebooks: tables, data, the texts of its pages, and the check.

Each step works on one recipient alone, in a process of its own (naerblik.run.workers). A step that cannot be done says
why instead of raising: what fails for one recipient leaves the others whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from naerblik.geography import Area
from naerblik.parameters import Topic
from naerblik.report import accessibility, cell_file, index, origin_file, table_file, workbook
from naerblik.report.header import ACCESSIBILITY
from naerblik.report.report import Report
from naerblik.report.scope import Scope
from naerblik.run import changes, drafts, history, prepare, release, render, variables
from naerblik.run.check import Fault, check_recipient
from naerblik.run.job import Job
from naerblik.run.published import DATA
from naerblik.run.render import Page
from naerblik.run.topic_reports import REPORTS
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
class Written:
    """The pages to render of a recipient, or why they cannot be."""

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


def write(making: Making) -> Written:
    """Writes the tables and the data files of a recipient, and what its pages will say."""
    try:
        pages = _pages(making)
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


def _pages(making: Making) -> list[Page]:
    job, area, folder = making.job, making.recipient, making.folder
    cube = prepare.read_cube(job.cube)
    reports = {topic: REPORTS[topic](cube, area, job.parameters) for topic in job.topics}
    (folder / DATA).mkdir(parents=True)
    scope = Scope(cube, area, job.parameters)
    cell_file.write(scope, folder / DATA)
    topics = [write_tables(report, TOPICS[topic].page, folder) for topic, report in reports.items()]
    head = reports[job.topics[0]].header()
    front = render.raw_html(index.body(topics, job.given_before(area)))
    ground = render.raw_html(accessibility.body(job.parameters.publisher, job.parameters.contact))
    first = Page(folder / "index.html", index.header(head).metadata(), front, contents=False)
    origin_file.write(scope, reports, folder)
    listed = variables.page(scope, reports, folder)
    last = Page(folder / ACCESSIBILITY, accessibility.header(head).metadata(), ground, contents=False)
    return [first, *(_page(making, topic, report) for topic, report in reports.items()), listed, last]


def _page(making: Making, topic: Topic, report: Report) -> Page:
    head = report.header()
    body = render.notebook_body(making.notebooks[topic], head)
    return Page(making.folder / TOPICS[topic].page, head.metadata(), body)


def write_tables(report: Report, page: str, folder: Path) -> index.Topic:
    """Writes the tables of a report as CSV and as a workbook named after its page; returns its part of the index."""
    place = folder / release.TABLES
    place.mkdir(parents=True, exist_ok=True)
    tables = report.tables()
    addresses = {f"{release.TABLES}/{table_file.write_csv(table, place).name}": table for table in tables.values()}
    book = workbook.write(report, tables, (place / page).with_suffix(".xlsx"))
    return index.Topic(page, report.header().title, report.key_figure(), f"{release.TABLES}/{book.name}", addresses)

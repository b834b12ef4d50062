"""How drafts are made: notebooks executed, tables and data written, pages rendered, all checked and put in place.

Recipients are made some at a time: what is finished stands, whatever happens to the rest.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from naerblik import project
from naerblik.geography import Area
from naerblik.parameters import Topic
from naerblik.run import check, listing, recipients, release, render, workers
from naerblik.run.execute import Executed, Execution, execute
from naerblik.run.job import Job, Reporter
from naerblik.run.outcome import Outcome, Stopped
from naerblik.run.recipients import Making, Written
from naerblik.run.release import NOTEBOOKS
from naerblik.run.topics import TOPICS
from naerblik.workplace import alone, put_in_place, workplace

Stage = tuple[Sequence[Making], dict[str, Outcome]]
"""What a stage knows more of each recipient, and what became of those that go no further, by code."""
TOGETHER = 12
"""So many recipients are made at a time: few starts of the renderer, little in memory, little lost on the way."""


def drafts(job: Job, areas: Sequence[Area], reporter: Reporter) -> dict[str, Outcome]:
    """Makes the drafts of recipients and puts them in place. Code of the recipient -> what became of it."""
    outcomes: dict[str, Outcome] = {}
    for first in range(0, len(areas), TOGETHER):
        with workplace(job.folder) as work:
            makings: Sequence[Making] = [_making(job, area, work) for area in areas[first : first + TOGETHER]]
            for stage in (_rendered, _checked):
                if not makings:
                    break
                made, stopped = stage(job, makings, reporter)
                outcomes |= stopped
                makings = [making for making in made if making.recipient.code not in stopped]
            for making in makings:
                _put_in_place(job, making)
                outcomes[making.recipient.code] = job.outcome(making.recipient, "made")
    return outcomes


def _making(job: Job, area: Area, work: Path) -> Making:
    """Each notebook gets a folder of its own: it is executed there."""
    notebooks = {topic: work / NOTEBOOKS / topic / area.code / _notebook(area, topic) for topic in job.topics}
    return Making(job, area, work / release.recipient_folder(area), notebooks)


def _notebook(area: Area, topic: Topic) -> str:
    return f"{release.recipient_folder(area)}-{topic}.ipynb"


def _rendered(job: Job, makings: Sequence[Making], reporter: Reporter) -> Stage:
    """The recipients of which notebooks, tables or pages could not be made. All pages of the others: one call of a
    renderer.
    """
    done, kept, written = _written(job, makings, reporter)
    outcomes = _stopped(job, makings, done, kept)
    outcomes |= {
        own.recipient.code: job.outcome(own.recipient, "failed", error=own.error) for own in written if own.error
    }
    if pages := [page for own in written for page in own.pages]:
        reporter.step("Rendering pages")
        render.render(pages, job.parameters.renderer)
    slices = {own.recipient.code: own.slice for own in written}
    timed = [
        replace(
            making,
            seconds={topic: done[file].seconds for topic, file in making.notebooks.items()},
            slice=slices.get(making.recipient.code, ""),
        )
        for making in makings
    ]
    return timed, outcomes


def _written(
    job: Job, makings: Sequence[Making], reporter: Reporter
) -> tuple[Mapping[Path, Executed], Mapping[Path, Path | None], Sequence[Written]]:
    """What became of each notebook, where those that stopped are kept, and what became of the tables and data of each
    recipient.

    These are written when all notebooks of the recipient are executed, behind those of others that wait for their turn:
    no processor waits for the last notebook.
    """
    reporter.expect("Executing notebooks, writing tables", len(makings) * (len(job.topics) + 1))
    whose = {file: making for making in makings for file in making.notebooks.values()}
    done: dict[Path, Executed] = {}
    kept: dict[Path, Path | None] = {}
    written: list[Written] = []
    with workers.started(job.cube) as processes:
        for making in makings:
            for topic in job.topics:
                processes.add(execute, _execution(making, topic))
        for result in processes.results():
            reporter.advance()
            if isinstance(result, Written):
                written.append(result)
                continue
            file = result.execution.output
            done[file] = result
            if result.failure:
                kept[file] = _keep(job, file)  # at once: it shows where, whatever becomes of the others
            own = [done[notebook] for notebook in whose[file].notebooks.values() if notebook in done]
            if len(own) < len(job.topics):
                continue
            if any(executed.failure for executed in own):
                reporter.advance()  # nothing of this recipient is written
            else:
                processes.add(recipients.write, whose[file])
    return done, kept, written


def _stopped(
    job: Job, makings: Sequence[Making], done: Mapping[Path, Executed], kept: Mapping[Path, Path | None]
) -> dict[str, Outcome]:
    """The recipients of which a notebook stopped."""
    outcomes: dict[str, Outcome] = {}
    for making in makings:
        stopped = tuple(
            Stopped(topic, failure.cell, failure.error, kept[file])
            for topic, file in making.notebooks.items()
            if (failure := done[file].failure)
        )
        if stopped:
            outcomes[making.recipient.code] = job.outcome(making.recipient, "failed", stopped=stopped)
    return outcomes


def _execution(making: Making, topic: Topic) -> Execution:
    parameters = making.job.parameters
    values = {
        "recipient": making.recipient.code,
        "topics": list(making.job.topics),
        "year": parameters.year,
        "geography": parameters.geography,
        "reference_day": parameters.reference_day,
        "publisher": parameters.publisher,
        "contact": parameters.contact,
        "snapshot": parameters.snapshot,
        "persons": parameters.persons,
        "ledger": parameters.ledger,
    }
    notebook = project.NOTEBOOKS / TOPICS[topic].notebook
    return Execution(notebook, making.notebooks[topic], values, parameters.notebook_engine)


def _checked(job: Job, makings: Sequence[Making], reporter: Reporter) -> Stage:
    """The recipients with faults. They are not put in place: earlier reports, if any, go on standing."""
    reporter.expect("Checking", len(makings))
    outcomes: dict[str, Outcome] = {}
    for checked in workers.each(recipients.finish, makings, job.cube):
        reporter.advance()
        if checked.error or checked.faults:
            outcomes[checked.recipient.code] = job.outcome(
                checked.recipient, "failed", faults=checked.faults, error=checked.error
            )
    return makings, outcomes


def _put_in_place(job: Job, making: Making) -> None:
    for file in making.notebooks.values():
        _keep(job, file)
    put_in_place(making.folder, job.place(making.recipient))


def _keep(job: Job, notebook: Path) -> Path | None:
    """Executed notebooks are kept beside the reports, for the analyst; None for one that could not be written."""
    if not notebook.is_file():
        return None
    _move(notebook, job.folder / NOTEBOOKS)
    return job.folder / NOTEBOOKS / notebook.name


def _move(file: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    file.replace(folder / file.name)


def release_drafts(job: Job, areas: Sequence[Area], folder: Path, reporter: Reporter) -> None:
    """Synthetic drafts become their release and stand no longer as drafts; nobody has to approve them."""
    from naerblik.run import publish  # noqa: PLC0415 - a run that releases nothing does not wait for the attack

    reporter.step("Attacking the release")
    places = [job.place(area) for area in areas]
    publish.release_synthetic(places, folder)
    for place, area in zip(places, areas, strict=True):
        with suppress(FileNotFoundError), alone(job.folder):  # another run may have released it too
            shutil.rmtree(place)
        for notebook in (job.folder / NOTEBOOKS / _notebook(area, topic) for topic in job.topics):
            if notebook.is_file():  # the analyst may have tidied up
                _move(notebook, folder / NOTEBOOKS)
    with suppress(OSError):
        (job.folder / NOTEBOOKS).rmdir()


@contextmanager
def listed(job: Job, folder: Path) -> Iterator[Callable[[Reporter], None]]:
    """The list of variables of a draft, or of the release in `folder`, begun where it is missing or outdated.

    What is yielded puts it in place, once recipients stand there.
    """
    needed = job.list_outdated(folder) and job.list_outdated(job.folder)
    with listing.begun(job) if needed else nullcontext(lambda _: None) as finish:
        yield lambda reporter: _list_variables(job, folder, finish, reporter)


def _list_variables(job: Job, folder: Path, finish: Callable[[Reporter], None], reporter: Reporter) -> None:
    """The draft of a released list stands no longer when no recipient's draft does."""
    released = folder != job.folder
    if check.recipient_folders(folder) and job.list_outdated(folder):
        finish(reporter)
        if released:
            listing.release_list(job.folder, folder)
    if released and not check.recipient_folders(job.folder):
        listing.remove(job.folder)
        with suppress(OSError):
            job.folder.rmdir()

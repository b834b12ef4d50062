"""How drafts are made: notebooks executed, tables and data written, pages rendered, all checked and put in place.

Recipients are made some at a time: what is finished stands, whatever happens to the rest.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from naerblik.geography import Area
from naerblik.parameters import Topic
from naerblik.run import check, listing, recipients, release, render, workers
from naerblik.run.job import Job, Reporter
from naerblik.run.outcome import Outcome, Stopped
from naerblik.run.recipients import Made, Making, Written
from naerblik.run.release import NOTEBOOKS
from naerblik.run.render import Page
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
    outcomes: dict[str, Outcome] = {}
    pages: list[Page] = []
    ready: list[Making] = []
    for making, topics, written in _written(job, makings, reporter):
        if written and not written.error:
            pages += [*written.pages, *(made.page for made in topics.values() if made.page)]
            seconds = {topic: made.seconds for topic, made in topics.items()}
            ready.append(replace(making, seconds=seconds, slice=written.slice))
        else:
            outcomes[making.recipient.code] = _failed(making, topics, written)
    if pages:
        reporter.step("Rendering pages")
        render.render(pages, job.parameters.renderer)
    return ready, outcomes


def _written(
    job: Job, makings: Sequence[Making], reporter: Reporter
) -> list[tuple[Making, Mapping[Topic, Made], Written | None]]:
    """What became of the topics of each recipient, and of its other files: None where a topic could not be made.

    These are written when all topics of the recipient are made, behind those of others that wait for their turn: no
    processor waits for the last notebook.
    """
    reporter.expect("Executing notebooks, writing tables", len(makings) * (len(job.topics) + 1))
    whose = {making.recipient.code: making for making in makings}
    made: dict[str, dict[Topic, Made]] = {code: {} for code in whose}
    written: dict[str, Written] = {}
    with workers.started(job.cube) as processes:
        for making in makings:
            for topic in job.topics:
                processes.add(recipients.make_topic, (making, topic))
        for result in processes.results():
            reporter.advance()
            code = result.recipient.code
            if isinstance(result, Written):
                written[code] = result
                continue
            own = made[code]
            own[result.topic] = _with_notebook(whose[code], result)
            if len(own) < len(job.topics):
                continue
            parts = {topic: part for topic in job.topics if (part := own[topic].part)}
            if len(parts) == len(own):
                processes.add(recipients.write, (whose[code], parts))
            else:
                reporter.advance()  # nothing else of this recipient is written
    return [
        (making, {topic: made[code][topic] for topic in job.topics}, written.get(code))
        for code, making in whose.items()
    ]


def _with_notebook(making: Making, made: Made) -> Made:
    """A notebook that stopped is kept at once: it shows where, whatever becomes of the others."""
    return replace(made, kept=_keep(making.job, making.notebooks[made.topic])) if made.failure else made


def _failed(making: Making, topics: Mapping[Topic, Made], written: Written | None) -> Outcome:
    """A recipient of which a notebook stopped, or whose tables or texts could not be made."""
    stopped = tuple(
        Stopped(topic, made.failure.cell, made.failure.error, made.kept)
        for topic, made in topics.items()
        if made.failure
    )
    errors = [*(made.error for made in topics.values()), written.error if written else ""]
    return making.job.outcome(making.recipient, "failed", stopped=stopped, error="; ".join(filter(None, errors)))


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

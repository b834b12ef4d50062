"""The command line: the only place that reads arguments.

Commands import what they need when they are called, so that a mistyped parameter is answered at once.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from naerblik import NaerblikError, project
from naerblik import parameters as params
from naerblik.parameters import ParameterError, RunParameters
from naerblik.workplace import NO_ROOM

if TYPE_CHECKING:
    from naerblik.run.job import Reporter
    from naerblik.run.outcome import Outcome
    from naerblik.run.reports import Run

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(highlight=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False)

STANDARD = project.PARAMS / "standard.yaml"
Persons = Annotated[int | None, typer.Option(help="Size of the synthetic country.", show_default=False)]


@app.callback()
def naerblik() -> None:
    """Reports on municipal care, one per recipient, from Danish person-level registers."""
    atexit.register(gc.freeze)  # a program that ends looks for no garbage: a third of a second after a run


@app.command()
def registers(  # noqa: PLR0913, PLR0917 - the options of the command
    persons: Persons = None,
    delivery: Annotated[
        list[str] | None,
        typer.Option(help="source=FOLDER, a source of params/sources.yaml; FOLDER: as the contracts say."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The name of the delivery, for its snapshot.")] = None,
    first_day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day it covers.")] = None,
    last_day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day it covers.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="A register that is left out; may be repeated.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take in nothing when something is found.")] = False,
    memory_limit: Annotated[
        str | None, typer.Option(help="At most this much memory for the database, for instance 2GB.")
    ] = None,
) -> None:
    """Make the synthetic registers, or take in a delivery, as an immutable snapshot."""
    with _errors_told(), _progress() as reporter:
        from naerblik.intake.delivery import Delivery
        from naerblik.run import receive
        from naerblik.synthetic import generate, nearness

        run = params.load_run(STANDARD, persons=persons, memory_limit=memory_limit)
        limit, step = run.memory_limit, reporter.step
        if delivery and name and first_day and last_day:
            observed = (first_day.date(), last_day.date())
            folders = dict(_source(given) for given in delivery)
            left_out = dict.fromkeys(without or [], "Er valgt fra ved modtagelsen")
            taken = Delivery(folders, observed, left_out)
            received = receive.receive(taken, name, strict=strict, memory_limit=limit, step=step)
            snapshot = received.snapshot
            said = (
                f"Findings: {received.findings}. {_shown(received.reports)} tells of them, for each track's supplier.\n"
                f"To report from it: naerblik run {_shown(STANDARD)} --set snapshot={name}"
            )
        elif delivery or name or first_day or last_day or without or strict:
            raise ParameterError("a delivery needs all of --delivery, --name, --first-day and --last-day.")
        else:
            snapshot = generate.make(run.persons, step=step, memory_limit=limit)
            report = nearness.write(snapshot, limit)
            said = f"How near it lies to the published figures: {_shown(report)}"
    console.print(f"Snapshot [bold]{snapshot.name}[/] stands in {_shown(snapshot.folder)}.", soft_wrap=True)
    console.print(said, soft_wrap=True)


@app.command()
def quarantine(
    name: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="The name of a snapshot.")],
    register: Annotated[
        str | None, typer.Option(help="Write the rows of this register that take no part into the store.")
    ] = None,
) -> None:
    """Say how many rows of a snapshot take no part, by register and rule; they are kept and can be read back."""
    with _errors_told():
        from naerblik.registers import quarantine as kept
        from naerblik.registers import snapshot as snapshots

        found = snapshots.open(name)
        if register:
            where = _shown(kept.write(found, register))
            console.print(f"The rows stand in {where}, and must stay there.", soft_wrap=True)
            return
        counts = snapshots.quality(found)
    table = Table("Register", "Rule", "Treatment", "Rows", box=None, pad_edge=False)
    for line in counts[counts["rows"] > 0].itertuples():
        table.add_row(str(line.register), str(line.rule), str(line.treatment), f"{line.rows:,}")
    console.print(table)


def _source(given: str) -> tuple[str, Path]:
    """A delivery as it is named on the command line: its source and its folder."""
    name, sign, folder = given.partition("=")
    return (name, Path(folder)) if sign else ("contracts", Path(given))


@app.command()
def run(  # noqa: PLR0913, PLR0917 - the options of the command
    parameters: Annotated[Path, typer.Argument(help="A file of params/.")] = STANDARD,
    recipient: Annotated[list[str] | None, typer.Option(help="Only this recipient or group; may be repeated.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only this topic; may be repeated.")] = None,
    change: Annotated[list[str] | None, typer.Option("--set", help="name=value; may be repeated.")] = None,
    persons: Persons = None,
    release: Annotated[
        bool, typer.Option("--release", help="Release reports of synthetic data in the same step, after the attack.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made, and why; make nothing.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the last run: make the rest of it.")] = False,
) -> None:
    """Make the reports that are missing or outdated: a draft, until it is released."""
    with _errors_told():
        if resume:
            asked, release = _last(
                whole=parameters == STANDARD and not (recipient or topic or change or persons or release)
            )
        else:
            asked = _asked(parameters, recipient, topic, change, persons)
        if dry_run:
            _tell_plan(asked, released=release)
            return
    from naerblik.run import workers

    workers.begin()  # beside what is imported and looked for here
    with _errors_told(), _progress() as reporter:
        from naerblik.run import last, reports

        last.remember(asked, released=release)
        finished = reports.run(asked, reporter, released=release)
    _tell(finished)
    if finished.failed:
        raise typer.Exit(1)


@app.command()
def release(
    draft: Annotated[Path, typer.Argument(help="The folder of a draft, as `naerblik run` names it.")],
    ledger: Annotated[Path | None, typer.Option(help="The ledger, when params/standard.yaml names none.")] = None,
    approved_by: Annotated[str, typer.Option(help="Who releases real data.")] = "",
    new_ledger: Annotated[bool, typer.Option("--new-ledger", help="Begin the ledger with this release.")] = False,
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="Accept corrected numbers that were shown earlier and are hidden now.")
    ] = False,
) -> None:
    """Release a draft: attack it with all earlier releases, and write it into the ledger."""
    with _errors_told(), _progress() as reporter:
        from naerblik.run import publish

        book = _ledger(ledger)
        approval = publish.Approval(book, approved_by, new=new_ledger, withdrawn=withdrawn)
        made = publish.release_draft(draft.resolve(), approval, reporter.step)
    console.print(f"The release stands in {_shown(made.folder)}", soft_wrap=True)
    where = (
        f"It is entry {made.entry} of the ledger {book}." if made.entry else "Synthetic data: it must not be sent out."
    )
    console.print(where, soft_wrap=True)


@app.command()
def deliver(
    folder: Annotated[Path, typer.Argument(help="The folder of a release of real data.")],
    recipient: Annotated[list[str] | None, typer.Option(help="Only this recipient; may be repeated.")] = None,
    ledger: Annotated[Path | None, typer.Option(help="The ledger, when params/standard.yaml names none.")] = None,
    in_the_clear: Annotated[bool, typer.Option("--in-the-clear", help="Pack without encryption.")] = False,
) -> None:
    """Pack a release for its recipients, encrypted to the keys of params/delivery.yaml, with a receipt each."""
    with _errors_told():
        from naerblik.run import deliver as deliveries

        made = deliveries.deliver(folder.resolve(), _ledger(ledger), recipient or [], in_the_clear=in_the_clear)
    table = Table("Recipient", "Encrypted", "Send", box=None, pad_edge=False)
    for one in made:
        files = f"{_shown(one.archive)} and {one.receipt.name}"
        table.add_row(one.recipient, "yes" if one.encrypted else "[red]no[/]", files)
    console.print(table)


@app.command()
def withdraw(
    entry: Annotated[str, typer.Argument(help="The entry of the ledger, as `naerblik release` names it: 0003.")],
    reason: Annotated[str, typer.Option(help="Why, as readers of the next release are told.")],
    by: Annotated[str, typer.Option(help="Who withdraws it.")],
    ledger: Annotated[Path | None, typer.Option(help="The ledger, when params/standard.yaml names none.")] = None,
) -> None:
    """Withdraw a release: it is delivered no more, and the next one says that it replaces it, and why."""
    with _errors_told():
        from naerblik.disclosure import ledger as ledgers

        book = _ledger(ledger)
        if book is None:
            raise ParameterError("a release is withdrawn in its ledger: name it with --ledger or as ledger in params/.")
        ledgers.withdraw(ledgers.read(book), entry, by=by, reason=reason, time=datetime.now(UTC))
    told = f"Entry {entry} is withdrawn: it is delivered no more, and the next release says that it replaces it."
    console.print(told, soft_wrap=True)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A release or a recipient's folder (newest release).")] = None,
) -> None:
    """Check a release before it is sent out."""
    with _errors_told():
        from naerblik.run import check as checks
        from naerblik.run import gate

        checked = folder or _newest_release()
        faults = [*checks.check(checked), *gate.faults(checked)]
    if not faults:
        said = f"{len(checks.recipient_folders(checked))} recipients, {gate.standing(checked)}"
        console.print(f"{_shown(checked)}: checked, no faults ({said}).", soft_wrap=True)
        return
    table = Table("Rule", "File", "Fault", title=f"{len(faults)} faults in {_shown(checked)}", title_justify="left")
    for fault in faults:
        table.add_row(fault.rule, fault.file, fault.text)
    console.print(table)
    raise typer.Exit(1)


def _ledger(named: Path | None) -> Path | None:
    """The ledger that was named, else that of the standard parameters."""
    standard = params.load_run(STANDARD).ledger
    return named or (project.ledger_folder(standard) if standard else None)


def _newest_release() -> Path:
    releases = [m.parents[1] for m in project.reports_folder().glob("*/*/manifest.json")]
    if not releases:
        raise ParameterError(f"{_shown(project.reports_folder())}: no release stands here; call `make reports` first.")
    return max(releases, key=lambda release: release.stat().st_mtime)


def _last(*, whole: bool) -> tuple[RunParameters, bool]:
    """What the last run was asked for. `whole`: nothing is asked for beside it, which could be something else."""
    from naerblik.run import last

    if not whole:
        raise ParameterError("--resume makes the rest of the last run: leave out what else is asked for.")
    found = last.last_run()
    console.print(
        f"Going on with the run of {found.parameters.year}, map {found.parameters.geography}, recipients "
        f"{', '.join(found.parameters.recipients)}.",
        soft_wrap=True,
    )
    return found.parameters, found.released


def _asked(
    file: Path, recipient: list[str] | None, topic: list[str] | None, change: list[str] | None, persons: int | None
) -> RunParameters:
    """The parameters of a run; a wrong name is told before anything heavy is imported."""
    asked = params.load_run(file, changes=change or [], recipients=recipient or [], topics=topic or [], persons=persons)
    params.recipients(asked)
    return asked


def _tell_plan(asked: RunParameters, *, released: bool) -> None:
    from naerblik.run.plan import plan

    planned = plan(asked, released=released)
    made = {True: "stand", False: "would be made"}
    cells = ", ".join(f"{topic} {number:,}" for topic, number in planned.cells.items())
    console.print(f"Registers {planned.snapshot} {made[planned.registers_stand]}.", soft_wrap=True)
    console.print(f"Protected numbers {made[planned.cube_stands]}: {cells} cells.", soft_wrap=True)
    console.print(
        f"{planned.notebooks} notebooks would be executed and {planned.pages} pages rendered into "
        f"{_shown(planned.folder)}, for {len(planned.made)} of {len(planned.reports)} recipients.",
        soft_wrap=True,
    )
    table = Table("Recipient", "Made because of", box=None, pad_edge=False)
    reasons = [(report.recipient.name, report.why) for report in planned.reports]
    for name, why in [*reasons, ("(list of variables)", planned.variable_list)]:
        table.add_row(name, ", ".join(why) or "[dim]stands[/]")
    console.print(table)


def _tell(finished: Run) -> None:
    table = Table("Recipient", "Topic", "State", "Page", box=None, pad_edge=False)
    for outcome in finished.outcomes:
        colour = {"failed": "red", "made": "green", "current": "dim"}[outcome.state]
        for topics, where in _places(finished, outcome):
            table.add_row(outcome.recipient.name, ", ".join(topics), f"[{colour}]{outcome.state}[/]", escape(where))
    console.print(table)
    if len(finished.failed) < len(finished.outcomes):
        state = "release" if finished.released else "draft"
        console.print(f"The {state} stands in {_shown(finished.folder)}", soft_wrap=True)
    if any(outcome.state == "made" for outcome in finished.outcomes):
        console.print(f"Pages rendered by {finished.renderer}.")
    if finished.failed:
        console.print("When the cause is mended, `naerblik run --resume` makes the rest.")


def _places(finished: Run, outcome: Outcome) -> Iterator[tuple[Sequence[str], str]]:
    """Topics and where to look: the page to open, or what stopped and the notebook or file to open."""
    for stop in outcome.stopped:
        where = f"open {_shown(stop.notebook)}" if stop.notebook else "no notebook could be written"
        yield [stop.topic], f"cell {stop.cell}: {stop.error}; {where}"
    if outcome.faults:
        yield outcome.topics, "; ".join(f"{fault.file}: {fault.text}" for fault in outcome.faults)
    if outcome.error:
        yield outcome.topics, outcome.error
    if outcome.state != "failed":
        yield outcome.topics, str((outcome.folder / "index.html").relative_to(finished.folder))


def _shown(path: Path) -> str:
    """A path as the reader would type it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


@contextmanager
def _errors_told() -> Iterator[None]:
    """Errors that are about the input end the command with their text and exit code 2."""
    try:
        yield
    except NaerblikError as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        told = (
            f"{error.strerror}: {error.filename or 'a file of the run'}. What was finished stands: make room and call"
        )
        errors.print(f"{told} `naerblik run --resume`.", style="red", markup=False)
        raise typer.Exit(2) from None


@contextmanager
def _progress() -> Iterator[Reporter]:
    """A line per stage and a bar while several things are made."""
    from naerblik.run.job import Reporter

    text = TextColumn("{task.description}")
    columns = (SpinnerColumn(), text, BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tasks: list[TaskID] = []

        def close() -> None:
            for task in tasks[-1:]:
                progress.update(task, completed=progress.tasks[task].total or 1, total=progress.tasks[task].total or 1)

        def expect(text: str, total: int | None) -> None:
            close()
            tasks.append(progress.add_task(text, total=total))

        yield Reporter(lambda text: expect(text, None), expect, lambda: progress.advance(tasks[-1]))
        close()

"""A delivery received: taken in, held against the one before, and told of in a report for each track's supplier."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from naerblik import parameters as params
from naerblik import project
from naerblik.engine.duckdb import Connection, query, spilling
from naerblik.intake import delivery as deliveries
from naerblik.intake import plausibility
from naerblik.intake.delivery import Delivery
from naerblik.intake.shaping import Register
from naerblik.items import KINDS
from naerblik.parameters.plausibility import plausibility as limits
from naerblik.registers import contracts, snapshot
from naerblik.registers.checking import BROKEN_RULE, DOOR_RULES, SET_ASIDE, RegisterError, parquet, usable
from naerblik.registers.contracts import Contract
from naerblik.registers.snapshot import Snapshot
from naerblik.registers.writing import Step
from naerblik.report import delivery as told
from naerblik.report.delivery import DeliveryReport, Question, RegisterReport, RuleCount
from naerblik.report.lineage import NUMBERS
from naerblik.report.quality import RULES
from naerblik.report.variables import REPORTS
from naerblik.views import computable, lineage
from naerblik.workplace import alone, put_in_place, workplace

BLOCKS: Mapping[str, str] = {
    "Borgere med bopæl på en dag": "residence",
    "Beboere på plejehjem på en dag": "nursing_home_resident",
    "Sygehusophold og indlæggelser (fysisk fremmøde)": "hospital_stay",
}
"""What reports are built of -> the view that counts it; told of beside the reports' own numbers."""
STRANGERS = ("person_not_in_population", "contact_not_in_contacts")
SHAPE_RULES: Mapping[str, str] = {
    "incomplete_row": "En oplysning, som skal være der, mangler",
    "same_status_twice": "Personen står to gange på samme statusdag",
    "entered_in_error": "Registreringen er indberettet som en fejl",
    "without_id": "Registreringen har intet id, så dens versioner kan ikke kendes",
    "not_completed": "Indsatsen er ikke gennemført",
    "within_plan": "Besøget hører til en bevilget indsats, der er talt med",
}
"""Rules by which a shape sets rows aside, in Danish."""


@dataclass(frozen=True)
class Received:
    """A snapshot and the folder of its reports."""

    snapshot: Snapshot
    reports: Path
    findings: int


def receive(
    delivery: Delivery,
    name: str,
    *,
    strict: bool = False,
    memory_limit: str | None = None,
    step: Step = lambda text: None,
) -> Received:
    """Takes in a delivery and writes the reports of it to data/received/<name>, for each track an HTML and a JSON file.

    `strict`: a finding stops the delivery; the reports are written all the same. `memory_limit`: of the database.
    Raises RegisterError for what cannot be taken in.
    """
    before = _before()
    reports = project.data_store() / "received" / name
    found: list[DeliveryReport] = []

    def inspect(made: Snapshot, taken: Mapping[str, Register]) -> None:
        step("delivery report")
        report = _report(delivery, made, taken, before, memory_limit)
        # until the snapshot has its name: reports stand beside the delivery that they tell of
        held.enter_context(alone(project.registers_store()))
        if (place := snapshot.folder_of(name)).exists():
            raise RegisterError(f"{place}: another run has written this snapshot meanwhile.")
        _write(report, reports)
        found.append(report)
        if strict and report.findings:
            raise RegisterError(
                f"{report.findings} findings, and --strict allows none: nothing was taken in. {reports} tells of them."
            )

    with ExitStack() as held:
        taken_in = deliveries.take_in(delivery, name, memory_limit=memory_limit, inspect=inspect, step=step)
    return Received(taken_in, reports, found[0].findings)


def _before() -> Snapshot | None:
    """The delivery that was taken in last; synthetic registers are none."""
    for name in reversed(snapshot.names()):
        if not name.startswith("syntetisk"):
            return snapshot.open(name)
    return None


def _report(
    delivery: Delivery,
    made: Snapshot,
    taken: Mapping[str, Register],
    before: Snapshot | None,
    memory_limit: str | None,
) -> DeliveryReport:
    with spilling(memory_limit) as connection:
        questions = plausibility.findings(connection, made, before, limits())
        counts = snapshot.quality(made)
        registers = tuple(
            _of_register(connection, made, contract, taken[name], counts, _meanings(delivery, name))
            for name, contract in made.gaps.contracts().items()
        )
    asked = {one.name: tuple(q for q in questions if q.register == one.name) for one in registers}
    can, cannot = _reach(made)
    return DeliveryReport(
        name=made.name,
        sources=tuple(params.source(name, delivery.sources)[0].name_da for name in delivery.folders),
        first_day=made.observation_start,
        last_day=made.observation_end,
        taken_in=date.today(),
        before=before.name if before else "",
        registers=tuple(_with(one, asked[one.name]) for one in registers),
        missing=made.gaps.registers,
        can=can,
        cannot=cannot,
    )


def _with(one: RegisterReport, asked: Iterable[plausibility.Finding]) -> RegisterReport:
    questions = tuple(Question(q.rule, q.place, q.found, q.meaning_da) for q in asked)
    return replace(one, questions=questions)


def _of_register(  # noqa: PLR0913, PLR0917 - what is known of a register
    connection: Connection,
    made: Snapshot,
    contract: Contract,
    taken: Register,
    counts: pd.DataFrame,
    meanings: Mapping[str, str],
) -> RegisterReport:
    own = counts[(counts["register"] == contract.name) & ~counts["rule"].isin([*DOOR_RULES, SET_ASIDE])]
    known = {rule.name: rule for rule in contract.rules}
    rules = [
        RuleCount(name, known[name].meaning_da, known[name].treatment, known[name].expected, int(rows))
        for name, rows in zip(own["rule"], own["rows"], strict=True)
    ]
    aside = made.quarantine(contract.name)
    if aside.is_file():
        kept = query(
            connection, f"SELECT {BROKEN_RULE} AS rule, count(*) AS n FROM {parquet(aside)} GROUP BY 1 ORDER BY 1"
        )
        pairs = zip(kept["rule"], kept["n"], strict=True)
        rules += [
            RuleCount(rule, meanings.get(rule, rule), "left_out", rule not in DOOR_RULES, int(n)) for rule, n in pairs
        ]
    file = parquet(made.file(contract.name))
    rows, used = _two(connection, f"SELECT count(*), count(*) FILTER ({usable(contract)}) FROM {file}")
    strangers = [rule.rows for rule in rules if rule.rule in STRANGERS]
    whole = contracts.load()[contract.name]
    return RegisterReport(
        name=contract.name,
        name_da=contract.name_da,
        track=contract.track,
        delivered=taken.delivered,
        rows=rows,
        used=used,
        rules=tuple(rules),
        matched=_percent_down(rows - sum(strangers), rows) if strangers and rows else None,
        matched_with="personer" if contract.has_person else "kontakter",
        replacement_numbers=taken.replacement_numbers,
        gaps=made.gaps.columns.get(contract.name, {}),
        unchecked=tuple(rule.name for rule in whole.rules if rule.name not in known),
        questions=(),
        years=_years(connection, contract, file),
    )


def _percent_down(part: int, whole: int) -> float:
    """Percent with two decimals, rounded down: all but a few is not all."""
    return 10_000 * part // whole / 100


def _two(connection: Connection, sql: str) -> tuple[int, int]:
    (found,) = connection.execute(sql).fetchall()
    return int(found[0]), int(found[1])


def _years(connection: Connection, contract: Contract, file: str) -> dict[str, int]:
    """Rows that take part by the year of their event; none where the contract names no event."""
    if not contract.event:
        return {}
    sql = (
        f"SELECT year({contract.event}) AS y, count(*) AS n FROM {file} WHERE {usable(contract)} GROUP BY 1 ORDER BY 1"
    )
    found = query(connection, sql)
    return {str(int(y)): int(n) for y, n in zip(found["y"], found["n"], strict=True)}


def _meanings(delivery: Delivery, register: str) -> dict[str, str]:
    """Rule by which rows were not let in -> what it says, the supplier's own among them."""
    stated: dict[str, str] = {}
    for name in delivery.folders:
        mapped = params.source(name, delivery.sources)[0].registers.get(register)
        stated |= {rule.name: rule.meaning_da for rule in (mapped.set_aside if mapped else ())}
    return {**{rule: RULES[rule] for rule in DOOR_RULES}, **SHAPE_RULES, **stated}


def _reach(made: Snapshot) -> tuple[tuple[str, ...], dict[str, str]]:
    """What reports count that the snapshot is enough for, and what it is not enough for, with what is lacking."""
    of_blocks = {what: computable.lacks([view], made.gaps, ()) for what, view in BLOCKS.items()}
    can = [what for what, lacking in of_blocks.items() if not lacking]
    cannot = {what: _lacking(lacking) for what, lacking in of_blocks.items() if lacking}
    for topic, kinds in KINDS.items():
        for kind in kinds:
            reads = lineage.of_kind(kind, topic).reads
            lacking = computable.missing(reads, made.gaps)
            what = f"{REPORTS[topic]}: {NUMBERS[kind]}"
            if lacking:
                cannot[what] = _lacking(lacking)
            else:
                can.append(what)
    return tuple(can), cannot


def _lacking(lacking: Iterable[computable.Lack]) -> str:
    every = contracts.load()
    registers = [every[lack.register].name_da for lack in lacking if not lack.column]
    columns = [lack.why for lack in lacking if lack.column]
    return "; ".join([*([f"ikke leveret: {', '.join(registers)}"] if registers else []), *columns])


def _write(report: DeliveryReport, folder: Path) -> None:
    """All files or none: they are written under another name and put in place together."""
    with workplace(folder.parent) as work:
        making = work / folder.name
        making.mkdir()
        for track in report.tracks:
            stem = making / f"leverancerapport-{track}"
            text = json.dumps(told.content(report, track), ensure_ascii=False, indent=2)
            stem.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
            stem.with_suffix(".html").write_text(told.page(report, track), encoding="utf-8")
        put_in_place(making, folder)

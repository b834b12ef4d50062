"""A delivery taken in: what suppliers delivered becomes one immutable snapshot, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from naerblik import parameters as params
from naerblik.engine import duckdb
from naerblik.engine.duckdb import Connection
from naerblik.intake import door, keys, shaping
from naerblik.intake.door import Supplier
from naerblik.intake.shaping import Register
from naerblik.parameters.sources import SOURCES
from naerblik.project import registers_store
from naerblik.registers import checking, contracts, snapshot, writing
from naerblik.registers.checking import RegisterError
from naerblik.registers.snapshot import Gaps, Snapshot
from naerblik.registers.writing import Step
from naerblik.workplace import workplace

Inspect = Callable[[Snapshot, Mapping[str, Register]], None]


@dataclass(frozen=True)
class Delivery:
    """What is taken in: source of params/sources.yaml -> folder, the first and last day that it covers, and registers
    that are left out of it -> why. `sources`: the file of the sources.
    """

    folders: Mapping[str, Path]
    observed: tuple[date, date]
    without: Mapping[str, str] = field(default_factory=dict)
    sources: Path = SOURCES


def take_in(
    delivery: Delivery,
    name: str,
    *,
    memory_limit: str | None = None,
    inspect: Inspect = lambda made, taken: None,
    step: Step = lambda text: None,
) -> Snapshot:
    """Reads, checks and writes a delivery as the snapshot `name`.

    `inspect` is called with the snapshot and its registers before it is put in place; what it raises stops it.
    `memory_limit` is that of the database: rows are spilled inside the store beyond it, but never at the door.

    Rows that break a rule are kept and counted. Raises RegisterError with the file, table and column when something is
    missing or cannot be read, ParameterError for an unknown source; then nothing is written.
    """
    _check(delivery, name)
    suppliers = _suppliers(delivery)
    gaps = _gaps(delivery, suppliers)
    with (
        workplace(registers_store()) as staging,
        duckdb.spilling(memory_limit) as connection,
        checking.code_relations(connection),
    ):
        staged = _staged(suppliers, gaps, staging, step, memory_limit)
        _know_days(connection, delivery.observed)
        taken = {
            register: shaping.shaped(connection, register, suppliers[register].source.registers[register], file)
            for register, file in staged.items()
        }
        return writing.write(
            connection,
            {register: one.rows for register, one in taken.items()},
            name=name,
            origin=name,
            observation_start=delivery.observed[0],
            observation_end=delivery.observed[1],
            facts={},
            gaps=gaps,
            quarantined={register: one.quarantined for register, one in taken.items()},
            inspect=lambda folder: inspect(snapshot.at(folder), taken),
            step=step,
        )


def _staged(
    suppliers: Mapping[str, Supplier], gaps: Gaps, folder: Path, step: Step, memory_limit: str | None
) -> dict[str, Path]:
    """Register -> file of its mapped rows. Keys of persons are read here and nowhere else, and never come to a disk."""
    with duckdb.connect(memory_limit=memory_limit, in_order=False) as connection:
        if any(supplier.form != "pseudonym" for supplier in suppliers.values()):
            keys.know_secret(connection, keys.secret())
        staged = {}
        for register in gaps.contracts():
            step(f"reading {register}")
            staged[register] = door.stage(connection, suppliers[register], register, folder)
        return staged


def _know_days(connection: Connection, observed: tuple[date, date]) -> None:
    first, last = observed
    connection.execute(f"CREATE TEMP TABLE observed AS SELECT DATE '{first}' AS first_day, DATE '{last}' AS last_day")


def _check(delivery: Delivery, name: str) -> None:
    first, last = delivery.observed
    if name.startswith("syntetisk"):
        raise RegisterError(f"'{name}' would pass for synthetic registers: give the delivery another name.")
    if first > last:
        raise RegisterError(f"the delivery covers {first} to {last}: the first day must come first.")
    if snapshot.folder_of(name).exists():
        raise RegisterError(f"{snapshot.folder_of(name)}: this snapshot stands and is never rewritten; name another.")
    for register in delivery.without:
        if register not in contracts.load():
            raise RegisterError(f"'{register}' is not a register; {params.nearest(register, contracts.load())}.")


def _suppliers(delivery: Delivery) -> dict[str, Supplier]:
    """Register -> who delivers it. All keys are of one space, since persons are joined by them."""
    found: dict[str, Supplier] = {}
    spaces: dict[str, str] = {}
    for name, folder in delivery.folders.items():
        source, space = params.source(name, delivery.sources)
        if not folder.is_dir():
            raise RegisterError(f"{folder}: there is no such folder; correct --delivery.")
        for other, key_space in spaces.items():
            if key_space != source.key_space:
                raise RegisterError(
                    f"source {other} has keys of the space '{key_space}', source {name} of '{source.key_space}': the "
                    "same person has different keys in them and cannot be joined. Take them in apart, or have one "
                    "delivered with the keys of the other."
                )
        spaces[name] = source.key_space
        for register in source.registers:
            if register in found:
                raise RegisterError(f"both source {found[register].name} and source {name} deliver {register}.")
            if register not in contracts.load():
                near = params.nearest(register, contracts.load())
                raise RegisterError(f"{delivery.sources}: source {name}: '{register}' is not a register; {near}.")
            found[register] = Supplier(name, source, space.form, folder)
    return found


def _gaps(delivery: Delivery, suppliers: Mapping[str, Supplier]) -> Gaps:
    columns = {r: one.source.registers[r].absent for r, one in suppliers.items() if one.source.registers[r].absent}
    undelivered = {r: writing.NOT_DELIVERED for r in contracts.load() if r not in suppliers}
    return Gaps({r: c for r, c in columns.items() if r not in delivery.without}, {**undelivered, **delivery.without})

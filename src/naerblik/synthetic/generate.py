"""Generates a synthetic Denmark in bulk: small tables of chances in numpy, every row of the registers in DuckDB SQL.

The same size and seed give the same bytes. Nothing here describes a real person; the levels follow the published
figures in data/published and the assumptions in params/synthetic.yaml.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from naerblik.engine.duckdb import Connection, attach_table, spilling
from naerblik.project import CODELISTS, PUBLISHED, registers_store
from naerblik.registers import contracts, manifest, snapshot, writing
from naerblik.registers.checking import RegisterError
from naerblik.registers.snapshot import Snapshot
from naerblik.registers.writing import Part, Step
from naerblik.synthetic import assumptions as assumed
from naerblik.synthetic import cancer_tables, demography, health, tables
from naerblik.synthetic.assumptions import Assumptions
from naerblik.workplace import alone, workplace

SQL = Path(__file__).with_name("sql")
ORIGIN = "synthetic"
SHAPING = {".py", ".sql", ".yaml", ".csv"}  # kinds of files that the registers depend on


def name_of(persons: int, seed: int) -> str:
    """The name of a synthetic snapshot."""
    return f"syntetisk-{persons}-{seed}"


def make(
    persons: int | None = None,
    seed: int | None = None,
    *,
    step: Step = lambda text: None,
    memory_limit: str | None = None,
) -> Snapshot:
    """The synthetic registers of a country of so many residents on the day after the observation window.

    `persons` and `seed` default to params/synthetic.yaml; whole Denmark is 5,992,734 persons. A snapshot that stands
    is returned as it is. One made by other rules (params/synthetic.yaml, data/ or this room have changed since) gives
    way to a new one: it describes nobody and can be made again from the program that made it. `step` hears what is
    being made, in English; `memory_limit` is that of the database. Raises RegisterError when the snapshot that stands
    is not whole.
    """
    facts = assumed.load()
    persons = facts.persons if persons is None else persons
    seed = facts.seed if seed is None else seed
    if stands(persons, seed):
        return snapshot.open(name_of(persons, seed))
    _give_way(persons, seed, step)
    try:
        return _make(facts, persons, seed, step, memory_limit)
    except RegisterError:
        if not stands(persons, seed):
            raise
        return snapshot.open(name_of(persons, seed))  # another process has made the same meanwhile


def _give_way(persons: int, seed: int, step: Step) -> None:
    """Older registers vanish at once: half removed they could neither be read nor made anew, and of two processes that
    remove them one would find them gone, or remove what the other one has made by then.
    """
    older = registers_store() / name_of(persons, seed)
    if older.exists():
        step("older registers of this name give way: the rules have changed")
        with workplace(registers_store()) as work, alone(registers_store()):
            if older.exists() and not stands(persons, seed):
                older.rename(work / older.name)


def _make(facts: Assumptions, persons: int, seed: int, step: Step, memory_limit: str | None) -> Snapshot:
    with spilling(memory_limit) as connection:
        return writing.write(
            connection,
            _relations(connection, facts, persons, seed, step),
            name=name_of(persons, seed),
            origin=ORIGIN,
            observation_start=facts.observation_start,
            observation_end=facts.observation_end,
            facts=_made_from(persons, seed),
            step=step,
        )


def stands(persons: int, seed: int) -> bool:
    """Whether registers of this size and seed stand that were made by the rules of today.

    Only the manifest is read: older registers can lack one that the contracts ask for since. Raises RegisterError for
    a manifest that cannot be read.
    """
    folder = registers_store() / name_of(persons, seed)
    return folder.exists() and manifest.read(folder).facts == _made_from(persons, seed)


def _made_from(persons: int, seed: int) -> dict[str, object]:
    return {"persons": persons, "seed": seed, "recipe": recipe(assumed.load())}


def recipe(facts: Assumptions) -> str:
    """sha256 over what shapes the registers beside size and seed: assumptions, code, SQL, data/ and contracts."""
    digest = hashlib.sha256(facts.model_dump_json(exclude={"persons", "seed"}).encode())
    for folder in (SQL.parent, SQL, contracts.FOLDER, CODELISTS, PUBLISHED):
        for file in sorted(file for file in folder.iterdir() if file.suffix in SHAPING):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _relations(
    connection: Connection, facts: Assumptions, persons: int, seed: int, step: Step
) -> dict[str, tuple[Part, ...]]:
    """Register -> parts that give its rows; persons, tumours with the activity around them and episodes of care stand
    as tables by then.
    """
    step("calibration")
    people = demography.build(facts)
    values = tables.values(facts, people, persons, seed) | health.values(facts) | cancer_tables.values(facts, persons)
    frames = tables.frames(facts, people, persons, seed)
    for name, frame in (frames | cancer_tables.frames(facts, people, frames["place"], seed)).items():
        attach_table(connection, name, frame)
    connection.execute(_sql("macros", values))
    step("persons")
    connection.execute(_sql("person", values))
    step("cancer")
    connection.execute(_sql("tumour", values))
    connection.execute(_sql("cancer_activity", values))
    step("care")
    connection.execute(_sql("episode", values))
    for kind in ("condition", "intervention"):
        of_kind = values | {"kind": kind, "dirty": values[f"dirty_fsiii_{kind}"]}
        connection.execute(_sql("codes", of_kind))
        connection.execute(_sql("dirty_care", of_kind))
    step("health")
    for name, frame in health.frames(facts, seed).items():
        attach_table(connection, name, frame)
    for name in health.SQL_BEFORE:
        connection.execute(_sql(name, values))
    for name, frame in health.rates(connection, facts, people, persons).items():
        attach_table(connection, name, frame)
    for name in health.SQL_AFTER:
        connection.execute(_sql(name, values))
    return {
        register: tuple(
            Part(_sql(register, values | {"lowest": low, "highest": high}), low, high)
            for low, high in health.parts(register, persons)
        )
        for register, contract in contracts.load().items()
        if not contract.optional
    }


def _sql(name: str, values: Mapping[str, object]) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8").format(**values)

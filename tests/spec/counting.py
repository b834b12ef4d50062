"""The ways of counting that the definitions are held against: the views on an engine, and plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import everyone_reference
import reference
from text_tables import FIRST_YEAR, LAST_YEAR, Registers, Rows, frame

from naerblik.engine import duckdb
from naerblik.engine.duckdb import DuckDB
from naerblik.engine.engine import Engine
from naerblik.items import topic_of
from naerblik.parameters import PublicationPlan, Topic
from naerblik.registers import contracts
from naerblik.views import counting, declaration
from naerblik.views import plan as plans
from naerblik.views.period import Period

DAYS = {year: date(year, 7, 1) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
OBSERVED = (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))

ALL_LEVELS = ["municipality", "cluster", "council", "region", "country", "unknown"]
ALL_ITEMS = ["conditions", "areas", "any_condition", "interventions", "any_intervention"]


def plan(*sets: Mapping[str, Any]) -> PublicationPlan:
    """A publication plan of these sets with the age bands of the standard one."""
    named = [{"name": f"set {n}", "years": "report", "dimensions": [], **s} for n, s in enumerate(sets)]
    return PublicationPlan.model_validate({"age_bands": [0, 18, 65, 75, 85], "trend_years": 3, "sets": named})


NEAR = ["municipality", "country", "unknown"]
ANY = plan({"items": ["any_condition", "any_intervention"], "levels": NEAR, "years": "trend"})


@dataclass(frozen=True)
class Counted:
    """Everything that the views return, by key."""

    cells: dict[tuple[Any, ...], tuple[int, ...]]
    coverage: dict[tuple[Any, ...], tuple[int, ...]]
    yearly: dict[tuple[Any, ...], tuple[int, ...]]
    named_rules: dict[tuple[Any, ...], tuple[int, ...]]


def by_topic(publication: PublicationPlan) -> dict[Topic, PublicationPlan]:
    """The sets of a plan as a plan for each topic."""
    found: dict[Topic, PublicationPlan] = {}
    for topic in dict.fromkeys(topic_of(s.items[0]) for s in publication.sets):
        own = tuple(s for s in publication.sets if topic_of(s.items[0]) == topic)
        found[topic] = publication.model_copy(update={"sets": own})
    return found


def by_duckdb(registers: Registers, publication: PublicationPlan, observed: tuple[date, date] = OBSERVED) -> Counted:
    """The views, run by DuckDB."""
    return by(DuckDB(duckdb.connect(threads=1)), registers, publication, observed)


def by(
    engine: Engine, registers: Registers, publication: PublicationPlan, observed: tuple[date, date] = OBSERVED
) -> Counted:
    """The views, run by an engine that has the registers which the topics need, and no other."""
    period = Period(DAYS, observed)
    own = by_topic(publication)
    for name in dict.fromkeys(n for view in declaration.needed(counting.results_of(own), own) for n in view.reads):
        attach(engine, name, registers.get(name, []))
    years = plans.trend(publication, LAST_YEAR, period)
    found = counting.count(engine, own, years, period)
    return Counted(
        cells=_by_key(found["fsiii_cells"], 2) | _by_key(found["resident_cells"], 2),
        coverage=_by_key(found["fsiii_coverage"], 4),
        yearly=_by_key(found["fsiii_yearly"], 2),
        named_rules=_by_key(found["fsiii_rules"], 2),
    )


def attach(engine: Engine, name: str, content: Rows) -> None:
    """A register with the types of its contract."""
    engine.attach_table(f"_{name}", frame(name, content))
    types = {c.name: c.type.replace("VARCHAR", "STRING") for c in contracts.load()[name].columns}
    typed = ", ".join(f"CAST({column} AS {type_}) AS {column}" for column, type_ in types.items())
    engine.create_view(name, f"SELECT {typed} FROM _{name}")


def by_plain_python(
    registers: Registers, publication: PublicationPlan, observed: tuple[date, date] = OBSERVED
) -> Counted:
    """The loops of reference.py, and of everyone_reference.py for what does not depend on who reports."""
    own = by_topic(publication)
    fsiii = own.pop("fsiii", None)
    everyone: dict[tuple[Any, ...], tuple[int, ...]] = {}
    for of_topic in own.values():
        everyone |= everyone_reference.cells(registers, of_topic, DAYS, observed)
    if fsiii is None:
        return Counted(everyone, {}, {}, {})
    return Counted(
        cells=everyone | reference.cells(registers, fsiii, DAYS),
        coverage=dict(reference.coverage(registers, fsiii, DAYS)),
        yearly=dict(reference.yearly(registers, list(DAYS), observed)),
        named_rules=dict(reference.named_rules(registers, DAYS)),
    )


COUNTERS = {"duckdb": by_duckdb, "plain python": by_plain_python}


def _by_key(table: Any, measures: int) -> dict[tuple[Any, ...], tuple[int, ...]]:
    rows = table.itertuples(index=False, name=None)
    return {row[:-measures]: tuple(int(value) for value in row[-measures:]) for row in rows}

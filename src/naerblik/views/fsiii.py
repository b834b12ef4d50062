"""FSIII for the whole country: every published count, computed once and never once per region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from naerblik.engine.duckdb import Connection, attach_table, query
from naerblik.parameters import PublicationPlan, RunParameters
from naerblik.registers import snapshot as snapshots
from naerblik.registers.snapshot import Snapshot
from naerblik.views import declaration, inputs
from naerblik.views import plan as plans
from naerblik.views.declaration import View
from naerblik.views.inputs import Period

RESULTS = ("fsiii_practice", "fsiii_rules", "fsiii_cells", "fsiii_coverage", "fsiii_yearly")
TREATMENTS = {"flyttet": "left_out", "anden_kommune": "counted_at_home"}


@dataclass(frozen=True, eq=False)
class FsiiiTables(Mapping[str, pd.DataFrame]):
    """What the views return by name, before protection: nothing of it leaves the store.

    `cells`: a row per published cell (naerblik.views.plan.KEY, count, population). `coverage`: year, level, area,
    municipalities, reporting, population, reported_population. `reporting`: municipality_code, month, delivered.
    `yearly`: year, level, area, count, person_days. `quality`: register, rule, treatment, year (missing for the rules
    of the snapshot as a whole), rows, persons.
    """

    cells: pd.DataFrame
    coverage: pd.DataFrame
    reporting: pd.DataFrame
    yearly: pd.DataFrame
    quality: pd.DataFrame

    def __getitem__(self, name: str) -> pd.DataFrame:
        return vars(self)[name]  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[str]:
        return iter(vars(self))

    def __len__(self) -> int:
        return len(vars(self))


def compute(
    connection: Connection, *, parameters: RunParameters, plan: PublicationPlan, snapshot: Snapshot
) -> FsiiiTables:
    """All tables of FSIII for a year and its trend. The registers of the snapshot are attached to the connection.

    Raises ParameterError when the plan contradicts itself or the snapshot does not observe the reference date.
    """
    start, end = snapshot.observation_start, snapshot.observation_end
    observed = [y for y in range(start.year, end.year + 1) if start <= parameters.reference_date(y) <= end]
    years = plans.trend(plan, parameters.year, observed)
    period = Period({y: parameters.reference_date(y) for y in years.trend}, (start, end))
    found = count(connection, plan, years, period)
    rules = found["fsiii_rules"].assign(treatment=found["fsiii_rules"]["rule"].map(TREATMENTS))
    return FsiiiTables(
        cells=found["fsiii_cells"],
        coverage=found["fsiii_coverage"],
        reporting=found["fsiii_practice"],
        yearly=found["fsiii_yearly"],
        quality=_quality(_of_fsiii(snapshots.quality(snapshot)), rules),
    )


def count(connection: Connection, plan: PublicationPlan, years: plans.Years, period: Period) -> dict[str, pd.DataFrame]:
    """Result view -> its rows, from the registers attached to the connection."""
    published = plans.published(plan, years)
    for name, frame in inputs.relations(plan, published, period).items():
        attach_table(connection, name, frame)
    views = declaration.in_order(RESULTS)
    found = {}
    for place, view in enumerate(views):
        if view.name in RESULTS:
            found[view.name] = query(connection, view.sql)
        else:
            _create(connection, view)
        _drop_what_is_read(connection, views[: place + 1], views[place + 1 :])
    return found


def _create(connection: Connection, view: View) -> None:
    kind = "TABLE" if view.stored else "VIEW"
    connection.execute(f"CREATE OR REPLACE TEMP {kind} {view.name} AS {view.sql}")


def _drop_what_is_read(connection: Connection, done: list[View], ahead: list[View]) -> None:
    """Frees the rows of stored views that no view ahead reads: persons fill the memory, counts do not."""
    needed = _relations_behind(ahead)
    for view in done:
        if view.stored and view.name not in needed:
            connection.execute(f"DROP TABLE IF EXISTS {view.name}")


def _relations_behind(ahead: list[View]) -> set[str]:
    """What the views read, also through views that are not stored."""
    declared, found, pending = declaration.load(), set[str](), [used for view in ahead for used in view.uses]
    while pending:
        name = pending.pop()
        if name not in found and name in declared and not declared[name].stored:
            pending.extend(declared[name].uses)
        found.add(name)
    return found


def _of_fsiii(snapshot_rules: pd.DataFrame) -> pd.DataFrame:
    """The rules of the registers that some view of FSIII reads: those of other topics stand in their own reports."""
    read = {register for view in declaration.in_order(RESULTS) for register in view.reads}
    return snapshot_rules[snapshot_rules["register"].isin(read)]


def _quality(snapshot_rules: pd.DataFrame, named_rules: pd.DataFrame) -> pd.DataFrame:
    columns = ["register", "rule", "treatment", "year", "rows", "persons"]
    whole = snapshot_rules.assign(year=pd.array([pd.NA] * len(snapshot_rules), dtype="Int64"))
    yearly = named_rules.astype({"year": "Int64"})
    return pd.concat([whole[columns], yearly[columns]], ignore_index=True)

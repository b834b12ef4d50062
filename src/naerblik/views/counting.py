"""Everything that is published, counted once for the whole country and never once per region."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from naerblik.engine.engine import Engine, as_text
from naerblik.items import topic_of
from naerblik.parameters import ParameterError, PublicationPlan, RunParameters, Topic
from naerblik.registers import snapshot as snapshots
from naerblik.registers.snapshot import Snapshot
from naerblik.views import declaration, inputs
from naerblik.views import plan as plans
from naerblik.views.evaluate import evaluate
from naerblik.views.period import Period

FSIII = ("fsiii_practice", "fsiii_rules", "fsiii_cells", "fsiii_coverage", "fsiii_yearly")
RESIDENTS = ("resident_cells",)
STRATA = ("cancer_stratum", "cancer_population")
RESULTS: Mapping[Topic, tuple[str, ...]] = {
    "fsiii": FSIII,
    "kraeft": (*RESIDENTS, *STRATA),
    "almen_praksis": RESIDENTS,
}
"""Topic -> the views that its numbers are the rows of."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "cells": ("fsiii_cells", "resident_cells"),
    "coverage": ("fsiii_coverage",),
    "reporting": ("fsiii_practice",),
    "yearly": ("fsiii_yearly",),
    "quality": ("fsiii_rules",),
    "rates": STRATA,
    "age_population": ("cancer_population",),
}
"""Table of a protected cube -> the views whose rows it holds once they are protected, or is computed from."""

TREATMENTS = {"flyttet": "left_out", "anden_kommune": "counted_at_home"}
PUBLISHED = ("cells", "coverage", "reporting", "yearly", "quality")
"""The frames whose cells are published once they are protected."""

Plans = Mapping[Topic, PublicationPlan]


@dataclass(frozen=True, eq=False)
class Counted(Mapping[str, pd.DataFrame]):
    """What the views return by name, before protection: nothing of it leaves the store.

    `cells`: a row per published cell of any topic (naerblik.views.plan.KEY, count, population). `coverage`: year,
    level, area, municipalities, reporting, population, reported_population. `reporting`: municipality_code, month,
    delivered. `yearly`: year, level, area, count, person_days. `quality`: register, rule, treatment, year (missing for
    the rules of the snapshot as a whole), rows, persons. Without FSIII coverage, reporting and yearly have no rows.

    Not among them by name, since they are published in no form: `strata` (year, level, area, sex, stratum, item,
    tumours) and `residents` (year, level, area, sex, stratum, residents), which rates of cancer are computed from
    inside the store. Without cancer they have no rows.
    """

    cells: pd.DataFrame
    coverage: pd.DataFrame
    reporting: pd.DataFrame
    yearly: pd.DataFrame
    quality: pd.DataFrame
    strata: pd.DataFrame
    residents: pd.DataFrame

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in PUBLISHED:
            raise KeyError(name)
        return vars(self)[name]  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[str]:
        return iter(PUBLISHED)

    def __len__(self) -> int:
        return len(PUBLISHED)


def compute(engine: Engine, *, parameters: RunParameters, plan: Plans, snapshot: Snapshot) -> Counted:
    """All numbers of the topics for a year and its trend. The registers of the snapshot are attached to the engine.

    Raises ParameterError when the plans contradict themselves or each other, or the snapshot does not observe the
    reference date.
    """
    observed = snapshot.observation_start, snapshot.observation_end
    years = years_of(parameters, plan, observed)
    period = Period({y: parameters.reference_date(y) for y in years.trend}, observed)
    found = count(engine, plan, years, period)
    rules = found["fsiii_rules"].assign(treatment=found["fsiii_rules"]["rule"].map(TREATMENTS))
    # Before labels become text, many times as large: the database that it opens and closes gives memory back.
    quality = _quality(_of_topics(snapshots.quality(snapshot), plan), rules)
    return Counted(
        cells=as_text(pd.concat([found[v] for v in TABLES["cells"] if v in results_of(plan)], ignore_index=True)),
        coverage=found["fsiii_coverage"],
        reporting=found["fsiii_practice"],
        yearly=found["fsiii_yearly"],
        quality=quality,
        strata=found["cancer_stratum"],
        residents=found["cancer_population"],
    )


def years_of(parameters: RunParameters, plan: Plans, observed: tuple[date, date]) -> plans.Years:
    """The years that a run counts, of those of which the observed days hold the reference date.

    Raises ParameterError when the year of the report is not among them.
    """
    first, last = observed
    days = {y: parameters.reference_date(y) for y in range(first.year, last.year + 1)}
    every = Period({y: day for y, day in days.items() if first <= day <= last}, observed)
    return plans.trend(_shared(plan), parameters.year, every)


def count(engine: Engine, plan: Plans, years: plans.Years, period: Period) -> dict[str, pd.DataFrame]:
    """Result view -> its rows, from the registers attached to the engine; no rows where no topic asks for it.

    Labels may be categories: text holds many times as much.
    """
    published = plans.together([plans.published(p, years) for p in plan.values()])
    found = evaluate(engine, results_of(plan), inputs.relations(_shared(plan), published, period), plan)
    return {view: found.get(view, _no_rows(view)) for view in (*FSIII, *RESIDENTS, *STRATA)}


def results_of(topics: Iterable[Topic]) -> tuple[str, ...]:
    """The views that the topics need, each once."""
    return tuple(dict.fromkeys(view for topic in topics for view in RESULTS[topic]))


def _no_rows(view: str) -> pd.DataFrame:
    declared = declaration.load()[view]
    labels = pd.DataFrame({name: pd.Series(dtype="object") for name in declared.dimensions})
    return labels.assign(**{name: pd.Series(dtype="int64") for name in declared.measures})


def _shared(plan: Plans) -> PublicationPlan:
    """The plan whose ages and years are those of all. Raises ParameterError when the topics differ in them, or one
    names what belongs to another.

    They are published together: a reader would subtract one topic's age groups and years from another's.
    """
    _require_own_kinds(plan)
    first, *others = plan.items()
    for topic, other in others:
        for name in ("age_bands", "trend_years"):
            if getattr(other, name) != getattr(first[1], name):
                raise ParameterError(
                    f"publication plan: {name} is {getattr(other, name)} for {topic} and {getattr(first[1], name)} for "
                    f"{first[0]}; topics that are published together share it."
                )
    return first[1]


def _require_own_kinds(plan: Plans) -> None:
    """What is counted for one topic alone has no rows without it: a plan of another one would show it as zero."""
    for topic, own in plan.items():
        for kind in dict.fromkeys(kind for s in own.sets for kind in s.items):
            if topic_of(kind) != topic:
                raise ParameterError(
                    f"publication plan: {topic} publishes {kind}, which belongs to {topic_of(kind)}: name it in "
                    f"params/publication_{topic_of(kind)}.yaml."
                )


def _of_topics(snapshot_rules: pd.DataFrame, topics: Collection[Topic]) -> pd.DataFrame:
    """The rules of the registers that some view of the topics reads."""
    read = {register for view in declaration.needed(results_of(topics), topics) for register in view.reads}
    return snapshot_rules[snapshot_rules["register"].isin(read)]


def _quality(snapshot_rules: pd.DataFrame, named_rules: pd.DataFrame) -> pd.DataFrame:
    columns = ["register", "rule", "treatment", "year", "rows", "persons"]
    whole = snapshot_rules.assign(year=pd.array([pd.NA] * len(snapshot_rules), dtype="Int64"))
    yearly = named_rules.astype({"year": "Int64"})
    return pd.concat([whole[columns], yearly[columns]], ignore_index=True)

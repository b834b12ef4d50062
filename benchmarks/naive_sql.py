"""The persons of the cubes of FSIII and of general practice as the obvious SQL counts them: COUNT(DISTINCT person_key)
over the joined rows, with a grouping set for each published combination of dimensions.

python benchmarks/naive_sql.py smart|naive TOPIC PERSONS    prints a JSON line; NAERBLIK_DATA holds the registers

Who counts, and where, is taken from the same views in both ways; what is compared is reducing persons to one row for
each group before anything is rolled up. `smart` leaves its cells in the store, and `naive` has to find the same.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import chain

import pandas as pd

from measure import attached, parameters_for
from measured import tell
from naerblik import project
from naerblik.engine import duckdb
from naerblik.engine.duckdb import Connection, DuckDB
from naerblik.engine.engine import as_text
from naerblik.items import USERS_OF
from naerblik.parameters import Topic
from naerblik.run.topics import plans_of
from naerblik.synthetic import generate
from naerblik.views import counting, declaration, inputs
from naerblik.views import plan as plans
from naerblik.views.evaluate import evaluate
from naerblik.views.period import Period
from named import named

RESULT: Mapping[Topic, str] = {"fsiii": "fsiii_cells", "almen_praksis": "resident_cells"}
BEHIND: Mapping[Topic, tuple[str, ...]] = {
    "fsiii": (
        "client_on_date",
        "care_elsewhere",
        "fsiii_record",
        "reporting_municipality",
        "resident",
        "disease_onset",
        "person_group",
    ),
    "almen_praksis": ("resident", "person_group", "disease_onset", "gp_admitted"),
}
"""The views that the joined rows are made of; nothing is reduced to groups in them."""

FSIII_ROWS = """
WITH counted AS (
    SELECT c.year, c.person_key, c.municipality_code, c.group_no, r.kind, r.code
    FROM fsiii_record r
    JOIN reference_date d ON d.reference_date BETWEEN r.start_date AND COALESCE(r.end_date, DATE '9999-12-31')
    JOIN client_on_date c
        ON c.year = d.year AND c.person_key = r.person_key AND c.municipality_code = r.municipality_code
    UNION ALL
    SELECT c.year, c.person_key, c.municipality_code, c.group_no, e.kind, e.code
    FROM care_elsewhere e
    JOIN reference_date d
        ON d.reference_date BETWEEN e.first_day AND e.last_day
        AND d.reference_date <= COALESCE(e.left_on, d.reference_date)
    JOIN client_on_date c ON c.year = d.year AND c.person_key = e.person_key AND c.municipality_code = e.home
    JOIN reporting_municipality o ON o.year = d.year AND o.municipality_code = e.reporter
),
coded AS (
    SELECT
        c.*,
        COALESCE(k.code_no, CASE WHEN c.kind = 'condition' THEN u.condition_no ELSE u.intervention_no END) AS code_no
    FROM counted c
    CROSS JOIN unknown_code u
    LEFT JOIN fsiii_code k ON k.kind = c.kind AND k.delivered_code = c.code
),
items AS (
    SELECT code_no, code_no AS item_no FROM (SELECT DISTINCT code_no FROM coded)
    UNION ALL
    SELECT code_no, item_no FROM wider_item
)
SELECT c.year, c.person_key, c.municipality_code, g.sex, g.age, g.nursing_home, i.items, i.item, h.every_year
FROM coded c
JOIN items w ON w.code_no = c.code_no
JOIN item i ON i.item_no = w.item_no
JOIN person_group g ON g.group_no = c.group_no
JOIN reporting_municipality h ON h.year = c.year AND h.municipality_code = c.municipality_code
"""
CITIZEN = """
SELECT r.year, r.person_key, g.municipality_code, g.sex, g.age, g.nursing_home
FROM resident r
JOIN person_group g ON g.group_no = r.group_no
"""
PRACTICE_ROWS = """
WITH diagnosed AS (
    SELECT r.*, g.item, d.diagnosis_date, t.first_day
    FROM practice_diagnosis d
    JOIN named_gp_code g ON g.code = d.code
    JOIN citizen r ON r.person_key = d.person_key
    JOIN twelve_months t ON t.year = r.year AND d.diagnosis_date <= t.last_day
),
service AS (
    SELECT t.year, s.person_key, i.item
    FROM health_service s
    JOIN named_care_year t ON s.treatment_date BETWEEN t.first_day AND t.last_day
    JOIN named_gp_service i ON i.specialty = s.specialty AND i.service_code = s.service_code
)
SELECT *, 1 AS every_year FROM (
    SELECT year, person_key, municipality_code, sex, age, nursing_home, 'diagnoses' AS items, item FROM diagnosed
    UNION ALL
    SELECT year, person_key, municipality_code, sex, age, nursing_home, 'new_diagnoses', item
    FROM diagnosed d
    WHERE NOT EXISTS (
        SELECT 1 FROM diagnosed e
        WHERE e.year = d.year AND e.person_key = d.person_key AND e.item = d.item AND e.diagnosis_date < e.first_day
    )
    UNION ALL
    SELECT d.year, d.person_key, municipality_code, sex, age, nursing_home, 'acute_admissions', item
    FROM diagnosed d
    JOIN gp_admitted a ON a.year = d.year AND a.person_key = d.person_key
    UNION ALL
    SELECT d.year, d.person_key, municipality_code, sex, age, nursing_home, 'examinations', x.item
    FROM diagnosed d
    JOIN named_gp_expected x ON x.diagnosis = d.item
    JOIN service s ON s.year = d.year AND s.person_key = d.person_key AND s.item = x.examination
    UNION ALL
    SELECT r.year, r.person_key, municipality_code, sex, age, nursing_home, 'users', s.item
    FROM citizen r
    JOIN service s ON s.year = r.year AND s.person_key = r.person_key
    UNION ALL
    SELECT d.year, d.person_key, municipality_code, sex, age, nursing_home, 'diagnosis_users', x.item
    FROM diagnosed d
    JOIN named_gp_contact x ON x.diagnosis = d.item
    JOIN service s ON s.year = d.year AND s.person_key = d.person_key AND s.item = x.service
) facts
"""
ROWS: Mapping[Topic, str] = {"fsiii": FSIII_ROWS, "almen_praksis": PRACTICE_ROWS}
RESIDENTS: Mapping[Topic, str] = {
    "fsiii": """
        SELECT r.*, h.every_year
        FROM citizen r
        JOIN reporting_municipality h ON h.year = r.year AND h.municipality_code = r.municipality_code
    """,
    "almen_praksis": "SELECT *, 1 AS every_year FROM citizen",
}
CELLS = "smart_{}.pickle"


def smart(topic: Topic, persons: int) -> pd.DataFrame:
    """The cells as the views give them."""
    with attached(generate.make(persons)) as connection:
        return as_text(
            evaluate(DuckDB(connection), [RESULT[topic]], _relations(topic, persons), [topic])[RESULT[topic]]
        )


def naive(topic: Topic, persons: int) -> pd.DataFrame:
    """The cells of the kinds that count persons, by counting distinct ones."""
    relations = _relations(topic, persons)
    with attached(generate.make(persons)) as connection:
        everything = relations | {f"named_{name}": frame for name, frame in named(relations).items()}
        for name, frame in everything.items():
            duckdb.attach_table(connection, name, frame, whole_days=True)
        for view in declaration.in_order(BEHIND[topic], [topic]):
            made = view.sql if view.is_for([topic]) else view.without_rows
            connection.execute(f"CREATE TEMP {'TABLE' if view.stored else 'VIEW'} {view.name} AS {made}")
        connection.execute(f"CREATE TEMP VIEW citizen AS {CITIZEN}")
        connection.execute(f"CREATE TEMP TABLE facts AS {ROWS[topic]}")
        connection.execute(f"CREATE TEMP TABLE residents AS {RESIDENTS[topic]}")
        groupings = relations["published_grouping"]
        groupings = groupings[~groupings["items"].isin(USERS_OF)]
        counts = _distinct(connection, groupings, "facts", ["items", "item"])
        populations = _distinct(connection, groupings.drop(columns="items").drop_duplicates(), "residents", [])
    published = relations["published_cell"].query("items not in @USERS_OF")[plans.KEY]
    group = [name for name in plans.KEY if name not in ("items", "item")]
    found = published.merge(counts.rename(columns={"persons": "count"}), how="left", on=plans.KEY)
    found = found.merge(populations.rename(columns={"persons": "population"}), how="left", on=group)
    return found.fillna({"count": 0, "population": 0})


def _distinct(connection: Connection, groupings: pd.DataFrame, rows: str, items: list[str]) -> pd.DataFrame:
    """Persons of every group: one statement for the kinds, levels and years that publish the same combinations."""
    shown = [f"by_{name}" for name in plans.DIMENSIONS]
    kinds = [name for name in groupings if name not in shown]
    blocks: dict[frozenset[tuple[bool, ...]], list[tuple[object, ...]]] = {}
    for kind, block in groupings.groupby(kinds):
        blocks.setdefault(frozenset(block[shown].itertuples(index=False, name=None)), []).append(kind)
    found = []
    for combinations, of in blocks.items():
        duckdb.attach_table(connection, "block", pd.DataFrame(of, columns=kinds))
        found.append(duckdb.query(connection, _statement(combinations, rows, items)))
    return pd.concat(found, ignore_index=True)


def _statement(combinations: frozenset[tuple[bool, ...]], rows: str, items: list[str]) -> str:
    always = ["r.year", "b.level", "m.area", "b.reporters", *(f"r.{name}" for name in items)]
    columns = {name: f"{'c' if name == 'disease' else 'r'}.{name}" for name in plans.DIMENSIONS}
    sets = [
        [*always, *(column for column, shows in zip(columns.values(), by, strict=True) if shows)] for by in combinations
    ]
    used = set(chain(*sets))
    labels = [
        f"CASE WHEN GROUPING({column}) = 1 THEN 'all' ELSE {column} END AS {name}"
        if column in used
        else f"'all' AS {name}"
        for name, column in columns.items()
    ]
    diseases = """
        LEFT JOIN (
            SELECT o.person_key, o.disease, d.year
            FROM disease_onset o
            JOIN reference_date d ON o.first_date <= d.reference_date
        ) c ON c.person_key = r.person_key AND c.year = r.year
    """
    return f"""
        SELECT {", ".join([*always, *labels])}, COUNT(DISTINCT r.person_key) AS persons
        FROM {rows} r
        JOIN block b
            ON b.year = r.year AND (b.reporters <> 'every_year' OR r.every_year = 1)
            {"AND b.items = r.items" if items else ""}
        JOIN area_member m ON m.municipality_code = r.municipality_code AND m.level = b.level
        {diseases if columns["disease"] in used else ""}
        GROUP BY GROUPING SETS ({", ".join(f"({', '.join(columns)})" for columns in sets)})
    """


def _relations(topic: Topic, persons: int) -> dict[str, pd.DataFrame]:
    snapshot, parameters = generate.make(persons), parameters_for(persons, (topic,))
    plan = plans_of(parameters)
    observed = (snapshot.observation_start, snapshot.observation_end)
    years = counting.years_of(parameters, plan, observed)
    period = Period({year: parameters.reference_date(year) for year in years.trend}, observed)
    return inputs.relations(plan[topic], plans.together([plans.published(plan[topic], years)]), period)


def require_equal(found: pd.DataFrame, smarter: pd.DataFrame) -> None:
    """Raises AssertionError when a cell differs from what the views counted."""
    theirs = smarter[~smarter["items"].isin(USERS_OF)].set_index(plans.KEY).sort_index()
    own = found.set_index(plans.KEY).sort_index().astype("int64")
    pd.testing.assert_frame_equal(own, theirs)


def main(way: str, topic: Topic, persons: int) -> None:
    made: list[pd.DataFrame] = []
    work = {"smart": smart, "naive": naive}[way]

    def count() -> dict[str, int]:
        made.append(work(topic, persons))
        return {"cells": len(made[0])}

    tell(count)
    kept = project.data_store() / CELLS.format(topic)
    if way == "smart":
        made[0].to_pickle(kept)
    else:
        require_equal(made[0], pd.read_pickle(kept))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))  # type: ignore[arg-type]

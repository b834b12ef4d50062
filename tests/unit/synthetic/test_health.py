"""General practice and hospitals: who has what, how municipalities differ, how contacts become stays."""

from contextlib import contextmanager
from datetime import date
from itertools import pairwise

import pytest

from naerblik import codelists
from naerblik.engine.duckdb import DuckDB, connect, query
from naerblik.registers import snapshot
from naerblik.synthetic import assumptions, generate, health, nearness_health

FACTS = assumptions.load()


def number(connection, sql):
    return connection.execute(sql).fetchone()[0]


@pytest.mark.parametrize(
    "never",
    [
        "SELECT * FROM practice_diagnosis JOIN population AS p USING (person_key) WHERE diagnosis_date < birth_date",
        "SELECT * FROM practice_diagnosis JOIN population AS p USING (person_key) WHERE diagnosis_date >= death_date",
        "SELECT * FROM health_service WHERE treatment_date < DATE '2022-01-01'",
        "SELECT * FROM health_service JOIN population AS p USING (person_key) WHERE treatment_date < birth_date",
        "SELECT contact_key FROM hospital_contact GROUP BY 1 HAVING count(*) > 1",
        "SELECT * FROM hospital_contact WHERE start_time < TIMESTAMP '2022-01-01'",
        "SELECT * FROM hospital_contact WHERE end_time >= TIMESTAMP '2025-01-01'",
        "SELECT * FROM hospital_contact WHERE end_time IS NULL AND start_time < TIMESTAMP '2024-01-01'",
        "SELECT * FROM hospital_contact AS c JOIN population AS p USING (person_key) "
        "WHERE CAST(c.start_time AS DATE) > p.death_date OR CAST(c.end_time AS DATE) > p.death_date + 1",
        "SELECT * FROM hospital_contact WHERE (reporting_system = 'MiniPAS') <> (hospital = 'privat')",
        "SELECT * FROM hospital_contact WHERE priority = 'ATA1' AND hospital = 'privat'",
        "SELECT contact_key, code FROM hospital_diagnosis WHERE diagnosis_type <> '+' GROUP BY ALL HAVING count(*) > 1",
        "SELECT contact_key FROM hospital_diagnosis ANTI JOIN hospital_contact USING (contact_key)",
    ],
)
def test_what_cannot_be_never_is(registers, never):
    # Planted faults that stay in the registers, as unknown, are bound to no date of the person.
    planted = "service_code = 'uoplyst'" if "health_service" in never else "hospital = 'uoplyst'"
    rows = query(registers, never)
    kept = rows.query(planted.replace("=", "==")) if planted.split(maxsplit=1)[0] in rows else rows[:0]
    assert len(rows) - len(kept) == 0


def test_every_contact_has_one_action_diagnosis(registers):
    counted = query(
        registers,
        "SELECT hospital, coalesce(n, 0) AS n FROM hospital_contact LEFT JOIN (SELECT contact_key, count(*) AS n "
        "FROM hospital_diagnosis WHERE diagnosis_type = 'A' GROUP BY 1) USING (contact_key)",
    )
    assert (counted.loc[counted["hospital"] != "uoplyst", "n"] == 1).all()


@pytest.mark.parametrize("diagnosis", [d for d in codelists.practice_diagnoses() if d.disease], ids=lambda d: d.code)
def test_practice_and_ruks_mostly_agree_and_each_has_some_alone(registers, diagnosis):
    ruks = f"SELECT person_key FROM chronic_disease WHERE disease = '{diagnosis.disease}'"
    practice = f"SELECT DISTINCT person_key FROM practice_diagnosis WHERE code = '{diagnosis.code}'"
    both, only_ruks, only_practice = (
        number(registers, f"SELECT count(*) FROM ({a} {how} {b})")
        for a, how, b in ((ruks, "INTERSECT", practice), (ruks, "EXCEPT", practice), (practice, "EXCEPT", ruks))
    )
    assert 0.78 < both / (both + only_ruks) < 0.92
    assert 0.05 < only_practice / (both + only_ruks) < 0.2


@pytest.mark.parametrize(("code", "least", "most"), [("K78", 2, 4), ("K86", 14, 21), ("P76", 6, 10), ("K90", 1.5, 3.2)])
def test_the_other_diagnoses_are_about_as_frequent_as_assumed(registers, code, least, most):
    share = number(
        registers,
        f"SELECT 100 * count(DISTINCT person_key) / {60_000} FROM practice_diagnosis WHERE code = '{code}'",
    )
    assert least < share < most


def test_a_diagnosis_is_registered_anew_in_some_years(registers):
    rows = number(registers, "SELECT count(*) / count(DISTINCT (person_key, code)) FROM practice_diagnosis")
    assert 1.5 < rows < 3


def test_every_code_in_use_occurs(registers):
    for register, column, listed in (
        ("practice_diagnosis", "code", {d.code for d in codelists.practice_diagnoses()}),
        ("health_service", "specialty", {s.code for s in codelists.specialties()}),
        ("health_service", "service_code", {s.code for s in codelists.practice_services()} | {"uoplyst"}),
        ("hospital_contact", "hospital", {h.code for h in codelists.hospitals()} | {"uoplyst"}),
        ("hospital_diagnosis", "code", {d.code for d in codelists.hospital_diagnoses()}),
    ):
        found = set(query(registers, f"SELECT DISTINCT {column} FROM {register}")[column])
        assert found - {f"D{code}" for code in codelists.cancer_codes()} == listed  # cancer brings codes of its own


def test_contacts_rise_with_age_and_with_the_number_of_diseases(registers):
    counted = query(
        registers,
        """
        SELECT p.birth_date < DATE '1950-01-01' AS old, d.person_key IS NOT NULL AS ill,
            sum(coalesce(s.services, 0)) / count(DISTINCT p.person_key) AS services
        FROM population AS p
        LEFT JOIN (SELECT DISTINCT person_key FROM chronic_disease) AS d USING (person_key)
        LEFT JOIN (SELECT person_key, sum(services) AS services FROM health_service WHERE specialty = '80' GROUP BY 1)
            AS s USING (person_key)
        WHERE p.residence_end IS NULL AND p.residence_start < DATE '2022-01-01' GROUP BY ALL""",
    ).set_index(["old", "ill"])["services"]
    assert counted[True, True] > 1.2 * counted[True, False] > 1.2 * counted[False, False]
    assert counted[False, True] > 1.2 * counted[False, False]


def test_municipalities_differ_in_annual_reviews_of_copd(registers):
    shares = query(
        registers,
        """
        WITH copd AS (
            SELECT DISTINCT d.person_key, p.municipality_code FROM practice_diagnosis AS d
            JOIN population AS p USING (person_key)
            WHERE d.code = 'R95' AND d.diagnosis_date < DATE '2024-01-01' AND p.residence_end IS NULL
        )
        SELECT municipality_code, count(*) AS persons, avg(CAST(person_key IN (
            SELECT person_key FROM health_service WHERE service_code = '7113' AND year(treatment_date) = 2024
        ) AS INTEGER)) AS share FROM copd GROUP BY 1 HAVING count(*) > 25""",
    )
    overall = (shares["share"] * shares["persons"]).sum() / shares["persons"].sum()
    assert 0.4 < overall < 0.65
    by_chance = (overall * (1 - overall) / shares["persons"].mean()) ** 0.5
    assert shares["share"].std() > 1.2 * by_chance


def test_a_row_can_hold_several_services(registers):
    assert 1.05 < number(registers, "SELECT sum(services) / count(*) FROM health_service") < 1.6


def stays(connection):
    sql = (nearness_health.SQL / "stays.sql").read_text(encoding="utf-8")
    return query(connection, sql.format(after="2025-01-01", last="2023-02-01"))


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ([("08:00", "09:00"), ("13:00", "14:00")], {"short": 1}),
        ([("08:00", "09:00"), ("13:01", "14:00")], {"short": 2}),
        ([("08:00", "20:00")], {"admission": 1}),
        ([("08:00", "19:59")], {"short": 1}),
        ([("08:00", "15:00"), ("10:00", "20:00")], {"admission": 1}),
        # The second contact lies within the first: the gap to the third is counted from the end of the first.
        ([("08:00", "16:00"), ("09:00", "10:00"), ("20:00", "20:30")], {"admission": 1}),
    ],
)
def test_contacts_are_chained_by_the_official_rule(contacts, expected):
    rows = ", ".join(f"(1, TIMESTAMP '2022-03-01 {a}', TIMESTAMP '2022-03-01 {b}', 'ALCA00')" for a, b in contacts)
    with connect() as connection:
        columns = "person_key, start_time, end_time, contact_type"
        connection.execute(f"CREATE TABLE hospital_contact AS SELECT * FROM (VALUES {rows}) AS c ({columns})")
        assert dict(stays(connection)[["kind", "stays"]].itertuples(index=False)) == expected


def test_some_admissions_consist_of_several_contacts_and_some_lie_exactly_at_the_limits(registers):
    gaps = query(
        registers,
        """
        SELECT date_diff('minute', end_time, lead(start_time) OVER (PARTITION BY person_key ORDER BY start_time)) AS gap
        FROM hospital_contact WHERE contact_type = 'ALCA00'""",
    )["gap"]
    assert (gaps == 240).sum() > 5
    assert (gaps == 241).sum() > 5
    assert (gaps == 0).sum() > 500
    minutes = query(registers, "SELECT date_diff('minute', start_time, end_time) AS m FROM hospital_contact")["m"]
    assert (minutes == 720).sum() > 5
    assert (minutes == 719).sum() > 5


def test_rows_that_another_generator_adds_stand_in_the_registers(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    frames = health.frames

    def with_extras(connection):
        connection.execute(
            "CREATE OR REPLACE TABLE extra_service AS SELECT i, '80' AS specialty, '0101' AS service_code, "
            "DATE '2023-05-04' AS day, 40 AS services FROM person WHERE fate = 0 ORDER BY i LIMIT 3"
        )
        connection.execute(
            "CREATE OR REPLACE TABLE extra_contact AS SELECT i, TIMESTAMP '2023-05-04 07:03' AS start_time, "
            "TIMESTAMP '2023-05-05 07:03' AS end_time, 'ALCA00' AS contact_type, 'ATA3' AS priority, "
            "'DC349' AS code FROM person WHERE fate = 0 AND begun < DATE '2022-01-01' ORDER BY i LIMIT 3"
        )

    def hooked(facts, seed):
        with_extras(opened[0])
        return frames(facts, seed)

    opened, spilling = [], generate.spilling

    @contextmanager
    def kept(memory_limit):
        with spilling(memory_limit) as connection:
            opened.append(connection)
            yield connection

    monkeypatch.setattr(generate, "spilling", kept)
    monkeypatch.setattr(health, "frames", hooked)
    made = generate.make(2_000)
    with connect() as connection:
        snapshot.attach(DuckDB(connection), made)
        added = query(connection, "SELECT * FROM health_service WHERE services = 40")
        assert set(added["treatment_date"].dt.date) == {date(2023, 5, 4)}
        assert len(added) == 3
        lung = query(
            connection,
            "SELECT * FROM hospital_contact JOIN hospital_diagnosis USING (contact_key) "
            "WHERE code = 'DC349' AND diagnosis_type = 'A'",
        )
        assert len(lung) == lung["person_key"].nunique() == 3
        assert (lung["end_time"] - lung["start_time"]).dt.total_seconds().eq(86_400).all()


def test_large_registers_are_made_in_parts_that_cover_every_key_once():
    for register in health.ROWS_A_PART:
        found = health.parts(register, 12_000_000)
        assert len(found) > 1
        assert (found[0][0], found[-1][1]) == (0, health.HIGHEST_KEY)
        assert all(after[0] == before[1] + 1 for before, after in pairwise(found))
        assert all(lowest % (1 << health.BLOCK_BITS) == 0 for lowest, _ in found)
    assert health.parts("population", 6_000_000) == health.parts("health_service", 60_000)


def test_in_parts_the_registers_are_the_same(tmp_path, monkeypatch):
    made = []
    for rows in (1e9, 3_000):
        monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / str(rows)))
        monkeypatch.setattr(health, "ROWS_A_PART", dict.fromkeys(health.ROWS_A_PART, rows))
        made.append(generate.make(4_000))
    with connect() as connection:
        for register in health.ROWS_A_PART:
            rows = [query(connection, f"SELECT * FROM '{found.file(register)}'") for found in made]
            assert rows[0].equals(rows[1])

"""Services, contacts and home nursing around a cancer: by month, kind and site as assumed, where somebody can be."""

import pandas as pd
import pytest

from naerblik.engine.duckdb import connect, query
from naerblik.synthetic import assumptions, generate

FACTS = assumptions.load()
PERSONS = 60_000
MONTH = 30.4375


def made(threads):
    connection = connect(threads=threads)
    generate._relations(connection, FACTS, PERSONS, 1, lambda text: None)
    return connection


@pytest.fixture(scope="module")
def generator(small_store):
    """The generator's database when every table stands."""
    with made(2) as connection:
        yield connection


@pytest.fixture(scope="module")
def with_one_thread(small_store):
    with made(1) as connection:
        yield connection


def number(connection, sql):
    return connection.execute(sql).fetchone()[0]


BLOCKS = ("person_block", "contact_block")


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("tumour", ["i", "tumour_no", "site", "icd10", "diagnosis_date"]),
        ("extra_service", ["i", "specialty", "service_code", "day", "services"]),
        ("extra_contact", ["i", "start_time", "end_time", "contact_type", "priority", "code", *BLOCKS, "number"]),
        ("extra_episode", ["i", "k", "kind", "day"]),
    ],
)
def test_the_tables_have_their_columns_and_are_the_same_however_many_threads(
    generator, with_one_thread, table, columns
):
    assert list(query(generator, f"SELECT * FROM {table} LIMIT 0").columns) == columns
    rows = [query(one, f"SELECT * FROM {table}").astype(str) for one in (generator, with_one_thread)]
    assert len(rows[0]) > 1000
    assert rows[0].equals(rows[1])


@pytest.mark.parametrize(
    "never",
    [
        "SELECT * FROM extra_service AS x JOIN person AS p USING (i) WHERE x.day >= p.until",
        "SELECT * FROM extra_service AS x JOIN person AS p USING (i) WHERE x.day < p.begun",
        "SELECT * FROM extra_service WHERE day NOT BETWEEN DATE '2022-01-01' AND DATE '2024-12-31'",
        "SELECT * FROM extra_service WHERE services < 1",
        "SELECT i, specialty, service_code, day FROM extra_service GROUP BY ALL HAVING count(*) > 1",
        "SELECT * FROM extra_contact AS x JOIN person AS p USING (i) WHERE CAST(x.start_time AS DATE) >= p.until",
        "SELECT * FROM extra_contact AS x JOIN person AS p USING (i) WHERE x.end_time > p.until",
        "SELECT * FROM extra_contact WHERE start_time < DATE '2022-01-01' OR end_time > DATE '2025-01-01'",
        "SELECT * FROM extra_contact WHERE end_time <= start_time",
        "SELECT * FROM extra_contact WHERE contact_type NOT IN ('ALCA00', 'ALCA03')",
        "SELECT * FROM extra_contact WHERE code NOT LIKE 'D%' OR priority NOT IN ('ATA1', 'ATA3')",
        "SELECT * FROM extra_contact ANTI JOIN (SELECT i, 'D' || icd10 AS code FROM tumour) AS t USING (i, code)",
        "SELECT * FROM extra_contact WHERE code LIKE 'DC44%'",
        "SELECT * FROM extra_episode AS x JOIN person AS p USING (i) WHERE x.day >= p.until OR x.day < p.begun",
        "SELECT * FROM extra_episode WHERE kind NOT IN (2, 3, 4) OR k NOT BETWEEN 4 AND 7",
        "SELECT e FROM episode GROUP BY ALL HAVING count(*) > 1",
        "SELECT i FROM episode WHERE kind = 0 AND stop > DATE '2024-12-31' INTERSECT "
        "SELECT i FROM episode WHERE e // 2 % 8 > 3",
    ],
)
def test_what_cannot_be_never_is(generator, never):
    assert number(generator, f"SELECT count(*) FROM ({never})") == 0


def test_contacts_are_short_visits_or_admissions_of_twelve_hours_and_more(generator):
    lengths = query(
        generator, "SELECT contact_type, date_diff('minute', start_time, end_time) AS minutes FROM extra_contact"
    )
    physical = lengths[lengths["contact_type"] == "ALCA00"]["minutes"]
    admissions = physical >= 12 * 60
    assert 0.03 < admissions.mean() < 0.2
    assert (physical[~admissions] >= 60).all()
    assert physical[~admissions].median() < 150
    assert lengths[lengths["contact_type"] == "ALCA03"]["minutes"].median() < 45


def by_phase(connection, table, day, where):
    """Rows per person-month in each phase of a diagnosis within the window, persons observed throughout."""
    frame = query(
        connection,
        f"""
        WITH followed AS (
            SELECT t.i, t.diagnosis_date FROM tumour AS t JOIN cancer_site AS g USING (site) JOIN person AS p USING (i)
            WHERE g.activity <> 'none' AND p.fate = 0 AND p.begun < DATE '2021-01-01'
                AND t.diagnosis_date BETWEEN DATE '2022-04-10' AND DATE '2022-11-30'
                AND t.i IN (SELECT i FROM tumour JOIN cancer_site USING (site) WHERE activity <> 'none'
                    GROUP BY i HAVING count(*) = 1)
        )
        SELECT CASE WHEN m < 0 THEN -3 WHEN m < 1 THEN 0 WHEN m < 4 THEN 1 WHEN m < 7 THEN 4 WHEN m < 13 THEN 7
                ELSE 13 END AS phase,
            count(*) / (SELECT count(*) FROM followed) AS rows
        FROM (SELECT floor(date_diff('day', f.diagnosis_date, x.{day}) / {MONTH}) AS m
            FROM {table} AS x JOIN followed AS f USING (i) WHERE {where})
        WHERE m >= -3 AND m < 25 GROUP BY ALL ORDER BY 1""",
    ).set_index("phase")["rows"]
    return frame / pd.Series({-3: 3, 0: 1, 1: 3, 4: 3, 7: 6, 13: 12})


@pytest.mark.parametrize(
    ("table", "day", "where", "low", "high"),
    [
        ("extra_contact", "start_time", "contact_type = 'ALCA00'", 0.7, 1.3),
        ("extra_contact", "start_time", "contact_type = 'ALCA03'", 0.7, 1.4),
        ("extra_service", "day", "service_code = '0101'", 0.7, 1.4),
        ("extra_episode", "day", "kind IN (2, 3, 4)", 0.6, 1.4),
    ],
)
def test_activity_rises_at_the_diagnosis_and_falls_with_time_as_assumed(generator, table, day, where, low, high):
    rates = by_phase(generator, table, day, where)
    assert rates[0] > rates[-3]
    assert rates[0] > rates[4] > rates[7] > rates[13] > 0
    facts = FACTS.cancer.activity
    kinds = {
        "contact_type = 'ALCA00'": ["ambulatory", "admission"],
        "contact_type = 'ALCA03'": ["virtual"],
        "service_code = '0101'": ["consultation"],
        "kind IN (2, 3, 4)": ["wound", "medicine", "other"],
    }[where]
    named = facts.contacts | facts.services | facts.nursing
    for phase in (1, 4, 7, 13):
        assumed = sum(named[kind].by_month[facts.phases.index(phase)] for kind in kinds)
        assert low * assumed < rates[phase] < high * assumed


def test_melanoma_brings_fewer_hospital_contacts_than_lung_cancer_and_more_visits_to_dermatologists(generator):
    per_tumour = """
        SELECT count(*) / (SELECT count(*) FROM tumour WHERE site = '{site}' AND diagnosis_date >= DATE '2022-01-01')
        FROM {table} SEMI JOIN (SELECT i FROM tumour WHERE site = '{site}' AND diagnosis_date >= DATE '2022-01-01') AS t
        USING (i)"""
    contacts, skin = (
        {site: number(generator, per_tumour.format(site=site, table=table)) for site in ("melanoma", "lung")}
        for table in ("extra_contact", "(SELECT * FROM extra_service WHERE specialty = '04')")
    )
    assert contacts["lung"] > 1.3 * contacts["melanoma"]
    assert skin["melanoma"] > 5 * skin["lung"]


def test_rectal_cancer_brings_more_wounds_to_care_for_at_home_than_melanoma(generator):
    per_tumour = """
        SELECT count(*) / (SELECT count(*) FROM tumour WHERE site = '{site}' AND diagnosis_date >= DATE '2022-01-01')
        FROM extra_episode JOIN tumour USING (i)
        WHERE kind = 2 AND site = '{site}' AND diagnosis_date >= DATE '2022-01-01'"""
    wounds = {site: number(generator, per_tumour.format(site=site)) for site in ("melanoma", "rectum")}
    assert wounds["rectum"] > 1.8 * wounds["melanoma"] > 0


def test_episodes_around_a_cancer_become_episodes_of_care(generator):
    """Every one does of those without long-term care who are followed and live where everything is delivered."""
    followed = """
        SELECT count(*) FROM extra_episode AS x JOIN person AS p USING (i) JOIN place AS l USING (municipality_code)
        WHERE p.fate = 0 AND p.moved IS NULL AND l.delivered = (1::UBIGINT << 36) - 1 AND l.vendor_change IS NULL
            AND x.day BETWEEN DATE '2022-02-01' AND DATE '2024-10-01'
            AND x.i NOT IN (SELECT i FROM episode WHERE e // 2 % 8 = 0){also}"""
    kept = " AND (x.i, x.k, x.day, x.kind) IN (SELECT (i, e // 2 % 8, start, kind) FROM episode)"
    assert number(generator, followed.format(also="")) == number(generator, followed.format(also=kept)) > 100


def test_nobody_comes_more_often_than_a_person_can(generator):
    assert number(generator, "SELECT max(n) FROM (SELECT count(*) AS n FROM extra_contact GROUP BY i)") < 448

"""The synthetic Cancer Register reads like the real one: published incidence, survivors, two tumours now and then."""

import numpy as np
import pytest

from naerblik import codelists
from naerblik.engine.duckdb import attach_table, query
from naerblik.indicators.rates import exact
from naerblik.synthetic import assumptions, cancer
from naerblik.synthetic.demography import AGES, SEXES

FACTS = assumptions.load()
CALIBRATION = 0.05
OWN = {site.activity for site in codelists.cancer_sites()} - {"rest", "none"}
BANDS = [(0, 49), (50, 59), (60, 69), (70, 79), (80, 109)]


@pytest.fixture(scope="module")
def tumours(registers):
    """The tumours with their site, and sex, birth and death of the person, as the relation `tumours`."""
    sites = query(registers, "SELECT DISTINCT icd10 FROM cancer_tumour")
    sites["site"] = sites["icd10"].map(codelists.cancer_codes())
    attach_table(registers, "site_of", sites)
    registers.execute("""
        CREATE OR REPLACE TEMP TABLE persons AS
        SELECT person_key, any_value(sex) AS sex, any_value(birth_date) AS birth_date,
            any_value(death_date) AS death_date, min(residence_start) AS first_day
        FROM population GROUP BY 1""")
    registers.execute("""
        CREATE OR REPLACE TEMP VIEW tumours AS
        SELECT t.*, s.site, p.* EXCLUDE (person_key), year(t.diagnosis_date) - year(p.birth_date)
            - CAST((month(p.birth_date), day(p.birth_date)) > (month(t.diagnosis_date), day(t.diagnosis_date))
                AS INTEGER) AS age
        FROM cancer_tumour AS t JOIN site_of AS s USING (icd10) JOIN persons AS p USING (person_key)""")
    return registers


def number(connection, sql):
    return connection.execute(sql).fetchone()[0]


def person_years(connection):
    """Sex -> years lived in the window at each single age, from residents of 1 July."""
    frame = query(
        connection,
        """
        SELECT sex, year(day) - year(birth_date)
            - CAST((month(birth_date), day(birth_date)) > (7, 1) AS INTEGER) AS age, count(*) AS persons
        FROM population, (VALUES (DATE '2022-07-01'), (DATE '2023-07-01'), (DATE '2024-07-01')) AS d (day)
        WHERE residence_start <= day AND (residence_end IS NULL OR residence_end >= day)
            AND (death_date IS NULL OR death_date > day)
        GROUP BY ALL""",
    )
    counted = frame.set_index(["sex", "age"])["persons"]
    return {sex: counted[sex].reindex(AGES, fill_value=0).to_numpy() for sex in SEXES}


@pytest.mark.parametrize(
    ("site", "sex"),
    [(s.key, sex) for s in codelists.cancer_sites() if s.key in {*OWN, "other_skin"} for sex in s.sexes],
)
def test_incidence_lies_within_what_the_size_implies(tumours, site, sex):
    """Tumours are drawn, so that their number in each band of ages is Poisson about what the published rates give on
    the person-years lived: 99.9 % limits. Beyond that 5 % are allowed, since age and calendar time go in steps in the
    model, places differ and person-years are taken from 1 July.
    """
    rates = cancer.incidence(site, FACTS)[SEXES.index(sex)]
    years = person_years(tumours)[sex]
    for first, last in BANDS:
        expected = (rates * years)[first : last + 1].sum()
        found = number(
            tumours,
            f"SELECT count(*) FROM tumours WHERE site = '{site}' AND sex = '{sex}' "
            f"AND age BETWEEN {first} AND {last} AND diagnosis_date >= DATE '2022-01-01'",
        )
        low, high = exact(np.array([float(found)]), confidence=0.999)
        assert low[0] * (1 - CALIBRATION) <= expected <= high[0] * (1 + CALIBRATION), (first, last, expected, found)


@pytest.mark.parametrize(
    "never",
    [
        "diagnosis_date < birth_date",
        "diagnosis_date >= death_date",
        "diagnosis_date < DATE '1978-01-01'",
        "diagnosis_date > DATE '2024-12-31'",
        "site IN ('prostate', 'testis', 'other_male') AND sex = 'K'",
        "site IN ('cervix', 'corpus', 'ovary', 'other_female') AND sex = 'M'",
        "icd10 LIKE 'D%' AND site <> 'other_blood'",
        "length(icd10) <> 4",
        "stage_t IS NOT NULL AND diagnosis_date < DATE '2004-01-01'",
        "stage_m IS NOT NULL AND site IN ('leukaemia', 'nhl', 'myeloma', 'cns')",
        "stage_t NOT SIMILAR TO 'AZCD1[0-9]' OR stage_n NOT SIMILAR TO 'AZCD3[0-9]'",
        "morphology <> 'M9999X' AND morphology NOT SIMILAR TO '[0-9]{4}3'",
    ],
)
def test_what_cannot_be_never_is(tumours, never):
    assert number(tumours, f"SELECT count(*) FROM tumours WHERE {never}") == 0


def test_who_came_within_the_window_has_no_tumour_from_before(tumours):
    came = "birth_date < DATE '2022-01-01' AND first_day >= DATE '2022-01-01'"
    assert number(tumours, f"SELECT count(*) FROM persons WHERE {came}") > 1000
    assert number(tumours, f"SELECT count(*) FROM tumours WHERE {came} AND diagnosis_date < first_day") == 0
    assert number(tumours, f"SELECT count(*) FROM tumours WHERE {came}") > 0


def test_the_tumours_of_a_person_are_numbered_in_their_order_and_of_different_sites(tumours):
    for wrong in (
        "count(DISTINCT site) < count(*)",
        "max(CAST(tumour_no AS INTEGER)) <> count(*) AND max(tumour_no) < '9'",
        "array_agg(diagnosis_date ORDER BY tumour_no) <> array_agg(diagnosis_date ORDER BY diagnosis_date)",
    ):
        sql = f"SELECT count(*) FROM (SELECT 1 FROM tumours WHERE tumour_no < '9' GROUP BY person_key HAVING {wrong})"
        assert number(tumours, sql) == 0


def test_some_persons_have_two_tumours_and_few_have_more(tumours):
    of_person = "SELECT count(*) AS n FROM tumours WHERE tumour_no < '9' GROUP BY person_key"
    assert 0.08 < number(tumours, f"SELECT avg(CAST(n = 2 AS INTEGER)) FROM ({of_person})") < 0.2
    assert number(tumours, f"SELECT avg(CAST(n > 2 AS INTEGER)) FROM ({of_person})") < 0.03


def test_the_dying_were_diagnosed_in_their_last_year_far_more_often(tumours):
    share = """
        SELECT avg(CAST(person_key IN (
            SELECT person_key FROM tumours WHERE site <> 'other_skin'
                AND diagnosis_date >= coalesce(death_date, DATE '2025-01-01') - 365
        ) AS INTEGER)) FROM persons WHERE birth_date BETWEEN DATE '1945-01-01' AND DATE '1959-12-31' AND """
    dying, living = (number(tumours, share + which) for which in ("death_date IS NOT NULL", "death_date IS NULL"))
    assert 0.12 < dying < 0.4
    assert living < 0.03


def test_survivors_of_lung_cancer_grow_few_and_those_of_breast_cancer_stay(tumours):
    """Tumours of 2013 and 2014 among those who live after the window, relative to a year's new ones."""
    ages = "birth_date < DATE '1960-01-01' AND birth_date >= DATE '1935-01-01'"
    left = {
        site: number(
            tumours,
            f"""
            SELECT count(*) FILTER (year(diagnosis_date) IN (2013, 2014) AND death_date IS NULL) / 2
                / (count(*) FILTER (year(diagnosis_date) >= 2022) / 3)
            FROM tumours WHERE site = '{site}' AND {ages}""",
        )
        for site in ("lung", "breast")
    }
    assert left["lung"] < 0.25
    assert max(0.3, 2.5 * left["lung"]) < left["breast"] < 1


def test_the_faulty_rows_have_numbers_that_no_tumour_has(tumours):
    """Else a fault would push out the sound tumour of the same number."""
    assert number(tumours, "SELECT count(*) FROM cancer_tumour WHERE tumour_no >= '9' AND municipality_code > 0") == 0

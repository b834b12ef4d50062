"""Which tumours and citizens count, where and for how long: one sentence and one small table each, on every counter."""

from __future__ import annotations

import pytest
from counting import NEAR, plan
from expected_cells import holds
from text_tables import TWO, registers

CASES = plan({"items": ["tumours", "cancer_patients"], "levels": NEAR, "years": "trend"})
SURVIVORS = plan({"items": ["survivors"], "levels": NEAR, "years": "trend"})
ACTIVITY = plan({"items": ["survivor_users", "survivor_contacts"], "levels": ["country"], "years": "trend"})
BY_GROUP = plan(
    {
        "items": ["tumours", "survivors"],
        "only": ["total", "total.*"],
        "levels": ["country"],
        "dimensions": ["age", "nursing_home", "disease"],
    }
)


def test_tumours_are_counted_one_by_one_and_their_citizens_once_an_item(counter):
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2024-02-01      C509   85003       101
        1           2          2024-11-01      C509   85203       101
        1           3          2024-03-01      C160   81403       101
        2           1          2024-12-31      C509   85003       101
        2           2          2025-01-01      C189   81403       101
    """)
    holds(
        counter(given, CASES),
        """
        items            item     count  population
        tumours          breast   3      2
        cancer_patients  breast   2      2
        tumours          stomach  1      2
        tumours          rest     1      2
        tumours          total    4      2
        cancer_patients  total    2      2
        tumours          colon    0      2
    """,
    )


def test_a_citizen_with_tumours_in_two_places_counts_where_the_first_of_the_year_was_found(counter):
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           2          2024-02-01      C509   85003       147
        1           1          2024-11-01      C509   85203       101
        1           3          2023-11-01      C509   85203       101
    """)
    holds(
        counter(given, CASES),
        """
        items            item    year  area  count
        tumours          breast  2024  101   1
        tumours          breast  2024  147   1
        cancer_patients  breast  2024  147   1
        cancer_patients  breast  2024  101   0
        cancer_patients  breast  2023  101   1
        cancer_patients  total   2024  dk    1
    """,
    )


def test_new_tumours_count_where_the_register_says_also_when_the_citizen_has_died_or_lives_nowhere_known(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              2024-02-01

        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2024-02-01      C509   85003       0
    """)
    holds(
        counter(given, CASES),
        """
        items            item    area     count  population
        tumours          breast  uoplyst  1      0
        cancer_patients  breast  uoplyst  1      0
        tumours          breast  dk       0      0
        tumours          breast  101      0      0
    """,
    )


SITES = {
    "other skin stands outside the total": ("C443", "80703", {"other_skin"}),
    "basal cell carcinoma of the skin does not count": ("C443", "80903", set()),
    "nor does the last of its morphologies": ("C443", "80983", set()),
    "the morphology after them does": ("C443", "80993", {"other_skin"}),
    "skin of unknown morphology counts": ("C443", "-", {"other_skin"}),
    "the morphology of basal cell carcinoma says nothing outside the skin": ("C509", "80903", {"breast", "total"}),
    "a benign bladder tumour of a papilloma's kind counts": ("D414", "81301", {"bladder", "rest", "total"}),
    "a bladder tumour in situ of morphology 8010 counts": ("D090", "80102", {"bladder", "rest", "total"}),
    "a benign bladder tumour of another morphology does not": ("D414", "80501", set()),
    "a benign bladder tumour of unknown morphology does not": ("D414", "-", set()),
    "a bladder cancer counts whatever its morphology": ("C679", "80503", {"bladder", "rest", "total"}),
    "a benign tumour of the brain counts whatever its morphology": ("D320", "95300", {"cns", "rest", "total"}),
    "a code of four characters overrides its code of three": ("C570", "84413", {"ovary", "rest", "total"}),
    "breast in situ is outside NORDCAN": ("D059", "85002", set()),
    "melanoma is a group of its own in the total": ("C439", "87203", {"melanoma", "total"}),
}


@pytest.mark.parametrize(("code", "morphology", "items"), SITES.values(), ids=SITES.keys())
def test_what_a_tumour_counts_for(counter, code, morphology, items):
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2024-02-01      {code}   {morphology}       101
    """)
    found = counter(given, CASES).cells
    of_country = {key[1] for key, (count, _) in found.items() if count and key[0] == "tumours" and key[3] == "country"}
    assert of_country == items


def test_survivors_are_residents_by_completed_years_since_the_first_tumour_of_the_item(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  101                1950-03-01       -              -
        3           K    1950-03-01  147                1950-03-01       -              2024-07-01
        4           K    1950-03-01  147                1950-03-01       -              -

        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2014-07-01      C509   85003       147
        1           2          2024-06-01      C509   85003       147
        1           3          2024-07-01      C189   81403       147
        2           1          2014-07-02      C509   85003       147
        3           1          2014-07-02      C509   85003       147
        4           1          2024-07-02      C509   85003       147
    """)
    holds(
        counter(given, SURVIVORS),
        """
        items      item       area  count  population
        survivors  breast     101   2      2
        survivors  breast.10  101   1      2
        survivors  breast.5   101   1      2
        survivors  breast.0   101   0      2
        survivors  colon.0    101   1      2
        survivors  total.10   101   1      2
        survivors  total.0    101   0      2
        survivors  breast     147   0      1
        survivors  total      dk    2      3
    """,
    )


@pytest.mark.parametrize(
    ("found", "years"),
    [("2024-07-01", "0"), ("2023-07-02", "0"), ("2023-07-01", "1"), ("2019-07-02", "1"), ("2019-07-01", "5")],
)
def test_each_class_of_years_begins_on_the_day_that_they_are_completed(counter, found, years):
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          {found}      C509   85003       101
    """)
    cells = counter(given, SURVIVORS).cells
    classes = {
        name: cells["survivors", f"breast.{name}", 2024, "country", "dk", *["all"] * 5][0]
        for name in ("0", "1", "5", "10")
    }
    assert classes == {name: int(name == years) for name in classes}


def test_contacts_of_survivors_are_those_of_twelve_months_also_before_the_diagnosis(counter):
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2024-06-01      C509   85003       101
        1           2          2020-06-01      C189   81403       101

        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0101          2023-07-02      2
        1           80         0101          2023-07-01      4
        1           80         0120          2024-01-01      1
        1           06         0110          2024-07-01      3
        1           06         uoplyst       2024-01-01      1
        2           80         0101          2024-01-01      1

        hospital_contact
        person_key  start_time        end_time          contact_type  priority
        1           2024-01-10 08:00  2024-01-10 12:00  ALCA00        ATA3
        1           2024-01-10 16:00  2024-01-10 20:00  ALCA00        ATA3
        1           2024-02-10 08:00  2024-02-10 12:00  ALCA00        ATA3
        1           2024-02-10 16:01  2024-02-10 20:00  ALCA00        ATA3

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  147                2020-01-01  2023-07-02
    """)
    holds(
        counter(given, ACTIVITY),
        """
        items              item              count
        survivor_users     breast.almen      1
        survivor_contacts  breast.almen      2
        survivor_contacts  colon.almen       2
        survivor_contacts  total.almen       2
        survivor_contacts  total.special     4
        survivor_contacts  total.indlagt     1
        survivor_contacts  total.ambulant    2
        survivor_users     total.ambulant    1
        survivor_users     total.sygepleje   1
        survivor_users     lung.almen        0
    """,
    )


def test_municipal_nursing_counts_that_is_granted_on_any_day_of_the_twelve_months_under_its_own_law(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  101                1950-03-01       -              -
        3           K    1950-03-01  101                1950-03-01       -              -

        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2024-06-01      C509   85003       101
        2           1          2024-06-01      C189   85003       101
        3           1          2024-06-01      C349   85003       101

        fsiii_intervention
        person_key  law       code   municipality_code  start_date  end_date
        1           SUL §138  G1.39  101                2020-01-01  2023-07-01
        1           SUL §138  G1.39  101                2024-07-02  -
        2           SUL §119  G1.39  101                2024-01-01  -
        3           SUL §138  G1.39  101                2024-07-01  -
    """)
    holds(
        counter(given, ACTIVITY),
        """
        items           item              count
        survivor_users  breast.sygepleje  0
        survivor_users  colon.sygepleje   0
        survivor_users  lung.sygepleje    1
        survivor_users  total.sygepleje   1
    """,
    )


def test_patients_are_what_they_were_on_the_day_of_diagnosis_and_survivors_what_they_are_on_the_date(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1959-03-01  101                1959-03-01       -              -

        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2024-02-29      C509   85003       101

        nursing_home
        person_key  start_date  end_date
        1           2024-03-01  -

        chronic_disease
        person_key  disease  first_date
        1           kol      2024-03-01
    """)
    holds(
        counter(given, BY_GROUP),
        """
        items      item   age    nursing_home  disease  count  population
        tumours    total  18-64  all           all      1      0
        survivors  total  65-74  all           all      1      1
        tumours    total  all    yes           all      0      1
        tumours    total  all    no            all      1      0
        survivors  total  all    yes           all      1      1
        tumours    total  all    all           kol      0      1
        survivors  total  65-74  yes           kol      1      1
    """,
    )

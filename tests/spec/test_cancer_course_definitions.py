"""Months from a diagnosis: who is observed, for how long, and which contacts fall in them."""

from __future__ import annotations

from counting import NEAR, by_duckdb, plan
from expected_cells import holds
from text_tables import TWO, registers

COURSES = plan(
    {
        "items": ["observed", "observed_days", "course_users", "course_contacts"],
        "only": ["breast", "rest", "breast.*", "rest.*"],
        "levels": NEAR,
    }
)


def test_months_of_a_course_are_calendar_months_from_the_diagnosis_and_end_with_the_month(counter):
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2023-01-31      C509   85003       101

        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0101          2023-02-27      1
        1           80         0101          2023-02-28      2
        1           80         0101          2023-03-30      4
        1           80         0101          2023-03-31      8
        1           80         0101          2023-01-30      16
    """)
    holds(
        counter(given, COURSES),
        """
        items            item             count
        observed_days    breast.0         28
        observed_days    breast.1         31
        observed_days    breast.-1        31
        course_contacts  breast.almen.0   1
        course_contacts  breast.almen.1   6
        course_contacts  breast.almen.2   8
        course_contacts  breast.almen.-1  16
        course_users     breast.almen.1   1
        course_users     breast.almen.3   0
    """,
    )


def test_contacts_beyond_any_whole_number_of_four_bytes_are_added_up():
    # by the views alone: plain Python writes each contact down
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2023-01-31      C509   85003       101

        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0101          2023-02-01      2000000000
        1           80         0101          2023-02-02      2000000000
    """)
    holds(
        by_duckdb(given, COURSES),
        """
        items            item             count
        course_contacts  breast.almen.0   4000000000
    """,
    )


def test_a_course_is_observed_on_the_days_that_the_registers_observe_and_the_citizen_lives_in_the_country(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       2022-03-09     -
        1           K    1950-03-01  147                2022-03-20       -              2022-06-11

        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2022-02-10      C509   85003       101

        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0101          2021-12-31      1
        1           80         0101          2022-03-15      1
        1           80         0101          2022-03-20      1
        1           80         0101          2022-06-11      1
    """)
    holds(
        counter(given, COURSES),
        """
        items            item             area  count
        observed         breast.-3        101   0
        observed         breast.-2        101   1
        observed_days    breast.-2        101   9
        observed_days    breast.-1        101   31
        observed_days    breast.0         101   28
        observed_days    breast.1         101   21
        observed         breast.1         147   0
        observed_days    breast.4         101   1
        observed         breast.5         101   0
        course_contacts  breast.almen.1   101   1
        course_contacts  breast.almen.4   101   0
        course_contacts  breast.almen.-2  101   0
    """,
    )


def test_a_course_begins_with_the_first_tumour_of_its_group_in_the_observed_years_and_a_second_one_begins_none(counter):
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2021-12-31      C509   85003       101
        1           2          2022-05-10      C509   85003       101
        1           3          2022-08-10      C504   85003       101
        1           4          2022-09-10      C160   81403       147
        1           5          2022-12-10      C679   81203       147
        2           1          2023-05-10      C443   80703       101
    """)
    holds(
        counter(given, COURSES),
        """
        items          item      area  count
        observed       breast.0  dk    1
        observed_days  breast.0  dk    31
        observed_days  breast.3  dk    31
        observed       rest.0    147   1
        observed       rest.0    101   0
        observed_days  rest.0    dk    30
    """,
    )


def test_municipal_nursing_of_a_month_is_granted_on_any_of_its_observed_days(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              2023-04-15

        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2023-02-10      C509   85003       101

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  101                2023-03-09  2023-03-10
        1           G1.39  101                2023-04-15  -
    """)
    holds(
        counter(given, COURSES),
        """
        items         item                 count
        course_users  breast.sygepleje.-1  0
        course_users  breast.sygepleje.0   1
        course_users  breast.sygepleje.1   1
        course_users  breast.sygepleje.2   0
    """,
    )


def test_courses_are_the_same_whatever_else_the_plan_publishes(counter):
    given = registers(f"""{TWO}
        cancer_tumour
        person_key  tumour_no  diagnosis_date  icd10  morphology  municipality_code
        1           1          2022-05-10      C509   85003       101
    """)
    alone = counter(given, COURSES)
    holds(alone, "items  item  count\nobserved  breast.0  1")
    beside = plan(
        {"items": ["tumours"], "levels": ["country"]}, *(s.model_dump(exclude={"name"}) for s in COURSES.sets)
    )
    assert alone.cells.items() <= counter(given, beside).cells.items()

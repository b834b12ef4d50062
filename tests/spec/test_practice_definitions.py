"""Who counts in general practice, where and when: one sentence and one small table each, on every counter."""

from __future__ import annotations

import pytest
from counting import NEAR, plan
from expected_cells import holds
from text_tables import registers

DIAGNOSES = plan({"items": ["diagnoses", "new_diagnoses"], "levels": NEAR, "years": "trend"})
CARE = plan({"items": ["users", "services", "examinations", "acute_admissions"], "levels": NEAR, "years": "trend"})
AMONG = plan({"items": ["diagnosis_users", "diagnosis_services", "users", "services"], "levels": ["country"]})
GROUPS = plan({"items": ["diagnoses"], "levels": ["country"], "dimensions": ["sex", "age"]})
STATUS = plan({"items": ["diagnoses"], "levels": ["country"], "dimensions": ["nursing_home", "disease"]})

ONE = """
    population
    person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
    1           K    1950-03-01  101                1950-03-01       -              -
"""
THREE = """
    population
    person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
    1           K    1950-03-01  101                1950-03-01       -              -
    2           M    1950-03-01  101                1950-03-01       -              -
    3           M    1950-03-01  147                1950-03-01       -              -
"""


def test_a_diagnosis_counts_from_the_day_that_it_is_registered_and_is_never_closed(counter):
    given = registers(f"""{THREE}
        practice_diagnosis
        person_key  code  diagnosis_date
        1           R95   2024-07-01
        2           R95   2024-07-02
        3           R95   2001-01-01
    """)
    holds(
        counter(given, DIAGNOSES),
        """
        items      item  year  area  count  population
        diagnoses  R95   2022  dk    1      3
        diagnoses  R95   2024  101   1      2
        diagnoses  R95   2024  147   1      1
        diagnoses  R95   2024  dk    2      3
    """,
    )


def test_a_diagnosis_is_new_when_its_first_registration_lies_in_the_twelve_months(counter):
    given = registers(f"""{THREE}
        practice_diagnosis
        person_key  code  diagnosis_date
        1           R95   2023-07-01
        2           R95   2023-07-02
        3           R95   2022-12-31
        3           R95   2024-03-01
    """)
    holds(
        counter(given, DIAGNOSES),
        """
        items          item  year  area  count
        new_diagnoses  R95   2024  101   1
        new_diagnoses  R95   2024  147   0
        new_diagnoses  R95   2023  101   1
        new_diagnoses  R95   2023  147   1
        diagnoses      R95   2024  dk    3
    """,
    )


def test_new_diagnoses_are_not_counted_for_a_year_whose_twelve_months_are_not_observed(counter):
    found = counter(registers(ONE), DIAGNOSES).cells
    assert {key[2] for key in found if key[0] == "new_diagnoses"} == {2023, 2024}
    assert {key[2] for key in found if key[0] == "diagnoses"} == {2022, 2023, 2024}


def test_who_has_both_types_of_diabetes_counts_once_under_diabetes_from_the_first_of_them(counter):
    given = registers(f"""{THREE}
        practice_diagnosis
        person_key  code  diagnosis_date
        1           T90   2020-05-01
        1           T89   2024-05-01
        2           T89   2024-05-01
    """)
    holds(
        counter(given, DIAGNOSES),
        """
        items          item      count
        diagnoses      diabetes  2
        diagnoses      T89       2
        diagnoses      T90       1
        new_diagnoses  diabetes  1
        new_diagnoses  T89       2
        new_diagnoses  T90       0
    """,
    )


def test_a_citizen_who_moves_counts_where_the_home_is_on_the_date_and_one_who_dies_on_it_nowhere(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       2024-06-30     -
        1           K    1950-03-01  147                2024-07-01       -              -
        2           K    1950-03-01  147                1950-03-01       -              2024-07-01
        3           K    1950-03-01  0                  1950-03-01       -              2024-07-02

        practice_diagnosis
        person_key  code  diagnosis_date
        1           R95   2023-01-01
        2           R95   2023-01-01
        3           R95   2023-01-01

        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0101          2024-05-01      1
        2           80         0101          2024-05-01      1
        3           80         0101          2024-05-01      1
    """)
    expected = """
        items      item  year  area     count  population
        diagnoses  R95   2024  101      0      0
        diagnoses  R95   2024  147      1      1
        diagnoses  R95   2024  uoplyst  1      1
        diagnoses  R95   2024  dk       1      1
        diagnoses  R95   2023  101      1      1
    """
    holds(counter(given, DIAGNOSES), expected)
    holds(counter(given, CARE), "items  item  area  count\nservices  konsultation  147  1\nusers  kontakt  dk  1")


def test_twelve_months_begin_the_day_after_the_same_day_of_the_year_before_and_end_with_the_reference_date(counter):
    given = registers(f"""{THREE}
        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0101          2023-07-01      1
        1           80         0101          2024-07-02      1
        2           80         0101          2023-07-02      1
        3           80         0101          2024-07-01      1
    """)
    holds(
        counter(given, CARE),
        """
        items  item          year  area  count
        users  konsultation  2024  101   1
        users  konsultation  2024  147   1
        users  konsultation  2023  101   1
        users  konsultation  2023  147   0
    """,
    )


def test_services_of_a_row_are_added_up_and_their_citizen_counts_once_in_each_service_and_in_all_contacts(counter):
    given = registers(f"""{ONE}
        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0201          2024-01-01      2
        1           80         0204          2024-01-02      3
        1           80         0101          2024-01-03      1
        1           80         0120          2024-01-03      1
    """)
    holds(
        counter(given, CARE),
        """
        items     item          count
        users     telefon       1
        services  telefon       5
        users     konsultation  1
        users     kontakt       1
        services  kontakt       6
        services  aarskontrol   1
    """,
    )


def test_services_beyond_any_whole_number_of_four_bytes_are_added_up(counter):
    given = registers(f"""{THREE}
        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0101          2024-01-01      2000000000
        1           80         0101          2024-01-02      2000000000
    """)
    holds(
        counter(given, CARE),
        """
        items     item          year  area  count
        services  konsultation  2024  dk    4000000000
    """,
    )


def test_a_service_of_a_specialist_or_of_an_unknown_code_is_no_service_of_general_practice(counter):
    given = registers(f"""{ONE}
        health_service
        person_key  specialty  service_code  treatment_date  services
        1           06         0101          2024-01-01      2
        1           80         uoplyst       2024-01-02      3
    """)
    found = counter(given, CARE).cells
    assert [key for key, (count, _) in found.items() if count] == []


def test_an_examination_counts_for_those_with_its_diagnosis_alone(counter):
    given = registers(f"""{THREE}
        practice_diagnosis
        person_key  code  diagnosis_date
        1           R95   2023-01-01
        2           T89   2023-01-01

        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         7113          2024-01-01      2
        1           80         7136          2024-01-01      1
        2           80         7136          2024-01-01      1
        3           80         7113          2024-01-01      1
    """)
    holds(
        counter(given, CARE),
        """
        items         item              count
        examinations  R95.lungefunktion  1
        examinations  R95.aarskontrol    0
        examinations  R96.lungefunktion  0
        examinations  diabetes.hba1c     1
        users         lungefunktion      2
        users         hba1c              2
    """,
    )


def test_contacts_of_those_with_a_diagnosis_are_some_of_all_and_count_under_each_of_their_diagnoses(counter):
    given = registers(f"""{THREE}
        practice_diagnosis
        person_key  code  diagnosis_date
        1           T90   2020-05-01
        1           T89   2024-05-01
        2           T89   2024-05-01

        health_service
        person_key  specialty  service_code  treatment_date  services
        1           80         0101          2024-01-01      2
        2           80         0105          2024-01-01      1
        3           80         0101          2024-01-01      4
    """)
    holds(
        counter(given, AMONG),
        """
        items               item                   count
        diagnosis_users     diabetes.konsultation  1
        diagnosis_services  diabetes.konsultation  2
        diagnosis_users     diabetes.kontakt       2
        diagnosis_services  diabetes.kontakt       3
        diagnosis_services  T89.kontakt            3
        diagnosis_services  T90.kontakt            2
        services            konsultation           6
    """,
    )


def test_diagnoses_are_shared_out_over_what_citizens_are_on_the_reference_date(counter):
    given = registers(f"""{THREE}
        practice_diagnosis
        person_key  code  diagnosis_date
        1           R95   2024-05-01
        3           R95   2024-05-01

        nursing_home
        person_key  start_date  end_date
        1           2024-06-01  2024-07-01
        3           2024-01-01  2024-06-30

        chronic_disease
        person_key  disease  first_date
        1           kol      2024-07-01
        3           kol      2024-07-02
    """)
    holds(counter(given, GROUPS), "items  item  sex  age  count  population\ndiagnoses  R95  M  65-74  1  2")
    holds(
        counter(given, STATUS),
        """
        items      item  nursing_home  disease  count  population
        diagnoses  R95   yes           all      1      1
        diagnoses  R95   no            all      1      2
        diagnoses  R95   all           kol      1      1
        diagnoses  R95   yes           kol      1      1
    """,
    )


ADMISSIONS = {
    "a contact of exactly 12 hours is an admission": """
        2024-01-10 08:00  2024-01-10 20:00  ALCA00  ATA1  yes!""",
    "a contact a minute short of 12 hours is none": """
        2024-01-10 08:00  2024-01-10 19:59  ALCA00  ATA1  no!""",
    "contacts with exactly 4 hours between them are one stay": """
        2024-01-10 08:00  2024-01-10 12:00  ALCA00  ATA1  yes!
        2024-01-10 16:00  2024-01-10 20:00  ALCA00  ATA1  yes!""",
    "contacts with 4 hours and a minute between them are two": """
        2024-01-10 08:00  2024-01-10 12:00  ALCA00  ATA1  no!
        2024-01-10 16:01  2024-01-10 20:01  ALCA00  ATA1  no!""",
    "contacts that overlap are one stay": """
        2024-01-10 08:00  2024-01-10 15:00  ALCA00  ATA1  yes!
        2024-01-10 14:00  2024-01-10 20:00  ALCA00  ATA1  yes!""",
    "a contact is chained to the one that ends last, also where others end before": """
        2024-01-10 08:00  2024-01-10 15:00  ALCA00  ATA1  yes!
        2024-01-10 08:30  2024-01-10 09:00  ALCA00  ATA3  yes!
        2024-01-10 19:00  2024-01-10 20:00  ALCA00  ATA3  yes!""",
    "a stay is acute by its first contact and by no later one": """
        2024-01-10 08:00  2024-01-10 15:00  ALCA00  ATA3  no!
        2024-01-10 14:00  2024-01-11 20:00  ALCA00  ATA1  no!""",
    "a stay that begins acutely is acute whatever follows": """
        2024-01-10 08:00  2024-01-10 09:00  ALCA00  ATA1  yes!
        2024-01-10 09:00  2024-01-10 20:00  ALCA00  ATA3  yes!""",
    "a stay of contacts with the very same times ends with them, whatever stay comes later": """
        2024-01-10 08:00  2024-01-10 09:00  ALCA00  ATA1  no!
        2024-01-10 08:00  2024-01-10 09:00  ALCA00  ATA1  no!
        2024-03-10 08:00  2024-03-10 09:00  ALCA00  ATA3  no!
        2024-03-10 10:00  2024-03-11 11:00  ALCA00  ATA3  no!""",
    "a stay is as long as the contact that ends last, also when it is neither the first nor the last": """
        2024-01-10 08:00  2024-01-10 09:00  ALCA00  ATA1  yes!
        2024-01-10 09:00  2024-01-10 21:00  ALCA00  ATA3  yes!
        2024-01-10 10:00  2024-01-10 11:00  ALCA00  ATA3  yes!""",
    "a long stay that is planned makes no acute one before it an admission": """
        2024-01-10 08:00  2024-01-10 09:00  ALCA00  ATA1  no!
        2024-01-11 08:00  2024-01-12 08:00  ALCA00  ATA3  no!
        2024-01-12 09:00  2024-01-12 10:00  ALCA00  ATA1  no!""",
    "virtual contacts and those at home are no stay": """
        2024-01-10 08:00  2024-01-11 08:00  ALCA03  ATA1  no!
        2024-01-12 08:00  2024-01-13 08:00  ALCA10  ATA1  no!""",
    "a virtual contact chains nothing together": """
        2024-01-10 08:00  2024-01-10 12:00  ALCA00  ATA1  no!
        2024-01-10 12:00  2024-01-10 17:00  ALCA03  ATA1  no!
        2024-01-10 17:00  2024-01-10 23:00  ALCA00  ATA1  no!""",
    "a contact that is not ended goes on": """
        2024-01-10 08:00  -                 ALCA00  ATA1  yes!""",
    "what begins during a contact that is not ended is the same stay": """
        2024-01-10 08:00  -                 ALCA00  ATA3  no!
        2024-03-10 08:00  2024-03-11 08:00  ALCA00  ATA1  no!""",
    "a stay counts on the day that it begins: the last of the twelve months": """
        2024-07-01 23:59  2024-07-04 12:00  ALCA00  ATA1  yes!""",
    "a stay that begins the day after is outside": """
        2024-07-02 00:00  2024-07-04 12:00  ALCA00  ATA1  no!""",
    "a stay that began before the twelve months is outside, however long it lasts": """
        2023-07-01 23:59  2023-08-04 12:00  ALCA00  ATA1  no!""",
    "a stay on the first of the twelve months is inside": """
        2023-07-02 00:00  2023-07-02 12:00  ALCA00  ATA1  yes!""",
}


@pytest.mark.parametrize("contacts", ADMISSIONS.values(), ids=ADMISSIONS.keys())
def test_the_rule_of_stays(counter, contacts):
    lines = "\n".join(f"1  {line.strip()}" for line in contacts.strip().splitlines())
    given = registers(f"""{ONE}
        practice_diagnosis
        person_key  code  diagnosis_date
        1           R95   2023-01-01

        hospital_contact
        person_key  start_time  end_time  contact_type  priority  is_admitted
{lines}
    """)
    (expected,) = {row.pop("is_admitted") for row in given["hospital_contact"]}
    found = counter(given, CARE)
    assert found.cells["acute_admissions", "R95", 2024, "country", "dk", *["all"] * 5] == (int(expected), 1)


def test_admissions_count_citizens_with_the_diagnosis_once_however_often_they_are_admitted(counter):
    given = registers(f"""{THREE}
        practice_diagnosis
        person_key  code  diagnosis_date
        1           R95   2024-06-01
        1           K77   2024-06-01

        hospital_contact
        person_key  start_time        end_time          contact_type  priority
        1           2023-09-10 08:00  2023-09-11 12:00  ALCA00        ATA1
        1           2024-01-10 08:00  2024-01-11 12:00  ALCA00        ATA1
        2           2024-01-10 08:00  2024-01-11 12:00  ALCA00        ATA1
    """)
    holds(
        counter(given, CARE),
        """
        items             item  count
        acute_admissions  R95   1
        acute_admissions  K77   1
        acute_admissions  K78   0
    """,
    )

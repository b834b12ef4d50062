"""Who counts on a day, and for what: one sentence and one small table each, on every counter."""

from __future__ import annotations

from counting import ALL_ITEMS, ANY, plan
from expected_cells import holds
from text_tables import registers

CODES = plan({"items": ALL_ITEMS, "levels": ["municipality", "country"]})
SEX_AGE = plan({"items": ["any_condition"], "levels": ["municipality"], "dimensions": ["sex", "age"]})
STATUS = plan({"items": ["any_condition"], "levels": ["municipality"], "dimensions": ["nursing_home", "disease"]})


def test_a_citizen_with_a_condition_on_the_reference_date_counts_in_the_municipality_of_residence(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           M    1950-03-01  101                1950-03-01       -              -
        3           M    1950-03-01  147                1950-03-01       -              -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2024-01-15  -
        3           I7.2  147                2022-01-15  2024-12-31
    """)
    holds(
        counter(given, CODES),
        """
        items          item  area  count  population
        conditions     I7.1  101   1      2
        conditions     I7.2  101   0      2
        conditions     I7.2  147   1      1
        areas          I7    dk    2      3
        any_condition  *     dk    2      3
    """,
    )


def test_doed_nobody_counts_on_the_day_of_death_or_after_whatever_still_runs(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1940-03-01  101                1950-03-01       -              2024-07-01
        2           K    1940-03-01  101                1950-03-01       -              2024-07-02
        3           K    1940-03-01  101                1950-03-01       -              2023-05-05

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2022-01-15  -
        2           I7.1  101                2022-01-15  -
        3           I7.1  101                2022-01-15  -
    """)
    holds(
        counter(given, ANY),
        """
        items          year  area  count  population
        any_condition  2022  101   3      3
        any_condition  2023  101   2      2
        any_condition  2024  101   1      1
    """,
    )


def test_an_unknown_code_is_kept_as_uoplyst_and_a_uuid_is_its_legacy_code(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  101                1950-03-01       -              -

        fsiii_condition
        person_key  code                                  municipality_code  start_date  end_date
        1           uoplyst                               101                2022-01-15  -
        2           dae40f60-8dab-4bd3-ab72-b07d0f278692  101                2022-01-15  -
        2           I7.1                                  101                2022-01-15  -

        fsiii_intervention
        person_key  code  municipality_code  start_date  end_date
        1           X9.9  101                2022-01-15  -
    """)
    holds(
        counter(given, CODES),
        """
        items          item     area  count  population
        conditions     uoplyst  101   1      2
        areas          uoplyst  101   1      2
        conditions     I7.1     101   1      2
        areas          I7       101   1      2
        any_condition  *        101   2      2
        interventions  uoplyst  101   1      2
    """,
    )


def test_only_care_under_the_health_act_section_138_counts(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -

        fsiii_condition
        person_key  law       code  municipality_code  start_date  end_date
        1           SUL §119  I7.1  101                2022-01-15  -

        fsiii_intervention
        person_key  law       code   municipality_code  start_date  end_date
        1           SUL §140  G1.39  101                2022-01-15  -
    """)
    holds(
        counter(given, ANY),
        """
        items             area  count  population
        any_condition     101   0      1
        any_intervention  101   0      1
    """,
    )


def test_codes_do_not_add_up_a_citizen_counts_once_in_each_area_and_once_in_any(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2022-01-15  -
        1           I7.2  101                2022-01-15  -
        1           I3.1  101                2022-01-15  -
        1           I3.1  101                2024-01-15  -
    """)
    holds(
        counter(given, CODES),
        """
        items          item  area  count  population
        conditions     I7.1  101   1      1
        conditions     I7.2  101   1      1
        conditions     I3.1  101   1      1
        areas          I7    101   1      1
        areas          I3    101   1      1
        any_condition  *     101   1      1
    """,
    )


def test_intervals_include_their_last_day(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  101                1950-03-01       -              -
        3           K    1950-03-01  101                1950-03-01       2024-07-01     -
        4           K    1950-03-01  101                1950-03-01       2024-06-30     -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2024-01-15  2024-07-01
        1           I7.2  101                2024-07-01  2024-07-01
        2           I7.1  101                2024-01-15  2024-06-30
        2           I7.2  101                2024-07-02  -
        3           I7.1  101                2024-01-15  -
        4           I7.1  101                2024-01-15  -
    """)
    holds(
        counter(given, CODES),
        """
        items          item  area  count  population
        conditions     I7.1  101   2      3
        conditions     I7.2  101   1      3
    """,
    )


def test_a_nursing_home_counts_on_the_date_and_never_as_ever(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1930-03-01  101                1950-03-01       -              -
        2           K    1930-03-01  101                1950-03-01       -              -
        3           K    1930-03-01  101                1950-03-01       -              -

        nursing_home
        person_key  start_date  end_date
        1           2020-01-01  2024-06-30
        2           2020-01-01  2024-07-01
        2           2024-07-01  -
        3           2024-07-02  -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2024-01-15  -
        2           I7.1  101                2024-01-15  -
    """)
    holds(
        counter(given, STATUS),
        """
        items          area  nursing_home  count  population
        any_condition  101   yes           1      1
        any_condition  101   no            1      2
        any_condition  101   all           2      3
    """,
    )


def test_a_disease_counts_from_its_first_date_and_a_citizen_in_each_that_she_has(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  101                1950-03-01       -              -

        chronic_disease
        person_key  disease  first_date
        1           kol      2024-07-01
        1           kol      2024-08-15
        1           demens   2010-01-01
        1           demens   2011-01-01
        2           kol      2024-07-02

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2024-01-15  -
    """)
    holds(
        counter(given, STATUS),
        """
        items          area  disease  count  population
        any_condition  101   kol      1      1
        any_condition  101   demens   1      1
        any_condition  101   astma    0      0
        any_condition  101   all      1      2
    """,
    )


def test_age_turns_on_the_birthday(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1959-07-01  101                1960-03-01       -              -
        2           K    1959-07-02  101                1960-03-01       -              -
        3           M    1939-06-30  101                1960-03-01       -              -
        4           M    2024-07-01  101                2024-07-01       -              -
        5           M    2024-07-02  101                2024-07-02       -              -
        6           M    1949-12-01  101                1960-03-01       -              -
        7           M    1949-01-31  101                1960-03-01       -              -
    """)
    holds(
        counter(given, SEX_AGE),
        """
        items          area  sex  age    count  population
        any_condition  101   K    65-74  0      1
        any_condition  101   K    18-64  0      1
        any_condition  101   M    65-74  0      1
        any_condition  101   M    75-84  0      1
        any_condition  101   all  85+    0      1
        any_condition  101   M    0-17   0      1
        any_condition  101   K    all    0      2
        any_condition  101   all  all    0      6
    """,
    )

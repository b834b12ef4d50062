"""Who is counted, where and when on a day: one sentence and one small table each, on every counter."""

from __future__ import annotations

from counting import ALL_ITEMS, ALL_LEVELS, ANY, plan
from expected_cells import holds
from text_tables import registers

CODES = plan({"items": ALL_ITEMS, "levels": ["municipality", "country"]})
AREAS = plan({"items": ["any_condition"], "levels": ALL_LEVELS})
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


def test_bopael_a_citizen_who_moves_counts_where_the_home_is_on_the_reference_date(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       2024-06-30     -
        1           K    1950-03-01  147                2024-07-01       -              -
        2           M    1960-03-01  101                1960-03-01       2024-07-01     -
        2           M    1960-03-01  147                2024-07-02       -              -

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  147                2024-07-01  -
        2           G1.39  101                2024-01-01  -
    """)
    holds(
        counter(given, ANY),
        """
        items             area  count  population
        any_intervention  101   1      1
        any_intervention  147   1      1
        any_intervention  dk    2      2
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


def test_flyttet_what_a_municipality_reports_that_the_citizen_has_left_does_not_count(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       2024-03-31     -
        1           K    1950-03-01  147                2024-04-01       -              -
        2           K    1950-03-01  101                1950-03-01       2020-03-31     -
        2           K    1950-03-01  147                2020-04-01       2022-12-31     -
        2           K    1950-03-01  101                2023-01-01       -              -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2022-01-15  -
        2           I7.1  101                2022-01-15  -
    """)
    counted = counter(given, ANY)
    holds(
        counted,
        """
        items          year  area  count  population
        any_condition  2022  101   1      1
        any_condition  2022  147   0      1
        any_condition  2023  101   2      2
        any_condition  2024  101   1      1
        any_condition  2024  147   0      1
    """,
    )
    assert counted.named_rules["fsiii_condition", "flyttet", 2024] == (1, 1)
    assert counted.named_rules["fsiii_condition", "flyttet", 2022] == (1, 1)


def test_anden_kommune_care_reported_by_a_municipality_never_lived_in_counts_at_home(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  101                1950-03-01       2024-09-30     -
        2           K    1950-03-01  147                2024-10-01       -              -

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  147                2024-01-01  -
        1           G1.20  147                2024-01-01  -
        2           G1.39  147                2024-01-01  -
    """)
    counted = counter(given, ANY)
    holds(
        counted,
        """
        items             area  count  population
        any_intervention  101   2      2
        any_intervention  147   0      0
    """,
    )
    assert counted.named_rules["fsiii_intervention", "anden_kommune", 2024] == (3, 2)


REPORTING = """
        fsiii_reporting
        municipality_code  month       delivered
        101                2022-07-01  yes!
        101                2023-07-01  yes!
        101                2024-07-01  yes!
        147                2022-07-01  yes!
        147                2023-07-01  no!
        147                2024-07-01  yes!
        151                2024-06-01  yes!
        151                2024-07-01  no!
"""


def test_rapporteret_count_and_population_come_from_the_same_reporting_municipalities(counter):
    given = registers(
        """
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  151                1950-03-01       -              -
        3           K    1950-03-01  101                1950-03-01       -              -
        4           K    1950-03-01  153                1950-03-01       -              -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  151                2022-01-15  -
        2           I7.1  151                2022-01-15  -
        2           I7.1  101                2022-01-15  -
        3           I7.1  101                2022-01-15  -
        """
        + REPORTING
    )
    counted = counter(given, ANY)
    holds(
        counted,
        """
        items          area  count  population
        any_condition  101   1      2
        any_condition  151   0      0
        any_condition  153   0      0
        any_condition  dk    1      2
    """,
    )
    assert counted.coverage[2024, "country", "dk"] == (98, 2, 4, 2)
    assert counted.coverage[2024, "municipality", "151"] == (1, 0, 1, 0)


def test_the_trend_is_also_counted_for_the_municipalities_that_deliver_in_each_year(counter):
    given = registers(
        """
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  147                1950-03-01       -              -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2022-01-15  -
        2           I7.1  147                2022-01-15  -
        """
        + REPORTING
    )
    holds(
        counter(given, ANY),
        """
        items          year  area  reporters   count  population
        any_condition  2022  dk    month       2      2
        any_condition  2023  dk    month       1      1
        any_condition  2024  dk    month       2      2
        any_condition  2022  dk    every_year  1      1
        any_condition  2023  dk    every_year  1      1
        any_condition  2024  dk    every_year  1      1
        any_condition  2024  147   every_year  0      0
    """,
    )


def test_uoplyst_residents_outside_the_municipalities_are_covered_and_no_part_of_the_country(counter):
    given = registers(
        """
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  0                  1950-03-01       -              -
        2           K    1950-03-01  0                  1950-03-01       -              -
        3           K    1950-03-01  101                1950-03-01       -              -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2022-01-15  -
        """
        + REPORTING
    )
    counted = counter(given, ANY)
    holds(
        counted,
        """
        items          area     count  population
        any_condition  uoplyst  1      2
        any_condition  101      0      1
        any_condition  dk       0      1
    """,
    )
    assert counted.coverage[2024, "unknown", "uoplyst"] == (0, 0, 2, 2)


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


def test_the_country_is_its_regions_on_both_maps_and_bornholm_is_its_cluster(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  400                1950-03-01       -              -
        3           K    1950-03-01  265                1950-03-01       -              -
        4           K    1950-03-01  851                1950-03-01       -              -
        5           K    1950-03-01  0                  1950-03-01       -              -

        fsiii_condition
        person_key  code  municipality_code  start_date  end_date
        1           I7.1  101                2022-01-15  -
        2           I7.1  400                2022-01-15  -
        3           I7.1  265                2022-01-15  -
        4           I7.1  851                2022-01-15  -
    """)
    holds(
        counter(given, AREAS),
        """
        items          level         area         count  population
        any_condition  region        1084         2      2
        any_condition  region        1085         1      1
        any_condition  region        oestdanmark  3      3
        any_condition  region        1081         1      1
        any_condition  country       dk           4      4
        any_condition  unknown       uoplyst      0      1
        any_condition  municipality  400          1      1
        any_condition  cluster       H-BORNHOLM   1      1
        any_condition  council       hovedstaden  2      2
    """,
    )

"""The definitions of a year: whose care counts in it, and how many days citizens lived where care was reported."""

from __future__ import annotations

from counting import ANY
from text_tables import registers


def test_a_year_counts_person_time_in_delivered_months_only(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              2024-02-11
        2           K    1950-03-01  101                2024-02-20       2024-03-05     -
        2           K    1950-03-01  147                2024-03-06       -              -
        3           K    2024-02-28  101                2024-02-28       -              -
        4           K    1950-03-01  0                  2024-12-01       -              -

        fsiii_reporting
        municipality_code  month       delivered
        101                2024-02-01  yes!
        147                2024-03-01  yes!
        147                2024-04-01  no!
    """)
    counted = counter(given, ANY)
    assert counted.yearly[2024, "municipality", "101"] == (0, 10 + 10 + 2)
    assert counted.yearly[2024, "municipality", "147"] == (0, 26)
    assert counted.yearly[2024, "unknown", "uoplyst"] == (0, 31)
    assert counted.yearly[2024, "country", "dk"] == (0, 22 + 26)
    assert counted.yearly[2023, "country", "dk"] == (0, 0)


def test_a_year_counts_each_citizen_once_where_the_home_was_on_the_last_day_that_counts(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       2024-03-31     -
        1           K    1950-03-01  147                2024-04-01       -              -
        2           K    1950-03-01  101                1950-03-01       2024-03-31     -
        2           K    1950-03-01  147                2024-04-01       -              -
        3           K    1950-03-01  101                1950-03-01       -              2024-02-01

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  101                2024-01-10  2024-12-31
        1           G1.39  147                2024-05-10  2024-05-10
        2           G1.39  101                2024-01-10  -
        3           G1.39  101                2024-02-01  -
    """)
    counted = counter(given, ANY)
    assert counted.yearly[2024, "municipality", "147"][0] == 1
    assert counted.yearly[2024, "municipality", "101"][0] == 1
    assert counted.yearly[2024, "country", "dk"][0] == 2


def test_a_year_counts_what_begins_on_the_last_day_in_a_home_and_what_ends_on_the_first(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       2024-03-31     -
        1           K    1950-03-01  151                2024-04-02       -              -
        2           K    1950-03-01  101                2024-04-02       -              -
        3           K    1950-03-01  101                1950-03-01       2024-03-31     -
        4           K    1950-03-01  101                1950-03-01       -              2024-03-31

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  147                2024-03-31  2024-04-01
        2           G1.39  147                2024-04-01  2024-04-02
        3           G1.39  101                2024-03-31  -
        4           G1.39  101                2024-03-31  -
    """)
    counted = counter(given, ANY)
    assert counted.yearly[2024, "municipality", "101"][0] == 3
    assert counted.yearly[2024, "country", "dk"][0] == 3


def test_a_year_does_not_count_what_the_left_municipality_begins_to_report_in_the_month_of_the_move(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       2024-03-10     -
        1           K    1950-03-01  147                2024-03-11       -              -

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  101                2024-03-11  -
    """)
    assert counter(given, ANY).yearly[2024, "country", "dk"][0] == 0


def test_a_residence_that_begins_after_death_has_no_days(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       2024-03-31     2024-03-11
        1           K    1950-03-01  147                2024-04-01       -              2024-03-11

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  147                2024-03-20  -
    """)
    counted = counter(given, ANY)
    assert counted.yearly[2024, "municipality", "101"] == (0, 70)
    assert counted.yearly[2024, "municipality", "147"] == (0, 0)


def test_nobody_counts_before_birth_however_early_the_residence_is_said_to_begin(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    2024-12-31  101                2024-01-01       -              -

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  101                2024-01-01  2024-12-30
    """)
    counted = counter(given, ANY)
    assert counted.yearly[2024, "country", "dk"] == (0, 1)
    assert counted.coverage[2024, "country", "dk"] == (98, 98, 0, 0)


def test_a_year_counts_an_intervention_only_on_days_that_home_and_reporter_delivered(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
        2           K    1950-03-01  101                1950-03-01       -              -
        3           K    1950-03-01  101                1950-03-01       -              -
        4           K    1950-03-01  101                1950-03-01       -              -

        fsiii_intervention
        person_key  code   municipality_code  start_date  end_date
        1           G1.39  101                2024-01-10  2024-01-31
        2           G1.39  101                2024-01-31  2024-02-01
        3           G1.39  147                2024-01-10  2024-02-28
        4           G1.39  147                2024-02-10  2024-03-01

        fsiii_reporting
        municipality_code  month       delivered
        101                2024-02-01  yes!
        101                2024-03-01  yes!
        147                2024-01-01  yes!
        147                2024-03-01  yes!
    """)
    assert counter(given, ANY).yearly[2024, "municipality", "101"][0] == 2


def test_nothing_is_counted_before_or_after_what_the_registers_observe(counter):
    given = registers("""
        population
        person_key  sex  birth_date  municipality_code  residence_start  residence_end  death_date
        1           K    1950-03-01  101                1950-03-01       -              -
    """)
    counted = counter(given, ANY)
    assert {year for year, _, _ in counted.yearly} == {2022, 2023, 2024}
    assert counted.yearly[2024, "municipality", "101"] == (0, 366)

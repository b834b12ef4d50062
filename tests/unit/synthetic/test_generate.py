"""The synthetic registers read like real ones: their rows keep the rules of life and law, their faults are planted."""

import hashlib
import shutil
from contextlib import contextmanager

import pytest

from naerblik import codelists, geography
from naerblik.engine import duckdb
from naerblik.engine.duckdb import query
from naerblik.registers import checking, contracts, snapshot
from naerblik.synthetic import assumptions, generate, municipal

REGISTERS = [name for name, contract in contracts.load().items() if not contract.optional]
FACTS = assumptions.load()
NEW_YEAR = "DATE '2025-01-01'"
HOME_NURSING = f"law = '{codelists.HOME_NURSING}'"


def number(connection, sql):
    return connection.execute(sql).fetchone()[0]


def contents(found):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in found.folder.iterdir()}


def with_threads(number):
    """A database that has so many threads."""

    @contextmanager
    def spilling(memory_limit):
        with duckdb.spilling(memory_limit) as connection:
            connection.execute(f"SET threads = {number}")
            yield connection

    return spilling


def test_the_same_size_and_seed_give_the_same_bytes(tmp_path, monkeypatch):
    made = []
    for store in ("one", "other"):
        monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / store))
        made.append(contents(generate.make(20_000, 7)))
    assert made[0] == made[1]
    assert len(made[0]) == 13


def test_rows_in_several_groups_of_a_file_come_in_the_same_order_however_many_threads(tmp_path, monkeypatch):
    fingerprints = []
    for threads in (1, 3):
        monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / str(threads)))
        with monkeypatch.context() as patch:
            patch.setattr(generate, "spilling", with_threads(threads))
            fingerprints.append(generate.make(150_000, 3).fingerprint)
    assert fingerprints[0] == fingerprints[1]


def test_another_seed_gives_other_persons(tmp_path, monkeypatch, country):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    other = generate.make(2_000, 8)
    assert other.fingerprint != generate.make(2_000, 9).fingerprint
    assert (other.name, other.origin) == ("syntetisk-2000-8", "synthetic")


def test_a_snapshot_that_stands_is_returned_and_not_made_again(country, small_store):
    steps = []
    assert generate.make(country.facts["persons"], country.facts["seed"], step=steps.append) == country
    assert steps == []


def test_what_is_being_made_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    steps = []
    generate.make(1_000, step=steps.append)
    assert steps == ["calibration", "persons", "cancer", "care", "health", *REGISTERS, "fingerprint"]


def test_registers_made_by_other_rules_give_way_to_new_ones(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    made = generate.make(1_000)
    monkeypatch.setattr(generate, "recipe", lambda facts: "other rules")
    steps = []
    again = generate.make(1_000, step=steps.append)
    assert (again.name, again.facts["recipe"]) == (made.name, "other rules")
    assert "give way" in steps[0]


def test_older_registers_that_lack_a_register_give_way_too(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    made = generate.make(1_000)
    made.file("practice_diagnosis").unlink()
    monkeypatch.setattr(generate, "recipe", lambda facts: "other rules")
    assert generate.make(1_000).file("practice_diagnosis").is_file()


def test_registers_that_another_process_makes_meanwhile_are_those_that_are_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    relations = generate._relations

    def late(*given):
        monkeypatch.setattr(generate, "_relations", relations)
        made.append(generate.make(1_000))
        return relations(*given)

    made = []
    monkeypatch.setattr(generate, "_relations", late)
    assert generate.make(1_000) == made[0]


def test_older_registers_vanish_at_once_and_never_by_half(tmp_path, monkeypatch):
    """A process that is killed while it removes them leaves none of them, and the next one makes the new ones."""
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    older = generate.make(1_000).folder

    def killed(folder, **_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", killed)
        patch.setattr(generate, "recipe", lambda facts: "other rules")
        with pytest.raises(KeyboardInterrupt):
            generate.make(1_000)
    assert not older.exists()
    assert generate.make(1_000).folder == older
    assert [file.name for file in older.parent.iterdir()] == [older.name]


def test_the_recipe_changes_with_an_assumption_and_not_with_size_or_seed():
    care = FACTS.care.model_copy(update={"in_nursing_home": 0.5})
    assert generate.recipe(FACTS.model_copy(update={"care": care})) != generate.recipe(FACTS)
    assert generate.recipe(FACTS.model_copy(update={"persons": 7_000, "seed": 99})) == generate.recipe(FACTS)


def test_every_rule_of_every_contract_is_broken_by_some_rows(country):
    counts = snapshot.quality(country).set_index(["register", "rule"])["rows"]
    planted = counts.drop("code_not_in_force", level="rule")  # no list states a period yet
    assert (planted > 0).all(), planted[planted == 0]


def test_only_a_small_share_of_the_rows_breaks_a_rule(country, registers):
    counts = snapshot.quality(country).groupby("register")["rows"].sum()
    for register in REGISTERS:
        rows = number(registers, f"SELECT count(*) FROM {checking.parquet(country.file(register))}")
        # Registers of few rows have at least three of each rule.
        assert counts[register] <= max(0.004 * rows, 25)


def test_residents_after_the_window_are_exactly_as_many_as_asked_for(registers, country):
    resident = f"residence_end IS NULL AND (death_date IS NULL OR death_date > {NEW_YEAR})"
    assert number(registers, f"SELECT count(*) FROM population WHERE {resident}") == country.facts["persons"]
    assert number(registers, f"SELECT count(DISTINCT person_key) FROM population WHERE {resident}") == 60_000


def test_pseudonyms_are_positive_and_say_nothing_of_birth_or_place(registers):
    assert number(registers, "SELECT min(person_key) FROM population") > 0
    for other in ("municipality_code", "epoch(birth_date)", "epoch(residence_start)"):
        assert abs(number(registers, f"SELECT corr(person_key, {other}) FROM population")) < 0.02


def test_a_person_has_one_sex_one_birth_one_death_and_residences_that_do_not_overlap(registers):
    several = "SELECT count(*) FROM (SELECT person_key FROM population GROUP BY 1 HAVING count(DISTINCT {}) > 1)"
    for column in ("sex", "birth_date", "death_date"):
        assert number(registers, several.format(column)) == 0
    overlapping = """
        SELECT count(*) FROM (
            SELECT residence_start <= lag(coalesce(residence_end, DATE '9999-01-01'))
                OVER (PARTITION BY person_key ORDER BY residence_start) AS too_early FROM population
        ) WHERE too_early"""
    assert number(registers, overlapping) == 0


@pytest.mark.parametrize(
    "never",
    [
        "SELECT * FROM population WHERE residence_start < birth_date",
        "SELECT * FROM population WHERE death_date IS NOT NULL AND residence_end > death_date",
        f"SELECT * FROM population WHERE death_date NOT BETWEEN DATE '2022-01-01' AND {NEW_YEAR}",
        "SELECT * FROM population WHERE death_date IS NOT NULL AND residence_end IS NULL",
        "SELECT * FROM nursing_home WHERE end_date > DATE '2024-12-31'",
        "SELECT * FROM nursing_home AS n JOIN population AS p USING (person_key) "
        "WHERE date_diff('day', birth_date, start_date) < 64.9 * 365.25",
        "SELECT * FROM chronic_disease AS c JOIN population AS p USING (person_key) WHERE first_date < birth_date",
        "SELECT * FROM chronic_disease AS c JOIN population AS p USING (person_key) WHERE first_date >= death_date",
        "SELECT person_key, disease FROM chronic_disease GROUP BY ALL HAVING count(*) > 1",
        "SELECT * FROM fsiii_intervention WHERE start_date < DATE '2016-01-01'",
        "SELECT * FROM fsiii_condition WHERE end_date < DATE '2022-01-01'",
    ],
)
def test_what_cannot_be_never_is(registers, never):
    assert number(registers, f"SELECT count(*) FROM ({never})") == 0


def test_about_one_citizen_in_twenty_moves_a_year_and_none_to_where_they_live(registers):
    moves = """
        SELECT municipality_code = lag(municipality_code)
            OVER (PARTITION BY person_key ORDER BY residence_start) AS same FROM population"""
    assert number(registers, f"SELECT count(*) FROM ({moves}) WHERE same") == 0
    yearly = number(registers, f"SELECT count(*) FROM ({moves}) WHERE same IS NOT NULL") / 3 / 60_000
    assert 0.035 < yearly < 0.055


def test_the_whole_catalogue_of_the_code_list_occurs(registers):
    catalogue = {"fsiii_condition": codelists.conditions(), "fsiii_intervention": codelists.interventions()}
    for register, listed in catalogue.items():
        found = set(query(registers, f"SELECT DISTINCT code FROM {register}")["code"])
        assert [code.name for code in listed if not {code.code, code.uuid} & found] == []
        assert {code.law for code in listed} == set(query(registers, f"SELECT DISTINCT law FROM {register}")["law"])


def test_legacy_keys_and_uuids_are_both_delivered_but_one_municipality_keeps_to_its_own(registers):
    kinds = query(
        registers,
        f"SELECT municipality_code, avg(CAST(len(code) = 36 AS INTEGER)) AS uuid FROM fsiii_condition "
        f"WHERE {HOME_NURSING} AND code <> 'uoplyst' AND year(start_date) = 2024 GROUP BY 1",
    ).set_index("municipality_code")["uuid"]
    pure = (kinds < 0.02) | (kinds > 0.98)
    assert pure.mean() > 0.9
    assert 0.2 < (kinds > 0.5).mean() < 0.8


def test_only_home_nursing_is_more_than_a_small_share(registers):
    for register in ("fsiii_condition", "fsiii_intervention"):
        share = number(registers, f"SELECT avg(CAST({HOME_NURSING} AS INTEGER)) FROM {register}")
        assert 0.9 < share < 0.99


def test_municipalities_that_never_report_have_no_rows(registers):
    never = "SELECT municipality_code FROM fsiii_reporting GROUP BY 1 HAVING NOT bool_or(delivered)"
    expected = len(geography.municipalities()) - FACTS.reporting.ever
    assert number(registers, f"SELECT count(*) FROM ({never})") == expected
    for register in ("fsiii_condition", "fsiii_intervention"):
        assert number(registers, f"SELECT count(*) FROM {register} WHERE municipality_code IN ({never})") == 0


def test_every_row_was_delivered_in_some_month_that_it_touches(registers):
    undelivered = """
        SELECT count(*) FROM fsiii_condition AS c WHERE NOT EXISTS (
            SELECT 1 FROM fsiii_reporting AS r WHERE r.delivered AND r.municipality_code = c.municipality_code
                AND r.month <= coalesce(c.end_date, DATE '2024-12-31') AND last_day(r.month) >= c.start_date
        )"""
    # The planted faults that stay, unknown codes, are not bound to a month.
    assert number(registers, f"{undelivered} AND c.code <> 'uoplyst'") == 0


def keys_of(generation):
    """The legacy keys and UUIDs of a generation of conditions of home nursing, as an SQL list."""
    of_law = [code for code in codelists.conditions() if code.law == codelists.HOME_NURSING]
    keys = [key for code in of_law if code.generation == generation for key in (code.code, code.uuid)]
    return "(" + ", ".join(f"'{key}'" for key in keys) + ")"


@pytest.mark.parametrize(
    ("generation", "wrong"),
    [
        ("old", "c.end_date >= s.simplified_from"),
        ("old", "c.end_date IS NULL AND p.residence_end IS NULL AND p.municipality_code = c.municipality_code"),
        ("simplified", "c.start_date < s.simplified_from"),
    ],
)
def test_no_old_code_outlives_the_simplification_and_no_new_one_comes_before(registers, country, generation, wrong):
    place = municipal.places(FACTS, country.facts["seed"])
    registers.register("switch", place[["municipality_code", "simplified_from"]])
    rows = f"""
        FROM fsiii_condition AS c JOIN switch AS s USING (municipality_code)
        JOIN population AS p ON p.person_key = c.person_key WHERE c.code IN {keys_of(generation)}"""
    assert number(registers, f"SELECT count(*) {rows}") > 1000
    assert number(registers, f"SELECT count(*) {rows} AND ({wrong})") == 0
    registers.unregister("switch")


def test_some_care_runs_on_after_death_some_after_a_move_and_some_comes_from_elsewhere(registers):
    after_death = """
        SELECT count(*) FROM fsiii_condition AS c JOIN population AS p USING (person_key)
        WHERE c.end_date IS NULL AND p.death_date IS NOT NULL"""
    after_move = """
        SELECT count(*) FROM fsiii_condition AS c JOIN population AS p USING (person_key, municipality_code)
        WHERE c.end_date IS NULL AND p.residence_end IS NOT NULL AND p.death_date IS NULL"""
    elsewhere = """
        SELECT count(*) FROM fsiii_condition AS c ANTI JOIN population AS p USING (person_key, municipality_code)"""
    rows = number(registers, "SELECT count(*) FROM fsiii_condition")
    for sql in (after_death, after_move, elsewhere):
        assert 0 < number(registers, sql) < 0.04 * rows


@pytest.mark.parametrize(
    ("oldest", "least", "most"), [(18, 0.1, 0.8), (65, 0.8, 3), (75, 4.5, 7.5), (85, 13, 19), (200, 38, 50)]
)
def test_home_nursing_rises_steeply_with_age(registers, oldest, least, most):
    youngest = {18: 0, 65: 18, 75: 65, 85: 75, 200: 85}[oldest]
    share = number(
        registers,
        f"""
        SELECT 100 * avg(CAST(p.person_key IN (
                SELECT person_key FROM fsiii_condition
                WHERE {HOME_NURSING} AND start_date <= day AND (end_date IS NULL OR end_date >= day)
            ) AS INTEGER))
        FROM population AS p JOIN fsiii_reporting AS r USING (municipality_code), (SELECT DATE '2024-07-01' AS day)
        WHERE r.month = day AND r.delivered AND residence_start <= day
            AND (residence_end IS NULL OR residence_end >= day) AND (death_date IS NULL OR death_date > day)
            AND date_diff('day', birth_date, day) >= {youngest} * 365.25
            AND date_diff('day', birth_date, day) < {oldest} * 365.25""",
    )
    assert least < share < most


def test_citizens_with_kol_have_respiratory_problems_much_more_often(registers):
    with_and_without = query(
        registers,
        f"""
        SELECT person_key IN (SELECT person_key FROM chronic_disease WHERE disease = 'kol') AS kol,
            avg(CAST(respiration AS INTEGER)) AS share
        FROM (
            SELECT person_key, bool_or(code IN ('I7.1', 'dae40f60-8dab-4bd3-ab72-b07d0f278692')) AS respiration
            FROM fsiii_condition WHERE {HOME_NURSING} GROUP BY 1
        ) GROUP BY 1""",
    ).set_index("kol")["share"]
    assert with_and_without[True] > 2 * with_and_without[False]


def test_dementia_is_much_more_frequent_in_nursing_homes_than_among_others_of_that_age(registers):
    shares = query(
        registers,
        """
        SELECT person_key IN (SELECT person_key FROM nursing_home WHERE end_date IS NULL) AS home,
            avg(CAST(person_key IN (
                SELECT person_key FROM chronic_disease WHERE disease = 'demens'
            ) AS INTEGER)) AS share
        FROM population WHERE residence_end IS NULL AND birth_date < DATE '1945-01-01' GROUP BY 1""",
    ).set_index("home")["share"]
    assert shares[True] > 0.25
    assert shares[True] > 4 * shares[False]


def citizens_on(connection, municipality, day):
    return number(
        connection,
        f"""
        SELECT count(DISTINCT person_key) FROM fsiii_condition
        WHERE municipality_code = {municipality} AND {HOME_NURSING}
            AND start_date <= {day} AND (end_date IS NULL OR end_date >= {day})""",
    )


@pytest.mark.parametrize("upwards", [False, True], ids=["down", "up"])
def test_the_level_jumps_at_a_change_of_vendor(registers, country, upwards):
    place = municipal.places(FACTS, country.facts["seed"]).dropna(subset=["vendor_change"])
    chosen = list(place[(place["keep_before"] < 1) == upwards].itertuples())
    before, after = (
        sum(citizens_on(registers, row.municipality_code, f"DATE '{row.vendor_change}' + {shift}") for row in chosen)
        for shift in (-1, 0)
    )
    assert (after - before) * (1 if upwards else -1) > 0.08 * before

"""A planted fault for each rule of each register: the row is kept in the file, named, counted and treated."""

import pytest

from naerblik.engine.duckdb import DuckDB, query
from naerblik.registers import checking, contracts, snapshot, writing
from registers.sound import CONTACT, OBSERVED, OTHER, PERSON, STRANGER, row, write

NULL_DATE = "CAST(NULL AS DATE)"
NULL_TEXT = "CAST(NULL AS VARCHAR)"
LATE = "DATE '2025-01-01'"
MISSING = {
    "population": ({"person_key": "CAST(NULL AS BIGINT)"}, {"birth_date": NULL_DATE}, {"residence_start": NULL_DATE}),
    "nursing_home": ({"start_date": NULL_DATE},),
    "chronic_disease": ({"disease": "CAST(NULL AS VARCHAR)"}, {"first_date": NULL_DATE}),
    "fsiii_condition": ({"law": "CAST(NULL AS VARCHAR)"}, {"code": "CAST(NULL AS VARCHAR)"}),
    "fsiii_intervention": ({"start_date": NULL_DATE}, {"municipality_code": "CAST(NULL AS INTEGER)"}),
    "fsiii_reporting": ({"delivered": "CAST(NULL AS BOOLEAN)"}, {"month": NULL_DATE}),
    "practice_diagnosis": ({"code": NULL_TEXT}, {"diagnosis_date": NULL_DATE}),
    "health_service": ({"services": "CAST(NULL AS INTEGER)"}, {"service_code": NULL_TEXT}),
    "hospital_contact": ({"start_time": "CAST(NULL AS TIMESTAMP)"}, {"reporting_system": NULL_TEXT}),
    "hospital_diagnosis": ({"code": NULL_TEXT}, {"diagnosis_type": NULL_TEXT}),
    "cancer_tumour": ({"diagnosis_date": NULL_DATE}, {"icd10": "CAST(NULL AS VARCHAR)"}),
    "dispensed_medicine": ({"atc": NULL_TEXT}, {"dispensing_date": NULL_DATE}),
}
FSIII = {
    "unknown_municipality": ({"municipality_code": "411"}, {"municipality_code": "0"}),
    "unknown_law": ({"law": "'SUL §137'"}, {"law": "'138'"}),
    "end_before_start": ({"end_date": "DATE '2022-12-31'"},),
    "date_in_future": ({"start_date": LATE, "end_date": NULL_DATE},),
    "person_not_in_population": ({"person_key": f"{STRANGER}"},),
}
FAULTS = {
    "population": {
        "unknown_sex": ({"sex": "'U'"}, {"sex": "'k'"}, {"sex": "''"}),
        "birth_in_future": ({"birth_date": LATE},),
        "death_before_birth": ({"death_date": "DATE '1940-04-30'"},),
        "end_before_start": ({"residence_end": "DATE '1999-12-31'"},),
        "date_in_future": ({"residence_start": LATE},),
        "unknown_municipality": tuple(
            {"municipality_code": code} for code in ("411", "90", "97", "98", "99", "0", "CAST(NULL AS INTEGER)")
        ),
    },
    "nursing_home": {
        "end_before_start": ({"end_date": "DATE '2022-12-31'"},),
        "date_in_future": ({"start_date": LATE},),
        "person_not_in_population": ({"person_key": f"{STRANGER}"},),
    },
    "chronic_disease": {
        "unknown_disease": ({"disease": "'gigt'"}, {"disease": "'KOL'"}),
        "date_in_future": ({"first_date": LATE},),
        "person_not_in_population": ({"person_key": f"{STRANGER}"},),
    },
    # A code of another law is not known under this one.
    "fsiii_condition": FSIII | {"unknown_code": ({"code": "'I99.9'"}, {"code": "'J1.1'"}, {"code": "'i7.1'"})},
    "fsiii_intervention": FSIII | {"unknown_code": ({"code": "'G99'"}, {"code": "'I7.1'"})},
    "fsiii_reporting": {
        "unknown_municipality": ({"municipality_code": "411"},),
        "date_in_future": ({"month": LATE},),
    },
    # K87 is an ICPC-2 code, but not one in use.
    "practice_diagnosis": {
        "diagnosis_not_used": ({"code": "'K87'"}, {"code": "'r95'"}),
        "date_in_future": ({"diagnosis_date": LATE},),
        "person_not_in_population": ({"person_key": f"{STRANGER}"},),
    },
    "health_service": {
        "specialty_not_used": ({"specialty": "'51'"}, {"specialty": "'4'"}),
        "no_services": ({"services": "0"}, {"services": "-1"}),
        "date_too_early": ({"treatment_date": "DATE '2020-12-31'"},),
        "date_in_future": ({"treatment_date": LATE},),
        "person_not_in_population": ({"person_key": f"{STRANGER}"},),
        # A code of another specialty is not known under this one.
        "service_not_used": ({"service_code": "'9999'"}, {"service_code": "'0110'"}, {"specialty": "'19'"}),
    },
    "hospital_contact": {
        "other_reporting_system": ({"reporting_system": "'LPR2'"},),
        "unknown_contact_type": ({"contact_type": "'ALCA01'"},),
        "unknown_priority": ({"priority": "'ATA2'"},),
        "end_before_start": ({"end_time": "TIMESTAMP '2023-01-01 07:59:00'"},),
        "date_in_future": ({"start_time": "TIMESTAMP '2025-01-01 00:00:00'", "end_time": "CAST(NULL AS TIMESTAMP)"},),
        "person_not_in_population": ({"person_key": f"{STRANGER}"},),
        "same_contact_twice": ({"contact_key": f"{CONTACT}"}, {"contact_key": f"{CONTACT}", "hospital": "'privat'"}),
        "unknown_hospital": ({"hospital": "'9999'"}, {"hospital": NULL_TEXT}),
    },
    "dispensed_medicine": {
        "code_of_another_form": ({"atc": "'A10B2'"}, {"atc": "'a10ba02'"}, {"atc": "'10'"}),
        "date_in_future": ({"dispensing_date": LATE},),
        "person_not_in_population": ({"person_key": f"{STRANGER}"},),
    },
    "hospital_diagnosis": {
        "unknown_diagnosis_type": ({"diagnosis_type": "'G'"}, {"diagnosis_type": "'H'"}),
        "code_without_d": ({"code": "'J449'"},),
        "unknown_disproved": ({"later_disproved": "'ja'"},),
        "contact_not_in_contacts": ({"contact_key": f"{STRANGER}"},),
    },
    "cancer_tumour": {
        "leading_d": ({"icd10": "'DC509'", "tumour_no": "'2'"}, {"icd10": "'DD320'"}, {"icd10": "'DC50'"}),
        "unknown_code": ({"icd10": "'E119'"}, {"icd10": "'c509'"}, {"icd10": "'C5'"}, {"icd10": "'C35'"}),
        "date_in_future": ({"diagnosis_date": LATE},),
        "person_not_in_population": ({"person_key": f"{STRANGER}"},),
        "diagnosis_before_birth": ({"diagnosis_date": "DATE '1940-04-30'", "tumour_no": "'2'"},),
        "same_tumour_twice": ({}, {"diagnosis_date": "DATE '2021-01-01'", "icd10": "'C619'"}),
        "unknown_municipality": (
            {"municipality_code": "411", "tumour_no": "'2'"},
            {"municipality_code": "CAST(NULL AS INTEGER)", "tumour_no": "'2'"},
        ),
    },
}
SOUND_AT_THE_EDGE = [
    ("population", {"residence_end": "residence_start"}),
    ("population", {"birth_date": "DATE '2024-12-31'", "residence_start": "DATE '2024-12-31'"}),
    ("population", {"death_date": "DATE '1940-05-01'"}),
    ("nursing_home", {"start_date": "DATE '2024-12-31'"}),
    ("nursing_home", {"end_date": "DATE '2023-01-01'"}),
    ("nursing_home", {"end_date": "DATE '2031-01-01'"}),
    ("fsiii_condition", {"code": "'dae40f60-8dab-4bd3-ab72-b07d0f278692'"}),
    ("fsiii_condition", {"law": "'SUL §140'", "code": "'Forflytte_sig'"}),
    ("fsiii_condition", {"start_date": "DATE '1990-01-01'"}),
    ("fsiii_reporting", {"month": "DATE '2024-12-01'", "delivered": "false"}),
    ("practice_diagnosis", {"diagnosis_date": "DATE '2024-12-31'"}),
    ("health_service", {"specialty": "'19'", "service_code": "'0110'"}),
    ("health_service", {"treatment_date": "DATE '2021-01-01'", "services": "3"}),
    ("hospital_contact", {"end_time": "TIMESTAMP '2023-01-01 08:00:00'"}),
    ("hospital_contact", {"end_time": "CAST(NULL AS TIMESTAMP)"}),
    ("hospital_contact", {"start_time": "TIMESTAMP '2024-12-31 23:59:00'", "end_time": "CAST(NULL AS TIMESTAMP)"}),
    ("hospital_contact", {"reporting_system": "'MiniPAS'", "hospital": "'privat'"}),
    ("hospital_diagnosis", {"later_disproved": "'Ja'"}),
    ("hospital_diagnosis", {"code": "'TUL1'", "diagnosis_type": "'+'"}),
    ("cancer_tumour", {"diagnosis_date": "DATE '1940-05-01'"}),
    ("cancer_tumour", {"diagnosis_date": "DATE '1980-01-01'"}),
    ("cancer_tumour", {"icd10": "'C50'"}),
    ("cancer_tumour", {"icd10": "'D320'"}),  # chapter D of ICD-10, not the D of the hospital codes
    ("cancer_tumour", {"morphology": "CAST(NULL AS VARCHAR)", "stage_t": "CAST(NULL AS VARCHAR)"}),
]


def every_case():
    for register, contract in contracts.load().items():
        for rule in contract.rules:
            if rule.name == "code_not_in_force":  # no list states a period yet: below, one is planted
                continue
            planted = MISSING[register] if rule.name == "missing_value" else FAULTS[register][rule.name]
            for number, change in enumerate(planted):
                yield pytest.param(register, rule, change, id=f"{register}-{rule.name}-{number}")


CASES = list(every_case())


def planted(register, change):
    fault = row(register, **change)
    if register == "population":
        fault = row(register, **({"person_key": f"{OTHER}"} | change))
    if register == "hospital_contact":  # another contact: the diagnosis hangs on the sound one
        fault = row(register, **({"contact_key": f"{OTHER}"} | change))
    return f"{row(register)} UNION ALL {fault}"


@pytest.mark.parametrize(("register", "rule", "change"), CASES)
def test_a_row_that_breaks_a_rule_is_kept_named_and_counted(connection, register, rule, change):
    taken = write(connection, **{register: planted(register, change)})
    broken = query(connection, f"SELECT broken_rule FROM {checking.parquet(taken.file(register))}")["broken_rule"]
    assert sorted(broken.fillna("sound")) == sorted([rule.name, "sound"])
    counts = snapshot.quality(taken).set_index(["register", "rule"])
    assert counts.loc[(register, rule.name), "treatment"] == rule.treatment
    assert counts.loc[(register, rule.name), "rows"] == 1
    assert counts["rows"].sum() == 1


@pytest.mark.parametrize(("register", "rule", "change"), CASES)
def test_a_broken_row_is_left_out_or_stays_as_unknown(connection, register, rule, change):
    taken = write(connection, **{register: planted(register, change)})
    snapshot.attach(DuckDB(connection), taken)
    rows = query(connection, f"SELECT * FROM {register}")
    assert list(rows.columns) == list(contracts.load()[register].column_names)
    assert len(rows) == (2 if rule.treatment == "unknown" else 1)
    if rule.treatment == "unknown":
        assert (rows[rule.column] == rule.becomes).sum() == 1


@pytest.mark.parametrize(("register", "change"), SOUND_AT_THE_EDGE, ids=str)
def test_a_row_at_the_edge_of_a_rule_is_sound(connection, register, change):
    change = {name: "DATE '2000-01-01'" if value == "residence_start" else value for name, value in change.items()}
    assert snapshot.quality(write(connection, **{register: row(register, **change)}))["rows"].sum() == 0


@pytest.mark.parametrize(
    ("register", "list_name", "code", "day"),
    [
        ("fsiii_condition", "condition", ("SUL §138", "I7.1"), "DATE '2023-01-01'"),
        (
            "fsiii_intervention",
            "intervention",
            ("SUL §138", "04393d04-a756-41d8-b0b0-f88577526443"),
            "DATE '2023-01-01'",
        ),
        ("health_service", "service", ("80", "0101"), "DATE '2023-01-01'"),
    ],
)
@pytest.mark.parametrize(("first", "last", "broken"), [(0, 0, True), (-9, -1, False), (1, 9, False), (-9, 9, True)])
def test_a_code_is_held_against_the_days_on_which_it_is_in_force(
    connection, register, list_name, code, day, first, last, broken
):
    contract = contracts.load()[register]
    with checking.code_relations(connection):
        connection.execute(f"INSERT INTO known_person VALUES ({PERSON})")
        connection.execute(
            f"INSERT INTO {list_name}_not_in_force SELECT '{code[0]}', '{code[1]}', {day} + {first}, {day} + {last}"
        )
        found = query(connection, checking.checked(contract, row(register), *OBSERVED))["broken_rule"]
    assert found.fillna("").tolist() == (["code_not_in_force"] if broken else [""])


def test_the_sound_row_of_a_contact_stays_whatever_the_order(connection):
    rows = [row("hospital_contact"), row("hospital_contact", reporting_system="'LPR2'")]
    for number, order in enumerate((rows, rows[::-1])):
        taken = write(connection, f"n{number}", hospital_contact=" UNION ALL ".join(order))
        counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
        assert counts["hospital_contact", "other_reporting_system"] == 1
        assert counts["hospital_contact"].sum() == 1


def test_a_row_carries_the_first_rule_it_breaks(connection):
    both = row("fsiii_condition", code="'I99.9'", person_key=f"{STRANGER}", end_date="DATE '2020-01-01'")
    counts = snapshot.quality(write(connection, fsiii_condition=both)).set_index(["register", "rule"])["rows"]
    assert counts["fsiii_condition", "end_before_start"] == 1
    assert counts.sum() == 1


def test_a_person_whose_residence_is_left_out_is_no_longer_in_the_population(connection):
    taken = write(connection, population=row("population", sex="'U'"))
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    for register, contract in contracts.load().items():
        if contract.has_person and register != "population":
            assert counts[register, "person_not_in_population"] == 1
    # What hangs on a contact that is left out is left out with it.
    assert counts["hospital_diagnosis", "contact_not_in_contacts"] == 1


def test_the_diagnoses_of_a_contact_kept_as_unknown_stay(connection):
    taken = write(connection, hospital_contact=row("hospital_contact", hospital="'9999'"))
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts["hospital_contact", "unknown_hospital"] == counts.sum() == 1


def test_a_person_with_one_sound_residence_of_two_stays_in_the_population(connection):
    earlier = row("population", residence_end="DATE '1999-01-01'")
    both = f"{row('population')} UNION ALL {earlier}"
    counts = snapshot.quality(write(connection, population=both)).set_index(["register", "rule"])["rows"]
    assert counts["population", "end_before_start"] == 1
    assert counts.sum() == 1


def test_persons_are_counted_once_and_rows_without_a_person_not_at_all(connection):
    fault = row("nursing_home", end_date="DATE '2020-01-01'")
    nobody = row("nursing_home", person_key="CAST(NULL AS BIGINT)")
    taken = write(connection, nursing_home=f"{fault} UNION ALL {fault} UNION ALL {nobody}")
    counts = snapshot.quality(taken).set_index(["register", "rule"])[["rows", "persons"]]
    assert tuple(counts.loc[("nursing_home", "end_before_start")]) == (2, 1)
    assert tuple(counts.loc[("nursing_home", "missing_value")]) == (1, 0)


def test_every_rule_has_its_count_even_where_no_row_breaks_it(connection):
    counts = snapshot.quality(write(connection))
    rules = [(register, rule.name) for register, contract in contracts.load().items() for rule in contract.rules]
    assert list(zip(counts["register"], counts["rule"], strict=True)) == rules
    assert (counts["rows"] == 0).all()


def test_the_days_observed_decide_what_lies_in_the_future(connection):
    taken = writing.write(
        connection,
        {register: row(register) for register in contracts.load()},
        name="kort",
        origin="kort",
        observation_start=OBSERVED[0],
        observation_end=OBSERVED[0],
        facts={},
    )
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts["nursing_home", "date_in_future"] == 1
    assert counts["population", "date_in_future"] == 0
    assert PERSON not in counts.to_numpy()


def test_a_faulty_copy_does_not_push_out_the_sound_tumour(connection):
    copies = [row("cancer_tumour", **change) for change in ({"icd10": "'DC509'", "diagnosis_date": LATE}, {}, {})]
    taken = write(connection, cancer_tumour=" UNION ALL ".join(copies))
    counts = snapshot.quality(taken).set_index(["register", "rule"])["rows"]
    assert counts["cancer_tumour", "leading_d"] == counts["cancer_tumour", "same_tumour_twice"] == 1
    assert counts.sum() == 2


def test_tumours_and_persons_are_counted_apart(connection):
    copies = [row("cancer_tumour", tumour_no=f"'{n}'", icd10="'DC509'") for n in (1, 2)]
    counts = snapshot.quality(write(connection, cancer_tumour=" UNION ALL ".join(copies)))
    found = counts.set_index(["register", "rule"]).loc[("cancer_tumour", "leading_d")]
    assert (found["rows"], found["persons"]) == (2, 1)

"""Contracts say what each register delivers, and cannot contradict themselves."""

import re

import pytest
import yaml

from naerblik import geography
from naerblik.registers import contracts
from naerblik.registers.contracts import ContractError

CONTRACTS = list(contracts.load().values())
COLUMNS = [(c.name, column) for c in CONTRACTS for column in c.columns]
RULES = [(c.name, rule) for c in CONTRACTS for rule in c.rules]


def named(case):
    return f"{case[0]}.{case[1].name}"


def test_the_registers_of_every_topic_are_there_with_the_population_first():
    assert list(contracts.load()) == [
        "population",
        "nursing_home",
        "chronic_disease",
        "fsiii_condition",
        "fsiii_intervention",
        "fsiii_reporting",
        "practice_diagnosis",
        "health_service",
        "hospital_contact",
        "hospital_diagnosis",
        "cancer_tumour",
        "dispensed_medicine",
    ]


@pytest.mark.parametrize("case", COLUMNS, ids=named)
def test_every_column_says_its_danish_meaning_and_where_it_comes_from(case):
    column = case[1]
    assert column.meaning_da[0].isupper()
    assert column.source


@pytest.mark.parametrize("case", RULES, ids=named)
def test_every_rule_says_in_danish_what_is_wrong(case):
    assert case[1].meaning_da[0].isupper()
    assert not case[1].meaning_da.endswith(".")


def test_whatever_tells_who_a_person_is_is_marked():
    identifying = {f"{register}.{column.name}" for register, column in COLUMNS if column.identifying}
    persons = {f"{contract.name}.person_key" for contract in CONTRACTS if contract.has_person}
    contacts = {"hospital_contact.contact_key", "hospital_diagnosis.contact_key"}
    assert identifying == persons | contacts | {"population.birth_date", "population.death_date"}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.name)
def test_the_missing_value_rule_names_exactly_the_columns_that_must_be_there(contract):
    (rule,) = [rule for rule in contract.rules if rule.name == "missing_value"]
    assert re.findall(r"(\w+) IS NULL", contract.condition(rule)) == [
        c.name for c in contract.columns if not c.nullable
    ]


def test_residents_of_an_unknown_municipality_get_the_number_that_geography_gives_them():
    (rule,) = [rule for rule in contracts.load()["population"].rules if rule.treatment == "unknown"]
    assert rule.becomes == geography.UNKNOWN_MUNICIPALITY


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rules": {0: {"column": "nobody"}}}, "rule 'missing_value' is about 'nobody'"),
        ({"rules": {0: {"treatment": "unknown"}}}, "`becomes` stands exactly where"),
        ({"rules": {-1: {"becomes": None}}}, "`becomes` stands exactly where"),
        ({"rules": {0: {"treatment": "dropped"}}}, "rules.0.treatment"),
        ({"columns": {0: {"type": "TEXT"}}}, "columns.0.type"),
        ({"columns": {0: {"identifing": True}}}, "columns.0.identifing"),
    ],
)
def test_a_contract_that_contradicts_itself_is_named_by_file_and_place(tmp_path, change, said):
    content = yaml.safe_load((contracts.FOLDER / "population.yaml").read_text(encoding="utf-8"))
    for part, entries in change.items():
        for number, values in entries.items():
            content[part][number] |= values
    file = tmp_path / "population.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ContractError, match=said) as refused:
        contracts.read(file)
    assert str(file) in str(refused.value)


def test_a_rule_that_keeps_a_row_cannot_hide_one_that_leaves_it_out(tmp_path):
    content = yaml.safe_load((contracts.FOLDER / "population.yaml").read_text(encoding="utf-8"))
    content["rules"].insert(0, content["rules"].pop())
    file = tmp_path / "population.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ContractError, match="left_out come before"):
        contracts.read(file)


def test_columns_of_the_cancer_register_name_its_variables_as_they_are_spelled_there():
    columns = contracts.load()["cancer_tumour"].columns
    sources = {column.name: column.source.split()[0].rstrip(",") for column in columns}
    assert sources == {
        "person_key": "k_cprnr",
        "tumour_no": "k_tumornr",
        "diagnosis_date": "d_diagnosedato",
        "icd10": "c_icd10",
        "morphology": "c_morfo03",
        "stage_t": "c_tmn_t",
        "stage_n": "c_tnm_n",
        "stage_m": "c_tnm_m",
        "municipality_code": "c_kommune",
    }

"""Parameters stop with the name, the nearest valid one and the file."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from naerblik import parameters as params
from naerblik.engine.duckdb import connect
from naerblik.parameters import ParameterError
from naerblik.project import PARAMS

STANDARD = PARAMS / "standard.yaml"


def test_the_standard_run_reports_to_five_regions_and_the_country():
    run = params.load_run(STANDARD)
    assert [a.code for a in params.recipients(run)] == ["1081", "1082", "1083", "1084", "1085", "dk"]


def test_on_the_map_of_2027_the_same_run_reports_to_four_regions_and_the_country():
    run = params.load_run(STANDARD, changes=["geography=2027"])
    assert [a.code for a in params.recipients(run)] == ["1081", "1082", "1083", "oestdanmark", "dk"]


def test_the_seventeen_councils_are_recipients_on_the_map_of_2027():
    run = params.load_run(STANDARD, changes=["geography=2027"], recipients=["councils"])
    assert len(params.recipients(run)) == 17


def test_a_recipient_named_twice_is_reported_to_once():
    run = params.load_run(STANDARD, recipients=["regions", "1082", "1082"])
    assert len(params.recipients(run)) == 5


def test_a_single_municipality_can_be_a_recipient():
    run = params.load_run(STANDARD, recipients=["751"])
    assert [a.name for a in params.recipients(run)] == ["Aarhus"]


@pytest.mark.parametrize(
    "address",
    [
        "local",
        "local[4]",
        "local[*]",
        "spark://a:7077",
        "spark://a:7077,b:7077",
        "sc://a.b-c",
        "sc://a:1/;use_ssl=true",
    ],
)
def test_an_address_of_spark_is_taken_as_it_is(address):
    assert params.load_run(STANDARD, changes=[f"spark_address={address}"]).spark_address == address


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (["yeer=2023"], "'yeer' is not a parameter; the nearest valid one is 'year'"),
        (["year=next"], "year is 'next'"),
        (["geography=2025"], "geography is '2025'"),
        (["renderer=quatro"], "renderer is 'quatro'; the nearest valid one is 'quarto'"),
        (["topics=fsi"], "topics.0 is 'fsi'; the nearest valid one is 'fsiii'"),
        (["reference_day=02-30"], "reference_day is '02-30'"),
        (["persons=10"], "persons is 10"),
        (["engine=sprak"], "engine is 'sprak'; the nearest valid one is 'spark'"),
        (["spark_address=10.0.0.1:7077"], "write local[*], spark://host:7077 or sc://host:15002"),
        (["spark_address=sc://host/;token=x"], "a token stands in the environment variable"),
        (["spark_registers=bucket/registers"], "spark_registers is 'bucket/registers'"),
        (["year"], "write it as name=value"),
        (["memory_limit=2"], "memory_limit is 2: write a number with MB, GB, MiB or GiB, for instance 500MB"),
        (["memory_limit=0GB"], "memory_limit is '0GB': write a number"),
        (["memory_limit=2 GB"], "memory_limit is '2 GB': write a number"),
        (["memory_limit=lots"], "memory_limit is 'lots': write a number"),
    ],
)
def test_a_wrong_change_is_refused_with_what_was_found_and_what_is_valid(changes, said):
    with pytest.raises(ParameterError) as refused:
        params.load_run(STANDARD, changes=changes)
    assert said in str(refused.value)


def test_a_wrong_value_is_told_to_be_where_it_was_given():
    with pytest.raises(ParameterError) as refused:
        params.load_run(STANDARD, changes=["year=next"], memory_limit="lots")
    assert all(line.startswith(f"given beside {STANDARD}: ") for line in str(refused.value).splitlines())


def test_a_wrong_value_of_the_file_is_told_to_be_in_the_file(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(
        STANDARD.read_text(encoding="utf-8").replace("geography: 2026", "geography: 2025"), encoding="utf-8"
    )
    with pytest.raises(ParameterError) as refused:
        params.load_run(file, memory_limit="2GB")
    assert str(refused.value).startswith(f"{file}: geography is ")


@pytest.mark.parametrize("limit", ["500MB", "2GB", "1.5GiB", "700MiB"])
def test_a_limit_of_memory_is_one_that_the_database_takes(limit):
    run = params.load_run(STANDARD, changes=[f"memory_limit={limit}"])
    with connect(memory_limit=run.memory_limit) as connection:
        (known,) = connection.execute("SELECT current_setting('memory_limit')").fetchone()
    assert known.endswith(("MiB", "GiB"))


def test_a_fault_in_a_file_names_the_file(tmp_path: Path):
    file = tmp_path / "min.yaml"
    file.write_text(STANDARD.read_text().replace("publisher:", "publischer:"))
    with pytest.raises(ParameterError) as refused:
        params.load_run(file)
    assert str(file) in str(refused.value)
    assert "'publischer' is not a parameter; the nearest valid one is 'publisher'" in str(refused.value)
    assert "'publisher' is missing" in str(refused.value)


def test_a_missing_file_is_named_with_its_nearest_sibling():
    with pytest.raises(ParameterError, match=r"standart\.yaml: there is no such file; the nearest .*standard\.yaml"):
        params.load_run(PARAMS / "standart.yaml")


def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path):
    file = tmp_path / "broken.yaml"
    file.write_text("topics: [fsiii\n")
    with pytest.raises(ParameterError, match="not valid YAML"):
        params.load_run(file)


@pytest.mark.parametrize(
    ("recipient", "said"),
    [
        ("1086", "the nearest valid one is '108"),
        ("Region Sjælland", "is named by its code: '1085'"),
        ("vendsyssel", "set geography=2027"),
        ("oestdanmark", "set geography=2027"),
        ("N-NORD", None),
        ("regionss", "the nearest valid one is 'regions'"),
    ],
)
def test_an_unknown_recipient_is_answered_with_the_nearest(recipient, said):
    run = params.load_run(STANDARD, recipients=[recipient])
    if said is None:
        assert params.recipients(run)[0].code == recipient
        return
    with pytest.raises(ParameterError) as refused:
        params.recipients(run)
    assert said in str(refused.value)


def test_age_bands_are_labelled_from_their_first_ages():
    plan = params.publication_plan("fsiii")
    assert plan.age_labels() == ("0-17", "18-64", "65-74", "75-84", "85+")


@pytest.mark.parametrize(
    ("rule", "value"), [("rounding", 3), ("rounding", "5"), ("minimum_width", 0), ("relative_width", -0.1)]
)
def test_a_disclosure_rule_that_cannot_be_is_refused(rule, value):
    content = params.disclosure_rules().model_dump()
    content[rule]["value"] = value
    with pytest.raises(ValidationError, match=rule):
        params.DisclosureRules.model_validate(content)


def test_every_disclosure_rule_has_a_source_and_a_date():
    rules = params.disclosure_rules()
    assert rules.threshold.value == 5
    for rule in [getattr(rules, name) for name in type(rules).model_fields if name != "sign"]:
        assert rule.source
        assert rule.date.year >= 2026

"""The command line as an analyst meets it: what it answers, and with which exit code."""

import pytest
from typer.testing import CliRunner

from naerblik.cli import app

RUNNER = CliRunner()


def call(*arguments: str):
    return RUNNER.invoke(app, [str(a) for a in arguments])


def test_without_a_command_the_help_is_shown():
    assert "registers" in call().output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--recipient", "1086"], "recipient '1086' is unknown; the nearest valid one is '108"),
        (["--topic", "fsi"], "the nearest valid one is 'fsiii'"),
        (["--set", "yeer=2024"], "'yeer' is not a parameter; the nearest valid one is 'year'"),
        (["--set", "year=soon"], "year is 'soon'"),
        (["params/standart.yaml"], "there is no such file"),
        (["--set", "snapshot=sds-2025"], "there is no such snapshot"),
        (["--set", "year=2031", "--persons", "2000"], "choose year=2024"),
    ],
)
def test_wrong_input_is_told_with_the_nearest_valid_one_and_exit_code_2(small_store, reports_folder, arguments, said):
    answered = call("run", *arguments)
    assert answered.exit_code == 2
    assert said in answered.stderr.replace("\n", " ")
    assert not reports_folder.exists()


def test_a_named_snapshot_that_is_missing_never_becomes_a_synthetic_one(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    assert call("run", "--set", "snapshot=sds-2025").exit_code == 2
    assert list(tmp_path.rglob("*.parquet")) == []


def test_a_delivery_without_its_name_or_days_is_refused(tmp_path):
    answered = call("registers", "--delivery", tmp_path)
    assert answered.exit_code == 2
    assert "--first-day" in answered.stderr


def test_a_delivery_with_a_limit_that_is_no_amount_of_memory_is_refused(tmp_path):
    days = ["--first-day", "2022-01-01", "--last-day", "2024-12-31"]
    answered = call("registers", "--delivery", tmp_path, "--name", "x", *days, "--memory-limit", "2 giga")
    assert answered.exit_code == 2
    assert "memory_limit is '2 giga': write a number with MB, GB, MiB or GiB" in answered.stderr.replace("\n", " ")


def test_a_check_without_a_release_says_what_to_do(reports_folder):
    answered = call("check")
    assert answered.exit_code == 2
    assert "make reports" in answered.stderr

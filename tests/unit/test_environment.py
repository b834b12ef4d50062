"""The conda environment, the project's declaration and the locks say the same."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA_NAMES = {
    "python-duckdb": "duckdb",
    "matplotlib-base": "matplotlib",
    "pypandoc": "pypandoc-binary",
    "msgspec-python": "msgspec",
}
ONLY_CONDA = {"python", "pip", "quarto", "pandoc"}


def split(requirement: str) -> tuple[str, str]:
    name, bounds = re.fullmatch(r"([A-Za-z0-9_-]+)\s*(.*)", requirement).groups()
    return name, bounds.replace(" ", "")


def declared() -> dict[str, str]:
    extras = PROJECT["optional-dependencies"]
    return dict(split(r) for r in [*PROJECT["dependencies"], *extras["test"], *extras["lab"]])


def conda() -> dict[str, str]:
    """What conda installs, and what pip does after it."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    by_pip = [line for entry in entries if isinstance(entry, dict) for line in entry["pip"] if line[0] != "-"]
    return dict(split(entry) for entry in [*entries, *by_pip] if isinstance(entry, str))


def test_every_conda_package_has_the_bounds_of_pyproject():
    for name, bounds in conda().items():
        if name not in ONLY_CONDA:
            assert declared()[CONDA_NAMES.get(name, name)] == bounds, name


def test_every_runtime_dependency_is_in_the_conda_environment():
    in_conda = {CONDA_NAMES.get(name, name) for name in conda()}
    assert {split(r)[0] for r in PROJECT["dependencies"]} <= in_conda


def test_conda_brings_quarto_and_jupyter():
    assert {"quarto", "jupyterlab", "ipykernel"} <= set(conda())


LOCKS = sorted(file.name for file in ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_with_hashes_and_names_no_host(lock):
    text = (ROOT / lock).read_text()
    pins = re.findall(r"^([a-z0-9._-]+)==\S+", text, re.MULTILINE)
    assert {split(r)[0] for r in PROJECT["dependencies"]} <= set(pins)
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text


def test_the_locks_agree_on_every_version_they_share():
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._-]+==\S+", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-test.lock")
    assert pins("requirements.lock") <= pins("requirements-lab.lock")
    assert pins("requirements.lock") <= pins("requirements-spark.lock") <= pins("requirements-test.lock")


def test_jupyterlab_comes_only_with_the_lab():
    assert "jupyterlab==" in (ROOT / "requirements-lab.lock").read_text()
    assert "jupyterlab==" not in (ROOT / "requirements.lock").read_text()


def test_spark_comes_with_its_extra_and_with_the_tests_that_run_it():
    locks = {file.name for file in ROOT.glob("requirements*.lock") if "pyspark==4.3." in file.read_text()}
    assert locks == {"requirements-spark.lock", "requirements-test.lock"}


def test_an_unknown_environment_is_refused_by_name():
    command = [sys.executable, ROOT / "environment.py", "tset"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "'tset' is not known; choose one of reports, test, lab, spark, clean" in refused.stdout


def test_make_alone_lists_every_target_with_a_line():
    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = [line.split()[0] for line in listed.splitlines()]
    assert targets == ["help", "reports", "test", "notebooks", "lab", "registers", "check", "bench", "clean"]
    assert all(len(line.split()) > 3 for line in listed.splitlines())

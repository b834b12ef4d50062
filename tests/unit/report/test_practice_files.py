"""The tables of general practice as files: the attack reads every number, and reads it as what it is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from naerblik.disclosure.attack import fsiii, reading, tables
from naerblik.disclosure.cube import ProtectedCube
from naerblik.report import cell_file
from naerblik.report.general_practice import GeneralPracticeReport
from naerblik.report.scope import Scope
from naerblik.report.table_file import write_csv
from report.practice_cube import PracticeOf

KINDS = [("1082", 2026), ("hovedstaden", 2027), ("825", 2026), ("dk", 2026)]
KEY = list(fsiii.KEY)


def written(report: GeneralPracticeReport, folder: Path) -> Path:
    """The folder of a recipient as a run writes it, without its pages."""
    for name in ("tables", "data"):
        (folder / name).mkdir(parents=True)
    for table in report.tables().values():
        write_csv(table, folder / "tables")
    cell_file.write(Scope(report.cube, report.recipient, report.parameters), folder / "data")
    told = {"recipient": {"code": report.recipient.code}, "parameters": {"year": 2024}}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def country(practice_of: PracticeOf, tmp_path_factory: pytest.TempPathFactory) -> pd.Series:
    """Every published number of the country's data files by its labels: they hold the areas of both maps."""
    folder = written(practice_of("dk"), tmp_path_factory.mktemp("country") / "dk")
    cells = reading.read([folder]).cells
    return cells[cells["file"].str.contains("/data/")].set_index(KEY)["value"]


@pytest.fixture(params=KINDS, ids=[code for code, _ in KINDS])
def folder(request: pytest.FixtureRequest, practice_of: PracticeOf, tmp_path: Path) -> Path:
    return written(practice_of(*request.param), tmp_path / request.param[0])


def test_the_attack_reads_every_table_as_the_cells_that_the_data_files_hold(folder: Path, country: pd.Series) -> None:
    found = pd.concat([own.observations for own in tables.printed([folder])], ignore_index=True)
    numbers = found[found["value"].notna()]
    assert len(numbers) > 500
    assert (country.reindex(pd.MultiIndex.from_frame(numbers[KEY])).to_numpy() == numbers["value"].to_numpy()).all()
    rates = found[found["rate"].notna()]
    below = rates[KEY].assign(items=rates["among"], item=rates["among_item"])
    counts, among = (country.reindex(pd.MultiIndex.from_frame(own)).to_numpy() for own in (rates[KEY], below[KEY]))
    half = 0.5 * 10.0 ** -rates["digits"].to_numpy(dtype=float)
    off = np.abs(counts / among * rates["scale"].to_numpy(dtype=float) - rates["rate"].to_numpy())
    wrong = rates[~(off <= half + 1e-6)]
    assert not len(wrong), wrong[["file", *KEY, "rate"]].head().to_string()


@pytest.mark.parametrize("code", ["1081", "dk"])
def test_nothing_computed_stands_beside_a_hidden_number(
    practice_of: PracticeOf, small_practice: ProtectedCube, code: str, tmp_path: Path
) -> None:
    printed = reading.read([written(practice_of(code, of=small_practice), tmp_path / code)])
    assert printed.cells["value"].isna().sum() > 500
    assert not len(printed.beside)
    assert not len(printed.rates)
    assert not printed.cells["given_away"].any()
    assert not printed.contradictions


def test_a_rate_among_patients_ties_a_hidden_number_to_them(
    practice_of: PracticeOf, practice: ProtectedCube, tmp_path: Path
) -> None:
    """A share that is left standing beside a hidden number reaches the attack with the right denominator."""
    folder = written(practice_of("1082"), tmp_path / "1082")
    sign = practice.manifest["rules"]["sign"]
    file = folder / "data" / "almen-praksis.csv"
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    at = next(n for n, line in enumerate(lines) if ";examinations;diabetes.hba1c;2024;region;1082;" in line)
    fields = lines[at].split(";")
    fields[-2:] = [sign, sign]
    lines[at] = ";".join(fields)
    file.write_text("\n".join(lines), encoding="utf-8-sig")
    table = folder / "tables" / "praksis-undersoegelser.csv"
    rows = table.read_text(encoding="utf-8-sig").splitlines()
    hit = next(n for n, line in enumerate(rows) if "langtidsblodsukker" in line)
    parts = rows[hit].split(";")
    parts[4] = sign
    rows[hit] = ";".join(parts)
    table.write_text("\n".join(rows), encoding="utf-8-sig")
    printed = reading.read([folder])
    (rate,) = printed.rates.itertuples(index=False)
    among = printed.cells.iloc[rate.among]
    assert (among["items"], among["item"], among["area"]) == ("diagnoses", "diabetes", "1082")
    assert len(printed.beside) > 0

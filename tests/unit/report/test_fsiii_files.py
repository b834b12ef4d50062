"""The tables of FSIII as files: the attack reads those of every kind of recipient."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from naerblik.disclosure.attack import tables
from naerblik.geography import MapYear
from naerblik.report.table_file import write_csv
from report.sample_cube import ReportOf


@pytest.mark.parametrize(
    ("code", "geography"), [("1082", 2026), ("vendsyssel", 2027), ("825", 2026), ("101", 2026), ("400", 2026)]
)
def test_the_attack_reads_every_table(report_of: ReportOf, code: str, geography: MapYear, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    for table in report_of(code, geography).tables().values():
        write_csv(table, tmp_path / "tables")
    told = {"recipient": {"code": code}, "parameters": {"year": 2024}}
    (tmp_path / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    found = pd.concat([own.observations for own in tables.printed([tmp_path])], ignore_index=True)
    residents = found[(found["items"] == "residents") & (found["area"] == code) & found["value"].notna()]
    assert len(residents) >= 1
